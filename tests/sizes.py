"""How much is tried: small for `make test`, medium for the gate, large for `make prove`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

Size = Literal["small", "medium", "large"]


def size() -> str:
    """The size that the environment asks for."""
    return os.environ.get("HUIZHEN_SIZE", "small")


def count(small: int, medium: int, large: int) -> int:
    """The number for the size of this run."""
    return {"small": small, "medium": medium, "large": large}.get(size(), small)


def shared_data() -> Path:
    """The folder of public test records beside the project; it need not exist."""
    given = os.environ.get("HUIZHEN_SHARED_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "data"
