"""The one local account: a random password, kept hashed; sessions end for all at once."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from huizhen.ground.files.private_files import keys_folder, write_private

_FILE = "sign_in.json"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not mistaken for one another."""
_GROUPS, _GROUP_LENGTH = 4, 5


def make_sign_in(home: Path) -> str | None:
    """A new password when none has been made, else None. It is kept nowhere in clear: show it
    to the person once."""
    return None if _stored(home) else reset_sign_in(home)


def reset_sign_in(home: Path) -> str:
    """A new password in place of the old one; every session ends."""
    password = "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    hasher = PBKDF2PasswordHasher()
    _store(home, hasher.encode(password, hasher.salt()))
    return password


def session_stamp(home: Path, password: str) -> str | None:
    """What a session carries after the right password; None after a wrong one."""
    stored = _stored(home)
    if stored is None or not PBKDF2PasswordHasher().verify(password.strip(), stored["password"]):
        return None
    return stored["stamp"]


def is_current(home: Path, stamp: object) -> bool:
    """Whether a session with this stamp still holds."""
    stored = _stored(home)
    if stored is None or not isinstance(stamp, str):
        return False
    return secrets.compare_digest(stamp.encode(), stored["stamp"].encode())


def end_sessions(home: Path) -> None:
    """End every session: cookies are signed, not listed, so the stamp that they carry changes."""
    stored = _stored(home)
    if stored is not None:
        _store(home, stored["password"])


def _store(home: Path, password_hash: str) -> None:
    data = {"password": password_hash, "stamp": secrets.token_urlsafe(24)}
    write_private(keys_folder(home) / _FILE, json.dumps(data))


def _stored(home: Path) -> dict[str, str] | None:
    """Hash and stamp; a damaged file opens nothing."""
    try:
        data = json.loads((home / "keys" / _FILE).read_text(encoding="utf-8"))
        return {"password": str(data["password"]), "stamp": str(data["stamp"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Throttle:
    """At most `most` attempts in `seconds`, counted before the password is looked at."""

    def __init__(
        self, most: int = 5, seconds: float = 60, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._attempts: deque[float] = deque()
        self._lock = threading.Lock()

    def attempt(self) -> int:
        """Count an attempt: 0 when it may go on, else the seconds to wait."""
        with self._lock:
            now = self._clock()
            while self._attempts and now - self._attempts[0] >= self._seconds:
                self._attempts.popleft()
            if len(self._attempts) >= self._most:
                return max(1, round(self._seconds - (now - self._attempts[0])))
            self._attempts.append(now)
            return 0

    def clear(self) -> None:
        """Forget the attempts: the right password was given."""
        with self._lock:
            self._attempts.clear()
