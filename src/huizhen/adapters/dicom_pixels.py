"""What worker children do with DICOM instances: index them, and make pictures of their pixels."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from huizhen.core.errors import HuizhenError
from huizhen.core.imaging.pixels import (
    Frame,
    Samples,
    Window,
    frame_count,
    frames_of,
    no_pixels,
    opened,
    picture,
    pixels_broken,
    shown,
)
from huizhen.core.imaging.viewer_metadata import Indexed, indexed, indexed_dataset
from huizhen.core.reading.limits import Limits

Given = dict[str, Any]
Told = dict[str, object]

NATIVE = "1.2.840.10008.1.2.1"
_INLINE_BYTES = 1024
"""Longer binary values are told by an address in the full metadata (PS3.18 F.2.6)."""


def index(given: Given, _limits: Limits) -> Told:
    """Header and viewer metadata of many instances from their first bytes, which lie one after the
    other in one file; None for those of which the whole file has to be looked at."""
    found: dict[str, object] = {}
    with Path(given["heads"]).open("rb") as heads:
        for item in given["items"]:
            heads.seek(item["offset"])
            head = heads.read(item["length"])
            found[item["key"]] = _told(indexed(head, item["size"]))
    return {"items": found}


def index_whole(given: Given, _limits: Limits) -> Told:
    """The same from whole files, and what a DICOMDIR names; None for what is neither."""
    found: dict[str, object] = {}
    for item in given["items"]:
        path = Path(item["path"])
        try:
            found[item["key"]] = _whole(path)
        except HuizhenError:
            found[item["key"]] = None
    return {"items": found}


def _whole(path: Path) -> Told | None:
    from pydicom import dcmread

    from huizhen.core.reading.dicom.media_directory import directory_of

    size = path.stat().st_size
    with warnings.catch_warnings(), path.open("rb") as stream:
        warnings.simplefilter("ignore")
        try:
            dataset = dcmread(stream, stop_before_pixels=True, force=True, defer_size="8 MB")
            dataset.decode()
            behind = size - stream.tell()
        except MemoryError:
            raise
        except Exception as error:
            raise pixels_broken(error) from error
        if "DirectoryRecordSequence" in dataset:
            return {"directory": directory_of(dataset).model_dump(mode="json")}
        return _told(indexed_dataset(dataset, behind))


def _told(found: Indexed | None) -> Told | None:
    if found is None:
        return None
    header = found.instance.model_dump(mode="json", exclude_defaults=True)
    return {"instance": header, "metadata": found.metadata}


def thumbnail(given: Given, _limits: Limits) -> Told:
    """The middle frame of an instance as a small WebP."""
    dataset = opened(Path(given["path"]))
    count = frame_count(dataset)
    if not count:
        raise no_pixels()
    made = shown(dataset, count // 2)
    return {"data": _text(picture(_square(made, dataset), "WebP", quality=80, most=given["most"]))}


def _square(samples: Samples, dataset: Any) -> Samples:
    """Rows repeated or left out where pixels are far from square, as coronal MPRs may be."""
    spacing = dataset.get("PixelSpacing") or dataset.get("ImagerPixelSpacing")
    try:
        ratio = float(spacing[0]) / float(spacing[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return samples
    if not 0.1 < ratio < 10 or 0.8 < ratio < 1.25:
        return samples
    rows = max(1, round(samples.shape[0] * ratio))
    places = np.minimum((np.arange(rows) / ratio).astype(int), samples.shape[0] - 1)
    made: Samples = samples[places]
    return made


def render(given: Given, _limits: Limits) -> Told:
    """A frame as JPEG, PNG or WebP with window and viewport (PS3.18 8.3.5.1)."""
    dataset = opened(Path(given["path"]))
    window = Window(*given["window"]) if given.get("window") else None
    samples = shown(dataset, int(given["frame"]), window)
    if given.get("viewport"):
        samples = _viewport(samples, given["viewport"])
    return {"data": _text(picture(samples, given["format"], quality=int(given["quality"])))}


def _viewport(samples: Samples, viewport: list[float]) -> Samples:
    """The source region scaled into the viewport, its shape kept; negative sizes mirror."""
    from PIL import Image

    width, height = (int(side) for side in viewport[:2])
    region = viewport[2:] or [0, 0, samples.shape[1], samples.shape[0]]
    left, top, across, down = (int(side) for side in region)
    cut = samples[max(0, top) : top + abs(down), max(0, left) : left + abs(across)]
    if not cut.size:
        raise no_pixels()
    if across < 0:
        cut = cut[:, ::-1]
    if down < 0:
        cut = cut[::-1]
    scale = min(width / cut.shape[1], height / cut.shape[0])
    size = (max(1, round(cut.shape[1] * scale)), max(1, round(cut.shape[0] * scale)))
    image = Image.fromarray(np.ascontiguousarray(cut)).resize(size, Image.Resampling.BILINEAR)
    return np.asarray(image)


def frames(given: Given, limits: Limits) -> Told:
    """Frames in one file one after the other: decoded as stored values, little endian, or as they
    are kept in the instance; with the transfer syntax that they are in."""
    dataset = opened(Path(given["path"]))
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    count = frame_count(dataset)
    wanted = given["frames"] if given["frames"] is not None else list(range(count))
    is_stored = given["stored"] and dataset.file_meta.TransferSyntaxUID.is_encapsulated
    del limits
    made: Iterable[bytes]
    if is_stored:
        made = _stored(dataset, wanted, count)
    else:
        syntax = NATIVE
        made = (_native(frame) for frame in frames_of(dataset, wanted))
    places: list[list[int]] = []
    with Path(given["target"]).open("wb") as target:
        for data in made:
            places.append([target.tell(), len(data)])
            target.write(data)
    return {"frames": places, "transfer_syntax_uid": syntax}


def _native(frame: Frame) -> bytes:
    samples = frame.samples
    return samples.astype(samples.dtype.newbyteorder("<"), copy=False).tobytes()


def _stored(dataset: Any, wanted: list[int], count: int) -> Iterable[bytes]:
    from pydicom.encaps import generate_frames

    if "PixelData" not in dataset or any(not 0 <= index < count for index in wanted):
        raise no_pixels()
    last = max(wanted, default=-1)
    kept: dict[int, bytes] = {}
    try:
        for index, data in enumerate(generate_frames(dataset.PixelData, number_of_frames=count)):
            if index in wanted:
                kept[index] = data
            if index >= last:
                break
    except Exception as error:
        raise pixels_broken(error) from error
    if len(kept) < len(set(wanted)):
        raise no_pixels()
    return (kept[index] for index in wanted)


def full_metadata(given: Given, _limits: Limits) -> Told:
    """The whole headers of instances as DICOM JSON (PS3.18 F); long binary values by addresses
    below `bulkdata` that name the path of the attribute."""
    found: dict[str, object] = {}
    for item in given["items"]:
        try:
            found[item["key"]] = _json(Path(item["path"]))
        except HuizhenError:
            found[item["key"]] = None
    return {"items": found}


def _json(path: Path) -> object:
    from pydicom import dcmread

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = dcmread(path, stop_before_pixels=True, force=True)
            syntax = dataset.file_meta.get("TransferSyntaxUID") if dataset.file_meta else None
            told: dict[str, Any] = json.loads(
                dataset.to_json(
                    bulk_data_threshold=_INLINE_BYTES,
                    bulk_data_element_handler=lambda element: f"{int(element.tag):08X}",
                    suppress_invalid_tags=True,
                )
            )
        except MemoryError:
            raise
        except Exception as error:
            raise pixels_broken(error) from error
    if syntax:
        told["00083002"] = {"vr": "UI", "Value": [str(syntax)]}
    return told


def bulk_data(given: Given, _limits: Limits) -> Told:
    """The bytes of one attribute of an instance, by its tag."""
    dataset = opened(Path(given["path"]))
    element = dataset.get(int(str(given["tag"]), 16))
    value = getattr(element, "value", None)
    if not isinstance(value, bytes):
        raise no_pixels()
    Path(given["target"]).write_bytes(value)
    return {"size": len(value)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


TASKS: dict[str, Callable[[Given, Limits], Told]] = {
    "dicom_index": index,
    "dicom_index_whole": index_whole,
    "dicom_thumbnail": thumbnail,
    "dicom_render": render,
    "dicom_frames": frames,
    "dicom_json": full_metadata,
    "dicom_bulk": bulk_data,
}
"""Kind of work -> what does it."""
