"""RTF letters are read in every code page, with what changes their meaning."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import read_bytes, read_or_refused, score_of

from huizhen.core.reading.rtf import RtfReader
from huizhen.core.records.reading import Reading


def escaped(text: str, codec: str) -> str:
    return "".join(f"\\'{b:02x}" if b > 127 or b in b"\\{}" else chr(b) for b in text.encode(codec))


def read(body: str, head: str = "\\ansi\\ansicpg1252") -> Reading:
    return read_bytes(RtfReader(), f"{{\\rtf1{head} {body}}}".encode("latin-1"), "a.rtf")[0]


def text_of(body: str, head: str = "\\ansi\\ansicpg1252") -> str:
    return "\n".join(page.text for page in read(body, head).pages)


@pytest.mark.parametrize(
    ("text", "codec", "page", "charset"),
    [
        ("诊断：右乳癌，未见转移", "gbk", 936, 134),
        ("診斷：右乳癌", "big5", 950, 136),
        ("診断：ソマトスタチン 表", "cp932", 932, 128),
        ("진단: 유방암", "cp949", 949, 129),
        ("Диагноз: рак", "cp1251", 1251, 204),
        ("Größe 165 cm", "cp1252", 1252, 0),
        ("zażółć gęślą", "cp1250", 1250, 238),
        ("ağrısı şikayeti", "cp1254", 1254, 162),
    ],
)
def test_code_pages(text: str, codec: str, page: int, charset: int) -> None:
    body = escaped(text, codec)
    assert text_of(f"{body}\\par", f"\\ansi\\ansicpg{page}") == text
    fonts = f"{{\\fonttbl{{\\f0\\fnil\\fcharset{charset} Any;}}}}"
    assert text_of(f"{fonts}\\f0 {body}\\par") == text


def test_double_bytes_in_a_font_that_is_called_western() -> None:
    fonts = "{\\fonttbl{\\f0\\fcharset238 Arial;}}"
    assert text_of(f"{fonts}\\f0 {escaped('诊断', 'gbk')}", "\\ansi\\ansicpg936") == "诊断"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a\\par b\\line c\\tab d", "a\nb\nc\td"),
        ("\\u35786?\\u26029? x", "诊断 x"),
        ("\\uc2\\u35786 ??\\uc0\\u26029 x", "诊断x"),
        ("\\u-10179?\\u-8704?", "😀"),
        ("\\{5\\} \\\\ \\~x", "{5} \\ \xa0x"),
        ("10{\\super 9}/L", "10^9/L"),
        ("5 {\\strike 10} mg", "5 [deleted: 10] mg"),
        ("5 \\strike 10\\strike0  mg", "5 [deleted: 10] mg"),
        ("a{\\v hidden}b{\\deleted gone}c", "abc"),
        ("{\\fonttbl{\\f2\\fcharset2 Symbol;}}5 {\\f2 m}g", "5 μg"),
        ("{\\*\\unknown lost}{\\info{\\title t}}kept", "kept"),
        ("{\\field{\\*\\fldinst HYPERLINK x}{\\fldrslt shown}}", "shown"),
        ("{\\field{\\*\\fldinst{FORMCHECKBOX{\\*\\formfield{\\fftype1\\ffres1}}}}} yes", "☒ yes"),
        ("{\\field{\\*\\fldinst{FORMCHECKBOX{\\*\\formfield{\\fftype1\\ffres25\\ffdefres0}}}}} no",
         "☐ no"),
        ("\\trowd\\pard\\intbl Na\\cell 140\\par mmol/L\\cell\\row\\pard after",
         "Na | 140; mmol/L\nafter"),
        ("text{\\footnote as of 2024}\\par", "[note] as of 2024\ntext"),
        ("a\\bin3 }}}b", "ab"),
        ("line\r\nbroken", "linebroken"),
    ],
)  # fmt: skip
def test_control_words(body: str, expected: str) -> None:
    assert text_of(body) == expected


@pytest.mark.parametrize("page", [9, 935, 99999, -1, 0])
def test_a_code_page_that_does_not_exist_is_western(page: int) -> None:
    assert text_of("Gr\\'f6\\'dfe", f"\\ansi\\ansicpg{page}") == "Größe"


def test_pages_break_where_the_document_breaks() -> None:
    reading = read("one\\page two")
    assert [page.text for page in reading.pages] == ["one", "two"]


def test_what_was_left_out_is_counted() -> None:
    reading = read("a{\\v hidden}{\\deleted gone}{\\object{\\*\\objdata 01}{\\result r}}")
    assert reading.deviations == (
        "embedded_objects_not_read: 1", "hidden_text_left_out: 1", "tracked_deletions_left_out: 1"
    )  # fmt: skip


def test_pictures_are_kept_once() -> None:
    body = (
        "x{\\*\\shppict{\\pict{\\*\\blipuid 00ff}\\pngblip 8950\n4e47}}"
        "{\\nonshppict{\\pict\\wmetafile8 0102}}{\\pict\\emfblip 0102}"
    )
    reading, kept = read_bytes(RtfReader(), f"{{\\rtf1 {body}}}".encode())
    assert kept.named(reading) == {"picture-1.png": b"\x89PNG"}
    assert reading.deviations == ("drawings_not_read: 1",)


def test_a_cut_document_is_a_part() -> None:
    reading, _ = read_bytes(RtfReader(), b"{\\rtf1 dose 5 mg\\par twice")
    assert (reading.status, reading.code) == ("part", "rtf_incomplete")
    assert reading.pages[0].text == "dose 5 mg\ntwice"


def test_depth_costs_no_recursion() -> None:
    start = time.thread_time()
    reading, _ = read_bytes(RtfReader(), b"{\\rtf1 " + b"{" * 100_000 + b"note" + b"}" * 100_001)
    assert reading.pages[0].text == "note"
    assert reading.status == "read"
    assert time.thread_time() - start < 10


@given(st.text(alphabet="\\{}'*bincelrowpaufstdv019 -\n\xe4", max_size=120))
def test_any_control_words_are_survived(body: str) -> None:
    reading = read_or_refused(RtfReader(), b"{\\rtf1 " + body.encode("latin-1"))
    assert reading is None or reading.kind == "rtf"


def test_scores() -> None:
    assert score_of(RtfReader(), b"{\\rtf1") > 0.9
    assert score_of(RtfReader(), b"plain", "a.rtf") == 0
