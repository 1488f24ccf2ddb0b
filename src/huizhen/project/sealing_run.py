"""Sealing as the desk's worker does it: with adapters, in a folder that is gone afterwards."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from huizhen.adapters.seal_age import AgeSealer
from huizhen.cli.masked_pictures_run import MaskingBench
from huizhen.cli.masked_run import set_masked
from huizhen.core.content import load_pack
from huizhen.core.errors import PackageError
from huizhen.core.imaging.deidentification.profile import Profile
from huizhen.core.ports import Outcome, Work
from huizhen.core.preparation.masked_package import (
    MaskedPapers,
    MaskingRules,
    PapersToMask,
    masking_rules,
)
from huizhen.core.preparation.masked_package_images import NOT_CLEAN, CleanedImage, ImageToClean
from huizhen.core.preparation.masking_report import ChangedAttribute, SearchedPackage
from huizhen.core.preparation.sealing import (
    Part,
    SealedFor,
    SealedPart,
    write_folder,
    zip_folder,
)
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.ground.jobs.pipeline import PackageKey, Sought
from huizhen.project.config import CONTENT, Settings, content_roots
from huizhen.project.package_search import search_package
from huizhen.project.package_search import search_papers as search_plain
from huizhen.project.wiring import workshop

_ITEM: Final = re.compile(r"\[\d+\]")
_SLIDE_UNIT: Final = 512 << 20
"""A slide of so many bytes may take as long as reading one file."""


def seal_folder(parts: Iterable[Part], told: SealedFor, key: PackageKey, target: Path) -> None:
    """The parts of a package as an archive of the folder that opens offline."""
    _seal(parts, told, AgeSealer(*key), target)


def seal_masked(
    parts: Iterable[Part], told: SealedFor, key: PackageKey, target: Path, sought: Sought
) -> SearchedPackage:
    """The same, opened again part by part and looked through for what may not be in it."""
    sealer = AgeSealer(*key)
    sealed = _seal(parts, told, sealer, target)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        bench = MaskingBench(workshop(Settings()), Path(name), lambda _: None)
        return search_package(target, sealed, sealer, sought, _rules(), bench)


def _seal(
    parts: Iterable[Part], told: SealedFor, sealer: AgeSealer, target: Path
) -> tuple[SealedPart, ...]:
    words = load_pack("sealed", content_roots(Settings()))
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        place = Path(name)
        sealed = write_folder(parts, told, sealer, words, opening_library(), place)
        with target.open("wb") as archive:
            zip_folder(place, told.number, archive)
    return sealed


def mask_papers(given: PapersToMask, place: Path, tell: Callable[[str], None]) -> MaskedPapers:
    """The papers of a signed version as they may leave to a department."""
    return set_masked(given, MaskingBench(workshop(Settings()), place, lambda _: tell("mask")))


def search_papers(files: Mapping[str, bytes], sought: Sought, place: Path) -> SearchedPackage:
    """What of masked papers still identifies, where they are read without a package."""
    bench = MaskingBench(workshop(Settings()), place, lambda _: None)
    return search_plain(files, sought, _rules(), bench)


def _rules() -> MaskingRules:
    return masking_rules(load_pack("sealed", content_roots(Settings())))


def clean_images(
    images: Sequence[ImageToClean], known: KnownIdentifiers, pseudonym: str, secret: bytes
) -> list[CleanedImage]:
    """What became of each object; the children stay within this call."""
    if not images:
        return []
    profile = Profile(pseudonym=pseudonym, known=known, dates="keep")
    works = {str(number): _work(number, one, profile, secret) for number, one in enumerate(images)}
    workers = workshop(Settings()).start_readers(images[0].target.parent)
    cleaned: dict[str, CleanedImage] = {}
    try:
        for outcome in workers.perform(works.values()):
            cleaned[outcome.key] = _cleaned(outcome)
    finally:
        workers.close()
    return [cleaned[key] for key in works]


def _work(number: int, image: ImageToClean, profile: Profile, secret: bytes) -> Work:
    if image.is_slide:
        known = profile.known.model_dump(mode="json")
        paths = {"path": str(image.path), "target": str(image.target)}
        told_of_size = {"units": 1 + image.path.stat().st_size // _SLIDE_UNIT}
        return Work(
            key=str(number), kind="strip_slide", input={**paths, "known": known, **told_of_size}
        )
    told = profile.replaced(pixels_looked_at=image.is_looked_at)
    return Work(
        key=str(number),
        kind="deidentify_dicom",
        input={
            "path": str(image.path),
            "target": str(image.target),
            "profile": told.model_dump(mode="json"),
            "secret": secret.hex(),
            "masks": [list(box) for box in image.boxes],
        },
    )


def _cleaned(outcome: Outcome) -> CleanedImage:
    """What a child says of one object; anything left over means that it stays."""
    told = outcome.data
    if told is None:
        return CleanedImage(code=outcome.code)
    if told.get("residual"):
        return CleanedImage(code=NOT_CLEAN)
    changes: object = told.get("changes", [])
    counts = Counter(
        (_ITEM.sub("", str(one["path"])), str(one["action"]))
        for one in (changes if isinstance(changes, list) else ())
    )
    removed, cleaned_texts = told.get("removed", []), int(str(told.get("cleaned_texts", 0)))
    counts.update((str(one), "removed") for one in (removed if isinstance(removed, list) else ()))
    if cleaned_texts:
        counts["ImageDescription", "cleaned"] += cleaned_texts
    changed = tuple(
        ChangedAttribute(path=path, action=action, count=count)
        for (path, action), count in sorted(counts.items())
    )
    return CleanedImage(changed)


def opening_library() -> str:
    """The script by which the offline page opens age files."""
    path = CONTENT.parent / "web" / "static" / "vendor" / "age.min.js"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise PackageError(
            "opening_library_missing",
            "The script that opens sealed packages is not installed.",
            "Run 'make setup' on the machine of the site, then seal again.",
        ) from error
