"""Checking a whole text by a job, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.settled import SettledNames
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.language.checking import (
    LanguagePair,
    difference_key,
    differences,
    is_available,
    stamp,
)
from huizhen.ground.language.models import LanguageRun
from huizhen.ground.terms.queries import rows_in_use

CHECK = "check_languages"
Pairs = Callable[[Case, str], Iterable[LanguagePair] | None]
"""The pairs of a text by the id in its `about`; None where there is no such text any more."""
_TEXTS: dict[str, Pairs] = {}


def check_texts_of(kind: str, pairs: Pairs) -> None:
    """Let a stage's whole texts be checked by the job; called when the desk starts."""
    _TEXTS[kind] = pairs


@dataclass(frozen=True)
class Found:
    """A pair in which something differs."""

    pair: LanguagePair
    differences: tuple[Difference, ...]


def ask_to_check(case: Case, about: str) -> Job:
    """Let the worker check a text; one that was checked by these packs costs nothing."""
    return ask(CHECK, f"{CHECK}:{about}", case.pk, about=about)


def check_languages(running: Running) -> None:
    """Check every pair of a text and keep what differs; a second run changes nothing."""
    case = system_case(UUID(str(running.job.case_id)))
    about = str(running.job.payload["about"])
    kind, _sep, key = about.partition(":")
    pairs = None if run_of(case, about) or not is_available() else _TEXTS[kind](case, key)
    if pairs is None:
        return
    found, counted, settled = [], 0, settled_names(case)
    for pair in pairs:
        running.tell("check_languages")
        counted += 1
        if differs := differences(pair, settled):
            found.append(Found(pair, differs))
    with transaction.atomic():
        running.still_mine()
        keep(case, about, counted, found)


def settled_names(case: Case) -> SettledNames:
    """What the case's site has settled."""
    rows = rows_in_use(case.organisation)
    return SettledNames((row.original, row.zh) for row in rows)


def keep(case: Case, about: str, counted: int, found: list[Found]) -> None:
    """Keep what was found in a text."""
    told = [
        {
            "pair": one.pair.model_dump(mode="json"),
            "differences": [each.model_dump(mode="json") for each in one.differences],
        }
        for one in found
    ]
    keys = [
        difference_key(one.pair, each)
        for one in found
        for each in one.differences
        if each.effect == "block"
    ]
    with changing(case, None, "check_languages", about=about) as change:
        LanguageRun.behind_door.update_or_create(
            case=change.case,
            about=about,
            defaults={
                "stamp": stamp(),
                "pairs": counted,
                "keys": list(dict.fromkeys(keys)),
                "sealed": change.case.seal_json(told),
            },
        )
        change.data.update(pairs=counted, blocking=len(set(keys)))
        change.emit("languages_checked")


def run_of(case: Case, about: str) -> LanguageRun | None:
    """What the checks of today found in a text; None while they have not seen it."""
    found: LanguageRun | None = (
        case_rows(case, LanguageRun).filter(about=about, stamp=stamp()).first()
    )
    return found


def found_in(case: Case, run: LanguageRun) -> list[Found]:
    """The pairs of a run in which something differs."""
    return [
        Found(
            LanguagePair.model_validate(one["pair"]),
            tuple(Difference.model_validate(each) for each in one["differences"]),
        )
        for one in case.unseal_json(run.sealed)
    ]
