"""Differences in which a mention that need not be answered still may not be contradicted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Agrees, Mention, share_a_sense, unmatched


def contradictions(
    code: str,
    source: Sequence[Mention],
    target: Sequence[Mention],
    *,
    agrees: Agrees = share_a_sense,
    alone: Effect = "block",
    both_optional: Effect | None = "block",
    mild: Agrees | None = None,
    repeated: Effect | None = "advise",
) -> Iterator[Difference]:
    """What has no partner, set against what has none on the other side.

    Two that are left over contradict each other (`block`, or `both_optional` where neither had
    to be answered). One that is left over alone is told only where it had to be answered, and
    then only `repeated` where the other side says the same elsewhere, so that nothing but the
    count differs. Two that are `mild`ly alike are only advised.
    """
    lost, new = unmatched(source, target, agrees)
    if not lost and not new and both_optional is None:
        return
    all_lost, all_new = unmatched(_required(source), _required(target), agrees)
    if not lost and not new and not (all_lost and all_new):
        return
    left = _first(lost, all_lost)
    right = _first(new, all_new)
    for one, other in zip_longest(left, right):
        if one and other:
            must = one.is_required or other.is_required
            effect = "block" if must else both_optional
            if effect and mild and mild(one, other):
                effect = "advise"
        else:
            only = one or other
            must = only is not None and only.is_required
            elsewhere = target if one else source
            effect = alone if must else None
            if must and any(agrees(only, it) if one else agrees(it, only) for it in elsewhere):
                effect = repeated
        if effect:
            yield _difference(code, effect, one, other)


def _required(mentions: Sequence[Mention]) -> list[Mention]:
    return [replace(mention, is_required=True) for mention in mentions]


def _first(required: Sequence[Mention], every: Sequence[Mention]) -> list[Mention]:
    """Those that had to be answered, then the others that were not."""
    spans = {one.span for one in required}
    others = [replace(one, is_required=False) for one in every if one.span not in spans]
    return [*required, *others]


def _difference(
    code: str, effect: Effect, one: Mention | None, other: Mention | None
) -> Difference:
    kind = "differs" if one and other else "missing" if one else "added"
    return Difference(
        code=f"{code}.{kind}",
        effect=effect,
        source=one.span if one else None,
        target=other.span if other else None,
        meant=one.sense if one else "",
        says=other.sense if other else "",
    )
