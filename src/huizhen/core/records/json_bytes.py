"""Plain data as JSON for another process or for keeping: what is read back equal, quickly written.
(`canonical_json` is for hashes.)"""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import PydanticSerializationError, to_json


def json_bytes(value: Any) -> bytes:
    """JSON in UTF-8; where text holds halves of characters, as damaged files have them, in ASCII
    with escapes."""
    try:
        return to_json(value)
    except (PydanticSerializationError, UnicodeEncodeError):
        return json.dumps(value, separators=(",", ":")).encode("ascii")
