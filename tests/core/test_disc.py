"""What lies beside records on a disc is left aside, and said; records are not."""

from __future__ import annotations

import pytest
from reading_bench import read_bytes, score_of
from test_signatures import zipped
from test_word import compound_file

from huizhen.core.reading.disc import DiscReader
from huizhen.core.reading.text import TextReader


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("AUTORUN.INF", b"[autorun]\r\nopen=viewer.exe\r\n", "disc_software"),
        ("Viewer.exe", b"MZ\x90\x00" + b"\0" * 60, "disc_software"),
        ("viewer", b"\x7fELF\x02\x01", "disc_software"),
        ("lib.dll", b"MZ\x90\x00", "disc_software"),
        ("viewer.jar", zipped("META-INF/MANIFEST.MF", "a/B.class"), "disc_software"),
        ("help.chm", b"ITSF\x03\x00\x00\x00", "disc_software"),
        ("app.js", b"function show() { return 1; }\n", "disc_software"),
        ("style.css", b"p { color: red }\n", "disc_software"),
        ("viewer.ini", b"[window]\nwidth=800\n", "disc_software"),
        ("Thumbs.db", compound_file("Catalog", "256_abc"), "system_file"),
        (".DS_Store", b"\x00\x00\x00\x01Bud1\x00", "system_file"),
        ("desktop.ini", b"[.ShellClassInfo]\r\n", "system_file"),
        ("~$report.docx", b"\x06Doctor" + b"\x20\x00" * 70, "system_file"),
        ("._scan.jpg", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "system_file"),
    ],
)
def test_left_aside(name: str, data: bytes, code: str) -> None:
    assert score_of(DiscReader(), data, name) >= 0.7
    assert score_of(DiscReader(), data, name) > score_of(TextReader(), data, name)
    reading, _ = read_bytes(DiscReader(), data, name)
    assert (reading.kind, reading.status, reading.code) == ("disc", "ignored", code)
    assert "no record" in reading.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Thumbs.db", b"%PDF-1.7\n"),
        ("desktop.ini", b"\xff\xd8\xff\xe0"),
        ("report.js", b"%PDF-1.4"),
        ("~$letter.docx", zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")),
        ("DICOMDIR", b"\0" * 128 + b"DICM"),
        ("README.TXT", b"How to open this disc\n"),
        ("scan.db", b"\0" * 128 + b"DICM"),
        ("empty.ini", b""),
    ],
)
def test_a_name_alone_hides_no_record(name: str, data: bytes) -> None:
    assert score_of(DiscReader(), data, name) == 0
