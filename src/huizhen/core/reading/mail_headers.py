"""Mail headers as text (RFC 5322, 2047, 2231), whatever senders made of them."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_tz

from huizhen.core.reading.encoding import charset_codec, decode_text
from huizhen.core.records.dates import PartialDate

SHOWN = ("From", "To", "Cc", "Date", "Subject")
_LONGEST = 4_000
_SURROGATE = re.compile("[\udc80-\udcff]")
_SPACES = re.compile(r"\s+")


def header_text(message: Message, name: str) -> str:
    """One header decoded, on one line, '' when absent; the first where there are several."""
    raw = next(
        (value for key, value in message.raw_items() if key.casefold() == name.casefold()), ""
    )
    return _SPACES.sub(" ", decoded_header(str(raw)[: _LONGEST * 4])).strip()[:_LONGEST]


def decoded_header(raw: str) -> str:
    """Encoded words decoded; raw bytes by plausibility; unknown charsets never fail."""
    plain = _unescaped(raw)
    if "=?" not in plain:
        return plain
    parts: list[str] = []
    try:
        words = decode_header(plain)
    except (ValueError, MessageError):  # damaged base64
        return plain
    for part, charset in words:
        if isinstance(part, str):
            parts.append(part)
        elif charset is None:
            parts.append(part.decode("ascii", "replace"))
        else:
            parts.append(decode_text(part, charset_codec(charset))[0])
    return "".join(parts)


def _unescaped(raw: str) -> str:
    """Bytes above ASCII, which the parser keeps as surrogates, as text."""
    if not _SURROGATE.search(raw):
        return raw
    return decode_text(raw.encode("utf-8", "surrogateescape"))[0]


def sent_on(message: Message) -> str:
    """The sender's local date of the Date header as ISO text; '' when it cannot be told."""
    parsed = parsedate_tz(header_text(message, "Date"))
    if parsed is None:
        return ""
    try:
        return str(PartialDate(year=parsed[0], month=parsed[1], day=parsed[2]))
    except ValueError:
        return ""


def file_name(part: Message) -> str:
    """The name that the sender gave an attachment, '' when there is none."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return ""
    return decoded_header(str(name)) if name else ""
