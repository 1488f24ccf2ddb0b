"""The answer contract: an opinion by sections and by question, and what is still open in it.

The sections are those of a Chinese written opinion (会诊意见), as data. An opinion that came as a
signed file keeps that file as its original: then a place in it may stand for an answer's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from huizhen.core.consultation.contract import Effect, Lack, LackWords, NamedPart, has_words
from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value, canonical_json, content_hash

SCHEMA: Final = "huizhen.opinion/1"
_CASE_NUMBER: Final = re.compile(r"(?<![A-Z0-9])HZ[- ]?([0-9]{4})[- ]?([0-9]+)")
_DASHES: Final = re.compile(r"\s*[\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u30fc_-]\s*")
_QUESTION_CODES: Final = frozenset(("question_open", "question_unknown", "answered_twice"))
_CASE_CODES: Final = frozenset(("other_case", "case_number_missing"))


class Answer(Value):
    """What the specialist says to one question."""

    question_id: str = Field(min_length=1)
    state: Literal["answered", "unanswerable"]
    text: str = ""
    needs: tuple[str, ...] = ()
    """What would make it answerable."""
    place: str = ""
    """Where it stands in the signed original, such as a page."""


class SectionText(Value):
    """The text under one heading."""

    key: str
    text: str


class Recommendation(Value):
    """One numbered recommendation; what is advised against is one too."""

    text: str
    strength: Literal["recommended", "possible", "neutral", "against"] | None = None


class SignatureBlock(Value):
    """Who signed, as whom, where and when."""

    doctor: str = ""
    title: str = ""
    department: str = ""
    hospital: str = ""
    signed_on: date | None = None
    is_stamped: bool = False

    def part(self, key: str) -> bool:
        """Whether a part of the block is there; department or hospital is enough for `place`."""
        return {
            "doctor": has_words(self.doctor),
            "title": has_words(self.title),
            "place": has_words(self.department) or has_words(self.hospital),
            "signed_on": self.signed_on is not None,
            "stamp": self.is_stamped,
        }[key]


class Opinion(Value):
    """One specialist's written opinion on one case."""

    case_number: str
    dossier_hash: str = ""
    """The version of the dossier that was read."""
    language: str = "zh"
    sections: tuple[SectionText, ...] = ()
    diagnosis_agree: Literal["agree", "modify", "uncertain"] | None = None
    recommendations: tuple[Recommendation, ...] = ()
    tests_requested: tuple[str, ...] = ()
    travel_advice: Literal["none", "optional", "needed"] | None = None
    answers: tuple[Answer, ...] = ()
    signature: SignatureBlock = SignatureBlock()
    original: str = ""
    """Source id of the signed file, where the opinion came as one."""

    def texts(self) -> Iterator[str]:
        """Everything that somebody wrote in it."""
        for section in self.sections:
            yield section.text
        for answer in self.answers:
            yield answer.text
            yield from answer.needs
        yield from (one.text for one in self.recommendations)
        yield from self.tests_requested


class SectionRule(NamedPart):
    """A section or a part of the signature block, and what its absence means."""

    missing: Effect
    kept_in: Literal[
        "", "diagnosis_agree", "answers", "recommendations", "tests_requested", "travel_advice"
    ] = ""


class OpinionBook:
    """The structure of an opinion from the pack `opinion`."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        self._pack = pack
        data = pack.parsed("sections.json")
        try:
            self.sections = tuple(SectionRule.model_validate(one) for one in data["sections"])
            self.signature = tuple(SectionRule.model_validate(one) for one in data["signature"])
            self.choices: dict[str, dict[str, dict[str, str]]] = dict(data["choices"])
            for rule in self.signature:
                SignatureBlock().part(rule.key)
        except (KeyError, TypeError, ValidationError) as error:
            raise ContentError(
                "content_malformed",
                f"The structure {pack.stamp.id}/sections.json is wrong.",
                "Every section needs key, zh, en and missing (block or ask).",
            ) from error

    @cached_property
    def words(self) -> LackWords:
        """Messages of what the check finds."""
        return LackWords(self._pack, (*self.sections, *self.signature))


class OpinionCheck(Value):
    """What an opinion lacks, as the gates of the case ask it."""

    lacks: tuple[Lack, ...] = ()

    @property
    def is_of_this_case(self) -> bool:
        """Whether it names this case and no other."""
        return not any(one.code in _CASE_CODES for one in self.lacks)

    @property
    def questions_open(self) -> int:
        """How many questions are open, doubled or answered without having been asked."""
        return len({one.subject for one in self.lacks if one.code in _QUESTION_CODES})

    @property
    def parts_missing(self) -> int:
        """How many parts of the norm's minimum are missing."""
        other = _QUESTION_CODES | _CASE_CODES
        return sum(1 for one in self.lacks if one.effect == "block" and one.code not in other)

    @property
    def is_signable(self) -> bool:
        """Whether nothing blocks."""
        return all(one.effect == "ask" for one in self.lacks)


def open_questions(opinion: Opinion, questions: Sequence[str]) -> tuple[str, ...]:
    """The ids that have neither an answer nor the word that they cannot be answered, with needs."""
    settled = {one.question_id for one in opinion.answers if _is_settled(one, opinion)}
    return tuple(dict.fromkeys(one for one in questions if one not in settled))


def check_opinion(
    opinion: Opinion, case_number: str, questions: Sequence[str], book: OpinionBook
) -> OpinionCheck:
    """Everything that the opinion lacks for that case and its questions (ids in their order)."""
    lacks = [
        *_of_the_case(opinion, case_number),
        *_of_the_questions(opinion, questions),
        *_of_the_sections(opinion, book),
        *_of_the_signature(opinion, book),
    ]
    return OpinionCheck(lacks=tuple(lacks))


def opinion_json(opinion: Opinion) -> str:
    """Canonical JSON: the order in which sections and answers were entered does not show."""
    return canonical_json(_plain(opinion))


def opinion_hash(opinion: Opinion) -> str:
    """SHA-256 of the canonical JSON: what a signature names."""
    return content_hash(_plain(opinion))


def _plain(opinion: Opinion) -> dict[str, Any]:
    ordered = opinion.replaced(
        sections=tuple(sorted(opinion.sections, key=lambda one: (one.key, one.text))),
        answers=tuple(sorted(opinion.answers, key=lambda one: one.model_dump_json())),
    )
    return {"schema": SCHEMA, **ordered.model_dump(mode="json")}


def _is_settled(answer: Answer, opinion: Opinion) -> bool:
    if answer.state == "unanswerable":
        return any(has_words(need) for need in answer.needs)
    return has_words(answer.text) or bool(opinion.original and has_words(answer.place))


def _of_the_case(opinion: Opinion, case_number: str) -> Iterator[Lack]:
    named = _numbers(opinion.case_number) or {_folded(opinion.case_number)} - {""}
    if not named:
        yield Lack(code="case_number_missing", effect="block")
    own = _numbers(case_number) or {_folded(case_number)}
    found = named.union(*map(_numbers, opinion.texts()))
    for other in sorted(found - own):
        yield Lack(code="other_case", effect="block", subject=other)


def _numbers(text: str) -> set[str]:
    """The case numbers in a text, each in one spelling: HZ-2026-0001."""
    return {f"HZ-{year}-{digits}" for year, digits in _CASE_NUMBER.findall(_folded(text))}


def _folded(text: str) -> str:
    """Text with one width, one case and one kind of dash."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text).upper().strip())


def _of_the_questions(opinion: Opinion, questions: Sequence[str]) -> Iterator[Lack]:
    for question in open_questions(opinion, questions):
        yield Lack(code="question_open", effect="block", subject=question)
    times = Counter(one.question_id for one in opinion.answers)
    for question, number in times.items():
        if question not in questions:
            yield Lack(code="question_unknown", effect="block", subject=question)
        elif number > 1:
            yield Lack(code="answered_twice", effect="block", subject=question)


def _of_the_sections(opinion: Opinion, book: OpinionBook) -> Iterator[Lack]:
    if not opinion.original and not any(map(has_words, opinion.texts())):
        yield Lack(code="opinion_empty", effect="block")
    known = {rule.key for rule in book.sections}
    times = Counter(section.key for section in opinion.sections)
    for key, number in times.items():
        if key not in known:
            yield Lack(code="section_unknown", effect="ask", subject=key)
        elif number > 1:
            yield Lack(code="section_twice", effect="ask", subject=key)
    written = {section.key for section in opinion.sections if has_words(section.text)}
    for rule in book.sections:
        is_there = rule.key in written or (rule.kept_in and bool(getattr(opinion, rule.kept_in)))
        if not is_there and not opinion.original:
            yield Lack(code="section_missing", effect=rule.missing, subject=rule.key)


def _of_the_signature(opinion: Opinion, book: OpinionBook) -> Iterator[Lack]:
    for rule in book.signature:
        if not opinion.signature.part(rule.key):
            yield Lack(code="signature_incomplete", effect=rule.missing, subject=rule.key)
