"""Days of headers as people write them."""

from __future__ import annotations

from datetime import date


def shown_date(text: str) -> str:
    """YYYYMMDD as people write a day; what is no such day as it stands."""
    if len(text) == 8 and text.isascii() and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def days_between(one: str, other: str) -> int | None:
    """Days from one ISO day to another; None where one of them is no day."""
    try:
        return (date.fromisoformat(other) - date.fromisoformat(one)).days
    except ValueError:
        return None
