"""One mail message with everything inside: text, pictures, attachments, messages in messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from email.message import Message

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
_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_DAMAGE = frozenset(
    ("InvalidBase64CharactersDefect", "InvalidBase64LengthDefect", "StartBoundaryNotFoundDefect",
     "CloseBoundaryNotFoundDefect", "NoBoundaryInMultipartDefect")
)  # fmt: skip


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
        bodies = _Bodies()
        for part in _leaves(message, self.counts):
            if part.get_content_type() == "message/rfc822":
                inside.append(part)
            else:
                self._sort(part, bodies)
        self._write(bodies)
        for part in inside:
            self._add_inside(part, depth)

    def _add_inside(self, part: Message, depth: int) -> None:
        payload = part.get_payload()
        message = payload[0] if isinstance(payload, list) and payload else None
        if not isinstance(message, Message):
            self.counts["mail_part_damaged"] += 1
        elif depth + 1 >= self._max_depth:
            self.counts["messages_nested_too_deep"] += 1
        else:
            self.add(message, depth + 1)

    def _sort(self, part: Message, bodies: _Bodies) -> None:
        kind = part.get_content_type()
        name = file_name(part)
        is_attached = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "message/external-body":
            self.counts["external_content_not_fetched"] += 1
        elif kind in ("text/plain", "text/html") and not is_attached:
            bodies.add(kind, part)
        else:
            self._keep(part, kind, name)

    def _keep(self, part: Message, kind: str, name: str) -> None:
        if kind in _ENCRYPTED:
            self.counts["encrypted_parts"] += 1
        if kind in _TNEF or name.casefold() == "winmail.dat":
            self.counts["winmail_not_read"] += 1
        data = part.get_payload(decode=True)
        shown = name or f"attachment.{_ENDINGS.get(kind, 'bin')}"
        if not isinstance(data, bytes) or self._is_damaged(part):
            self._keeper.left_out("member_damaged", shown)
        elif data:
            self._keeper.keep(shown, _pieces(data))
        else:
            self._keeper.note("empty_attachment", shown)

    def _is_damaged(self, part: Message) -> bool:
        """Whether the parser met characters that base64 does not have: the content is not sure."""
        return any(type(defect).__name__ in _DAMAGE for defect in part.defects)

    def _write(self, bodies: _Bodies) -> None:
        """The plain text; a web page only where no plain text says anything (RFC 2046 5.1.4)."""
        for part in bodies.chosen():
            data = part.get_payload(decode=True)
            if self._is_damaged(part):
                self.counts["mail_part_damaged"] += 1
            if not isinstance(data, bytes):
                continue
            charset = part.get_content_charset() if part.get("content-type") else None
            if part.get_content_type() == "text/html":
                self._write_page(data, charset or "")
                continue
            text, _, deviation = decode_text(data, charset or "")
            if deviation:
                self.said.append(deviation)
            self._lines.add(text)

    def _write_page(self, data: bytes, charset: str) -> None:
        page = HtmlPage(data, self._lines, charset)
        self.said += page.said
        self.has_hidden_text = self.has_hidden_text or page.has_long_hidden_text
        page.keep_pictures(self._keeper)


class _Bodies:
    """The parts of a message that are its text."""

    def __init__(self) -> None:
        self._plain: list[Message] = []
        self._pages: list[Message] = []

    def add(self, kind: str, part: Message) -> None:
        """One more."""
        (self._plain if kind == "text/plain" else self._pages).append(part)

    def chosen(self) -> list[Message]:
        """Those that are shown."""
        if any(len(str(part.get_payload())) > 3 for part in self._plain) or not self._pages:
            return self._plain
        return self._pages


def _leaves(message: Message, counts: Counter[str]) -> Iterator[Message]:
    """Parts that are no containers, in order; a message in a message is one part."""
    stack: list[Message] = [message]
    seen = 0
    while stack:
        part = stack.pop()
        seen += 1
        if seen > _MAX_PARTS:
            counts["mail_parts_above_limit"] += 1
            return
        if any(type(defect).__name__ in _DAMAGE for defect in part.defects):
            counts["mail_part_damaged"] += 1
        payload = part.get_payload()
        if part.get_content_type() != "message/rfc822" and isinstance(payload, list):
            stack.extend(inner for inner in reversed(payload) if isinstance(inner, Message))
        elif part is not message or not isinstance(payload, list):
            yield part


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 1 << 20):
        yield data[start : start + (1 << 20)]
