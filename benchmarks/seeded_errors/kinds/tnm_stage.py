"""A TNM category, its prefix, or a stage changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

_TNM = re.compile(
    r"(?<![A-Za-z0-9])(?P<prefix>yp|yc|[cpr])?(?P<t>T(?:[0-4][a-d]?|is|x|X))(?P<gap>,? ?)"
    r"(?P<n>[cp]?N(?:[0-3][a-c]?|x|X))(?:(?P<gap2>,? ?)(?P<m>[cp]?M(?:[01][a-d]?|x|X)))?(?![A-Za-z0-9])"
)
_SINGLE = re.compile(
    r"(?<![A-Za-z0-9])(?P<prefix>yp|yc|[cp])(?P<t>[TNM][0-4][a-d]?)(?![A-Za-z0-9])"
)
_ROMAN = ("I", "II", "III", "IV")
_GLYPHS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
_EN_STAGE = re.compile(r"\b[Ss]tage (?P<r>IV|III|II|I)(?P<s>[A-D](?:\d)?|[a-d]\d?)?\b")
_EN_ARABIC = re.compile(r"\b[Ss]tage (?P<r>[0-5])(?P<s>[a-c])?\b")
_ZH_STAGE = re.compile(
    r"(?P<r>IV|III|II|I|[ⅠⅡⅢⅣ])(?P<s>[A-D]\d?|[a-d]\d?)?\s?期(?!.{0,3}(?:试验|临床|愈合|缝合|开发|研究|候选|疫苗|人体|手术))"
)
_ZH_ARABIC = re.compile(r"(?<![第\d.])(?P<r>[0-5])(?P<s>[a-c])?\s?期(?!临床|试验|研究|化疗)")
_SYSTEM = re.compile(
    r"(?P<name>BCLC|CNLC|FIGO|Ann Arbor|Lugano|Rai|Binet|Durie-Salmon|R?-?ISS|Masaoka|INRG|Dukes|Enneking|"
    r"Evans|Clark)(?:[- ]?(?:stage|分期))?[ ：:为]{0,2}(?P<r>IV|III|II|I|[ⅠⅡⅢⅣ]|[0-4]|[A-D])(?P<s>[a-cA-D]\d?)?(?![A-Za-z0-9])"
)
_RARE = ("BCLC", "CNLC")
_WORDS = {
    "en": (
        ("limited-stage", "extensive-stage"), ("extensive-stage", "limited-stage"),
        ("early-stage", "late-stage"), ("locally advanced", "metastatic"),
        ("R0 resection", "R1 resection"), ("R1 resection", "R0 resection"),
        ("clinical stage", "pathological stage"), ("in situ", "invasive"),
    ),
    "zh": (
        ("局限期", "广泛期"), ("广泛期", "局限期"), ("早期胃癌", "进展期胃癌"), ("局部晚期", "远处转移期"),
        ("R0切除", "R1切除"), ("R1切除", "R0切除"), ("临床分期", "病理分期"), ("原位癌", "浸润癌"),
    ),
}  # fmt: skip


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each TNM formula or stage of the target made another."""
    text = pair.target
    for match in _TNM.finditer(text):
        yield from _formula(match, rng)
    for match in _SINGLE.finditer(text):
        yield _swapped_prefix(match)
        yield _digit(match, "t", "category", rng)
    stages = (_EN_STAGE, _EN_ARABIC) if pair.language == "en" else (_ZH_STAGE, _ZH_ARABIC)
    for pattern in stages:
        for match in pattern.finditer(text):
            yield from _stage(match, rng, uncommon=False)
    for match in _SYSTEM.finditer(text):
        yield from _stage(match, rng, uncommon=match["name"] not in _RARE)
    for old, new in _WORDS[pair.language]:
        for match in re.finditer(re.escape(old), text):
            yield Change(*match.span(), new, old, new, "extent", True)


def _formula(match: re.Match[str], rng: random.Random) -> Iterator[Change]:
    if match["prefix"]:
        yield _swapped_prefix(match)
    for group in ("t", "n", "m"):
        if match[group] and any(char.isdigit() for char in match[group]):
            yield _digit(match, group, f"{group.upper()} category", rng)
    if match["t"][-1:] in "abcd":
        start, end = match.span("t")
        new = match["t"][:-1] + rng.choice([c for c in "ab" if c != match["t"][-1]])
        yield Change(start, end, new, match["t"], new, "letter", True)


def _swapped_prefix(match: re.Match[str]) -> Change:
    old = match["prefix"]
    new = {"c": "p", "p": "c", "yp": "yc", "yc": "yp", "r": "c"}[old]
    return Change(*match.span("prefix"), new, old, new, "prefix", old not in "cp")


def _digit(match: re.Match[str], group: str, sub: str, rng: random.Random) -> Change:
    old = match[group]
    place = next(i for i, char in enumerate(old) if char.isdigit())
    most = {"T": 4, "N": 3, "M": 1}[next(char for char in old if char in "TNM")]
    digit = rng.choice([n for n in range(most + 1) if n != int(old[place])])
    start = match.start(group) + place
    new = old[:place] + str(digit) + old[place + 1 :]
    return Change(start, start + 1, str(digit), old, new, sub)


def _stage(match: re.Match[str], rng: random.Random, *, uncommon: bool) -> Iterator[Change]:
    old = match["r"]
    names: tuple[str, ...] = tuple("01234") if old.isdigit() else _ROMAN
    names = _GLYPHS if old in _GLYPHS else names
    names = tuple("ABCD") if old in "ABCD" else names
    start, end = match.span("r")
    for new in rng.sample([name for name in names if name != old], 2):
        yield Change(start, end, new, old, new, "stage", uncommon)
    if match["s"]:
        letters = "ABC" if match["s"][0].isupper() else "abc"
        new = rng.choice([c for c in letters if c != match["s"][0]])
        place = match.start("s")
        yield Change(place, place + 1, new, match["s"], new, "substage", uncommon)
