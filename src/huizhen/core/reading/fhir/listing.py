"""Pages for people to read what stands in coded entries only: a line a fact, its notes below."""

from __future__ import annotations

from dataclasses import dataclass, field

from huizhen.core.reading.coded.pages import PageBook, Place
from huizhen.core.reading.fhir.concepts import label_of
from huizhen.core.reading.fhir.drafts import Draft
from huizhen.core.reading.fhir.elements import line, objects, token
from huizhen.core.reading.fhir.resources import Placed

PER_PAGE = 40
"""Resources on a page."""
_LONGEST_VALUE = 600
_NAMED_BY = ("code", "type", "category", "vaccineCode", "scope", "class")


@dataclass(slots=True)
class Listing:
    """Places of drafts on listing pages, and whose pages they are."""

    places: dict[int, Place] = field(default_factory=dict)
    """By Python's id of the draft: where its label stands."""
    ordinals: dict[str, list[int]] = field(default_factory=dict)
    """Pages of each subject."""


class _Sheet:
    """One page in the making."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0
        self.labels: list[tuple[int, int, int]] = []

    def add(self, text: str) -> int:
        """Where the line starts."""
        start = self.length
        self.lines.append(text)
        self.length += len(text) + 1
        return start


def list_entries(
    entries: list[tuple[Placed, str, list[Draft]]], book: PageBook, title: str
) -> Listing:
    """Pages of the given resources with their subjects' keys and drafts; a page has one subject."""
    listing = Listing()
    by_subject: dict[str, list[tuple[Placed, list[Draft]]]] = {}
    for placed, key, drafts in entries:
        by_subject.setdefault(key, []).append((placed, drafts))
    for key, held in by_subject.items():
        for start in range(0, len(held), PER_PAGE):
            sheet = _Sheet()
            for placed, drafts in held[start : start + PER_PAGE]:
                _write(placed, drafts, sheet)
            ordinal = book.add("\n".join(sheet.lines), title, "native")
            if not ordinal:
                return listing
            listing.ordinals.setdefault(key, []).append(ordinal)
            for draft, first, last in sheet.labels:
                listing.places[draft] = Place(ordinal, first, last)
    return listing


def _write(placed: Placed, drafts: list[Draft], sheet: _Sheet) -> None:
    if not drafts:
        sheet.add(_context_line(placed))
        return
    for draft in drafts:
        label = " ".join(draft.label.split())
        start = sheet.add(f"{placed.type}: {label or '(not named)'}{_said(draft)}")
        first = start + len(placed.type) + 2
        sheet.labels.append((id(draft), first, first + len(label)))
        note = " ".join(str(draft.fields.get("note", "")).split())
        if note:
            sheet.add(f"  {note}")


def _said(draft: Draft) -> str:
    """Value, interval, flag, dose, reaction, dates and states of a draft, for people."""
    fields = draft.fields
    parts = [_value(draft), _dose(draft)]
    if fields.get("interval"):
        parts.append(f"[{fields['interval']}]")
    parts += [str(fields.get(name, "")) for name in ("flag", "reaction", "criticality", "relation")]
    site = str(fields.get("body_site", ""))
    side = str(fields.get("side", ""))
    parts.append(f"{site} ({side})" if site and side else site or side)
    states = [str(fields.get(name, "")) for name in ("clinical_status", "certainty")]
    states += ["withdrawn"] if fields.get("record_status") == "withdrawn" else []
    states += [f"absent: {fields['absent_reason']}"] if fields.get("absent_reason") else []
    parts.append(", ".join(state for state in states if state and state != "affirmed"))
    start, time, end = fields.get("date"), fields.get("time", ""), fields.get("end_date")
    dates = f"{start or ''} {time}".strip()
    parts.append(f"{dates} - {end}" if end else dates)
    shown = " | ".join(part for part in parts if part)
    return f": {shown}" if shown else ""


def _value(draft: Draft) -> str:
    fields = draft.fields
    if "value" not in fields:
        return ""
    value = " ".join(str(fields["value"]).split())
    value = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]} ..."
    return f"{fields.get('comparator', '')}{value} {fields.get('unit', '')}".strip()


def _dose(draft: Draft) -> str:
    dosage = draft.fields.get("dosage")
    if dosage is None:
        return ""
    parts = (dosage.text, dosage.dose, dosage.route, dosage.frequency, dosage.form)
    needed = "as needed" if dosage.as_needed else ""
    return " ".join(part for part in (*parts, needed) if part)


def _context_line(placed: Placed) -> str:
    """A resource that is no fact: its type, name and date."""
    resource = placed.resource
    names = [_person_name(one) for one in objects(resource.get("name"))]
    names += [line(resource.get(name)) for name in ("name", "title", "description")]
    names += [label_of(resource.get(name)) for name in _NAMED_BY]
    name = next((text for text in names if text), "")
    dates = [line(resource.get(name)) for name in ("birthDate", "date", "created", "recorded")]
    parts = [name, token(resource.get("gender")), next((d[:10] for d in dates if d), "")]
    said = " | ".join(part for part in parts if part)
    return f"{placed.type}: {said}" if said else placed.type


def _person_name(name: dict[str, object]) -> str:
    given = name.get("given")
    parts = [line(one) for one in given] if isinstance(given, list) else [line(given)]
    return line(name.get("text")) or " ".join([*parts, line(name.get("family"))]).strip()
