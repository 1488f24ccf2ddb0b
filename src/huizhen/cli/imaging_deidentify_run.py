"""Images of a folder de-identified by worker children, and what became of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from huizhen.cli.reading_run import ReadFile, Tick, read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.content import load_pack
from huizhen.core.imaging.burned_in import reason_to_look
from huizhen.core.imaging.deidentification import Profile
from huizhen.core.imaging.deidentification.annex_e import methods
from huizhen.core.imaging.findings import PACK
from huizhen.core.imaging.side_markers import marker_words
from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.plan import Located
from huizhen.core.reading.registry import ReadersOf
from huizhen.core.records.identity import Identity
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import Value

BurnedIn = Literal["withhold", "mask", "send"]
_SLIDES = (".svs", ".tif", ".tiff")
_READ = ("dicom", "archive", "iso")
_ITEM = re.compile(r"\[\d+\]")
_NOT_LOOKED_AT = (
    "burned_in_not_looked_at",
    "Look at the picture and give its boxes with --masks (none where it shows no text).",
)


@dataclass(frozen=True)
class Wanted:
    """What the command was asked for."""

    profile: Profile
    reference: Identity | None
    secret: bytes
    burned_in: BurnedIn
    masks: Mapping[str, list[dict[str, int]]]


class DeidentifiedFile(Value):
    """One file as `imaging deidentify` prints it; the received path is for this side only."""

    path: str
    out: str = ""
    """Where it was written below the folder of what leaves."""
    status: Literal["written", "withheld", "failed"]
    code: str = ""
    remedy: str = ""
    changes: tuple[str, ...] = ()
    """'StudyDate shifted modified_dates', items of sequences without their numbers."""
    kept: tuple[str, ...] = ()
    masks: int = 0
    warnings: tuple[str, ...] = ()
    burned_in: str = ""
    """The attribute for which the picture may show text."""


def deidentify_folder(
    folder: Path,
    out: Path,
    wanted: Wanted,
    workshop: Workshop,
    store: PackageStore,
    tick: Tick,
) -> list[DeidentifiedFile]:
    """Writes what may leave below `out`; a line for every image found. `store` must be open."""
    received = receive_folder(folder, workshop.limits, store, out.resolve(), tick)
    readers = workshop.start_readers(store.spool)
    try:
        registry = ReadersOf(workshop.registry, _READ)
        files = read_files(received.files, registry, workshop.limits, store, readers, tick)
        images = _images(files)
        profile = wanted.profile.replaced(known=_known(images, wanted.reference))
        boxes = _found_boxes(images, wanted, workshop, store)
        works, lines = _planned(images, out, profile, wanted, boxes)
        works += _slide_works(received.files, out, profile.known)
        for outcome in readers.perform(works.values_in_order()):
            tick("deidentify")
            lines.append(_line(outcome, works.by_key[outcome.key], out))
    finally:
        readers.close()
    return sorted(lines, key=lambda line: line.path)


@dataclass(frozen=True)
class _Planned:
    work: Work
    path: str
    target: Path
    reason: str = ""


class _Works:
    """Works to perform, by key."""

    def __init__(self, planned: Sequence[_Planned] = ()) -> None:
        self.by_key = {one.work.key: one for one in planned}

    def __add__(self, other: _Works) -> _Works:
        return _Works([*self.by_key.values(), *other.by_key.values()])

    def values_in_order(self) -> Iterator[Work]:
        """The works, folders of their targets made."""
        for one in self.by_key.values():
            one.target.parent.mkdir(parents=True, exist_ok=True)
            yield one.work


class _Image(Value):
    path: str
    file: str
    instance: DicomInstance
    reason: str


def _images(files: Sequence[ReadFile]) -> list[_Image]:
    found: dict[str, _Image] = {}
    for one in files:
        header = one.reading.instance
        if header is None:
            continue
        reason = reason_to_look(
            header.sop_class_uid,
            header.modality,
            header.image_type,
            header.burned_in_annotation,
            header.photometric_interpretation,
        )
        place = one.located
        found.setdefault(
            place.received.source_id,
            _Image(path=place.received.path, file=str(place.path), instance=header, reason=reason),
        )
    return list(found.values())


def _known(images: Sequence[_Image], reference: Identity | None) -> KnownIdentifiers:
    """All that headers say of whom they show: nobody of them may be named in what leaves."""
    mentions = dict.fromkeys(one.instance.patient for one in images)
    return known_identifiers(reference or Identity(), mentions)


def _found_boxes(
    images: Sequence[_Image], wanted: Wanted, workshop: Workshop, store: PackageStore
) -> dict[str, list[dict[str, Any]]]:
    """Boxes by path: those that a person chose, and with `mask` those that are found."""
    boxes: dict[str, list[dict[str, Any]]] = dict(wanted.masks)
    if wanted.burned_in != "mask" or workshop.start_recognisers is None:
        return boxes
    looked_at = [one for one in images if one.reason and one.path not in boxes]
    recognisers = workshop.start_recognisers(store.spool)
    more = {"units": 4, "markers": list(marker_words(load_pack(PACK, workshop.terms_roots)))}
    works = [
        Work(key=one.path, kind="find_burned_in", input={"path": one.file, **more})
        for one in looked_at
    ]
    try:
        for outcome in recognisers.perform(works):
            if outcome.data is not None:
                found = outcome.data["boxes"]
                boxes[outcome.key] = found if isinstance(found, list) else []
    finally:
        recognisers.close()
    return boxes


def _planned(
    images: Sequence[_Image],
    out: Path,
    profile: Profile,
    wanted: Wanted,
    boxes: Mapping[str, list[dict[str, Any]]],
) -> tuple[_Works, list[DeidentifiedFile]]:
    planned: list[_Planned] = []
    held: list[DeidentifiedFile] = []
    for image, target in zip(images, _targets(images, out), strict=True):
        if image.reason and image.path not in boxes and wanted.burned_in != "send":
            code, remedy = _NOT_LOOKED_AT
            held.append(DeidentifiedFile(path=image.path, status="withheld", code=code,
                                       remedy=remedy, burned_in=image.reason))  # fmt: skip
            continue
        seen = profile.replaced(pixels_looked_at=image.path in wanted.masks)
        given = {
            "path": image.file,
            "target": str(target),
            "profile": seen.model_dump(mode="json"),
            "secret": wanted.secret.hex(),
            "masks": boxes.get(image.path, []),
        }
        work = Work(key=f"dicom:{image.path}", kind="deidentify_dicom", input=given)
        planned.append(_Planned(work, image.path, target, image.reason))
    return _Works(planned), held


def _targets(images: Sequence[_Image], out: Path) -> list[Path]:
    """Names that say nothing: the number of the study, of the series in it, of the object."""
    studies: dict[str, int] = {}
    series: dict[tuple[str, str], int] = {}
    objects: Counter[tuple[str, str]] = Counter()
    targets = []
    for image in images:
        study, own = image.instance.study_instance_uid, image.instance.series_instance_uid
        studies.setdefault(study, len(studies) + 1)
        series.setdefault((study, own), sum(key[0] == study for key in series) + 1)
        objects[study, own] += 1
        name = f"{objects[study, own]:05d}.dcm"
        targets.append(out / f"{studies[study]:02d}" / f"{series[study, own]:03d}" / name)
    return targets


def _slide_works(files: Sequence[Located], out: Path, known: KnownIdentifiers) -> _Works:
    slides = [one for one in files if one.received.path.lower().endswith(_SLIDES)]
    planned = []
    for number, one in enumerate(slides, start=1):
        suffix = Path(one.received.path).suffix.lower()
        target = out / "slides" / f"{number:03d}{suffix}"
        given = {
            "path": str(one.path),
            "target": str(target),
            "known": known.model_dump(mode="json"),
            "units": 1 + one.received.size_bytes // 500_000_000,
        }
        key = f"slide:{one.received.path}"
        work = Work(key=key, kind="strip_slide", input=given)
        planned.append(_Planned(work, one.received.path, target))
    return _Works(planned)


def _line(outcome: Outcome, planned: _Planned, out: Path) -> DeidentifiedFile:
    data: dict[str, Any] = dict(outcome.data or {})
    base: dict[str, Any] = {"path": planned.path, "burned_in": planned.reason}
    if outcome.data is None:
        planned.target.unlink(missing_ok=True)
        base.update(status="failed", code=outcome.code, remedy=outcome.remedy)
    elif data["residual"]:
        base.update(
            status="withheld",
            code="identifier_left",
            remedy="A known identifier still stands in it: look at it, and leave it out.",
        )
    else:
        base.update(
            status="written",
            out=planned.target.relative_to(out).as_posix(),
            changes=_said(data.get("changes", [])),
            kept=_said(data.get("kept", [])),
            masks=int(data.get("masks", 0)),
            warnings=tuple(data.get("warnings", [])),
        )
    return DeidentifiedFile.model_validate(base)


def _said(lines: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    said = (
        " ".join(filter(None, (_ITEM.sub("", one["path"]), one["action"], one["option"],
                               one["note"])))
        for one in lines
    )  # fmt: skip
    return tuple(dict.fromkeys(said))


def report_of(lines: Sequence[DeidentifiedFile], profile: Profile) -> dict[str, object]:
    """What leaves with the images: what was done, and to how many; no path and no value."""
    written = [line for line in lines if line.status == "written"]
    return {
        "schema": "huizhen.deidentification-report/1",
        "pseudonym": profile.pseudonym,
        "dates": profile.dates,
        "methods": [{"code": code, "meaning": meaning} for code, meaning in methods(profile)],
        "written": len(written),
        "held_back": Counter(line.code for line in lines if line.status != "written"),
        "masked": sum(bool(line.masks) for line in written),
        "changed": Counter(change for line in written for change in line.changes),
        "kept": Counter(kept for line in written for kept in line.kept),
    }
