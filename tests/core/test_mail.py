"""Mail is read with its headers, its text and everything that hangs on it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import read_bytes, read_or_refused, score_of
from test_word import compound_file

from huizhen.core.errors import UnsupportedRecord
from huizhen.core.reading.mail import MailReader
from huizhen.core.records.reading import Reading

HEAD = b"From: a@example.invalid\r\nTo: b@example.invalid\r\nMIME-Version: 1.0\r\n"


def message(
    text: str = "The report is attached.", subject: str = "Выписка 出院小结"
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Клиника <clinic@example.invalid>"
    made["To"] = "b@example.invalid"
    made["Date"] = "Fri, 14 Mar 2025 23:30:00 -0500"
    made["Subject"] = subject
    made.set_content(text)
    return made


def read(data: bytes) -> Reading:
    return read_bytes(MailReader(), data, "a.eml")[0]


def test_headers_stand_first_then_the_text() -> None:
    reading = read(bytes(message()))
    assert reading.pages[0].text.split("\n") == [
        "From: Клиника <clinic@example.invalid>",
        "To: b@example.invalid",
        "Date: Fri, 14 Mar 2025 23:30:00 -0500",
        "Subject: Выписка 出院小结",
        "",
        "The report is attached.",
    ]
    assert reading.document_date == "2025-03-14"
    assert reading.title == "Выписка 出院小结"
    assert (reading.kind, reading.status) == ("mail", "read")


def test_of_alternatives_the_plain_text_is_shown() -> None:
    mail = message("Dose 5 mg")
    mail.add_alternative("<html><p>Dose <b>5</b> mg</p></html>", subtype="html")
    assert read(bytes(mail)).pages[0].text.endswith("\n\nDose 5 mg")


def test_a_plain_stub_does_not_hide_the_page() -> None:
    mail = message("This message needs HTML.")
    table = "<table>" + "<tr><td>Na<td>140</tr>" * 20 + "</table>"
    mail.add_alternative(f"<html>{table}</html>", subtype="html")
    assert "Na | 140" in read(bytes(mail)).pages[0].text


def test_two_texts_that_are_no_alternatives_are_both_shown() -> None:
    data = HEAD + (
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nfirst\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>second</p>\r\n--x--\r\n"
    )
    assert read(data).pages[0].text.endswith("first\nsecond")


def test_attachments_are_kept_under_clean_names() -> None:
    mail = message()
    for name in ("Отчёт.pdf", "../../x.pdf", "scan.pdf", "scan.pdf"):
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    reading, kept = read_bytes(MailReader(), bytes(mail))
    assert set(kept.named(reading)) == {"Отчёт.pdf", "x.pdf", "scan.pdf", "scan (2).pdf"}
    assert "unsafe_member_name: x.pdf" in reading.deviations


def test_a_mail_in_a_mail_is_a_page_and_its_files_are_kept() -> None:
    inner = message("inner text", "inner")
    inner.add_attachment(b"abc", maintype="application", subtype="octet-stream", filename="b.bin")
    outer = message("outer text", "outer")
    outer.add_attachment(inner)
    reading, kept = read_bytes(MailReader(), bytes(outer))
    assert [page.title for page in reading.pages] == ["outer", "inner"]
    assert kept.named(reading) == {"b.bin": b"abc"}


def test_mails_nested_too_deep_are_a_part() -> None:
    mail = message("innermost")
    for number in range(8):
        outer = message(f"level {number}")
        outer.add_attachment(mail)
        mail = outer
    reading = read(bytes(mail))
    assert (reading.status, reading.code, len(reading.pages)) == ("part", "mail_nested", 6)


@pytest.mark.parametrize("layer", [b"Content-Type: message/rfc822\r\n\r\n", None])
def test_a_thousand_layers_are_refused(layer: bytes | None) -> None:
    data = HEAD
    for number in range(1000):
        part = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
        data += layer + HEAD if layer else part
    reading = read_or_refused(MailReader(), data + b"Content-Type: text/plain\r\n\r\nx")
    assert reading is None or reading.status == "part"


def test_a_mailbox_has_a_page_for_each_message() -> None:
    box = b"".join(
        b"From a@example.invalid Fri Mar 14 10:00:00 2025\n" + bytes(message(f"text {n}")) + b"\n"
        for n in range(3)
    )
    assert score_of(MailReader(), box, "box") > 0.8
    assert [page.text[-6:] for page in read(box).pages] == ["text 0", "text 1", "text 2"]


def test_damaged_attachments_are_not_kept() -> None:
    data = HEAD + (
        b'Content-Type: application/pdf; name="scan.pdf"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0@@@@xLjQK=====\r\n"
    )
    reading, kept = read_bytes(MailReader(), data)
    assert (reading.status, reading.code) == ("part", "member_damaged")
    assert not kept.files


def test_a_cut_multipart_is_a_part() -> None:
    mail = message()
    mail.add_attachment(b"%PDF" * 500, maintype="application", subtype="pdf", filename="a.pdf")
    reading = read(bytes(mail)[:-900])
    assert reading.status == "part"


@pytest.mark.parametrize("charset", ["x-none", "zlib_codec", "idna", "gb2312"])
def test_odd_charsets_are_read_by_plausibility(charset: str) -> None:
    text = "患者右乳肿块三月入院，病理诊断为浸润性导管癌".encode("gb18030")
    data = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text
    assert read(data).pages[0].text.endswith("病理诊断为浸润性导管癌")


def test_raw_bytes_in_headers_are_read() -> None:
    data = "Subject: Диагноз пациента рак\r\n".encode("cp1251") + HEAD + b"\r\ntext"
    assert read(data).title == "Диагноз пациента рак"


def test_a_saved_page_is_read_with_its_pictures() -> None:
    data = (
        b"From: <Saved by a browser>\r\nSubject: Portal\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><p>Result =3D 5</p></html>\r\n"
        b"--x\r\nContent-Type: image/png\r\nContent-Location: http://h.invalid/img/film.png\r\n\r\n"
        b"PNG\r\n--x\r\nContent-Type: text/css\r\n\r\np{}\r\n--x--\r\n"
    )
    reading, kept = read_bytes(MailReader(), data, "page.mht")
    assert reading.pages[0].text.endswith("Result = 5")
    assert list(kept.named(reading)) == ["film.png"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", "mail_encrypted"),
        ("application/ms-tnef; name=winmail.dat", "winmail_not_read"),
    ],
)
def test_sealed_content_is_said(kind: str, code: str) -> None:
    reading = read(HEAD + f"Content-Type: {kind}\r\n\r\nx".encode())
    assert (reading.status, reading.code) == ("part", code)
    assert reading.remedy


def test_outlook_messages_say_how_to_save_them() -> None:
    data = compound_file("__properties_version1.0")
    assert score_of(MailReader(), data) > 0.8
    with pytest.raises(UnsupportedRecord) as caught:
        read(data)
    assert ".eml" in caught.value.remedy


@given(st.binary(max_size=300))
def test_any_body_is_survived(body: bytes) -> None:
    reading = read_or_refused(MailReader(), HEAD + body)
    assert reading is None or reading.kind == "mail"
