"""Figures of findings as they are shown: no language, no more digits than they deserve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from huizhen.core.imaging.findings import ImagingFinding, Scope
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.records.page import SourceId

MOST_SOURCES = 100
"""Files that a finding names; one that is true of thousands names the first of them."""
MOST_SHOWN = 6
"""Figures that a value lists before it goes on with an ellipsis."""


def finding(
    series: Series,
    code: str,
    tag: str,
    value: str,
    shown_by: Iterable[PlacedInstance] = (),
    scope: Scope = "series",
) -> ImagingFinding:
    """A finding about a series, with the files that show it."""
    sources = dict.fromkeys(SourceId(placed.source_id) for placed in shown_by)
    return ImagingFinding(
        code=code,
        tag=tag,
        value=value,
        scope=scope,
        source_ids=tuple(sources)[:MOST_SOURCES],
        series_instance_uid=series.first.series_instance_uid,
    )


def figure(value: float) -> str:
    """A figure with at most two decimals (below one, three), none where they are zero."""
    text = f"{value:.{2 if abs(value) >= 1 else 3}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def listed(parts: Sequence[str], separator: str = ", ") -> str:
    """The first parts, and an ellipsis where there are more."""
    return separator.join(parts[:MOST_SHOWN]) + "…" * (len(parts) > MOST_SHOWN)


def counted(values: Iterable[str]) -> str:
    """Each different value with how often it stands, the commonest first; '–' for an empty one."""
    counts = Counter(values).most_common()
    return listed([f"{value or '–'} ({count})" for value, count in counts])


def share(some: int, of_all: int) -> str:
    """'3/40'; '' where it is all of them."""
    return "" if some == of_all else f"{some}/{of_all}"
