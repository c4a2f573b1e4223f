"""gunicorn's settings, for `make run` and for production alike: `gunicorn --config python:ehm.web ehm.wsgi`."""

import os

from ehm.logs import LOGGING

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True  # one import for all workers, and an unsafe setting stops the start instead of a worker
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
keepalive = 5
limit_request_line = 2048
accesslog = None  # a line of an access log holds a path: the read log says who read what
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
logconfig_dict = LOGGING
