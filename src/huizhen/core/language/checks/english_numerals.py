"""Numbers written in English words: cardinals, ordinals, fractions, scales, halves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from huizhen.core.language.checks.numeral import Numeral

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_UNITS = {word: at for at, word in enumerate(_SMALL)}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9,
    "trillion": 10**12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
    "thousandth": 1000, "millionth": 10**6,
}  # fmt: skip
_AGES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
    "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip
_PLURAL_PARTS = {f"{word}s": value for word, value in _ORDINALS.items() if value > 2}
_WORDS = _UNITS | _TENS | _AGES | _ORDINALS | _PLURAL_PARTS
_WORD = "|".join(sorted([*_WORDS, *_SCALES, "nought", "half"], key=len, reverse=True))
_RUN = re.compile(
    rf"\b(?:an? (?=hundred\b|thousand\b|million\b|billion\b|trillion\b|lakh\b|crore\b))?"
    rf"(?:{_WORD})(?:(?:[ -]| ?- ?|(?<=d) and |(?<=n) and )(?:{_WORD}))*(?![a-z\d])"
)
_TOKEN = re.compile(r"[a-z]+")
_POINT = re.compile(rf"\s+point((?:[ -](?:{'|'.join(_UNITS)})\b)+)")
_AND_A_HALF = re.compile(r"(?:\s?-\s?|\s)and[\s-](?:an?|one)[\s-]half\b|\s?½")
_AND_MORE = re.compile(r"\s(?:\w+\s)and a half\b")
_ONE_AND_A_HALF = re.compile(
    r"\ban?\s(?=(?:year|month|week|day|hour|tablet|dose|cup)\sand\sa\shalf\b)"
)
_PERCENT = re.compile(r"[\s-]per\s?cent(?:age points?)?\b|\s?%|[\s-]percentage points?\b")
_VAGUE = re.compile(
    r"(?<![a-z])(?P<word>dozens|tens|hundreds|thousands|millions|billions|lakhs|crores)"
    r"(?:\s(?:of|upon)\s(?P<more>thousands|millions|billions|trillions))?\b"
)
_ALL_WORDS = frozenset([*_WORDS, *_SCALES])
_VAGUE_WORDS = frozenset(
    ("dozen", "dozens", "tens", "hundreds", "thousands", "millions", "billions", "lakhs", "crores")
)


def english_numerals(folded: str) -> list[Numeral]:
    """Every number in words; those of 'hundreds of' and the like are weak."""
    words = set(_TOKEN.findall(folded))
    found: list[Numeral] = []
    if not words.isdisjoint(_ALL_WORDS):
        for run in _RUN.finditer(folded):
            found += _read(folded, run)
    if "half" in words:
        found += [
            Numeral(one.start(), one.end() - 1, frozenset({Decimal("1.5")}), "words")
            for one in _ONE_AND_A_HALF.finditer(folded)
        ]
    if not words.isdisjoint(_VAGUE_WORDS):
        found += _dozens(folded)
    return found


def _read(folded: str, run: re.Match[str]) -> Iterator[Numeral]:
    """The numbers of one run of number words ('twenty-five', 'two-thirds', 'one two')."""
    tokens = [(one.start() + run.start(), one.end() + run.start(), one.group())
              for one in _TOKEN.finditer(run.group())]  # fmt: skip
    start_at = 0
    while start_at < len(tokens):
        used, total, is_ordinal = _longest(tokens[start_at:])
        if not used:
            start_at += 1
            continue
        start, end = tokens[start_at][0], tokens[start_at + used - 1][1]
        start_at += used
        yield _numeral(folded, start, end, total, is_ordinal=is_ordinal)


def _numeral(folded: str, start: int, end: int, total: Decimal, *, is_ordinal: bool) -> Numeral:
    if point := _POINT.match(folded, end):
        digits = "".join(str(_UNITS[word]) for word in _TOKEN.findall(point[1]))
        total, end = Decimal(f"{total}.{digits}"), point.end()
    is_halved = _AND_A_HALF.match(folded, end)
    if is_halved:
        total, end = total + Decimal("0.5"), is_halved.end()
        if scale := re.match(r" (hundred|thousand|million|billion)\b", folded[end : end + 10]):
            total, end = total * _SCALES[scale[1]], end + scale.end()
    elif _AND_MORE.match(folded, end):
        total += Decimal("0.5")
    if folded.endswith("half ", 0, start) and folded.startswith(("a ", "an "), start):
        total, start = total / 2, start - len("half ")
    percent = _PERCENT.match(folded, end)
    return Numeral(
        start, percent.end() if percent else end, frozenset({total}), "words",
        frozenset({"%" if percent else ""}), is_ordinal=is_ordinal,
        is_weak=total in (0, 1) and not percent,
    )  # fmt: skip


def _longest(tokens: list[tuple[int, int, str]]) -> tuple[int, Decimal, bool]:
    """How many words from the first make one number, its value, and whether it is an ordinal."""
    total, group, used, room = 0, 0, 0, 10**15
    for _, _, word in tokens:
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                group, room = (group or 1) * 100, 100
            else:
                total, group, room = total + (group or 1) * scale, 0, min(scale, 1000)
        elif word in ("a", "an", "and"):
            if word != "and" and used:
                break
        elif (value := _WORDS.get(word)) is not None and value < room and _fits(value, group, word):
            group, room = group + value, 10 if word in _TENS and value >= 20 else 1
            if word in _ORDINALS or word in _PLURAL_PARTS:
                return used + 1, Decimal(total + group), True
        else:
            break
        used += 1
    while used and tokens[used - 1][2] == "and":
        used -= 1
    return used, Decimal(total + group), False


def _fits(value: int, group: int, word: str) -> bool:
    """Whether a word may go on a number begun: 'five' after 'twenty', not a fraction's part."""
    if group == 0:
        return True
    if word in _PLURAL_PARTS:
        return False
    return value > 0 and group % 10 == 0 and (group >= 20)


def _dozens(folded: str) -> Iterator[Numeral]:
    for found in re.finditer(r"(?<![a-z])(?:(?P<count>an?|half an?|two|three) )?dozen\b", folded):
        times = {"half a": 6, "half an": 6, "two": 24, "three": 36}.get(found["count"] or "", 12)
        values = {Decimal(times)} if times != 12 else {Decimal(12), Decimal(10)}
        yield Numeral(*found.span(), frozenset(values), "words")
    for found in _VAGUE.finditer(folded):
        base = _vague_size(found["word"])
        if found["more"]:
            base *= _vague_size(found["more"])
        values = {Decimal(base), Decimal(12)} if found["word"] == "dozens" else {Decimal(base)}
        yield Numeral(*found.span(), frozenset(values), "words", is_weak=True, is_vague=True)


def _vague_size(word: str) -> int:
    return 10 if word in ("tens", "dozens") else _SCALES[word[:-1]]
