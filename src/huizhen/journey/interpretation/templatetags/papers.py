"""What the templates of papers need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django import template

register = template.Library()
Item = TypeVar("Item")


@register.filter
def has_chinese(text: str) -> bool:
    """Whether a text has Chinese characters, so that it is set and read aloud as Chinese."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@register.filter
def item(items: Sequence[Item], place: int) -> Item | None:
    """The item at a place; None beyond the end."""
    return items[place] if 0 <= place < len(items) else None
