"""Keys of the desk's rows: UUIDv7, which sort by time and tell nothing else (RFC 9562)."""

from __future__ import annotations

import uuid

from uuid_utils import uuid7


def new_id() -> uuid.UUID:
    """A new UUIDv7."""
    return uuid.UUID(int=uuid7().int)
