"""Which views of a body part the projections of a study show: from the front, from the side."""

from __future__ import annotations

from collections.abc import Mapping

from huizhen.core.imaging.header_values import Shown, stated, without
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.tables import ViewRow
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised
from huizhen.core.records.reading import DicomInstance

_AXES = {"L": "frontal", "R": "frontal", "A": "lateral", "P": "lateral"}
"""The direction of the rows (PatientOrientation, PS3.3 C.7.6.1.1.1) and the view that has it."""


def shows_view(one: JudgedSeries, name: str, rows: Mapping[str, ViewRow]) -> Shown | None:
    """What shows that a picture of the series is of that view."""
    for placed in one.series.instances:
        shown = _view_of(placed.instance, rows)
        if shown is not None and shown.name == name:
            return shown
    return None


def tells_views(one: JudgedSeries, rows: Mapping[str, ViewRow]) -> bool:
    """Whether every picture of the series says which view it is."""
    return all(_view_of(placed.instance, rows) for placed in one.series.instances)


def _view_of(header: DicomInstance, rows: Mapping[str, ViewRow]) -> Shown | None:
    """By ViewPosition, else by words of the picture that name one view alone, else by the axes."""
    code = stated(header, "ViewPosition")
    for name, row in rows.items():
        if code.upper() in row.codes:
            return Shown(name=name, tag="ViewPosition", value=code)
    for keyword in ("SeriesDescription", "ProtocolName"):
        value = stated(header, keyword)
        text = normalised(value)
        said = [
            name for name, row in rows.items()
            if word_said(without(text, row.not_words), row.words)
        ]  # fmt: skip
        if len(said) == 1:
            return Shown(name=said[0], tag=keyword, value=value)
    axes = stated(header, "PatientOrientation")
    if axes[:1].upper() in _AXES:
        name = _AXES[axes[:1].upper()]
        return Shown(name=name, tag="PatientOrientation", value=axes, is_sure=False)
    return None
