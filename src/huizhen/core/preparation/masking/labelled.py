"""Identifiers that a label announces: 'Apellidos: …', 'NHC: …', 'geb. …', '住址：…'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from huizhen.core.extraction.identity_labels import Labelled
from huizhen.core.language.hanzi_names import surnames_by_spelling
from huizhen.core.preparation.masking.label_scan import labels_in
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import MaskedText, name_run

_SURE_NAMES = frozenset((
    "patient_name", "name", "family_name", "second_family_name", "given_name", "patronymic",
    "maiden_name", "kana_name",
))  # fmt: skip
_IDS = frozenset(("patient_id", "number", "national_id", "visit_id", "id"))
_ID_VALUE = re.compile(
    r"(?:(?:nhc|hc|nr|no|n[ºo°]|№|num|núm|nss|id|mrn)[\s.:\-–/]{1,2})??(?P<value>(?:(?!nhc|hc)[A-Z]{1,4}[\-/])?[A-Za-z]{0,4}\d(?:[\s№]{1,3}\d|[./\-–_]{0,2}(?:[A-Za-z]{1,5}[\-/]?)?\d){2,24}"
    r"(?:-?[A-Za-z]|[A-Za-z]{2})?|[A-Z0-9]{2,12}\d[A-Z0-9]{2,12}|(?!nhc)[A-Z]{2,8}[\-/]\d{2,}|\d{2,4})(?![\w])",
    re.IGNORECASE,
)
_ANY_DATE = re.compile(
    r"\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
)
_RANGE = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?\s?[-–]\s?\d{1,4}(?:[.,]\d{1,3})?(?![\w./-])")
"""Of normal values, under a heading 'Ref'."""
_LICENCE = re.compile(r"[A-Za-zА-я]{0,3}\d[\d\s./\-]{0,18}\d|\d{3,}")
_POSTCODE = re.compile(r"[A-Za-z]{0,2}-?\d[\w]{2,6}(?:[\s\-](?=\w{0,3}\d)\w{2,4}(?!\w))?")
_PHONE = re.compile(r"[+(（]{0,2}\d[\d\s()（）./\-–]{4,22}\d")
_MORE_NAMES = re.compile(r"\s*(?:[,;/&、，；]|\by\b|\band\b|\bund\b|\bet\b|\bи\b)\s*")
_LINE = re.compile(r"[^\n\r\f\v]+")
_LONGEST_ADDRESS = 160
_BORN_B = re.compile(r"(?<![\w.])b\.\s?(?=[\da-z])")
_BIRTH_BESIDE = re.compile(
    r"[\s,;|(]{1,4}(?:(?:[MFWmfw]|[男女]性?|жен|муж|male|female)\.?[\s,;|)/]{1,4})?"
    r"(?P<date>(?P<year>(?:19|20)\d{2})[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?P<last>(?:19|20)\d{2}))(?!\d)"
)
_YEAR_BESIDE = re.compile(
    r"[ ]?[(（][ *]{0,2}(?P<year>(?:19|20)\d{2})[ ]?[)）]"
    r"|, (?P<bare>(?:19)\d{2})(?=\s*(?:[,;]|$|\n))"
)
_NO_VISIT_BEFORE = 2010
_BIRTH_STAR = re.compile(
    r"(?<![\w])(?:[*＊✱°]|b\.)[ ]?(?P<date>\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)?\d{2}"
    r"|\d{4}-\d{2}-\d{2})(?!\d)"
)
_SENTENCE = re.compile(r"(?:(?<=[^\W\d_]{4})|(?<=[\d)]))\.\s+(?=[A-ZÀ-ÞА-ЯЁ][^\W\d_]{2,})")
_REST_OF_ADDRESS = 40
_LEAST_LOOSE = 5
_BIRTH_AFTER = re.compile(
    r"(?P<date>(?:\d{1,2}[./]\d{1,2}[./])?(?:19|20)\d{2})\s?(?:г\.?\s?р\b|года рождения|г\. рожд)"
    r"|(?P<han>(?:19|20)\d{2}(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}[-./]\d{1,2}))"
    r"\s?(?:出生|生于|生[，,。])"
)


def labelled_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """What stands after a label, line by line."""
    lines = [match.span() for match in _LINE.finditer(masked.text)]
    for number, (start, end) in enumerate(lines):
        hits = labels_in(masked.plain, start, end)
        for hit in hits:
            value = (hit.value_start, hit.value_end)
            if not masked.text[slice(*value)].strip(" .:"):
                if hit.separator != "end" or number + 1 >= len(lines):
                    continue
                value = lines[number + 1]
                if labels_in(masked.plain, *value):
                    continue
            yield from spans_of_label(masked, hit, *value)
        if number + 1 < len(lines) and len(hits) > 1:
            yield from _columns(masked, hits, (start, end), lines[number + 1])
    for match in _BORN_B.finditer(masked.plain):
        yield from _birth_date(masked, match.end(), len(masked.text))
    for match in _BIRTH_STAR.finditer(masked.plain):
        yield _span(match.start("date"), match.end("date"), "birth_date")
    for match in _BIRTH_AFTER.finditer(masked.plain):
        group = "date" if match["date"] else "han"
        yield _span(match.start(group), match.end(group), "birth_date")


def births_beside(masked: MaskedText, names: Iterable[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Full dates directly behind names of patients: of birth, if no visit is so long ago."""
    for name in names:
        if name.kind != "name":
            continue
        year = _YEAR_BESIDE.match(masked.text, name.end)
        if year is not None and int(year[year.lastgroup or 0]) < _NO_VISIT_BEFORE:
            yield _span(*year.span(year.lastgroup or 0), "birth_date")
        match = _BIRTH_BESIDE.match(masked.text, name.end)
        if match is not None and int(match["year"] or match["last"]) < _NO_VISIT_BEFORE:
            yield _span(match.start("date"), match.end("date"), "birth_date")


def _columns(
    masked: MaskedText, hits: list[Labelled], head: tuple[int, int], row: tuple[int, int]
) -> Iterator[IdentifierSpan]:
    """A row of labels over a row of values, cells parted by '|', tabs or wide gaps."""
    heads, values = _cells(masked.text, *head), _cells(masked.text, *row)
    if len(heads) != len(values) or len(heads) < 2:
        return
    by_start = {
        hit.start: hit
        for hit in hits
        if not masked.text[hit.value_start : hit.value_end].strip(" |\t")
        or hit.separator in ("cell", "gap", "end")
    }
    for (start, _), value in zip(heads, values, strict=True):
        if start in by_start:
            yield from spans_of_label(masked, by_start[start], *value)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    for match in re.finditer(
        r"[^|\t\s](?:[^|\t]*?[^|\t\s])?(?=\s*[|\t]|\s{2,}|\s*$)", text[start:end]
    ):
        found.append((start + match.start(), start + match.end()))
    return found


def spans_of_label(
    masked: MaskedText, hit: Labelled, start: int, end: int
) -> Iterator[IdentifierSpan]:
    """What of [start, end), the value of a label, identifies somebody."""
    kind = hit.kind
    if kind in _SURE_NAMES or kind in ("patient", "regarding"):
        yield from _patient_name(masked, hit, start, end)
    elif kind in ("staff", "other_person", "relative"):
        yield from _persons(masked, hit, start, end)
    elif kind == "birth_date":
        yield from _birth_date(masked, start, end)
    elif kind in _IDS:
        yield from _number(
            masked, start, end, is_loose=hit.separator == "space" and hit.text[-1] not in "№#"
        )
    else:
        yield from _of_place(masked, hit, start, end)


def _of_place(masked: MaskedText, hit: Labelled, start: int, end: int) -> Iterator[IdentifierSpan]:
    """What follows labels of addresses, telephones, licences and institutions."""
    if hit.kind == "address" and hit.separator != "space":
        yield from _trimmed(masked, start, _address_end(masked, start, end), "address")
    elif hit.kind == "place":
        yield from _place(masked, start, end)
    elif hit.kind == "institution" and hit.separator in ("colon", "cell"):
        if masked.text[start:end].strip()[:1].isupper() or masked.language == "zh":
            yield from _trimmed(masked, start, min(end, start + 80), "institution")
    elif hit.kind in _VALUES:
        form, kind = _VALUES[hit.kind]
        value = form.match(masked.text, _blank_passed(masked.text, start), end)
        if value is not None:
            yield _span(value.start(), value.end(), kind)


def _address_end(masked: MaskedText, start: int, end: int) -> int:
    """The end of a labelled address: of its line, unless a sentence goes on behind it."""
    match = _SENTENCE.search(masked.text, start + 8, end)
    if match is not None and end - match.end() > _REST_OF_ADDRESS:
        end = match.start()
    return min(end, start + _LONGEST_ADDRESS)


_VALUES: dict[str, tuple[re.Pattern[str], IdentifierKind]] = {
    "phone": (_PHONE, "phone"),
    "id_staff": (_LICENCE, "id_staff"),
    "postcode": (_POSTCODE, "postcode"),
}


def _patient_name(
    masked: MaskedText, hit: Labelled, start: int, end: int
) -> Iterator[IdentifierSpan]:
    """A name after its label; after 'Patient:' only what looks like one."""
    is_sure = hit.kind in _SURE_NAMES and hit.separator in ("colon", "cell", "end", "gap")
    value = masked.text[start:end].strip(" \t.,;")
    is_short = len(value.split()) <= 4 and not any(char.isdigit() for char in value)
    run = name_run(masked, start, end, is_sure=is_sure and is_short)
    if run is None:
        return
    if not is_sure and not _is_name_after_role(masked, run, end):
        return
    yield _span(*run, "name")


def _is_name_after_role(masked: MaskedText, run: tuple[int, int], end: int) -> bool:
    """Whether what follows 'Patient:' is a name: listed, or a whole cell of its own."""
    if is_listed(masked, run):
        return True
    rest = masked.text[run[1] : end].lstrip()
    words = masked.index_at(run[1]) - masked.index_at(run[0])
    is_han = "\u3400" <= masked.text[run[0]] <= "\u9fff"
    return (words >= 2 or is_han) and (not rest or rest[0] in ",;|(（，；")


def is_listed(masked: MaskedText, run: tuple[int, int]) -> bool:
    """Whether a word of the run is in a list of names of any language, no eponym or common word."""
    return (
        any(
            is_listed_word(masked.plain[word.start : word.end])
            for word in masked.words[masked.index_at(run[0]) : masked.index_at(run[1])]
        )
        or masked.text[run[0]] in masked.tables.surnames_zh
    )


@lru_cache(maxsize=8192)
def is_listed_word(word: str) -> bool:
    """Whether a plain word, or a part of a hyphened one, is a name of the lists."""
    tables = masking_tables()
    return any(
        part in tables.all_given or part in tables.all_family or part in surnames_by_spelling()
        for part in (word, *re.split("['’‑-]", word))
        if len(part) > 1
    )


def _persons(masked: MaskedText, hit: Labelled, start: int, end: int) -> Iterator[IdentifierSpan]:
    """One name or several after 'Arzt:', 'Remitido por:', 'Mutter:'."""
    is_relative = hit.kind == "relative" or hit.text in _relative_labels()
    position = start
    for _ in range(6):
        run = name_run(masked, position, end)
        if run is None:
            return
        words = masked.index_at(run[1]) - masked.index_at(run[0])
        has_title = run[0] > _blank_passed(masked.text, position)
        is_name = is_listed(masked, run) or has_title or (words >= 2 and not is_relative)
        if not is_name:
            return
        yield _span(*run, "name_relative" if is_relative else "name_staff")
        more = _MORE_NAMES.match(masked.text, run[1], end)
        if more is None:
            return
        position = more.end()


@lru_cache(maxsize=1)
def _relative_labels() -> frozenset[str]:
    tables = masking_tables()
    return frozenset(
        label.text
        for labels in tables.labels.buckets.values()
        for label in labels
        if label.kind == "relative"
        or label.text in {"contacto", "familiar", "contact", "kontakt", "контактное лицо"}
    )


def _birth_date(masked: MaskedText, start: int, end: int) -> Iterator[IdentifierSpan]:
    match = date_pattern(masked.tables.months).match(
        masked.plain, _blank_passed(masked.text, start), end
    )
    if match is not None:
        yield _span(match.start(), match.start() + len(match[0].rstrip()), "birth_date")


@lru_cache(maxsize=1)
def date_pattern(months: str) -> re.Pattern[str]:
    """A written date in any order and language, or a year; to be matched in plain text."""
    return re.compile(
        r"(?:\d{1,4}\s?[./\-–年]\s?\d{1,2}\s?[./\-–月]\s?\d{1,4}\s?(?:日|г\b)?"
        r"|(?:\d{1,2}|1er)(?:st|nd|rd|th|er|o|\.)?[\s\-./]*(?:de\s+|of\s+)?"
        rf"(?:{months})\.?[\s,\-./]*(?:de\s+|del\s+)?\d{{2,4}}(?:\s?г)?"
        rf"|(?:{months})\.?\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
        rf"|\d{{4}}[\s\-./]+(?:{months})\.?[\s\-./]+\d{{1,2}}"
        r"|\d{4}[-./]\d{1,2}(?![-./\d])|\d{8}|\d{2}\s\d{2}\s\d{4}|\d{4}年(?:\d{1,2}月)?"
        r"|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?"
        r"|(?:19|20)\d{2})(?!\d)"
    )


def _number(
    masked: MaskedText, start: int, end: int, *, is_loose: bool
) -> Iterator[IdentifierSpan]:
    position = _blank_passed(masked.text, start)
    match = _ID_VALUE.match(masked.text, position, end)
    if match is None or _ANY_DATE.fullmatch(match["value"]) or _RANGE.match(masked.text, position):
        return
    if is_loose and len(match["value"]) < _LEAST_LOOSE:
        return
    yield _span(match.start("value"), match.end("value"), "id")


def _place(masked: MaskedText, start: int, end: int) -> Iterator[IdentifierSpan]:
    """Towns and countries; each word of the value, if it begins as a name does."""
    value = masked.text[start:end]
    first = value.strip(" \t.,")[:1]
    word = masked.word_at(_blank_passed(masked.text, start))
    is_article = word is not None and word.plain in masked.tables.particles
    if word is not None and word.plain in masked.tables.not_names and not is_article:
        return
    if len(value) <= 80 and (
        masked.is_small or first.isupper() or first >= "\u3400" or first.isdigit()
    ):
        yield from _trimmed(masked, start, end, "place")


def _trimmed(
    masked: MaskedText, start: int, end: int, kind: IdentifierKind
) -> Iterator[IdentifierSpan]:
    while start < end and masked.text[start] in " \t.:：,，\u00a0":
        start += 1
    while end > start and masked.text[end - 1] in " \t.;,，。；\u00a0":
        end -= 1
    if start < end:
        yield _span(start, end, kind)


def _blank_passed(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t.:：#\u00a0":
        start += 1
    return start


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
