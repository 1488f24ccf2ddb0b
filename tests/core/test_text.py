"""Plain text is read whole; binary data is not taken for text."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import read_bytes, score_of

from huizhen.core.errors import RecordError, TooLargeRecord, UnsupportedRecord
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.text import TextReader
from huizhen.core.reading.unknown import UnknownReader

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")


def test_lines_keep_their_words_and_form_feeds_make_pages() -> None:
    reading, _ = read_bytes(TextReader(), b"Diagnosis\r\n  C50.9\r\rnext\fpage two\n", "a.txt")
    assert [page.text for page in reading.pages] == ["Diagnosis\n  C50.9\n\nnext", "page two"]
    assert [page.ordinal for page in reading.pages] == [1, 2]
    assert all(page.origin == "native" for page in reading.pages)
    assert reading.status == "read"


def test_the_encoding_is_said_when_it_was_guessed() -> None:
    reading, _ = read_bytes(TextReader(), "Диагноз: рак молочной железы".encode("koi8-r"))
    assert reading.pages[0].text == "Диагноз: рак молочной железы"
    assert reading.deviations == ("read as koi8_r",)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_visible_character_is_lost(text: str) -> None:
    try:
        reading, _ = read_bytes(TextReader(), text.encode("utf-8", "replace"))
    except RecordError:
        return
    shown = "".join(page.text for page in reading.pages)
    assert [c for c in text if c.isalnum()] == [c for c in shown if c.isalnum()]


@pytest.mark.parametrize("data", [b" \r\n\t \n", b"\x00" * 4096])
def test_blank_files_are_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        read_bytes(TextReader(), data, "a.txt")
    assert caught.value.remedy


def test_binary_data_is_refused_whatever_its_name() -> None:
    rng = random.Random(3)
    for _ in range(20):
        data = rng.randbytes(2000)
        assert score_of(TextReader(), data, "report.txt") == 0
        with pytest.raises(UnsupportedRecord) as caught:
            read_bytes(TextReader(), data, "report.txt")
        assert caught.value.code == "unknown_format"


def test_control_characters_are_shown_as_unreadable() -> None:
    reading, _ = read_bytes(TextReader(), b"Dose: 5 mg\x00\nRoute: " + b"oral " * 20)
    assert reading.pages[0].text.startswith("Dose: 5 mg\ufffd\n")


def test_one_long_line_is_one_line() -> None:
    reading, _ = read_bytes(TextReader(), b"x" * 1_000_000)
    assert len(reading.pages[0].lines) == 1


def test_unknown_structures_are_shown_and_said_to_be_unknown() -> None:
    reading, _ = read_bytes(TextReader(), b'{"weight": "70 kg"}')
    assert (reading.status, reading.code) == ("part", "unknown_structure")
    assert "70 kg" in reading.pages[0].text


def test_more_lines_than_the_limit_are_a_part() -> None:
    reading, _ = read_bytes(TextReader(), b"a\n" * 200_100)
    assert (reading.status, reading.code) == ("part", "too_many_lines")
    assert len(reading.pages[0].lines) == 200_000


def test_more_pages_than_the_limit_are_a_part() -> None:
    reading, _ = read_bytes(TextReader(), b"a\f" * 9, limits=Limits(max_pages_per_file=4))
    assert (reading.status, len(reading.pages)) == ("part", 4)


def test_a_file_above_the_limit_is_not_opened() -> None:
    with pytest.raises(TooLargeRecord):
        read_bytes(TextReader(), b"a" * 100, limits=Limits(max_text_bytes=10))


def test_the_unknown_reader_takes_everything_and_says_what_to_send() -> None:
    for data, code in ((b"", "empty_file"), (b"\x01\x02\x03", "unknown_format"),
                       (b"\x1aE\xdf\xa3....webm", "video_not_read"),
                       (b"RIFF....WAVEfmt ", "audio_not_read")):  # fmt: skip
        assert score_of(UnknownReader(), data) > 0
        reading, _ = read_bytes(UnknownReader(), data)
        assert (reading.status, reading.code) == ("not_read", code)
        assert reading.remedy


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared records are not here")
def test_real_notes_are_read_whole() -> None:
    files = [*SHARED.glob("notes/acibench/*.txt"), *SHARED.glob("notes/meddocan_es/*.txt")]
    assert len(files) > 50
    for path in files:
        reading, _ = read_bytes(TextReader(), path.read_bytes(), path.name)
        text = path.read_text("utf-8-sig")
        assert reading.status == "read"
        assert "".join(reading.pages[0].text.split()) == "".join(text.split())
