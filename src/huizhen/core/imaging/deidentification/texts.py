"""Texts that an option keeps, without what identifies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from huizhen.core.imaging.deidentification.dates import shifted_text
from huizhen.core.imaging.deidentification.profile import Profile
from huizhen.core.imaging.deidentification.sought import sought
from huizhen.core.preparation.masking.known_names import known_name_places
from huizhen.core.preparation.masking.known_values import known_values
from huizhen.core.preparation.masking.labelled import labelled_spans
from huizhen.core.preparation.masking.numbers import numbers_by_form
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.titled import titled_spans
from huizhen.core.preparation.masking.words import masked_text_of
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value

_PATTERNS = (
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    ("phone", re.compile(r"(?<![\w.])(?:\+|00)\d[\d /()-]{7,17}\d(?!\w)|(?<!\d)1[3-9]\d{9}(?!\d)")),
    ("id", re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])")),
    (
        "name",
        re.compile(
            r"\b(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Sr|Sra|Mme)\.? ?(?:med\.? ?)?"
            r"(?-i:[A-ZÀ-ÖØ-ÞА-Я][\w'-]+(?: [A-ZÀ-ÖØ-ÞА-Я][\w'-]+)?)"
            r"|(?:医师|医生|大夫|主任|患者|病人|姓名)[:：]\s*[一-鿿]{2,4}"
        ),
    ),
    (
        "id",
        re.compile(
            r"(?:\b(?:MRN|Pat(?:ient)?\.?[ -]?(?:ID|No|Nr)|Acc(?:ession)?\.?(?: ?(?:No|Nr|#))?|"
            r"Fall-?Nr|NHC|SSN)\b|住院号|门诊号|病历号|检查号|登记号|身份证号?)"
            r"\s*[.:：#]?\s*[A-Za-z]{0,3}-?\d[\w-]{3,}",
            re.IGNORECASE,
        ),
    ),
)


class CleanText(Value):
    """A text without identifiers, and the kinds that were cut or moved."""

    text: str
    cut: tuple[str, ...] = ()


def cleaned(text: str, profile: Profile, *, is_code: bool = False) -> CleanText:
    """The text with each identifier replaced by its kind in brackets: 'CT [name] Thorax'.

    Known identifiers of the case first, then forms that identify anybody, then dates as the
    profile has them. In a code (`is_code`) only whole known values are looked for.
    """
    if not text or text.isspace():
        return CleanText(text=text)
    found = sought(profile.known).found(text, whole_only=is_code)
    spans = [(one.start, one.end, one.kind) for one in found]
    if not is_code:
        spans += _of_anybody(text, profile.known)
    made, cut = _cut(text, spans)
    if is_code or profile.dates == "keep" or not profile.shift_dates_in_text:
        return CleanText(text=made, cut=cut)
    days = profile.shift_days if profile.dates == "shift" else None
    moved, was_moved = shifted_text(made, days)
    return CleanText(text=moved, cut=(*cut, "date") if was_moved else cut)


@lru_cache(maxsize=4_096)
def _of_anybody(text: str, known: KnownIdentifiers) -> tuple[tuple[int, int, str], ...]:
    """What the masking of pages finds too, but by lists of names and places: descriptions are full
    of words that are also names. The slices of a series say the same: each is looked at once."""
    own = (
        (match.start(), match.end(), kind)
        for kind, pattern in _PATTERNS
        for match in pattern.finditer(text)
    )
    masked = masked_text_of(text, "", masking_tables())
    spans = (*labelled_spans(masked), *titled_spans(masked), *numbers_by_form(masked))
    return (
        *own,
        *known_values(masked.plain, known),
        *((start, end, "name") for start, end in known_name_places(masked, known)),
        *((one.start, one.end, one.kind) for one in spans),
    )


def _cut(text: str, spans: Iterable[tuple[int, int, str]]) -> tuple[str, tuple[str, ...]]:
    parts: list[str] = []
    kinds: list[str] = []
    at = 0
    for start, end, kind in _apart(spans):
        parts += [text[at:start], f"[{kind}]"]
        kinds.append(kind)
        at = end
    parts.append(text[at:])
    return "".join(parts), tuple(dict.fromkeys(kinds))


def _apart(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1][1]:
            first = kept[-1]
            kept[-1] = (first[0], max(first[1], end), first[2])
        else:
            kept.append((start, end, kind))
    return kept
