"""The product's settings for the tests: a home that goes away with them, plain HTTP, nothing else changed."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="assentian-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["ASSENTIAN_HOME"] = _home
os.environ["ASSENTIAN_HTTPS"] = "0"

from assentian.server.settings import *  # noqa: E402, F403  the home is decided before the settings are read

JOURNAL_INLINE = True  # a test's open transaction would hide its rows from an integrator outside it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slowness of Argon2 is not under test
INSTALLED_APPS = [*INSTALLED_APPS, "tests.journal.specimens"]  # noqa: F405  records of every field, for the journal's tests
