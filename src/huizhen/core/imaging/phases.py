"""Contrast phases: by words first, else by seconds after the injection, else by the times of
the series relative to each other. What times alone show is likely, never certain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from huizhen.core.imaging.header_values import Shown, stated, values, without
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import PhaseTable
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised
from huizhen.core.records.value import Value

_MOST_PASSES = 6
_DIGITS = "0123456789"
_DAY_S = Decimal(86_400)
_HALF_DAY_S = _DAY_S / 2
_MOST_S = Decimal(3_600)
"""Longer after an injection nothing is a phase of it: the time is of something else."""


class TimedSeries(Value):
    """A series with an agent, as far as its phase is looked for."""

    number: int
    """Its place among those looked at."""
    series: Series
    modality: str
    bodies: frozenset[str]
    said: Shown | None
    starts_s: Decimal | None
    """Seconds since midnight when its first image was acquired."""


def phase_said(series: Series, table: PhaseTable) -> Shown | None:
    """The phase that the series' description names; that of its protocol, which may hold
    several, only where it names one alone."""
    for keyword in ("SeriesDescription", "ProtocolName"):
        for value in values(series, keyword):
            text = normalised(value)
            found = [
                name
                for name, row in table.phases.items()
                if word_said(without(text, table.not_words.get(name, ())), row.words)
            ]
            if found and (keyword == "SeriesDescription" or len(found) == 1):
                return Shown(name=_closest(found), tag=keyword, value=value)
    return None


def _closest(found: Sequence[str]) -> str:
    """Of several names the one that is more than 'arterial' or 'venous' alone. What is arterial
    and late is the late arterial phase (2.0.3), not the delayed one."""
    if set(found) == {"arterial", "delayed"}:
        return "arterial"
    for name in ("pancreatic", "hepatobiliary", "excretory", "nephrographic", "delayed", "portal"):
        if name in found:
            return name
    return found[0]


def seconds_of(time: str) -> Decimal | None:
    """Seconds since midnight of a TM value (PS3.5 6.2), or of a DT value's time."""
    digits = time.replace(":", "")
    if len(digits.split(".")[0]) >= 14:
        digits = digits[8:]
    whole, _, fraction = digits.partition(".")
    whole = whole.split("+")[0].split("-")[0]
    fraction = "".join(character for character in fraction[:6] if character in _DIGITS)
    if len(whole) < 4 or not (whole.isascii() and whole.isdigit()):
        return None
    hours, minutes = int(whole[:2]), int(whole[2:4])
    seconds = int(whole[4:6] or 0)
    if hours > 23 or minutes > 59 or seconds > 60:
        return None
    return Decimal(hours * 3600 + minutes * 60 + seconds) + Decimal(f"0.{fraction or 0}")


def start_of(series: Series) -> tuple[Decimal, str, str] | None:
    """When its first image was acquired, with the attribute that says so and its value."""
    for keyword in ("AcquisitionTime", "AcquisitionDateTime"):
        times = [
            (seconds, keyword, value)
            for value in values(series, keyword)
            if (seconds := seconds_of(value)) is not None
        ]
        if times:
            return _first_of(times)
    return None


def _first_of(times: list[tuple[Decimal, str, str]]) -> tuple[Decimal, str, str]:
    """The earliest; a series that lasts past midnight begins before it."""
    latest = max(times)[0]
    before = [one for one in times if latest - min(times)[0] > _HALF_DAY_S <= one[0]]
    return min(before or times)


def through_midnight(timed: Sequence[TimedSeries]) -> list[TimedSeries]:
    """The same series, those after midnight a day later where the study began before it: no
    examination lasts half a day."""
    starts = [one.starts_s for one in timed if one.starts_s is not None]
    if not starts or max(starts) - min(starts) <= _HALF_DAY_S:
        return list(timed)
    return [
        one.replaced(starts_s=one.starts_s + _DAY_S)
        if one.starts_s is not None and one.starts_s < _HALF_DAY_S
        else one
        for one in timed
    ]


def seconds_after_injection(series: Series) -> Decimal | None:
    """From ContrastBolusStartTime to the first image; None where one of them is not told."""
    start = start_of(series)
    if start is None:
        return None
    for one in series.instances:
        injected = seconds_of(stated(one.instance, "ContrastBolusStartTime"))
        if injected is not None:
            after = (start[0] - injected) % _DAY_S
            return after if after <= _MOST_S else None
    return None


def phase_by_injection(timed: TimedSeries, table: PhaseTable) -> Shown | None:
    """The one phase in whose window the series begins."""
    seconds = seconds_after_injection(timed.series)
    if seconds is None:
        return None
    for margin in (False, True):
        fitting = [
            name for name in _windows(timed, table) if _holds(name, seconds, table, margin=margin)
        ]
        if len(fitting) == 1:
            value = f"{seconds.quantize(Decimal(1))} s"
            return Shown(name=fitting[0], tag="ContrastBolusStartTime", value=value, is_sure=False)
        if fitting:
            return None
    return None


def phases_by_order(timed: Sequence[TimedSeries], table: PhaseTable) -> dict[int, Shown]:
    """Phases by the times of the series relative to each other, by the number of the series.

    A phase is told only where every injection time that fits all series gives it that phase;
    the margin of 'about' counts only where nothing fits without it.
    """
    passes = list(_passes(timed, table))
    if not 2 <= len(passes) <= _MOST_PASSES:
        return {}
    options = [_options(members, table) for members in passes]
    for has_margin in (False, True):
        fitting = [
            choice
            for choice in product(*options)
            if _is_possible(passes, choice, table, has_margin=has_margin)
        ]
        if fitting:
            break
    found: dict[int, Shown] = {}
    for place, members in enumerate(passes):
        names = {choice[place] for choice in fitting}
        if len(names) == 1:
            (name,) = names
            found.update(
                (one.number, Shown(name=name, tag="AcquisitionTime",
                    value=_told(members, passes), is_sure=False))
                for one in members if one.said is None
            )  # fmt: skip
    return found


def _told(members: Sequence[TimedSeries], passes: Sequence[Sequence[TimedSeries]]) -> str:
    start = start_of(members[0].series)
    assert start is not None  # noqa: S101 - a pass has a time
    first = passes[0][0].starts_s or Decimal(0)
    after = (start[0] - first).quantize(Decimal(1))
    return f"{start[2]} (+{after} s)" if after else start[2]


def _passes(timed: Sequence[TimedSeries], table: PhaseTable) -> Iterator[list[TimedSeries]]:
    """Series of one pass together: two reconstructions begin at the same time."""
    known = sorted(
        (one for one in timed if one.starts_s is not None and _windows(one, table)),
        key=lambda one: (one.starts_s or Decimal(0), one.number),
    )
    together: list[TimedSeries] = []
    for one in known:
        if together and _apart(together[0], one) > table.same_pass_s:
            yield together
            together = []
        together.append(one)
    if together:
        yield together


def _apart(first: TimedSeries, second: TimedSeries) -> Decimal:
    return (second.starts_s or Decimal(0)) - (first.starts_s or Decimal(0))


def _options(members: Sequence[TimedSeries], table: PhaseTable) -> list[str]:
    """What the words of the pass say, else every phase whose time is known."""
    said = [one.said.name for one in members if one.said is not None]
    if said:
        return [said[0]]
    allowed: list[str] = []
    for one in members:
        allowed.extend(name for name in _windows(one, table) if name not in allowed)
    return allowed


def _is_possible(
    passes: Sequence[Sequence[TimedSeries]],
    choice: Sequence[str],
    table: PhaseTable,
    *,
    has_margin: bool,
) -> bool:
    """Whether one injection time puts every pass into the window of its phase."""
    if len(set(choice)) < len(choice):
        return False
    earliest, latest = Decimal("-Infinity"), Decimal("Infinity")
    for members, name in zip(passes, choice, strict=True):
        window = table.window(name, has_margin=has_margin)
        if window is None:
            continue  # a phase that words alone tell bounds nothing
        starts = members[0].starts_s or Decimal(0)
        earliest, latest = max(earliest, starts - window[1]), min(latest, starts - window[0])
    return earliest <= latest


def _windows(timed: TimedSeries, table: PhaseTable) -> list[str]:
    return [
        name
        for name, row in table.phases.items()
        if row.from_s is not None
        and timed.modality in row.modalities
        and timed.bodies & set(row.bodies)
    ]


def _holds(name: str, seconds: Decimal, table: PhaseTable, *, margin: bool) -> bool:
    window = table.window(name, has_margin=margin)
    return window is not None and window[0] <= seconds <= window[1]


def contradicted_by_injection(timed: TimedSeries, table: PhaseTable) -> str:
    """The seconds after the injection where they belong to another phase than the words name."""
    seconds = seconds_after_injection(timed.series)
    names = _windows(timed, table)
    if seconds is None or timed.said is None or timed.said.name not in names:
        return ""
    if _holds(timed.said.name, seconds, table, margin=True):
        return ""
    if not any(_holds(name, seconds, table, margin=False) for name in names):
        return ""
    return f"{timed.said.value}; {seconds.quantize(Decimal(1))} s"


def out_of_order(timed: Sequence[TimedSeries], table: PhaseTable) -> Iterator[tuple[int, str]]:
    """Series whose words name a later phase than a series that was acquired after them, with
    both times."""
    order = list(table.phases)
    named = [one for one in timed if one.said is not None and one.starts_s is not None]
    for one in named:
        for other in named:
            if one.said is None or other.said is None or not one.bodies & other.bodies:
                continue
            later = order.index(one.said.name) > order.index(other.said.name)
            if later and _windows(one, table) and _apart(one, other) > table.same_pass_s:
                first, second = start_of(one.series), start_of(other.series)
                if first and second:
                    yield one.number, f"{one.said.value} {first[2]}; {other.said.value} {second[2]}"
                    break
