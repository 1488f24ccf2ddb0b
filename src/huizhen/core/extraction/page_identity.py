"""Which page continues which: printed page numbers and repeated headers."""

from __future__ import annotations

import re
from functools import lru_cache

from huizhen.core.extraction.identity_labels import IdentityLabels, identity_labels, plain
from huizhen.core.records.page import Page
from huizhen.core.records.value import Value

_EDGE_LINES = 6
_LONGEST_LINE = 300
_EAST_ASIAN = (
    re.compile(r"第\s?(\d{1,4})\s?[页頁][\s,，、/(（]{0,3}[共全]?\s?(\d{1,4})\s?[页頁]"),
    re.compile(
        r"[共全]\s?(?P<total>\d{1,4})\s?[页頁][\s,，、/]{0,3}第\s?(?P<number>\d{1,4})\s?[页頁]"
    ),
    re.compile(r"(\d{1,4})\s?/\s?(\d{1,4})\s?(?:[页頁]|ページ)"),
    re.compile(r"第\s?(\d{1,4})\s?[页頁]()"),
)
_DOCUMENT_NUMBER = re.compile(r"\d{5,}")


class PageNumber(Value):
    """'Page 2 of 3'."""

    number: int
    total: int | None = None


def page_number(page: Page, labels: IdentityLabels | None = None) -> PageNumber | None:
    """The number printed at the top or bottom of a page; without 'of 3' it has its own line."""
    pattern = _pattern(labels or identity_labels())
    lines = [line for line in page.text.splitlines() if line.strip()]
    edges = lines if len(lines) <= 2 * _EDGE_LINES else lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]
    for line in edges:
        text = plain(line[:_LONGEST_LINE])
        for expression in (pattern, *_EAST_ASIAN):
            match = expression.search(text)
            if match is not None and (match.group(2) or match.group().strip() == text.strip()):
                return _number(match)
    return None


def _number(match: re.Match[str]) -> PageNumber:
    named = match.groupdict()
    number, total = (named["number"], named["total"]) if named else match.groups()[:2]
    return PageNumber(number=int(number), total=int(total) if total else None)


def _pattern(labels: IdentityLabels) -> re.Pattern[str]:
    return _compiled(labels.page_words, labels.of_words)


@lru_cache(maxsize=4)
def _compiled(page_words: tuple[str, ...], of_words: tuple[str, ...]) -> re.Pattern[str]:
    words, joins = (
        "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
        for said in (page_words, of_words)
    )
    return re.compile(
        rf"(?<!\w)(?:{words})\s?[:.]?\s?(\d{{1,4}})(?!\d)(?:\s?(?:{joins})\s?(\d{{1,4}})(?!\d))?"
    )


def continues(previous: Page, page: Page, labels: IdentityLabels | None = None) -> bool:
    """Whether a page says that it goes on from the page before it.

    By its number ('Page 2 of 3' after 'Page 1 of 3', or after an unnumbered first page), or by the
    same two first lines with the same document number in them; a letterhead alone is no proof.
    """
    number, before = page_number(page, labels), page_number(previous, labels)
    if number is not None and before is not None:
        return number.number == before.number + 1 and number.total == before.total
    if number is not None and before is None:
        return number.number == 2 and previous.ordinal == 1 and page.ordinal == 2
    header, header_before = _header(page), _header(previous)
    return header == header_before and bool(_DOCUMENT_NUMBER.search(header))


def _header(page: Page) -> str:
    lines = [line.strip() for line in page.text.splitlines() if line.strip()]
    return "\n".join(lines[:2])
