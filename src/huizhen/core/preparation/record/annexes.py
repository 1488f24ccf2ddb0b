"""The tables behind the record: drugs (F09) and attachments (F15)."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.language.dosing import Dosing, dosage_text, frequency_of
from huizhen.core.language.terms import Lexicon
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.medication import current_medication
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Statement
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import Dosage, Fact

_DRUGS = (
    ("name", 2.4), ("dose", 1.2), ("route", 0.8), ("frequency", 1.2), ("start", 1.1), ("note", 2.0),
)  # fmt: skip


def medication_table(view: CaseView, author: Author) -> Table:
    """目前用药: the newest list; drugs only in older lists below it, marked.

    A drug given once (in a sedation, an embolisation) is none of a list.
    """
    medication = current_medication(
        f
        for f in view.facts
        if f.type == "MedicationStatement"
        and f.category != "regimen"
        and f.certainty == "affirmed"
        and (f.clinical_status in ("active", "on-hold") or _is_regular(f))
    )
    current, older = _by_drug(view, medication.current), _by_drug(view, medication.status_unknown)
    for key in [key for key in older if key in current]:
        current[key] += older.pop(key)
    note = author.frames.text("medication.unknown")
    rows = [_drug(view, author, group, "") for group in current.values()]
    rows += [_drug(view, author, group, note) for group in older.values()]
    return Table(
        title=author.frames.text("medication.title"),
        columns=tuple(
            Column(title=author.frames.text(f"medication.{key}"), share=share)
            for key, share in _DRUGS
        ),
        rows=tuple(rows),
        empty=author.frames.text("empty.not_provided"),
    )


def _is_regular(fact: Fact) -> bool:
    """Whether a drug of unknown status is of a coded list, or given again and again."""
    if fact.clinical_status == "" and fact.evidence[0].kind == "element":
        return True
    given = fact.dosage
    return (
        fact.clinical_status == ""
        and given is not None
        and bool(given.frequency or given.as_needed)
    )


def _by_drug(view: CaseView, facts: Sequence[Fact]) -> dict[tuple[str, str], list[Fact]]:
    """The same drug in the same dose is one row."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((_substance(view, fact), _amount(view, fact)), []).append(fact)
    return groups


def _substance(view: CaseView, fact: Fact) -> str:
    """What the drug is: a list names the product with its strength, a letter the drug alone."""
    named = fact.concept or fact.text
    substances = sorted({term.zh for term in view.words.lexicon.ingredients(named)})
    return "+".join(substances) or view.words.name(fact).zh


def _amount(view: CaseView, fact: Fact) -> str:
    """The single dose in Chinese, so that 75 mcg and 75 мкг are one."""
    return _part(fact.dosage, view.words.lexicon, route="", frequency="", as_needed=False).zh


def _drug(view: CaseView, author: Author, group: Sequence[Fact], note: str) -> Row:
    section = "medications"
    fact = group[0]
    named = author.words.name(fact)
    dosage = fact.dosage
    lexicon = author.words.lexicon
    dose = _part(dosage, lexicon, route="", frequency="", as_needed=False)
    route = _part(dosage, lexicon, dose="", dose_value="", frequency="", as_needed=False, text="")
    frequency, known = frequency_of(dosage, lexicon) if dosage else ("", True)
    if dosage and dosage.as_needed:
        frequency = " ".join(filter(None, (frequency, author.frames.text("medication.as_needed"))))
    is_original = not known or dose.is_original or route.is_original
    shown = named
    if is_original and UNTRANSLATED_MARK not in named.marks:
        shown = named.replaced(marks=(*named.marks, UNTRANSLATED_MARK))
    start = next((str(f.date) for f in group if f.date), "")
    main = author.write(
        section, named.zh, group, [shown], "status_unknown" if note else "", part="name"
    )
    return Row(
        cells=(
            main,
            _beside(author, section, group, "dose", dose.zh),
            _beside(author, section, group, "route", route.zh),
            _beside(author, section, group, "frequency", frequency),
            _beside(author, section, group, "start", start),
            author.fixed(section, "note", note),
        ),
        is_highlighted=any(
            term.zh in view.illness.attention_drugs
            for term in lexicon.ingredients(fact.concept or fact.text)
        ),
    )


def _part(dosage: Dosage | None, lexicon: Lexicon, **left_out: object) -> Dosing:
    """One part of a dosage in Chinese, the others left out."""
    return dosage_text(dosage.replaced(**left_out), lexicon) if dosage else Dosing()


def _beside(author: Author, section: str, facts: Sequence[Fact], part: str, text: str) -> Statement:
    if not text:
        return author.fixed(section, part, "")
    return author.write(section, text, facts, part=part).replaced(
        marks=(), reason="", references=()
    )


def _day(written: str) -> str:
    """A document's date as tables print it; DICOM writes it without dashes."""
    parsed = parse_partial_date(written)
    return str(parsed) if parsed else written[:10]


def _kind(author: Author, kind: str) -> str:
    """What a file is, in Chinese where the pack has it."""
    key = f"attachments.kinds.{kind}"
    return author.frames.text(key) if author.frames.has(key) else kind


def attachments_table(author: Author, sources: Sequence[SourceLine]) -> Table:
    """附件清单: every source with its checksum."""
    section = "attachments"
    rows = []
    for source in sources:
        cells = [
            author.fixed(section, f"{source.number}n", str(source.number)),
            author.request(section, f"{source.number}f", source.path),
            author.fixed(section, f"{source.number}k", _kind(author, source.kind)),
            author.request(section, f"{source.number}d", _day(source.document_date)),
            author.request(section, f"{source.number}s", source.source_id[:16]),
        ]
        rows.append(Row(cells=tuple(cells)))
    return Table(
        title=author.frames.text("attachments.title"),
        columns=tuple(
            Column(title=author.frames.text(f"attachments.{key}"), share=share)
            for key, share in (
                ("number", 0.5), ("file", 4.0), ("kind", 0.9), ("date", 1.0), ("checksum", 1.6),
            )
        ),
        rows=tuple(rows),
        empty=author.frames.text("empty.not_provided"),
    )  # fmt: skip
