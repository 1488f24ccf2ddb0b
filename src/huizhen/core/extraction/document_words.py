"""The words around a document's own date, compiled from the content pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

NEVER = "never"
"""Dates of birth, of print, of receipt: they date no document and no finding."""
GENERIC = "dated"
"""'Date' alone, which counts only where a cell begins with it."""

_CJK = r"\u3400-\u9fff"
_SHORT = 3
_MARK = re.compile(r"[:：|=]")
_CELL_END = re.compile(r"(?:^|[|\t;•·(\[【]|\s{2,}|^[,，。\s]*)\s*$")
_AFTER_DATE = re.compile(
    r"(?:\s?г\.)?(?:,?\s?(?:at\s)?\d{1,2}:?\d\d(?::\d\d)?(?!\d)(?:\s?(?:uhr|hrs?|am|pm)\b)?)?",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*(?:$|[|;:)\]】]\s*|,\s|\s)\s*")
_CELL = r"(?:^|[|\t;•·(\[【]|\s{2,}|[,，。:：]\s?)\s*"


class DateWords:
    """Labels of dates, kinds of documents, and the rules which facts a date is for."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.kind_of: dict[str, str] = {
            _key(label): kind for kind, labels in data["labels"].items() for label in labels
        }
        every = [label for labels in data["labels"].values() for label in labels]
        generic = data["labels"][GENERIC]
        strong = [label for label in every if label not in generic]
        link = _links(data["connectors"])
        days = "|".join(_alternatives(data["weekdays"]))
        named = rf"{_joined(strong)}|{_CELL}(?P<generic>{_alternation(generic)})"
        hint = r"(?:\s?\([^)\n]{1,14}\))?"
        tail = rf"{hint}\s*(?:[:：|=.,\-–—]\s*)*(?:{link}\s*)?(?:(?:{days})\.?,?\s+)?$"
        self.before = re.compile(rf"(?:{named}){tail}", re.IGNORECASE)
        self.date_word = re.compile("|".join(_alternatives(data["date_words"])), re.IGNORECASE)
        self.header = re.compile(_joined(every), re.IGNORECASE)
        self.signing = re.compile(_joined(data["signing"], "signing"), re.IGNORECASE)
        self.letter = re.compile(_letter(data["before_letter_date"]))
        self.salutation = re.compile(_joined(data["salutations"], "said"), re.IGNORECASE)
        self.stay = word_pattern(data["stay"])
        self.until = re.compile(
            rf"\s*(?:uhr)?\s*(?:{_alternation(data['until'])})\s*(?:zum|el|dem|am)?\s*",
            re.IGNORECASE,
        )
        self.documents: dict[str, re.Pattern[str]] = {
            kind: word_pattern(words) for kind, words in data["documents"].items()
        }
        self.subject = re.compile(
            rf"[\s•*\-–]*(?:{_alternation(data['subject_labels'])})\s*[:：|]\s*", re.IGNORECASE
        )
        self.institution = word_pattern(data["institutions"])
        self.order: tuple[str, ...] = tuple(data["document_order"])
        self.inherit: tuple[Mapping[str, Any], ...] = tuple(data["inherit"])
        self.not_in_sections = frozenset(data["not_in_sections"])
        self.of_another_time = word_pattern(data["of_another_time"])

    def label_before(self, text: str, after: str) -> str:
        """The kind of the label that the text before a date ends with; '' where it has none.

        A label without a mark or a word for date is running text ('reported on 15 March shows')
        unless it begins a cell and the date ends it.
        """
        match = self.before.search(text)
        if match is None:
            return ""
        group = "generic" if match["generic"] else "label"
        kind = self._kind(match[group])
        is_plain = kind == NEVER or self.date_word.search(match["label"] or "")
        if is_plain or _MARK.search(text, match.end(group)):
            return kind
        return kind if _CELL_END.search(text[: match.start(group)]) and self._ends(after) else ""

    def _ends(self, after: str) -> bool:
        """Whether a cell ends after a date, or another label follows."""
        rest = _AFTER_DATE.sub("", after, count=1)
        gap = _GAP.match(rest)
        if gap is None:
            return False
        return not rest[gap.end() :] or len(gap[0]) > 1 or bool(self.header.match(rest, gap.end()))

    def labels_in(self, line: str) -> list[tuple[str, int, int]]:
        """All labels of a line of headers, each with its kind and span."""
        found = self.header.finditer(line)
        return [(self._kind(match["label"]), match.start(), match.end()) for match in found]

    def _kind(self, label: str) -> str:
        return self.kind_of[_key(label)]


def _key(label: str) -> str:
    return re.sub(r"\s+", " ", label.casefold())


def word_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words: abbreviations in capitals only, stems of Russian with any ending."""
    return re.compile("|".join(_word(word) for word in sorted(words, key=len, reverse=True)))


def _word(word: str) -> str:
    start = "" if re.match(f"[{_CJK}]", word[0]) else r"(?<!\w)"
    end = r"(?!\w)" if re.match(r"[\w.]", word[-1]) and _is_latin(word) else ""
    if len(word) <= _SHORT and not re.match(f"[{_CJK}]", word):
        return rf"{start}{re.escape(word.upper())}(?!\w)"
    return rf"{start}(?i:{re.escape(word)}){end}"


def _is_latin(word: str) -> bool:
    return re.search(r"[a-zß-ÿ]", word, re.IGNORECASE) is not None


def _alternatives(words: Iterable[str]) -> list[str]:
    ordered = sorted(words, key=len, reverse=True)
    return [re.escape(word).replace(r"\ ", r"\s+") for word in ordered]


def _alternation(words: Iterable[str]) -> str:
    return "|".join(_alternatives(words))


def _joined(words: Iterable[str], name: str = "label") -> str:
    """One group of all words; a Chinese label of four letters needs no gap before it."""
    words = list(words)
    whole = [w for w in words if re.match(f"[{_CJK}]", w[0]) and len(w) > _SHORT]
    apart = [w for w in words if w not in whole]
    if not whole:
        return rf"(?P<{name}>(?<!\w)(?:{_alternation(apart)}))"
    return rf"(?P<{name}>(?<!\w)(?:{_alternation(apart)})|(?:{_alternation(whole)}))"


def _links(connectors: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{_alternation(connectors)})(?!\w)"


def _letter(articles: Iterable[str]) -> str:
    """What stands before the date of a letter: 'Heidelberg, den', 'Le', 'г. Примерск,'."""
    article = f"(?:{_alternation([*articles, *(a.capitalize() for a in articles)])})"
    place = r"(?:(?:г\.|En|A)\s)?(?P<place>[^\W\d_][^\d\W]*(?:[ .'’/()-]{1,2}[^\d\W]+){0,4}?)[.)]?"
    return (
        rf"^\s*(?:{place}\s?[,，]\s*(?:{article}\s+)?|(?:{place.replace('place', 'near')}\s+)?"
        rf"{article}\s+)$"
    )
