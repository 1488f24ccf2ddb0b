"""The sealed package: a folder that opens offline (settled decision 12).

`case.hz` holds an index and parts, each encrypted apart as an age file. The index alone is sealed
for the recipient; it holds the identity that opens the parts, so a slow passphrase is asked once.
Everything goes through streams: images make packages of gigabytes.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final, Protocol, cast

from huizhen.core.content import Pack
from huizhen.core.preparation.package import (
    ANSWER_SHEET,
    DOSSIER,
    DOSSIER_PAGE,
    FILLED_FORM,
    PICTURES,
    REQUEST_FORM,
)
from huizhen.core.preparation.paper_page import page_policy
from huizhen.core.preparation.sealed_page import opening_page
from huizhen.core.records.value import Value, canonical_json

MAGIC: Final = b"HUIZHEN1"
OPENER: Final = "打开.html"
SEALED: Final = "case.hz"
README: Final = "说明.txt"
SUMS: Final = "SHA256SUMS"
IMAGES: Final = "影像"
_SLIDES: Final = "切片"
_LENGTH_BYTES: Final = 4
_CHUNK: Final = 1 << 20
_PAPERS: Final = (
    *(f"{name}.{end}" for name in (DOSSIER, REQUEST_FORM, ANSWER_SHEET) for end in ("pdf", "docx")),
    FILLED_FORM,
)
_TYPES: Final = {
    "html": "text/html",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "dcm": "application/dicom",
    "svs": "image/tiff",
    "ndpi": "image/tiff",
    "tif": "image/tiff",
}
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: equal contents give equal archives."""


class Sealer(Protocol):
    """Encrypts by age (age-encryption.org/v1)."""

    def for_recipient(self, data: bytes) -> bytes:
        """Sealed with the passphrase, or for the recipient's own key."""

    def for_parts(self, source: BinaryIO, target: BinaryIO) -> None:
        """Seals a stream for the identity of this package, with bounded memory."""

    @property
    def part_identity(self) -> str:
        """The secret identity that opens the parts."""


class SealedSeries(Value):
    """A series of images that travels: its parts stand below `folder`."""

    study: int
    """Studies are counted from 1 within the package."""
    series: int
    """Within the study."""
    modality: str
    date: str = ""
    """ISO date of the study; '' where it is not told."""
    instances: int

    @property
    def folder(self) -> str:
        """A neutral name: number, modality, date."""
        told = "-".join(filter(None, (f"{self.study:02d}", self.modality, self.date)))
        return f"{IMAGES}/{told}/{self.series:02d}"

    def part(self, number: int) -> str:
        """The name of its instance of that number, from 1."""
        return f"{self.folder}/{number:04d}.dcm"


class SealedFor(Value):
    """What a package says of itself."""

    number: str
    """Of the case: the only name that stands outside the encryption."""
    dossier_sha256: str
    recipient: str
    """As its reader calls it."""
    consent_ids: tuple[str, ...]
    day: str
    specialty: str = ""
    series: tuple[SealedSeries, ...] = ()
    is_masked: bool = False
    """Set for a reader who may not know whose records these are."""


class SealedPart(Value):
    """One part of case.hz: where it lies behind the index, and what it is."""

    name: str
    media: str
    offset: int
    length: int


def slide_part(number: int, ending: str) -> str:
    """The neutral name of a slide that is no DICOM, counted from 1."""
    known = ending.lower() if ending.lower() in ("svs", "ndpi") else "tif"
    return f"{IMAGES}/{_SLIDES}/{number:02d}.{known}"


Part = tuple[str, Callable[[], BinaryIO]]
"""The name of a part, and what opens its bytes; asked for once, in order."""


def is_sealed_file(name: str) -> bool:
    """Whether a file of the package travels: what a reader needs, not the data behind it."""
    return name == DOSSIER_PAGE or name in _PAPERS or name.startswith(f"{PICTURES}/")


def parts_of(files: Mapping[str, bytes]) -> Iterator[Part]:
    """The files of a package that travel, as parts; nothing else of it."""
    for name, data in sorted(files.items()):
        if is_sealed_file(name):
            yield name, partial(io.BytesIO, _for_frame(data) if name == DOSSIER_PAGE else data)


def write_folder(
    parts: Iterable[Part],
    told: SealedFor,
    sealer: Sealer,
    words: Pack,
    library: str,
    place: Path,
) -> tuple[SealedPart, ...]:
    """Writes the folder below `place`; where its parts lie behind the index of case.hz.

    Of the series that are told those are named of which parts came. `library` is the script of
    age-encryption for the opener."""
    page = words.parsed("page.json")
    (place / OPENER).write_text(opening_page(told.number, page, library), encoding="utf-8")
    bodies = place / f".{SEALED}"
    try:
        with bodies.open("wb") as target:
            sealed = tuple(_seal_parts(parts, cast("BinaryIO", target), sealer))
        told = told.replaced(series=_present(told.series, sealed))
        with (place / SEALED).open("wb") as target, bodies.open("rb") as source:
            target.write(_head(sealed, told, sealer))
            shutil.copyfileobj(source, target, _CHUNK)
    finally:
        bodies.unlink(missing_ok=True)
    (place / README).write_bytes(_readme(page, told))
    names = (OPENER, SEALED, README)
    lines = (f"{_sha256(place / name)}  {name}\n" for name in names)
    (place / SUMS).write_bytes("".join(lines).encode("utf-8"))
    return sealed


def zip_folder(place: Path, name: str, target: BinaryIO) -> None:
    """Writes the folder as one archive; equal folders give equal bytes."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in (OPENER, SEALED, README, SUMS):
            entry = zipfile.ZipInfo(f"{name}/{file}", _FIRST_DAY)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if file == SEALED else zipfile.ZIP_DEFLATED
            entry.file_size = (place / file).stat().st_size
            with (place / file).open("rb") as source, archive.open(entry, "w") as written:
                shutil.copyfileobj(source, written, _CHUNK)


def passphrase(words: Sequence[str], choose: Callable[[int], int], count: int = 6) -> str:
    """Words drawn from the list; `choose(n)` gives a random number below n."""
    return " ".join(words[choose(len(words))] for _ in range(count))


def _for_frame(page: bytes) -> bytes:
    """The dossier's page for the opener's frame: its pictures come as data, none as files."""
    policy = page_policy()
    framed = policy.replace("img-src 'self' file:", "img-src data:")
    return page.replace(policy.encode(), framed.encode(), 1)


def _seal_parts(parts: Iterable[Part], target: BinaryIO, sealer: Sealer) -> Iterator[SealedPart]:
    """One after the other: no more than one is open at a time."""
    for name, opened in parts:
        start = target.tell()
        with opened() as source:
            sealer.for_parts(source, target)
        yield SealedPart(
            name=name,
            media=_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
            offset=start,
            length=target.tell() - start,
        )


def _present(
    series: Sequence[SealedSeries], parts: Sequence[SealedPart]
) -> tuple[SealedSeries, ...]:
    counts = Counter(part.name.rpartition("/")[0] for part in parts)
    return tuple(one.replaced(instances=counts[one.folder]) for one in series if counts[one.folder])


def _head(parts: Sequence[SealedPart], told: SealedFor, sealer: Sealer) -> bytes:
    """What stands before the parts: the mark, the length of the index, the index."""
    series = [{**one.model_dump(mode="json"), "folder": one.folder} for one in told.series]
    index = {
        "schema": "huizhen.sealed/1",
        **told.model_dump(mode="json"),
        "series": series,
        "identity": sealer.part_identity,
        "parts": [part.model_dump(mode="json") for part in parts],
    }
    sealed = sealer.for_recipient(canonical_json(index).encode("utf-8"))
    return b"".join((MAGIC, len(sealed).to_bytes(_LENGTH_BYTES, "big"), sealed))


def _readme(page: Mapping[str, Sequence[str]], told: SealedFor) -> bytes:
    """For an editor that knows neither UTF-8 without a mark nor bare line feeds."""
    lines = [*page["readme"], *(page["readme_images"] if told.series else ())]
    text = "\r\n".join(
        line.format(number=told.number, day=told.day, recipient=told.recipient) for line in lines
    )
    return b"\xef\xbb\xbf" + text.encode("utf-8") + b"\r\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
