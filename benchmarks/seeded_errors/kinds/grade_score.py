"""A grade or the value of a score changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

_COMMON = r"ECOG|KPS|Karnofsky|GCS|Child-Pugh|Gleason|NYHA|ASA|WHO|CTCAE|VAS|mRS|NIHSS|APACHE II|PI-RADS|BI-RADS"
_RARE = (
    r"MELD-Na|MELD|ALBI|Deauville|LI-RADS|TI-RADS|Lung-RADS|Fuhrman|ISUP|Edmondson-Steiner|Edmondson|"
    r"Frankel|ASIA|JOA|mJOA|ODI|NDI|SINS|Tokuhashi|Tomita|Meyerding|Pfirrmann|Risser|Bishop|Apgar|"
    r"Hunt-Hess|Fisher|Spetzler-Martin|House-Brackmann|Simpson|Knosp|FNCLCC|IPSS-R|IPSS|IPI|FLIPI|"
    r"PG-SGA|NRS ?2002|CHA2DS2-VASc|HAS-BLED|SOFA|Ranson|BISAP|Scheuer|METAVIR|Ishak|"
    r"Clavien-Dindo|Forrest|Mayo|Lund-Mackay|Bosniak|Tanner|Wagner|Kellgren-Lawrence|Cobb|MRC|Modic|"
    r"Mandard|Becker|Dworak|TRG|RPA|GPA|DS-GPA|HCT-CI|MoCA|MMSE|Barthel|Braden|SOFA|CRS|ICANS|Khorana"
)
_NAMED = re.compile(
    rf"(?P<name>{_COMMON}|{_RARE})(?![A-Za-z])(?P<gap>[^0-9A-Z，。；;,\n]{{0,26}}?"
    rf"(?:PS|category|class|grade|score|CNS|PIRS)?[^0-9A-Z，。；;,\n]{{0,10}}?)"
    r"(?P<v>\d{1,3}(?:\.\d)?(?:\+\d)?[A-Ea-e]?|IV|III|II|I|[ⅠⅡⅢⅣⅤ]|[A-E])(?![A-Za-z0-9]|\.\d|分钟)"
)
_BODIES = {"WHO", "ASA", "Mayo", "MRC", "CRS", "Fisher", "Becker", "RPA", "GPA", "MELD", "Cobb"}
_SAYS_GRADE = re.compile(r"(?i)grade|score|class|级|分(?!发|布|配)|型|PS|TRG|°|MELD \d")
_GRADE_EN = re.compile(r"\b[Gg]rade (?P<v>[1-5]|IV|III|II|I)(?:[-–][1-5])?\b")
_GRADE_ZH = re.compile(
    r"(?<![A-Za-z第三二\d])(?P<v>[1-5]|IV|III|II|I|[ⅠⅡⅢⅣ])\s?级(?!医院|甲等|预防|护理)"
)
_G = re.compile(r"(?<![A-Za-z0-9])G(?P<v>[1-4])(?![A-Za-z0-9])")
_OF_FIVE = re.compile(r"(?<![\d/A-Z颈胸腰组])(?P<v>[0-5])/5(?![\d/]|枚)")
_WORDS = {
    "en": (
        ("well differentiated", "poorly differentiated"), ("poorly differentiated", "well differentiated"),
        ("moderately differentiated", "poorly differentiated"), ("low-grade", "high-grade"),
        ("high-grade", "low-grade"), ("mild", "severe"), ("severe", "mild"), ("moderate", "severe"),
    ),
    "zh": (
        ("高分化", "低分化"), ("低分化", "高分化"), ("中分化", "低分化"), ("低级别", "高级别"),
        ("高级别", "低级别"), ("轻度", "重度"), ("重度", "轻度"), ("中度", "重度"), ("轻症", "重症"), ("重症", "轻症"),
    ),
}  # fmt: skip
_GLYPHS = "ⅠⅡⅢⅣⅤ"
_ROMAN = ("I", "II", "III", "IV")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each grade or score of the target made another."""
    text = pair.target
    for match in _NAMED.finditer(text):
        whole = match.group() + text[match.end() : match.end() + 2]
        if match["name"] in _BODIES and not _SAYS_GRADE.search(whole):
            continue
        uncommon = re.fullmatch(_COMMON, match["name"]) is None
        yield from _other(match, rng, "score", uncommon)
    grades = _GRADE_EN if pair.language == "en" else _GRADE_ZH
    for match in grades.finditer(text):
        yield from _other(match, rng, "grade", uncommon=False)
    for match in _G.finditer(text):
        yield from _other(match, rng, "G grade", uncommon=False)
    for match in _OF_FIVE.finditer(text):
        yield from _other(match, rng, "strength", uncommon=True)
    for old, new in _WORDS[pair.language]:
        for match in re.finditer(
            rf"(?<![A-Za-z\-]){old}(?! acute respiratory| special|[A-Za-z急烧视])", text
        ):
            yield Change(*match.span(), new, old, new, "degree", "differ" in old or "分化" in old)


def _other(match: re.Match[str], rng: random.Random, sub: str, uncommon: bool) -> Iterator[Change]:
    old = match["v"]
    start, end = match.span("v")
    if "+" in old:
        left, _, right = old.partition("+")
        other = f"{right}+{left}" if left != right else f"{left}+{int(right) + 1}"
        yield Change(start, end, other, old, other, sub, True)
    elif old in _GLYPHS or old in _ROMAN:
        names = _GLYPHS[:4] if old in _GLYPHS else _ROMAN
        for new in rng.sample([name for name in names if name != old], 2):
            yield Change(start, end, new, old, new, sub, uncommon)
    elif old.isalpha():
        letters = "ABC" if match.groupdict().get("name") == "Child-Pugh" else "ABCD"
        new = rng.choice([c for c in letters if c != old])
        yield Change(start, end, new, old, new, sub, uncommon)
    else:
        yield _digit(old, start, rng, sub, uncommon)


def _digit(old: str, start: int, rng: random.Random, sub: str, uncommon: bool) -> Change:
    length = len(old.rstrip("ABCDEabcde").partition(".")[0])
    plain = int(old[:length])
    if plain >= 10:
        choice = [n for n in (plain - 20, plain - 10, plain + 10, plain - 3, plain + 2) if n > 0]
    else:
        choice = [n for n in range(6) if n != plain]
    new = str(rng.choice(choice))
    after = new + old[length:]
    return Change(start, start + length, new, old, after, sub, uncommon)
