"""Names of ZIP members: UTF-8 where it is said or fits, else the code page that is plausible."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

from huizhen.core.reading.encoding import plausible_codec
from huizhen.core.reading.encoding_profiles import Profile

_IS_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_CODE_PAGES = frozenset(
    ("gb18030", "cp950", "cp932", "cp949", "cp866", "cp1251", "koi8_r", "cp850", "cp852", "cp1252",
     "cp1250", "cp1256", "cp1253", "cp1255", "cp1254")
)  # fmt: skip


def _is_code_page(profile: Profile) -> bool:
    return profile.codec in _CODE_PAGES


def decode_names(members: Sequence[tuple[bytes, bytes, int]]) -> list[str]:
    """Member names as text, from raw name, extra fields and flags (APPNOTE 4.4.4, 4.6.9).

    Archivers of one computer write one code page: names that say nothing are judged together.
    """
    known = [_said_name(*member) for member in members]
    unknown = [raw for (raw, _, _), name in zip(members, known, strict=True) if name is None]
    codec = plausible_codec(b"\n".join(unknown)[:100_000], _is_code_page) if unknown else "ascii"
    return [
        raw.decode(codec, "replace") if name is None else name
        for (raw, _, _), name in zip(members, known, strict=True)
    ]


def _said_name(raw: bytes, extra: bytes, flags: int) -> str | None:
    unicode_path = extra_field(extra, _UNICODE_PATH) if extra else b""
    if len(unicode_path) > 5 and unicode_path[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
        return unicode_path[5:].decode("utf-8", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if flags & _IS_UTF8 else None


def extra_field(extra: bytes, wanted: int) -> bytes:
    """The content of one extra field (APPNOTE 4.5), b'' when it is absent."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""
