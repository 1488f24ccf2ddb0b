"""What the judgement of images says of the series behind a fact; where there is none, what the
fact's own header tags say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from huizhen.core.imaging.findings import FindingTable, ImagingFinding
from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.kernels import CLASSES
from huizhen.core.imaging.purpose import PLANES, is_open, shows
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.imaging.tables import JudgementTables
from huizhen.core.preparation.requirements.case import CaseFact, SeenImages
from huizhen.core.preparation.requirements.headers import (
    is_derived,
    is_localizer,
    is_lossy,
    is_secondary_capture,
)
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.page import SourceId, page_id

_COPIES = frozenset(("secondary_capture", "screenshot", "film"))
_PICTURES = _COPIES | {"image", "derived", "localizer"}
_NAMES: dict[str, tuple[tuple[str, ...], ...]] = {
    "ce": (("contrast",),),
    "t1c": (("t1_contrast",),),
    "t1c_3d": (("t1_contrast",), ("three_d",)),
    "dwi": (("dwi", "adc"),),
    "arterial": (("arterial", "dynamic"),),
    "portal": (("portal", "dynamic"),),
    "delayed": (("delayed", "dynamic"),),
}
"""Names of the requirements that the tables of images call otherwise: all of them, each by any."""
_NO_DEFECT = frozenset(("burned_in_annotation",))
"""Findings that lower nothing of what the pictures show."""


class Pictures:
    """The judged series of the facts of one case."""

    def __init__(self, imaging: SeenImages | None) -> None:
        self._imaging = imaging
        self._series: dict[SourceId, JudgedSeries] = {}
        for one in imaging.judgement.series if imaging else ():
            self._series.update((source, one) for source in one.source_ids)

    @property
    def words(self) -> FindingTable:
        """The words of findings; only where images were judged."""
        if self._imaging is None:
            raise LookupError("nothing was judged")
        return self._imaging.words

    def series(self, known: CaseFact) -> tuple[JudgedSeries, ...]:
        """The series that the fact's header tags come from."""
        sources = (
            place.page_id.split(":", 1)[0]
            for place in known.fact.evidence
            if isinstance(place, DicomTag)
        )
        found = (self._series.get(SourceId(source)) for source in sources)
        return tuple({id(one): one for one in found if one is not None}.values())

    def is_picture(self, known: CaseFact) -> bool:
        """Whether it holds pictures at all, not a dose page, report or drawing."""
        judged = self.series(known)
        return not judged or any(one.kind in _PICTURES for one in judged)

    def is_copy(self, known: CaseFact) -> bool:
        """Whether it holds copies of pictures: secondary captures, screenshots, films."""
        judged = self.series(known)
        if judged:
            return all(one.kind in _COPIES for one in judged)
        return is_secondary_capture(known)

    def is_localizer(self, known: CaseFact) -> bool:
        """Whether it is the planning picture of an examination."""
        judged = self.series(known)
        if judged:
            return all(one.kind == "localizer" for one in judged)
        return is_localizer(known)

    def is_derived(self, known: CaseFact) -> bool:
        """Whether it was computed from other series after the examination."""
        judged = self.series(known)
        if judged:
            return all(one.kind == "derived" for one in judged)
        return is_derived(known)

    def is_original(self, known: CaseFact) -> bool:
        """Whether the series is one that the machine took for reading."""
        return not (self.is_copy(known) or self.is_derived(known) or self.is_localizer(known))

    def is_lossy(self, known: CaseFact) -> bool:
        """Whether a picture of it was compressed with loss."""
        judged = self.series(known)
        return any(one.is_lossy for one in judged) if judged else is_lossy(known)

    def body_parts(self, known: CaseFact) -> frozenset[str]:
        """The parts of the body that its headers name in any language."""
        return frozenset(part for one in self.series(known) for part in one.body_parts)

    def slice_mm(self, known: CaseFact) -> Decimal | None:
        """The slice thickness of its originals; None where no header states one."""
        stated = [
            one.slice_mm
            for one in self.series(known)
            if one.is_original and one.slice_mm is not None
        ]
        return min(stated, default=None)

    def shown(self, known: CaseFact, name: str) -> Shown | None:
        """What shows a phase, sequence, plane or kernel of a requirement; not sure where only
        times tell it."""
        if self._imaging is None:
            return None
        found: list[Shown] = []
        for one in self.series(known):
            of_one = [
                _first(one, names, self._imaging.tables) for names in _NAMES.get(name, ((name,),))
            ]
            sure = [shown for shown in of_one if shown is not None]
            if len(sure) == len(of_one):
                found.append(min(sure, key=lambda shown: shown.is_sure))
        return min(found, key=lambda shown: not shown.is_sure, default=None)

    def may_hide(self, facts: Iterable[CaseFact], name: str) -> bool:
        """Whether a series does not tell what would decide it, or nothing was judged."""
        judged = [one for known in facts for one in self.series(known)]
        if self._imaging is None or not judged:
            return True
        wanted = _NAMES.get(name, ((name,),))
        return any(is_open(names[0], judged, self._imaging.tables) for names in wanted)

    def knows(self, known: CaseFact, name: str) -> bool:
        """Whether the judgement decides on that name, so that words alone do not."""
        if self._imaging is None or not self.series(known):
            return False
        tables = self._imaging.tables
        return (
            name in _NAMES or name in tables.phases.phases or name in tables.sequences
            or name in CLASSES
            or (name in PLANES and any(one.plane for one in self.series(known)))
        )  # fmt: skip

    def defects(self, known: CaseFact) -> tuple[ImagingFinding, ...]:
        """What is so wrong with the series that somebody is warned of it."""
        if self._imaging is None:
            return ()
        words = self._imaging.words
        return tuple(
            found
            for one in self.series(known)
            for found in one.findings
            if found.code not in _NO_DEFECT and words[found.code].effect in ("warn", "block")
        )

    def tag(self, known: CaseFact, shown: Shown) -> DicomTag | None:
        """The evidence that a judged series gives of what is shown."""
        judged = self.series(known)
        return _tag(judged[0].series.instances[0], shown) if judged and shown.tag else None


def tag_of(found: ImagingFinding) -> DicomTag | None:
    """A finding as evidence; None where it names no source."""
    if not found.source_ids:
        return None
    return DicomTag(
        page_id=page_id(found.source_ids[0], 1),
        series_instance_uid=found.series_instance_uid,
        tag=found.tag,
        value=found.value,
    )


def _first(one: JudgedSeries, names: Sequence[str], tables: JudgementTables) -> Shown | None:
    found = [
        # that a dynamic series holds the phase is likely: its passes carry no names
        shown.replaced(is_sure=shown.is_sure and name != "dynamic")
        for name in names
        if (shown := shows(one, name, tables)) is not None
    ]
    return min(found, key=lambda shown: not shown.is_sure, default=None)


def _tag(placed: PlacedInstance, shown: Shown) -> DicomTag:
    return DicomTag(
        page_id=page_id(placed.source_id, 1),
        series_instance_uid=placed.instance.series_instance_uid,
        tag=shown.tag,
        value=shown.value,
    )
