"""What allauth is told about this desk: no open sign-up, addresses as hashes, secrets sealed."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import User
from huizhen.ground.files.keyring import seal, unseal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """People join by invitation alone."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The e-mail address or the password is not correct."),
        "too_many_login_attempts": _(
            "Too many wrong passwords: wait five minutes, or ask the administrator."
        ),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Never: a coordinator or administrator invites."""
        return False

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Notices go through `ground.notify`, which knows people's languages."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of second factors are sealed with the site's key."""

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return seal(text.encode()).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return unseal(bytes.fromhex(encrypted_text)).decode()

    def _get_user_identifier(self, user: User) -> str:
        """What an authenticator app shows."""
        return user.email
