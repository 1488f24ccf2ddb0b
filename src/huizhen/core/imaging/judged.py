"""The values of a judgement: what a series is, what a study is for and lacks."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.imaging.contrast import Contrast
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.quality import Measuring
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import Kind
from huizhen.core.records.page import SourceId
from huizhen.core.records.value import Value


class JudgedSeries(Value):
    """What one series is, as far as its headers tell; '' and 'unknown' where they do not."""

    series: Series
    kind: Kind
    kind_shown: Shown
    detail: str = ""
    """What exactly it is: mpr, projection, map, digitised_film, radiotherapy ..."""
    body_parts: tuple[str, ...] = ()
    purpose: str = ""
    phase: str = ""
    phase_shown: Shown | None = None
    """What tells the phase; not sure where only times do."""
    sequences: tuple[Shown, ...] = ()
    plane: str = ""
    passes: int = 1
    """How many images each place has: phases or times of one series."""
    is_lossy: bool = False
    slice_mm: Decimal | None = None
    spacing_mm: Decimal | None = None
    """Distance of neighbouring slices."""
    measuring: Measuring = "none"
    kernel: str = ""
    """soft, lung, bone, sharp (serves for lung and bone), or ''."""
    kernel_shown: Shown | None = None
    contrast: Contrast = "unknown"
    contrast_shown: Shown | None = None
    findings: tuple[ImagingFinding, ...] = ()

    @property
    def source_ids(self) -> tuple[SourceId, ...]:
        """The sources of its instances."""
        return tuple(SourceId(one.source_id) for one in self.series.instances)

    @property
    def modality(self) -> str:
        """The modality of its first header, upper case."""
        return self.series.first.modality.strip().upper()

    @property
    def is_original(self) -> bool:
        """Whether it holds images that the machine took for reading."""
        return self.kind == "image"

    def sequence(self, name: str) -> Shown | None:
        """What shows that it is of a sequence; None where nothing does."""
        return next((one for one in self.sequences if one.name == name), None)


class JudgedStudy(Value):
    """What one study is for, what of it is there, and what it lacks for that."""

    study_instance_uid: str
    purpose: str
    """A key of content/imaging/purposes.json."""
    source_ids: tuple[SourceId, ...]
    """The first instance of each series that counts."""
    has: tuple[Shown, ...] = ()
    """Needs that are met, each with what shows it; not sure where it is only likely."""
    lacks: tuple[str, ...] = ()
    """Needs that nothing shows, though every series tells what it is."""
    unclear: tuple[str, ...] = ()
    """Needs that nothing shows, where a series does not tell what it is."""
    wants: tuple[str, ...] = ()
    """What is recommended and not shown."""
    thinnest_mm: Decimal | None = None
    acceptable_mm: Decimal | None = None
    preferred_mm: Decimal | None = None

    @property
    def is_too_thick(self) -> bool:
        """Whether its thinnest series is thicker than the purpose accepts."""
        return (
            self.thinnest_mm is not None
            and self.acceptable_mm is not None
            and self.thinnest_mm > self.acceptable_mm
        )

    @property
    def has_thin_series(self) -> bool | None:
        """Whether a series is as thin as preferred; None where nobody tells."""
        if self.thinnest_mm is None or self.preferred_mm is None:
            return None
        return self.thinnest_mm <= self.preferred_mm


class Judgement(Value):
    """All series judged, what their studies are for and lack, and every finding."""

    series: tuple[JudgedSeries, ...] = ()
    studies: tuple[JudgedStudy, ...] = ()
    findings: tuple[ImagingFinding, ...] = ()
    """Those of the index, of the series and of the studies."""

    def of_source(self, source_id: SourceId) -> JudgedSeries | None:
        """The series that a source belongs to."""
        return next((one for one in self.series if source_id in one.source_ids), None)
