"""Writes docs/states.md from the state tables; a test compares them."""

from __future__ import annotations

import sys
from pathlib import Path

from huizhen.core.content import load_pack
from huizhen.core.states.diagram import states_page
from huizhen.core.states.small_tables import TABLES
from huizhen.core.states.words import StateWords
from huizhen.project.config import CONTENT


def document() -> str:
    """The whole page."""
    return states_page(TABLES.values(), StateWords(load_pack("states", [CONTENT])))


def main() -> int:
    """Writes the page."""
    path = Path(__file__).resolve().parents[1] / "docs" / "states.md"
    path.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
