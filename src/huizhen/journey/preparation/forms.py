"""What people fill in while a case is prepared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import pyrage
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from huizhen.core.preparation.requirements.answer import WHYS as WHY_CODES
from huizhen.ground.accounts.models import Organisation
from huizhen.journey.preparation.actions.sealing import Contents
from huizhen.journey.preparation.recipients import Practice
from huizhen.journey.preparation.words import SPEAKERS, WHYS

_LARGEST_FORM: Final = 5 << 20

_ASKERS = (
    ("en", "English"),
    ("zh", "中文"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("ru", "Русский"),
)
"""Languages that the check of questions has rules or words for; others are checked in English."""
_ROWS = {"rows": 4, "class": "form-control"}


class QuestionForm(forms.Form):
    """One question and the language that it is asked in."""

    text = forms.CharField(
        label=_("Question to the department"),
        help_text=_("One decision, the options that are open, and what of this case bears on it."),
        widget=forms.Textarea(attrs=_ROWS),
        max_length=2000,
    )
    language = forms.ChoiceField(label=_("Written in"), choices=_ASKERS)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_text(self) -> str:
        """On one line: the dossier numbers the questions by lines."""
        return " ".join(str(self.cleaned_data["text"]).split())


class ChineseForm(forms.Form):
    """A question's Chinese wording."""

    chinese = forms.CharField(
        label=_("Chinese wording"),
        help_text=_("It stands in the dossier in your name; left empty it is taken away."),
        widget=forms.Textarea(attrs={**_ROWS, "lang": "zh-Hans"}),
        max_length=2000,
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean_chinese(self) -> str:
        """On one line, and in Chinese."""
        text = " ".join(str(self.cleaned_data["chinese"]).split())
        if text and not any("\u4e00" <= letter <= "\u9fff" for letter in text):
            raise forms.ValidationError(_("This is not Chinese."))
        return text


class OverrideForm(forms.Form):
    """Why a finding is let pass."""

    reason = forms.CharField(
        label=_("Why the case may go on without it"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        min_length=10,
        max_length=1000,
    )


class LetterForm(forms.Form):
    """Whom a letter asks, in which language."""

    practice = forms.ChoiceField(label=_("Home physician"))
    language = forms.ChoiceField(label=_("Language of the letter"))

    def __init__(
        self,
        practices: Iterable[Practice],
        languages: Iterable[tuple[str, str]],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        listed = [(one.key, f"{one.organisation.name} · {one.user.name}") for one in practices]
        named: Any = self.fields["practice"]
        named.choices = listed
        spoken: Any = self.fields["language"]
        spoken.choices = list(languages)


class SendForm(forms.Form):
    """How a letter goes out."""

    with_link = forms.BooleanField(
        label=_("Make a one-time upload link as well"),
        help_text=_("For a practice that does not want to sign in; it is shown once."),
        required=False,
    )


class AnswerForm(forms.Form):
    """What the home team says of one thing."""

    requirement = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=(("sent", ""), ("not_held", "")))
    why = forms.ChoiceField(choices=tuple(WHYS.items()), required=False)
    words = forms.CharField(
        label=_("In your words"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        max_length=1000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """What is not there is explained."""
        told: dict[str, Any] = super().clean() or {}
        told["why"] = told.get("why") or WHY_CODES[0]
        if told.get("kind") == "not_held" and not told.get("words"):
            self.add_error("words", _("Say why it is not there, or where it may be."))
        return told


class LinkAnswerForm(AnswerForm):
    """The same from somebody without an account, who says who it is."""

    who = forms.CharField(label=_("Your name"), max_length=120)
    speaker = forms.ChoiceField(label=_("You are"), choices=tuple(SPEAKERS.items()))


class RecordAnswerForm(forms.Form):
    """What a coordinator was told of one item, by telephone or letter."""

    requirement = forms.CharField(widget=forms.HiddenInput)
    why = forms.ChoiceField(label=_("What was said"), choices=tuple(WHYS.items()))
    speaker = forms.ChoiceField(label=_("Said by"), choices=tuple(SPEAKERS.items()))
    who = forms.CharField(label=_("Name"), max_length=120)
    said_on = forms.DateField(
        label=_("Said on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        label=_("In their words"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        min_length=5,
        max_length=1000,
    )

    def clean_said_on(self) -> date:
        """Nobody has said anything tomorrow."""
        day: date = self.cleaned_data["said_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class StatementForm(forms.Form):
    """A statement in other words."""

    text = forms.CharField(
        label=_("Chinese wording"),
        widget=forms.Textarea(attrs={**_ROWS, "lang": "zh-Hans"}),
        max_length=4000,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


class SealForm(forms.Form):
    """For whom a package is sealed."""

    recipient = forms.ChoiceField(label=_("Recipient"))
    age_key = forms.CharField(
        label=_("The recipient's own age key"),
        help_text=_("Begins with age1. Without one, a passphrase of six words opens the package."),
        max_length=100,
        required=False,
    )

    series = forms.MultipleChoiceField(label=_("Images that travel"), required=False)
    form = forms.FileField(
        label=_("The hospital's own form"),
        help_text=_(
            "A Word file (.docx) with fields such as {{F01}}; it is filled from the request form, "
            "with the case's number in the place of the name."
        ),
        required=False,
    )

    def __init__(
        self,
        recipients: Iterable[Organisation],
        data: Mapping[str, Any] | None = None,
        series: Sequence[tuple[str, str]] = (),
        files: Any = None,
    ) -> None:
        super().__init__(data, files)
        images: Any = self.fields["series"]
        images.choices = series
        named: Any = self.fields["recipient"]
        named.choices = [(str(one.pk), f"{one.name} ({one.country})") for one in recipients]

    def clean_form(self) -> bytes:
        """The form's bytes; b"" where none was given."""
        given: UploadedFile | None = self.cleaned_data["form"]
        if given is None:
            return b""
        data = bytes(given.read(_LARGEST_FORM + 1))
        if len(data) > _LARGEST_FORM or not data.startswith(b"PK\x03\x04"):
            raise forms.ValidationError(_("Give the form as a Word file (.docx) of at most 5 MB."))
        return data

    def contents(self) -> Contents:
        """What is sealed beside the dossier."""
        told = self.cleaned_data
        return Contents(told["age_key"], told["series"], told["form"])

    def clean_age_key(self) -> str:
        """A public key, never a secret one."""
        text = str(self.cleaned_data["age_key"]).strip()
        if text:
            try:
                pyrage.x25519.Recipient.from_str(text)
            except pyrage.RecipientError as error:
                raise forms.ValidationError(
                    _("This is not an age public key. Never enter a secret key.")
                ) from error
        return text
