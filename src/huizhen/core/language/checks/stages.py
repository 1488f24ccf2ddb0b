"""Stages of a disease: TNM, stage groups and grades, residual tumour, extent and course."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from huizhen.core.language.checks import ranks, tnm
from huizhen.core.language.checks.axes import (
    AxisWords,
    are_read,
    axis_words,
    swapped,
    swaps,
    valued,
)
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention, differences
from huizhen.core.language.checks.pair import Pair, Side

_RESIDUAL = re.compile(r"(?<![A-Za-z0-9])R\s?([012xX])(?![A-Za-z0-9.])")


_CLOSED = frozenset(("line", "setting", "resectability"))


def build(packs: Packs) -> Check:
    """The check of stages."""
    return partial(_compared, axis_words(packs, "stage_words.tsv"))


def _compared(words: AxisWords, pair: Pair) -> Iterator[Difference]:
    source, target = pair.source, pair.target
    classes = tnm.classes(source), tnm.classes(target)
    yield from swapped("stage.residual", _residual(source), _residual(target))
    if not are_read(pair):
        yield from swapped("stage.tnm", *classes)
        return
    yield from valued(
        "stage.tnm",
        *classes,
        lambda one: tnm.is_written(one, target),
        lambda one: tnm.is_written(one, source),
    )
    yield from differences("stage.tnm", tnm.details(source), tnm.details(target))
    yield from _ranked(pair)
    yield from swaps("stage", *words.compared(pair), _CLOSED)


def _residual(side: Side) -> list[Mention]:
    if "R" not in side.narrow:
        return []
    return [
        Mention(side.span(*hit.span()), frozenset((f"R{hit[1].lower()}",)))
        for hit in _RESIDUAL.finditer(side.narrow)
    ]


def _ranked(pair: Pair) -> Iterator[Difference]:
    """Stage groups and grades together, so that a grade made a stage is seen."""
    source, target = (
        [_of_either_kind(one) if ranks.is_either(one, side) else one for one in ranks.ranks(side)]
        for side in (pair.source, pair.target)
    )
    if not (source or target):
        return
    told = list(
        valued(
            "rank",
            source,
            target,
            lambda one: ranks.is_written(_value(one), pair.target),
            lambda one: ranks.is_written(_value(one), pair.source),
        )
    )
    for one in told or _exchanged(source, target):
        is_stage = (one.meant or one.says).startswith("stage")
        yield one.model_copy(
            update={"code": one.code.replace("rank", "stage" if is_stage else "grade")}
        )


_ROMAN = re.compile(r"(?<![A-Za-z])[IVX]+|[Ⅰ-Ⅻ]")


def _exchanged(source: Sequence[Mention], target: Sequence[Mention]) -> Iterator[Difference]:
    """'Grade 2, stage II' made '2期，Ⅱ级': the numerals stand as they were, their kinds do not."""
    written, wanted = ([_numeral(one) for one in found] for found in (source, target))
    if written != wanted or len(set(written)) < 2:
        return
    for one, other in zip(source, target, strict=True):
        if one.senses.isdisjoint(other.senses):
            yield Difference(
                code="rank.differs", effect="block", source=one.span, target=other.span,
                meant=one.sense, says=other.sense,
            )  # fmt: skip


def _numeral(mention: Mention) -> tuple[bool, str]:
    return _ROMAN.search(mention.span.text) is not None, _value(mention)


def _of_either_kind(mention: Mention) -> Mention:
    value = _value(mention)
    return Mention(
        mention.span, frozenset((f"s:{value}", f"g:{value}")), mention.is_required, mention.says
    )


def _value(mention: Mention) -> str:
    return mention.says.partition(" ")[2]
