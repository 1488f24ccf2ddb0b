"""A date changed: day and month swapped, the year, the month or the day."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SHORT = tuple(month[:3] for month in _MONTHS)
_MONTH = "|".join((*_MONTHS, "Sept", *_SHORT))
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_ZH_FULL = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日号])?")
_ZH_DAY = re.compile(r"(?<![年\d])\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]")
_ZH_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年(?!\s?\d{1,2}\s?月)")
_ZH_WORDS = re.compile(r"[一二][〇零○一二三四五六七八九]{3}年")
_EN_NAMED = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?[ -](?=(?:{_MONTH})\b))?({_MONTH})\b\.?"
    r"(?:[ -](\d{1,2})(?:st|nd|rd|th)?(?!\d))?(?:,?[ -](\d{4})(?!\d))?"
)
_EN_YEAR = re.compile(
    r"\b(?:in|since|of|from|until|to|by|during|before|after) ((?:19|20)\d\d)\b(?!-)"
)
_DAYS = "一二三四五六七八九"


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Every date of the target made another date."""
    text = pair.target
    for match in _ISO.finditer(text):
        yield from _parts(match, (1, 3, 4), rng)
    if pair.language == "zh":
        for match in _ZH_FULL.finditer(text):
            yield from _parts(match, (1, 2, 3), rng)
        for match in _ZH_DAY.finditer(text):
            yield from _parts(match, (0, 1, 2), rng)
        for match in _ZH_YEAR.finditer(text):
            yield from _parts(match, (1, 0, 0), rng)
        for match in _ZH_WORDS.finditer(text):
            yield _year_in_words(match, rng)
    else:
        for match in _EN_NAMED.finditer(text):
            yield from _named(match, rng)
        for match in _EN_YEAR.finditer(text):
            yield from _parts(match, (1, 0, 0), rng)


def _parts(
    match: re.Match[str], groups: tuple[int, int, int], rng: random.Random
) -> Iterator[Change]:
    """Changes of a numeric date; a group of 0 is absent."""
    year, month, day = (match[g] if g else None for g in groups)
    uncommon = "." in match.group()
    if year:
        yield _one(match, groups[0], _other_year(year, rng), "year", uncommon)
    if month:
        yield _one(match, groups[1], _other(month, 12, rng), "month", uncommon)
    if day:
        yield _one(match, groups[2], _other(day, 28, rng), "day", uncommon)
    if month and day and int(day) <= 12 and int(day) != int(month):
        start, end = match.start(groups[1]), match.end(groups[2])
        middle = match.string[match.end(groups[1]) : match.start(groups[2])]
        yield Change(
            start, end, day + middle + month, f"{month}/{day}", f"{day}/{month}",
            "day and month swapped", uncommon,
        )  # fmt: skip


def _one(match: re.Match[str], group: int, new: str, sub: str, uncommon: bool = False) -> Change:
    start, end = match.span(group)
    return Change(start, end, new, f"{sub} {match[group]}", f"{sub} {new}", sub, uncommon)


def _other_year(year: str, rng: random.Random) -> str:
    return str(int(year) + rng.choice((-10, -2, -1, 1, 2)))


def _other(part: str, most: int, rng: random.Random) -> str:
    new = rng.choice([n for n in range(1, most + 1) if n != int(part)])
    return f"{new:0{len(part)}d}" if part.startswith("0") else str(new)


def _named(match: re.Match[str], rng: random.Random) -> Iterator[Change]:
    name, dated = match[2], match[1] or match[3] or match[4]
    if not dated:
        return
    names = _MONTHS if name in _MONTHS else _SHORT
    own = _SHORT.index(name[:3])
    new = rng.choice([other for index, other in enumerate(names) if index != own])
    start, end = match.span(2)
    uncommon = name not in _MONTHS
    yield Change(start, end, new, f"month {own + 1}", f"month {new}", "month", uncommon)
    for group in (1, 3):
        if match[group]:
            yield _one(match, group, _other(match[group], 28, rng), "day", uncommon)
            if int(match[group]) <= 12 and int(match[group]) != own + 1:
                swapped = names[int(match[group]) - 1]
                text = match.group().replace(name, "\0").replace(match[group], str(own + 1), 1)
                yield Change(
                    *match.span(), text.replace("\0", swapped), f"{own + 1}/{match[group]}",
                    f"{match[group]}/{own + 1}", "day and month swapped", True,
                )  # fmt: skip
    if match[4]:
        yield _one(match, 4, _other_year(match[4], rng), "year", uncommon)


def _year_in_words(match: re.Match[str], rng: random.Random) -> Change:
    old = match.group()
    digit = rng.choice([d for d in _DAYS if d != old[3]])
    return Change(match.start(), match.end(), f"{old[:3]}{digit}年", old, digit, "year", True)
