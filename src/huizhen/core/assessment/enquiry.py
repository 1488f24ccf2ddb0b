"""The public enquiry: questions about emergencies first, then what is asked, by whom and where.

Nothing clinical is promised or concluded here; the check says what is missing and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from pydantic import Field, ValidationError

from huizhen.core.assessment.red_flags import RedFlags, Screening, joined
from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

YES: Final = "yes"
NO: Final = "no"
_PROXY: Final = "proxy"
_EMAIL: Final = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+$")
_COUNTRY: Final = re.compile(r"^[A-Z]{2}$")
_LONGEST_EMAIL: Final = 254


class Bilingual(Value):
    """Words for people, in English and Simplified Chinese."""

    en: str
    zh: str

    def text(self, language: str) -> str:
        """Chinese for Chinese readers, English for all others."""
        return self.zh if language == "zh" else self.en


class RedFlagQuestion(Bilingual):
    """A yes-or-no question about an emergency."""

    id: str
    code: str


class Question(Bilingual):
    """A question about the case."""

    id: str
    kind: Literal["choice", "text", "country", "email"]
    required: bool = True
    most: int = 200
    options: dict[str, Bilingual] = Field(default_factory=dict)


class Problem(Value):
    """What is wrong with one answer, and what to do."""

    field: str
    code: str
    message: Bilingual
    remedy: Bilingual


class Enquiry(Value):
    """The answers that hold, by question."""

    red_flags: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)


class EnquiryCheck(Value):
    """What was understood, and what is still wrong."""

    enquiry: Enquiry
    problems: tuple[Problem, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the enquiry may be taken in."""
        return not self.problems


class EnquiryBook:
    """The pack `enquiry`."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        data = pack.parsed("questions.json")
        self._messages: dict[str, dict[str, str]] = pack.parsed("messages.json")
        try:
            self.intro = Bilingual.model_validate(data["intro"])
            self.red_flags = tuple(map(RedFlagQuestion.model_validate, data["red_flags"]))
            self.questions = tuple(map(Question.model_validate, data["questions"]))
        except (KeyError, TypeError, ValidationError) as error:
            raise ContentError(
                "content_malformed",
                f"The questions of the pack {pack.stamp.id} are wrong.",
                "Compare questions.json with the product's own pack.",
            ) from error

    def problem(self, field: str, code: str) -> Problem:
        """The message of one thing that is wrong."""
        words = self._messages[code]
        return Problem(
            field=field,
            code=code,
            message=Bilingual(en=words["en"], zh=words["zh"]),
            remedy=Bilingual(en=words["remedy_en"], zh=words["remedy_zh"]),
        )


def check_enquiry(given: Mapping[str, str], book: EnquiryBook) -> EnquiryCheck:
    """The answers of a form as an enquiry, with what is wrong; unknown fields are left out."""
    problems: list[Problem] = []
    flags: dict[str, str] = {}
    answers: dict[str, str] = {}
    for question in book.red_flags:
        answer = given.get(question.id, "").strip()
        if answer in (YES, NO):
            flags[question.id] = answer
        else:
            problems.append(book.problem(question.id, "unanswered"))
    for asked in book.questions:
        answer = given.get(asked.id, "").strip()
        code = _wrong(asked, answer)
        if code:
            problems.append(book.problem(asked.id, code))
        elif answer:
            answers[asked.id] = answer
    return EnquiryCheck(enquiry=Enquiry(red_flags=flags, answers=answers), problems=tuple(problems))


def screen_enquiry(
    enquiry: Enquiry, book: EnquiryBook, detector: RedFlags, at: str, page_language: str = "en"
) -> Screening:
    """The emergencies in answers and free texts; run even when other answers are missing.

    `page_language` is the language in which the free texts are likely to be written.
    """
    who = enquiry.answers.get("writes_as", "patient")
    yes = [
        (question.code, question.text(page_language))
        for question in book.red_flags
        if enquiry.red_flags.get(question.id) == YES
    ]
    screenings: Sequence[Screening] = [
        detector.in_answers(yes, who, at),
        *(
            detector.in_own_words(
                enquiry.answers[asked.id], page_language, who, at, is_of_kin=who == _PROXY
            )
            for asked in book.questions
            if asked.kind == "text" and asked.id in enquiry.answers
        ),
    ]
    return joined(screenings)


def _wrong(question: Question, answer: str) -> str:
    """The code of what is wrong with an answer; '' where it holds."""
    if not answer:
        return "missing" if question.required else ""
    if question.kind == "choice":
        return "" if answer in question.options else "unknown_choice"
    if question.kind == "country":
        return "" if _COUNTRY.match(answer) else "not_a_country"
    if question.kind == "email":
        is_address = len(answer) <= _LONGEST_EMAIL and _EMAIL.match(answer)
        return "" if is_address else "not_an_address"
    return "too_long" if len(answer) > question.most else ""
