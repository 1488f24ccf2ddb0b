"""What one result is: a value as written, with its place, unit, flag and interval."""

from __future__ import annotations

from typing import NamedTuple


class Result(NamedTuple):
    """One value as written, with its place."""

    start: int
    end: int
    value: str
    unit: str = ""
    comparator: str = ""
    interval: str = ""
    flag: str = ""
    doubt: str = ""
    is_worded: bool = False
