"""How many facts reached the dossier, and why each other one did not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.medication import without_narratives
from huizhen.core.preparation.record.investigations import SECTION as INVESTIGATIONS
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.requirements.definition import Text
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.evidence import ElementPath, Evidence, PageSpan
from huizhen.core.records.fact import Fact, FactKey, FactType
from huizhen.core.records.value import Value

LeftOutCode = Literal[
    "rejected",
    "withdrawn",
    "says_nothing",
    "of_relative",
    "planned",
    "denied",
    "same_words",
    "same_as_another",
    "surer_elsewhere",
    "section_text",
    "report_heading",
    "no_place_for_type",
    "older_value",
    "no_value",
    "not_on_current_list",
    "undated_examination",
    "examination",
    "no_item_for_it",
    "not_selected",
]

_NO_PLACE: Final = (
    "Encounter", "DocumentReference", "Device", "Consent", "Specimen", "ClinicalImpression",
)  # fmt: skip
_HEADS_OF_ROWS: Final = tuple(f"{INVESTIGATIONS}:{part}:" for part in ("name", "unit", "interval"))


class LeftOut(Value):
    """A fact that no statement rests on, and why."""

    fact_key: FactKey
    type: FactType
    text: str
    code: LeftOutCode
    why: Text
    """The code in words."""
    like: str = ""
    """The fact that stands for it, where one does."""


class FactsReached(Value):
    """Facts by type: how many there are, reached the dossier, its front sheet."""

    type: FactType
    facts: int
    reached: int
    on_front_sheet: int


class FactAccount(Value):
    """Every fact of the case: in the dossier, or left out with a reason."""

    types: tuple[FactsReached, ...]
    left_out: tuple[LeftOut, ...] = ()
    unattached: int = 0
    """Facts of files that name nobody: kept apart until a person attaches them."""


def fact_account(
    dossier: Dossier, facts: Sequence[Fact], view: CaseView, words: Frames, unattached: int = 0
) -> FactAccount:
    """Which facts the dossier rests on, and why not on the others."""
    everywhere = _Carried(s for section in dossier.sections for s in section.statements)
    front = _Carried(s for section in dossier.front_sheet for s in section.statements)
    counts: dict[FactType, Counter[str]] = defaultdict(Counter)
    left: list[Fact] = []
    for fact in facts:
        counts[fact.type]["facts"] += 1
        counts[fact.type]["on_front_sheet"] += front.has(fact)
        if everywhere.has(fact):
            counts[fact.type]["reached"] += 1
        else:
            left.append(fact)
    case = _Case(dossier, [f for f in facts if everywhere.has(f)], facts, view)
    return FactAccount(
        types=tuple(
            FactsReached(
                type=type_,
                facts=count["facts"],
                reached=count["reached"],
                on_front_sheet=count["on_front_sheet"],
            )
            for type_, count in sorted(counts.items())
        ),
        left_out=tuple(_left_out(fact, case, words) for fact in left),
        unattached=unattached,
    )


class _Carried:
    """Which facts some statements rest on: by key and place, for two facts may share a key."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._places: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        self._values: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        for statement in statements:
            for key in statement.fact_keys:
                self._places[key].update(map(_of_place, statement.places))
                if not statement.key.startswith(_HEADS_OF_ROWS):
                    self._values[key].update(map(_of_place, statement.places))

    def has(self, fact: Fact) -> bool:
        """Whether a statement rests on the fact; the head of a trend's row says no value."""
        places = self._values if fact.value is not None else self._places
        if fact.fact_key not in places:
            return False
        own = {place for evidence in fact.evidence if (place := _of_evidence(evidence))}
        return not own or not own.isdisjoint(places[fact.fact_key])


def _of_place(place: Place) -> tuple[object, ...]:
    return (place.page_id, place.path, place.start, place.end)


def _of_evidence(evidence: Evidence) -> tuple[object, ...] | None:
    if isinstance(evidence, PageSpan):
        return (evidence.page_id, "", evidence.start, evidence.end)
    if isinstance(evidence, ElementPath):
        return (evidence.page_id, evidence.path, None, None)
    tag = getattr(evidence, "tag", "")
    return (getattr(evidence, "page_id", ""), tag, None, None) if tag else None


class _Case:
    """What a reason is told from."""

    def __init__(
        self, dossier: Dossier, reached: Sequence[Fact], facts: Sequence[Fact], view: CaseView
    ) -> None:
        self.view = view
        self.texts = {s.text: s for section in dossier.sections for s in section.statements}
        self._reached = reached
        plans = [fact for fact in facts if fact.type == "CarePlan"]
        self._entries = {id(fact) for fact in without_narratives(plans)}

    def same_words(self, fact: Fact) -> Statement | None:
        """A statement that reads as the fact would."""
        statement = self.texts.get(self.view.words.word(fact).zh)
        return statement if statement is not None and statement.fact_keys else None

    def like(self, fact: Fact) -> list[Fact]:
        """Facts of the dossier about the same thing of the same type."""
        name = fact.concept or fact.text.casefold()
        return [
            other
            for other in self._reached
            if other.type == fact.type and name in (other.concept, other.text.casefold())
        ]

    def is_section_text(self, fact: Fact) -> bool:
        """Whether it is a coded section's own text whose entries are there one by one."""
        return fact.type == "CarePlan" and id(fact) not in self._entries


def _twin(fact: Fact, case: _Case) -> Fact | None:
    """A fact of the dossier that says the same: nothing differs but words and place."""
    return next(
        (
            other
            for other in case.like(fact)
            if other.certainty == fact.certainty
            and other.value == fact.value
            and (fact.date is None or other.date == fact.date)
            and (not fact.side or other.side == fact.side)
        ),
        None,
    )


def _is_surer_elsewhere(fact: Fact, case: _Case) -> bool:
    """Whether the dossier affirms what this fact only suspects or remembers."""
    return fact.certainty in ("suspected", "to_exclude", "historical") and any(
        other.certainty == "affirmed" for other in case.like(fact)
    )


def _is_older(fact: Fact, case: _Case) -> bool:
    """Whether the dossier has another day's value of the same thing."""
    return any(o.value is not None and o.date != fact.date for o in case.like(fact))


def _code(fact: Fact, case: _Case) -> LeftOutCode:
    """The first reason that holds."""
    is_examination = fact.type == "Procedure" and not case.view.illness.is_treatment(fact)
    is_drug = fact.type == "MedicationStatement" and fact.category != "regimen"
    is_planned = fact.certainty == "hypothetical" or fact.clinical_status == "planned"
    is_measured = fact.type == "Observation"
    reasons: tuple[tuple[LeftOutCode, bool], ...] = (
        ("rejected", fact.status == "rejected"),
        ("withdrawn", fact.record_status == "withdrawn"),
        ("says_nothing", fact.absent_reason not in (None, "no-known")),
        ("same_words", case.same_words(fact) is not None),
        ("of_relative", fact.certainty == "family" and fact.type != "FamilyMemberHistory"),
        ("planned", is_planned),
        ("denied", fact.certainty == "negated"),
        ("same_as_another", _twin(fact, case) is not None),
        ("surer_elsewhere", _is_surer_elsewhere(fact, case)),
        ("section_text", case.is_section_text(fact)),
        ("report_heading", fact.type == "DiagnosticReport"),
        ("no_place_for_type", fact.type in _NO_PLACE),
        ("older_value", is_measured and _is_older(fact, case)),
        ("no_value", is_measured and fact.value is None),
        ("not_on_current_list", is_drug),
        ("undated_examination", is_examination and fact.date is None),
        ("examination", is_examination),
        ("no_item_for_it", is_measured),
    )
    return next((code for code, holds in reasons if holds), "not_selected")


def _left_out(fact: Fact, case: _Case, words: Frames) -> LeftOut:
    code = _code(fact, case)
    like = ""
    if code == "same_words":
        statement = case.same_words(fact)
        like = next(iter(statement.fact_keys), "") if statement else ""
    elif code == "same_as_another":
        twin = _twin(fact, case)
        like = twin.fact_key if twin else ""
    why = Text(en=words.text(f"left_out.{code}.en"), zh=words.text(f"left_out.{code}.zh"))
    return LeftOut(
        fact_key=fact.fact_key, type=fact.type, text=fact.text, code=code, why=why, like=like
    )
