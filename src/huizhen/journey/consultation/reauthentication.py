"""The way to a fresh second factor for a signature, and back to what is signed."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


def ask_for_factor(request: HttpRequest, then: str) -> HttpResponseRedirect:
    """To the page on which the person gives a code or uses a passkey, and from there back."""
    has_code = Authenticator.objects.filter(
        user=request.user.pk, type=Authenticator.Type.TOTP
    ).exists()
    name = "mfa_reauthenticate" if has_code else "mfa_reauthenticate_webauthn"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': then})}")
