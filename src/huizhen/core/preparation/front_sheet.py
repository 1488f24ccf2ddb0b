"""会诊摘要首页: the blocks of a department's front sheet in its order (clinical content 2.0.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from huizhen.core.language.detect import language_of
from huizhen.core.language.notation.dates import age_zh
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.front_course import Course
from huizhen.core.preparation.front_lines import Lines
from huizhen.core.preparation.medication import current_medication
from huizhen.core.preparation.paper import Items, Section
from huizhen.core.preparation.record.advice import AdviceWords
from huizhen.core.preparation.record.chief_complaint import chief_complaint
from huizhen.core.preparation.record.diagnosis import most_exact
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.selection import Rule, Selector
from huizhen.core.preparation.specialty import Block, Form, Item
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Mark, Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.fact import Fact, FactType
from huizhen.core.records.identity import Identity


class FrontSheet:
    """Composes the blocks of one form."""

    def __init__(
        self,
        view: CaseView,
        author: Author,
        selector: Selector,
        question: str,
        patient: Identity,
        advice: AdviceWords,
    ) -> None:
        self._view = view
        self._author = author
        self._selector = selector
        self._question_text = question.strip()
        self._patient = patient
        self._lines = Lines(author, selector, view.illness.short_names)
        self._course = Course(view, author, selector, advice)

    def sections(self, form: Form) -> tuple[Section, ...]:
        """One section a block, empty ones too: that nothing is known is an answer."""
        empty = self._author.frames.text("empty.not_provided")
        return tuple(
            Section(
                key=block.key,
                title=block.zh,
                subtitle=block.en,
                blocks=(Items(statements=tuple(self._statements(block)), empty=empty),),
                most=block.most,
            )
            for block in form.blocks
        )

    def _statements(self, block: Block) -> Iterable[Statement]:
        bare: dict[str, Item] = {}
        written: list[Statement] = []
        for item in block.items:
            for statement in self._item(block.key, item):
                if statement.text:
                    bare.setdefault(statement.text, item)
                    written.append(statement)
        for statement in self._author.united(written):
            yield self._labelled(bare[statement.text], statement)

    def _labelled(self, item: Item, statement: Statement) -> Statement:
        if not item.label:
            return statement
        text = self._author.frames.fill("front.labelled", label=item.label, text=statement.text)
        return statement.replaced(text=text)

    def _item(self, section: str, item: Item) -> Iterable[Statement]:
        rule, view = item.rule, self._view
        kinds: Mapping[str, Callable[[], Iterable[Statement]]] = {
            "question": lambda: self._question(section),
            "particulars": lambda: self._particulars(section),
            "chief_complaint": lambda: chief_complaint(view, self._author).statements,
            "condition": lambda: self._conditions(section, rule),
            "conditions": lambda: self._listed(section, self._condition_groups(rule)),
            "stage": lambda: self._lines.stages(section, rule, view.tumour_stages()),
            "panel": lambda: self._lines.panel(section, rule, view.of("Observation")),
            "trend": lambda: self._lines.trend(section, rule, view.of("Observation")),
            "values": lambda: self._values(section, rule),
            "study": lambda: self._course.studies(section, rule),
            "series": lambda: self._course.series(section),
            "report": lambda: self._each(section, rule, "DiagnosticReport"),
            "line": lambda: self._course.lines(section, rule),
            "agents": lambda: self._course.agents(section, rule),
            "treatment": lambda: self._course.treatments(section, rule),
            "procedure": lambda: self._course.procedures(section, rule, view.done()),
            "procedures": lambda: self._listed(section, self._course.groups(rule, view.done())),
            "denied_procedures": lambda: self._listed(
                section, view.grouped(self._selector.take(rule, view.of("Procedure")))
            ),
            "medications": lambda: self._medications(section, rule),
            "allergies": lambda: self._named(section, rule, "AllergyIntolerance"),
            "family": lambda: self._named(section, rule, "FamilyMemberHistory"),
            "plan": lambda: self._course.plans(section, rule),
            "concordance": lambda: self._course.concordance(section, rule),
        }
        return kinds[item.kind]()

    def _question(self, section: str) -> Iterable[Statement]:
        if self._question_text:
            is_chinese = language_of(self._question_text) == "zh"
            marks: tuple[Mark, ...] = () if is_chinese else (UNTRANSLATED_MARK,)
            yield self._author.request(section, "question", self._question_text, marks)

    def _particulars(self, section: str) -> Iterable[Statement]:
        frames = self._author.frames
        sex = self._patient.sex
        birth = self._patient.birth_date
        parts = [
            frames.text(f"particulars.{sex}") if sex in ("female", "male") else "",
            age_zh(birth, self._author.as_of) if birth else "",
        ]
        text = "，".join(filter(None, parts))
        if text:
            yield self._author.request(section, "particulars", text)

    def _condition_groups(self, rule: Rule) -> list[list[Fact]]:
        """Conditions that stand: the specialty's tumours first and metastases behind them, the
        certain before the uncertain; a general name not beside a more exact one."""
        standing = [
            fact
            for fact in self._view.of("Condition")
            if fact.clinical_status not in ("resolved", "inactive") and fact.absent_reason is None
        ]
        if rule.oncology:
            tumours = [fact for fact in standing if self._view.illness.is_malignant(fact)]
            taken = self._selector.take(rule.replaced(oncology=None), tumours)
            taken = taken or self._selector.take(rule, standing)
        else:
            taken = self._selector.take(rule, standing)
        present = {f.concept for f in standing if f.certainty == "affirmed" and f.concept}
        taken = [f for f in taken if f.certainty != "negated" or f.concept not in present]
        events = [f for f in taken if says(f, self._view.illness.event_words)]
        if events and len(events) == len(taken):
            return self._events(events)
        groups = most_exact(self._view, _one_a_concept(self._view.grouped(taken)))
        groups.sort(key=lambda g: (_rank(g[0]), _is_secondary(g[0]), not self._is_own(g[0])))
        names = [(g[0].certainty, self._bare(g[0])) for g in groups]
        return [
            group
            for place, group in enumerate(groups)
            if not any(
                names[place][1] in name and (name != names[place][1] or other < place)
                for other, (certainty, name) in enumerate(names)
                if other != place and certainty in ("affirmed", names[place][0])
            )
        ]

    def _events(self, events: Sequence[Fact]) -> list[list[Fact]]:
        """Relapses and progressions, the newest first; an undated one only where none is dated."""
        groups = self._view.grouped(events)
        dated = [group for group in groups if group[0].date is not None]
        return sorted(dated or groups, key=lambda g: str(g[0].date or ""), reverse=True)

    def _is_own(self, fact: Fact) -> bool:
        return self._selector.is_oncology(fact)

    def _bare(self, fact: Fact) -> str:
        """The name as if it were certain."""
        return self._author.words.name(fact.replaced(certainty="affirmed")).zh

    def _conditions(self, section: str, rule: Rule) -> Iterable[Statement]:
        for group in self._condition_groups(rule)[: rule.most or None]:
            yield from self._listed(section, [group])

    def _listed(self, section: str, groups: Sequence[list[Fact]]) -> Iterable[Statement]:
        return self._lines.listed(section, groups, [self._lines.since(group) for group in groups])

    def _values(self, section: str, rule: Rule) -> Iterable[Statement]:
        found = [f for f in self._view.of("Observation") if f.category != "laboratory"]
        return self._lines.values(section, rule, self._selector.take(rule, found))

    def _each(self, section: str, rule: Rule, type_: FactType) -> Iterable[Statement]:
        for group in self._view.grouped(self._selector.take(rule, self._view.of(type_))):
            yield self._author.state(section, group[0])

    def _named(self, section: str, rule: Rule, type_: FactType) -> Iterable[Statement]:
        """Allergies or relatives' illnesses in one line; what is denied only where nothing is
        there."""
        facts = self._selector.take(rule, self._view.of(type_))
        groups = self._view.grouped([f for f in facts if f.certainty != "negated"] or facts)
        words = self._author.words
        worded = [
            words.word(g[0]) if type_ == "AllergyIntolerance" else words.name(g[0]) for g in groups
        ]
        return self._lines.listed(section, groups, worded)

    def _medications(self, section: str, rule: Rule) -> Iterable[Statement]:
        """Drugs of the newest list in one line; those of unknown status in one of their own."""
        drugs = [
            fact
            for fact in self._view.of("MedicationStatement")
            if fact.category != "regimen" and fact.certainty == "affirmed"
        ]
        medication = current_medication(drugs)
        current = self._selector.take(rule, medication.current)
        yield from self._drugs(section, current)
        names = {self._author.words.name(fact).zh for fact in current}
        older = [
            fact
            for fact in self._selector.take(rule, medication.status_unknown)
            if self._author.words.name(fact).zh not in names
        ]
        note = self._author.frames.text("medication.unknown")
        for statement in self._drugs(section, older):
            yield statement.replaced(
                text=self._author.frames.fill("front.noted", text=statement.text, note=note)
            )

    def _drugs(self, section: str, facts: Sequence[Fact]) -> Iterable[Statement]:
        """Each drug once, with its dose where any source gives it."""
        by_name: dict[str, list[Fact]] = {}
        for fact in facts:
            by_name.setdefault(self._author.words.name(fact).zh, []).append(fact)
        groups = [sorted(g, key=lambda f: f.dosage is None) for g in by_name.values()]
        worded = [_dose_once(self._author.words.word(group[0]), group[0]) for group in groups]
        return self._lines.listed(section, groups, worded)


def _dose_once(wording: Wording, fact: Fact) -> Wording:
    """A drug whose product name has its strength, without the same dose again."""
    dose = fact.dosage.dose if fact.dosage else ""
    if not dose:
        return wording
    return wording.replaced(zh=wording.zh.replace(f"({dose}) {dose}", f" {dose}"))


def _one_a_concept(groups: Sequence[list[Fact]]) -> list[list[Fact]]:
    """Names of one concept, side and certainty are one thing, the more exact name first."""
    homes: dict[tuple[str, str, str], list[Fact]] = {}
    for group in groups:
        first = group[0]
        key = (first.concept or first.text, first.side or "", first.certainty)
        home = homes.get(key)
        if home is None:
            homes[key] = list(group)
        elif len(first.text) > len(home[0].text):
            homes[key] = [*group, *home]
        else:
            home.extend(group)
    return list(homes.values())


def _is_secondary(fact: Fact) -> bool:
    return "metasta" in f"{fact.concept} {fact.text}".casefold()


def _rank(fact: Fact) -> int:
    order = ("affirmed", "historical", "suspected", "to_exclude", "negated")
    return order.index(fact.certainty) if fact.certainty in order else len(order)
