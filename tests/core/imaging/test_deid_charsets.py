"""Texts of every character set: read as they were meant, written as UTF-8, names cut."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from huizhen.core.imaging.deidentification import Profile, UidKeys, deidentify, residual_of_file
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.records.identity import PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers

KEYS = UidKeys(b"0123456789abcdef0123456789abcdef")
# charset, name as bytes (the examples of PS3.5 annexes H to K where it has one), family, given,
# description behind the name as bytes and as text
SETS = [
    ("ISO_IR 100", "Äneas^Rüdiger".encode("latin-1"), "Äneas", "Rüdiger",
     " Schädel".encode("latin-1"), "Schädel"),
    ("ISO_IR 101", "Wałęsa^Grażyna".encode("iso8859_2"), "Wałęsa", "Grażyna",
     " głowa".encode("iso8859_2"), "głowa"),
    ("ISO_IR 144", "Люксембург^Роза".encode("iso8859_5"), "Люксембург", "Роза",
     " Голова".encode("iso8859_5"), "Голова"),
    ("ISO_IR 126", "Διονυσιος^Μαρια".encode("iso8859_7"), "Διονυσιος", "Μαρια",
     " κρανιο".encode("iso8859_7"), "κρανιο"),
    ("ISO_IR 127", "قباني^لنزار".encode("iso8859_6"), "قباني", "لنزار",
     " رأس".encode("iso8859_6"), "رأس"),
    ("ISO_IR 138", "שרון^דבורה".encode("iso8859_8"), "שרון", "דבורה",
     " ראש".encode("iso8859_8"), "ראש"),
    ("ISO_IR 192", "王^小東".encode(), "王", "小東", " 头颅平扫".encode(), "头颅平扫"),
    ("GB18030", "王^小东".encode("gb18030"), "王", "小东", " 头颅平扫".encode("gb18030"),
     "头颅平扫"),
    ("GBK", "王^小东".encode("gbk"), "王", "小东", " 头颅平扫".encode("gbk"), "头颅平扫"),
    ("\\ISO 2022 IR 58", b"\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab", "张", "小东",
     b" \x1b$)A" + "头颅".encode("gb2312"), "头颅"),
    ("\\ISO 2022 IR 149", b"\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf", "홍", "길동",
     b" \x1b$)C" + "두부".encode("euc_kr"), "두부"),
    ("\\ISO 2022 IR 87", b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", "山田", "太郎",
     b" \x1b$B" + "頭部".encode("iso2022_jp")[3:], "頭部"),
    ("ISO 2022 IR 13\\ISO 2022 IR 87", b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3", "ﾔﾏﾀﾞ", "ﾀﾛｳ",
     b" \x1b$B" + "頭部".encode("iso2022_jp")[3:], "頭部"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _unjudged() -> Iterator[None]:
    with as_it_stands():
        yield


def _element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    value += b" " * (len(value) % 2)
    return struct.pack("<HH2sH", group, number, vr, len(value)) + value


def file_of(charset: str, name: bytes, description: bytes, item: bytes = b"") -> Dataset:
    """An Explicit VR Little Endian data set of exactly these bytes."""
    body = _element(0x0008, 0x0005, b"CS", charset.encode()) if charset else b""
    body += _element(0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.2\0")
    body += _element(0x0008, 0x103E, b"LO", description)
    if item:
        body += struct.pack("<HH2sHI", 0x0008, 0x1250, b"SQ", 0, len(item) + 8)
        body += struct.pack("<HHI", 0xFFFE, 0xE000, len(item)) + item
    body += _element(0x0010, 0x0010, b"PN", name)
    meta = _element(0x0002, 0x0010, b"UI", b"1.2.840.10008.1.2.1\0")
    head = bytes(128) + b"DICM" + _element(0x0002, 0x0000, b"UL", struct.pack("<I", len(meta)))
    return pydicom.dcmread(io.BytesIO(head + meta + body), force=True)


def profile_of(family: str, given: str) -> Profile:
    name = PersonName(text=f"{family} {given}", family=family, given=given)
    known = KnownIdentifiers(names=(name,), families=(family,), givens=(given,))
    return Profile(pseudonym="HZ-2026-0001", known=known)


@pytest.mark.parametrize(
    ("charset", "name", "family", "given", "raw", "said"), SETS, ids=[one[0] for one in SETS]
)
def test_names_are_cut_and_the_rest_is_right_in_utf8(
    charset: str, name: bytes, family: str, given: str, raw: bytes, said: str, tmp_path: Path
) -> None:
    profile = profile_of(family, given)
    described = name.replace(b"^", b" ") + raw
    done = deidentify(file_of(charset, name, described), profile, KEYS)
    path = tmp_path / "out.dcm"
    done.dataset.save_as(path)
    again = pydicom.dcmread(path)
    assert again.SpecificCharacterSet == "ISO_IR 192"
    assert again.SeriesDescription == f"[name] {said}"
    assert said.encode() in path.read_bytes()
    assert again.PatientName == "HZ-2026-0001"
    assert residual_of_file(path, profile.known) == ()


@pytest.mark.parametrize(
    ("declared", "actual", "doubt"),
    [
        ("", "utf-8", "charset_undeclared"),
        ("", "gb18030", "charset_undeclared"),
        ("ISO_IR 100", "utf-8", "charset_wrong"),
        ("ISO_IR 192", "gb18030", "charset_wrong"),
        ("ISO-IR 192", "utf-8", ""),
        ("ISO_IR 999", "utf-8", "charset_unknown"),
    ],
)
def test_wrong_declarations_are_seen_through_and_told(
    declared: str, actual: str, doubt: str
) -> None:
    source = file_of(declared, "王^小东".encode(actual), "头颅平扫 王小东".encode(actual))
    done = deidentify(source, profile_of("王", "小东"), KEYS)
    assert done.dataset.SeriesDescription == "头颅平扫 [name]"
    assert (doubt in done.warnings) if doubt else done.warnings == ()


def test_an_item_may_have_a_set_of_its_own() -> None:
    inner = _element(0x0008, 0x0005, b"CS", b"ISO_IR 144")
    inner += _element(0x0008, 0x103E, b"LO", "Голова".encode("iso8859_5"))
    inner += _element(0x0020, 0x000E, b"UI", b"1.2.3\0")
    source = file_of("GB18030", b"X", "头颅".encode("gb18030"), inner)
    made = deidentify(source, profile_of("Muster", "Max"), KEYS).dataset
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=False)
    buffer.seek(0)
    again = pydicom.dcmread(buffer, force=True)
    assert again.SeriesDescription == "头颅"
    (item,) = again.RelatedSeriesSequence
    assert "SpecificCharacterSet" not in item
    assert item.SeriesDescription == "Голова"


@pytest.mark.parametrize(
    "text",
    [
        "WANG XIAODONG",
        "xiaodong wang",
        "WANG^XIAO^DONG",
        "Wang, Xiao Dong",
        "王小东",
        "小东",
        "王 小东",
    ],
)
def test_a_chinese_name_is_found_in_pinyin_too(text: str) -> None:
    source = file_of("ISO_IR 192", b"X", f"{text} 平扫".encode())
    made = deidentify(source, profile_of("王", "小东"), KEYS).dataset
    assert made.SeriesDescription in ("[name] 平扫", "[name][name] 平扫")


@pytest.mark.parametrize(
    "text",
    [
        "GRASSMÜLLER JÖRG", "Jörg Graßmüller", "grassmueller, joerg", "Grassmuller Jorg",
        "GRASSMUELLER^JOERG^^DR", "J. Grassmüller", "JörgGraßmüller",
    ],
)  # fmt: skip
def test_a_name_is_found_in_any_order_case_and_spelling(text: str) -> None:
    source = file_of("ISO_IR 192", b"X", f"CT {text} nativ".encode())
    made = deidentify(source, profile_of("Graßmüller", "Jörg"), KEYS).dataset
    said = str(made.SeriesDescription).casefold()
    assert not any(part in said for part in ("gra", "rg", "joe"))
    assert said.endswith("nativ")


def test_mojibake_of_a_name_is_found_by_the_residual_check(tmp_path: Path) -> None:
    wrong = "王小东".encode("gb18030").decode("latin-1")
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.PatientComments = wrong
    dataset.add_new(0x00091001, "UN", "王小东".encode("utf-16-le"))
    dataset.add_new(0x00090010, "LO", "ACME")
    path = tmp_path / "one.dcm"
    dataset.save_as(path, implicit_vr=False, little_endian=True)
    found = residual_of_file(path, profile_of("王", "小东").known)
    assert {(one.path, one.encoding) for one in found} >= {
        ("PatientComments", "gb18030"),
        ("(0009,1001)", "utf-16-le"),
    }
