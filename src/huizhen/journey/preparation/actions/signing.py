"""A reviewing clinician's sign-off of one dossier, by its hash."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongState
from huizhen.core.states.small_tables import SIGN_OFFS
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import StalePage, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.actions.waiting import tell
from huizhen.journey.preparation.models import SignOffRow
from huizhen.journey.preparation.queries import standing
from huizhen.journey.preparation.signed_papers import ask_to_set_signed

SIGNER = "reviewing_clinician"


def sign_off_dossier(
    case: Case,
    actor: User,
    dossier_hash: str,
    factor: dict[str, Any],
    *,
    seen: int | None = None,
) -> SignOffRow:
    """Sign the newest composition, which is the one that the person read; StalePage when it is
    another. `factor` is the second factor that was given for it (kind, given_at)."""
    with changing(case, actor, "sign_off_dossier", seen=seen) as change:
        require_gate("sign_off_dossier", standing(change.case, actor, SIGNER))
        version = current_version(change.case)
        if version is None or version.dossier_hash != dossier_hash:
            raise StalePage
        given = case_rows(change.case, SignOffRow).filter(state="given")
        if given.filter(dossier_hash=dossier_hash).exists():
            raise WrongState(
                "signed_already",
                _noop("This version is signed already."),
                _noop("Load the page again to see by whom."),
            )
        row: SignOffRow = SignOffRow.behind_door.create(
            case=change.case,
            version=version,
            dossier_hash=dossier_hash,
            by=actor,
            role=SIGNER,
            factor=str(factor.get("kind", ""))[:20],
            factor_at=datetime.fromtimestamp(float(factor.get("given_at", 0)), tz=UTC),
        )
        change.about = f"sign_off:{row.pk}"
        change.data.update(dossier=dossier_hash, version=version.number, factor=row.factor)
        change.end_hold("stale")
        change.emit("dossier_signed_off", sign_off=str(row.pk))
        tell(change, actor)
    ask_to_set_signed(row)
    tell_roles(case, ["coordinator"], "waiting_for_you", f"/cases/{case.pk}/preparation/")
    return row


def withdraw_sign_off(case: Case, actor: User, row: SignOffRow, *, seen: int | None) -> None:
    """Take a sign-off back: the version is unsigned from now on."""
    with changing(
        case, actor, "withdraw_sign_off", seen=seen, about=f"sign_off:{row.pk}"
    ) as change:
        locked = case_row(change.case, SignOffRow, pk=row.pk)
        locked.state = SIGN_OFFS.after(locked.state, "sign_off_withdrawn")
        locked.ended_at = timezone.now()
        locked.save(update_fields=["state", "ended_at"])
        change.emit("sign_off_withdrawn", sign_off=str(row.pk))
        tell(change, actor)
