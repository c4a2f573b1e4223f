"""A development or demo site, on loopback."""

from ehm.settings.base import *
from ehm.settings.base import env

SECRET_KEY = env("SECRET_KEY", "only for development, never shown outside")
DEBUG = env("DEBUG") == "1"
IS_DEMO = True
