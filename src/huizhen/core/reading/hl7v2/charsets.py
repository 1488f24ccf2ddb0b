"""Character sets of HL7 v2 (table 0211, named in MSH-18) and the text of a file's bytes."""

from __future__ import annotations

import re

from huizhen.core.reading.encoding import decode_text

_CODECS = {
    "ASCII": "", "ISO IR6": "", "UNICODE": "", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8",
    "UNICODE UTF-16": "utf-16", "UNICODE UTF-32": "utf-32", "ISO IR14": "shift_jis",
    "ISO IR87": "iso2022_jp", "ISO IR159": "iso2022_jp_2", "GB 18030-2000": "gb18030",
    "GB 18030-2005": "gb18030", "GB18030": "gb18030", "GB2312": "gb18030", "BIG-5": "big5",
    "KS X 1001": "euc_kr",
}  # fmt: skip
_LATIN = re.compile(r"(?:ISO[ -]?)?8859[/-](\d{1,2})")
_MESSAGE_START = re.compile(rb"(?:\A|(?<=[\r\n\x0b\x1c\xbf]))(?=MSH[^\w\s])")
_MOST_HEADER_BYTES = 4_000


def declared_codec(name: str) -> str:
    """Python's codec for a value of MSH-18; '' for ASCII and for what is not known."""
    plain = " ".join(name.upper().split())
    latin = _LATIN.fullmatch(plain)
    if latin:
        return f"iso8859-{int(latin.group(1))}"
    return _CODECS.get(plain, plain.casefold().replace(" ", "-"))


def text_of_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text of a file, its codec, and what was doubtful about it.

    Messages that name different character sets are decoded one by one.
    """
    pieces = _MESSAGE_START.split(data)
    codecs = {_codec_of(piece) for piece in pieces if piece.startswith(b"MSH")}
    if len(codecs) < 2:
        text, codec, doubt = decode_text(data, next(iter(codecs), ""))
        return text, codec, (doubt,) if doubt else ()
    texts: list[str] = []
    doubts: dict[str, None] = {}
    codec = ""
    for piece in pieces:
        text, codec, doubt = decode_text(piece, _codec_of(piece))
        texts.append(text)
        if doubt:
            doubts[doubt] = None
    return "".join(texts), codec, tuple(doubts)


def _codec_of(message: bytes) -> str:
    """The codec of the first character set that a message's MSH-18 names."""
    header = re.split(rb"[\r\n]", message[:_MOST_HEADER_BYTES], maxsplit=1)[0]
    if len(header) < 5 or not header.startswith(b"MSH"):
        return ""
    separator = header[3:4]
    fields = header.split(separator)
    if len(fields) < 18:
        return ""
    repeated = fields[1][1:2] or b"~"
    return declared_codec(fields[17].split(repeated)[0].decode("ascii", "replace"))
