"""Papers as data: nothing added, nothing lost, long words get places to break."""

from __future__ import annotations

import json
from typing import Any

import pytest

import synthetic_papers as papers
from huizhen.core.errors import ContentError
from huizhen.core.preparation.paper import Fixed, Items, Paper, Section
from huizhen.core.preparation.setting import (
    BREAK,
    breakable,
    paper_data,
    plain,
    separator,
    shown_original,
)
from huizhen.core.preparation.shortening import (
    chinese_characters,
    on_one_page,
    shortened_paper,
)


def test_every_word_of_the_data_is_a_word_of_the_paper() -> None:
    paper = papers.dossier_paper()
    known = json.dumps(paper.model_dump(mode="json"), ensure_ascii=False)
    data = json.dumps(paper_data(paper), ensure_ascii=False).replace(BREAK, "")
    for statement in (s for section in paper.sections for s in section.statements):
        assert statement.text in data
    told = {"layout", "language", "kind", "after"}
    for text in _texts(paper_data(paper), told):
        assert text.replace(BREAK, "") in known


def _texts(data: object, skipped: set[str]) -> list[str]:
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        kept = [value for key, value in data.items() if key not in skipped]
        return [text for value in kept for text in _texts(value, skipped)]
    return [t for each in data for t in _texts(each, skipped)] if isinstance(data, list) else []


def test_a_ring_stands_for_unconfirmed_only() -> None:
    marked: dict[str, Any] = {"marks": ("待核", "【原文，待译】")}
    section = Section(
        key="s",
        title="t",
        blocks=(
            Items(
                statements=(
                    papers.said("a", reason="unconfirmed", **marked),
                    papers.said("b", reason="contradiction", **marked),
                    papers.said("c"),
                )
            ),
        ),
    )
    paper = Paper(key="dossier", title="t", created_on="2026-05-20", sections=(section,))
    found = paper_data(paper)["sections"][0]["blocks"][0]["statements"]  # type: ignore[index]
    assert [(s["unconfirmed"], s["marks"]) for s in found] == [
        (True, ["【原文，待译】"]),
        (False, ["待核", "【原文，待译】"]),
        (False, []),
    ]


def test_only_the_first_use_of_a_reference_is_led_back_to() -> None:
    items = Items(statements=(papers.said("a", 1), papers.said("b", 1), papers.said("c", 9)))
    paper = Paper(
        key="dossier",
        title="t",
        created_on="2026-05-20",
        sections=(Section(key="s", title="t", blocks=(items,)),),
        references=papers.references(2),
    )
    data = paper_data(paper)
    said = data["sections"][0]["blocks"][0]["statements"]  # type: ignore[index]
    assert [s["references"] for s in said] == [
        [{"number": 1, "listed": True, "first": True}],
        [{"number": 1, "listed": True, "first": False}],
        [{"number": 9, "listed": False, "first": False}],
    ]
    assert [r["used"] for r in data["references"]] == [True, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a \n\t b", "a b"),
        ("甲　乙", "甲　乙"),
        ("a\u202eb", "a\\u202eb"),
        ("a\uffffb", "a\\uffffb"),
        ("a\ud800b", "a\\ud800b"),
        ("a\x00b", "a\\u0000b"),
    ],
)
def test_text_that_disturbs_becomes_visible(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_words_longer_than_a_line_get_places_to_break() -> None:
    assert breakable("short words in a line", 8) == "short words in a line"
    assert breakable("abcdefghij", 4) == BREAK.join("abcdefghij")
    assert breakable("ab/cd-efghij", 6) == f"ab/{BREAK}cd-{BREAK}efghij"
    assert breakable("左额叶占位较前增大abc", 4) == "左额叶占位较前增大abc"


def test_statements_of_a_paragraph_are_parted_by_punctuation_alone() -> None:
    assert [separator("无", "zh"), separator("无。", "zh")] == ["；", ""]
    assert [separator("none", "de"), separator("none.", "de")] == ["; ", " "]


def test_an_original_that_the_text_holds_is_not_repeated() -> None:
    assert shown_original(papers.said("Aspirin 100 mg，每日1次", original="aspirin")) == ""
    assert shown_original(papers.said("阿司匹林", original="Aspirin")) == "Aspirin"


def test_what_a_front_sheet_leaves_out_is_counted() -> None:
    paper = papers.front_sheet_paper(12)
    first = shortened_paper(paper, 0, "另有{count}项")
    assert [len(section.statements) for section in first.sections] == [6] * 12
    assert first.sections[0].blocks[-1] == Fixed(text="另有6项", is_quiet=True)
    last = shortened_paper(paper, 11, "另有{count}项")
    assert [len(section.statements) for section in last.sections] == [1] * 12
    assert last.sections[0].blocks[-1] == Fixed(text="另有11项", is_quiet=True)


def test_tables_and_lists_of_one_section_share_its_most() -> None:
    whole = papers.dossier_paper().sections[2]
    paper = Paper(
        key="front_sheet",
        title="t",
        created_on="2026-05-20",
        sections=(whole.model_copy(update={"most": 3}),),
    )
    cut = shortened_paper(paper, 0, "另有{count}行").sections[0]
    assert [block.kind for block in cut.blocks] == ["table", "table", "fixed"]
    assert cut.blocks[-1] == Fixed(text="另有58行", is_quiet=True)


def test_the_first_setting_that_holds_is_taken() -> None:
    paper = papers.front_sheet_paper()
    tried: list[object] = []

    def render(data: object) -> bytes:
        tried.append(data["size"])  # type: ignore[index]
        return bytes([len(tried)])

    assert on_one_page(paper, "{count}", render, lambda pdf: pdf == b"\x04").step == 3
    assert tried == [9.2, 8.7, 8.2, 7.7]
    with pytest.raises(ContentError, match="one page"):
        on_one_page(paper, "{count}", render, lambda pdf: False)


def test_a_front_sheet_keeps_to_the_number_of_characters() -> None:
    paper = papers.front_sheet_paper(60)
    most = chinese_characters(shortened_paper(paper, 7, "{count}"))
    held = on_one_page(paper, "{count}", lambda data: b"", lambda pdf: True, most)
    assert held.step == 0
    assert chinese_characters(held.paper) <= most < chinese_characters(paper)
