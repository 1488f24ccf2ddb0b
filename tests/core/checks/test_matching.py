"""Mentions of two sides are matched by sense, required ones first."""

from __future__ import annotations

from huizhen.core.language.checks.mention import Mention, differences, unmatched
from huizhen.core.language.checks.pair import Side, folded
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import WordFinder


def mention(word: str, *senses: str, required: bool = True) -> Mention:
    side = Side(word, "en")
    return Mention(side.span(0, len(word)), frozenset(senses), required)


def test_a_form_with_two_senses_gives_way_to_one_that_has_no_other() -> None:
    may, five = mention("May", "5", "6", required=False), mention("5", "5")
    lost, new = unmatched([may, five], [mention("五", "5")])
    assert (lost, new) == ([], [])
    lost, new = unmatched(
        [mention("a", "1", "2"), mention("b", "1")], [mention("x", "1"), mention("y", "2")]
    )
    assert (lost, new) == ([], [])


def test_what_has_no_partner_is_told_as_changed_then_missing() -> None:
    told = list(
        differences(
            "side", [mention("left", "left"), mention("R", "right")], [mention("双", "both")]
        )
    )
    assert [(one.code, one.meant, one.says) for one in told] == [
        ("side.differs", "left", "both"),
        ("side.missing", "right", ""),
    ]


def test_a_thousand_equal_mentions_are_matched_without_deep_calls() -> None:
    many = [mention("1", "1", "2") for _ in range(1500)]
    other = [mention("1", "2") for _ in range(1500)]
    assert unmatched(many, other) == ([], [])


def test_folding_keeps_every_place() -> None:
    text = "ＣＥＡ：３．５µg／L，İstanbul～"
    assert len(folded(text)) == len(text)
    assert folded("３．５") == "3.5"


def test_the_longest_word_hides_what_is_inside_it() -> None:
    finder = WordFinder({"左": "left", "左右": "about", "left": "left", "CT": "ct"})
    assert [hit.value for hit in finder.hits(Side("3天左右，左肾", "zh"))] == ["about", "left"]
    assert [hit.value for hit in finder.hits(Side("leftover, Left; ACT CT", "en"))] == [
        "left",
        "ct",
    ]
    assert [hit.value for hit in finder.hits(Side("胸CT平扫", "zh"))] == ["ct"]


def test_a_list_made_after_a_side_was_read_finds_its_words_there() -> None:
    side = Side("right lung, 右肺", "zh")
    assert [hit.value for hit in WordFinder({"右肺": 1}).hits(side)] == [1]
    later = WordFinder({"右肺": 2, "lung": 3, "肺": 4})
    assert [hit.value for hit in later.hits(side)] == [3, 2]
    assert not list(WordFinder({"左肺": 5}).hits(side))
    assert [hit.value for hit in later.hits(Side("肺", "zh"))] == [4]


def test_a_phrase_at_the_end_of_a_text_is_the_one_that_stands_there() -> None:
    finder = PhraseFinder([("left lung lobe", 1), ("left", 2), ("left lung", 3)])
    assert [hit.value for hit in finder.hits(Side("left of the left lung", "en"))] == [2, 3]
    assert [hit.end for hit in finder.hits(Side("the left", "en"))] == [8]
