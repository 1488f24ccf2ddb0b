"""Whole sentences of opinion and home plan, each with a name by which a form chooses it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from huizhen.core.consultation.opinion import Opinion
from huizhen.core.interpretation.points import OpinionQuote, PlanItem, PlanQuote, opinion_parts
from huizhen.core.records.value import Value

_END: Final = re.compile(r"[。；！？;!?]\s*|\.(?:\s+|$)")
"""Where a sentence ends: as the check of the points has it."""


class Sentence(Value):
    """One sentence that can be quoted."""

    key: str
    """The part of the opinion or the plan's item, '#', and the sentence's number."""
    text: str


def sentences(text: str) -> tuple[str, ...]:
    """The whole sentences of a text, line breaks and runs of spaces as one space."""
    whole = " ".join(text.split())
    found, start = [], 0
    for end in _END.finditer(whole):
        found.append(whole[start : end.start() + 1].strip())
        start = end.end()
    found.append(whole[start:].strip())
    return tuple(one for one in found if any(map(str.isalnum, one)))


def opinion_sentences(opinion: Opinion) -> tuple[Sentence, ...]:
    """Every sentence of an opinion in reading order."""
    return tuple(_of(opinion_parts(opinion)))


def plan_sentences(plan: Sequence[PlanItem]) -> tuple[Sentence, ...]:
    """Every sentence of the home plan."""
    return tuple(_of((item.id, item.text) for item in plan))


def _of(named: Iterable[tuple[str, str]]) -> Iterator[Sentence]:
    for name, text in named:
        for number, sentence in enumerate(sentences(text), 1):
            yield Sentence(key=f"{name}#{number}", text=sentence)


def opinion_quotes(
    opinion: Opinion, chosen: Iterable[str], question_id: str = ""
) -> tuple[OpinionQuote, ...]:
    """The chosen sentences of the opinion as quotes."""
    wanted = set(chosen)
    return tuple(
        OpinionQuote(part=_name(one.key), text=one.text, question_id=question_id)
        for one in opinion_sentences(opinion)
        if one.key in wanted
    )


def plan_quotes(plan: Sequence[PlanItem], chosen: Iterable[str]) -> tuple[PlanQuote, ...]:
    """The chosen sentences of the home plan as quotes, with the item's places."""
    wanted, items = set(chosen), {item.id: item for item in plan}
    return tuple(
        PlanQuote(
            item_id=items[_name(one.key)].id,  # type: ignore[index]
            text=one.text,
            evidence=items[_name(one.key)].evidence,  # type: ignore[index]
        )
        for one in plan_sentences(plan)
        if one.key in wanted
    )


def chosen_of(
    quotes: Sequence[OpinionQuote] | Sequence[PlanQuote], among: Sequence[Sentence]
) -> list[str]:
    """The keys of the sentences that quotes consist of; words that no longer stand have none."""
    told = {(_of_quote(quote), " ".join(quote.text.split())) for quote in quotes}
    return [one.key for one in among if (_name(one.key), one.text) in told]


def _of_quote(quote: OpinionQuote | PlanQuote) -> str:
    return quote.part if isinstance(quote, OpinionQuote) else quote.item_id


def _name(key: str) -> str:
    return key.rsplit("#", 1)[0]
