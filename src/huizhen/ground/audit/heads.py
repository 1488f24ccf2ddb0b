"""Signed heads: once a day the ends of all chains are written down and signed with the site's key.

Whoever could rewrite the database and all its hashes would still have to forge these files, or
those copies of them that were carried elsewhere (settled decision 16).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from huizhen.ground.audit.models import AuditEvent, ChainHead
from huizhen.ground.audit.verify import Break
from huizhen.ground.files.private_files import keys_folder, write_private

SCHEMA: Final = "huizhen.heads/1"
_KEY = "signing_key"


def heads_folder(home: Path) -> Path:
    """Where the signed files lie."""
    folder = home / "heads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sign_heads(home: Path, now: datetime) -> Path | None:
    """The day's signed file, when it was not there yet; None when it was."""
    place = heads_folder(home) / f"{now:%Y-%m-%d}.json"
    if place.exists():
        return None
    key = _signing_key(home)
    before = sorted(path for path in place.parent.glob("*.json") if path.name < place.name)
    told: dict[str, Any] = {
        "schema": SCHEMA,
        "at": now.isoformat(),
        "key": _public_text(key.public_key()),
        "previous": hashlib.sha256(before[-1].read_bytes()).hexdigest() if before else "",
        "heads": [
            [head.chain, head.number, head.hash] for head in ChainHead.objects.order_by("chain")
        ],
    }
    told["signature"] = key.sign(_canonical(told)).hex()
    return place if _place_once(place, json.dumps(told, indent=0).encode()) else None


def head_breaks(home: Path) -> Iterator[Break]:
    """Where signed files are not what was signed, or the trail is not what they say."""
    known = _known_key(home)
    previous = ""
    for path in sorted(heads_folder(home).glob("*.json")):
        data = path.read_bytes()
        told = _told(data)
        name = f"heads:{path.stem}"
        if told is None or not _is_signed(told, known):
            yield Break(chain=name, number=0, reason="signature")
        else:
            if told["previous"] != previous:
                yield Break(chain=name, number=0, reason="previous")
            yield from _unlike(told["heads"])
        previous = hashlib.sha256(data).hexdigest()


def _unlike(heads: list[list[Any]]) -> Iterator[Break]:
    """Signed ends that the trail does not have, or has otherwise."""
    for chain, number, signed in heads:
        if number == 0:
            continue
        found = AuditEvent.objects.filter(chain=chain, number=number)
        if found.values_list("hash", flat=True).first() != signed:
            yield Break(chain=str(chain), number=int(number), reason="signed")


def _told(data: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(data)
    except ValueError:
        return None
    wanted = {"schema", "at", "key", "previous", "heads", "signature"}
    return told if isinstance(told, dict) and set(told) == wanted else None


def _is_signed(told: dict[str, Any], known: str) -> bool:
    body = {name: value for name, value in told.items() if name != "signature"}
    if known and told["key"] != known:
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(str(told["key"])))
        public.verify(bytes.fromhex(str(told["signature"])), _canonical(body))
    except (InvalidSignature, ValueError):
        return False
    return True


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def _signing_key(home: Path) -> Ed25519PrivateKey:
    place = keys_folder(home) / _KEY
    if not place.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        write_private(place, made)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(place.read_text(encoding="ascii")))


def _known_key(home: Path) -> str:
    """The site's public key; empty where the keys are kept elsewhere."""
    place = keys_folder(home) / _KEY
    return _public_text(_signing_key(home).public_key()) if place.exists() else ""


def _public_text(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def _place_once(place: Path, data: bytes) -> bool:
    """Whole or not at all, and the first of several writers wins."""
    written = place.with_name(f".writing-{secrets.token_hex(8)}")
    try:
        descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        place.hardlink_to(written)
    except FileExistsError:
        return False
    finally:
        written.unlink(missing_ok=True)
    return True
