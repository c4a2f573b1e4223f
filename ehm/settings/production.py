"""A real site: every secret comes from outside, and cookies travel over TLS only."""

from ehm.settings.base import *
from ehm.settings.base import env

SECRET_KEY = env("SECRET_KEY")
DEBUG = False
TRUSTED_PROXIES = env("TRUSTED_PROXIES", "127.0.0.1 ::1").replace(",", " ").split()  # where BIND listens by default
IS_DEMO = env("EHM_DEMO") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env("SSL_REDIRECT", "1") == "1"
