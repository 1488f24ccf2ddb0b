"""Tokens of programs: made by a person for a purpose and a time, taken back at any moment."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.actions import token_hash
from huizhen.ground.accounts.models import ApiToken, User
from huizhen.ground.audit.actions import record

SCOPES: Final = {
    "cases": _("See the list of cases and where each stands"),
    "upload": _("Send files"),
    "facts": _("Read the facts that were extracted"),
    "findings": _("Read what a case lacks"),
    "documents": _("Read received documents"),
}
"""Scope -> what it allows; never more than the person may do."""

_PREFIX = "hz_"
_NOTED_EVERY = timedelta(minutes=1)


def make_token(user: User, name: str, scopes: Iterable[str], days: int) -> tuple[ApiToken, str]:
    """A token's row, and the token itself, which is shown once and kept nowhere."""
    token = _PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiToken.objects.create(
            user=user,
            name=name,
            token_hash=token_hash(token),
            scopes=sorted(set(scopes) & set(SCOPES)),
            expires_at=timezone.now() + timedelta(days=days),
        )
        record(
            "make_api_token",
            actor_id=user.pk,
            about=f"api_token:{row.pk}",
            data={"scopes": row.scopes, "days": days},
        )
    return row, token


def revoke_token(user: User, token_id: UUID) -> bool:
    """Take one of the person's own tokens back; whether there was one to take back."""
    with transaction.atomic():
        mine = ApiToken.objects.filter(pk=token_id, user=user, revoked_at=None)
        if not mine.update(revoked_at=timezone.now()):
            return False
        record("revoke_api_token", actor_id=user.pk, about=f"api_token:{token_id}")
    return True


def open_token(token: str) -> ApiToken | None:
    """The row of a token that can be used, with its person; None otherwise."""
    rows = ApiToken.objects.filter(token_hash=token_hash(token)).select_related("user")
    row, now = rows.first(), timezone.now()
    if row is None or not row.is_open(now) or not row.user.is_active:
        return None
    if row.used_at is None or now - row.used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(used_at=now)
    return row
