"""Distances of neighbouring planes: the regular one, slices that are missing, uneven steps."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from huizhen.core.imaging.planes import ImagePlane, number
from huizhen.core.imaging.stacks import Place, Stack
from huizhen.core.imaging.tolerances import (
    INCREMENT_SHARE,
    MISSING_SHARE,
    MOST_WRITTEN_MM,
    SAME_PLACE_MM,
)


class Gap(NamedTuple):
    """A step in which slices are missing."""

    below: Place
    above: Place
    step_mm: float
    missing: int


class Increments(NamedTuple):
    """The steps of one stack."""

    regular_mm: float | None
    """The commonest step; None where there are fewer than two places."""
    gaps: tuple[Gap, ...]
    uneven_mm: tuple[float, ...]
    """The different steps in order of place, where they are not one step and gaps."""


class _Step(NamedTuple):
    below: Place
    above: Place
    mm: float


def increments_of(stack: Stack) -> Increments:
    """What the steps between the places of a stack are."""
    steps = [
        _Step(below, above, above.at - below.at)
        for below, above in zip(stack.places, stack.places[1:], strict=False)
    ]
    if not steps:
        return Increments(None, (), ())
    written = written_mm(stack.planes)
    kinds = _kinds([step.mm for step in steps], written)
    regular = max(kinds, key=lambda kind: (len(kind), -kind[0]))
    usual = median(regular)
    if len(kinds) == 1:
        return Increments(usual, (), ())
    counted = _number_step(steps, usual, written)
    if _are_blocks(steps, usual, written, counted):
        return Increments(usual, (), ())
    frequent = (kind for kind in kinds if len(kind) >= MISSING_SHARE / 2 * len(steps))
    smallest = next(frequent, regular)
    gaps, odd = _judged(steps, usual, written, counted)
    if odd and smallest is not regular:
        # where more than every second slice is missing, the commonest step is not the regular one
        other = median(smallest)
        again = _number_step(steps, other, written)
        fine_gaps, fine_odd = _judged(steps, other, written, again)
        if not fine_odd and again:
            return Increments(other, tuple(fine_gaps), ())
    return Increments(usual, tuple(gaps), _different([step.mm for step in steps], written, odd))


def _are_blocks(steps: Sequence[_Step], usual: float, written: float, counted: int) -> bool:
    """Whether MR was planned in blocks: as many slices through each disc or in each breast, far
    apart, numbered on from one to the next. What was lost leaves blocks of any length."""
    if steps[0].below.planes[0].header.modality != "MR" or not counted:
        return False
    lengths, slices = [], 1
    for step in steps:
        if abs(step.mm - usual) <= tolerance_mm(usual, written):
            slices += 1
            continue
        is_on = abs(_number_way(step.below, step.above)) == counted
        if step.mm < _FAR_STEPS * usual or not is_on:
            return False
        lengths.append(slices)
        slices = 1
    return len({*lengths, slices}) == 1 and slices >= _LEAST_OF_BLOCK


_FAR_STEPS, _LEAST_OF_BLOCK = 3, 3


def _judged(
    steps: Sequence[_Step], usual: float, written: float, counted: int
) -> tuple[list[Gap], list[float]]:
    """Gaps, and steps that are neither regular nor a gap."""
    gaps, odd = [], []
    for step in steps:
        times = round(step.mm / usual)
        tolerance = tolerance_mm(usual, written)
        if abs(step.mm - usual) <= tolerance:
            continue
        if times >= 2 and abs(step.mm - times * usual) <= tolerance:
            gaps.append(Gap(step.below, step.above, step.mm, times - 1))
        else:
            odd.append(step.mm)
    few = len(gaps) <= max(1, MISSING_SHARE * len(steps)) and len(steps) > 2
    kept = [
        gap
        for gap in gaps
        if _numbers_skip(gap, counted) or (few and not _is_thicker(gap, steps, usual))
    ]
    odd += [gap.step_mm for gap in gaps if gap not in kept]
    return kept, odd


def tolerance_mm(step: float, written: float) -> float:
    """How far two steps may differ and be the same."""
    return max(INCREMENT_SHARE * step, written, SAME_PLACE_MM) + _FLOAT


_FLOAT = 1e-6
"""What the difference of two floats may be off by."""


def written_mm(planes: Sequence[ImagePlane]) -> float:
    """One unit of the last figure that positions are written with, at most a tenth of a mm."""
    texts = (plane.header.image_position_patient for plane in planes)
    most = max((_decimals(part) for text in texts for part in text.split("\\")), default=0)
    return float(min(MOST_WRITTEN_MM, 10.0**-most))


def _decimals(text: str) -> int:
    if "e" in text or "E" in text:
        return 6
    return len(text.strip().partition(".")[2].rstrip("0"))


def _kinds(steps: Sequence[float], written: float) -> list[list[float]]:
    """Steps that are the same together, smallest first."""
    kinds: list[list[float]] = []
    for step in sorted(steps):
        if kinds and step - kinds[-1][0] <= tolerance_mm(kinds[-1][0], written):
            kinds[-1].append(step)
        else:
            kinds.append([step])
    return kinds


def _different(steps: Sequence[float], written: float, odd: Sequence[float]) -> tuple[float, ...]:
    """Each different step once, in order of place; none where nothing is odd."""
    if not odd:
        return ()
    found: list[float] = []
    for step in steps:
        if not any(abs(step - known) <= tolerance_mm(known, written) for known in found):
            found.append(step)
    return tuple(found)


def _number_step(steps: Sequence[_Step], usual: float, written: float) -> int:
    """By how much InstanceNumber goes on over a regular step; 0 where it does not say."""
    ways = [
        abs(way)
        for step in steps
        if abs(step.mm - usual) <= tolerance_mm(usual, written)
        and (way := _number_way(step.below, step.above))
    ]
    return int(median(ways)) if ways else 0


def _number_way(below: Place, above: Place) -> int:
    numbers = [number(place.planes[0].header.instance_number) for place in (below, above)]
    if numbers[0] is None or numbers[1] is None:
        return 0
    return int(numbers[1] - numbers[0])


def _numbers_skip(gap: Gap, counted: int) -> bool:
    """Whether InstanceNumber leaves out as many as the step does."""
    way = abs(_number_way(gap.below, gap.above))
    return counted > 0 and way == counted * (gap.missing + 1)


def _is_thicker(gap: Gap, steps: Sequence[_Step], usual: float) -> bool:
    """Whether thicker slices fill the step: a protocol of two parts, and nothing missing."""
    regular = [
        thickness
        for step in steps
        if abs(step.mm - usual) <= INCREMENT_SHARE * usual
        and (thickness := step.below.planes[0].thickness)
    ]
    beside = [plane.thickness or 0.0 for plane in (gap.below.planes[0], gap.above.planes[0])]
    if not regular or not all(beside):
        return False
    return max(beside) >= (gap.missing + 1) * median(regular) * (1 - INCREMENT_SHARE)
