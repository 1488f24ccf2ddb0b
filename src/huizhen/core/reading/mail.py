"""Reads mail: .eml, saved pages (.mht) and mailboxes; attachments are kept for their readers."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from huizhen.core.errors import BrokenRecord, HostileRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.mail_headers import header_text, sent_on
from huizhen.core.reading.mail_parts import MailText
from huizhen.core.reading.ole2 import ole2_kind, refuse_ole2
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind, mail_headers
from huizhen.core.reading.text import cut_status, looks_like_text, suffix_of
from huizhen.core.records.reading import Reading

_SUFFIXES = frozenset((".eml", ".mht", ".mhtml", ".mbox", ".mbx", ".emlx"))
_SEPARATOR = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]*\d{4}[^\r\n]*\r?\n(?=[A-Za-z-]+:)")
_LEADING = re.compile(rb"\A(?:\xef\xbb\xbf|[\r\n\t ])+")

_OUTCOMES = (
    (
        "mail_part_damaged",
        "mail_damaged",
        "The mail is damaged or incomplete; what could be found in it was read.",
        "Ask the sender to send it again.",
    ),
    (
        "encrypted_parts",
        "mail_encrypted",
        "The mail is encrypted or sealed (S/MIME or PGP); its content cannot be seen.",
        "Open it with its key, save it as an ordinary mail or PDF, and send that.",
    ),
    (
        "winmail_not_read",
        "winmail_not_read",
        "Attachments are packed in Outlook's private format (winmail.dat), which is not read.",
        "Ask the sender to send the files again, with the mail as HTML or plain text.",
    ),
    (
        "messages_nested_too_deep",
        "mail_nested",
        "The mail holds mails in mails, deeper than the limit.",
        "Send the inner mails or their attachments as files of their own.",
    ),
    (
        "mail_parts_above_limit",
        "mail_too_many_parts",
        "The mail has more parts than the limit; the first were read.",
        "Send the attachments as files of their own.",
    ),
)


class MailReader:
    """RFC 5322 messages, MHTML (RFC 2557) and mbox; Outlook's .msg says how to save."""

    name = "mail"
    version = 1

    def score(self, probe: Probe) -> float:
        """By header fields that only mail has; with a mail's ending any header field will do."""
        if file_kind(probe.head) in ("eml", "mbox"):
            return 0.9
        if ole2_kind(probe) == "msg":
            return 0.9
        if suffix_of(probe.name) not in _SUFFIXES or not looks_like_text(probe.head):
            return 0.0
        return 0.7 if mail_headers(_LEADING.sub(b"", probe.head)) else 0.3

    def read(self, source: SourceFile, context: Context) -> Reading:
        """One page for each message: header lines, then its text."""
        with source.open() as stream:
            if file_kind(stream.read(64)) == "ole2":
                refuse_ole2(source)
        data = source.read(context.limits.max_text_bytes)
        lines = LineCollector(context.limits.max_pages_per_file)
        keeper = MemberKeeper(context, source.size_bytes)
        text = MailText(lines, keeper, context.limits.max_nesting)
        try:
            messages = [_parsed(part) for part in _messages(data)]
            for message in messages:
                text.add(message)
        except RecursionError:
            raise HostileRecord(
                "mail_nested",
                "The mail nests its parts deeper than any mail program does.",
                "Send its text and attachments as files of their own.",
            ) from None
        if lines.is_empty and not keeper.members:
            raise BrokenRecord(
                "mail_empty",
                "The mail holds no header, text or attachment that can be read.",
                "Open it in a mail program and print it to PDF.",
            )
        made = Reading(
            kind="mail",
            reader=f"{self.name}/{self.version}",
            pages=lines.pages(source.source_id),
            members=tuple(keeper.members),
            document_date=sent_on(messages[0]),
            title=header_text(messages[0], "Subject")[:300],
            deviations=(*_said(text), *keeper.deviations()),
        )
        return made.replaced(**_status(text, lines, keeper))


def _messages(data: bytes) -> Iterator[bytes]:
    """The messages of a mailbox (RFC 4155), or the one message that the file is."""
    starts = [match.end() for match in _SEPARATOR.finditer(data)]
    if not starts or not data.lstrip().startswith(b"From "):
        yield _LEADING.sub(b"", data[:4096]) + data[4096:]
        return
    begins = [match.start() for match in _SEPARATOR.finditer(data)]
    for start, end in zip(starts, [*begins[1:], len(data)], strict=True):
        yield data[start:end]


def _parsed(data: bytes) -> Message:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd charsets and boundaries are normal in real mail
        return message_from_bytes(data)


def _said(text: MailText) -> list[str]:
    counted = [f"{code}: {number}" for code, number in sorted(text.counts.items())]
    return [*dict.fromkeys(text.said), *counted][:100]


def _status(text: MailText, lines: LineCollector, keeper: MemberKeeper) -> dict[str, str]:
    for counted, code, message, remedy in _OUTCOMES:
        if text.counts[counted]:
            return {"status": "part", "code": code, "message": message, "remedy": remedy}
    if lines.is_cut:
        return cut_status("lines")
    return keeper.status_fields()
