"""Which pages of a file are one document."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.extraction.page_identity import continues
from huizhen.core.records.page import Page

ONE_DOCUMENT = frozenset(("word", "text", "rtf", "html", "table"))
"""Kinds of file whose pages are cut by the reader, not by whoever wrote them."""


def page_groups(pages: Sequence[Page], kind: str = "") -> list[list[int]]:
    """The pages' indexes by document: in a scanned pile a page stands alone unless it says that
    it goes on from the page before it."""
    groups: list[list[int]] = []
    for index, page in enumerate(pages):
        joins = bool(groups) and (kind in ONE_DOCUMENT or continues(pages[index - 1], page))
        if joins:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
