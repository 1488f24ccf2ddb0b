"""What the reports of an opinion say in two languages: the translation, points, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse

from huizhen.core.consultation.opinion import Opinion
from huizhen.core.interpretation.points import Point
from huizhen.core.interpretation.translation import TranslatedPart
from huizhen.core.language.detect import language_of
from huizhen.ground.cases.models import Case
from huizhen.ground.language.checking import LanguagePair

_WORDS: Final = ("item", "condition", "meaning", "question")
"""Of a point: what a person writes, in the home language and for a Chinese report."""
_OWN_WORDS: Final = ("laterality", "segment", "level")
"""A point is no translation of what it quotes; but a side, segment or level that it names is the
quote's."""


@dataclass(frozen=True)
class SaidPoint:
    """A point with its words for a Chinese report."""

    id: UUID
    point: Point
    chinese: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """What two reports are made of."""

    case: Case
    opinion_id: UUID
    opinion: Opinion
    parts: Sequence[TranslatedPart]
    titles: Mapping[str, str]
    """Of the parts, in the reader's language."""
    points: Sequence[SaidPoint]
    questions: Sequence[tuple[str, str]]
    """In the asker's words, and as the department read them."""


def pairs_of(said: Said) -> Iterator[LanguagePair]:
    """Each thing that is said twice, as a pair."""
    yield from _translated(said)
    for number, one in enumerate(said.points, 1):
        yield from _in_chinese(said, one, str(number))
        yield from _against_quotes(said, one, str(number))
    for original, chinese in said.questions:
        if original != chinese:
            yield LanguagePair(
                kind="question",
                source=original,
                target=chinese,
                source_language=language_of(original) or "en",
                target_language="zh",
            )


def _translated(said: Said) -> Iterator[LanguagePair]:
    if _same(said.opinion.language, said.case.language):
        return
    address = reverse("translation", args=[said.case.pk, said.opinion_id])
    for part in said.parts:
        written_in = language_of(part.original) or said.opinion.language
        # the fixed statement may stand in the reader's language already
        if part.text.strip() and not _same(written_in, said.case.language):
            yield LanguagePair(
                kind="part",
                source=part.original,
                target=part.text,
                source_language=written_in,
                target_language=said.case.language,
                place=said.titles.get(part.part, part.part),
                address=address,
            )


def _in_chinese(said: Said, one: SaidPoint, number: str) -> Iterator[LanguagePair]:
    if _same(said.case.language, "zh"):
        return
    for name in _WORDS:
        told, chinese = getattr(one.point, name).strip(), one.chinese.get(name, "").strip()
        if told and chinese:
            yield LanguagePair(
                kind="point",
                source=told,
                target=chinese,
                source_language=said.case.language,
                target_language="zh",
                place=number,
                address=_point_page(said, one),
            )


def _against_quotes(said: Said, one: SaidPoint, number: str) -> Iterator[LanguagePair]:
    """The point in its own words against what it quotes: the opinion, or the plan on which it is
    silent. Where both differ, a point may name either's side."""
    point = one.point
    quotes = point.opinion or point.plan
    if point.relation == "differ" or not quotes:
        return
    quoted = "\n".join(quote.text for quote in quotes)
    words = (point.item, point.condition, point.meaning)
    yield LanguagePair(
        kind="point",
        source=quoted,
        target="\n".join(word for word in words if word.strip()),
        source_language=said.opinion.language if point.opinion else language_of(quoted) or "en",
        target_language=said.case.language,
        codes=_OWN_WORDS,
        place=number,
        address=_point_page(said, one),
    )


def _point_page(said: Said, one: SaidPoint) -> str:
    return reverse("point", args=[said.case.pk, said.opinion_id, one.id])


def _same(one: str, other: str) -> bool:
    return one.split("-", maxsplit=1)[0] == other.split("-", maxsplit=1)[0]
