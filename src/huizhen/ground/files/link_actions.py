"""One-time upload links: made by staff, opened once, taken back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.ground.accounts.actions import LinkNotOpen, token_hash
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.access import case_row, link_row
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import UploadLink
from huizhen.ground.files.senders import require_usable
from huizhen.ground.files.tus import Refused

LASTS_DAYS: Final = 14


def make_link(
    case: Case,
    actor: User | None,
    *,
    about: str = "",
    purpose: str = "records",
    days: int = LASTS_DAYS,
    seen: int | None = None,
) -> tuple[UploadLink, str]:
    """A link by which somebody without an account sends files, and its token, kept nowhere.

    `about` is the request that the files answer ('request:<id>')."""
    token = secrets.token_urlsafe(32)
    with changing(case, actor, "make_upload_link", seen=seen, data={"days": days}) as change:
        link: UploadLink = UploadLink.behind_door.create(
            case=change.case,
            token_hash=token_hash(token),
            purpose=purpose,
            about=about,
            made_by=actor,
            expires_at=timezone.now() + timedelta(days=days),
        )
        change.about = f"upload_link:{link.pk}"
    return link, token


def open_link(token: str) -> UploadLink:
    """The link of a token, not used yet; an error says why there is none."""
    link = link_row(UploadLink, token_hash=token_hash(token))
    if link is None:
        raise LinkNotOpen
    require_usable(link)
    if link.exchanged_at is not None:
        raise _used()
    return link


def exchange_link(token: str) -> tuple[UploadLink, str]:
    """The link and the secret of the one session that it is good for."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        link = open_link(token)
        unused = UploadLink.behind_door.filter(pk=link.pk, exchanged_at=None)
        if not unused.update(exchanged_at=timezone.now(), session_hash=token_hash(secret)):
            raise _used()
        record(
            "exchange_upload_link",
            actor_id=f"link:{link.pk}",
            case_id=link.case_id,
            about=f"upload_link:{link.pk}",
        )
    return link, secret


def revoke_link(case: Case, actor: User, link_id: UUID, *, seen: int | None = None) -> None:
    """Take a link back; what had arrived by it stays."""
    link = case_row(case, UploadLink, id=link_id)
    with changing(
        case, actor, "revoke_upload_link", seen=seen, about=f"upload_link:{link.pk}"
    ) as change:
        UploadLink.behind_door.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
        change.data["was_used"] = link.exchanged_at is not None


def _used() -> Refused:
    return Refused(
        403,
        "link_used",
        _noop("This link has been opened already; it can be opened once."),
        _noop("Go on in the browser in which it was opened, or ask its sender for a new one."),
    )
