"""What a medical editor enters of a term."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SettleForm(forms.Form):
    """The Chinese form of a name, where it comes from and why it is this one."""

    zh = forms.CharField(
        label=_("Chinese form"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"lang": "zh-Hans", "autocomplete": "off", "list": "proposals"}
        ),
        help_text=_(
            "As it is to be printed: with side, level, strength and negation as in the original."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        help_text=_(
            "Guideline, official list, textbook or hospital usage in which the term stands so."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_clean = forms.BooleanField(
        label=_("The original holds nothing of a patient: it is kept as the site's content."),
    )
    seen_term = forms.UUIDField(required=False, widget=forms.HiddenInput)
