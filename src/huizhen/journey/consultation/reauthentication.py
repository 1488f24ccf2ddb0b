"""A fresh second factor for a signature: given anew, minutes ago, and good for one signature."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

_USED = "signed_with"
"""Where the session keeps when the factor of the last signature was given."""


def fresh_factor(request: HttpRequest) -> dict[str, object] | None:
    """The kind and age of a second factor that was given for a signature; None without one."""
    used_at = float(request.session.get(_USED, 0))
    now = timezone.now().timestamp()
    for record in reversed(get_authentication_records(request, request.user)):
        given_at = float(record.get("at", 0))
        is_second = record.get("method") == "mfa" and record.get("reauthenticated")
        is_fresh = now - given_at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        if is_second and is_fresh and given_at > used_at:
            return {
                "kind": str(record.get("type", "")),
                "seconds_ago": int(now - given_at),
                "given_at": given_at,
            }
    return None


def use_factor(request: HttpRequest, factor: dict[str, object]) -> None:
    """The factor has signed: another signature needs another one."""
    request.session[_USED] = factor["given_at"]


def ask_for_factor(request: HttpRequest, then: str) -> HttpResponseRedirect:
    """To the page on which the person gives a code or uses a passkey, and from there back."""
    has_code = Authenticator.objects.filter(
        user=request.user.pk, type=Authenticator.Type.TOTP
    ).exists()
    name = "mfa_reauthenticate" if has_code else "mfa_reauthenticate_webauthn"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': then})}")
