"""Images of a package: which of them the dossier names, under which neutral names they travel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.masking_report import ChangedAttribute
from huizhen.core.preparation.sealing import SealedSeries
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import Box
from huizhen.core.records.value import Value

NOT_CLEAN = "not_deidentified"
"""The code of an object that could not be de-identified: it stays."""


class ImageToClean(NamedTuple):
    """One object or slide file in clear, and where it is to be written without identifiers."""

    path: Path
    target: Path
    boxes: tuple[Box, ...] = ()
    """To paint over on every frame, in pixels."""
    is_looked_at: bool = False
    """A person saw what stands in its pixels, or nothing had to be looked at."""
    is_slide: bool = False
    """A TIFF of a slide scanner: its label and macro images are taken out."""


class CleanedImage(NamedTuple):
    """What became of it; `code` is '' where the target may leave."""

    changed: tuple[ChangedAttribute, ...] = ()
    code: str = ""


class OfferedSeries(Value):
    """A series as the neutral names are made of it."""

    study: str
    """What tells studies apart."""
    modality: str
    date: str = ""
    """YYYYMMDD, as its header has it."""
    instances: int


def series_named_in(dossier: Dossier, facts: Iterable[Fact]) -> frozenset[str]:
    """The SeriesInstanceUIDs on which a statement of the dossier rests."""
    keys = {key for section in dossier.sections for s in section.statements for key in s.fact_keys}
    return frozenset(
        place.series_instance_uid
        for fact in facts
        if fact.fact_key in keys
        for place in fact.evidence
        if isinstance(place, DicomTag) and place.series_instance_uid
    )


def sealed_series(offered: Sequence[OfferedSeries]) -> tuple[SealedSeries, ...]:
    """Neutral names of chosen series, studies counted from 1 in the order given."""
    studies = {study: n for n, study in enumerate(dict.fromkeys(o.study for o in offered), 1)}
    within: Counter[str] = Counter()
    made = []
    for one in offered:
        within[one.study] += 1
        made.append(
            SealedSeries(
                study=studies[one.study],
                series=within[one.study],
                modality=_plain(one.modality),
                date=iso_day(one.date),
                instances=one.instances,
            )
        )
    return tuple(made)


def added_changes(cleaned: Iterable[CleanedImage]) -> tuple[ChangedAttribute, ...]:
    """What was changed in several objects, equal changes put together."""
    counts: Counter[tuple[str, str]] = Counter()
    for image in cleaned:
        for change in image.changed:
            counts[change.path, change.action] += change.count
    return tuple(
        ChangedAttribute(path=path, action=action, count=count)
        for (path, action), count in sorted(counts.items())
    )


def _plain(modality: str) -> str:
    """A code of few capitals; anything else tells nothing."""
    text = modality.strip().upper()
    return text if text.isascii() and text.isalnum() and len(text) <= 8 else "OT"


def iso_day(date: str) -> str:
    """A date of a header as people write it; '' for what is none."""
    digits = date.strip()
    is_whole = len(digits) == 8 and digits.isascii() and digits.isdigit()
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if is_whole else ""
