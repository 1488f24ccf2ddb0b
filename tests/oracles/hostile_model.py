"""What a hostile case is, and what the reader may say about it.

The statuses are those of the inventory.  An expectation names every status the
reader is allowed to give to the file; a case whose path is a folder speaks of
every file beneath that folder.  For an archive the expectation speaks of the
archive itself, not of its members.

Whatever the status, three things must never happen, and the markers below make
them visible: nothing named `ESCAPE_NAME` appears outside the working folder,
nothing asks for `CALLBACK_URL`, and no text of `SECRET_FILE` reaches any output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

Status = Literal["read", "part", "not_read", "ignored", "unidentified", "quarantined"]

ALL_STATUSES: frozenset[Status] = frozenset(
    ("read", "part", "not_read", "ignored", "unidentified", "quarantined")
)
# There is nothing in it that could be read.
REFUSED: frozenset[Status] = frozenset(("not_read", "ignored"))
# A record of which nothing can be read: it must not pass in silence.
LOCKED: frozenset[Status] = frozenset(("not_read",))
# Something may be salvaged, but calling it completely read would be untrue.
BROKEN: frozenset[Status] = frozenset(("part", "not_read", "unidentified", "quarantined"))
# It asks for more memory, time or depth than any record needs.
BOMB: frozenset[Status] = frozenset(("part", "not_read", "unidentified"))
# The content may be read as long as its active parts stay without effect.
INERT: frozenset[Status] = frozenset(("read", "part", "not_read", "unidentified", "quarantined"))
# Only the place or the name is hostile; any status is honest.
ANY: frozenset[Status] = ALL_STATUSES

ESCAPE_NAME = "huizhen-escaped.txt"
CALLBACK_URL = "http://127.0.0.1:9/huizhen-callback"
SECRET_FILE = "/etc/passwd"
# The patient of the cases that need one; no case uses any other person.
PROBE_FAMILY = "Probe"
PROBE_GIVEN = "Synthetic"


@dataclass(frozen=True)
class HostileCase:
    """One hostile file (or link, or folder) and the statuses it may receive."""

    path: Path
    kind: str
    expectation: frozenset[Status]


@dataclass(frozen=True)
class Draw:
    """The source of variation of one case: its turn and its own random stream."""

    turn: int
    rng: Random

    def around(self, size: int, spread: float = 0.1) -> int:
        """Return `size` at the first turn and a value near it afterwards."""
        if self.turn == 0:
            return size
        return max(1, int(size * self.rng.uniform(1 - spread, 1 + spread)))

    def token(self) -> str:
        """Return eight letters that differ from case to case."""
        return "".join(self.rng.choice("abcdefghkmnpqrst") for _ in range(8))


@dataclass(frozen=True)
class FileRecipe:
    """How to make the bytes of one kind of hostile file."""

    kind: str
    suffix: str
    expectation: frozenset[Status]
    build: Callable[[Draw], bytes]


@dataclass(frozen=True)
class PlaceRecipe:
    """How to lay out a kind that is a name, a link or a folder.

    `place` receives an empty folder of its own and returns the path of the case.
    """

    kind: str
    expectation: frozenset[Status]
    place: Callable[[Path, Draw], Path]


Recipe = FileRecipe | PlaceRecipe
