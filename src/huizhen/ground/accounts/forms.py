"""Signing in, and joining by a link."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import User, email_token


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """The address as it was typed becomes the hash that the account is kept under."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"),
            widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        )
        self.fields.pop("remember", None)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """Never the address itself: what follows is logged and counted by it."""
        return email_token(self.cleaned_data["login"])


class JoinForm(forms.Form):
    """Name, password and language of somebody who was invited."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; several words are easiest to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_password(self) -> str:
        """By the site's rules for passwords."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User())
        return password
