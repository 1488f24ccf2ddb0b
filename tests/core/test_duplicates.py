"""Copies are found; whatever may differ in meaning is not called a copy."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.reading.duplicates import (
    DatedPage,
    compare_pages,
    copied_paragraphs,
    duplicate_sources,
)
from huizhen.core.reading.lines import native_page
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.page import Page, SourceId
from huizhen.core.records.reading import Received

LETTER = (
    "The patient was admitted with pain in the left breast and a palpable mass of 23 mm.\n"
    "Biopsy of 14 March 2025 showed invasive ductal carcinoma, ER positive, HER2 negative.\n"
    "There is no evidence of distant metastasis in computed tomography of chest and abdomen.\n"
    "Treatment with letrozole 2.5 mg once daily was started and is tolerated well so far."
)
CHINESE = (
    "患者女，58岁，因左乳肿块3月入院。病理：浸润性导管癌，雌激素受体阳性，未见远处转移。"
    "胸腹部增强CT检查未见明确转移病灶，血常规及肝肾功能未见明显异常，予来曲唑2.5毫克每日一次口服治疗，"
    "患者一般情况良好，定期门诊随访复查乳腺超声及肿瘤标志物，如有不适及时就诊。"
)


def page(number: int, text: str) -> Page:
    return native_page(f"{number:064x}", 1, text.split("\n"))


def relation(one: str, other: str) -> str:
    found = compare_pages([page(1, one), page(2, other)])
    if found.duplicates:
        assert found.duplicates[0].first == page(1, one).page_id
        assert found.duplicates[0].others == (page(2, other).page_id,)
        return "copy"
    return "similar" if found.similar else "other"


def on(text: str) -> PartialDate:
    date = parse_partial_date(text)
    assert date is not None
    return date


def test_the_same_bytes_under_two_paths() -> None:
    files = [
        Received(path=path, source_id=SourceId(name * 64), size_bytes=1)
        for path, name in (("a.pdf", "a"), ("b.pdf", "b"), ("old/a.pdf", "a"))
    ]
    (found,) = duplicate_sources(files)
    assert found.paths == ("a.pdf", "old/a.pdf")


@pytest.mark.parametrize("text", [LETTER, CHINESE])
def test_line_breaks_capitals_and_blanks_make_no_difference(text: str) -> None:
    assert relation(text, text.upper().replace("\n", " ").replace(" ", "\n\n", 3)) == "copy"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("23 mm", "32 mm"),
        ("2.5 mg", "25 mg"),
        ("14 March", "15 March"),
        ("no evidence", "evidence"),
        ("left", "right"),
        ("HER2 negative", "HER2 positive"),
    ],
)
def test_a_changed_number_date_negation_or_side_is_no_copy(old: str, new: str) -> None:
    long = LETTER + "\n" + "The family history and social history were taken in detail. " * 6
    assert relation(long, long.replace(old, new)) == "similar"


@pytest.mark.parametrize(
    ("old", "new"), [("58岁", "85岁"), ("未见远处", "可见远处"), ("左乳", "右乳")]
)
def test_the_same_in_chinese(old: str, new: str) -> None:
    assert relation(CHINESE * 3, (CHINESE * 3).replace(old, new, 1)) == "similar"


def test_swapped_numbers_are_no_copy() -> None:
    long = LETTER + "\nLeft kidney 98 mm, right kidney 102 mm." + " Further text follows." * 20
    swapped = long.replace("98", "#").replace("102", "98").replace("#", "102")
    assert relation(long, swapped) == "similar"


def test_other_pages_and_short_ones_are_not_related() -> None:
    assert relation(LETTER, CHINESE) == "other"
    assert relation("Page 1 of 2", "Page 1 of 2") == "other"
    assert relation(LETTER, LETTER[:180] + " entirely other words follow here" * 5) == "other"


def test_a_later_copy_of_a_variant_is_a_copy_of_the_variant() -> None:
    long = LETTER + " Further words of the same letter follow here." * 8
    variant = long.replace("23 mm", "32 mm")
    pages = [page(1, long), page(2, variant), page(3, variant), page(4, long)]
    found = compare_pages(pages)
    assert [(d.first, d.others) for d in found.duplicates] == [
        (pages[1].page_id, (pages[2].page_id,)),
        (pages[0].page_id, (pages[3].page_id,)),
    ]
    assert [(s.first, s.others) for s in found.similar] == [(pages[0].page_id, (pages[1].page_id,))]


def test_copied_paragraphs_are_found_in_later_documents() -> None:
    paragraph = LETTER.replace("\n", " ")
    first = page(1, "Visit in January.\n" + LETTER + "\nPlan: continue.")
    later = page(2, "Visit in May. " + paragraph + "\nNew: fatigue.")
    (found,) = copied_paragraphs(
        [DatedPage(later, on("2025-05-02")), DatedPage(first, on("2025-01-10"))]
    )
    assert found.first[0] == first.page_id
    ((page_id, start, end),) = found.others
    assert page_id == later.page_id
    assert later.text[start:end] in (paragraph, paragraph.rstrip("."))
    assert first.text[found.first[1] : found.first[2]].split() == later.text[start:end].split()


def test_a_changed_number_ends_a_copied_stretch() -> None:
    later = LETTER.replace("2.5 mg", "5 mg")
    found = copied_paragraphs(
        [DatedPage(page(1, LETTER), on("2025-01")), DatedPage(page(2, later), on("2025-02"))]
    )
    copied = [later[start:end] for item in found for _, start, end in item.others]
    assert copied
    assert not any("5 mg" in text for text in copied)


@pytest.mark.parametrize(
    ("first", "second"), [("2025-01-10", "2025-01-10"), ("2025", "2025-03"), ("2025-03", None)]
)
def test_without_an_order_nothing_is_called_copied(first: str, second: str | None) -> None:
    pages = [
        DatedPage(page(1, LETTER), on(first)),
        DatedPage(page(2, LETTER), on(second) if second else None),
    ]
    assert copied_paragraphs(pages) == ()


@given(st.lists(st.text(alphabet="ab 12.\n", max_size=400), max_size=5))
def test_every_copied_span_has_the_same_words(texts: list[str]) -> None:
    pages = {page(n, text).page_id: page(n, text) for n, text in enumerate(texts)}
    dated = [DatedPage(p, on(f"20{n:02d}")) for n, p in enumerate(pages.values(), 1)]
    for item in copied_paragraphs(dated):
        origin = pages[item.first[0]].text[item.first[1] : item.first[2]]
        for page_id, start, end in item.others:
            assert "".join(pages[page_id].text[start:end].split()) == "".join(origin.split())


def test_three_thousand_pages_take_seconds() -> None:
    rng = random.Random(5)
    words = ["".join(rng.choices("abcdefghij", k=7)) for _ in range(3000)]
    texts = [" ".join(rng.choices(words, k=350)) for _ in range(1500)]
    pages = [page(n, texts[n % 1500]) for n in range(3000)]
    start = time.thread_time()
    found = compare_pages(pages)
    assert sum(len(d.others) for d in found.duplicates) == 1500
    dated = [DatedPage(p, on(f"{2000 + n // 1500}-01-01")) for n, p in enumerate(pages)]
    assert len(copied_paragraphs(dated)) == 1500
    assert time.thread_time() - start < 60
