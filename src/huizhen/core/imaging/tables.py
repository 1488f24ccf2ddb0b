"""The tables by which images are judged, from the content pack `imaging`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

Kind = Literal[
    "image", "localizer", "dose", "report", "key_object", "presentation", "segmentation",
    "secondary_capture", "screenshot", "film", "derived", "slide", "other",
]  # fmt: skip
KernelClass = Literal["soft", "lung", "bone", "sharp", ""]
"""'sharp' serves for lung and bone alike; '' where nobody says."""


class KindTable(Value):
    """How the kind of a series is recognised; pairs are kind and detail."""

    sop_classes: dict[str, tuple[Kind, str]]
    modalities: dict[str, tuple[Kind, str]]
    image_types: tuple[tuple[str, Kind, str], ...]
    map_types: tuple[str, ...]
    conversion_types: dict[str, tuple[Kind, str]]
    digitisers: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    not_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    lossy_syntaxes: tuple[str, ...]
    """Transfer syntaxes that cannot be without loss (PS3.5 annex A)."""


class BodyPart(Value):
    """A body part, and the larger one that holds it."""

    en: str
    zh: str
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    group: str = ""


class ContrastWords(Value):
    """Words of series with and without an agent."""

    no_agent: tuple[str, ...]
    oral_routes: tuple[str, ...]
    without: tuple[str, ...]
    with_agent: tuple[str, ...]
    both: tuple[str, ...]
    ignored: tuple[str, ...]
    calculated: tuple[str, ...] = ()
    """Words of images that were made native by calculation."""


class PhaseRow(Value):
    """A contrast phase: its words, and its seconds after the injection where those are known."""

    en: str
    zh: str
    words: tuple[str, ...]
    from_s: Decimal | None = None
    to_s: Decimal | None = None
    margin_s: Decimal | None = None
    bodies: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    """Body parts and modalities whose times tell it."""


class PhaseTable(Value):
    """All phases in the order of time."""

    margin_s: Decimal
    same_pass_s: Decimal
    """Series that begin within so many seconds show one pass of the agent."""
    phases: dict[str, PhaseRow]
    not_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    def window(self, phase: str, *, has_margin: bool = True) -> tuple[Decimal, Decimal] | None:
        """Seconds after the injection; None where only words tell the phase."""
        row = self.phases[phase]
        if row.from_s is None or row.to_s is None:
            return None
        wide = self.margin_s if row.margin_s is None else row.margin_s
        margin = wide if has_margin else Decimal(0)
        return row.from_s - margin, row.to_s + margin


class SequenceRow(Value):
    """An MR sequence: its words, and the values of ImageType and SequenceName that name it."""

    en: str
    zh: str
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()
    never_with: tuple[str, ...] = ()
    """Sequences whose words make it none of this."""
    image_types: tuple[str, ...] = ()
    sequence_names: tuple[str, ...] = ()


class ViewRow(Value):
    """A view of projections: values of ViewPosition and words of descriptions."""

    en: str
    zh: str
    codes: tuple[str, ...]
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()


class TimingRow(Value):
    """Times in ms that make a sequence likely where no word tells it."""

    sequence: str
    scanning: str
    without: str = ""
    inversion_ms: tuple[Decimal, Decimal] | None = None
    echo_ms_from: Decimal | None = None
    echo_ms_to: Decimal | None = None
    repetition_ms_from: Decimal | None = None
    repetition_ms_to: Decimal | None = None


class Purpose(Value):
    """What a study is for, and what it then needs."""

    key: str
    en: str
    zh: str
    modalities: tuple[str, ...]
    bodies: tuple[str, ...] = ()
    bodies_too: tuple[str, ...] = ()
    """Of which one is shown as well."""
    words: tuple[str, ...] = ()
    sequences: tuple[str, ...] = ()
    is_contrast: bool = False
    needs: tuple[tuple[str, ...], ...] = ()
    wants: tuple[tuple[str, ...], ...] = ()
    acceptable_mm: Decimal | None = None
    preferred_mm: Decimal | None = None
    measured: str = ""
    """The sequence or kernel whose series is measured; any where there is none."""


class FaceTable(Value):
    """By what a volume is known from which a face could be reconstructed."""

    modalities: tuple[str, ...]
    kinds: tuple[str, ...]
    parts: tuple[str, ...]
    whole: tuple[str, ...]
    """Parts that hold a face where the series is as long as a body."""
    words: tuple[str, ...]
    fewest_planes: int
    head_field_mm: tuple[Decimal, Decimal]
    """From and to: the field of view of a head."""
    head_length_mm: Decimal
    body_length_mm: Decimal


class JudgementTables(Value):
    """Everything that the judgement of images rests on, and the pack that it comes from."""

    stamp: PackStamp
    kinds: KindTable
    bodies: dict[str, BodyPart]
    apart: frozenset[frozenset[str]]
    """Regions that one series cannot show together."""
    not_bodies: tuple[str, ...]
    """Phrases in which the word of a part means another: the head of the pancreas."""
    contrast: ContrastWords
    phases: PhaseTable
    sequences: dict[str, SequenceRow]
    timing: tuple[TimingRow, ...]
    kernels: tuple[tuple[str, str, KernelClass], ...]
    """Manufacturer and kernel as patterns, and the class."""
    kernel_words: dict[str, tuple[str, ...]]
    purposes: tuple[Purpose, ...]
    standing: tuple[str, ...]
    views: dict[str, ViewRow]
    low_dose: tuple[str, ...]
    """Words of a CT that serves a PET alone."""
    corrected: tuple[str, ...]
    not_corrected: tuple[str, ...]
    faces: FaceTable
    old_days: int
    """Older than this no study of a target lesion is used (2.0.4, the longest limit)."""


def judgement_tables(pack: Pack) -> JudgementTables:
    """The tables of a loaded pack `imaging`; ContentError names what is malformed."""
    try:
        bodies = _table(pack, "body_parts")
        sequences, purposes = _table(pack, "sequences"), _table(pack, "purposes")
        return JudgementTables.model_validate({
            "stamp": pack.stamp,
            "kinds": _table(pack, "kinds"),
            "bodies": bodies["parts"],
            "apart": bodies["apart"],
            "not_bodies": bodies["ignored"],
            "faces": _table(pack, "faces"),
            "contrast": _table(pack, "contrast"),
            "phases": _table(pack, "phases"),
            **sequences,
            **purposes,
            "kernels": _kernels(pack),
            "kernel_words": _table(pack, "kernel_words"),
        })  # fmt: skip
    except (KeyError, TypeError, re.error, ValidationError) as error:
        raise ContentError(
            "content_malformed",
            f"The tables of {pack.stamp.id} by which images are judged are malformed: {error}",
            "Compare them with the product's own pack in content/imaging.",
        ) from error


def _table(pack: Pack, name: str) -> dict[str, Any]:
    """An object of the pack without the line that tells a reader what it is about."""
    return {key: value for key, value in pack.parsed(f"{name}.json").items() if key != "about"}


def _kernels(pack: Pack) -> list[tuple[Any, ...]]:
    rows = pack.rows("kernels.tsv")
    for row in rows:
        re.compile(row["kernel"])
    return [(row["manufacturer"], row["kernel"], row["class"]) for row in rows]


@lru_cache(maxsize=1024)
def kernel_pattern(text: str) -> re.Pattern[str]:
    """A kernel's pattern of the table, which has to fit the whole name."""
    return re.compile(text, re.IGNORECASE)
