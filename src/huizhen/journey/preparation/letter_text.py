"""What a letter asks for and its paper, composed by the core from findings of one version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.letters import letters_for
from huizhen.core.preparation.letters.wishes import Wish, wishes_of
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import (
    dossier_of,
    facts_of,
    findings_of,
    inventory_of,
)


def book() -> Letterbook:
    """The words of letters."""
    return Letterbook(pack("letters"))


def wishes_in(case: Case, version: PackageVersion | None) -> tuple[Wish, ...]:
    """Everything that somebody outside could be asked for; nothing before a dossier."""
    if version is None or not version.dossier_hash:
        return ()
    return wishes_of(findings_of(case, version), book())


def letter_languages(case: Case, version: PackageVersion) -> tuple[str, ...]:
    """The languages that a letter of the case can be written in, the case's own first."""
    read = [one for entry in inventory_of(case, version) for one in entry.language.split(",")]
    known = book().languages([case.language, *filter(None, read)])
    return tuple(sorted(known, key=lambda one: one != case.language))


def item_of(wish: Wish) -> dict[str, Any]:
    """One thing that is asked for, as the letter's row keeps it."""
    finding = wish.finding
    request = finding.request
    return {
        "requirement": finding.requirement,
        "effect": finding.effect,
        "name": {"en": finding.name.en, "zh": finding.name.zh},
        "request": {"en": request.en, "zh": request.zh} if request else {"en": "", "zh": ""},
    }


def letter_paper(
    case: Case, version: PackageVersion, requirements: Sequence[str], kind: str, language: str
) -> Paper | None:
    """The letter that asks for these requirements; None when nothing of them is asked for now."""
    chosen: list[Finding] = [
        wish.finding
        for wish in wishes_in(case, version)
        if wish.kind == kind and wish.finding.requirement in requirements
    ]
    papers = letters_for(
        chosen,
        case.specialty,
        _day(dossier_of(case, version).as_of),
        [language],
        book(),
        rules=requirement_set(pack(case.specialty, "specialties"), pack("common", "specialties")),
        dates={f.fact_key: f.date for f in facts_of(case, version) if f.date is not None},
        case_number=case.number,
    )
    return next((paper for paper in papers if paper.language == language), None)


def _day(text: str) -> PartialDate:
    day = parse_partial_date(text)
    if day is None:
        raise ValueError(text)
    return day
