"""一般情况: the ten items of the norm and what a cross-border case adds, each content or 未提供."""

from __future__ import annotations

from huizhen.core.language.notation.dates import age_zh, table_date
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Fields, Prose
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity

SECTION = "particulars"
_ORDER = (
    "code", "name", "sex", "age", "nationality", "residence", "language", "marital",
    "birthplace", "occupation", "height", "weight", "admitted", "recorded", "informant",
    "reliability", "physician",
)  # fmt: skip
_SOCIAL = {
    "marital": ("marital", "married", "widow", "divorc"),
    "occupation": ("occupation", "employment", "job", "profession", "beruf"),
    "language": ("language",),
    "birthplace": ("birth place", "place of birth"),
}


def particulars(view: CaseView, author: Author, patient: Identity) -> Fields:
    """The fields of the section in the norm's order."""
    frames = author.frames
    fixed = {
        "name": frames.text("empty.kept_apart"),
        "admitted": frames.text("empty.not_applicable"),
        "informant": frames.text("particulars.records_only"),
        "reliability": frames.text("particulars.unassessed"),
    }
    said: dict[str, Statement] = {}
    if patient.sex in ("female", "male"):
        said["sex"] = author.request(SECTION, "sex", frames.text(f"particulars.{patient.sex}"))
    age = age_zh(patient.birth_date, author.as_of) if patient.birth_date else ""
    if age:
        said["age"] = author.request(SECTION, "age", age)
    said["recorded"] = author.request(SECTION, "recorded", table_date(author.as_of))
    for key, text in fixed.items():
        said[key] = author.fixed(SECTION, key, text)
    for key, words in _SOCIAL.items():
        fact = _newest(view, words)
        if fact is not None:
            said[key] = author.state(SECTION, fact)
    for key, concept in (("height", "HEIGHT"), ("weight", "WEIGHT")):
        measured = [f for f in view.of("Observation") if f.concept == concept and f.value]
        if measured:
            newest = max(measured, key=lambda fact: str(fact.date or ""))
            said[key] = _measured(author, key, newest)
    return Fields(
        fields=tuple(
            Prose(
                label=frames.text(f"particulars.{key}"),
                statements=(said[key],) if key in said else (),
                empty=frames.text("empty.not_provided"),
            )
            for key in _ORDER
        )
    )


def _measured(author: Author, key: str, fact: Fact) -> Statement:
    measure = author.words.measure(fact)
    when = f" [{fact.date}]" if fact.date else ""
    return author.write(SECTION, f"{measure.text}{when}", [fact], part=key)


def _newest(view: CaseView, words: tuple[str, ...]) -> Fact | None:
    found = [
        fact
        for fact in view.of("Observation", "social-history")
        if says(fact, words) and fact.certainty == "affirmed"
    ]
    return found[-1] if found else None
