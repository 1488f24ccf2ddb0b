"""Forms of the interpretation: translation, points, hand-over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huizhen.core.consultation.opinion import Opinion
from huizhen.core.interpretation.points import PlanItem
from huizhen.core.interpretation.reports import AskedQuestion
from huizhen.core.interpretation.translation import TranslatedPart
from huizhen.ground.accounts.models import User
from huizhen.journey.interpretation.models import HandoverChannel
from huizhen.journey.interpretation.queries import part_title
from huizhen.journey.interpretation.quotes import (
    Sentence,
    opinion_quotes,
    opinion_sentences,
    plan_quotes,
    plan_sentences,
)
from huizhen.journey.interpretation.recipients import Recipient

_MOST = 20_000
RELATIONS = [
    ("agree", gettext_lazy("Agrees with the home plan")),
    ("conditional", gettext_lazy("Agrees under a condition")),
    ("differ", gettext_lazy("Differs from the home plan")),
    ("new", gettext_lazy("New: not in the home plan")),
    ("silent", gettext_lazy("Silent: the opinion does not speak of it")),
]


class TranslationForm(forms.Form):
    """One field a part of the opinion; parts may stay empty until it is signed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        parts: Sequence[TranslatedPart],
        revision: int,
        asked: Sequence[AskedQuestion],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"revision": revision})
        self.parts = parts
        for number, one in enumerate(parts):
            self.fields[f"part{number}"] = forms.CharField(
                label=part_title(one.part, asked),
                required=False,
                initial=one.text,
                max_length=_MOST,
                widget=forms.Textarea(attrs={"rows": 2 + len(one.original) // 40}),
            )

    def texts(self) -> dict[str, str]:
        """The text of each part."""
        told = self.cleaned_data
        return {one.part: told[f"part{number}"] for number, one in enumerate(self.parts)}

    def lines(self) -> list[dict[str, Any]]:
        """Each original with its field, for the page."""
        return [
            {"part": one, "field": self[f"part{number}"]} for number, one in enumerate(self.parts)
        ]


def _words(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        **more,
    )


class PointForm(forms.Form):
    """One point; quotes are chosen sentence by sentence, so that nothing is cut off."""

    point_id = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    item = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=300,
        help_text=gettext_lazy("In the language of the home side."),
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("How opinion and home plan stand to each other"),
        choices=RELATIONS,
        widget=forms.RadioSelect,
    )
    opinion = forms.MultipleChoiceField(
        label=gettext_lazy("Sentences of the opinion"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    plan = forms.MultipleChoiceField(
        label=gettext_lazy("Sentences of the home plan"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    question_id = forms.ChoiceField(
        label=gettext_lazy("The question that it answers"), required=False
    )
    condition = _words(gettext_lazy("The condition, as the opinion names it"))
    meaning = _words(gettext_lazy("What it means for the patient, in plain words"))
    question = _words(gettext_lazy("What the home team may be asked about it"))

    def __init__(
        self,
        told: tuple[Opinion, Sequence[PlanItem], Sequence[AskedQuestion]],
        has_chinese: bool,
        data: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self._opinion, self._plan, self._asked = told
        self._choose("opinion", opinion_sentences(self._opinion), True)
        self._choose("plan", plan_sentences(self._plan), False)
        self._offer("question_id", [("", _("none")), *((one.id, one.text) for one in self._asked)])
        self._has_chinese = has_chinese
        if has_chinese:
            hint = gettext_lazy("For the Chinese report; may stay empty.")
            self.fields["zh_item"] = _words(
                gettext_lazy("What it is about, in Chinese"), help_text=hint
            )
            self.fields["zh_condition"] = _words(gettext_lazy("The condition, in Chinese"))
            self.fields["zh_meaning"] = _words(gettext_lazy("What it means, in Chinese"))
            self.fields["zh_question"] = _words(gettext_lazy("What may be asked, in Chinese"))

    def _choose(self, name: str, among: Sequence[Sentence], is_named: bool) -> None:
        self._offer(
            name,
            [
                (one.key, f"{part_title(one.key.rsplit('#', 1)[0], self._asked)}: {one.text}")
                if is_named
                else (one.key, one.text)
                for one in among
            ],
        )

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """What each relation needs is said at once, before the list of open points says it."""
        told = super().clean() or {}
        relation = told.get("relation")
        if relation == "conditional" and not told.get("condition"):
            self.add_error("condition", _("A point under a condition names the condition."))
        if relation == "new" and told.get("plan"):
            self.add_error("plan", _("A new point quotes nothing of the home plan."))
        if relation == "silent" and told.get("opinion"):
            self.add_error(
                "opinion", _("A point on which the opinion is silent quotes none of it.")
            )
        if relation not in (None, "silent") and not told.get("opinion"):
            self.add_error("opinion", _("Choose the sentences that say it."))
        if relation not in (None, "new") and not told.get("plan"):
            self.add_error("plan", _("Choose the sentences that it is compared with."))
        return told

    def point(self) -> dict[str, Any]:
        """The fields of the core's point as plain data, with its Chinese words."""
        told = self.cleaned_data
        said = opinion_quotes(self._opinion, told["opinion"], told["question_id"])
        planned = plan_quotes(self._plan, told["plan"])
        point: dict[str, Any] = {
            name: told[name].strip() for name in ("item", "condition", "meaning", "question")
        }
        point["relation"] = told["relation"]
        point["opinion"] = [one.model_dump(mode="json") for one in said]
        point["plan"] = [one.model_dump(mode="json") for one in planned]
        if self._has_chinese:
            names = ("item", "condition", "meaning", "question")
            point["zh"] = {name: told[f"zh_{name}"].strip() for name in names}
        return point


class ReasonForm(forms.Form):
    """Why a released report is corrected."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the correction"), max_length=500, min_length=5
    )


class ReceiptForm(forms.Form):
    """Who says that a report was read, and how."""

    receipt = forms.CharField(
        label=gettext_lazy("Who says that it was read, when and how"), max_length=300, min_length=5
    )


class HandOverForm(forms.Form):
    """To whom, and by which way."""

    recipient = forms.ChoiceField(label=gettext_lazy("To whom"))
    channel = forms.ChoiceField(
        label=gettext_lazy("Way of the hand-over"),
        choices=HandoverChannel.choices,
        widget=forms.RadioSelect,
    )
    address = forms.EmailField(
        label=gettext_lazy("E-mail address for the link"),
        required=False,
        help_text=gettext_lazy(
            "The code is shown to you once; tell it by another way, such as the telephone."
        ),
    )

    def __init__(
        self, recipients: Sequence[Recipient], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self._recipients = {one.key: one for one in recipients}
        field = self.fields["recipient"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.key, recipient_title(one)) for one in recipients]

    def clean(self) -> dict[str, Any]:
        """A link has an address, an account a person."""
        told = super().clean() or {}
        recipient = self._recipients.get(told.get("recipient", ""))
        told["recipient"] = recipient
        user = recipient.user if recipient else None
        if told.get("channel") == HandoverChannel.LINK and not told.get("address"):
            if user is None:
                raise ValidationError(_("A link needs an e-mail address to go to."))
            told["address"] = user.email
        if told.get("channel") == HandoverChannel.ACCOUNT and recipient and user is None:
            raise ValidationError(_("This reader has no account: use a link."))
        return told


def recipient_title(one: Recipient) -> str:
    """A reader as the coordinator's list names them."""
    where = one.organisation.name if one.organisation else ""
    if one.kind == "patient":
        return _("Patient: %(name)s") % {"name": _name(one.user) or _("without an account")}
    who = " · ".join(part for part in (_name(one.user), where) if part)
    return _("Home physician: %(name)s") % {"name": who}


def _name(user: User | None) -> str:
    return user.name if user else ""
