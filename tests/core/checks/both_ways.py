"""Pairs judged in both directions: the right ones are silent, each wrong one blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import permutations, product
from pathlib import Path
from typing import NamedTuple

from huizhen.core.content import load_pack
from huizhen.core.language.checks import (
    grades,
    liver_segments,
    lymph_nodes,
    markers,
    spinal_levels,
    stages,
)
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Check, Checker, Packs
from huizhen.core.language.checks.pair import Pair

_CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
Case = tuple[Sequence[str], Sequence[str], Sequence[str], Sequence[str]]
"""Right English, right Chinese, wrong Chinese, wrong English; wrong to every right one."""


def cases(name: str) -> list[Case]:
    """The cases of a file of `cases/`: four lines each, forms apart by '|'."""
    text = (Path(__file__).parent / "cases" / f"{name}.txt").read_text(encoding="utf-8")
    found: list[Case] = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.partition(": ")[::2] for line in block.splitlines() if line[0] != "#")
        of = [
            [form.strip() for form in lines.get(key, "").split("|") if form.strip()]
            for key in ("en", "zh", "not zh", "not en")
        ]
        found.append((of[0], of[1], of[2], of[3]))
    return found


@cache
def packs() -> Packs:
    """The product's own packs."""
    return Packs(load_pack("checks", [_CONTENT]), load_pack("terms", [_CONTENT]))


@cache
def whole_gate() -> Checker:
    """All checks of the product, made once for every test that asks them."""
    return Checker(packs(), BUILTIN)


@cache
def together() -> Check:
    """The checks of ranked, counted and named things as one: what one misses another may see."""
    modules = (stages, grades, liver_segments, spinal_levels, lymph_nodes, markers)
    built = [module.build(packs()) for module in modules]
    return lambda pair: [one for check in built for one in check(pair)]


def found(check: Check, english: str, chinese: str) -> list[list[str]]:
    """What blocks from English to Chinese, and from Chinese to English, in a few words."""
    pairs = (Pair.of(english, chinese, "en", "zh-CN"), Pair.of(chinese, english, "zh-CN", "en"))
    return [
        [f"{one.code}: {one.meant} / {one.says}" for one in check(pair) if one.effect == "block"]
        for pair in pairs
    ]


def mistakes(check: Check, cases: Iterable[Case]) -> Iterator[str]:
    """Right pairs that block and wrong ones that do not."""
    for english, chinese, wrong_chinese, wrong_english in cases:
        for en in english:
            for zh in chinese:
                if any(told := found(check, en, zh)):
                    yield f"FALSE {en} | {zh} | {told}"
            for zh in wrong_chinese:
                if not all(found(check, en, zh)):
                    yield f"MISSED {en} | {zh}"
        for zh in chinese:
            for en in wrong_english:
                if not all(found(check, en, zh)):
                    yield f"MISSED {en} | {zh}"


def swept(check: Check, rows: Iterable[dict[str, str]], frame: str, other: str) -> Iterator[str]:
    """Every two senses of an axis told apart, every two forms of one sense held equal.

    Forms that may say a sense and need not ('?') are left out, and senses that share a form.
    """
    axes: dict[str, dict[str, _Forms]] = {}
    for row in rows:
        if row["axis"][-1] not in "-~" and "+" not in row["sense"]:
            known = axes.setdefault(row["axis"], {}).setdefault(row["sense"], _Forms({}, {}))
            for forms, language in zip(known, ("en", "zh"), strict=True):
                for form in filter(None, row[language].split(";")):
                    forms[form.lstrip("?")] = not form.startswith("?")
    for axis, senses in axes.items():
        yield from _swept_axis(check, axis, senses, frame, other)


class _Forms(NamedTuple):
    """The forms of one sense in each language, with whether they say it beyond doubt."""

    english: dict[str, bool]
    chinese: dict[str, bool]


def _swept_axis(
    check: Check, axis: str, senses: dict[str, _Forms], frame: str, other: str
) -> Iterator[str]:
    for (one, here), (two, there) in permutations(senses.items(), 2):
        for en, zh in _sure(here.english, there.chinese):
            if en in there.english or zh in here.chinese:
                continue
            if not all(found(check, frame.format(en), other.format(zh))):
                yield f"MISSED {axis} {one}/{two}: {en} | {zh}"
    for one, forms in senses.items():
        for en, zh in _sure(forms.english, forms.chinese):
            told = found(check, frame.format(en), other.format(zh))
            if any(f".{axis.replace(' ', '-')}." in code for some in told for code in some):
                yield f"FALSE {axis} {one}: {en} | {zh} | {told}"


def _sure(english: dict[str, bool], chinese: dict[str, bool]) -> Iterator[tuple[str, str]]:
    """Up to eight forms of each, those only that say it beyond doubt."""
    return product(
        [form for form, is_sure in english.items() if is_sure][:8],
        [form for form, is_sure in chinese.items() if is_sure][:8],
    )
