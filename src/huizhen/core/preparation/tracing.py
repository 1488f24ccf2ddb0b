"""Whether the places of a dossier still say what is quoted of them, by the stored readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.reading.dicom.attributes import KEYWORDS
from huizhen.core.reading.ocr import RecognisedPage
from huizhen.core.reading.ocr_fold import fold_page
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.page import Page, PageId
from huizhen.core.records.reading import DicomInstance, Reading

Check = Literal["holds", "differs", "not_checked"]
CheckReason = Literal[
    "",
    "text_differs",
    "element_differs",
    "tag_differs",
    "readings_removed",
    "reading_not_stored",
    "nothing_quoted",
    "source_changed",
    "source_missing",
]
REASONS: dict[CheckReason, str] = {
    "text_differs": "the text at this place is another one",
    "element_differs": "this element was read with another text",
    "tag_differs": "no stored image header says all that is quoted of it",
    "readings_removed": "the readings were removed (--clean); prepare again to check",
    "reading_not_stored": "the reading of this file is not in the package's folder",
    "nothing_quoted": "the place carries no quote",
    "source_changed": "the file is no longer the one that was read",
    "source_missing": "the file is not in the folder",
}
_FIELD_OF_TAG = {keyword: field for field, keyword in KEYWORDS.items()}


class Checked(NamedTuple):
    """What came of looking at a place, and the code of the reason ('' when it holds)."""

    check: Check
    reason: CheckReason = ""


class TracedPlace(Place):
    """A place with the file's path, and whether the quote still stands there."""

    path_in_records: str = ""
    check: Check = "not_checked"
    check_reason: CheckReason = ""


class TracedStatement(Statement):
    """A statement of a form's section with its places looked at."""

    form: str
    section: str
    places: tuple[TracedPlace, ...] = ()
    is_sourced: bool
    """It has a place, and none of its places says something else; nothing else may stand."""


class StoredRecords:
    """What the stored readings and OCR results say of each page, element and image header.

    A store can hold several readings of one file, of several versions of a reader: a quote holds
    when it stands at its place in one of them.
    """

    def __init__(self, readings: Iterable[Reading], recognised: Iterable[RecognisedPage]) -> None:
        self._pages: dict[PageId, list[Page]] = defaultdict(list)
        self._elements: dict[tuple[PageId, str], list[ElementPath]] = defaultdict(list)
        self._headers: list[DicomInstance] = []
        for reading in readings:
            self._add(reading)
        self._recognised: dict[PageId, list[RecognisedPage]] = defaultdict(list)
        for result in recognised:
            self._recognised[result.page_id].append(result)

    def _add(self, reading: Reading) -> None:
        for page in reading.pages:
            self._pages[page.page_id].append(page)
        for fact in reading.facts:
            for evidence in fact.evidence:
                if isinstance(evidence, ElementPath):
                    self._elements[evidence.page_id, evidence.path].append(evidence)
        if reading.instance is not None:
            self._headers.append(reading.instance)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is stored."""
        return not (self._pages or self._elements or self._headers)

    def span(self, page_id: PageId, start: int, end: int, quote: str) -> Checked:
        """Whether the text of a page says the quote from start to end."""
        texts = list(self._texts(page_id))
        if not texts:
            return Checked("not_checked", "reading_not_stored")
        if any(text[start:end] == quote for text in texts):
            return Checked("holds")
        return Checked("differs", "text_differs")

    def element(self, page_id: PageId, path: str, quote: str) -> Checked:
        """Whether an element was read with the quote; where it stands in the page's narrative, that
        is looked at too."""
        known = self._elements.get((page_id, path), [])
        if not known and not self._pages.get(page_id):
            return Checked("not_checked", "reading_not_stored")
        for evidence in known:
            if evidence.quote == quote and self._stands(evidence):
                return Checked("holds")
        return Checked("differs", "element_differs")

    def tags(self, stated: dict[str, str]) -> Checked:
        """Whether one image header says all that is stated by keyword."""
        if not self._headers:
            return Checked("not_checked", "reading_not_stored")
        wanted = [(_FIELD_OF_TAG[tag], value) for tag, value in stated.items()]
        for header in self._headers:
            if all(getattr(header, field) == value for field, value in wanted):
                return Checked("holds")
        return Checked("differs", "tag_differs")

    def _stands(self, evidence: ElementPath) -> bool:
        if evidence.start is None or evidence.end is None:
            return True
        found = self.span(evidence.page_id, evidence.start, evidence.end, evidence.quote)
        return found.check == "holds"

    def _texts(self, page_id: PageId) -> Iterator[str]:
        for page in self._pages.get(page_id, []):
            if page.text or not page.needs_ocr:
                yield page.text
            if page.needs_ocr:
                for result in self._recognised.get(page_id, []):
                    yield fold_page(page, result).text


def pages_of(dossier: Dossier) -> frozenset[str]:
    """Identifiers of all pages that a dossier rests on."""
    return frozenset(place.page_id for place in _places(dossier))


class Lookup(NamedTuple):
    """What places are looked up in."""

    stored: StoredRecords
    paths: Mapping[int, str]
    """Of the sources by number."""
    stated: Mapping[str, dict[str, str]]
    """All that is quoted of an image header, by page."""
    faults: Mapping[int, CheckReason]
    """What is wrong with an original, by its source's number."""


def traced(
    dossier: Dossier, stored: StoredRecords, faults: Mapping[int, CheckReason] | None = None
) -> Iterator[TracedStatement]:
    """Every statement of the dossier with its places looked at; no place holds in a source with a
    fault."""
    paths = {source.number: source.path for source in dossier.sources}
    lookup = Lookup(stored, paths, _tags_by_page(_places(dossier)), faults or {})
    forms = (
        ("front_sheet", dossier.front_sheet),
        ("doubts", (dossier.doubts,)),
        ("record", dossier.record),
        ("annexes", dossier.annexes),
    )
    for form, sections in forms:
        for section in sections:
            for statement in section.statements:
                places = [_traced_place(place, lookup) for place in statement.places]
                yield _traced_statement(statement, form, section.key, places)


def _traced_statement(
    statement: Statement, form: str, section: str, places: Sequence[TracedPlace]
) -> TracedStatement:
    has_place = bool(places) or not statement.fact_keys
    return TracedStatement(
        **{**dict(statement), "places": tuple(places)},
        form=form,
        section=section,
        is_sourced=has_place and all(place.check != "differs" for place in places),
    )


def _traced_place(place: Place, lookup: Lookup) -> TracedPlace:
    checked = _checked(place, lookup)
    return TracedPlace(
        **dict(place),
        path_in_records=lookup.paths.get(place.source, ""),
        check=checked.check,
        check_reason=checked.reason,
    )


def _checked(place: Place, lookup: Lookup) -> Checked:
    fault = lookup.faults.get(place.source)
    if fault is not None:
        return Checked("differs", fault)
    stored = lookup.stored
    if stored.is_empty:
        return Checked("not_checked", "readings_removed")
    if not place.quote:
        return Checked("not_checked", "nothing_quoted")
    page = PageId(place.page_id)
    if place.start is not None and place.end is not None:
        return stored.span(page, place.start, place.end, place.quote)
    if _is_tag(place):
        return stored.tags(lookup.stated[place.page_id])
    return stored.element(page, place.path, place.quote)


def _places(dossier: Dossier) -> Iterator[Place]:
    for section in dossier.sections:
        for statement in section.statements:
            yield from statement.places


def _is_tag(place: Place) -> bool:
    return place.start is None and place.path in _FIELD_OF_TAG


def _tags_by_page(places: Iterable[Place]) -> dict[str, dict[str, str]]:
    """All that is quoted of one instance: its header has to say it all at once."""
    stated: dict[str, dict[str, str]] = defaultdict(dict)
    for place in places:
        if _is_tag(place):
            stated[place.page_id][place.path] = place.quote
    return stated
