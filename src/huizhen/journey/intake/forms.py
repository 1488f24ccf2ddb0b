"""The enquiry's questions, the answer to it, who the patient is, and links to make."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhen.core.assessment.enquiry import (
    NO,
    YES,
    EnquiryCheck,
    Question,
    check_enquiry,
)
from huizhen.ground.files.link_actions import LASTS_DAYS
from huizhen.journey.intake.queries import countries, decline_reasons, enquiry_book

_OLDEST: Final = date(1900, 1, 1)
_SEXES: Final = (("", "—"), ("F", _("Female")), ("M", _("Male")), ("O", _("Other or not known")))


def _tongue() -> str:
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def _told(check: EnquiryCheck, form: forms.Form) -> None:
    """Put what is wrong beside each question that the form shows."""
    tongue = _tongue()
    for problem in check.problems:
        if problem.field in form.fields:
            text = f"{problem.message.text(tongue)} {problem.remedy.text(tongue)}"
            form.add_error(problem.field, text)


class FlagForm(forms.Form):
    """Yes or no to each question about an emergency."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        tongue = _tongue()
        for question in enquiry_book().red_flags:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text(tongue),
                choices=[(YES, _("Yes")), (NO, _("No"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """With the messages of the pack."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        _told(check_enquiry(told, enquiry_book()), self)
        return told


class WriterForm(forms.Form):
    """Who is ill, who writes, what is asked, and the consent."""

    family = forms.CharField(
        label=_("Family name of the patient"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    given = forms.CharField(
        label=_("Given names"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    birth_date = forms.DateField(
        label=_("Birth date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, is_staff: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self._is_staff = is_staff
        for question in enquiry_book().questions:
            self.fields[question.id] = _field(question)
        self.fields["phone"] = forms.CharField(
            label=_("Telephone"),
            help_text=_("With the country code. We call back at once if something is urgent."),
            max_length=60,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        )
        self.fields["consents"] = forms.BooleanField(label=_("I agree"), required=False)
        self.fields["signer"] = forms.CharField(
            label=_("Your name, as your signature"), max_length=120, required=False
        )
        if is_staff:
            self.fields.pop("consents")
            self.fields.pop("signer")
            self.fields["invites"] = forms.BooleanField(
                label=_("Send a link to this address"), required=False, initial=True
            )

    def clean_birth_date(self) -> date:
        """A day that a living person can have been born on."""
        born: date = self.cleaned_data["birth_date"]
        if not _OLDEST <= born <= timezone.now().date():
            raise forms.ValidationError(_("This cannot be a birth date: check the year."))
        return born

    def clean(self) -> dict[str, Any]:
        """With the messages of the pack; a patient or proxy consents by name."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        texts = {key: value for key, value in told.items() if isinstance(value, str)}
        _told(check_enquiry(texts, enquiry_book()), self)
        if not self._is_staff and told.get("writes_as") != "physician":
            if not told.get("consents"):
                self.add_error("consents", _("Without this consent nobody may read the records."))
            elif not told.get("signer", "").strip():
                self.add_error("signer", _("Write your name."))
        return told

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields before the consent."""
        return [self[name] for name in self.fields if name not in ("consents", "signer")]


def _field(question: Question) -> forms.Field:
    tongue = _tongue()
    label = question.text(tongue)
    if question.kind == "choice":
        offered = [("", "—"), *((key, text.text(tongue)) for key, text in question.options.items())]
        return forms.ChoiceField(label=label, choices=offered, required=False)
    if question.kind == "country":
        return forms.ChoiceField(
            label=label, choices=[("", "—"), *countries(tongue)], required=False
        )
    if question.kind == "email":
        entry = forms.EmailInput(attrs={"autocomplete": "email"})
        return forms.CharField(label=label, widget=entry, required=False, max_length=254)
    rows = 6 if question.most > 1000 else 3
    area = forms.Textarea(attrs={"rows": rows, "maxlength": question.most})
    return forms.CharField(label=label, widget=area, required=False)


def form_id_of(told: Any) -> uuid.UUID:
    """The id of the form that was sent; a new one where it is missing or spoilt."""
    try:
        return uuid.UUID(str(told))
    except ValueError:
        return uuid.uuid4()


class AcceptForm(forms.Form):
    """The letter with which an enquiry is taken on."""

    letter = forms.CharField(
        label=_("Letter to the patient"), max_length=6000, widget=forms.Textarea
    )


class DeclineForm(forms.Form):
    """Why an enquiry is not taken on, and the letter that says so."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), widget=forms.CheckboxSelectMultiple, required=False
    )
    letter = forms.CharField(
        label=_("Letter to the patient"),
        help_text=_("Left empty, it is drafted from the reasons for you to read and send."),
        max_length=6000,
        widget=forms.Textarea,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        tongue = _tongue()
        field = self.fields["reasons"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(r.id, r.zh if tongue == "zh" else r.en) for r in decline_reasons()]

    def clean(self) -> dict[str, Any]:
        """At least one reason; what the gate would say, said beside the field."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("reasons"):
            self.add_error("reasons", _("Choose at least one reason."))
        return told


class PatientForm(forms.Form):
    """Who the patient is, confirmed by a person."""

    family = forms.CharField(label=_("Family name of the patient"), max_length=120)
    given = forms.CharField(label=_("Given names"), max_length=120)
    birth_date = forms.DateField(
        label=_("Birth date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=_SEXES, required=False)
    identifiers = forms.CharField(
        label=_("Patient numbers"),
        help_text=_("As they stand in the records, with the hospital: 4711@St. Mary's"),
        max_length=300,
        required=False,
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)


class LinkForm(forms.Form):
    """A one-time upload link."""

    days = forms.IntegerField(
        label=_("Open for how many days"), min_value=1, max_value=60, initial=LASTS_DAYS
    )
