"""Forms of facts: the fields of each type, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import Dosage, Fact
from huizhen.ground.records.wording import CERTAINTY, CLINICAL_STATUS, FACT_TYPE, SIDE

_TEXTS: dict[str, Any] = {
    "text": _("In words"),
    "value": _("Value"),
    "unit": _("Unit"),
    "interval": _("Reference interval as written"),
    "body_site": _("Body site"),
    "dose": _("Dose with its unit"),
    "route": _("Route"),
    "frequency": _("How often"),
    "reaction": _("Reaction"),
    "relation": _("Relation"),
    "method": _("Method or edition as written"),
    "response": _("Response as written"),
    "note": _("Note"),
}
_DATES: dict[str, Any] = {"date": _("Date"), "end_date": _("Until")}
_OF_DOSAGE = ("dose", "route", "frequency")
_FIELDS: dict[str, tuple[str, ...]] = {
    "Observation": ("text", "value", "unit", "interval", "body_site", "side", "method", "date"),
    "Condition": ("text", "body_site", "side", "clinical_status", "date", "end_date"),
    "MedicationStatement": (
        "text", "dose", "route", "frequency", "clinical_status", "date", "end_date", "response",
    ),
    "Procedure": ("text", "body_site", "side", "date", "end_date", "response"),
    "AllergyIntolerance": ("text", "reaction", "clinical_status", "date"),
    "FamilyMemberHistory": ("text", "relation", "date"),
}  # fmt: skip
_OTHERS = ("text", "value", "body_site", "side", "method", "date", "end_date")
MOST = 500


class WhyForm(forms.Form):
    """The reason of a decision, in a sentence."""

    why = forms.CharField(label=_("Reason"), max_length=MOST, min_length=3)


class FactForm(forms.Form):
    """The fields that a fact of one type has."""

    def __init__(self, type_: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*_FIELDS.get(type_, _OTHERS), "certainty", "note"):
            self.fields[name] = _field(name)
        self.fields["why"] = forms.CharField(
            label=_("Reason"), max_length=MOST, min_length=3,
            help_text=_("What you compared it with, or who told it."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Dates are known to the year, the month or the day."""
        told: dict[str, Any] = super().clean() or {}
        for name in _DATES:
            if told.get(name) and parse_partial_date(told[name]) is None:
                self.add_error(name, gettext("Write the date as 2026, 2026-05 or 2026-05-20."))
        return told

    def fields_told(self) -> dict[str, Any]:
        """The fields of the fact as a decision states them; empty ones are left out."""
        told = {k: v for k, v in self.cleaned_data.items() if k != "why" and v not in ("", None)}
        dosage = {name: told.pop(name) for name in _OF_DOSAGE if name in told}
        return {**told, **({"dosage": dosage} if dosage else {})}

    def changes_to(self, fact: Fact) -> dict[str, Any]:
        """What the form says otherwise than the fact."""
        before = initial_of(fact)
        told = {k: v for k, v in self.cleaned_data.items() if k != "why"}
        changed = {k: v for k, v in told.items() if (v or "") != before.get(k, "")}
        dosage = {name: changed.pop(name) for name in _OF_DOSAGE if name in changed}
        found: dict[str, Any] = {k: _emptied(k, v) for k, v in changed.items()}
        if dosage:
            base = fact.dosage or Dosage()
            found["dosage"] = base.replaced(**dosage).model_dump(mode="json")
        return found


def _emptied(name: str, value: str) -> str | None:
    """What an emptied field becomes: some fields of a fact are absent, others empty."""
    return value or (None if name in ("value", "unit", "side", "date", "end_date") else "")


def _field(name: str) -> forms.Field:
    if name == "certainty":
        return forms.ChoiceField(label=_("Certainty"), choices=list(CERTAINTY.items()))
    if name == "side":
        choices = [("", "–"), *SIDE.items()]
        return forms.ChoiceField(label=_("Side"), choices=choices, required=False)
    if name == "clinical_status":
        choices = [("", "–"), *CLINICAL_STATUS.items()]
        return forms.ChoiceField(label=_("Course"), choices=choices, required=False)
    if name in _DATES:
        return forms.CharField(
            label=_DATES[name], required=False, max_length=10, help_text=_("For example 2026-05-20")
        )
    return forms.CharField(label=_TEXTS[name], required=name == "text", max_length=MOST)


def initial_of(fact: Fact) -> dict[str, str]:
    """A fact's fields as its form shows them."""
    told: dict[str, str] = {
        name: str(getattr(fact, name) or "")
        for name in (*_TEXTS, *_DATES, "certainty", "side", "clinical_status")
        if name not in _OF_DOSAGE
    }
    if fact.dosage is not None:
        told |= {name: getattr(fact.dosage, name) for name in _OF_DOSAGE}
    return told


class TypeForm(forms.Form):
    """Of which type a new fact is."""

    type = forms.ChoiceField(label=_("Type"), choices=list(FACT_TYPE.items()))
