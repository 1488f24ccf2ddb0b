"""Inviting people, letting them join, changing what they may, staff mode."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.core.errors import HuizhenError
from huizhen.ground.accounts.models import (
    Invitation,
    Membership,
    Organisation,
    Role,
    StaffMode,
    User,
)
from huizhen.ground.audit.actions import record
from huizhen.ground.files.keyring import seal

INVITATION_LASTS = timedelta(days=14)
STAFF_MODE_LASTS = timedelta(minutes=30)


class LinkNotOpen(HuizhenError):
    """A link that was used, expired, or never made."""

    def __init__(self) -> None:
        super().__init__(
            "link_not_open",
            "This link cannot be used: it was used before, has expired, or is not complete.",
            "Ask the person who sent it for a new one.",
        )


def token_hash(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_user(name: str, email: str, *, language: str = "en", is_demo: bool = False) -> User:
    """An account without a password; a person's own joining sets one."""
    user = User(language=language, is_demo=is_demo)
    user.set_person(name, email)
    user.set_unusable_password()
    user.save()
    return user


def give_role(user: User, role: str, organisation: Organisation | None) -> Membership:
    """Let a person act in a role for an organisation."""
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role
    )
    user.__dict__.pop("_roles", None)
    return membership


def invite_person(
    actor: User | None,
    email: str,
    role: str,
    organisation: Organisation | None,
    *,
    case_id: UUID | None = None,
    language: str = "en",
) -> tuple[Invitation, str]:
    """An invitation, and the token of its link, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            token_hash=token_hash(token),
            sealed_email=seal(email.strip().encode()),
            role=role,
            organisation=organisation,
            case_id=case_id,
            language=language,
            invited_by=actor,
            expires_at=timezone.now() + INVITATION_LASTS,
        )
        record(
            "invite_person",
            actor_id=actor.pk if actor else "system",
            case_id=case_id,
            about=f"invitation:{invitation.pk}",
            data={"role": role},
            personal={"email": email},
        )
    return invitation, token


def open_invitation(token: str) -> Invitation:
    """The invitation of a link; LinkNotOpen says what to do."""
    invitation = Invitation.objects.filter(token_hash=token_hash(token)).first()
    if invitation is None or not invitation.is_open(timezone.now()):
        raise LinkNotOpen
    return invitation


def join(token: str, name: str, password: str, language: str) -> tuple[User, Invitation]:
    """Make the account of an invited person, or add the role to the one that they have.

    Whoever has an account keeps its name and password: the link proves the address, not the
    account."""
    with transaction.atomic():
        invitation = open_invitation(token)
        used = Invitation.objects.filter(pk=invitation.pk, used_at=None)
        if not used.update(used_at=timezone.now()):
            raise LinkNotOpen
        user = User.objects.by_email(invitation.email)
        if user is None:
            user = new_user(name, invitation.email, language=language)
            user.set_password(password)
            user.save()
        give_role(user, invitation.role, invitation.organisation)
        record(
            "join",
            actor_id=user.pk,
            case_id=invitation.case_id,
            about=f"invitation:{invitation.pk}",
            data={"role": invitation.role},
        )
    return user, invitation


def enter_staff_mode(user: User, case_id: UUID, reason: str) -> StaffMode:
    """Let an administrator look into a case for half an hour; the case's own trail tells it."""
    if not user.has_role(Role.ADMINISTRATOR):
        raise HuizhenError(
            "not_administrator", "Only an administrator can do this.", "Ask an administrator."
        )
    with transaction.atomic():
        mode = StaffMode.objects.create(
            user=user,
            case_id=case_id,
            reason=reason,
            ends_at=timezone.now() + STAFF_MODE_LASTS,
        )
        record(
            "enter_staff_mode",
            actor_id=user.pk,
            case_id=case_id,
            about=f"staff_mode:{mode.pk}",
            personal={"reason": reason},
        )
    return mode


def leave_staff_mode(user: User) -> None:
    """End it at once."""
    StaffMode.objects.filter(user=user, ends_at__gt=timezone.now()).update(ends_at=timezone.now())
