"""The reports of an opinion: for the home physician and for the patient.

Both are papers of statements that come from the released translation, the points and the questions
alone; every other word is the pack's. An opinion is no treatment plan, and each report says so
before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from huizhen.core.consultation.opinion import Opinion, OpinionBook, opinion_hash
from huizhen.core.content import Pack
from huizhen.core.errors import WrongCall
from huizhen.core.interpretation.points import PlanItem, Point, Relation, check_points
from huizhen.core.interpretation.translation import ReleasedTranslation
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import (
    Block,
    Column,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Row,
    Section,
    Table,
)
from huizhen.core.preparation.references import References
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

Audience = Literal["physician", "patient"]
_RELATIONS: Final[tuple[Relation, ...]] = ("agree", "conditional", "differ", "new", "silent")
_SHARES: Final = (0.22, 0.3, 0.33, 0.15)


class _Marks(NamedTuple):
    """What stands between the words of a report."""

    comma: str = ", "
    semicolon: str = "; "
    stop: str = ". "


_CHINESE_MARKS: Final = _Marks("，", "；", "。")


class AskedQuestion(Value):
    """A question of the case in the reader's language."""

    id: str
    text: str


class ReportInput(Value):
    """What both reports are composed of."""

    case_number: str
    opinion: Opinion
    translation: ReleasedTranslation
    points: tuple[Point, ...]
    plan: tuple[PlanItem, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    facts: tuple[Fact, ...] = ()
    """The facts that the plan's items are of: they give the quotes their places."""
    sources: tuple[SourceLine, ...] = ()


def report(audience: Audience, given: ReportInput, pack: Pack, structure: OpinionBook) -> Paper:
    """The report for the home physician or for the patient, in the translation's language or else
    with English frames; WrongCall when translation or points do not belong or are not whole."""
    _must_be_whole(given)
    return _Report(audience, given, pack, structure).paper()


def _must_be_whole(given: ReportInput) -> None:
    if given.translation.opinion_hash != opinion_hash(given.opinion):
        raise WrongCall(
            "translation_stale",
            "The translation is of another version of the opinion.",
            "Compare it with the signed opinion and release it again.",
        )
    questions = [question.id for question in given.questions]
    if not check_points(given.points, given.opinion, given.plan, questions).is_complete:
        raise WrongCall(
            "points_incomplete",
            "The points against the home plan are not whole.",
            "Close what the list of points says is open.",
        )


class _Report:
    """Composes one report."""

    def __init__(
        self, audience: Audience, given: ReportInput, pack: Pack, structure: OpinionBook
    ) -> None:
        language = given.translation.language
        known = f"{language}.json" in pack.files
        self._language = language if known else "en"
        self._frames = Frames(pack, f"{self._language}.json")
        self._marks = _CHINESE_MARKS if self._language == "zh" else _Marks()
        self._audience = audience
        self._given = given
        self._sections: Sequence[str] = pack.parsed("audience.json")[audience]
        self._headings = {rule.key: rule.heading(self._language) for rule in structure.sections}
        self._references = References(given.sources)
        self._facts = {fact.fact_key: fact for fact in given.facts}

    def paper(self) -> Paper:
        """The whole report."""
        frames = self._frames
        sections = (
            self._about(),
            self._answers(),
            *(self._for_physician() if self._audience == "physician" else self._for_patient()),
        )
        return Paper(
            key=f"report_{self._audience}_{self._language}",
            title=frames.text(f"{self._audience}.title"),
            language=self._language,
            created_on=self._given.translation.released_on.isoformat(),
            sections=tuple(section for section in sections if section.blocks),
            references=self._references.listed,
            references_title=frames.text("references"),
            footer=self._footer(),
        )

    def _for_physician(self) -> tuple[Section, ...]:
        return (
            self._points_table(),
            self._recommendations(),
            self._opinion_sections(),
            self._limits(),
            self._questions("questions"),
        )

    def _for_patient(self) -> tuple[Section, ...]:
        emergency = Fixed(text=self._text("emergency"))
        return (
            self._points_told(),
            self._opinion_sections(),
            self._limits(),
            self._questions("patient_questions"),
            self._section("emergency", emergency),
        )

    def _about(self) -> Section:
        opinion, translation = self._given.opinion, self._given.translation
        signature = opinion.signature
        names = (signature.doctor, signature.title, signature.department, signature.hospital)
        told = {
            "case": self._given.case_number,
            "specialist": self._marks.comma.join(name for name in names if name),
            "signed_on": signature.signed_on.isoformat() if signature.signed_on else "",
            "released_by": self._marks.semicolon.join((translation.editor, translation.clinician)),
            "released_on": translation.released_on.isoformat(),
            "version": translation.opinion_hash[:12],
        }
        fields = tuple(
            Prose(label=self._text(key), statements=(self._entry(f"about:{key}", value),))
            for key, value in told.items()
            if value
        )
        law = Fixed(text=self._text(f"{self._audience}.law"))
        return self._section("about", law, Fields(fields=fields))

    def _answers(self) -> Section:
        """Every question in its order, answered, not answerable, or without answer."""
        blocks: list[Block] = []
        answers = {answer.question_id: answer for answer in self._given.opinion.answers}
        for question in self._given.questions:
            answer = answers.get(question.id)
            part = f"answer:{question.id}"
            said: list[Statement] = []
            if answer is not None and answer.text.strip():
                said.append(self._translated(part))
            if answer is not None and answer.state == "unanswerable":
                said.append(self._fixed(f"{part}:state", self._text("unanswerable")))
                if answer.needs:
                    said.append(self._needs(question.id, answer.needs))
            empty = self._text("no_answer")
            blocks.append(Prose(label=question.text, statements=tuple(said), empty=empty))
        return self._section("answers", *blocks)

    def _needs(self, question_id: str, needs: Sequence[str]) -> Statement:
        """What would make a question answerable, with the original beside it."""
        parts = [f"needs:{question_id}:{number}" for number, _ in enumerate(needs, 1)]
        told = self._marks.semicolon.join(self._given.translation.text(part) for part in parts)
        text = self._frames.fill("needs", needs=told)
        return Statement(key=f"opinion:needs:{question_id}", text=text, original="; ".join(needs))

    def _points_table(self) -> Section:
        columns = tuple(
            Column(title=self._text(f"column.{key}"), share=share)
            for key, share in zip(("item", "plan", "opinion", "relation"), _SHARES, strict=True)
        )
        rows = tuple(self._row(point) for point in self._given.points)
        return self._section("points", Table(columns=columns, rows=rows, empty=self._text("none")))

    def _row(self, point: Point) -> Row:
        relation = self._text(f"relation.{point.relation}")
        if point.condition:
            condition = self._frames.fill("condition", condition=point.condition)
            relation = f"{relation}{self._marks.stop}{condition}"
        return Row(
            cells=(
                self._entry(f"point:{point.id}:item", point.item),
                self._plan_cell(point),
                self._opinion_cell(point),
                self._entry(f"point:{point.id}:relation", relation),
            ),
            is_highlighted=point.relation in ("differ", "conditional"),
        )

    def _plan_cell(self, point: Point) -> Statement:
        facts = [self._facts[q.item_id] for q in point.plan if q.item_id in self._facts]
        places = self._references.places(facts)
        return Statement(
            key=f"point:{point.id}:plan",
            text="; ".join(quote.text for quote in point.plan),
            fact_keys=tuple(quote.item_id for quote in point.plan),
            places=places,
            references=self._references.numbers(places),
        )

    def _opinion_cell(self, point: Point) -> Statement:
        parts = dict.fromkeys(quote.part for quote in point.opinion)
        return Statement(
            key=f"point:{point.id}:opinion",
            text=self._marks.semicolon.join(self._given.translation.text(part) for part in parts),
            original="; ".join(quote.text for quote in point.opinion),
        )

    def _points_told(self) -> Section:
        """The points in plain words: what agrees first, each with what a person says of it."""
        blocks: list[Block] = []
        for relation in _RELATIONS:
            points = [point for point in self._given.points if point.relation == relation]
            if not points:
                continue
            told = tuple(one for point in points for one in self._told(point))
            blocks.append(Items(label=self._text(f"lead.{relation}"), statements=told))
            if relation in ("agree", "differ"):
                blocks.append(Fixed(text=self._text(f"means.{relation}"), is_quiet=True))
        return self._section("means", *blocks)

    def _told(self, point: Point) -> Iterable[Statement]:
        text = point.item if not point.meaning else f"{point.item}: {point.meaning}"
        yield self._entry(f"point:{point.id}:told", text)
        if point.opinion:
            yield self._opinion_cell(point)
        if point.condition:
            condition = self._frames.fill("condition", condition=point.condition)
            yield self._entry(f"point:{point.id}:condition", condition)

    def _recommendations(self) -> Section:
        told = []
        for number, one in enumerate(self._given.opinion.recommendations, 1):
            statement = self._translated(f"recommendation:{number}")
            if one.strength:
                strength = self._text(f"strength.{one.strength}")
                text = self._frames.fill("with_strength", text=statement.text, strength=strength)
                statement = statement.replaced(text=text)
            told.append(statement)
        items = Items(statements=tuple(told), is_numbered=True, empty=self._text("none"))
        return self._section("recommendations", items)

    def _opinion_sections(self) -> Section:
        blocks: list[Block] = []
        written = {section.key for section in self._given.opinion.sections if section.text.strip()}
        for key in self._sections:
            said = [self._translated(f"section:{key}")] if key in written else []
            if key == "tests":
                wanted = enumerate(self._given.opinion.tests_requested, 1)
                said += [self._translated(f"test:{number}") for number, _ in wanted]
            if said:
                blocks.append(Items(label=self._headings[key], statements=tuple(said)))
        return self._section("parts", *blocks)

    def _limits(self) -> Section:
        silent = tuple(
            self._entry(f"silent:{point.id}", point.item)
            for point in self._given.points
            if point.relation == "silent"
        )
        blocks: list[Block] = []
        if silent:
            blocks += [Items(statements=silent), Fixed(text=self._text("silence"), is_quiet=True)]
        blocks.append(Fixed(text=self._text("not_examined"), is_quiet=True))
        return self._section("limits", *blocks)

    def _questions(self, key: str) -> Section:
        asked = tuple(
            self._entry(f"point:{point.id}:question", point.question)
            for point in self._given.points
            if point.question.strip()
        )
        items = Items(statements=asked, is_numbered=True, empty=self._text("none"))
        return self._section(key, items)

    def _translated(self, part: str) -> Statement:
        """A part of the opinion: its translation with the original beside it."""
        translation = self._given.translation
        return Statement(
            key=f"opinion:{part}", text=translation.text(part), original=translation.original(part)
        )

    def _entry(self, key: str, text: str) -> Statement:
        """What a named person has written."""
        return Statement(key=f"report:{key}", text=text, origin="request")

    def _fixed(self, key: str, text: str) -> Statement:
        return Statement(key=f"report:{key}", text=text, origin="content")

    def _section(self, key: str, *blocks: Block) -> Section:
        return Section(key=key, title=self._text(f"section.{key}"), blocks=blocks)

    def _text(self, key: str) -> str:
        return self._frames.text(key)

    def _footer(self) -> str:
        stamp = self._frames.stamp
        packs = f"{stamp.id} {stamp.version}"
        if not stamp.is_reviewed:
            packs = f"{packs} ({self._text('unreviewed')})"
        return self._frames.fill("footer", packs=packs)
