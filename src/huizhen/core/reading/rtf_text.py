"""Text and pictures of an RTF document; groups are kept on a stack of their own, never recursed."""

from __future__ import annotations

import binascii
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.raised_text import RAISED
from huizhen.core.reading.rtf_flow import RtfFlows
from huizhen.core.reading.rtf_tokens import (
    CHARACTERS,
    CHARSETS,
    FLOWS,
    IGNORED,
    PICTURES,
    STARRED,
    SYMBOL_CHARSET,
    SYMBOLS,
    WIDE_CODECS,
    Token,
    code_page,
    tokens,
)
from huizhen.core.reading.symbol_fonts import symbol_text

_MAX_DEPTH = 500_000
_NOT_HEX = re.compile(rb"[^0-9A-Fa-f]")
_SKIPPED = "-"
_CAPTURED = ("pict", "formfield", "fonttbl")
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850", "ansi": "cp1252"}
_SWITCHES = {"v": "is_hidden", "deleted": "is_deleted", "strike": "is_struck",
             "striked": "is_struck", "super": "is_raised"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """What a group inherits from the one around it."""

    destination: str = ""
    """'' is running text, '-' is skipped, else a destination that is captured."""
    font: int = -1
    unicode_skip: int = 1
    is_hidden: bool = False
    is_deleted: bool = False
    is_struck: bool = False
    is_raised: bool = False
    owns_flow: bool = False
    is_start: bool = False


@dataclass(slots=True)
class _Font:
    codec: str = ""
    is_symbol: bool = False
    name: str = ""


class RtfText:
    """Walks the tokens once and adds lines to a collector."""

    def __init__(self, collector: LineCollector) -> None:
        self._flows = RtfFlows(collector)
        self._group = _Group()
        self._stack: list[_Group] = []
        self._bytes = bytearray()
        self._fonts: dict[int, _Font] = {}
        self._font = _Font()
        self._codec = "cp1252"
        self._default_font = -1
        self._to_skip = 0
        self._starred = False
        self._picture_kind = ""
        self._picture: list[bytes] = []
        self._form: dict[str, int] = {}
        self._high = ""
        self.counts: Counter[str] = Counter()
        self.pictures: list[tuple[str, bytes]] = []
        """File ending and content of each picture."""
        self.is_closed = False
        """Whether the outermost group ended, as it does in a whole file."""

    def add(self, data: bytes) -> None:
        """The whole document."""
        for token in tokens(data):
            self._token(token)
            if self.is_closed or len(self._stack) > _MAX_DEPTH:
                break
        self._flush()
        self._flows.close()

    def _token(self, token: Token) -> None:
        kind = token.kind
        if kind in ("text", "byte"):
            self._characters(token.data)
        elif kind == "word":
            self._word(token.name, token.number)
        elif kind == "open":
            self._open()
        elif kind == "close":
            self._close()
        elif kind == "symbol":
            self._symbol(token.data)
        elif self._group.destination == "pict":
            self._picture.append(binascii.hexlify(token.data))

    def _open(self) -> None:
        self._flush()
        self._to_skip = 0
        self._stack.append(self._group)
        self._group = replace(self._group, owns_flow=False, is_start=True)

    def _close(self) -> None:
        self._flush()
        self._to_skip = 0
        ended = self._group
        if self._stack:
            self._group = self._stack.pop()
        if ended.is_struck and not self._group.is_struck:
            self._put("]")
        if ended.owns_flow:
            self._flows.end()
        if ended.destination != self._group.destination:
            self._end_destination(ended.destination)
        self.is_closed = not self._stack

    def _end_destination(self, name: str) -> None:
        if name == "pict":
            self._end_picture()
        elif name == "formfield" and self._form.get("fftype") == 1:
            state = self._form.get("ffres", 25)
            is_on = self._form.get("ffdefres", 0) if state == 25 else state
            self._flows.put("☒" if is_on else "☐")  # it stands in a field's instruction

    def _end_picture(self) -> None:
        digits = _NOT_HEX.sub(b"", b"".join(self._picture))
        content = binascii.unhexlify(digits[: len(digits) // 2 * 2])
        if self._picture_kind in ("png", "jpg"):
            self.pictures.append((self._picture_kind, content))
        else:
            self.counts["drawings_not_read"] += 1

    def _characters(self, data: bytes) -> None:
        if self._to_skip:
            taken = min(self._to_skip, len(data))
            self._to_skip -= taken
            data = data[taken:]
        destination = self._group.destination
        if destination == "pict":
            self._picture.append(data)
        elif destination == "fonttbl":
            self._font.name += data.decode("latin-1").replace(";", "")
        elif not destination:
            self._bytes += data

    def _flush(self) -> None:
        """Decode the bytes gathered in one font; double bytes may come half as escapes."""
        if not self._bytes:
            return
        data = bytes(self._bytes)
        self._bytes.clear()
        font = self._fonts.get(self._group.font, _Font())
        if font.is_symbol:
            self._put(symbol_text(font.name.strip() or "Symbol", data.decode("latin-1")))
        else:
            self._put(self._decoded(data, font.codec or self._codec))

    def _decoded(self, data: bytes, codec: str) -> str:
        """Some programs write double bytes in fonts that they call Western."""
        if codec not in WIDE_CODECS and self._codec in WIDE_CODECS:
            try:
                return data.decode(self._codec)
            except UnicodeDecodeError:
                return data.decode(codec, "replace")
        return data.decode(codec, "replace")

    def _put(self, text: str) -> None:
        group = self._group
        if group.destination or not text:
            return
        if group.is_hidden or group.is_deleted:
            if text.strip("[] "):
                left_out = "hidden_text" if group.is_hidden else "tracked_deletions"
                self.counts[f"{left_out}_left_out"] += 1
            return
        self._flows.put(text)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in (b"\\", b"{", b"}"):
            self._characters(symbol)  # may be the second half of a double byte
        elif symbol in (b"\r", b"\n"):
            self._structure("par")
        elif symbol in SYMBOLS:
            self._flush()
            self._put(SYMBOLS[symbol])

    def _word(self, name: str, number: int | None) -> None:
        self._to_skip = 0
        if self._group.is_start and self._is_destination(name):
            return
        destination = self._group.destination
        if destination == "fonttbl":
            self._font_word(name, number)
        elif destination == "formfield":
            self._form[name] = 1 if number is None else number
        elif destination == "pict":
            self._picture_kind = PICTURES.get(name, self._picture_kind)
        elif not destination:
            self._text_word(name, number)

    def _is_destination(self, name: str) -> bool:
        """The first word of a group may send its text elsewhere."""
        starred, self._starred = self._starred, False
        self._group = replace(self._group, is_start=False)
        if self._group.destination == _SKIPPED and name != "formfield":
            return True
        if name in _CAPTURED:
            self._group = replace(self._group, destination=name)
            self._picture_kind, self._picture, self._form = "", [], {}
        elif name in IGNORED or (starred and name not in STARRED):
            self._group = replace(self._group, destination=_SKIPPED)
        elif name in FLOWS and not self._group.destination:
            self._group = replace(self._group, owns_flow=True)
            self._flows.begin(FLOWS[name])
        else:
            self.counts["embedded_objects_not_read"] += name == "object"
            return False
        return True

    def _font_word(self, name: str, number: int | None) -> None:
        if name == "f":
            self._font = self._fonts.setdefault(number or 0, _Font())
        elif name == "fcharset":
            self._font.is_symbol = number == SYMBOL_CHARSET
            self._font.codec = CHARSETS.get(number or 0, "")
        elif name == "cpg":
            self._font.codec = code_page(number or 1252)

    def _text_word(self, name: str, number: int | None) -> None:
        if name == "u":
            self._unicode(number or 0)
            return
        self._flush()
        if name in CHARACTERS:
            self._put(CHARACTERS[name])
        elif name in _SWITCHES:
            self._switch(_SWITCHES[name], is_on=number != 0)
        elif name in ("ansicpg", "deff", "f", "uc", "plain", "nosupersub", "up", *_CODE_PAGES):
            self._setting(name, number)
        else:
            self._structure(name)

    def _switch(self, attribute: str, *, is_on: bool) -> None:
        was_struck = self._group.is_struck
        if attribute == "is_raised" and is_on:
            self._put(RAISED)
        if attribute == "is_struck" and is_on and not was_struck:
            self.counts["deleted_text_marked"] += 1
            self._put("[deleted: ")
        change: dict[str, Any] = {attribute: is_on}
        self._group = replace(self._group, **change)
        if was_struck and not self._group.is_struck:
            self._put("]")

    def _setting(self, name: str, number: int | None) -> None:
        if name == "ansicpg":
            self._codec = code_page(number or 1252)
        elif name in _CODE_PAGES:
            self._codec = _CODE_PAGES[name]
        elif name == "deff":
            self._default_font = -1 if number is None else number
            self._group = replace(self._group, font=self._default_font)
        elif name == "f":
            self._group = replace(self._group, font=-1 if number is None else number)
        elif name == "uc":
            self._group = replace(self._group, unicode_skip=min(max(number or 0, 0), 16))
        elif name == "up" and number != 0:
            self._put(RAISED)
        elif name == "plain":
            if self._group.is_struck:
                self._put("]")
            plain = _Group(font=self._default_font, unicode_skip=self._group.unicode_skip)
            self._group = replace(plain, owns_flow=self._group.owns_flow)

    def _unicode(self, number: int) -> None:
        """A UTF-16 unit, signed; surrogate halves wait for each other."""
        self._flush()
        self._to_skip = self._group.unicode_skip
        unit = number & 0xFFFF
        if 0xD800 <= unit < 0xDC00:
            self._high = chr(unit)
            return
        text, self._high = self._high + chr(unit), ""
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        font = self._fonts.get(self._group.font, _Font())
        if font.is_symbol and 0xF000 <= unit <= 0xF0FF:
            text = symbol_text(font.name.strip() or "Symbol", text)
        self._put(text)

    def _structure(self, name: str) -> None:
        self._flush()
        if self._group.destination:
            return
        if name == "par":
            self._flows.end_paragraph()
        elif name in ("cell", "nestcell"):
            self._flows.end_cell()
        elif name == "row":
            self._flows.end_row()
        elif name in ("page", "sect"):
            self._flows.end_paragraph()
            self._flows.break_page()
        elif name in ("intbl", "pard"):
            self._flows.set_in_table(in_table=name == "intbl")
