"""What assessment knows of a case: possible emergencies, the decision on fit, its letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huizhen.core.assessment.fit import FitBook
from huizhen.core.assessment.fit import FitDecision as Decided
from huizhen.core.assessment.red_flag_rules import RedFlagBook
from huizhen.core.preparation.letters.fit_letter import fit_letter
from huizhen.core.preparation.paper import Paper
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import Role, User
from huizhen.ground.cases.access import case_rows, may, roles_in
from huizhen.ground.cases.actions import identity_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import Announcement
from huizhen.ground.content import pack
from huizhen.journey.assessment.flags import SHOWN_AT_ONCE, UNSETTLED
from huizhen.journey.assessment.models import FitDecision, RedFlagTask
from huizhen.journey.intake import queries as intake

BEFORE_DECISION = ("enquiry", "intake", "assessment")
_ANSWER = {"fit": "yes", "not_fit": "no", "unsure": "unsure"}


def standing(
    case: Case, actor: User | None = None, *, role: str = "", **more: object
) -> CaseStanding:
    """Where the case stands as far as assessment knows; `more` is what the act itself brings.

    While the case is (again) before the decision, an older one does not stand."""
    decision = None if case.stage in BEFORE_DECISION else newest_decision(case)
    verdict = decision.verdict if decision and decision.verdict != "unsure" else ""
    known: dict[str, object] = {
        "fit_verdict": verdict,
        "specialty": case.specialty,
        "has_fit_reasons": bool(decision and decision.reasons),
    }
    return intake.standing(case, actor, role=role).replaced(**{**known, **more})


def newest_decision(case: Case) -> FitDecision | None:
    """The decision on fit that holds."""
    return case_rows(case, FitDecision).order_by("-at", "-id").first()


def unsettled_flags(case: Case) -> list[RedFlagTask]:
    """Possible emergencies that nobody has settled, the oldest first."""
    return list(case_rows(case, RedFlagTask).filter(state__in=UNSETTLED).order_by("opened_at"))


@lru_cache(maxsize=1)
def fit_book() -> FitBook:
    """Reasons of a decision, and the words of its letter."""
    return FitBook(pack("fit"))


@lru_cache(maxsize=1)
def flag_book() -> RedFlagBook:
    """Rules and fixed messages."""
    return RedFlagBook(pack("red_flags"))


def flag_title(code: str, language: str) -> str:
    """What a rule is about, for clinicians; what somebody raised by hand has no rule."""
    rule = flag_book().by_id.get(code)
    if rule is None:
        return _("Raised by a person")
    return rule.zh if language.startswith("zh") else rule.en


def is_child(case: Case, as_of: date) -> bool:
    """Whether the patient is younger than 18 on that day, where the birth date is known."""
    born = parse_partial_date(identity_of(case).get("birth_date", ""))
    if born is None or born.month is None or born.day is None:
        return False
    had_birthday = (as_of.month, as_of.day) >= (born.month, born.day)
    return as_of.year - born.year - (not had_birthday) < 18


def letter_of(case: Case, decision: FitDecision) -> Paper:
    """The letter that tells the patient of a decision."""
    told = case.unseal_json(decision.sealed)
    decided = Decided.model_validate(
        {
            "specialty": decision.specialty,
            "fit": _ANSWER[decision.verdict],
            "reasons": tuple(decision.reasons),
            "by": told["by"],
            "at": decision.at.isoformat(),
            "note": told["note"],
            "holds_submission": decision.holds_submission,
        }
    )
    return fit_letter(decided, case.language[:2], fit_book(), decision.at.date(), case.number)


_TELLS_OF_FIT = frozenset({"assessment", "preparation", "declined", "stopped_for_emergency"})
"""Where the letter is news; afterwards it is found beside the other letters."""


def announcements(case: Case, user: User) -> Iterable[Announcement]:
    """On every page of the case: the fixed message of an emergency, and where the letter is."""
    if "emergency" in case.holds or case.stage == "stopped_for_emergency":
        yield from _emergency(case, user)
    if case.stage not in _TELLS_OF_FIT or not may(user, case, "read_report"):
        return
    if Role.PATIENT in roles_in(user, case) or Role.HOME_PHYSICIAN in roles_in(user, case):
        decision = newest_decision(case)
        if decision is not None and decision.may_be_told:
            yield Announcement(
                text=_("There is a letter about whether an opinion may help."),
                address=reverse("fit_letter", args=[case.pk]),
                label=_("Read the letter"),
            )


def _emergency(case: Case, user: User) -> Iterable[Announcement]:
    is_home = bool({Role.PATIENT, Role.HOME_PHYSICIAN} & roles_in(user, case))
    reader = get_language() or "en"
    language = case.language[:2] if is_home and not reader.startswith("zh") else reader[:2]
    shown = {
        task.notice
        for task in unsettled_flags(case)
        if task.kind in SHOWN_AT_ONCE or task.state == "real"
    }
    for key in sorted(shown, key=lambda notice: notice != "self_harm"):
        yield Announcement(text=flag_book().notice(key).text(language), level="danger")


def task_rows(tasks: Iterable[RedFlagTask], case: Case, language: str) -> list[dict[str, Any]]:
    """Tasks as a page shows them, in clear."""
    return [
        {
            "task": task,
            "title": flag_title(task.code, language),
            "note": getattr(flag_book().by_id.get(task.code), "note", ""),
            **case.unseal_json(task.sealed),
            "reason": case.unseal(task.sealed_reason).decode() if task.sealed_reason else "",
        }
        for task in tasks
    ]
