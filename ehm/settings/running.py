"""How a site runs: what it logs, how it sends mail, and the demo's password."""

import os

from ehm.logs import LOGGING, set_up_structlog

__all__ = [
    "DEMO_PASSWORD",
    "EMAIL_HOST",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_HOST_USER",
    "EMAIL_PORT",
    "EMAIL_TIMEOUT",
    "EMAIL_USE_TLS",
    "LOGGING",
]

set_up_structlog()

# All demo sign-ins share it. `make run` makes one and prints it; a real site has none.
DEMO_PASSWORD = os.environ.get("DEMO_PASSWORD", "")

EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
