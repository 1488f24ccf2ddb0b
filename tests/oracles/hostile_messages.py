"""Mail, HL7 v2 messages and tables that mislead their readers."""

from __future__ import annotations

import base64

from hostile_model import (
    ANY,
    BROKEN,
    CALLBACK_URL,
    ESCAPE_NAME,
    INERT,
    PROBE_FAMILY,
    PROBE_GIVEN,
    Draw,
    FileRecipe,
)

_MSH = "MSH|^~\\&|LAB|SYNTHETIC|HZ|HZ|20250101120000||ORU^R01|1|P|2.5.1\r"
_PID = f"PID|1||P-1^^^PROBE||{PROBE_FAMILY}^{PROBE_GIVEN}||19000101|O\r"
_HEAD = "From: a@example.invalid\r\nTo: b@example.invalid\r\nMIME-Version: 1.0\r\n"


def _multipart(*parts: str, name: str = "edge") -> bytes:
    body = "".join(f"--{name}\r\n{part}\r\n" for part in parts)
    kind = f'Content-Type: multipart/mixed; boundary="{name}"\r\n\r\n'
    return f"{_HEAD}{kind}{body}--{name}--\r\n".encode("utf-8", "surrogateescape")


def _attachment(name: str, data: bytes, kind: str = "text/plain") -> str:
    text = base64.b64encode(data).decode()
    return (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; '
        f'filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{text}\r\n'
    )


def _nested_mail(draw: Draw) -> bytes:
    depth = draw.around(1000)
    opening = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)
    )
    closing = "".join(f"--b{n}--\r\n" for n in reversed(range(depth)))
    body = f"Content-Type: text/plain\r\n\r\n{draw.token()}\r\n"
    return f"{_HEAD}{opening}{body}{closing}".encode()


def _mail_in_mail(draw: Draw) -> bytes:
    layer = f"{_HEAD}Content-Type: message/rfc822\r\n\r\n"
    end = f"{_HEAD}Content-Type: text/plain\r\n\r\n{draw.token()}\r\n"
    return (layer * draw.around(1000) + end).encode()


def _bad_charset(draw: Draw) -> bytes:
    names = ("x-none", "utf-99", "idna", "zlib_codec", "hex", "\x00")
    head = "Subject: =?x-none?B?//8=?= =?utf-8?Q?=ff=fe?= =?gb2312?B?####?=\r\n"
    parts = [
        f'Content-Type: text/plain; charset="{name}"\r\n\r\nM\udcfcller {name}'
        for name in draw.rng.sample(names, len(names))
    ]
    return head.encode() + _multipart(*parts)


def _bad_names(draw: Draw) -> bytes:
    up = "../" * (2 + draw.turn % 6)
    names = (
        up + ESCAPE_NAME,
        f"/tmp/{ESCAPE_NAME}",
        f"..\\..\\{ESCAPE_NAME}",
        "CON.txt",
        "a\x00.pdf",
        "x" * 5000,
        "",
        "=?utf-8?B?Li4vLi4vaHVpemhlbi1lc2NhcGVkLnR4dA==?=",
    )
    return _multipart(*(_attachment(name, b"note\n") for name in names))


def _active_mail(draw: Draw) -> bytes:
    page = (
        f"<img src='{CALLBACK_URL}'><script>alert(1)</script>"
        f"<iframe src='cid:x'></iframe><p>{draw.token()}</p>"
    )
    remote = (
        "Content-Type: message/external-body; access-type=URL; "
        f'URL="{CALLBACK_URL}"\r\n\r\nContent-Type: text/plain\r\n'
    )
    return _multipart(f"Content-Type: text/html\r\n\r\n{page}", remote)


def _bad_base64(draw: Draw) -> bytes:
    part = _attachment("scan.pdf", draw.rng.randbytes(3000), "application/pdf")
    half = part[: len(part) // 2] + "@@@ \u2028 ===="
    endless = "Content-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\n" * 30
    return _multipart(half, endless)


def _many_headers(draw: Draw) -> bytes:
    lines = "".join(f"X-{n}: {draw.rng.random()}\r\n" for n in range(20_000))
    return (_HEAD + lines + "X: " + "a" * 500_000 + "\r\n\r\nnote").encode()


def _csv_formula(draw: Draw) -> bytes:
    rows = (
        "Test,Value,Unit",
        "=cmd|' /C calc'!A0,1,g/L",
        f'"=HYPERLINK(""{CALLBACK_URL}"",""open"")",2,g/L',
        "+1+cmd|' /C calc'!A0,3,g/L",
        "-2+3+cmd|' /C calc'!A0,4,g/L",
        "@SUM(1+9)*cmd|' /C calc'!A0,5,g/L",
        f"\t=1+1,{draw.token()},g/L",
    )
    return ("\r\n".join(rows) + "\r\n").encode()


def _csv_long_line(draw: Draw) -> bytes:
    return b"Test,Value\n" + b"x" * draw.around(1_000_000) + b",1\n" * 3


def _csv_open_quote(draw: Draw) -> bytes:
    lines = b"".join(b"%d,value\n" % n for n in range(draw.around(50_000)))
    return b'Test,Value\n"never closed,1\n' + lines


def _csv_wide(draw: Draw) -> bytes:
    row = b"," * draw.around(20_000)
    return (row + b"\n") * 5 + b"a;b\tc|d\x1fe\n" * 50


def _csv_odd_bytes(draw: Draw) -> bytes:
    text = "Test,Value\r\nGlucose,5.4\r\n"
    forms = (
        text.encode("utf-16-be"),
        text.replace("G", "\x00").encode(),
        b"\xef\xbb\xbf\xff\xfe" + text.encode("utf-16-le"),
        text.encode() + b"\x1a" + draw.rng.randbytes(200),
        text.encode("utf-32-le"),
    )
    return forms[draw.turn % len(forms)]


def _hl7_endless(draw: Draw) -> bytes:
    count = draw.around(100_000)
    lines = "".join(f"OBX|{n}|NM|GLU||{n % 9}|g/L\r" for n in range(count))
    return (_MSH + _PID + lines).encode()


def _hl7_head_only(draw: Draw) -> bytes:
    forms = (_MSH, "MSH", "MSH|", "MSH|^~\\&", "MSH|^~\\&|" + "|" * 50_000)
    return forms[draw.turn % len(forms)].encode()


def _hl7_separators(draw: Draw) -> bytes:
    """Separators that are letters, digits, alike, or line ends."""
    marks = ("AAAAA", "00000", "|||||", "P^~\\&", "|\r\n\t ", "|\x00\x01\x02\x03")
    mark = marks[draw.turn % len(marks)]
    old = "|^~\\&"
    return (_MSH + _PID).translate(str.maketrans(old, mark)).encode()


def _hl7_mark(draw: Draw) -> bytes:
    texts = (_MSH + _PID).replace("\r", draw.rng.choice(("\r", "\n", "\r\n", "\n\n")))
    forms = (
        b"\xef\xbb\xbf" + texts.encode(),
        b"\x0b" + texts.encode() + b"\x1c\r",
        texts.encode("utf-16"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + texts.encode(),
    )
    return forms[draw.turn % len(forms)]


def _hl7_escapes(draw: Draw) -> bytes:
    odd = "\\X" + "F" * 9999 + "\\\\H\\\\.sp99999999\\\\Zx\\\\C\\" + "\\" * 999
    deep = "^".join("&".join("~" * 20 for _ in range(20)) for _ in range(20))
    lines = f"OBX|1|TX|{deep}||{odd}\rOBX|x|ED|||^A^B^Base64^@@@@\rZZZ|{draw.token()}\r"
    return (_MSH + _PID + lines).encode()


def _hl7_two_patients(draw: Draw) -> bytes:
    other = f"PID|2||P-2^^^PROBE||Other^{draw.token()}||19010101|O\r"
    lines = "OBR|1|||GLU\rOBX|1|NM|GLU||5.4|mmol/L\r"
    return (_MSH + _PID + lines + other + lines + _MSH + other + lines).encode()


def _text_odd(draw: Draw) -> bytes:
    """Controls of a terminal, reversed writing and a million combining marks."""
    reverse = "\u202e" + draw.token() + "\u202c\u2066\u2069\ufeff\u0000\x1b]0;x\x07"
    return (reverse + "\x1b[2J" * 100 + "a" + "\u0301" * 200_000).encode()


RECIPES = (
    FileRecipe("eml-nested-parts", ".eml", INERT, _nested_mail),
    FileRecipe("csv-formula", ".csv", ANY, _csv_formula),
    FileRecipe("hl7-100k-segments", ".hl7", INERT, _hl7_endless),
    FileRecipe("eml-attachment-names", ".eml", INERT, _bad_names),
    FileRecipe("hl7-wrong-separators", ".hl7", INERT, _hl7_separators),
    FileRecipe("csv-long-line", ".csv", ANY, _csv_long_line),
    FileRecipe("hl7-head-only", ".hl7", ANY, _hl7_head_only),
    FileRecipe("eml-bad-charset", ".eml", INERT, _bad_charset),
    FileRecipe("hl7-byte-order-mark", ".hl7", INERT, _hl7_mark),
    FileRecipe("eml-in-eml", ".eml", INERT, _mail_in_mail),
    FileRecipe("eml-active", ".eml", INERT, _active_mail),
    FileRecipe("eml-bad-base64", ".eml", BROKEN, _bad_base64),
    FileRecipe("eml-many-headers", ".eml", INERT, _many_headers),
    FileRecipe("csv-open-quote", ".csv", ANY, _csv_open_quote),
    FileRecipe("csv-wide", ".csv", ANY, _csv_wide),
    FileRecipe("csv-odd-bytes", ".csv", ANY, _csv_odd_bytes),
    FileRecipe("hl7-escapes", ".hl7", INERT, _hl7_escapes),
    FileRecipe("hl7-two-patients", ".hl7", BROKEN, _hl7_two_patients),
    FileRecipe("txt-controls", ".txt", ANY, _text_odd),
)
