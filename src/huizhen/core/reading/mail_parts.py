"""One mail message with everything inside: text, pictures, attachments, messages in messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from email.message import Message
from typing import NamedTuple

from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.html import HtmlPage
from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.mail_headers import SHOWN, file_name, header_text

_MAX_PARTS = 5_000
_ENDINGS = {
    "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/tiff": "tif", "image/heic": "heic", "application/dicom": "dcm", "text/csv": "csv",
    "application/zip": "zip", "text/xml": "xml", "application/xml": "xml", "text/html": "html",
    "text/plain": "txt", "application/rtf": "rtf", "text/rtf": "rtf", "text/calendar": "ics",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
_ENCRYPTED = frozenset(("application/pgp-encrypted", "application/pkcs7-mime",
                        "application/x-pkcs7-mime"))  # fmt: skip
_NOT_KEPT = {
    "message/external-body": "external_content_not_fetched",
    "application/pkcs7-signature": "signatures_not_checked",
    "application/x-pkcs7-signature": "signatures_not_checked",
    "application/pgp-signature": "signatures_not_checked",
    "text/css": "page_styles_left_out",
    "application/javascript": "page_styles_left_out",
    "text/javascript": "page_styles_left_out",
}
_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_DAMAGE = frozenset(
    ("InvalidBase64CharactersDefect", "InvalidBase64LengthDefect", "StartBoundaryNotFoundDefect",
     "CloseBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect")
)  # fmt: skip


class Body(NamedTuple):
    """A part that is text of the message; `group` tells alternatives of one text from others."""

    part: Message
    group: int


class MailText:
    """Adds messages to pages and keeps their attachments."""

    def __init__(self, lines: LineCollector, keeper: MemberKeeper, max_depth: int) -> None:
        self._lines = lines
        self._keeper = keeper
        self._max_depth = max_depth
        self.counts: Counter[str] = Counter()
        self.said: list[str] = []
        self.has_hidden_text = False

    def add(self, message: Message, depth: int = 0) -> None:
        """A message as a page of its own, then the messages that hang on it."""
        self._lines.break_page(header_text(message, "Subject"))
        for name in SHOWN:
            if text := header_text(message, name):
                self._lines.add(f"{name}: {text}")
        self._lines.add("")
        inside: list[Message] = []
        bodies: list[Body] = []
        for part, group in _leaves(message, self.counts):
            if part.get_content_type() == "message/rfc822":
                inside.append(part)
            elif _is_body(part):
                bodies.append(Body(part, group))
            else:
                self._keep(part)
        self._write(bodies)
        for part in inside:
            self._add_inside(part, depth)

    def _add_inside(self, part: Message, depth: int) -> None:
        payload = part.get_payload() if part.is_multipart() else None
        message = payload[0] if isinstance(payload, list) and payload else None
        if not isinstance(message, Message):
            self.counts["mail_part_damaged"] += 1
        elif depth + 1 >= self._max_depth:
            self.counts["messages_nested_too_deep"] += 1
        else:
            self.add(message, depth + 1)

    def _keep(self, part: Message) -> None:
        kind = part.get_content_type()
        if kind in _NOT_KEPT:
            self.counts[_NOT_KEPT[kind]] += 1
            return
        shown = _attachment_name(part, kind)
        if kind in _ENCRYPTED:
            self.counts["encrypted_parts"] += 1
        if kind in _TNEF or shown.casefold() == "winmail.dat":
            self.counts["winmail_not_read"] += 1
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or _is_damaged(part):
            self._keeper.left_out("member_damaged", shown)
        elif data:
            self._keeper.keep(shown, _pieces(data))
        else:
            self._keeper.note("empty_attachment", shown)

    def _write(self, bodies: list[Body]) -> None:
        """Every text; of alternatives the plain one, unless the web page says much more."""
        for group in dict.fromkeys(body.group for body in bodies):
            parts = [body.part for body in bodies if body.group == group]
            pages = [part for part in parts if part.get_content_type() == "text/html"]
            plain = [part for part in parts if part.get_content_type() != "text/html"]
            if group and plain and pages and not self._says_more(pages, plain):
                parts = plain
            elif group and pages:
                parts = pages
            for part in parts:
                self._write_body(part)

    def _says_more(self, pages: list[Message], plain: list[Message]) -> bool:
        """Plain stubs ('your program cannot show this message') stand beside long pages."""
        size = sum(len(_text_of(part)[0].split()) for part in plain)
        trial = LineCollector(1, 5_000)
        for part in pages:
            HtmlPage(_bytes_of(part), trial, _charset_of(part))
        words = sum(len(page.text.split()) for page in trial.pages(""))
        return words > 2 * size + 20

    def _write_body(self, part: Message) -> None:
        if _is_damaged(part):
            self.counts["mail_part_damaged"] += 1
        if part.get_content_type() == "text/html":
            page = HtmlPage(_bytes_of(part), self._lines, _charset_of(part))
            self.said += page.said
            self.has_hidden_text = self.has_hidden_text or page.has_long_hidden_text
            page.keep_pictures(self._keeper)
            return
        text, deviation = _text_of(part)
        if deviation:
            self.said.append(deviation)
        self._lines.add(text)


def _is_body(part: Message) -> bool:
    if part.get_content_type() not in ("text/plain", "text/html"):
        return False
    return part.get_content_disposition() != "attachment" and not file_name(part)


def _is_damaged(part: Message) -> bool:
    """Whether the parser met what the part's coding does not have: its content is not sure."""
    return any(type(defect).__name__ in _DAMAGE for defect in part.defects)


def _bytes_of(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _charset_of(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _text_of(part: Message) -> tuple[str, str]:
    text, _, deviation = decode_text(_bytes_of(part), _charset_of(part))
    return text, deviation


def _attachment_name(part: Message, kind: str) -> str:
    if name := file_name(part):
        return name
    location = header_text(part, "Content-Location").partition("?")[0].rstrip("/").rpartition("/")
    return location[2] or f"attachment.{_ENDINGS.get(kind, 'bin')}"


def _leaves(message: Message, counts: Counter[str]) -> Iterator[tuple[Message, int]]:
    """Parts that are no containers, in order, each with the number of the group of alternatives
    that it belongs to (0: none); a message in a message is one part."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while stack:
        part, group = stack.pop()
        seen += 1
        if seen > _MAX_PARTS:
            counts["mail_parts_above_limit"] += 1
            return
        payload = part.get_payload() if part.is_multipart() else None
        kind = part.get_content_type()
        if kind == "message/rfc822" or not isinstance(payload, list):
            yield part, group
            continue
        if _is_damaged(part):
            counts["mail_part_damaged"] += 1
        group = group or (seen if kind == "multipart/alternative" else 0)
        stack.extend((inner, group) for inner in reversed(payload) if isinstance(inner, Message))


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 1 << 20):
        yield data[start : start + (1 << 20)]
