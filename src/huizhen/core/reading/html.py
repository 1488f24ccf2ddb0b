"""Reads HTML pages: portal exports, saved web pages, disc indexes. Nothing is run or fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.html_text import HtmlText
from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.text import cut_status, looks_like_text, suffix_of
from huizhen.core.records.reading import Reading

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_PICTURES = {"png": "png", "jpeg": "jpg", "jpg": "jpg", "gif": "gif", "bmp": "bmp", "webp": "webp",
             "tiff": "tif"}  # fmt: skip
_SUFFIXES = frozenset((".html", ".htm", ".xhtml"))
_HIDDEN = {
    "status": "part",
    "code": "hidden_text",
    "message": "Parts of the page are folded or hidden; what a reader does not see was left out.",
    "remedy": "Open the page in a browser, unfold all sections, and print it to PDF.",
}
_NO_TEXT = {
    "status": "part",
    "code": "no_text",
    "message": "The page shows no text without its scripts.",
    "remedy": "Open it in a browser and print it to PDF.",
}


class HtmlReader:
    """HTML and XHTML of any age."""

    name = "html"
    version = 1

    def score(self, probe: Probe) -> float:
        """By the root element or DOCTYPE; by the ending where text begins without either."""
        kind = file_kind(probe.head)
        if kind == "html":
            return 0.9
        if suffix_of(probe.name) in _SUFFIXES and kind in ("", "xml"):
            return 0.6 if looks_like_text(probe.head) else 0.0
        return 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The page's visible text; pictures inside the page are kept."""
        data = source.read(context.limits.max_text_bytes)
        keeper = MemberKeeper(context, source.size_bytes)
        data = _without_appended(data, keeper)
        lines = LineCollector(context.limits.max_pages_per_file)
        page = HtmlPage(data, lines)
        page.keep_pictures(keeper)
        made = Reading(
            kind="html",
            reader=f"{self.name}/{self.version}",
            pages=lines.pages(source.source_id),
            members=tuple(keeper.members),
            title=page.title,
            deviations=(*page.said, *keeper.deviations()),
        )
        if lines.is_empty and not keeper.members:
            return made.replaced(**_NO_TEXT)
        if lines.is_cut:
            return made.replaced(**cut_status("lines"))
        return made.replaced(**(_HIDDEN if page.has_long_hidden_text else keeper.status_fields()))


class HtmlPage:
    """One HTML document, added to a collector as a page of its own."""

    def __init__(self, data: bytes, lines: LineCollector, charset: str = "") -> None:
        from selectolax.lexbor import LexborHTMLParser

        text, _, deviation = decode_text(data, charset or _declared(data))
        tree = LexborHTMLParser(text.replace("\x00", ""))
        title = tree.css_first("title")
        self.title = " ".join(title.text().split())[:300] if title else ""
        walker = HtmlText(lines)
        if tree.root is not None:
            walker.add(tree.root)
        self._pictures = walker.pictures
        self.has_long_hidden_text = walker.has_long_hidden_text
        self.said = [f"{code}: {number}" for code, number in sorted(walker.counts.items())]
        if deviation:
            self.said.insert(0, deviation)

    def keep_pictures(self, keeper: MemberKeeper, folder: str = "") -> None:
        """Keep pictures that stand in the page itself as `data:` addresses (RFC 2397)."""
        for number, address in enumerate(self._pictures, 1):
            suffix, data = data_address(address)
            if data:
                keeper.keep(f"{folder}image-{number}.{suffix}", [data])
            else:
                keeper.left_out("member_damaged", f"{folder}image-{number}")


def data_address(address: str) -> tuple[str, bytes]:
    """File ending and content of a `data:` address; no content when it is damaged."""
    head, _, body = address.partition(",")
    kind = head[5:].partition(";")[0].strip().casefold().removeprefix("image/")
    suffix = _PICTURES.get(kind, "bin")
    if ";base64" not in head.casefold():
        return suffix, unquote_to_bytes(body)
    try:
        return suffix, base64.b64decode(unquote_to_bytes("".join(body.split())), validate=True)
    except (binascii.Error, ValueError):
        return suffix, b""


def _declared(data: bytes) -> str:
    found = _XML_ENCODING.match(data[:300]) or _CHARSET.search(data[:8192])
    return found[1].decode("ascii", "replace") if found else ""


def _without_appended(data: bytes, keeper: MemberKeeper) -> bytes:
    """The page alone; an archive that hangs behind it is kept as a file of its own."""
    start = data.find(b"PK\x03\x04")
    if start < 0 or data.rfind(b"PK\x05\x06") < start:
        return data

    def chunks() -> Iterator[bytes]:
        yield data[start:]

    keeper.note("archive_behind_page")
    keeper.keep("appended.zip", chunks())
    if not start:
        raise BrokenRecord("html_empty", "The page is empty.", "Ask for the page as PDF.")
    return data[:start]
