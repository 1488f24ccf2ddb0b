"""Files inside resources: texts become pages, everything else is kept as a member."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from huizhen.core.errors import TooLargeRecord
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.fhir.elements import line, object_of, objects, token, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.narratives import text_of_html
from huizhen.core.reading.fhir.references import References
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.names import MemberNames
from huizhen.core.reading.registry import Context
from huizhen.core.reading.signatures import file_kind
from huizhen.core.records.reading import Member

_SUFFIXES = {
    "application/pdf": "pdf", "text/plain": "txt", "text/rtf": "rtf", "application/rtf": "rtf",
    "text/html": "html", "application/xhtml+xml": "html", "image/jpeg": "jpg", "image/jpg": "jpg",
    "image/png": "png", "image/gif": "gif", "image/tiff": "tif", "image/bmp": "bmp",
    "application/dicom": "dcm", "application/msword": "doc", "text/xml": "xml",
    "application/xml": "xml", "application/hl7-cda+xml": "xml", "application/cda+xml": "xml",
    "application/json": "json", "application/fhir+json": "json", "text/csv": "csv",
    "application/fhir+xml": "xml", "application/zip": "zip", "video/mp4": "mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
_KINDS = {"jpeg": "jpg", "tiff": "tif", "dicom": "dcm", "gzip": "gz", "jpeg2000": "jp2",
          "hl7v2": "hl7", "ole2": "doc"}  # fmt: skip
_SUFFIX_IN_NAME = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BLANKS = re.compile(r"\s+")
_CHUNK = 1 << 20
_HOLDERS = {
    "DocumentReference": ("content",), "DiagnosticReport": ("presentedForm",),
    "Media": ("content",), "Consent": ("sourceAttachment", "source"), "Communication": ("payload",),
    "Observation": ("valueAttachment",), "QuestionnaireResponse": (), "Patient": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text found inside a resource."""

    placed: Placed
    title: str
    text: str


@dataclass(slots=True)
class Attachments:
    """Everything found inside resources."""

    members: list[Member] = field(default_factory=list)
    texts: list[TextPage] = field(default_factory=list)
    is_too_large: bool = False
    is_damaged: bool = False
    is_elsewhere: bool = False


class AttachmentReader:
    """Reads the attachments of one file's resources, each once."""

    def __init__(self, references: References, context: Context, deviations: Deviations) -> None:
        self._references = references
        self._context = context
        self._deviations = deviations
        self._names = MemberNames()
        self._read: set[int] = set()
        self.found = Attachments()

    def read(self, placed: Placed) -> None:
        """The attachments of a resource; a Binary is one itself."""
        if placed.type == "Binary":
            if not self._is_referred(placed):
                self._binary(placed, "", placed)
            return
        for element, path in _attachments(placed):
            self._attachment(element, path, placed)

    def _is_referred(self, placed: Placed) -> bool:
        return id(placed.resource) in self._read

    def _attachment(self, attachment: Json, path: str, placed: Placed) -> None:
        title = line(attachment.get("title"))
        data = attachment.get("data")
        if isinstance(data, str) and data.strip():
            self._data(data, token(attachment.get("contentType")), title, placed, path)
            return
        url = words(attachment.get("url"))
        if not url:
            if "_data" in attachment or "size" in attachment or "hash" in attachment:
                self._missing(path)
            return
        target = self._references.resolve({"reference": url}, placed)
        if target is not None and target.type == "Binary":
            self._binary(target, title, placed)
        elif target is None:
            self._missing(path)

    def _missing(self, path: str) -> None:
        self._deviations.add("attachment_not_included", path)
        self.found.is_elsewhere = True

    def _binary(self, binary: Placed, title: str, owner: Placed) -> None:
        if id(binary.resource) in self._read:
            return
        self._read.add(id(binary.resource))
        data = binary.resource.get("data") or binary.resource.get("content")
        if isinstance(data, str) and data.strip():
            kind = token(binary.resource.get("contentType"))
            self._data(data, kind, title, owner, f"{binary.path}.data")

    def _data(self, data: str, declared: str, title: str, placed: Placed, path: str) -> None:
        encoded = _BLANKS.sub("", data).replace("-", "+").replace("_", "/")
        try:
            decoded = base64.b64decode(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4),
                                       validate=True)  # fmt: skip
        except (binascii.Error, ValueError):
            self._deviations.add("attachment_damaged", path)
            self.found.is_damaged = True
            return
        media, _, parameters = declared.partition(";")
        kind = file_kind(decoded[:65_536])
        if self._is_text(media.strip(), kind):
            self._text(decoded, media.strip(), parameters, kind, title, placed, path)
            return
        suffix = _KINDS.get(kind, kind) or _SUFFIXES.get(media.strip(), "bin")
        suffix = _SUFFIXES.get(media.strip(), suffix) if kind in ("", "xml", "json") else suffix
        name = title if _SUFFIX_IN_NAME.search(title) else f"{title or placed.type}.{suffix}"
        try:
            member = self._context.keep(self._names.unique(name), _chunks(decoded))
        except TooLargeRecord:
            self._deviations.add("attachment_too_large", path)
            self.found.is_too_large = True
            return
        self.found.members.append(member)

    def _is_text(self, media: str, kind: str) -> bool:
        if kind == "html" or media in ("text/html", "application/xhtml+xml"):
            return kind in ("html", "xml", "")
        return kind == "" and media in ("text/plain", "text", "text/markdown")

    def _text(
        self,
        data: bytes,
        media: str,
        parameters: str,
        kind: str,
        title: str,
        placed: Placed,
        path: str,
    ) -> None:
        match = re.search(r"charset=\"?([\w.:-]{1,40})", parameters)
        text, _, doubt = decode_text(data, match.group(1) if match else "")
        if doubt:
            self._deviations.add("attachment_encoding", f"{path}: {doubt}")
        if kind == "html" or (media != "text/plain" and "<" in text):
            text = text_of_html(text)
        self.found.texts.append(TextPage(placed, title, text))


def _attachments(placed: Placed) -> Iterator[tuple[Json, str]]:
    """Attachment elements of a resource with their paths."""
    for name in _HOLDERS.get(placed.type, ()):
        for index, holder in enumerate(objects(placed.resource.get(name))):
            path = f"{placed.path}.{name}[{index}]"
            for inner in ("attachment", "contentAttachment"):
                if isinstance(holder.get(inner), dict):
                    yield object_of(holder.get(inner)), f"{path}.{inner}"
            if _is_attachment(holder):
                yield holder, path
    if placed.type == "QuestionnaireResponse":
        yield from _answered(placed)


def _is_attachment(holder: Json) -> bool:
    return any(name in holder for name in ("data", "url", "contentType"))


def _answered(placed: Placed) -> Iterator[tuple[Json, str]]:
    """Files given as answers to a form."""
    waiting: list[tuple[Any, str]] = [(placed.resource.get("item"), f"{placed.path}.item")]
    while waiting:
        value, path = waiting.pop()
        for index, item in enumerate(objects(value)):
            here = f"{path}[{index}]"
            if isinstance(item.get("valueAttachment"), dict):
                yield item["valueAttachment"], f"{here}.valueAttachment"
            for name in ("item", "answer"):
                if item.get(name) is not None:
                    waiting.append((item.get(name), f"{here}.{name}"))


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]
