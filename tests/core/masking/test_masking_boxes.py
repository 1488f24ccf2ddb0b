"""Boxes lie over the letters that have to go."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.masking.boxes import boxes_for, line_pieces, remaining_pieces
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.work import pdf_work, picture_work
from huizhen.core.records.page import Line, Page, SourceId, page_id


def page(*lines: str, has_boxes: bool = True, tall: bool = False) -> Page:
    """A page of lines, each 100 points wide and 10 high."""
    made, position = [], 0
    for number, text in enumerate(lines):
        top = 20.0 * number
        box = (10.0, top, 20.0, top + 100.0) if tall else (10.0, top, 110.0, top + 10.0)
        made.append(Line(start=position, end=position + len(text), box=box if has_boxes else None))
        position += len(text) + 1
    return Page(
        page_id=page_id(SourceId("a" * 64), 1),
        ordinal=1,
        text="\n".join(lines),
        lines=tuple(made),
        width=200.0,
        height=200.0,
    )


def span(start: int, end: int) -> IdentifierSpan:
    """A name."""
    return IdentifierSpan(start=start, end=end, kind="name", found_by="known")


def test_a_part_of_a_line_with_a_margin() -> None:
    (box,) = boxes_for(page("aaaaabbbbb"), [span(5, 10)])
    assert box[0] < 60.0
    assert box[0] > 45.0
    assert box[2] >= 110.0
    assert box[1] <= 0.0 <= 10.0 <= box[3]


def test_a_span_over_two_lines_has_a_box_on_each() -> None:
    boxes = boxes_for(page("abc Gar-", "cía def"), [span(4, 12)])
    assert len(boxes) == 2
    assert boxes[0][1] < 10.0 < boxes[1][1] + 5


def columns(row: str, width: float) -> Page:
    """Five lines of 25 letters, 10 points each, and a row of columns in the same letters."""
    lines = ["a" * 25] * 5
    text = "\n".join([*lines, row])
    made = [
        Line(start=26 * n, end=26 * n + 25, box=(10.0, 20.0 * n, 260.0, 20.0 * n + 10.0))
        for n in range(5)
    ]
    made.append(Line(start=130, end=130 + len(row), box=(10.0, 100.0, 10.0 + width, 110.0)))
    return Page(
        page_id=page_id(SourceId("a" * 64), 1), ordinal=1, text=text, lines=tuple(made), width=600.0
    )


@pytest.mark.parametrize("gap_before", [True, False])
def test_in_a_line_with_gaps_a_box_reaches_wherever_the_letters_may_stand(
    *, gap_before: bool
) -> None:
    # 30 letters of 10 points and a gap of 200: the middle ten are moved by it, or are not
    (box,) = boxes_for(columns("a" * 30, 500.0), [span(140, 150)])
    begins = 10.0 + 100.0 + (200.0 if gap_before else 0.0)
    assert box[0] <= begins
    assert box[2] >= begins + 100.0
    (last,) = boxes_for(columns("a" * 30, 500.0), [span(150, 160)])
    assert last[2] >= 510.0


def test_a_line_without_gaps_is_covered_as_its_letters_tell() -> None:
    (box,) = boxes_for(columns("a" * 30, 310.0), [span(140, 150)])
    assert 95.0 < box[0] < 115.0
    assert 210.0 < box[2] < 225.0


def test_an_upright_line_is_covered_whole() -> None:
    (box,) = boxes_for(page("abcdefghij", tall=True), [span(0, 3)])
    assert box[1] <= 0.0
    assert box[3] >= 100.0


def test_wide_and_narrow_letters() -> None:
    (box,) = boxes_for(page("iiiiiiMMMM"), [span(6, 10)])
    assert box[0] < 10.0 + 100.0 * 6 * 0.6 / (6 * 0.6 + 4 * 1.6)


def test_lines_without_boxes_have_none() -> None:
    plain = page("aaaa bbbb", has_boxes=False)
    assert boxes_for(plain, [span(0, 4)]) == ()
    assert line_pieces(plain, [span(0, 4)]) == ()


def test_a_page_without_places_is_refused() -> None:
    plain = page("aaaa bbbb", has_boxes=False)
    with pytest.raises(WrongCall):
        pdf_work(Path("in.pdf"), Path("out.pdf"), [(plain, [span(0, 4)])])
    with pytest.raises(WrongCall):
        picture_work(Path("in.png"), Path("out.png"), (plain, [span(0, 4)]))
    assert pdf_work(Path("in.pdf"), Path("out.pdf"), [(plain, [])])["boxes"] == {"1": []}


def test_what_remains_has_no_letter_of_the_span() -> None:
    kept = remaining_pieces(page("Name: Karl Kraus bleibt", "ganz"), [span(6, 16)])
    assert [piece.text for piece in kept] == ["Name: ", " bleibt", "ganz"]
    assert kept[0].box[2] < kept[1].box[0]
