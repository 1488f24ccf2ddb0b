"""Forms of assessment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhen.core.assessment.fit import SPECIALTIES
from huizhen.ground.content import department_of
from huizhen.journey.assessment.actions import offered_reasons

_CLASSES: dict[str, Any] = {
    "S": _("Strong reasons for an opinion"),
    "P": _("Possible reasons for an opinion"),
    "N": _("Reasons for a no"),
    "X": _("The case cannot be taken"),
    "I": _("Information that is wanted"),
}
WRONG: dict[str, Any] = {
    "fit_needs_reason": _("The answer has no reason that carries it: choose one of its kind."),
    "fit_contradicts": _("A case that cannot be taken is not answered with yes."),
    "fit_reason_unknown": _("One of the reasons is not for this specialty."),
    "fit_specialty": _("Choose the specialty."),
    "fit_needs_name": _("A decision is a named clinician's."),
}
"""What is wrong with a decision, by the core's code."""


class FitForm(forms.Form):
    """A clinician's decision on fit."""

    fit = forms.ChoiceField(
        label=_("Is a Chinese opinion likely to add value?"),
        choices=[
            ("yes", _("Yes: go on to preparation")),
            ("no", _("No: tell the patient kindly why")),
            ("unsure", _("Not yet: information is wanted")),
        ],
        widget=forms.RadioSelect,
    )
    specialty = forms.ChoiceField(label=_("Specialty"))
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), widget=forms.CheckboxSelectMultiple, choices=()
    )
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("The patient does not see it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        departments = {code: department_of(code, language) for code in SPECIALTIES}
        self.fields["specialty"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *departments.items(),
        ]
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            (_CLASSES[group["class"]], [_choice(one, language) for one in group["reasons"]])
            for group in offered_reasons()
        ]

    def say_wrong(self, code: str, message: str) -> None:
        """What the core found wrong, in the reader's language."""
        self.add_error(None, WRONG.get(code, message))


def _choice(reason: Any, language: str) -> tuple[str, str]:
    text = reason.zh if language.startswith("zh") else reason.en
    for_whom = ", ".join(department_of(code, language) for code in reason.specialties)
    return reason.id, f"{text} [{for_whom}]" if for_whom else text


class ReasonForm(forms.Form):
    """A reason in a sentence."""

    reason = forms.CharField(
        label=_("Reason"), min_length=5, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
