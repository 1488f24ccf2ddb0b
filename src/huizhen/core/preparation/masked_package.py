"""A package for a reader who may not know whose records these are: the papers seen through a mask.

Composition stays one. What was signed keeps its hash; only what is set from it has the patient's
identifiers, and the names of the files that they came in, replaced. Every replacement is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from huizhen.core.content import Pack
from huizhen.core.preparation.desk_files import FOLDER, DeskPage
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.masking import IdentifierSpan, identifier_spans
from huizhen.core.preparation.masking_report import FormTold, MaskedItem
from huizhen.core.preparation.paper import (
    Block,
    Fields,
    Items,
    Paper,
    Prose,
    Reference,
    Row,
    Section,
    Table,
)
from huizhen.core.preparation.signature import Signature
from huizhen.core.preparation.staff_within import staff_within
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.page import Box
from huizhen.core.records.value import Value, canonical_json

KNOWN: Final = f"{FOLDER}/known.json"
"""The identifiers of the case as its records have them: of the desk alone."""
_FILE: Final = "file"
_WORDS: Final = "masking.json"
_CHINESE: Final = "zh"
_HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


class MaskingRules(Value):
    """What is masked in what leaves, and in which words: content of the pack 'sealed'."""

    kinds: frozenset[str]
    """Kinds of identifiers that never leave to a department."""
    words: Mapping[str, str]
    """What stands in the place of each kind."""
    source: str
    """A neutral name of a source, with {number} and {ending}."""
    summary: str
    """The line on every masked paper, with {count} and {number}, the case's."""
    checked_pages: int
    """So many pictures of pages are read by OCR in the finished package."""
    checked_frames: int
    """So many objects of a series have a frame read by OCR there."""


def masking_rules(pack: Pack) -> MaskingRules:
    """The rules of the pack 'sealed'."""
    return MaskingRules.model_validate(pack.parsed(_WORDS))


def known_bytes(known: KnownIdentifiers) -> dict[str, bytes]:
    """Name to bytes of the desk's file."""
    return {KNOWN: canonical_json(known.model_dump(mode="json")).encode("utf-8")}


class _Cut(NamedTuple):
    """Code points [start, end) of a text, and what stands in their place."""

    start: int
    end: int
    kind: str
    found_by: str
    word: str


class Masker:
    """Masks texts of one case, and counts what it masked by file and kind.

    The case's own number looks like a patient's to a label; it stays, for it stands in the place
    of the name."""

    def __init__(
        self,
        known: KnownIdentifiers,
        rules: MaskingRules,
        sources: Sequence[SourceLine] = (),
        pages: Mapping[str, DeskPage] | None = None,
        number: str = "",
    ) -> None:
        self._number = number
        self._known = known
        self._rules = rules
        self._names = neutral_names(sources, rules)
        self._pages = pages or {}
        self._cuts: dict[tuple[str, str], tuple[_Cut, ...]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._file = ""

    def at(self, file: str) -> Masker:
        """Counts what follows under that file of the package."""
        self._file = file
        return self

    @property
    def items(self) -> tuple[MaskedItem, ...]:
        """What was masked so far."""
        return tuple(
            MaskedItem(file=file, kind=kind, found_by=by, count=count)
            for (file, kind, by), count in sorted(self._counts.items())
        )

    def text(self, text: str, language: str = "") -> str:
        """A text without the identifiers that may not leave, and without names of files."""
        return self._written(text, self._found(text, language))

    def composed(self, text: str) -> str:
        """A composed text: what lists of names alone take for a name may be a clinical word there,
        and stays."""
        found = self._found(text, _CHINESE)
        return self._written(text, [cut for cut in found if cut.found_by != "list"])

    def of_patient(self, text: str) -> str:
        """A text of a named person without what the case knows of its patient: all else stays."""
        found = self._found(text, "")
        return self._written(text, [cut for cut in found if cut.found_by == "known"])

    def name(self, path: str) -> str:
        """A source's file by its neutral name."""
        if path not in self._names:
            return self.text(path)
        self._counts[self._file, _FILE, "known"] += 1
        return self._names[path]

    def page(self, page_id: str) -> str:
        """The text of a page as it may leave; '' where it is not known."""
        page = self._pages.get(page_id)
        return self.text(page.text, page.language) if page is not None else ""

    def language_of(self, places: Iterable[Place]) -> str:
        """The language of the first page that is known."""
        known = (self._pages[place.page_id] for place in places if place.page_id in self._pages)
        return next((page.language for page in known), "")

    def place(self, place: Place) -> Place:
        """A place with its quote masked as its page is, and where it stands in the masked page."""
        page = self._pages.get(place.page_id)
        language = page.language if page is not None else ""
        path = self.composed(place.path)
        start, end = place.start, place.end
        if page is None or start is None or end is None or page.text[start:end] != place.quote:
            return place.replaced(
                quote=self.text(place.quote, language), path=path, start=None, end=None
            )
        cuts = self._found(page.text, language)
        quote = self._written(place.quote, _clipped(cuts, start, end))
        at = len(_replaced(page.text[:start], _clipped(cuts, 0, start)))
        return place.replaced(quote=quote, path=path, start=at, end=at + len(quote))

    def _found(self, text: str, language: str) -> tuple[_Cut, ...]:
        key = (language, text)
        if key not in self._cuts:
            cuts = [*self._names_in(text), *self._identifiers_in(text, language)]
            self._cuts[key] = tuple(_apart(cuts))
        return self._cuts[key]

    def _identifiers_in(self, text: str, language: str) -> Iterator[_Cut]:
        spans = list(identifier_spans(text, language, self._known))
        spans += list(staff_within(text, language, spans))
        apart = _HAN.sub(" ", text)
        if apart != text:
            # a Latin name that touches Chinese characters is no word of its own to a search
            more = identifier_spans(apart, "", self._known)
            spans += [span for span in more if span.found_by == "known"]
        for span in spans:
            if span.kind in self._rules.kinds and not self._is_number(text, span):
                word = self._rules.words.get(span.kind, self._rules.words["other"])
                yield _Cut(span.start, span.end, span.kind, span.found_by, word)

    def _is_number(self, text: str, span: IdentifierSpan) -> bool:
        return span.found_by != "known" and text[span.start : span.end] == self._number

    def _names_in(self, text: str) -> Iterator[_Cut]:
        """Names of files: they can be the patient's own."""
        for path, neutral in self._names.items():
            for name in dict.fromkeys((path, path.rpartition("/")[2])):
                start = text.find(name)
                while start >= 0:
                    yield _Cut(start, start + len(name), _FILE, "known", neutral)
                    start = text.find(name, start + len(name))

    def _written(self, text: str, cuts: Sequence[_Cut]) -> str:
        for cut in cuts:
            self._counts[self._file, cut.kind, cut.found_by] += 1
        return _replaced(text, cuts)


def neutral_names(sources: Iterable[SourceLine], rules: MaskingRules) -> dict[str, str]:
    """Path of every source and of its copies -> a name that tells its number and format alone; the
    longest path first, so that none is taken for a part of another."""
    named: dict[str, str] = {}
    for source in sources:
        ending = source.path.rpartition("/")[2].rpartition(".")[2]
        ending = f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) < 5 else ""
        told = rules.source.format(number=f"{source.number:02d}", ending=ending.lower())
        for path in (source.path, *source.same_as):
            named.setdefault(path, told)
    return dict(sorted(named.items(), key=lambda one: -len(one[0])))


def masked_paper(paper: Paper, masker: Masker) -> Paper:
    """The paper as it may leave: titles, labels and fixed words are content and stay."""
    return paper.replaced(
        sections=tuple(_section(section, masker) for section in paper.sections),
        references=tuple(_reference(one, masker) for one in paper.references),
    )


def with_summary(paper: Paper, rules: MaskingRules, count: int, number: str) -> Paper:
    """The paper with a line that says whose it is by the case's number, and that, and how often,
    something was masked in the package."""
    line = rules.summary.format(count=count, number=number)
    return paper.replaced(summary=(*paper.summary, line))


def _section(section: Section, masker: Masker) -> Section:
    return section.replaced(blocks=tuple(_block(block, masker) for block in section.blocks))


def _block(block: Block, masker: Masker) -> Block:
    if isinstance(block, Prose | Items):
        return block.replaced(statements=_statements(block.statements, masker))
    if isinstance(block, Table):
        return block.replaced(rows=tuple(_row(row, masker) for row in block.rows))
    if isinstance(block, Fields):
        return block.replaced(
            fields=tuple(
                one.replaced(statements=_statements(one.statements, masker)) for one in block.fields
            )
        )
    return block


def _row(row: Row, masker: Masker) -> Row:
    return row.replaced(cells=_statements(row.cells, masker))


def _statements(statements: Iterable[Statement], masker: Masker) -> tuple[Statement, ...]:
    return tuple(_statement(one, masker) for one in statements)


def _statement(statement: Statement, masker: Masker) -> Statement:
    language = masker.language_of(statement.places)
    return statement.replaced(
        text=masker.composed(statement.text),
        about=masker.composed(statement.about),
        original=masker.text(statement.original, language),
        places=tuple(masker.place(place) for place in statement.places),
    )


def _reference(reference: Reference, masker: Masker) -> Reference:
    return reference.replaced(
        path=masker.name(reference.path),
        where=masker.composed(reference.where),
        quote=masker.text(reference.quote),
    )


def _apart(cuts: Iterable[_Cut]) -> Iterator[_Cut]:
    """In order and without overlaps: of two that overlap the first takes the other's letters."""
    kept: _Cut | None = None
    for cut in sorted(cuts, key=lambda one: (one.start, -one.end)):
        if kept is None or cut.start >= kept.end:
            if kept is not None:
                yield kept
            kept = cut
        else:
            kept = kept._replace(end=max(kept.end, cut.end))
    if kept is not None:
        yield kept


def _clipped(cuts: Iterable[_Cut], start: int, end: int) -> list[_Cut]:
    """What of the cuts lies between, counted from `start`."""
    return [
        cut._replace(start=max(cut.start, start) - start, end=min(cut.end, end) - start)
        for cut in cuts
        if cut.start < end and cut.end > start
    ]


def _replaced(text: str, cuts: Iterable[_Cut]) -> str:
    parts: list[str] = []
    at = 0
    for cut in cuts:
        parts += [text[at : cut.start], cut.word]
        at = cut.end
    return "".join((*parts, text[at:]))


class PapersToMask(NamedTuple):
    """What the papers of a masked package are set from."""

    files: Mapping[str, bytes]
    """Of the signed version: dossier, form, page and pictures."""
    signed: Signature
    number: str
    """Of the case: it stands in the place of the name."""
    known: KnownIdentifiers
    pages: Mapping[str, DeskPage] = {}
    """The texts of pages by page id."""
    boxes: Mapping[str, Sequence[Box]] = {}
    """What persons said is to be painted over, by page id, in the measure of the page."""
    withheld: frozenset[str] = frozenset()
    """Ids of pages that do not leave, neither as picture nor as text."""
    hospital_form: bytes = b""
    """The hospital's own form to be filled; empty for none."""


class MaskedPapers(NamedTuple):
    """The papers as they leave, and what was masked in them."""

    files: dict[str, bytes]
    items: tuple[MaskedItem, ...]
    withheld: tuple[str, ...] = ()
    """Names of pictures of pages that do not leave."""
    read: Mapping[str, str] = {}
    """SHA-256 of a picture -> what OCR reads on it."""
    form: FormTold | None = None
    """How the hospital's own form was filled."""
