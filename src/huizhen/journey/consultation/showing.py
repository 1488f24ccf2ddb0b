"""An opinion as pages show it: headings, texts, answers, and what it lacks in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import get_language

from huizhen.core.consultation.opinion import Opinion, OpinionBook, OpinionCheck
from huizhen.ground.content import pack
from huizhen.journey.consultation.queries import CaseQuestion


def shown_opinion(
    opinion: Opinion, questions: Sequence[CaseQuestion], language: str
) -> dict[str, Any]:
    """Sections in the usual order with their headings, answers under their questions."""
    book = OpinionBook(pack("opinion"))
    texts = {one.key: one.text for one in opinion.sections}
    sections = []
    for rule in book.sections:
        lines = [texts[rule.key]] if texts.get(rule.key) else []
        lines += list(_structured(opinion, rule.kept_in, book, language))
        if lines and rule.kept_in != "answers":
            sections.append({"heading": rule.heading(language), "lines": lines})
    return {
        "sections": sections,
        "answers": _answers(opinion, questions),
        "signature": _signature(opinion, book, language),
    }


def _structured(opinion: Opinion, kept_in: str, book: OpinionBook, language: str) -> Iterator[str]:
    tongue = "zh" if language.startswith("zh") else "en"
    if kept_in in ("diagnosis_agree", "travel_advice") and getattr(opinion, kept_in):
        yield book.choices[kept_in][getattr(opinion, kept_in)][tongue]
    if kept_in == "recommendations":
        for number, one in enumerate(opinion.recommendations, 1):
            word = book.choices["strength"][one.strength][tongue] if one.strength else ""
            yield f"{number}. {one.text}" + (f" [{word}]" if word else "")
    if kept_in == "tests_requested":
        yield from opinion.tests_requested


def _answers(opinion: Opinion, questions: Sequence[CaseQuestion]) -> list[dict[str, Any]]:
    by_question = {one.question_id: one for one in opinion.answers}
    return [
        {"number": number, "question": one.text, "answer": by_question.get(one.id)}
        for number, one in enumerate(questions, 1)
    ]


def _signature(opinion: Opinion, book: OpinionBook, language: str) -> list[tuple[str, str]]:
    block = opinion.signature
    values = {
        "doctor": block.doctor,
        "title": block.title,
        "place": " ".join(part for part in (block.hospital, block.department) if part),
        "signed_on": block.signed_on.isoformat() if block.signed_on else "",
        "stamp": ("有" if language.startswith("zh") else "yes") if block.is_stamped else "",
    }
    return [(one.heading(language), values[one.key]) for one in book.signature if values[one.key]]


def lack_lines(check: OpinionCheck, questions: Sequence[CaseQuestion]) -> list[dict[str, Any]]:
    """What the opinion lacks, the blocking first; questions by their number."""
    words = OpinionBook(pack("opinion")).words
    language = get_language() or "en"
    numbers = {one.id: str(number) for number, one in enumerate(questions, 1)}
    found = [
        {
            "message": words.message(
                one.replaced(subject=numbers.get(one.subject, one.subject)), language
            ),
            "remedy": words.remedy(one, language),
            "is_blocking": one.effect == "block",
        }
        for one in check.lacks
    ]
    return sorted(found, key=lambda line: not line["is_blocking"])
