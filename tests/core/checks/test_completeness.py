"""Clauses left out and put in, both directions, over clinical texts told clause by clause."""

from __future__ import annotations

import pytest
from both_ways import packs, whole_gate

from clinical_clauses import TEXTS, Clauses
from huizhen.core.language.checks.checker import Checker
from huizhen.core.language.checks.completeness import Completeness, build
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair

PACKS = packs()

EDGES = [(text, at) for text in range(len(TEXTS)) for at in range(3)]


def joined(clauses: Clauses) -> tuple[str, str]:
    return " ".join(en for en, _ in clauses), "".join(zh for _, zh in clauses)


@pytest.fixture(scope="module")
def check() -> Completeness:
    made = build(PACKS)
    assert isinstance(made, Completeness)
    return made


@pytest.fixture(scope="module")
def every() -> Checker:
    return whole_gate()


def told(check: object, en: str, zh: str, way: str) -> list[Difference]:
    assert callable(check)
    pair = Pair.of(en, zh, "en", "zh") if way == "en-zh" else Pair.of(zh, en, "zh", "en")
    return [one for one in check(pair) if one.effect == "block"]


WAYS = ("en-zh", "zh-en")


@pytest.mark.parametrize("clauses", TEXTS)
def test_a_whole_translation_is_silent(check: Completeness, clauses: Clauses) -> None:
    assert [told(check, *joined(clauses), way) for way in WAYS] == [[], []]


def test_a_clause_left_out_blocks(check: Completeness, every: Checker) -> None:
    alone, missed = 0, []
    for number, at in EDGES:
        whole, rest = TEXTS[number], TEXTS[number][:at] + TEXTS[number][at + 1 :]
        for way, en, zh in (
            ("en-zh", joined(whole)[0], joined(rest)[1]),
            ("zh-en", joined(rest)[0], joined(whole)[1]),
        ):
            alone += any(one.code == "omission.missing" for one in told(check, en, zh, way))
            if not told(every, en, zh, way):
                missed.append((way, whole[at]))
    assert len(missed) <= 0.15 * 2 * len(EDGES), missed
    assert alone >= 0.7 * 2 * len(EDGES)


def test_a_clause_from_nowhere_blocks(check: Completeness, every: Checker) -> None:
    alone, missed = 0, []
    for number, at in EDGES:
        whole, strange = TEXTS[number], TEXTS[(number + 7) % len(TEXTS)][at]
        more = [*whole, strange]
        for way, en, zh in (
            ("en-zh", joined(whole)[0], joined(more)[1]),
            ("zh-en", joined(more)[0], joined(whole)[1]),
        ):
            alone += any(one.code == "addition.added" for one in told(check, en, zh, way))
            if not told(every, en, zh, way):
                missed.append((way, strange))
    assert len(missed) <= 0.15 * 2 * len(EDGES), missed
    assert alone >= 0.7 * 2 * len(EDGES)


def test_the_place_is_the_clause(check: Completeness) -> None:
    whole = TEXTS[1]
    [found] = told(check, joined(whole)[0], joined([whole[0], whole[2]])[1], "en-zh")
    assert found.source is not None
    assert "bile ducts are dilated" in found.source.text
    assert (found.code, found.target) == ("omission.missing", None)


@pytest.mark.parametrize("way", ["en-zh", "de-zh", "zh-fr"])
def test_an_empty_side_blocks_in_any_language(check: Completeness, way: str) -> None:
    source, target = way.split("-")
    [lost] = check(Pair.of("Etwas 1", " ", source, target))
    assert (lost.code, lost.effect) == ("omission.missing", "block")
    [new] = check(Pair.of("", "x", source, target))
    assert new.code == "addition.added"
    assert list(check(Pair.of("", " ", source, target))) == []


def test_other_languages_are_let_be(check: Completeness) -> None:
    assert list(check(Pair.of("Der Patient hat seit drei Tagen Fieber.", "发热", "de", "zh"))) == []


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("SPEP and FLC", "血清蛋白电泳及血清游离轻链"),
        ("5 mg tiw", "5 mg，每周3次"),
        ("WHO recommends it.", "世界卫生组织建议这样做。"),
        ("CT", "计算机断层扫描"),
        ("COVID-19", "2019冠状病毒病"),
        ("as needed", "必要时"),
        ("The World Health Organization (WHO) recommends this.", "WHO建议这样做。"),
    ],
)
def test_abbreviations_in_full_are_no_addition(check: Completeness, en: str, zh: str) -> None:
    assert [told(check, en, zh, way) for way in WAYS] == [[], []]


@pytest.mark.parametrize(
    ("en", "zh", "left_over"),
    [
        ("A plastic stent was placed in the common bile duct.", "于胆总管置入塑料支架。",
         "切缘阳性。"),
        ("A plastic stent was placed in the common bile duct.", "于胆总管置入塑料支架。",
         "对乳胶过敏。"),
        ("The symptoms improved after treatment.", "治疗后症状改善。", "已予输血。"),
        ("Lobectomy was performed without complications.", "行肺叶切除术，无并发症。",
         "已发生骨转移。"),
    ],
)  # fmt: skip
def test_a_short_sentence_too_many_blocks(en: str, zh: str, left_over: str) -> None:
    checker = Checker(PACKS, (build,))
    assert all(one.effect != "block" for one in checker(Pair.of(en, zh, "en", "zh")))
    added = checker(Pair.of(en, zh + left_over, "en", "zh"))
    missing = checker(Pair.of(zh + left_over, en, "zh", "en"))
    assert [one.code for one in added if one.effect == "block"] == ["addition.added"]
    assert [one.code for one in missing if one.effect == "block"] == ["omission.missing"]


def test_a_sentence_parted_in_two_is_silent() -> None:
    checker = Checker(PACKS, (build,))
    en = "The tumour was resected; the margins were negative and there were no complications."
    zh = "肿瘤已切除。切缘阴性。无并发症。"
    assert [one for one in checker(Pair.of(en, zh, "en", "zh")) if one.effect == "block"] == []


def test_a_head_that_is_gone_shows_by_what_goes_on_in_small(check: Completeness) -> None:
    pair = Pair.of(
        "切口愈合良好，术后10天拆线。", "sutures were removed 10 days after the operation.",
        "zh", "en",
    )  # fmt: skip
    assert [one.code for one in check(pair) if one.effect == "block"] == ["omission.missing"]
