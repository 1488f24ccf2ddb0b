"""The second generator makes errors alone, of many kinds, and knows nothing of the product."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest
import second_seeded
from second_seeded.mutation import exchanged
from second_seeded.pairs import HALVES, Right, half_of, written
from second_seeded.records import mutations, records

DATA = Path("/work/shared/data")


def test_every_written_error_stands_once_in_its_sentence_and_changes_it() -> None:
    for right in written():
        for kind, old, new in right.swaps:
            assert not old or right.target.count(old) == 1, (right.name, kind, old)
            assert old != new, right.name


@pytest.mark.parametrize("half", HALVES)
def test_each_half_has_twenty_kinds_in_both_directions(half: str) -> None:
    made = records(None, half)
    for direction in ("en-zh", "zh-en"):
        kinds = {one["kind"] for one in made if one["direction"] == direction}
        assert len(kinds - {"none"}) >= 25


def test_no_sentence_lies_in_both_halves_and_every_id_is_one_of_its_own() -> None:
    halves = {half: records(None, half) for half in HALVES}
    dev, test = ({one["source"] for one in made} for made in halves.values())
    assert not dev & test
    ids = [one["id"] for made in halves.values() for one in made]
    assert len(ids) == len(set(ids))


def test_a_mutated_target_differs_from_the_right_one_of_its_pair() -> None:
    made = records(None, "dev")
    right = {one["id"]: one["target"] for one in made if one["kind"] == "none"}
    for one in made:
        if one["kind"] != "none":
            assert one["target"] != right[one["id"].rsplit(".", 2)[0] + ".none"]


def test_nothing_is_mutated_whose_meaning_another_word_still_carries() -> None:
    english = "Neither pain nor fever was reported, and no drug was not given."
    right = Right("n", "tico19", "en-zh", english, "无痛，无发热，未报告。", half_of(english))
    assert not [one for one in mutations(right) if one.kind == "negation"]
    both = Right("s", "tico19", "en-zh", "left and right lung", "左肺和右肺", "dev")
    assert not [one for one in mutations(both) if one.kind == "side"]


def test_a_stretch_taken_out_leaves_no_stray_comma() -> None:
    made = exchanged("omission", "clause", "Fever, cough, and pain.", (0, 5), "")
    assert made is not None
    assert made.target == "Cough, and pain."


@pytest.mark.skipif(not DATA.is_dir(), reason="the published translations are not here")
def test_published_pairs_give_errors_too_and_system_translations_none() -> None:
    made = records(DATA, "dev")
    counted = collections.Counter((one["origin"], one["kind"] == "none") for one in made)
    assert counted["tico19", False] > 1000
    assert counted["biomqm_human", False] > 200
    assert counted["biomqm_system", False] == 0 < counted["biomqm_system", True]


def test_the_generator_does_not_import_the_product() -> None:
    for path in Path(second_seeded.__file__).parent.glob("*.py"):
        assert "huizhen" not in path.read_text(encoding="utf-8"), path.name
