"""RTF (1.9.1) as tokens, and what its control words and character sets mean."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

TokenKind = Literal["open", "close", "word", "symbol", "byte", "text", "binary"]

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)"
)

CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
"""\\fcharset -> codec; 0 and 1 mean the document's own code page, 2 a symbol font."""

SYMBOL_CHARSET = 2
WIDE_CODECS = frozenset(("gb18030", "cp932", "cp949", "cp950", "johab"))
_PAGES = {936: "gb18030", 54936: "gb18030", 10000: "mac_roman", 65001: "utf-8", 708: "iso8859_6",
          1361: "johab", 1200: "cp1252"}  # fmt: skip

CHARACTERS = {
    "tab": "\t", "line": "\n", "softline": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "chdate": "", "column": "\n", "lbr": "\n",
}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}

IGNORED = frozenset(
    ("colortbl", "stylesheet", "info", "filetbl", "revtbl", "listtable", "listoverridetable",
     "nonshppict", "fldinst", "sp", "xe", "tc", "themedata", "datastore", "latentstyles",
     "generator", "pntxta", "pntxtb", "atnid", "atnauthor", "private", "falt", "panose",
     "template", "background", "bkmkstart", "bkmkend", "objdata", "objclass", "objname")
)  # fmt: skip
"""Destinations that are no text of the document."""

FLOWS = {"header": "", "headerl": "", "headerr": "", "headerf": "", "footer": "", "footerl": "",
         "footerr": "", "footerf": "", "footnote": "[note] ", "annotation": "[comment] ",
         "shptxt": "", "dptxbxtext": ""}  # fmt: skip
"""Destinations that are texts of their own, and what stands before them."""

STARRED = frozenset((*FLOWS, "shppict", "shpinst", "formfield", "fldrslt", "result", "pict"))
"""Destinations that count although they are marked as ones that a reader may skip."""

PICTURES = {"pngblip": "png", "jpegblip": "jpg", "emfblip": "emf", "wmetafile": "wmf",
            "macpict": "pict", "dibitmap": "dib", "wbitmap": "dib", "pmmetafile": "pm"}  # fmt: skip


class Token(NamedTuple):
    """One piece of RTF; `number` is a control word's parameter."""

    kind: TokenKind
    name: str = ""
    number: int | None = None
    data: bytes = b""


def code_page(number: int) -> str:
    """Python's codec for a Windows code page number, cp1252 when there is none."""
    if number in _PAGES:
        return _PAGES[number]
    try:
        return codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of RTF bytes; raw line ends mean nothing, \\binN takes its bytes whole."""
    at = 0
    while True:
        match = _TOKEN.search(data, at)
        if match is None:
            return
        at = match.end()
        byte, word, number, symbol, brace, text = match.groups()
        if text is not None:
            yield Token("text", data=text)
        elif byte is not None:
            yield Token("byte", data=bytes.fromhex(byte.decode("ascii")))
        elif brace is not None:
            yield Token("open" if brace == b"{" else "close")
        elif symbol is not None:
            yield Token("symbol", data=symbol)
        elif word is not None:
            name = word.decode("ascii")
            value = None if number is None else int(number)
            if name == "bin":
                size = max(0, min(value or 0, len(data) - at))
                yield Token("binary", data=data[at : at + size])
                at += size
            else:
                yield Token("word", name, value)
