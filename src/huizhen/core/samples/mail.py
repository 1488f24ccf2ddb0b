"""Mail messages with their attachments."""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage

from huizhen.core.samples.making import Making
from huizhen.core.samples.printed import set_pages


def make_message(making: Making) -> Iterator[tuple[str, bytes]]:
    """An .eml file of a message definition: from, to, date, subject, text, and the printed
    documents attached as PDF ([[attachments]] name, source)."""
    data = making.load(making.spec.source)
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(data["from_name"], addr_spec=data["from_address"])
    message["To"] = Address(data["to_name"], addr_spec=data["to_address"])
    message["Subject"] = data["subject"]
    message["Date"] = data["date"]
    message["Message-ID"] = f"<{making.uuid('message', making.spec.path)}@mail.example>"
    message.set_content(data["text"], cte="quoted-printable")
    for attachment in data["attachments"]:
        message.add_attachment(
            set_pages(making, attachment["source"]),
            maintype="application",
            subtype="pdf",
            filename=attachment["name"],
        )
    # A boundary is otherwise drawn at random.
    message.set_boundary(f"=_{making.uuid('boundary', making.spec.path).hex}")
    yield making.spec.path, message.as_bytes()
