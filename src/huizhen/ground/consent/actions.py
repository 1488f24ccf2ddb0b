"""Asking for consent, giving it, withdrawing it with its effect."""

from __future__ import annotations

from django.utils import timezone

from huizhen.core.states.small_tables import CONSENTS
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent, ConsentWanted
from huizhen.ground.consent.texts import MAIN, consent_text
from huizhen.ground.files.models import Blob
from huizhen.ground.notify.actions import tell_roles


def want_consent(
    case: Case,
    actor: User,
    purpose: str,
    organisation: Organisation | None,
    *,
    wants_identity: bool = False,
) -> ConsentWanted:
    """Ask the patient for a consent; asked for twice, it is asked once, unless the name is to go
    with it now."""
    consent_text(case, purpose, organisation, "en")
    lying = case_rows(case, ConsentWanted).filter(purpose=purpose, organisation=organisation)
    found = lying.first()
    if found is not None and (found.wants_identity or not wants_identity):
        return found
    with changing(case, actor, "want_consent", data={"purpose": purpose}) as change:
        made, _ = ConsentWanted.behind_door.update_or_create(
            case=change.case,
            purpose=purpose,
            organisation=organisation,
            defaults={
                "wants_identity": wants_identity,
                "asked_by": actor,
                "asked_at": timezone.now(),
            },
        )
        change.about = f"consent_wanted:{made.pk}"
    tell_roles(case, ["patient"], "waiting_for_you", f"/cases/{case.pk}/consents/")
    return made


def give_consent(
    case: Case,
    actor: User | None,
    purpose: str,
    organisation: Organisation | None,
    signer: str,
    *,
    language: str,
    relation: str = "",
    covers_identity: bool = False,
    paper: Blob | None = None,
    seen: int | None = None,
) -> Consent:
    """Record a consent in force: signed on screen, or on the paper that was uploaded.

    Given again for the same purpose and recipient, the new one takes the old one's place."""
    shown = consent_text(case, purpose, organisation, language, covers_identity=covers_identity)
    recipient = str(organisation.pk) if organisation else ""
    with changing(case, actor, "give_consent", seen=seen) as change:
        old = case_rows(case, Consent).filter(purpose=purpose, recipient=recipient, state="given")
        old.update(state=CONSENTS.after("given", "consent_expired"))
        made = Consent.behind_door.create(
            case=change.case,
            purpose=purpose,
            recipient=recipient,
            country=organisation.country if organisation else "",
            covers_identity=covers_identity,
            text_version=shown.version,
            language=shown.language,
            sealed_signer=change.case.seal_json(
                {"name": signer, "relation": relation, "text": shown.text}
            ),
            is_by_proxy=bool(relation),
            signed_by=actor,
            signed_at=timezone.now(),
            paper=paper,
        )
        change.about = f"consent:{made.pk}"
        change.data.update(purpose=purpose, text=shown.version, covers_identity=covers_identity)
        change.emit("consent_given", purpose=purpose)
        if purpose == MAIN:
            change.end_hold("consent_withdrawn")
            change.emit("main_consent_given")
    return made


def withdraw_consent(case: Case, actor: User, consent: Consent, *, seen: int | None = None) -> None:
    """End a consent from now on; without the main one the whole case stands still."""
    with changing(case, actor, "withdraw_consent", seen=seen) as change:
        state = CONSENTS.after(consent.state, "consent_withdrawn")
        case_rows(case, Consent).filter(pk=consent.pk).update(
            state=state, withdrawn_at=timezone.now(), withdrawn_by=actor
        )
        change.about = f"consent:{consent.pk}"
        change.data["purpose"] = consent.purpose
        change.emit("consent_withdrawn", purpose=consent.purpose, recipient=consent.recipient)
        if consent.purpose == MAIN:
            change.hold("consent_withdrawn")
            change.wait_for("coordinator", "settle_consent")
            change.emit("main_consent_withdrawn")
    tell_roles(case, ["coordinator"], "consent_withdrawn")
