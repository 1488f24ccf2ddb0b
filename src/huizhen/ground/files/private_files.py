"""Keys and the sign-in: small files that only their owner may read."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from huizhen.core.errors import WrongCall

_KEY_FILE = "secret_key"


def keys_folder(home: Path) -> Path:
    """HOME/keys, made when absent; home and keys are for their owner alone (mode 0700)."""
    folder = home / "keys"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for private in (home, folder):
            if private.stat().st_mode & 0o077:
                private.chmod(0o700)
    except OSError as error:
        raise WrongCall(
            "home_not_usable",
            "The home folder cannot be made, or belongs to somebody else.",
            "Give a folder of your own with --home or HUIZHEN_HOME.",
        ) from error
    return folder


def secret_key(home: Path) -> str:
    """The key that signs cookies, made at the first start."""
    path = keys_folder(home) / _KEY_FILE
    if not path.is_file():
        _place(path, secrets.token_urlsafe(48), replace=False)
    return path.read_text(encoding="ascii")


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone (mode 0600)."""
    _place(path, text, replace=True)


def _place(path: Path, text: str, *, replace: bool) -> None:
    """Without `replace` the first of several writers wins."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        if replace:
            temporary.replace(path)
        elif not path.exists():
            path.hardlink_to(temporary)
    except FileExistsError:
        return
    finally:
        temporary.unlink(missing_ok=True)
