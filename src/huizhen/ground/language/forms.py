"""Why a difference is none."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ResolutionForm(forms.Form):
    """A named person's reason."""

    key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why both say the same"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
