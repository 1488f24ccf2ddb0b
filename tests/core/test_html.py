"""Web pages are read as a person sees them; nothing in them is run or fetched."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_bench import read_bytes, score_of

from huizhen.core.reading.html import HtmlReader, data_address
from huizhen.core.records.reading import Reading


def page(body: str, head: str = "") -> Reading:
    text = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    return read_bytes(HtmlReader(), text.encode(), "a.html")[0]


def text_of(body: str) -> str:
    return "\n".join(p.text for p in page(body).pages)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>Labs</h1><p>Na  <b>140</b>\n mmol/L</p>", "Labs\nNa 140 mmol/L"),
        ("<table><tr><th>Test<th>Value<tr><td>WBC<td>5.4</table>", "Test | Value\nWBC | 5.4"),
        ("<table><tr><td>a<td><td>c</table>", "a |  | c"),
        ("<td>x</td><p>10<sup>9</sup>/L, 1<sup>st</sup>", "x\n10^9/L, 1st"),
        ("<p>5 <del>10</del> mg</p>", "5 [deleted: 10] mg"),
        ("<pre>a  b\n  c</pre>", "a  b\n  c"),
        ("one<br>two", "one\ntwo"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<input type=checkbox checked>yes <input type=radio>no", "☒ yes ☐ no"),
        ("<input value='70 kg'><textarea>note</textarea>", "70 kg note"),
        ("<select><option>a<option selected>b</select>", "b"),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", "a | b\nc"),
        ("<script>alert(1)</script><style>p{}</style><template>t</template>x", "x"),
        ("<!-- comment -->x&amp;y &lt; 5 &micro;g", "x&y < 5 µg"),
        ("<img src='http://192.0.2.1/a.png' alt='chest film'>", "[image: chest film]"),
    ],
)
def test_visible_text(body: str, expected: str) -> None:
    assert text_of(body) == expected


def test_hidden_text_is_left_out_and_counted() -> None:
    reading = page("<p hidden>secret</p><p style='display: none'>more</p><p>seen</p>")
    assert reading.pages[0].text == "seen"
    assert "hidden_text_left_out: 2" in reading.deviations
    assert reading.status == "read"


def test_folded_sections_make_the_page_a_part() -> None:
    reading = page(f"<p>seen</p><div style='display:none'>{'result ' * 50}</div>")
    assert (reading.status, reading.code) == ("part", "hidden_text")


def test_nothing_outside_is_fetched_and_that_is_said() -> None:
    reading = page("<iframe src='file:///etc/passwd'></iframe><img src='http://192.0.2.1/x'>x")
    assert "external_content_not_fetched: 2" in reading.deviations


def test_pictures_in_the_page_are_kept() -> None:
    address = "data:image/png;base64," + base64.b64encode(b"\x89PNG....").decode()
    reading, kept = read_bytes(HtmlReader(), f"<html><img src='{address}'>scan".encode())
    assert kept.named(reading) == {"image-1.png": b"\x89PNG...."}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("data:image/jpeg;base64,/9j/", ("jpg", b"\xff\xd8\xff")),
        ("data:,a%20b", ("bin", b"a b")),
        ("data:image/png;base64,@@@", ("png", b"")),
    ],
)
def test_data_addresses(address: str, expected: tuple[str, bytes]) -> None:
    assert data_address(address) == expected


@pytest.mark.parametrize("codec", ["cp1251", "koi8-r", "utf-8", "utf-16"])
def test_the_declared_charset_is_used(codec: str) -> None:
    name = {"cp1251": "windows-1251"}.get(codec, codec)
    text = f"<html><head><meta charset='{name}'><title>Выписка</title></head><p>Диагноз: рак</html>"
    reading, _ = read_bytes(HtmlReader(), text.encode(codec))
    assert reading.pages[0].text == "Диагноз: рак"
    assert reading.title == "Выписка"


def test_an_archive_behind_the_page_is_not_lost() -> None:
    archive = b"PK\x03\x04 anything PK\x05\x06" + b"\0" * 18
    reading, kept = read_bytes(HtmlReader(), b"<html><p>page</html>" + archive)
    assert kept.named(reading) == {"appended.zip": archive}
    assert reading.pages[0].text == "page"


def test_a_page_of_scripts_alone_is_a_part() -> None:
    reading, _ = read_bytes(HtmlReader(), b"<html><script>draw()</script></html>")
    assert (reading.status, reading.code) == ("part", "no_text")


def test_deep_nesting_takes_linear_time() -> None:
    start = time.thread_time()
    reading, _ = read_bytes(HtmlReader(), b"<html>" + b"<div><b><table><tr><td>" * 20_000 + b"x")
    assert reading.pages[0].text == "x"
    assert time.thread_time() - start < 10


@given(st.text(alphabet="<>/ab= '\"!-&;tdr\x00\n", max_size=200))
def test_any_markup_is_survived(body: str) -> None:
    reading, _ = read_bytes(HtmlReader(), b"<html>" + body.encode())
    assert reading.kind == "html"


def test_scores() -> None:
    assert score_of(HtmlReader(), b"<!doctype html><p>x") > 0.8
    assert score_of(HtmlReader(), b"plain words", "a.html") > 0.5
    assert score_of(HtmlReader(), b"%PDF-1.4", "a.html") == 0
