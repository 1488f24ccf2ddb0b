"""Signing with a fresh second factor: the doctor's act (settled decision 13).

A code is entered in the form that signs; a passkey used for it minutes ago holds too. Either is
good for one signature.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.mfa.base.forms import ReauthenticateForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

_USED = "signed_with"
"""Where the session keeps when the factor of the last signature was given."""


def fresh_factor(request: HttpRequest) -> dict[str, Any] | None:
    """The second factor that was given anew within the last minutes and has signed nothing yet."""
    records = cast("list[dict[str, Any]]", get_authentication_records(request, request.user))
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    since = max(since, float(request.session.get(_USED, 0)))
    for one in reversed(records):
        is_second = one.get("method") == "mfa" and one.get("reauthenticated")
        if is_second and float(one.get("at", 0)) > since:
            return {"kind": str(one.get("type", "")), "given_at": float(one["at"])}
    return None


def use_factor(request: HttpRequest) -> None:
    """What was given until now has signed: another signature needs another factor."""
    request.session[_USED] = time.time()


class SignForm(forms.Form):
    """Asks for a code, unless a second factor was just given; valid means that there is one."""

    code = forms.CharField(
        label=_("Code of your second factor"),
        help_text=_("Your signature: the code that your authenticator shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, request: HttpRequest, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self._request = request
        if fresh_factor(request):
            del self.fields["code"]

    def clean_code(self) -> str:
        """The code, used up and noted in the session; the number of attempts is limited."""
        code: str = self.cleaned_data["code"]
        form = ReauthenticateForm(data={"code": code}, user=self._request.user)
        if not form.is_valid():
            raise forms.ValidationError([str(text) for text in form.errors.get("code", ())])
        form.save()
        return code

    def use(self) -> None:
        """The factor has signed: another signature needs another one."""
        use_factor(self._request)
