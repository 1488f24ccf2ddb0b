"""The desk's settings for tests: a home of its own, cheap hashes, mail and cache in memory."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="huizhen-test-home-"))
_MADE_BY = os.getpid()


def _remove_home() -> None:
    """Children that were forked leave it to the process that made it."""
    if os.getpid() == _MADE_BY:
        shutil.rmtree(_HOME, ignore_errors=True)


atexit.register(_remove_home)
os.environ["HUIZHEN_HOME"] = str(_HOME)

from huizhen.project.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
