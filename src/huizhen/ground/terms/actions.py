"""Settling a name for the whole site, approving it, taking it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huizhen.core.errors import HuizhenError, WrongCall
from huizhen.core.language.terms import is_ambiguous
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.audit.actions import record
from huizhen.ground.events.actions import emit
from huizhen.ground.events.models import Event
from huizhen.ground.terms.models import CaseTerm, SettledTerm, TermList
from huizhen.ground.terms.queries import term_key

COMPOSED_ANEW: Final = ("intake", "assessment", "preparation")
"""Stages whose dossier is still being made: later ones are what a specialist has read."""
PAUSE: Final = timedelta(seconds=60)
"""Several names settled one after the other compose a case once."""


class TermChanged(HuizhenError):
    """Somebody settled the name since the page was loaded; nothing was written."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "term_changed",
            "Somebody has settled this term since the page was loaded.",
            "Read their wording first; settle it again if it should be another.",
        )


def settle_term(
    site: Organisation,
    actor: User,
    name: tuple[str, str],
    wording: tuple[str, str, str],
    *,
    seen: UUID | None,
) -> SettledTerm:
    """A name (kind, original) gets its Chinese form, source and reason for every case of the site.

    `seen` is the wording that the page showed, None for an open name."""
    kind, original = name
    zh, source, reason = (part.strip() for part in wording)
    _require_settleable(original, zh, source, reason)
    with transaction.atomic():
        version = _next_version(site)
        key = term_key(kind, original)
        _end(site, key, actor, version, seen)
        made = SettledTerm.objects.create(
            organisation=site,
            term_key=key,
            kind=kind,
            original=original.strip(),
            zh=zh,
            source=source,
            reason=reason,
            version=version,
            settled_by=actor,
        )
        _tell("settle_term", actor, made, version)
        if not settings.HUIZHEN_TERMS_TWO_PEOPLE:
            _compose_anew(site, key)
    return made


def approve_term(site: Organisation, actor: User, settled_id: UUID) -> None:
    """A second person agrees with a wording; a second time changes nothing."""
    with transaction.atomic():
        row = _locked(site, settled_id)
        if row.approved_at is not None:
            return
        if row.settled_by_id == actor.pk:
            raise WrongCall(
                "same_person",
                "Whoever settled a term does not approve it.",
                "Ask another medical editor or a reviewing clinician.",
            )
        row.approved_by, row.approved_at = actor, timezone.now()
        row.save(update_fields=["approved_by", "approved_at"])
        if settings.HUIZHEN_TERMS_TWO_PEOPLE:  # only now is it in use
            version = _next_version(site)
            SettledTerm.objects.filter(pk=row.pk).update(version=version)
            _compose_anew(site, row.term_key)
        _tell("approve_term", actor, row, row.version)


def withdraw_term(site: Organisation, actor: User, settled_id: UUID) -> None:
    """The wording holds no longer: the name is printed as the product has it."""
    with transaction.atomic():
        row = _locked(site, settled_id)
        version = _next_version(site)
        row.ended_by, row.ended_at, row.ended_version = actor, timezone.now(), version
        row.save(update_fields=["ended_by", "ended_at", "ended_version"])
        _tell("withdraw_term", actor, row, version)


def _require_settleable(original: str, zh: str, source: str, reason: str) -> None:
    if is_ambiguous(original):
        raise WrongCall(
            "term_ambiguous",
            "This abbreviation has several meanings and cannot be settled for every case.",
            "Change the wording of the statement in its own case instead.",
        )
    if not (zh and source and reason):
        raise WrongCall(
            "term_incomplete",
            "A term is settled with its Chinese form, a source and a reason.",
            "Fill in all three.",
        )


def _locked(site: Organisation, settled_id: UUID) -> SettledTerm:
    rows = SettledTerm.objects.select_for_update().filter(organisation=site, ended_at=None)
    found = rows.filter(pk=settled_id).first()
    if found is None:
        raise TermChanged
    return found


def _end(site: Organisation, key: UUID, actor: User, version: str, seen: UUID | None) -> None:
    """End the wording that held; TermChanged when it is not the one that was seen."""
    rows = SettledTerm.objects.select_for_update().filter(organisation=site, ended_at=None)
    held = rows.filter(term_key=key).first()
    if (held.pk if held else None) != seen:
        raise TermChanged
    if held is not None:
        held.ended_by, held.ended_at, held.ended_version = actor, timezone.now(), version
        held.save(update_fields=["ended_by", "ended_at", "ended_version"])


def _next_version(site: Organisation) -> str:
    TermList.objects.get_or_create(organisation=site)
    counted = TermList.objects.select_for_update().get(organisation=site)
    counted.number += 1
    counted.save()
    return str(counted)


def _tell(action: str, actor: User, row: SettledTerm, version: str) -> None:
    record(
        action,
        actor_id=actor.pk,
        about=f"term:{row.pk}",
        data={"version": version, "kind": row.kind},
        personal={"original": row.original, "zh": row.zh, "source": row.source},
    )


def _compose_anew(site: Organisation, key: UUID) -> None:
    """Cases where the name stands open are composed again, each once for all that is settled
    within the pause."""
    rows = CaseTerm.behind_door.filter(
        term_key=key, case__organisation=site, case__stage__in=COMPOSED_ANEW
    )
    for case_id in rows.values_list("case_id", flat=True).distinct():
        waiting = Event.objects.filter(kind="terms_settled", case_id=case_id, done_at=None)
        if not waiting.exists():
            emit("terms_settled", case_id, timezone.now() + PAUSE)
