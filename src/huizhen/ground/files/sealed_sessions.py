"""Sessions as the database keeps them: sealed, since lines for the next page may name a file."""

from __future__ import annotations

import json
from typing import Any

from huizhen.core.errors import HuizhenError
from huizhen.ground.files.keyring import seal, unseal


class SealedSerializer:
    """What Django's sessions are written with."""

    def dumps(self, value: Any) -> bytes:
        """Sealed JSON."""
        return seal(json.dumps(value, separators=(",", ":")).encode())

    def loads(self, data: bytes) -> Any:
        """What `dumps` was given; nothing where another ring sealed it."""
        try:
            return json.loads(unseal(data))
        except HuizhenError:
            return {}
