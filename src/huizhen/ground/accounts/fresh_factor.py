"""Signing with a fresh second factor: the doctor's act (settled decision 13).

A code is entered in the form that signs; a passkey, or a code of a few minutes ago, holds too.
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


def has_fresh_factor(request: HttpRequest) -> bool:
    """Whether this browser's person has shown a second factor within the last minutes."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = cast("list[dict[str, Any]]", get_authentication_records(request, request.user))
    return any(one.get("method") == "mfa" and one.get("at", 0) > since for one in records)


class SignForm(forms.Form):
    """Asks for a code, unless the second factor is fresh; valid means that it is."""

    code = forms.CharField(
        label=_("Code of your second factor"),
        help_text=_("Your signature: the code that your authenticator shows now."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, request: HttpRequest, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self._user = request.user
        if has_fresh_factor(request):
            del self.fields["code"]

    def clean_code(self) -> str:
        """The code, used up and noted in the session; the number of attempts is limited."""
        code: str = self.cleaned_data["code"]
        form = ReauthenticateForm(data={"code": code}, user=self._user)
        if not form.is_valid():
            raise forms.ValidationError([str(text) for text in form.errors.get("code", ())])
        form.save()
        return code
