"""De-identification does what another hand wrote down of PS3.15, everywhere and in all scripts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "oracles"), str(ROOT / "benchmarks")]

from deid_canaries import SCRIPTS, canary_dataset, still_there  # noqa: E402

import deid_by_hand  # noqa: E402


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("arm", deid_by_hand.ARMS)
def test_nothing_that_has_to_go_stays(arm: str) -> None:
    dataset, canaries = canary_dataset(SCRIPTS[2])
    options = deid_by_hand.ARMS[arm][1]
    assert len(still_there(dataset, canaries, options)) > 400
    after = deid_by_hand.deidentified(dataset, SCRIPTS[2], arm)
    assert still_there(after, canaries, options) == []


@pytest.mark.filterwarnings("ignore")
def test_names_go_and_words_stay_right_in_every_character_set() -> None:
    for name, row in deid_by_hand.of_scripts().items():
        assert not row["name_found"], name
        assert row["words_right"], name
        assert row["shifts"] == [deid_by_hand.SHIFT], name


@pytest.mark.filterwarnings("ignore")
def test_uids_are_keyed_and_stable() -> None:
    assert all(deid_by_hand.of_uids().values())
