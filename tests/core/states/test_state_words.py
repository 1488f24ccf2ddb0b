"""Every state, event, hold, gate and wait has its words in both languages, and no word is idle."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import ContentError
from huizhen.core.states.gates import GUARDS, HELD
from huizhen.core.states.holds import ACTIONS, HOLDS, Role
from huizhen.core.states.needs import NEEDS
from huizhen.core.states.small_tables import TABLES
from huizhen.core.states.stages import JOURNEY
from huizhen.core.states.waiting import _BESIDE, _HOLDS, _STAGES, Deadline
from huizhen.core.states.words import StateWords, Words
from huizhen.project.config import CONTENT

HANZI = re.compile(r"[\u4e00-\u9fff]")
BUILT_IN = {"wrong_stage", "actor_unnamed", "role_not_allowed"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("states", [CONTENT])


@pytest.fixture(scope="module")
def words(pack: Pack) -> StateWords:
    return StateWords(pack)


def pairs(data: Any) -> Iterator[dict[str, str]]:
    """Every pair of texts in the data of a file."""
    if isinstance(data, dict):
        if "en" in data:
            yield data
        else:
            for one in data.values():
                yield from pairs(one)


@pytest.mark.parametrize("name", ["tables.json", "holds.json", "gates.json", "waiting.json"])
def test_each_text_is_english_and_simplified_chinese(pack: Pack, name: str) -> None:
    found = list(pairs(pack.parsed(name)))
    assert found
    for one in found:
        text = Words.model_validate(one)
        assert text.en.strip() == text.en != ""
        assert not HANZI.search(text.en)
        assert HANZI.search(text.zh)
        # Chinese punctuation in Chinese sentences; traditional forms have no place here
        assert not re.search(r"[\u4e00-\u9fff][,.;:!?]", text.zh)
        assert not re.search("[會診醫師資訊報應實檢驗證發檔]", text.zh)


def test_tables_are_named_in_full_and_nothing_else(pack: Pack, words: StateWords) -> None:
    data = pack.parsed("tables.json")
    assert set(data) == set(TABLES)
    for name, table in TABLES.items():
        assert words.table(name).zh
        assert set(data[name]["states"]) == set(table.states)
        assert set(data[name]["events"]) == set(table.events)


def test_holds_are_named_in_full_and_nothing_else(pack: Pack, words: StateWords) -> None:
    data = pack.parsed("holds.json")
    assert set(data) - {"events"} == set(HOLDS)
    changes = {e for hold in HOLDS.values() for e in hold.begins_with + hold.ends_with}
    assert set(data["events"]) == changes
    for name in HOLDS:
        assert words.unmet(HELD + name) == words.hold(name)
        assert words.remedy(HELD + name) == words.hold_end(name)


def test_gates_are_named_in_full_and_nothing_else(pack: Pack, words: StateWords) -> None:
    data = pack.parsed("gates.json")
    assert set(data["unmet"]) == set(NEEDS) | BUILT_IN
    assert set(data["actions"]) == set(ACTIONS) == set(GUARDS)
    for code in data["unmet"]:
        assert words.unmet(code) != words.remedy(code)


def test_waits_are_named_in_full_and_nothing_else(pack: Pack, words: StateWords) -> None:
    data = pack.parsed("waiting.json")
    rules = [*_HOLDS, *_BESIDE, *(rule for rules in _STAGES.values() for rule in rules)]
    assert set(data["what"]) == {what for _, _, what, _ in rules}
    assert set(data["roles"]) == set(get_args(Role))
    assert set(data["deadlines"]) == set(get_args(Deadline))
    assert {deadline for _, _, _, deadline in rules} == set(get_args(Deadline))
    assert set(data["usual_days"]) == set(JOURNEY)


def test_every_figure_names_its_source(pack: Pack, words: StateWords) -> None:
    data = pack.parsed("waiting.json")
    figures = [*data["usual_days"].values(), data["outcome_days"]]
    figures += data["deadline_minutes"].values()
    assert all(one["source"] for one in figures if one)
    assert words.outcome_days() == (30, 90, 180)
    assert words.deadline_minutes("red_flag_call") == 15
    assert words.deadline_minutes("opinion") is None


def test_a_word_that_is_missing_is_an_error_of_content(words: StateWords) -> None:
    missing: list[Callable[[], Words]] = [
        lambda: words.state("stages", "limbo"),
        lambda: words.event("no_table", "case_closed"),
        lambda: words.unmet("no_code"),
        lambda: words.action("no_action"),
    ]
    for look_up in missing:
        with pytest.raises(ContentError) as refused:
            look_up()
        assert refused.value.code == "content_missing"


@pytest.mark.parametrize(("language", "chosen"), [("zh-hans", "zh"), ("zh", "zh"), ("ro", "en")])
def test_readers_of_other_languages_get_english(language: str, chosen: str) -> None:
    text = Words(en="Yes", zh="是")
    assert text.text(language) == getattr(text, chosen)
