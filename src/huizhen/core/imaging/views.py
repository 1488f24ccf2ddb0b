"""Which views of a body part the projections of a study show: from the front, from the side."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.imaging.header_values import Shown, stated, without
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import ViewRow
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised

FRONTAL, LATERAL = "frontal", "lateral"
_FRONT_AXES, _SIDE_AXES = frozenset("LR"), frozenset("AP")
_DESCRIPTIONS = ("SeriesDescription", "ProtocolName")


def shows_view(one: JudgedSeries, row: ViewRow, name: str) -> Shown | None:
    """What shows that a picture of the series is of that view."""
    for placed in one.series.instances:
        view = stated(placed.instance, "ViewPosition").upper()
        if view in row.codes:
            return Shown(name=name, tag="ViewPosition", value=view)
    said = _said(one.series, row)
    return said.replaced(name=name) if said else _by_axes(one.series, name)


def _said(series: Series, row: ViewRow) -> Shown | None:
    for keyword in _DESCRIPTIONS:
        for placed in series.instances:
            value = stated(placed.instance, keyword)
            if value and word_said(without(normalised(value), row.not_words), row.words):
                return Shown(name="", tag=keyword, value=value)
    return None


def _by_axes(series: Series, name: str) -> Shown | None:
    """PatientOrientation gives the direction of the rows (PS3.3 C.7.6.1.1.1): to the left or right
    in a view from the front, to the front or back in one from the side."""
    axes = _FRONT_AXES if name == FRONTAL else _SIDE_AXES
    for placed in series.instances:
        value = stated(placed.instance, "PatientOrientation")
        if value[:1].upper() in axes and not stated(placed.instance, "ViewPosition"):
            return Shown(name=name, tag="PatientOrientation", value=value, is_sure=False)
    return None


def tells_view(one: JudgedSeries, rows: Sequence[tuple[str, ViewRow]]) -> bool:
    """Whether every picture of the series says which view it is."""
    return any(shows_view(one, row, name) for name, row in rows) and all(
        stated(placed.instance, "ViewPosition") or stated(placed.instance, "PatientOrientation")
        for placed in one.series.instances
    )
