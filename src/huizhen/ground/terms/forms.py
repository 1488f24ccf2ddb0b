"""What a medical editor enters of a term."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huizhen.ground.terms.comparing import dangerous_differences


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
    agrees = forms.BooleanField(
        label=_("I have compared the two: they say the same, and the reason tells why."),
        required=False,
    )
    seen_term = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, original: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._original = original
        if not self.data.get("zh"):
            self.fields.pop("agrees")  # there is nothing to compare yet

    def clean(self) -> dict[str, Any]:
        """A form that says another figure, side, level or denial is settled only when the person
        says that it does not."""
        told: dict[str, Any] = super().clean() or {}
        found = dangerous_differences(self._original, told.get("zh", "")) if told.get("zh") else []
        if found and not told.get("agrees"):
            for one in found:
                self.add_error("zh", self._told(one.meant, one.says))
        elif not found:
            self.fields.pop("agrees", None)
        return told

    @staticmethod
    def _told(meant: str, says: str) -> str:
        if not says:
            return _now("The original says %(meant)s, the Chinese form does not.") % {
                "meant": meant
            }
        if not meant:
            return _now("The Chinese form says %(says)s, the original does not.") % {"says": says}
        return _now("The original says %(meant)s, the Chinese form says %(says)s.") % {
            "meant": meant,
            "says": says,
        }
