"""The pixels of an instance: stored values by frame, and pictures as people see them.

Everything here takes untrusted bytes apart: it is called in limited children alone.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, apply_voi_lut
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from huizhen.core.errors import BrokenRecord
from huizhen.core.imaging.jpeg_decoding import PLUGIN, is_available, register

Samples = NDArray[Any]
PIXEL_KEYWORDS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
_CT_WINDOW = (40.0, 400.0)
_MOST_FRAMES = 1_000_000
_DARK, _BRIGHT = 0.5, 99.5
"""Percentiles between which an image without a window is shown."""
_DARKEST, _BRIGHTEST = 0.02, 99.98
"""Percentiles between which it is searched: letters are few pixels."""


class Frame(NamedTuple):
    """One decoded frame: rows x columns, or rows x columns x samples."""

    samples: Samples
    photometric_interpretation: str


class Window(NamedTuple):
    """How values become grey (PS3.3 C.11.2.1)."""

    center: float
    width: float
    function: str = "LINEAR"


def no_pixels() -> BrokenRecord:
    """The instance has no picture, or not that frame."""
    return BrokenRecord(
        "dicom_without_pixels",
        "The DICOM file holds no such picture.",
        "Look at another frame or another file of the series.",
    )


def pixels_broken(error: Exception) -> BrokenRecord:
    """Its pixels cannot be decoded."""
    return BrokenRecord(
        "pixels_not_decoded",
        f"The pixels of the DICOM file cannot be decoded ({type(error).__name__}).",
        "Ask the hospital to export the study again, uncompressed where it can.",
    )


def opened(path: Path) -> Dataset:
    """The whole data set, with a transfer syntax whatever the file says of itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = dcmread(path, force=True)
            if not hasattr(dataset, "file_meta"):
                dataset.file_meta = FileMetaDataset()
            if not dataset.file_meta.get("TransferSyntaxUID"):
                dataset.file_meta.TransferSyntaxUID = _syntax_as_read(dataset)
        except Exception as error:
            raise pixels_broken(error) from error
    return dataset


def _syntax_as_read(dataset: Dataset) -> UID:
    is_implicit, is_little = dataset.original_encoding
    if is_implicit:
        return ImplicitVRLittleEndian
    return ExplicitVRLittleEndian if is_little else ExplicitVRBigEndian


def frame_count(dataset: Dataset) -> int:
    """How many frames there are; 0 without pixels."""
    if not any(word in dataset for word in PIXEL_KEYWORDS):
        return 0
    try:
        return max(1, min(_MOST_FRAMES, int(dataset.get("NumberOfFrames") or 1)))
    except (TypeError, ValueError):
        return 1


def frames_of(
    dataset: Dataset, indices: Iterable[int] | None = None, *, as_rgb: bool = False
) -> Iterator[Frame]:
    """Decoded frames (from 0) in stored values; BrokenRecord where they cannot be decoded."""
    register()
    count = frame_count(dataset)
    wanted = range(count) if indices is None else list(indices)
    # a header may claim any number of frames: what is asked for is checked, not what is claimed
    if not count or any(not 0 <= index < count for index in (wanted if indices else ())):
        raise no_pixels()
    syntax = dataset.file_meta.TransferSyntaxUID
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for index in wanted:
            try:
                yield _decoded(dataset, syntax, index, as_rgb)
            except MemoryError:
                raise
            except Exception as error:
                raise pixels_broken(error) from error


def _decoded(dataset: Dataset, syntax: UID, index: int, as_rgb: bool) -> Frame:
    """By imagecodecs where it is the better one, else by pydicom's own order."""
    decoder = get_decoder(syntax)
    options: Any = {"as_rgb": as_rgb}
    first = PLUGIN if is_available(syntax) else ""
    try:
        made = decoder.as_array(dataset, index=index, decoding_plugin=first, **options)
    except Exception:
        others = [name for name in decoder.available_plugins if name != first]
        if not first or not others:
            raise
        made = decoder.as_array(dataset, index=index, decoding_plugin=others[0], **options)
    samples, told = made
    return Frame(samples, str(told.get("photometric_interpretation", "")))


def shown(dataset: Dataset, index: int = 0, window: Window | None = None) -> Samples:
    """A frame as it is looked at: 8 bits, grey or RGB, with the given window, else its own."""
    frame = next(frames_of(dataset, [index], as_rgb=True))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return _eight_bits(dataset, frame, index, window)
        except MemoryError:
            raise
        except Exception as error:
            raise pixels_broken(error) from error


def whole_range(dataset: Dataset, index: int = 0) -> Samples:
    """A frame with all of its greys, 8 bits: a window that is right for tissue may hide letters."""
    frame = next(frames_of(dataset, [index], as_rgb=True))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            if frame.photometric_interpretation == "PALETTE COLOR" or frame.samples.ndim == 3:
                return _eight_bits(dataset, frame, index, None)
            grey = _all_greys(frame.samples)
        except MemoryError:
            raise
        except Exception as error:
            raise pixels_broken(error) from error
    return np.asarray(255 - grey if _is_inverse(dataset, frame) else grey, dtype=np.uint8)


def _all_greys(values: Samples) -> Samples:
    if values.dtype == np.uint8:
        return values
    low, high = np.percentile(values, (_DARKEST, _BRIGHTEST))
    window = Window(float(low + high) / 2, max(float(high - low), 1.0), "LINEAR_EXACT")
    return np.asarray(np.rint(255.0 * _windowed(values.astype(np.float64), window)))


def _is_inverse(view: Dataset, frame: Frame) -> bool:
    is_inverse = frame.photometric_interpretation == "MONOCHROME1"
    return is_inverse or view.get("PresentationLUTShape") == "INVERSE"


def _eight_bits(dataset: Dataset, frame: Frame, index: int, window: Window | None) -> Samples:
    interpretation = frame.photometric_interpretation
    if interpretation == "PALETTE COLOR":
        return _scaled(apply_color_lut(frame.samples, dataset))
    if frame.samples.ndim == 3:
        bits = int(dataset.get("BitsStored") or 8)
        return frame.samples if bits == 8 else _shifted(frame.samples, bits)
    view = _groups_merged(dataset, index)
    values = np.asarray(apply_modality_lut(frame.samples, view), dtype=np.float64)
    grey = _grey(values, view, window)
    return np.asarray(255 - grey if _is_inverse(view, frame) else grey, dtype=np.uint8)


def _grey(values: Samples, view: Dataset, window: Window | None) -> Samples:
    told = window or _window_of(view)
    if told is None and "VOILUTSequence" in view:
        return _scaled(apply_voi_lut(values.astype(np.int64), view))
    if told is None:
        told = _window_by_values(values, str(view.get("Modality", "")))
    return np.asarray(np.rint(255.0 * _windowed(values, told)), dtype=np.uint8)


def _windowed(values: Samples, window: Window) -> Samples:
    """From 0 to 1 (PS3.3 C.11.2.1.2 and C.11.2.1.3)."""
    center, width, function = window
    if function == "SIGMOID":
        return np.asarray(1.0 / (1.0 + np.exp(-4.0 * (values - center) / max(width, 1e-9))))
    if function == "LINEAR_EXACT":
        return np.clip((values - center) / max(width, 1e-9) + 0.5, 0.0, 1.0)
    return np.clip((values - (center - 0.5)) / max(width - 1.0, 1e-9) + 0.5, 0.0, 1.0)


def _window_of(view: Dataset) -> Window | None:
    center, width = _first(view.get("WindowCenter")), _first(view.get("WindowWidth"))
    if center is None or width is None or width <= 0:
        return None
    return Window(center, width, str(view.get("VOILUTFunction") or "LINEAR").upper())


def _window_by_values(values: Samples, modality: str) -> Window:
    if modality == "CT":
        return Window(*_CT_WINDOW)
    low, high = np.percentile(values, (_DARK, _BRIGHT))
    return Window(float(low + high) / 2, max(float(high - low), 1.0), "LINEAR_EXACT")


def _first(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value if isinstance(value, (str, int, float)) else next(iter(value)))
    except (TypeError, ValueError, StopIteration):
        try:
            number = float(value)
        except (TypeError, ValueError):
            return None
    return number if np.isfinite(number) else None


def _groups_merged(dataset: Dataset, index: int) -> Dataset:
    """The attributes that shape grey values, those of the frame's functional groups over all."""
    view = Dataset()
    words = (
        "Modality", "RescaleSlope", "RescaleIntercept", "ModalityLUTSequence", "WindowCenter",
        "WindowWidth", "VOILUTFunction", "VOILUTSequence", "PresentationLUTShape",
        "BitsStored", "PixelRepresentation",
    )  # fmt: skip
    for source in (dataset, *_groups(dataset, index)):
        for word in words:
            if word in source:
                view[word] = source[word]
    return view


def _groups(dataset: Dataset, index: int) -> Iterator[Dataset]:
    for word, place in (
        ("SharedFunctionalGroupsSequence", 0),
        ("PerFrameFunctionalGroupsSequence", index),
    ):
        items = dataset.get(word) or []
        if place < len(items):
            for inner in ("PixelValueTransformationSequence", "FrameVOILUTSequence"):
                yield from (items[place].get(inner) or [])[:1]


def _scaled(values: Samples) -> Samples:
    """Full-range values of a look-up table as 8 bits."""
    if values.dtype == np.uint8:
        return values
    top = float(np.iinfo(values.dtype).max) if values.dtype.kind == "u" else float(values.max())
    return np.asarray(np.rint(values * (255.0 / max(top, 1.0))), dtype=np.uint8)


def _shifted(samples: Samples, bits: int) -> Samples:
    return np.asarray(samples >> max(0, bits - 8), dtype=np.uint8)


def picture(samples: Samples, kind: str, *, quality: int = 90, most: int = 0) -> bytes:
    """A shown frame as JPEG, PNG or WebP; no side longer than `most` pixels where that is told."""
    from PIL import Image

    image = Image.fromarray(samples)
    if most:
        image.thumbnail((most, most), Image.Resampling.BILINEAR)
    stream = io.BytesIO()
    image.save(stream, kind, **({} if kind == "PNG" else {"quality": quality}))
    return stream.getvalue()
