"""Forms of decision and outcome: few questions, plain words, made for a telephone's screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhen.ground.accounts.models import User
from huizhen.ground.content import state_words
from huizhen.journey.decision.actions import Source
from huizhen.journey.decision.models import Condition, Done, Follow, Teller, Way, YesNo


class ToldForm(forms.Form):
    """Who told it: the person at the desk for themselves, or somebody for whom it is entered."""

    teller = forms.ChoiceField(label=_("Who told it"), choices=Teller.choices)
    name = forms.CharField(label=_("Their name"), max_length=200)
    way = forms.ChoiceField(label=_("How it was told"), choices=Way.choices[1:])
    told_on = forms.DateField(
        label=_("Told on which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, user: User, role: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"told_on": timezone.localdate()})
        self._user, self._role = user, role
        if role in Teller.values:
            for name in ("teller", "name", "way", "told_on"):
                del self.fields[name]
        else:
            self.order_fields([*self._own(), "teller", "name", "way", "told_on"])

    def _own(self) -> list[str]:
        return [name for name in self.fields if name not in ("teller", "name", "way", "told_on")]

    def source(self) -> Source:
        """Who told it, how and when."""
        told = self.cleaned_data
        if "teller" not in self.fields:
            return Source(self._role, Way.DESK, timezone.localdate(), self._user.name)
        return Source(told["teller"], told["way"], told["told_on"], told["name"])


class DecisionForm(ToldForm):
    """What was decided."""

    follow = forms.ChoiceField(
        label=_("What do you and your doctors do with the advice?"),
        choices=Follow.choices,
        widget=forms.RadioSelect,
    )
    travel = forms.ChoiceField(
        label=_("Will the patient travel to the hospital that gave the opinion?"),
        choices=YesNo.choices,
        widget=forms.RadioSelect,
    )
    trial = forms.ChoiceField(
        label=_("Will the patient take part in a clinical trial?"),
        choices=YesNo.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why? In your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def codes(self) -> dict[str, str]:
        """The answers as codes."""
        return {name: self.cleaned_data[name] for name in ("follow", "travel", "trial")}


class OutcomeForm(ToldForm):
    """How it went."""

    condition = forms.ChoiceField(
        label=_("How is the patient now?"), choices=Condition.choices, widget=forms.RadioSelect
    )
    done = forms.ChoiceField(
        label=_("What became of the advice?"), choices=Done.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("What was done since, in your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def codes(self) -> dict[str, str]:
        """The answers as codes."""
        return {name: self.cleaned_data[name] for name in ("condition", "done")}


class GiveUpForm(forms.Form):
    """Why nobody asks any more."""

    reason = forms.CharField(label=_("What was tried to reach them"), max_length=500, min_length=5)


class CourseForm(forms.Form):
    """One of the ways out of the usual course, and why."""

    event = forms.ChoiceField(label=_("What has happened"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"), max_length=1000, min_length=5, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, way: str, events: Iterable[str], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id=f"{way}_%s")
        language = get_language() or "en"
        choice = self.fields["event"]
        choice.choices = [  # type: ignore[attr-defined]
            (event, state_words().event("stages", event).text(language)) for event in events
        ]
        if not choice.choices:  # type: ignore[attr-defined]
            del self.fields["event"]
