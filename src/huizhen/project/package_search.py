"""What was made to leave, searched: bytes, text layers, names, pictures by OCR.

A sealed package is opened again for it; papers that are shown on the desk are taken as they are."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from huizhen.adapters.seal_age import AgeSealer
from huizhen.cli.masked_pictures_run import MaskingBench, ocr_is_off, read_pictures
from huizhen.core.ports import Outcome, Work
from huizhen.core.preparation.masked_package import MaskingRules
from huizhen.core.preparation.masking import identifier_spans, residual_in
from huizhen.core.preparation.masking_report import Checked, Residue, SearchedPackage
from huizhen.core.preparation.sealing import IMAGES, MAGIC, SEALED, SealedPart
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.ground.jobs.pipeline import Sought

_LENGTH_BYTES: Final = 4
_CHUNK: Final = 1 << 20
_NAMES: Final = "names"
_PICTURE: Final = ".webp"
_AT_ONCE: Final = 64
_SLIDE: Final = "image/tiff"
_SLIDE_UNIT: Final = 512 << 20


def search_package(
    archive: Path,
    parts: Sequence[SealedPart],
    sealer: AgeSealer,
    sought: Sought,
    rules: MaskingRules,
    bench: MaskingBench,
) -> SearchedPackage:
    """Every known identifier that is left in the archive: what lies open, the names of its parts,
    each part decrypted, the text of pictures."""
    search = _Search(sought, rules, bench)
    with zipfile.ZipFile(archive) as opened:
        search.outside(opened)
        name = next(one for one in opened.namelist() if one.endswith(f"/{SEALED}"))
        with opened.open(name) as case_file:
            start = _start_of_parts(case_file)
            for part in parts:
                case_file.seek(start + part.offset)
                search.part(part, case_file, sealer)
    search.images()
    search.pictures()
    search.frames()
    return SearchedPackage(checked=search.checked, residual=tuple(search.residual))


def search_papers(
    files: Mapping[str, bytes], sought: Sought, rules: MaskingRules, bench: MaskingBench
) -> SearchedPackage:
    """The same of papers that nobody sealed: by name, byte and text of pictures."""
    search = _Search(sought, rules, bench)
    for name, data in files.items():
        search.paper(name, data)
    search.pictures()
    return SearchedPackage(checked=search.checked, residual=tuple(search.residual))


def _start_of_parts(case_file: IO[bytes]) -> int:
    head = case_file.read(len(MAGIC) + _LENGTH_BYTES)
    return len(head) + int.from_bytes(head[len(MAGIC) :], "big")


class _Search:
    """Collects what is found, part by part."""

    def __init__(self, sought: Sought, rules: MaskingRules, bench: MaskingBench) -> None:
        self._known: KnownIdentifiers = sought.known
        self._read = dict(sought.read)
        self._rules = rules
        self._bench = bench
        self._pictures: dict[str, bytes] = {}
        self._images: dict[str, Path] = {}
        self._frames: dict[str, Path] = {}
        self._taken: Counter[str] = Counter()
        self.residual: list[Residue] = []
        self.checked = Checked()

    def outside(self, archive: zipfile.ZipFile) -> None:
        """What anybody can read: names, comments, and the files beside case.hz."""
        for entry in archive.infolist():
            told = b"\n".join((entry.filename.encode(), entry.comment, entry.extra))
            self._bytes(_NAMES, told)
            if not entry.filename.endswith(f"/{SEALED}"):
                self._bytes(entry.filename.rpartition("/")[2], archive.read(entry))
        self._bytes(_NAMES, archive.comment)

    def part(self, part: SealedPart, case_file: IO[bytes], sealer: AgeSealer) -> None:
        """One part, decrypted: nothing of it stays but what OCR has to see."""
        plain = self._decrypted(part, case_file, sealer)
        if part.media == _SLIDE:
            self._bytes(_NAMES, part.name.encode())
            self._slide(part, plain)
        elif part.name.startswith(f"{IMAGES}/"):
            self._bytes(_NAMES, part.name.encode())
            data = plain.read_bytes()
            self._image(part, data)
            self._count(len(data))
        else:
            self.paper(part.name, plain.read_bytes())

    def paper(self, name: str, data: bytes) -> None:
        """A paper, or the picture of a page."""
        self._bytes(_NAMES, name.encode())
        self._bytes(name, data)
        if name.endswith(_PICTURE):
            self._pictures[name] = data
        self._count(len(data))

    def _decrypted(self, part: SealedPart, case_file: IO[bytes], sealer: AgeSealer) -> Path:
        sealed = self._bench.place / "part.age"
        plain = self._bench.place / "part"
        with sealed.open("wb") as target:
            left = part.length
            while left and (chunk := case_file.read(min(left, _CHUNK))):
                left -= target.write(chunk)
        with sealed.open("rb") as source, plain.open("wb") as target:
            sealer.opened_part(source, target)
        return plain

    def _count(self, size: int) -> None:
        parts, size_bytes = self.checked.parts + 1, self.checked.size_bytes + size
        self.checked = self.checked.replaced(parts=parts, size_bytes=size_bytes)

    def _slide(self, part: SealedPart, path: Path) -> None:
        """Read by a child piece by piece: it may be larger than memory."""
        units = 1 + path.stat().st_size // _SLIDE_UNIT
        more = {**self._known_told(), "units": units}
        for name, outcome in self._performed("search_slide", {part.name: path}, more):
            found = (outcome.data or {}).get("residual", [])
            if outcome.data is None:
                self._note(name, "other", outcome.code)
            for kind in found if isinstance(found, list) else ():
                self._note(name, str(kind), "bytes")
        self._count(path.stat().st_size)
        path.unlink()

    def _image(self, part: SealedPart, data: bytes) -> None:
        """Objects are read element by element in a child: in gigabytes of pixels the bytes of a
        short name stand by chance."""
        folder = part.name.rpartition("/")[0]
        path = self._bench.place / f"image-{self.checked.parts}"
        path.write_bytes(data)
        self._images[part.name] = path
        if self._taken[folder] < self._rules.checked_frames:
            self._taken[folder] += 1
            self._frames[part.name] = path
        if len(self._images) >= _AT_ONCE:
            self.images()

    def images(self) -> None:
        """The objects that wait for it; their files go, but of those whose pixels are read."""
        for name, outcome in self._performed("search_dicom", self._images, self._known_told()):
            told = (outcome.data or {}).get("residual", [])
            if outcome.data is None:
                self._note(name, "other", outcome.code)
            for one in told if isinstance(told, list) else ():
                self._note(name, str(one["kind"]), str(one["path"]))
        for name, path in self._images.items():
            if name not in self._frames:
                path.unlink()
        self._images = {}

    def _known_told(self) -> dict[str, object]:
        return {"known": self._known.model_dump(mode="json")}

    def _performed(
        self, kind: str, paths: Mapping[str, Path], more: Mapping[str, object]
    ) -> Iterator[tuple[str, Outcome]]:
        works = [
            Work(key=str(n), kind=kind, input={"path": str(path), **more}, label=name)
            for n, (name, path) in enumerate(paths.items())
        ]
        if not works:
            return
        start = self._bench.workshop.start_readers
        if kind == "find_burned_in":
            start = self._bench.workshop.start_recognisers or start
        workers = start(self._bench.place)
        try:
            for outcome in workers.perform(works):
                yield works[int(outcome.key)].label, outcome
        finally:
            workers.close()

    def pictures(self) -> None:
        """The pictures of pages, read by OCR; what was read before on the same bytes is not read
        again."""
        taken = dict(list(self._pictures.items())[: self._rules.checked_pages])
        unread = {n: d for n, d in taken.items() if _sha256(d) not in self._read}
        texts = {name: page.text for name, page in read_pictures(unread, self._bench).items()}
        for name, data in taken.items():
            self._text(name, texts[name] if name in texts else self._read[_sha256(data)])
        left = len(self._pictures) - len(taken)
        self.checked = self.checked.replaced(pictures=len(taken), pictures_left=left)

    def frames(self) -> None:
        """Pixels of the images that were kept for it; an object without pixels has none."""
        if self._bench.workshop.start_recognisers is None and self._frames:
            raise ocr_is_off()
        read = 0
        for name, outcome in self._performed("find_burned_in", self._frames, {"frame": 0}):
            read += outcome.data is not None
            self._text(name, _joined((outcome.data or {}).get("boxes", [])))
        self.checked = self.checked.replaced(frames=read)

    def _bytes(self, name: str, data: bytes) -> None:
        for found in residual_in(data, self._known):
            self._note(name, found.kind, found.where)

    def _text(self, name: str, text: str) -> None:
        for span in identifier_spans(text, "", self._known):
            if span.found_by == "known" and span.kind in self._rules.kinds:
                self._note(name, span.kind, "pixels")

    def _note(self, name: str, kind: str, where: str) -> None:
        residue = Residue(part=name, kind=kind, where=where)
        if residue not in self.residual:
            self.residual.append(residue)


def _joined(boxes: object) -> str:
    listed: Iterable[object] = boxes if isinstance(boxes, list) else ()
    return "\n".join(str(one.get("text", "")) for one in listed if isinstance(one, dict))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
