"""The finished package opened again and searched: bytes, text layers, names, pictures by OCR."""

from __future__ import annotations

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from huizhen.adapters.seal_age import AgeSealer
from huizhen.cli.masked_pictures_run import MaskingBench, read_pictures
from huizhen.core.errors import PackageError
from huizhen.core.ports import Work
from huizhen.core.preparation.masked_package import MaskingRules
from huizhen.core.preparation.masking import identifier_spans, residual_in
from huizhen.core.preparation.masking_report import Checked, Residue, SearchedPackage
from huizhen.core.preparation.sealing import IMAGES, MAGIC, SEALED, SealedPart
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import content_hash
from huizhen.ground.jobs.pipeline import Sought

_LENGTH_BYTES: Final = 4
_CHUNK: Final = 1 << 20
_NAMES: Final = "names"


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
    search = _Search(sealer, sought, rules, bench)
    with zipfile.ZipFile(archive) as opened:
        search.outside(opened)
        name = next(one for one in opened.namelist() if one.endswith(f"/{SEALED}"))
        with opened.open(name) as case_file:
            start = _start_of_parts(case_file)
            for part in parts:
                case_file.seek(start + part.offset)
                search.part(part, case_file)
    search.pictures()
    search.frames()
    return SearchedPackage(checked=search.checked, residual=tuple(search.residual))


def _start_of_parts(case_file: IO[bytes]) -> int:
    head = case_file.read(len(MAGIC) + _LENGTH_BYTES)
    return len(head) + int.from_bytes(head[len(MAGIC) :], "big")


class _Search:
    """Collects what is found, part by part."""

    def __init__(
        self, sealer: AgeSealer, sought: Sought, rules: MaskingRules, bench: MaskingBench
    ) -> None:
        self._sealer = sealer
        self._known: KnownIdentifiers = sought.known
        self._read = dict(sought.read)
        self._rules = rules
        self._bench = bench
        self._pictures: dict[str, bytes] = {}
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

    def part(self, part: SealedPart, case_file: IO[bytes]) -> None:
        """One part, decrypted: nothing of it stays but what OCR has to see."""
        sealed = self._bench.place / "part.age"
        plain = self._bench.place / "part"
        with sealed.open("wb") as target:
            left = part.length
            while left and (chunk := case_file.read(min(left, _CHUNK))):
                left -= target.write(chunk)
        with sealed.open("rb") as source, plain.open("wb") as target:
            self._sealer.opened_part(source, target)
        data = plain.read_bytes()
        self._bytes(_NAMES, part.name.encode())
        self._bytes(part.name, data)
        self._keep(part, data)
        parts, size = self.checked.parts + 1, self.checked.size_bytes + len(data)
        self.checked = self.checked.replaced(parts=parts, size_bytes=size)

    def _keep(self, part: SealedPart, data: bytes) -> None:
        if part.media == "image/webp":
            self._pictures[part.name] = data
        folder = part.name.rpartition("/")[0]
        if part.name.startswith(f"{IMAGES}/") and self._taken[folder] < self._rules.checked_frames:
            self._taken[folder] += 1
            path = self._bench.place / f"frame-{len(self._frames)}"
            path.write_bytes(data)
            self._frames[part.name] = path

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
        """Pixels of the images that were kept for it."""
        if not self._frames:
            return
        for name, text in self._texts_of_frames():
            self._text(name, text)
        self.checked = self.checked.replaced(frames=len(self._frames))

    def _texts_of_frames(self) -> Iterator[tuple[str, str]]:
        works = [
            Work(
                key=content_hash([name]),
                kind="find_burned_in",
                input={"path": str(path), "frame": 0},
                label=name,
            )
            for name, path in self._frames.items()
        ]
        names = {work.key: work.label for work in works}
        start = self._bench.workshop.start_recognisers
        if start is None:
            raise PackageError(
                "masking_without_ocr",
                "The images cannot be looked through: OCR is switched off on this site.",
                "Switch it on (HUIZHEN_OCR), or send the package to the home team alone.",
            )
        workers = start(self._bench.place)
        try:
            for outcome in workers.perform(works):
                boxes = (outcome.data or {}).get("boxes", [])
                yield names[outcome.key], _joined(boxes)
        finally:
            workers.close()

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
