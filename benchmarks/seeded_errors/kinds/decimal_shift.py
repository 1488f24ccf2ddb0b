"""A number ten or more times too large or small: the point, a zero, 万 and 亿, the exponent."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from seeded_errors.lexicon import lexicon
from seeded_errors.numerals import ALONE, is_year, value
from seeded_errors.values import Change, Pair

EN = lexicon("""
[magnitude]
1e2: hundred
1e3: thousand
1e6: million
1e9: billion
1e5: *lakh
1e7: *crore
""")
ZH = lexicon("""
[magnitude]
1e3: 千
1e4: 万
1e8: 亿
1e5: *十万
1e6: 百万
1e7: *千万
! 千克, 千米, 千帕, 千卡, 千伏, 万古霉素, 百万分
""")
_POWER = re.compile(r"(?<=[×x*]10)(?:\^?(\d{1,2})|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}))(?![\d⁰-⁹])")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


_MONTH = re.compile(
    r"(?:st|nd|rd|th)? (?:Jan|Feb|Mar|Apr|May|June|July|Aug|Sep|Oct|Nov|Dec)|, ?(?:19|20)\d\d"
)


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Every number of the target moved by its point, its zeros, its magnitude or its exponent."""
    text = pair.target
    for match in ALONE.finditer(text):
        if is_year(match.group()) or text[match.end() : match.end() + 1] in tuple(
            "年月日号、)）期级"
        ):
            continue
        if _MONTH.match(text, match.end()):
            continue
        yield from _moved(match)
    for start, end, form in (ZH if pair.language == "zh" else EN).found(text):
        if text[:start].rstrip()[-1:].isdigit():
            lexicon_used = ZH if pair.language == "zh" else EN
            yield from lexicon_used.replacements(text, start, end, form, "magnitude")
    for match in _POWER.finditer(text):
        yield _other_power(match, rng)


def _moved(match: re.Match[str]) -> Iterator[Change]:
    old = match.group()
    start, end = match.span()
    plain = old.replace(",", "")
    if "." in plain:
        whole, _, part = plain.partition(".")
        right = (whole + part[:1]).lstrip("0") or "0"
        right += "." + part[1:] if part[1:] else ""
        left = (whole[:-1] or "0") + "." + whole[-1] + part
        yield Change(start, end, _bare(right), old, _bare(right), "point to the right")
        yield Change(start, end, left, old, left, "point to the left")
        if whole != "0":
            yield Change(start, end, whole + part, old, whole + part, "point lost")
    elif "," in old:
        yield Change(start, end, old.replace(",", "."), old, "thousandth", "comma to point", True)
        yield Change(start, end, plain[:-1], old, plain[:-1], "tenth")
    elif len(old) >= 2 and Decimal(old) != 0:
        if old.endswith("0"):
            yield Change(start, end, old[:-1], old, old[:-1], "zero lost")
        yield Change(start, end, old + "0", old, old + "0", "zero added")
        pointed = old[:-1] + "." + old[-1]
        yield Change(start, end, pointed, old, pointed, "point added")


def _bare(text: str) -> str:
    return text if "." in text or text == "0" else str(value(text))


def _other_power(match: re.Match[str], rng: random.Random) -> Change:
    old = match[1] or match[2].translate(_PLAIN)
    new = str(rng.choice([n for n in (3, 6, 8, 9, 10, 12) if n != int(old)]))
    shown = new.translate(_RAISED) if match[2] else match.group().replace(old, new)
    return Change(match.start(), match.end(), shown, f"e{old}", f"e{new}", "exponent", True)
