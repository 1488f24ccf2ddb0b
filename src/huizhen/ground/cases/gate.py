"""Asking a gate of the core for a case of the desk."""

from __future__ import annotations

from django.utils.translation import get_language

from huizhen.core.states.gates import Unmet, gate, require
from huizhen.core.states.holds import Action
from huizhen.core.states.standing import Actor, CaseStanding
from huizhen.core.states.waiting import waiting
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows, roles_in
from huizhen.ground.cases.actions import is_identity_confirmed
from huizhen.ground.cases.change import Change
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent
from huizhen.ground.consent.texts import MAIN, covers_dates
from huizhen.ground.content import state_words

MAIN_PURPOSE = MAIN
"""Consent that this service reads and prepares the records."""


def standing_of(case: Case, actor: User | None = None, role: str = "") -> CaseStanding:
    """What the ground knows of a case; stages add what is theirs with `replaced`.

    `role` is the one in which the person acts; by default the first of theirs in the case.
    """
    permissions = [
        {
            "purpose": consent.purpose,
            "recipient": consent.recipient,
            "country": consent.country,
            "covers_identity": consent.covers_identity,
            "covers_dates": covers_dates(consent.purpose, consent.text_version),
        }
        for consent in case_rows(case, Consent).filter(state="given")
    ]
    return CaseStanding.model_validate(
        {
            "stage": case.stage,
            "holds": frozenset(case.holds),
            "actor": _actor(case, actor, role),
            "has_main_consent": any(p["purpose"] == MAIN_PURPOSE for p in permissions),
            "is_identity_confirmed": is_identity_confirmed(case),
            "permissions": tuple(permissions),
        }
    )


def _actor(case: Case, actor: User | None, role: str) -> Actor | None:
    if actor is None:
        return None
    held = roles_in(actor, case)
    acting = role if role in held else min(held, default="")
    return Actor(person=str(actor.pk), role=acting) if acting else None


def require_gate(action: Action, standing: CaseStanding) -> None:
    """Passes, or raises GateClosed with all that is unmet, in the person's language."""
    require(action, standing, state_words(), get_language() or "en")


def unmet_of(action: Action, standing: CaseStanding) -> list[dict[str, str]]:
    """All that stands in the way, for a page: code, message, remedy."""
    language = get_language() or "en"
    found: tuple[Unmet, ...] = gate(action, standing, state_words())
    return [
        {
            "code": one.code,
            "message": one.message.text(language),
            "remedy": one.remedy.text(language),
        }
        for one in found
    ]


def tell_waiting(change: Change, standing: CaseStanding) -> None:
    """Write who is waited for by the core's table; deadlines are the stages' to set."""
    found = waiting(standing)
    change.wait_for(found[0].role, found[0].what) if found else change.wait_for("")
