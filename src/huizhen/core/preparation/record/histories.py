"""既往史, 个人史, 婚育史、月经史 and 家族史: each sub-item content or 未提供 (content 1.2).

否认 stands only where a source denies a whole class ('no known allergies'); a single denied thing
is 无; what nobody mentions is 未提供.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Prose
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact

_MARITAL_LOINC = ("45404-1",)
_OBSTETRIC_LOINC = ("82810-3", "11449-6", "8665-2", "11996-6", "49033-4", "42798-9")
_SMOKING = ("smok", "tobacco", "cigar", "pack", "rauch", "nikotin")
_ALCOHOL = ("alcohol", "alkohol", "drink")
_OCCUPATION = ("occupation", "employment", "job", "beruf", "asbestos", "exposure")
_OTHER = ("handed",)
_RESIDENCE = ("residence", "born in", "travel", "housing")
_TRANSFUSION = ("transfus",)


def past_history(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """The seven sub-items in the norm's order, then what the records deny."""
    section = "past_history"
    main = view.main_illness()
    diseases = [
        f for f in view.diagnoses() if f not in main and f.certainty in ("affirmed", "historical")
    ]
    infectious = [f for f in view.diagnoses() if says(f, view.illness.infectious_words)]
    infectious_denied = [
        f
        for f in view.of("Condition")
        if f.certainty == "negated" and says(f, view.illness.infectious_words)
    ]
    infections = [*infectious, *infectious_denied, *_infection_results(view)]
    later = {fact.fact_key for fact in view.treatments_of_illness() if fact.date is not None}
    operations = [
        f
        for f in view.treatments()
        if f.category == ""
        and (f.fact_key not in later or says(f, view.illness.radical_surgery_words))
        and not says(f, view.illness.no_operation_words)
    ]
    return (
        _item(author, "past.health", []),
        _item(author, "past.diseases", _grouped(view, author, section, diseases, "diseases")),
        _item(author, "past.infections", _grouped(view, author, section, infections, "infections")),
        _item(
            author,
            "past.immunizations",
            _grouped(view, author, section, view.of("Immunization"), "immunizations"),
        ),
        _item(author, "past.operations", _grouped(view, author, section, operations, "operations")),
        _item(
            author,
            "past.transfusions",
            _grouped(
                view, author, section,
                [f for f in view.of("Procedure") if says(f, _TRANSFUSION)], "transfusions",
            ),
        ),
        _item(author, "past.allergies", allergies(view, author, section)),
        *_denied(view, author, section),
    )  # fmt: skip


def _denied(view: CaseView, author: Author, section: str) -> list[Prose]:
    """Diseases that a source says the patient has not, as 无: what a tumour has not reached is of
    its images, and what another source affirms is a matter to settle. No line where none is."""
    present = {fact.concept or fact.text.casefold() for fact in view.diagnoses()}
    facts = [
        fact
        for fact in view.of("Condition")
        if fact.certainty == "negated"
        and fact.absent_reason is None
        and fact.category != "symptom"
        and (fact.concept or fact.text.casefold()) not in present
        and not view.illness.is_malignant(fact)
        and not says(fact, view.illness.infectious_words)
        and not says(fact, view.illness.event_words)
    ]
    statements = _grouped(view, author, section, facts, "denied")
    return [_item(author, "past.denied", statements)] if statements else []


def allergies(view: CaseView, author: Author, section: str) -> list[Statement]:
    """Allergies with their reactions; a denied class is 否认."""
    facts = view.of("AllergyIntolerance")
    return _grouped(view, author, section, facts, "allergies")


def personal_history(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """Residence, tobacco, alcohol, occupation, and the rest of what is social history."""
    section = "personal_history"
    social = view.of("Observation", "social-history")
    taken: set[str] = set()
    items = []
    for key, words in (
        ("residence", _RESIDENCE), ("smoking", _SMOKING), ("alcohol", _ALCOHOL),
        ("occupation", _OCCUPATION), ("other", _OTHER),
    ):  # fmt: skip
        facts = [f for f in social if says(f, words) and f.fact_key not in taken]
        taken.update(f.fact_key for f in facts)
        if key == "other" and not facts:
            continue
        items.append(_item(author, f"personal.{key}", _grouped(view, author, section, facts, key)))
    return tuple(items)


def marital_history(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """Marital status, menstruation and pregnancies."""
    section = "marital_history"
    married = [f for f in view.of("Observation") if _has_loinc(f, _MARITAL_LOINC)]
    obstetric = [
        f
        for f in view.of("Observation")
        if _has_loinc(f, _OBSTETRIC_LOINC) or says(f, ("menstru",))
    ]
    return (
        _item(author, "marital.status", _grouped(view, author, section, married, "status")),
        _item(author, "marital.obstetric", _grouped(view, author, section, obstetric, "obstetric")),
    )


def family_history(view: CaseView, author: Author) -> tuple[Prose, ...]:
    """Diseases by relative; what is denied of the family is 无."""
    section = "family_history"
    statements = _grouped(view, author, section, view.of("FamilyMemberHistory"), "family")
    empty = author.frames.text("empty.not_provided")
    return (Prose(statements=tuple(statements), empty=empty),)


def _infection_results(view: CaseView) -> list[Fact]:
    """The newest result of each test for an infection."""
    panel = next((p for p in view.illness.panels if p.key == "virology"), None)
    newest: dict[str, Fact] = {}
    for fact in view.of("Observation", "laboratory"):
        if panel and fact.concept in panel.analytes and fact.value is not None:
            newest[fact.concept] = fact
    order = panel.analytes if panel else ()
    return sorted(newest.values(), key=lambda fact: order.index(fact.concept))


def _grouped(
    view: CaseView, author: Author, section: str, facts: Iterable[Fact], part: str
) -> list[Statement]:
    """One statement for what reads the same, with all its places; the first of a group words it,
    with its date."""
    result: list[Statement] = []
    for group in view.procedures(facts):
        wording = author.words.word(group[0])
        result.append(author.write(section, wording.zh, group, [wording], part=part))
    return author.united(result)


def _item(author: Author, label: str, statements: Sequence[Statement]) -> Prose:
    return Prose(
        label=author.frames.text(label),
        statements=tuple(statements),
        empty=author.frames.text("empty.not_provided"),
    )


def _has_loinc(fact: Fact, codes: Sequence[str]) -> bool:
    return any(c is not None and c.code in codes for c in (fact.code, *fact.codings))
