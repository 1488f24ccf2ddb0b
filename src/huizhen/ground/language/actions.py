"""Resolving a difference in one's own name, and taking that back."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows, roles_in
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.language.models import DifferenceResolution
from huizhen.ground.language.queries import difference_of

NEED: Final = "sign_translation"
"""Whoever may sign a translation reads both languages, and may say that they agree."""


def resolve_difference(
    case: Case, actor: User, key: str, reason: str, *, seen: int | None = None
) -> DifferenceResolution:
    """Say, with a reason, that a blocking difference is none; for this pair of texts only."""
    with changing(case, actor, "resolve_difference", seen=seen) as change:
        found = difference_of(change.case, key)
        if found is None:
            raise WrongCall(
                "difference_gone",
                _noop("This difference is no longer found: the texts have changed meanwhile."),
                _noop("Load the page again to see what differs now."),
            )
        rows = case_rows(change.case, DifferenceResolution)
        if rows.filter(key=key, withdrawn_at=None).exists():
            raise WrongCall(
                "difference_resolved",
                _noop("Somebody has resolved this difference already."),
                _noop("Load the page again to read the reason."),
            )
        row: DifferenceResolution = DifferenceResolution.behind_door.create(
            case=change.case,
            key=key,
            code=found[1].code,
            sealed_reason=change.case.seal(reason.encode()),
            role=min(roles_in(actor, change.case) & NEEDS[NEED], default=""),
            by=actor,
        )
        change.about = f"difference:{row.pk}"
        change.data.update(code=row.code, role=row.role)
        change.emit("difference_settled")
    return row


def withdraw_resolution(
    case: Case, actor: User, row: DifferenceResolution, *, seen: int | None = None
) -> None:
    """Let the difference block again."""
    about = f"difference:{row.pk}"
    with changing(case, actor, "withdraw_resolution", seen=seen, about=about) as change:
        locked = case_row(change.case, DifferenceResolution, pk=row.pk, withdrawn_at=None)
        locked.withdrawn_at, locked.withdrawn_by = timezone.now(), actor
        locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
        change.data["code"] = locked.code
        change.emit("difference_settled")
