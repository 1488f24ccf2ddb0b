"""Superscripts in plain text: 10^9, never 109."""

from __future__ import annotations

import re

RAISED = "\x01"
"""Stands before raised text until the whole paragraph is known."""

_NUMBER = re.compile(rf"(?<=\w){RAISED}(?=[-+−]?\d)")


def with_raised_numbers(text: str) -> str:
    """The text with '^' before each raised number that follows a letter or digit."""
    return _NUMBER.sub("^", text).replace(RAISED, "")
