"""How much is tried: small for `make test`, medium for the gate, large for `make prove`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

Size = Literal["small", "medium", "large"]


def size() -> str:
    """The size that the environment asks for."""
    return os.environ.get("HUIZHEN_SIZE", "small")


def count(small: int, medium: int, large: int) -> int:
    """The number for the size of this run."""
    return {"small": small, "medium": medium, "large": large}.get(size(), small)


def seeds(first: int, number: int) -> Iterator[int]:
    """Seeds of so many walks; HUIZHEN_SEEDS=FIRST:NUMBER asks for others, and each one that went
    well is noted in the file HUIZHEN_WALKED, so that a long proof can be continued."""
    if told := os.environ.get("HUIZHEN_SEEDS"):
        first, number = map(int, told.split(":"))
    for seed in range(first, first + number):
        yield seed
        note(str(seed))


def left_of(names: Iterable[str]) -> list[str]:
    """Those that no line of the file HUIZHEN_WALKED has: a long proof can be continued."""
    noted = Path(os.environ.get("HUIZHEN_WALKED", os.devnull))
    done = set(noted.read_text(encoding="ascii").split()) if noted.exists() else set()
    return [name for name in names if name not in done]


def note(name: str) -> None:
    """That this one went well, in the file HUIZHEN_WALKED where one is told."""
    if noted := os.environ.get("HUIZHEN_WALKED"):
        with Path(noted).open("a", encoding="ascii") as file:
            file.write(f"{name}\n")


def shared_data() -> Path:
    """The folder of public test records beside the project; it need not exist."""
    given = os.environ.get("HUIZHEN_SHARED_DATA")
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "data"
