"""Sections of a letter, note or report by their headings, which are data."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from huizhen.core.extraction.composed_headings import ComposedHeadings
from huizhen.core.extraction.sentences import continues, line_spans

_LEAD = r"[ \t]*(?:[#*_>•·–-]+[ \t]*|\(?\d{1,2}(?:\.\d)*[.)][ \t]*|[IVX]{1,4}[.)][ \t]*)?(?:\*\*)?"
_LEAD_OF_LINE = re.compile(_LEAD)
_TAIL = re.compile(
    r"[ \t]*(?:\([^()\n]{0,60}\))?(?:\*\*)?[ \t]*(?P<colon>[:：]|[-–—](?=[ \t])|$)(?:\*\*)?"
)
_DAY = (
    r"(?:[\d./年月日 –-]{6,24}|\d{1,2}\.?[ ](?:de[ ])?[^\W\d_]{3,12}\.?,?[ ](?:de[ ])?\d{4}|"
    r"[^\W\d_]{3,12}\.?[ ]\d{1,2},?[ ]\d{4})"
)
_DATED_TAIL = re.compile(
    r"[ \t]*(?:vom|am|from|of|on|dated|del|el|du|le|от|[-–—(])?[ \t]*"
    rf"{_DAY}\)?[ \t]*(?::|：|$)",
    re.IGNORECASE,
)
_SHORT_TITLE = re.compile(r"[A-Z][A-Z/&]{1,3}[a-z]{0,2}")
_BLANK_TAIL = re.compile(r"[ \t]{2,}(?=\S)")
"""'PMHx  asthma': a short title in capitals needs no colon before a gap."""
_CAPITALS = re.compile(r"[ \t]*[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ0-9 &/,()'’-]{3,60}[ \t]*:?[ \t]*$")
_IN_BRACKETS = re.compile(r"[ \t]*【(?P<title>[^】\n]{2,20})】")


class Section(NamedTuple):
    """One section: the kind of its heading, and its body as a half-open span."""

    kind: str
    """'' for a heading that is no known one."""
    title_start: int
    start: int
    end: int


_Head = tuple[str, int, int]
_BLANK = re.compile(r"\n[ \t]*\n")


def _title(head: _Head) -> int:
    return head[1]


def _rests(text: str, heads: list[_Head]) -> Iterator[_Head]:
    """What follows the blank line after a heading with text in its own line belongs to no
    section: 'History: ... ' and then the report."""
    for number, (_, _, body) in enumerate(heads):
        line_end = text.find("\n", body)
        if line_end < 0 or not text[body:line_end].strip():
            continue
        blank = _BLANK.search(text, body)
        following = heads[number + 1][1] if number + 1 < len(heads) else len(text)
        if blank and blank.end() < following and text[blank.end() : following].strip():
            yield "", blank.end(), blank.end()


_OF_ONE_LINE = frozenset(
    ("allergies", "family_history", "differential_diagnosis", "stopped_medications")
)
"""Sections that say nothing of the patient's complaints: where they begin in the line of their
heading, they end with it."""
_LISTED = re.compile(
    r"[ \t]+\S|[ \t]*(?:[-–—•*·]|\d{1,2}[.)])[ \t]|[^\W\d_][^\d.:;]{2,40}(?: [-–] |\()"
)


def _line_ends(text: str, heads: list[_Head]) -> Iterator[_Head]:
    """The end of what a heading of one line says: a wrapped line or a list item goes on."""
    spans = line_spans(text)
    width = max((end - start for start, end in spans), default=0)
    for number, (kind, title, body) in enumerate(heads):
        if kind not in _OF_ONE_LINE:
            continue
        following = heads[number + 1][1] if number + 1 < len(heads) else len(text)
        lines = [text[s:e] for s, e in spans if e > title and s < following]
        place = text.rfind("\n", 0, title) + 1
        if not text[body : place + len(lines[0])].strip():
            continue
        for last, line in itertools.pairwise(lines):
            place += len(last) + 1
            if not (continues(last, line, width) or _LISTED.match(line)):
                if place < following and text[place:following].strip():
                    yield "", place, place
                break


class SectionReader:
    """Finds headings by the phrases of a content pack."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._kinds = {
            " ".join(phrase.casefold().split()): kind
            for kind, phrases in data["headings"].items()
            for phrase in phrases
        }
        letters = data["letters"]
        self._letters: Mapping[str, str] = letters
        # 'P: 88' is a pulse
        self._lettered = re.compile(rf"[ \t]*(?P<letter>{'|'.join(letters)}):(?=\s)(?!\s?\d{{2}})")
        ordered = sorted(self._kinds, key=len, reverse=True)
        joined = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered)
        self._heading = re.compile(rf"{_LEAD}(?P<title>{joined})(?!\w)", re.IGNORECASE)
        self._composed = ComposedHeadings(data["composed"])

    def sections(self, text: str, title: str = "") -> tuple[Section, ...]:
        """The sections in their order; text before the first heading is in that of the page's
        title, or in none."""
        heads = list(self._heads(text))
        if title and (kind := self._kind_of_title(title)):
            heads.insert(0, (kind, 0, 0))
        heads = sorted([*heads, *_rests(text, heads), *_line_ends(text, heads)], key=_title)
        ends = [*(head[1] for head in heads[1:]), len(text)][: len(heads)]
        return tuple(
            Section(kind=kind, title_start=title, start=body, end=end)
            for (kind, title, body), end in zip(heads, ends, strict=True)
        )

    def _kind_of_title(self, title: str) -> str:
        """The kind that a heading beside the text names; '' for none that is known."""
        titled = self._heading.match(title)
        if titled and not title[titled.end() :].strip(" .:"):
            known: str = self._kinds[" ".join(titled["title"].casefold().split())]
            return known
        composed = self._composed.read(title, 0)
        is_whole = composed is not None and not title[composed.end :].strip(" .:")
        return composed.kind if composed is not None and is_whole else ""

    def _heads(self, text: str) -> Iterator[_Head]:
        is_apart = True
        for start, end in line_spans(text):
            head = self._head(text, start, end, is_apart)
            if head is not None:
                yield head
            is_apart = not text[start:end].strip()

    def _head(self, text: str, start: int, end: int, is_apart: bool) -> _Head | None:
        line = text[start:end]
        bracketed = _IN_BRACKETS.match(line)
        if bracketed:
            kind = self._kinds.get(bracketed["title"].strip().casefold(), "")
            return kind, start, start + bracketed.end()
        lettered = self._lettered.match(line)
        if lettered:
            return self._letters[lettered["letter"]], start, start + lettered.end()
        match = self._heading.match(line)
        if match:
            kind = self._kinds[" ".join(match["title"].casefold().split())]
            tail = _TAIL.match(line, match.end()) or _DATED_TAIL.match(line, match.end())
            if tail is None and _SHORT_TITLE.fullmatch(match["title"]):
                tail = _BLANK_TAIL.match(line, match.end())
            if tail:
                return kind, start, start + tail.end()
        lead = _LEAD_OF_LINE.match(line)
        composed = self._composed.read(line, lead.end() if lead else 0)
        if composed and (tail := _TAIL.match(line, composed.end)):
            return composed.kind, start, start + tail.end()
        return ("", start, end) if _is_unknown_title(line, is_apart) else None


def _is_unknown_title(line: str, is_apart: bool) -> bool:
    """A line in capitals with a colon, or after a blank line: a diagnosis or a result in capitals
    that stands among others ends no section."""
    if not _CAPITALS.match(line) or len(line.split()) > 8:
        return False
    has_figure = any(char.isdigit() for char in line)
    return line.rstrip().endswith(":") or (is_apart and not has_figure)
