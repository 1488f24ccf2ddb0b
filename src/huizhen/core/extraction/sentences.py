"""Lines and sentences: wrapped lines are joined, lists and table rows stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_BULLET = re.compile(r"\s*(?:[-–—•*▪◦●►✓·]|\(?\d{1,2}[.)]|[a-z]\)|[IVX]{1,4}\.)\s+")
_LABEL = re.compile(r"\s*[^\W\d_][^:\n.;]{0,40}:(?:\s|$)")
_TABULAR = re.compile(r"\t|\S {3,}\S|\S\s*\|\s*\S")
_ENDS = re.compile(r"[.!?:;。！？；：]\s*$")
_STOP = re.compile(
    r"(?<![.!?])[.!?]+[\"'”’)\]]*(?=\s+(?:\?{1,2}\s?)?[\"'“(\[]?[^\W_])|[。！？；]+|\n\s*\n"
)
_BEFORE_FIGURES = frozenset(("no",))
"""'No. 5' goes on, 'Fever: no.' does not."""
_OPEN = frozenset("-–—:(,/")
"""What a mark of doubt may follow: 'lesion - ? high grade glioma'."""
_LONGEST_WORD = 40
_FULL_WIDTH = 0.66
_NARROWEST = 45


def line_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the lines, without their line breaks."""
    spans = []
    start = 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def sentence_spans(text: str, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    """Half-open spans of the sentences in order; every non-blank character lies in one."""
    return [span for block in _blocks(text) for span in _sentences(text, *block, abbreviations)]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together: a wrapped paragraph, one list item, one table row."""
    lines = line_spans(text)
    width = max((end - start for start, end in lines), default=0)
    open_start: int | None = None
    last = ""
    end = 0
    for start, stop in lines:
        line = text[start:stop]
        if not line.strip():
            if open_start is not None:
                yield open_start, end
            open_start, last = None, ""
            continue
        if open_start is not None and not continues(last, line, width):
            yield open_start, end
            open_start = None
        if open_start is None:
            open_start = start
        last, end = line, stop
    if open_start is not None:
        yield open_start, end


def continues(last: str, line: str, width: int) -> bool:
    """Whether a line goes on from the one before it, in a text of that width."""
    if _BULLET.match(line) or _TABULAR.search(line) or _TABULAR.search(last):
        return False
    if re.search(r"[.!?。！？]\s*$", last):
        return False
    is_lower = line.lstrip()[:1].islower()
    if _LABEL.match(line) and not is_lower:
        return False
    if _ENDS.search(last):
        return is_lower
    is_full = len(last) >= max(_NARROWEST, _FULL_WIDTH * width)
    return is_full or (is_lower and len(last) > 20)


def _sentences(
    text: str, start: int, end: int, abbreviations: frozenset[str]
) -> Iterable[tuple[int, int]]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        if match[0][0] == "." and _is_abbreviation(text, begin, match, abbreviations):
            continue
        if match[0] == "?" and _is_query(text, begin, match):
            continue
        yield begin, match.end()
        begin = match.end()
        while begin < end and text[begin].isspace():
            begin += 1
    if text[begin:end].strip():
        yield begin, end


def _is_query(text: str, begin: int, match: re.Match[str]) -> bool:
    """'? pneumonia', 'CT: ? abscess': a mark of doubt before a word, no end of a question."""
    is_apart = match.start() == begin or text[match.start() - 1].isspace()
    if text[begin : match.start()].rstrip()[-1:] in _OPEN:
        return True
    return is_apart and (match.start() == begin or _next_char(text, match.end()).islower())


def _is_abbreviation(
    text: str, begin: int, match: re.Match[str], abbreviations: frozenset[str]
) -> bool:
    """'Dr. Sample', 'z. B.', '12. März', 'p.o. daily': the stop ends no sentence."""
    before = text[max(begin, match.start() - _LONGEST_WORD) : match.start()].split()
    if not before or text[match.start() - 1].isspace():
        return False
    word = before[-1].lstrip("([\"'“").casefold()
    following = _next_char(text, match.end())
    if word in _BEFORE_FIGURES:
        return following.isdigit()
    if word in abbreviations or (len(word) == 1 and word.isalpha()):
        return True
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return True
    if word.isdigit() and len(word) <= 2:
        is_item = begin == match.start() - len(word)
        return is_item or following.islower() or _is_month_ahead(text, match.end())
    return following.islower()


def _next_char(text: str, position: int) -> str:
    """The next character that shows; '' when none is near."""
    return text[position : position + 40].lstrip()[:1]


def _is_month_ahead(text: str, position: int) -> bool:
    """A capitalised word and a year follow: '12. März 2025'."""
    return bool(re.match(r"\s+[^\W\d_]{3,10}\.?\s+(?:19|20)\d\d", text[position : position + 24]))
