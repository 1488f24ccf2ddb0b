"""Which MR sequences a series is: by words, by ImageType, by the vendor's sequence name, and by
its times where nothing else tells."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.imaging.header_values import (
    Shown,
    number,
    parts,
    stated,
    usual,
    values,
    without,
)
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import JudgementTables, SequenceRow, TimingRow
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised

_NO_WEIGHTING = frozenset(("three_d", "dynamic", "in_phase", "opposed_phase"))
"""Names that say nothing of how a series is weighted."""


def sequences_of(series: Series, tables: JudgementTables) -> tuple[Shown, ...]:
    """Each sequence once; () for other kinds of images and where nothing tells."""
    if usual(series, "Modality").upper() != "MR":
        return ()
    found = _said(series, tables)
    for name, row in tables.sequences.items():
        shown = _typed(series, row) or _named(series, row)
        if name not in found and shown is not None:
            found[name] = shown.replaced(name=name)
    if "dwi" not in found and (shown := _b_value(series)) is not None:
        found["dwi"] = shown
    if "three_d" not in found and usual(series, "MRAcquisitionType").upper() == "3D":
        found["three_d"] = Shown(name="three_d", tag="MRAcquisitionType", value="3D")
    if not found.keys() - _NO_WEIGHTING:
        found.update((one.name, one) for one in _by_times(series, tables.timing))
    return tuple(found.values())


def _said(series: Series, tables: JudgementTables) -> dict[str, Shown]:
    """By the series' own words; those of its protocol only where they name no weighting, for a
    protocol may hold several."""
    found: dict[str, Shown] = {}
    for keyword in ("SeriesDescription", "ProtocolName"):
        for value in values(series, keyword):
            text = normalised(value)
            for name, row in tables.sequences.items():
                if word_said(without(text, row.not_words), row.words):
                    found.setdefault(name, Shown(name=name, tag=keyword, value=value))
        if found.keys() - _NO_WEIGHTING:
            break
    return {
        name: shown
        for name, shown in found.items()
        if not found.keys() & set(tables.sequences[name].never_with)
    }


def _typed(series: Series, row: SequenceRow) -> Shown | None:
    for one in series.instances:
        if set(parts(one.instance, "ImageType")[2:]) & set(row.image_types):
            text = stated(one.instance, "ImageType")
            return Shown(name="", tag="ImageType", value=text)
    return None


def _named(series: Series, row: SequenceRow) -> Shown | None:
    """Names of pulse sequences tell the family; the weighting of one is likely, not certain."""
    for value in values(series, "SequenceName"):
        if row.sequence_names and value.casefold().startswith(row.sequence_names):
            return Shown(name="", tag="SequenceName", value=value, is_sure=False)
    return None


def _b_value(series: Series) -> Shown | None:
    for value in values(series, "DiffusionBValue"):
        b_value = number(value)
        if b_value is not None and b_value > 0:
            return Shown(name="dwi", tag="DiffusionBValue", value=value)
    return None


def _by_times(series: Series, rows: Iterable[TimingRow]) -> Iterable[Shown]:
    """The first row whose times all fit; of a spin echo or inversion recovery alone."""
    header = series.first
    scanning = parts(header, "ScanningSequence")
    for row in rows:
        if row.scanning in scanning and row.without not in scanning and _fits(series, row):
            times = "; ".join(
                f"{keyword} {value}"
                for keyword in ("RepetitionTime", "EchoTime", "InversionTime")
                if (value := usual(series, keyword))
            )
            yield Shown(name=row.sequence, tag="EchoTime", value=times, is_sure=False)
            return


def _fits(series: Series, row: TimingRow) -> bool:
    echo, repetition, inversion = (
        number(usual(series, keyword))
        for keyword in ("EchoTime", "RepetitionTime", "InversionTime")
    )
    if row.inversion_ms is not None:
        low, high = row.inversion_ms
        if inversion is None or not low <= inversion <= high:
            return False
    limits = (
        (echo, row.echo_ms_from, row.echo_ms_to),
        (repetition, row.repetition_ms_from, row.repetition_ms_to),
    )
    return all(
        (low is None or (value is not None and value >= low))
        and (high is None or (value is not None and value <= high))
        for value, low, high in limits
    )
