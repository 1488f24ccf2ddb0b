"""Two studies of the same kind side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.dates import days_between, shown_date
from huizhen.ground.imaging.queries import StudyShown, instances_of
from huizhen.ground.imaging.showing import (
    SeriesLine,
    parts_of,
    series_line,
    study_title,
)

_KEYS: Final = 5
"""Pictures of a series that are shown beside those of another."""


@dataclass(frozen=True)
class Pair:
    """Two studies that can be compared, the later first."""

    later: StudyShown
    earlier: StudyShown
    days: int | None

    @property
    def titles(self) -> tuple[str, str]:
        """Their titles."""
        return study_title(self.later), study_title(self.earlier)


@dataclass(frozen=True)
class Row:
    """Series that answer each other; None where the other study has none."""

    later: SeriesLine | None
    earlier: SeriesLine | None

    @property
    def differs_in_slice(self) -> bool:
        """Whether both are stated and are not the same."""
        if self.later is None or self.earlier is None:
            return False
        one, other = self.later.slice_mm, self.earlier.slice_mm
        return bool(one and other and one != other)


def pairs_of(studies: Sequence[StudyShown]) -> list[Pair]:
    """Pairs of one modality and region, those with the newest study and the nearest prior first."""
    ordered = sorted(studies, key=lambda one: (one.date, one.time), reverse=True)
    return [
        pair_of(later, earlier)
        for at, later in enumerate(ordered)
        for earlier in ordered[at + 1 :]
        if are_alike(later, earlier)
    ]


def pair_of(one: StudyShown, other: StudyShown) -> Pair:
    """Both in the order of their days."""
    later, earlier = sorted((one, other), key=lambda each: (each.date, each.time), reverse=True)
    days = days_between(shown_date(earlier.date), shown_date(later.date))
    return Pair(later, earlier, days)


def are_alike(one: StudyShown, other: StudyShown) -> bool:
    """Whether they share a modality, and a part of the body where both are known."""
    if not set(one.modalities) & set(other.modalities):
        return False
    ours, theirs = parts_of(one), parts_of(other)
    return not ours or not theirs or bool(ours & theirs)


def rows_of(case: Case, pair: Pair) -> list[Row]:
    """Series of pictures by phase and plane, else by description; one without a match alone."""
    later, earlier = _lines(case, pair.later), _lines(case, pair.earlier)
    rows: list[Row] = []
    for line in later:
        match = _match(line, earlier)
        if match is not None:
            earlier.remove(match)
        rows.append(Row(line, match))
    return [*rows, *(Row(None, line) for line in earlier)]


def _lines(case: Case, study: StudyShown) -> list[SeriesLine]:
    lines = [line for line in map(series_line, study.series) if line.is_of_pictures]
    return [replace(line, keys=_keys(case, line.series.id)) for line in lines]


def _keys(case: Case, series: UUID) -> tuple[UUID, ...]:
    """The middle instances of equal parts; none of a series with fewer."""
    rows = instances_of(case, series)
    if len(rows) < _KEYS:
        return ()
    return tuple(rows[(2 * part + 1) * len(rows) // (2 * _KEYS)].pk for part in range(_KEYS))


def _match(line: SeriesLine, among: Sequence[SeriesLine]) -> SeriesLine | None:
    """The first of the same phase and plane, of the same phase, of the same description."""
    same = [one for one in among if one.series.modality == line.series.modality]
    of_phase = [one for one in same if one.phase and one.phase == line.phase]
    of_plane = [one for one in of_phase if one.plane == line.plane]
    of_title = [one for one in same if one.title.casefold() == line.title.casefold()]
    return next(iter((*of_plane, *of_phase, *of_title)), None)
