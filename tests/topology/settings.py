"""For making the cast behind the arrangement: as the tests do it, with passwords that the real site accepts."""

from tests.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
