"""The opinion as a form, in the order of a Chinese written one; the marks of an original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhen.core.consultation.opinion import (
    Answer,
    Opinion,
    OpinionBook,
    Recommendation,
    SectionText,
    SignatureBlock,
)
from huizhen.journey.consultation.queries import CaseQuestion

_ROWS = 5
_TEXTS = ("reviewed", "assessment", "diagnosis", "risk", "followup", "statement")
"""Sections of the pack `opinion` that are plain text; the others have fields of their own."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BOX = forms.Textarea(attrs={"rows": 3})
_ANSWERS = (
    ("", _("not answered")),
    ("answered", _("answered")),
    ("unanswerable", _("cannot be answered")),
)


class Group(NamedTuple):
    """Fields under one heading."""

    heading: str
    text: str
    fields: list[forms.BoundField]


class _Answers(forms.Form):
    """What both forms share: answers question by question, and the signature block."""

    def __init__(
        self,
        questions: Sequence[CaseQuestion],
        book: OpinionBook,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.book = tuple(questions), book
        self._tongue = "zh" if (get_language() or "").startswith("zh") else "en"

    def _choices(self, name: str) -> list[tuple[str, str]]:
        told = self.book.choices[name]
        return [("", "—"), *((key, words[self._tongue]) for key, words in told.items())]

    def _add_questions(self, *, with_place: bool) -> None:
        for number, _question in enumerate(self.questions, 1):
            self.fields[f"a{number}_state"] = forms.ChoiceField(
                label=_("Answer"), choices=_ANSWERS, required=False
            )
            if with_place:
                self.fields[f"a{number}_place"] = forms.CharField(
                    label=_("Where it stands (page, number)"), max_length=120, required=False
                )
            self.fields[f"a{number}_text"] = forms.CharField(
                label=_("Text of the answer"), widget=_BOX, required=False
            )
            self.fields[f"a{number}_needs"] = forms.CharField(
                label=_("If it cannot be answered: what is needed, one a line"),
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )

    def _add_signature(self, *, with_stamp: bool) -> None:
        names = {one.key: one.heading(self._tongue) for one in self.book.signature}
        for key, label in (
            ("doctor", names["doctor"]),
            ("title", names["title"]),
            ("department", _("Department")),
            ("hospital", _("Hospital")),
        ):
            self.fields[key] = forms.CharField(label=label, max_length=120, required=False)
        self.fields["signed_on"] = forms.DateField(
            label=names["signed_on"],
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        if with_stamp:
            self.fields["is_stamped"] = forms.BooleanField(label=names["stamp"], required=False)

    def question_groups(self) -> list[Group]:
        """A group a question, under its words."""
        return [
            Group(
                question.text,
                question.original if question.original != question.text else "",
                [self[name] for name in self.fields if name.startswith(f"a{number}_")],
            )
            for number, question in enumerate(self.questions, 1)
        ]

    def signature_group(self) -> list[forms.BoundField]:
        """The signature block."""
        names = ("doctor", "title", "department", "hospital", "signed_on", "is_stamped")
        return [self[name] for name in names if name in self.fields]

    def _answers(self) -> tuple[Answer, ...]:
        told = self.cleaned_data
        found = []
        for number, question in enumerate(self.questions, 1):
            state = told[f"a{number}_state"] or (told[f"a{number}_text"] and "answered")
            if state:
                found.append(
                    Answer(
                        question_id=question.id,
                        state=state,
                        text=told[f"a{number}_text"],
                        needs=_lines(told[f"a{number}_needs"]),
                        place=told.get(f"a{number}_place", ""),
                    )
                )
        return tuple(found)

    def _signature(self) -> SignatureBlock:
        told = self.cleaned_data
        return SignatureBlock(
            doctor=told["doctor"],
            title=told["title"],
            department=told["department"],
            hospital=told["hospital"],
            signed_on=told["signed_on"],
            is_stamped=bool(told.get("is_stamped")),
        )


class OpinionForm(_Answers):
    """What a specialist writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = {one.key: one.heading(self._tongue) for one in self.book.sections}
        self.headings = headings
        for key in _TEXTS[:2]:
            self._add_text(key, headings[key])
        self.fields["diagnosis_agree"] = forms.ChoiceField(
            label=_("On the diagnosis"), choices=self._choices("diagnosis_agree"), required=False
        )
        self._add_text("diagnosis", headings["diagnosis"])
        self._add_questions(with_place=False)
        for number in range(1, self._rows() + 1):
            self.fields[f"r{number}_text"] = forms.CharField(
                label=f"{headings['treatment']} {number}",
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
            )
            self.fields[f"r{number}_strength"] = forms.ChoiceField(
                label=_("Strength"), choices=self._choices("strength"), required=False
            )
        self.fields["tests"] = forms.CharField(
            label=headings["tests"], widget=_BOX, required=False, help_text=_("One a line.")
        )
        self._add_text("risk", headings["risk"])
        self.fields["travel_advice"] = forms.ChoiceField(
            label=_("Whether to come"), choices=self._choices("travel_advice"), required=False
        )
        for key in _TEXTS[4:]:
            self._add_text(key, headings[key])
        self._add_signature(with_stamp=False)

    def _rows(self) -> int:
        """Some empty lines beyond what is there."""
        kept = sum(1 for name in self.initial if name.startswith("r") and name.endswith("_text"))
        sent = sum(1 for name in self.data if name.startswith("r") and name.endswith("_text"))
        return min(max(_ROWS, kept + 2, sent), 40)

    def _add_text(self, key: str, heading: str) -> None:
        self.fields[key] = forms.CharField(label=heading, widget=_BOX, required=False)

    def recommendation_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each recommendation with its strength."""
        count = sum(
            1 for name in self.fields if name.startswith("r") and name.endswith("_strength")
        )
        return [(self[f"r{n}_text"], self[f"r{n}_strength"]) for n in range(1, count + 1)]

    def opinion(self, case_number: str, dossier_hash: str) -> Opinion:
        """The opinion as it was written."""
        told = self.cleaned_data
        sections = [SectionText(key=key, text=told[key]) for key in _TEXTS if told[key].strip()]
        written = "".join(str(value) for value in told.values())
        return Opinion(
            case_number=case_number,
            dossier_hash=dossier_hash,
            language="zh" if _HAN.search(written) or self._tongue == "zh" else "en",
            sections=tuple(sections),
            diagnosis_agree=told["diagnosis_agree"] or None,
            recommendations=self._recommendations(),
            tests_requested=_lines(told["tests"]),
            travel_advice=told["travel_advice"] or None,
            answers=self._answers(),
            signature=self._signature(),
        )

    def _recommendations(self) -> tuple[Recommendation, ...]:
        told = self.cleaned_data
        return tuple(
            Recommendation(text=told[text.name].strip(), strength=told[strength.name] or None)
            for text, strength in self.recommendation_rows()
            if told[text.name].strip()
        )


class OriginalForm(_Answers):
    """What a coordinator reads off a signed original: case, answers, signature."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_number"] = forms.CharField(
            label=_("Case number that stands on it"),
            max_length=40,
            required=False,
            help_text=_(
                "As printed. Where only the hospital's own number stands there, compare "
                "the patient first."
            ),
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=(("zh", "中文"), ("en", "English"))
        )
        self._add_questions(with_place=True)
        self._add_signature(with_stamp=True)

    def head(self) -> list[forms.BoundField]:
        """What stands above the answers."""
        return [self["case_number"], self["language"]]

    def opinion(self, kept: Opinion, dossier_hash: str) -> Opinion:
        """The marks over what is kept of the original."""
        return kept.replaced(
            case_number=self.cleaned_data["case_number"],
            dossier_hash=dossier_hash,
            language=self.cleaned_data["language"],
            answers=self._answers(),
            signature=self._signature(),
        )


def opinion_initial(opinion: Opinion, questions: Sequence[CaseQuestion]) -> dict[str, Any]:
    """An opinion as the fields of its form."""
    found: dict[str, Any] = {one.key: one.text for one in opinion.sections}
    found |= {
        "diagnosis_agree": opinion.diagnosis_agree or "",
        "travel_advice": opinion.travel_advice or "",
        "tests": "\n".join(opinion.tests_requested),
        "case_number": opinion.case_number,
        "language": opinion.language,
        **opinion.signature.model_dump(),
    }
    for number, one in enumerate(opinion.recommendations, 1):
        found[f"r{number}_text"], found[f"r{number}_strength"] = one.text, one.strength or ""
    by_question = {answer.question_id: answer for answer in opinion.answers}
    for number, question in enumerate(questions, 1):
        if answer := by_question.get(question.id):
            found |= {
                f"a{number}_state": answer.state,
                f"a{number}_text": answer.text,
                f"a{number}_needs": "\n".join(answer.needs),
                f"a{number}_place": answer.place,
            }
    return found


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
