"""A DICOM file written again without its patient's identity, and read back to prove it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from pathlib import Path
from typing import Any, Final

from pydicom.dataset import Dataset

from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.imaging.burned_in import reason_to_look
from huizhen.core.imaging.deidentification import (
    Profile,
    UidKeys,
    deidentify,
    residual_of_file,
)
from huizhen.core.imaging.deidentification.annex_e import Deidentified
from huizhen.core.imaging.deidentification.graphics import hides_overlay_bits
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.imaging.pixel_masks import MaskBox, clear_unused_bits, paint, painted_rightly
from huizhen.core.imaging.pixels import frame_count, opened

_DIRECTORY: Final = "1.2.840.10008.1.3.10"
_DOCUMENTS: Final = "1.2.840.10008.5.1.4.1.1.104."
_VOICES: Final = frozenset((
    "1.2.840.10008.5.1.4.1.1.9.4.1", "1.2.840.10008.5.1.4.1.1.9.4.2",
))  # fmt: skip
_SLIDE: Final = "1.2.840.10008.5.1.4.1.1.77.1.6"
_WITHHELD_SLIDE_IMAGES: Final = frozenset(("LABEL", "OVERVIEW"))


def perform(given: dict[str, Any]) -> dict[str, object]:
    """Writes `target` and says what was changed and kept.

    given: path, target, profile, secret (hexadecimal), masks (boxes in pixels). `residual` lists
    known identifiers that still stand in what was written: then the target is removed again.
    """
    target = Path(given["target"])
    profile = Profile.model_validate(given["profile"])
    boxes = [_mask(box) for box in given.get("masks", ())]
    dataset = opened(Path(given["path"]))
    refuse(dataset)
    if profile.pixels_looked_at and not boxes and not _may_show_text(dataset):
        profile = profile.replaced(pixels_looked_at=False)  # nobody claims to have cleaned it
    done = deidentify(dataset, profile, UidKeys(bytes.fromhex(given["secret"])))
    warnings = list(done.warnings)
    with as_it_stands():
        if hides_overlay_bits(dataset) and clear_unused_bits(done.dataset):
            warnings.append("overlay_in_pixels_cleared")
        if boxes:
            paint(done.dataset, boxes)
        done.dataset.save_as(target, enforce_file_format=True)
    if boxes:
        _verify_masks(target, boxes)
    residual = residual_of_file(target, profile.known)
    if residual:
        target.unlink()
    return {**_report(done), "masks": len(boxes), "warnings": warnings,
            "residual": [one.model_dump() for one in residual]}  # fmt: skip


def refuse(dataset: Dataset) -> None:
    """UnsupportedRecord for what carries an identity that no table and no mask takes out;
    BrokenRecord for what does not say what it is."""
    kind = str(
        dataset.get("SOPClassUID", "") or dataset.file_meta.get("MediaStorageSOPClassUID", "")
    )
    named = dataset.get("SOPInstanceUID") or dataset.file_meta.get("MediaStorageSOPInstanceUID")
    if not kind or not named:
        raise BrokenRecord(
            "dicom_without_class",
            "The file does not say what kind of DICOM object it is, or which one.",
            "Ask the hospital to export the study again.",
        )
    if kind == _DIRECTORY:
        raise _not_sent("dicomdir_not_sent", "A DICOMDIR names patients and files.",
                        "Leave it out; the package has an index of its own.")  # fmt: skip
    if kind.startswith(_DOCUMENTS) or "EncapsulatedDocument" in dataset:
        raise _not_sent("document_in_dicom", "The object holds a document (PDF, CDA or a model).",
                        "Send the document as pages, masked like the other pages.")  # fmt: skip
    if kind in _VOICES:
        raise _not_sent("voice_not_sent", "The object holds a recorded voice.",
                        "Leave it out of the package.")  # fmt: skip
    image_type = {str(part).upper() for part in dataset.get("ImageType") or ()}
    if kind == _SLIDE and image_type & _WITHHELD_SLIDE_IMAGES:
        raise _not_sent("slide_label_not_sent", "The object shows the label of a slide.",
                        "Leave it out; the slide's own images are sent.")  # fmt: skip


def _may_show_text(dataset: Dataset) -> bool:
    image_type = dataset.get("ImageType") or ()
    parts = [image_type] if isinstance(image_type, str) else map(str, image_type)
    words = ("BurnedInAnnotation", "PhotometricInterpretation")
    burned_in, colours = (str(dataset.get(word) or "") for word in words)
    kind, modality = str(dataset.get("SOPClassUID") or ""), str(dataset.get("Modality") or "")
    return bool(reason_to_look(kind, modality, "\\".join(parts), burned_in, colours))


def _not_sent(code: str, message: str, remedy: str) -> UnsupportedRecord:
    return UnsupportedRecord(code, message, remedy)


def _mask(box: Any) -> MaskBox:
    """A mask given by its corner and size, as `find_burned_in` gives it, or by left, top, right and
    bottom; pixels that are touched are covered."""
    if isinstance(box, dict):
        left, top = float(box["x"]), float(box["y"])
        right, bottom = left + float(box["width"]), top + float(box["height"])
    else:
        left, top, right, bottom = (float(side) for side in box)
    x, y = floor(left), floor(top)
    return MaskBox(x=x, y=y, width=ceil(right) - x, height=ceil(bottom) - y)


def _report(done: Deidentified) -> dict[str, object]:
    made = done.dataset
    return {
        "changes": [line.model_dump() for line in done.changes],
        "kept": [line.model_dump() for line in done.kept],
        "sop_instance_uid": str(made.get("SOPInstanceUID", "")),
        "series_instance_uid": str(made.get("SeriesInstanceUID", "")),
        "study_instance_uid": str(made.get("StudyInstanceUID", "")),
    }


def _verify_masks(target: Path, boxes: Sequence[MaskBox]) -> None:
    """The written file is decoded again: a mask that is not there must never be believed."""
    again = opened(target)
    count = frame_count(again)
    for index in sorted({0, count // 2, count - 1}):
        if not painted_rightly(again, boxes, index):
            target.unlink()
            raise BrokenRecord(
                "masks_not_written",
                "The masks cannot be seen in the file that was written.",
                "Leave the object out of the package and report it.",
            )
