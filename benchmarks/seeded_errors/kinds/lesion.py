"""How many lesions there are, or how large they are, changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import Lexicon, lexicon
from seeded_errors.numerals import value, wrong
from seeded_errors.values import Change, Pair

_N = r"\d+(?:\.\d+)?"
_SIZE = re.compile(
    rf"(?<![\d.A-Za-z])(?P<a>{_N})\s?(?P<ua>cm|mm)?\s?[×xX*]\s?(?P<b>{_N})\s?(?P<ub>cm|mm|厘米|毫米)?"
    rf"(?:\s?[×xX*]\s?(?P<c>{_N}))?(?![\d.⁰-⁹²³^]|\s?/L)"
)
_LENGTH = re.compile(
    rf"(?<![\d.A-Za-z×xX*])(?P<a>{_N})[ -]?(?:cm|mm|centimet|厘米|毫米|公分)(?![A-Za-zHh]|汞| patients)"
)
_COUNT_EN = re.compile(
    r"(?<![\d.])\b(?P<n>\d{1,2}(?! (?:cm|mm))|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Aa] single|[Oo]ne)"
    r"(?= (?:[a-z\-]+ ){0,3}(?:lesions?|nodules?|metastases|metastasis|polyps?|cysts?|foci|focus|"
    r"masses|mass|deposits?|stones?|tumou?rs?|thromb|plaques?|ulcers?|fractures?)\b)"
)
_COUNT_ZH = re.compile(
    r"(?P<n>\d{1,2}|[一二两三四五六七八九单])(?P<m>\s?[个枚处颗块粒]|发)"
    r"(?=[^，。；]{0,10}(?:灶|结节|肿物|肿块|转移|息肉|囊肿|结石|包块|病变|占位|溃疡|骨折|斑块))"
)
_EN_WORDS = {
    "a single": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
}
_ZH_WORDS = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"两": 2, "单": 1}
EN = lexicon("""
[number]
one: solitary, *unifocal, *lone
many: multiple, multifocal, *numerous, *innumerable
none: *absent
[change]
up: has enlarged, has increased in size, *has grown, *is larger
down: has shrunk, has decreased in size, *has regressed, *is smaller
same: is unchanged, *is stable in size
[spread]
diffuse: diffuse, *widespread
focal: focal, *localised
""")
ZH = lexicon("""
[number]
one: 单发, 孤立, *单灶
many: 多发, *多灶, *弥漫多发
[change]
up: 较前增大, 较前增多, *较前进展
down: 较前缩小, 较前减少, *较前吸收
same: 较前相仿, *较前大致相同, *未见明显变化
[spread]
diffuse: 弥漫性, *弥漫
focal: 局灶性, *灶状
! 多发达, 许多发, 多发性硬化, 多发性骨髓瘤, 多发性肌炎, 弥漫大B, 弥漫性大B, 高发, 多发伤
""")


_NO_COUNT = re.compile(r"(?:[Ss]acral|[Tt]ype|[Gg]rade|[Ss]tage|[Ss]egments?|[Ss]tation|No\.) $")
_NOUN = re.compile(
    r"lesion|nodul|mass|metasta|tumou?r|cyst|polyp|foci|focus|deposit|stone|fractur|thicken|shadow|"
    r"opaci|infiltrat|plaque|灶|结节|肿|转移|息肉|囊|结石|占位|病变|增厚|影|骨折|强化|浸润"
)


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each count and each size of the target made another."""
    text = pair.target
    for match in _SIZE.finditer(text):
        for group in ("a", "b", "c"):
            if match[group]:
                yield from _sizes(match, group, rng, uncommon=group == "c")
    for match in _LENGTH.finditer(text):
        if re.search(
            r"[Hh]eight|身高|walks|行走", text[max(0, match.start() - 12) : match.start()]
        ):
            continue
        yield from _sizes(match, "a", rng, uncommon=False)
    if pair.language == "en":
        for match in _COUNT_EN.finditer(text):
            if _NO_COUNT.search(text[: match.start()]):
                continue
            yield _count_en(match, rng)
        yield from _described(EN, text)
    else:
        for match in _COUNT_ZH.finditer(text):
            yield _count_zh(match, rng)
        yield from _described(ZH, text)


def _described(words: Lexicon, text: str) -> Iterator[Change]:
    for start, end, form in words.found(text):
        near = text if form.family == "change" else text[end : end + 40]
        if _NOUN.search(near):
            yield from words.replacements(text, start, end, form)


def _sizes(
    match: re.Match[str], group: str, rng: random.Random, *, uncommon: bool
) -> Iterator[Change]:
    for new, sub in wrong(match[group], rng):
        if value(new) not in (0, value(match[group])):
            yield Change(*match.span(group), new, match[group], new, f"size, {sub}", uncommon)


def _count_en(match: re.Match[str], rng: random.Random) -> Change:
    old = match["n"]
    number = int(old) if old.isdigit() else _EN_WORDS[old.lower()]
    other = rng.choice([n for n in range(2, 8) if n != number])
    word = next(word for word, n in _EN_WORDS.items() if n == other)
    new = str(other) if old.isdigit() else (word.capitalize() if old[0].isupper() else word)
    return Change(*match.span("n"), new, str(number), str(other), "count", not old.isdigit())


def _count_zh(match: re.Match[str], rng: random.Random) -> Change:
    old = match["n"]
    number = int(old) if old.isdigit() else _ZH_WORDS[old]
    if match["m"] == "发":
        return Change(*match.span("n"), "多", "single", "multiple", "count")
    other = rng.choice([n for n in range(2, 8) if n != number])
    new = str(other) if old.isdigit() else "零一两三四五六七"[other]
    return Change(*match.span("n"), new, str(number), str(other), "count", not old.isdigit())
