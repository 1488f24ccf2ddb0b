"""Composes the dossier: front sheet in the department's order, doubts, the statutory record, its
annexes, what is missing, and the terms to settle. What no fact supports is 未提供; what contradicts
is shown twice and marked 待核."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from huizhen.core.content import Pack, PackStamp
from huizhen.core.language.detect import language_of
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.dossier import IDENTITY_UNCONFIRMED, Dossier, SourceLine
from huizhen.core.preparation.edits import Edit, Editor
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.front_sheet import FrontSheet
from huizhen.core.preparation.missing import missing_section
from huizhen.core.preparation.paper import Section, Table, without_empty_columns
from huizhen.core.preparation.record.advice import advice_words
from huizhen.core.preparation.record.annexes import attachments_table, medication_table
from huizhen.core.preparation.record.doubts import counted_terms, doubts_table, terms_table
from huizhen.core.preparation.record.illness import illness_words, says
from huizhen.core.preparation.record.open_matters import open_matters
from huizhen.core.preparation.record.opinions import opinions_table
from huizhen.core.preparation.record.statutory import statutory_record
from huizhen.core.preparation.record.treatment import treatment_table
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.references import References
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.scoring.table import scores_table
from huizhen.core.preparation.selection import Selector
from huizhen.core.preparation.specialty import Specialty
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.identity import Identity
from huizhen.core.records.merge import MergedFacts
from huizhen.core.records.value import Value

COMPOSER = "dossier/4"


class Request(Value):
    """What is asked, of whom, by when: everything of a dossier that no record says."""

    question: str
    as_of: PartialDate
    patient: Identity
    is_identity_unconfirmed: bool


class Composer:
    """Composes one case."""

    def __init__(
        self,
        specialty: Specialty,
        wordsmith: Wordsmith,
        sources: Sequence[SourceLine],
        request: Request,
        wording: Pack,
        scores: Pack,
    ) -> None:
        self._specialty = specialty
        self._words = wordsmith
        self._sources = tuple(sources)
        self._request = request
        self._frames = Frames(wording, "record.json")
        self._illness = illness_words(wording)
        self._scores = scores
        self._advice = advice_words(wording)

    def compose(
        self,
        merged: MergedFacts,
        blocking: Iterable[str] = (),
        findings: Sequence[Finding] = (),
        changed: Iterable[FactKey] = (),
        edits: Iterable[Edit] = (),
    ) -> Dossier:
        """The dossier of the given facts; the same input gives the same dossier. `edits` are
        wordings of named persons."""
        request = self._request
        references = References(self._sources)
        opposed = {contradiction.fact_key for contradiction in merged.contradictions}
        author = Author(
            self._words, self._frames, references, opposed, request.as_of, frozenset(changed)
        )
        selector = Selector(self._words.lexicon, self._specialty.oncology)
        view = CaseView(merged.facts, self._words, self._illness, self._is_own)
        front = FrontSheet(view, author, selector, request.question, request.patient, self._advice)
        given = tuple(edits)
        editor = Editor(given)
        front_sheet = editor.edited(front.sections(self._specialty.front_sheet))
        skeleton = self._specialty.skeleton
        record = editor.edited(statutory_record(skeleton, view, author, request.patient))
        annexes = editor.edited(self._annexes(view, author))
        statements = [s for part in (*front_sheet, *record, *annexes) for s in part.statements]
        matters = open_matters(view, author, merged.contradictions)
        return Dossier(
            specialty=self._specialty.id,
            department_zh=self._specialty.department_zh,
            department_en=self._specialty.department_en,
            as_of=str(request.as_of),
            question=request.question,
            question_language=language_of(request.question),
            identity_note=IDENTITY_UNCONFIRMED if request.is_identity_unconfirmed else "",
            front_sheet=front_sheet,
            doubts=_section("doubts", self._frames, doubts_table(author, statements, matters)),
            record=record,
            annexes=annexes,
            missing=missing_section(findings, self._frames),
            terms=_section("terms", self._frames, self._terms(author, record, annexes)),
            references=references.listed,
            sources=self._sources,
            blocking=tuple(blocking),
            packs=self._packs,
            edits=given,
            composer=COMPOSER,
        )

    @property
    def _packs(self) -> tuple[PackStamp, ...]:
        own_terms = self._words.lexicon.settled.stamp
        return (
            self._specialty.front_sheet.stamp,
            self._specialty.common,
            self._words.lexicon.stamp,
            *([own_terms] if own_terms else []),
            self._frames.stamp,
            self._scores.stamp,
        )

    def _is_own(self, fact: Fact) -> bool:
        """Whether a condition is one that the specialty is asked about."""
        specialty = self._specialty
        return specialty.oncology.includes(fact) or says(fact, specialty.disease_words)

    def _annexes(self, view: CaseView, author: Author) -> tuple[Section, ...]:
        tables = (
            ("treatment", treatment_table(view, author)),
            ("medication", medication_table(view, author)),
            ("opinions", opinions_table(view, author, self._advice)),
            ("scores", self._scored(view, author)),
            ("attachments", attachments_table(author, self._sources)),
        )
        return tuple(_section(key, self._frames, table) for key, table in tables)

    def _scored(self, view: CaseView, author: Author) -> Table:
        """The specialty's scores, each with its inputs."""
        patient = self._request.patient
        return scores_table(view, author, self._specialty.id, patient, self._scores)

    def _terms(
        self, author: Author, record: Sequence[Section], annexes: Sequence[Section]
    ) -> Table:
        statements: list[Statement] = [s for part in (*record, *annexes) for s in part.statements]
        return terms_table(author, counted_terms(statements))


def _section(key: str, frames: Frames, table: Table) -> Section:
    """A section of one table, whose title it takes over."""
    title = frames.text(f"{key}.title")
    return Section(key=key, title=title, blocks=(without_empty_columns(table.replaced(title="")),))


def source_lines(
    files: Iterable[tuple[str, str, str, str]], copies: Mapping[str, Sequence[str]]
) -> tuple[SourceLine, ...]:
    """Numbered sources from (path, source_id, kind, document date) in path order; the same bytes
    at further paths stand beside their first place."""
    lines: list[SourceLine] = []
    for path, source_id, kind, document_date in files:
        lines.append(
            SourceLine(
                number=len(lines) + 1,
                path=path,
                source_id=source_id,
                kind=kind,
                document_date=document_date,
                same_as=tuple(copies.get(source_id, ())),
            )
        )
    return tuple(lines)
