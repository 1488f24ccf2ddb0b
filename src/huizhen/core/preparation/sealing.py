"""The sealed package: a folder that opens offline (settled decision 12).

`case.hz` holds an index and parts, each encrypted apart as an age file. The index alone is sealed
for the recipient; it holds the identity that opens the parts, so a slow passphrase is asked once.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

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
_LENGTH_BYTES: Final = 4
_PAPERS: Final = (
    *(f"{name}.{end}" for name in (DOSSIER, REQUEST_FORM, ANSWER_SHEET) for end in ("pdf", "docx")),
    FILLED_FORM,
)
_TYPES: Final = {
    "html": "text/html",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""Of every file in the zip: equal contents give equal archives."""


class Sealer(Protocol):
    """Encrypts by age (age-encryption.org/v1)."""

    def for_recipient(self, data: bytes) -> bytes:
        """Sealed with the passphrase, or for the recipient's own key."""

    def for_parts(self, data: bytes) -> bytes:
        """Sealed for the identity of this package."""

    @property
    def part_identity(self) -> str:
        """The secret identity that opens the parts."""


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


class SealedPart(Value):
    """One part of case.hz: where it lies behind the index, and what it is."""

    name: str
    media: str
    offset: int
    length: int


def is_sealed_file(name: str) -> bool:
    """Whether a file of the package travels: what a reader needs, not the data behind it."""
    return name == DOSSIER_PAGE or name in _PAPERS or name.startswith(f"{PICTURES}/")


def sealed_folder(
    files: Mapping[str, bytes], told: SealedFor, sealer: Sealer, words: Pack, library: str
) -> dict[str, bytes]:
    """Name to bytes of the folder. `library` is the script of age-encryption for the opener."""
    page = words.parsed("page.json")
    contents = {
        name: _for_frame(data) if name == DOSSIER_PAGE else data
        for name, data in sorted(files.items())
        if is_sealed_file(name)
    }
    made = {
        OPENER: opening_page(told.number, page, library).encode("utf-8"),
        SEALED: _case_file(contents, told, sealer),
        README: _readme(page["readme"], told),
    }
    return {**made, SUMS: _sums(made)}


def zipped(folder: Mapping[str, bytes], name: str) -> bytes:
    """The folder as one archive; equal folders give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file, data in folder.items():
            entry = zipfile.ZipInfo(f"{name}/{file}", _FIRST_DAY)
            entry.external_attr = 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if file == SEALED else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return target.getvalue()


def passphrase(words: Sequence[str], choose: Callable[[int], int], count: int = 6) -> str:
    """Words drawn from the list; `choose(n)` gives a random number below n."""
    return " ".join(words[choose(len(words))] for _ in range(count))


def _for_frame(page: bytes) -> bytes:
    """The dossier's page for the opener's frame: its pictures come as data, none as files."""
    policy = page_policy()
    framed = policy.replace("img-src 'self' file:", "img-src data:")
    return page.replace(policy.encode(), framed.encode(), 1)


def _case_file(contents: Mapping[str, bytes], told: SealedFor, sealer: Sealer) -> bytes:
    parts: list[SealedPart] = []
    bodies: list[bytes] = []
    offset = 0
    for name, data in contents.items():
        body = sealer.for_parts(data)
        media = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        parts.append(SealedPart(name=name, media=media, offset=offset, length=len(body)))
        bodies.append(body)
        offset += len(body)
    index = {
        "schema": "huizhen.sealed/1",
        **told.model_dump(mode="json"),
        "identity": sealer.part_identity,
        "parts": [part.model_dump(mode="json") for part in parts],
    }
    sealed = sealer.for_recipient(canonical_json(index).encode("utf-8"))
    return b"".join((MAGIC, len(sealed).to_bytes(_LENGTH_BYTES, "big"), sealed, *bodies))


def _readme(lines: Sequence[str], told: SealedFor) -> bytes:
    """For an editor that knows neither UTF-8 without a mark nor bare line feeds."""
    text = "\r\n".join(
        line.format(number=told.number, day=told.day, recipient=told.recipient) for line in lines
    )
    return b"\xef\xbb\xbf" + text.encode("utf-8") + b"\r\n"


def _sums(files: Mapping[str, bytes]) -> bytes:
    return "".join(_sum_lines(files)).encode("utf-8")


def _sum_lines(files: Mapping[str, bytes]) -> Iterator[str]:
    for name, data in files.items():
        yield f"{hashlib.sha256(data).hexdigest()}  {name}\n"
