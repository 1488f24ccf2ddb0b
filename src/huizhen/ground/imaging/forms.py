"""Boxes on a picture, as fields that can be typed and as what a pointer draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huizhen.core.records.page import Box
from huizhen.ground.imaging.masking_models import Verdict

MOST_BOXES = 200
_EMPTY_ROWS = 1


class BoxForm(forms.Form):
    """One box in the picture's own measure; it counts when it is ticked."""

    keep = forms.BooleanField(label=_("Mask it"), required=False)
    left = forms.IntegerField(label=_("From left"), required=False, min_value=0)
    top = forms.IntegerField(label=_("From top"), required=False, min_value=0)
    width = forms.IntegerField(label=_("Width"), required=False, min_value=1)
    height = forms.IntegerField(label=_("Height"), required=False, min_value=1)

    def clean(self) -> dict[str, object]:
        """A box that is ticked has all four figures."""
        told = super().clean() or {}
        figures = [told.get(name) for name in ("left", "top", "width", "height")]
        if told.get("keep") and not self.errors and None in figures:
            raise forms.ValidationError(_("A box to mask needs all four figures."))
        return told


_BoxForms = forms.formset_factory(BoxForm, extra=0, max_num=MOST_BOXES, absolute_max=MOST_BOXES)


class VerdictForm(forms.Form):
    """What is decided, of the picture as it was seen."""

    verdict = forms.ChoiceField(choices=[(one.value, one.label) for one in Verdict])
    found_hash = forms.RegexField(r"^[0-9a-f]{64}$")
    alike = forms.BooleanField(required=False)


def box_forms(boxes: Iterable[tuple[Box, str, str]]) -> forms.BaseFormSet[BoxForm]:
    """The boxes to choose from, ticked, each with what stands in it and of what kind that is; and
    an empty row."""
    rows = [
        {
            "told": told,
            "kind": kind,
            "keep": True,
            "left": int(left),
            "top": int(top),
            "width": max(round(right - int(left)), 1),
            "height": max(round(bottom - int(top)), 1),
        }
        for (left, top, right, bottom), told, kind in boxes
    ]
    return _BoxForms(initial=[*rows, *({} for _row in range(_EMPTY_ROWS))], prefix="box")


def sent_boxes(data: Mapping[str, Any]) -> forms.BaseFormSet[BoxForm]:
    """The boxes as they were sent."""
    return _BoxForms(data, prefix="box")


def kept_boxes(sent: forms.BaseFormSet[BoxForm]) -> list[Box]:
    """The boxes that are ticked; asked of valid forms alone."""
    found: list[Box] = []
    for form in sent:
        told = form.cleaned_data
        if told.get("keep"):
            left, top = float(told["left"]), float(told["top"])
            found.append((left, top, left + told["width"], top + told["height"]))
    return found
