"""Signing a consent."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_PAPER_BYTES = 16 * 1024 * 1024


class ConsentForm(forms.Form):
    """Name, for whom, and a paper where it was signed on one."""

    signer = forms.CharField(label=_("Name of the person who signs"), max_length=120)
    relation = forms.CharField(
        label=_("Signing for the patient as"),
        help_text=_("For example guardian; leave it empty when the patient signs."),
        max_length=80,
        required=False,
    )
    covers_identity = forms.BooleanField(
        label=_("Name and birth date may be given where the hospital requires them"), required=False
    )
    paper = forms.FileField(
        label=_("Signed paper"),
        help_text=_("A scan or photograph, when it was signed on paper; at most 16 MB."),
        required=False,
    )
    is_agreed = forms.BooleanField(label=_("I have read the text above and agree"))

    def clean_paper(self) -> object:
        """Not above the size that a page sends in one piece."""
        paper = self.cleaned_data["paper"]
        if paper is not None and paper.size > MOST_PAPER_BYTES:
            raise forms.ValidationError(_("The file is larger than 16 MB: send a smaller scan."))
        return paper
