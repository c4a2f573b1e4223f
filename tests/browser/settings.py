"""For a web server of its own, in a process that a test may kill: the tests' settings, signed in as the login role."""

from ehm.settings.base import DATABASE_URL, database
from tests.settings import *

DATABASES = {"default": database(DATABASE_URL)}
