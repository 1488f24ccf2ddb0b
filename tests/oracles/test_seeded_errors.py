"""The benchmark of seeded translation errors holds to its contract, without the product."""

from __future__ import annotations

import ast
import collections
import functools
import importlib
import json
import random
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from seeded_errors.generate import records, split
from seeded_errors.kinds import every_kind
from seeded_errors.lexicon import Lexicon, lexicon
from seeded_errors.score import score
from seeded_errors.sources import SHARED, own_pairs
from seeded_errors.values import Pair

PACKAGE = Path(__file__).parents[2] / "benchmarks" / "seeded_errors"
KINDS = sorted(every_kind())
NUMERIC = ("number", "decimal_shift", "ranges")


@functools.cache
def own_records() -> list[dict[str, Any]]:
    """The benchmark of our own pairs alone."""
    return list(records(None))


def mutated() -> list[dict[str, Any]]:
    """Its mutations."""
    return [record for record in own_records() if record["kind"] != "none"]


def modules() -> list[ModuleType]:
    """The modules of the kinds."""
    return [importlib.import_module(f"seeded_errors.kinds.{name}") for name in KINDS]


def lexicons() -> list[Lexicon]:
    """Every word list."""
    return [item for module in modules() for item in vars(module).values() if type(item) is Lexicon]


def plain(text: str) -> str:
    """A text without what does not change its meaning: width, case, spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def test_it_imports_nothing_of_the_product() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                root = name.partition(".")[0]
                assert root == "seeded_errors" or root in sys.stdlib_module_names, (path, name)


def test_running_it_loads_nothing_of_the_product() -> None:
    code = (
        "import sys; from seeded_errors.generate import records; next(records(None));"
        "from seeded_errors import score; "
        "assert not [m for m in sys.modules if m.partition('.')[0] in ('huizhen', 'django')]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(PACKAGE.parent)}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()


def test_there_are_twenty_kinds_and_more_in_both_directions() -> None:
    assert len(KINDS) >= 20
    counts = collections.Counter((r["kind"], r["direction"]) for r in mutated())
    for kind in KINDS:
        for direction in ("en-zh", "zh-en"):
            assert counts[kind, direction] >= 20, (kind, direction)
    assert sum(counts.values()) >= 3000


def test_each_mutation_changes_the_text_and_the_meaning() -> None:
    for record in mutated():
        assert plain(record["target"]) != plain(record["original_target"]), record["id"]
        assert plain(record["meant"]) != plain(record["says"]), record["id"]


def test_numeric_mutations_change_the_numbers_that_are_written() -> None:
    for record in mutated():
        if record["kind"] in NUMERIC and record["sub"] not in ("number word", "magnitude"):
            before, after = (
                re.findall(r"\d+(?:[.,]\d+)*|[⁰¹²³⁴-⁹]+", record[side])
                for side in ("original_target", "target")
            )
            assert before != after, record["id"]


def test_the_source_and_what_is_outside_the_spans_stay() -> None:
    sources = {r["id"].removesuffix(".none"): r for r in own_records() if r["kind"] == "none"}
    for record in mutated():
        clean = sources[record["id"].split(".")[0]]
        assert record["source"] == clean["source"]
        assert record["original_target"] == clean["target"]
        before, after = record["spans"]
        original, target = record["original_target"], record["target"]
        assert original[before["start"] : before["end"]] == before["text"]
        assert target[after["start"] : after["end"]] == after["text"]
        assert original[: before["start"]] == target[: after["start"]]
        assert original[before["end"] :] == target[after["end"] :]


def test_every_pair_is_there_unmutated() -> None:
    names = {f"{pair.id}.none" for pair in own_pairs()}
    assert names == {r["id"] for r in own_records() if r["kind"] == "none"}
    assert len(names) >= 800
    assert len({r["id"] for r in own_records()}) == len(own_records())


def test_a_source_segment_is_in_one_half_in_both_directions() -> None:
    halves = collections.defaultdict(set)
    for record in own_records():
        halves[record["id"].split("-")[0]].add(record["split"])
    assert all(len(found) == 1 for found in halves.values())
    share = sum(found == {"test"} for found in halves.values()) / len(halves)
    assert 0.4 < share < 0.6


def test_the_split_and_the_output_do_not_move() -> None:
    assert [split(text) for text in ("a", "b", "c", "d")] == ["dev", "test", "dev", "dev"]
    assert json.dumps(list(records(None))) == json.dumps(own_records())


def test_a_form_has_one_sense_and_a_replacement_another() -> None:
    with pytest.raises(ValueError, match="both"):
        lexicon("[a]\none: once\ntwo: once")
    for words in lexicons():
        for form in words.forms:
            assert all(other.sense != form.sense for other in words.others(form))


def test_a_third_of_the_forms_of_each_language_is_uncommon() -> None:
    forms = {(form.text, form.uncommon) for words in lexicons() for form in words.forms}
    for han in (True, False):
        marks = [mark for text, mark in forms if bool(re.search("[一-龥]", text)) is han]
        assert sum(marks) / len(marks) >= 1 / 3, (han, sum(marks), len(marks))


def changed(kind: str, source: str, target: str, direction: str = "en-zh") -> set[str]:
    """The targets that a kind makes of one pair."""
    pair = Pair("x", "x", source, target, direction, "own", "Apache-2.0")
    found = every_kind()[kind](pair, random.Random(1))
    return {change.apply(target) for change in found}


@pytest.mark.parametrize(
    ("kind", "source", "target", "direction"),
    [
        ("negation", "Do you have a fever?", "您有没有发热？", "en-zh"),
        ("laterality", "about 30 patients were left", "约剩30例左右", "en-zh"),
        ("laterality", "levodopa", "左旋多巴", "en-zh"),
        ("drug", "adrenergic receptor", "肾上腺素能受体", "en-zh"),
        ("number", "COVID-19", "COVID-19", "en-zh"),
        ("route", "subcutaneous fat", "皮下脂肪", "en-zh"),
        ("route", "stage IV disease", "stage IV disease", "zh-en"),
    ],
)
def test_what_is_no_error_is_not_made(kind: str, source: str, target: str, direction: str) -> None:
    assert changed(kind, source, target, direction) == set()


def test_a_brother_without_age_is_not_given_one() -> None:
    assert "哥哥体健" not in changed("subject", "his brother is well", "弟弟体健")
    assert "哥哥体健" in changed("subject", "his younger brother is well", "弟弟体健")


def test_what_stays_in_latin_in_both_is_not_untranslated() -> None:
    kept = "TTF-1 (+), Napsin A (+)"
    assert not changed("untranslated", kept, "TTF-1（+），Napsin A（+）")
    assert changed("untranslated", "fever, cough", "发热，咳嗽")


def test_the_classic_errors_are_made() -> None:
    assert "右肺结节" in changed("laterality", "left lung nodule", "左肺结节")
    assert "出血伴发热" in changed("negation", "bleeding without fever", "出血不伴发热")
    assert "已除外转移" in changed("certainty", "cannot exclude", "不能除外转移")
    assert "15 mg" in changed("decimal_shift", "1.5 mg", "1.5 mg")
    assert "2 μg" in changed("unit", "2 mg", "2 mg")
    assert "每日2次" in changed("frequency", "once daily", "每日1次")


def test_the_scorer_counts_what_was_found() -> None:
    bench = [
        {"id": "a", "kind": "unit", "direction": "en-zh", "origin": "own", "uncommon": False},
        {"id": "b", "kind": "unit", "direction": "en-zh", "origin": "own", "uncommon": True},
        {"id": "c", "kind": "none", "direction": "en-zh", "origin": "own", "uncommon": False},
    ]
    found = [
        {"id": "a", "code": "unit", "effect": "block"},
        {"id": "b", "code": "unit", "effect": "advise"},
        {"id": "c", "code": "x", "effect": "advise"},
        {"id": "c", "code": "y", "effect": "advise"},
    ]
    result = score(bench, found)
    [row] = result["recall"]
    assert (row["n"], row["blocked"], row["flagged"]) == (2, 0.5, 1.0)
    [clean] = result["clean"]
    assert (clean["block"], clean["advise"]) == (0.0, 2.0)
    with pytest.raises(ValueError, match="does not have"):
        score(bench, [{"id": "z", "code": "x", "effect": "block"}])
    with pytest.raises(ValueError, match="neither"):
        score(bench, [{"id": "a", "code": "x", "effect": "warn"}])


@pytest.mark.skipif(not SHARED.exists(), reason="the public pairs are not here")
def test_the_public_pairs_are_read() -> None:
    origins = collections.Counter(r["origin"] for r in records(SHARED, systems=False))
    assert origins["tico19"] > 6000
    assert origins["biomqm-human"] > 600
    assert "biomqm-system" not in origins
