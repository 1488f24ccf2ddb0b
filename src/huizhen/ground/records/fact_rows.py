"""Facts as rows of a table: what is said, how surely, and where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext

from huizhen.core.records.evidence import (
    DicomTag,
    Evidence,
    PageSpan,
    PersonEntry,
)
from huizhen.core.records.fact import Dosage, Fact
from huizhen.core.records.inventory import shown
from huizhen.ground.records.wording import (
    ABSENT_REASON,
    CERTAINTY,
    CLINICAL_STATUS,
    DRUG_STATUS,
    FACT_STATUS,
    FACT_TYPE,
    SIDE,
    word,
)

_LONGEST_QUOTE = 300


@dataclass(frozen=True)
class PlaceRow:
    """Where a fact stands: file, place in it, and the words there."""

    path: str
    where: str
    quote: str
    element: str = ""
    """Path or tag of the element in a coded document."""


@dataclass(frozen=True)
class FactRow:
    """One fact, ready to be shown."""

    type_label: str
    label: str
    details: tuple[str, ...]
    value: str
    unit: str
    value_notes: tuple[str, ...]
    date: str
    date_note: str
    certainty: str
    certainty_label: str
    status_label: str
    status_notes: tuple[str, ...]
    is_contradictory: bool
    is_withdrawn: bool
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class TypeCount:
    """How many facts there are of a type."""

    key: str
    label: str
    facts: int


def type_counts(facts: Iterable[Fact]) -> tuple[TypeCount, ...]:
    """Facts by type, in the order of the types; those without facts are left out."""
    counted: Counter[str] = Counter(fact.type for fact in facts)
    return tuple(
        TypeCount(key, str(label), counted[key]) for key, label in FACT_TYPE.items() if counted[key]
    )


def matching(facts: Sequence[Fact], text: str, paths: Mapping[str, str]) -> list[Fact]:
    """Facts that hold every word of the text in label, value, code, date, quote or file name."""
    wanted = text.casefold().split()
    return [fact for fact in facts if _holds(_searchable(fact, paths), wanted)]


def _holds(text: str, words: Sequence[str]) -> bool:
    return all(each in text for each in words)


def _searchable(fact: Fact, paths: Mapping[str, str]) -> str:
    codes = [f"{c.code} {c.display}" for c in (fact.code, *fact.codings) if c]
    places = [f"{_path(e, paths)} {getattr(e, 'quote', '')}" for e in fact.evidence]
    said = [fact.text, fact.value or "", fact.unit or "", str(fact.date or ""), fact.body_site]
    said += [fact.note, fact.reaction, *(_dosage_words(fact.dosage) if fact.dosage else ())]
    return " ".join((*said, *codes, *places)).casefold()


def fact_rows(
    facts: Iterable[Fact], contradictory: frozenset[str], paths: Mapping[str, str]
) -> tuple[FactRow, ...]:
    """The facts as rows in the reader's language."""
    return tuple(_row(fact, fact.fact_key in contradictory, paths) for fact in facts)


def _row(fact: Fact, is_contradictory: bool, paths: Mapping[str, str]) -> FactRow:
    return FactRow(
        type_label=word(FACT_TYPE, fact.type),
        label=_line(fact.text) or _code(fact),
        details=tuple(_details(fact)),
        value=_value(fact),
        unit=_line(fact.unit or ""),
        value_notes=tuple(_value_notes(fact)),
        date=_dates(fact),
        date_note="" if fact.date else str(fact.document_date or ""),
        certainty=fact.certainty,
        certainty_label=word(CERTAINTY, fact.certainty),
        status_label=word(FACT_STATUS, fact.status),
        status_notes=tuple(_status_notes(fact)),
        is_contradictory=is_contradictory,
        is_withdrawn=fact.record_status == "withdrawn",
        places=tuple(_place(evidence, paths) for evidence in fact.evidence),
    )


def _line(text: str) -> str:
    """Text of a record on one line, with nothing in it that disturbs its surroundings."""
    return shown(" ".join(text.split()))


def _code(fact: Fact) -> str:
    return _line(f"{fact.code.display} {fact.code.code}") if fact.code else ""


def _details(fact: Fact) -> Iterable[str]:
    """What qualifies the label: code, site with side, relation, performer."""
    if fact.code and fact.text:
        yield _line(fact.code.code)
    site = " ".join(part for part in (word(SIDE, fact.side or ""), _line(fact.body_site)) if part)
    yield from (part for part in (site, _line(fact.relation), _line(fact.performer)) if part)


def _value(fact: Fact) -> str:
    if fact.value is not None:
        return _line(f"{fact.comparator or ''}{fact.value}")
    if fact.dosage is not None:
        return _line(" ".join(_dosage_words(fact.dosage)))
    return word(ABSENT_REASON, fact.absent_reason) if fact.absent_reason else ""


def _dosage_words(dosage: Dosage) -> tuple[str, ...]:
    parts = (dosage.dose or dosage.dose_value, dosage.dose_unit, dosage.route, dosage.frequency)
    if dosage.dose:
        parts = (dosage.dose, dosage.route, dosage.frequency, "")
    return tuple(part for part in parts if part) or ((dosage.text,) if dosage.text else ())


def _value_notes(fact: Fact) -> Iterable[str]:
    if fact.flag:
        yield _line(fact.flag)
    if fact.interval:
        yield gettext("reference %(interval)s") % {"interval": _line(fact.interval)}
    dosage = fact.dosage
    if dosage is not None:
        if dosage.as_needed:
            yield gettext("as needed")
        words = " ".join(_dosage_words(dosage))
        yield from (_line(text) for text in (dosage.form, dosage.text) if text and text != words)
    said = (fact.reaction, fact.criticality, fact.specimen, fact.note)
    yield from (_line(text) for text in said if text)


def _status_notes(fact: Fact) -> Iterable[str]:
    if fact.clinical_status:
        is_drug = fact.type == "MedicationStatement"
        yield word(DRUG_STATUS if is_drug else CLINICAL_STATUS, fact.clinical_status)
    if any(getattr(evidence, "origin", "") == "ocr" for evidence in fact.evidence):
        yield gettext("recognised from a picture: compare it")


def _dates(fact: Fact) -> str:
    start = " ".join(part for part in (str(fact.date or ""), fact.time) if part)
    if fact.end_date is None or fact.end_date == fact.date:
        return start
    return f"{start} – {fact.end_date}".strip()


def _path(evidence: Evidence, paths: Mapping[str, str]) -> str:
    """The file, and the document inside it where there is one."""
    document = getattr(evidence, "page_id", "").rpartition(":")[0]
    source_id, separator, inside = document.partition("!")
    return f"{paths[source_id]}{separator}{inside}" if source_id in paths else ""


def place_rows(evidence: Iterable[Evidence], paths: Mapping[str, str]) -> list[PlaceRow]:
    """Where something stands, each place once."""
    return list(dict.fromkeys(_place(one, paths) for one in evidence))


def _place(evidence: Evidence, paths: Mapping[str, str]) -> PlaceRow:
    if isinstance(evidence, PersonEntry):
        return PlaceRow(
            path=_line(evidence.who), where=_instant(evidence.at), quote=_line(evidence.why)
        )
    line = _line(evidence.value if isinstance(evidence, DicomTag) else evidence.quote)
    if len(line) > _LONGEST_QUOTE:
        line = line[: _LONGEST_QUOTE - 1] + "…"
    path = shown(_path(evidence, paths)) or gettext("a file that is not in the list")
    if isinstance(evidence, PageSpan):
        return PlaceRow(path=path, where=_page(evidence), quote=line)
    if isinstance(evidence, DicomTag):
        return PlaceRow(path=path, where=_line(evidence.tag), quote=line)
    return PlaceRow(
        path=path, where=_entry(evidence.path), quote=line, element=_line(evidence.path)
    )


_SECTION = re.compile(r"/structuredBody(?:\[\d+\])?/component\[(\d+)\]")
_ENTRY = re.compile(r"/entry\[(\d+)\]|^Bundle\.entry\[(\d+)\]")
_SEGMENT = re.compile(r"MSG\[\d+\]\.([A-Z][A-Z0-9]{2})\[(\d+)\]")


def _entry(path: str) -> str:
    """Where in a coded document, in words: people look for a section or entry, not for a path."""
    if segment := _SEGMENT.search(path):
        return gettext("segment %(name)s %(number)s") % {
            "name": segment.group(1), "number": segment.group(2),
        }  # fmt: skip
    words = []
    if section := _SECTION.search(path):
        words.append(gettext("section %(number)s") % {"number": section.group(1)})
    if entry := _ENTRY.search(path):
        # FHIR counts from 0 (evidence.py); people count from 1
        number = entry.group(1) or str(int(entry.group(2)) + 1)
        words.append(gettext("entry %(number)s") % {"number": number})
    return ", ".join(words) or gettext("the document's head")


def _instant(at: str) -> str:
    """When a person entered it, to the minute; what is no instant stands as it was written."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return _line(at)
    if moment.tzinfo is None:
        return f"{moment:%Y-%m-%d}"
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _page(evidence: PageSpan) -> str:
    ordinal = evidence.page_id.rpartition(":")[2]
    return gettext("page %(number)s") % {"number": ordinal} if ordinal.isdigit() else ""
