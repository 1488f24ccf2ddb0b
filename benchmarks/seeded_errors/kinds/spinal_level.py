"""A level of the spine changed: its number or its region."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

_SPINAL = re.compile(
    r"(?i)spin|verteb|disc|disk|lumbar|thorac|cervic|lamin|fusion|foram|radicul|cord|sacr|myel|root|"
    r"椎|脊|腰|颈|胸|骶|神经根|髓"
)
_LEVEL = re.compile(
    r"(?<![A-Za-z0-9])(?P<r>[CTL])(?P<v>1[0-2]|[1-9])(?![A-Za-z0-9.%])(?!\s?(?:N\d|期|mRNA|WI|[高低等]|加权|-weighted|signal|high|low|hyper|hypo|FLAIR))"
)
_SECOND = re.compile(r"(?<=[CTLS]\d)(?P<sep>[-/–~])(?P<v>\d{1,2})(?!\d|\.\d)")
_SACRAL = re.compile(r"(?<![A-Za-z0-9])(?P<r>S)(?P<v>[1-5])(?![A-Za-z0-9.])(?=[^段]|$)")
_ZH_SHORT = re.compile(
    r"(?P<r>[颈胸腰骶])(?P<v>1[0-2]|[1-9])(?!\d|[.%个年月天次例级期分])(?=[椎/~\-–、，。水节]|[颈胸腰骶]|$)"
)
_ZH_ORDINAL = re.compile(r"第(?P<v>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])(?P<r>[颈胸腰骶])椎")
_EN_ORDINAL = re.compile(
    r"\b(?P<v>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth) "
    r"(?P<r>cervical|thoracic|lumbar|sacral)(?= )"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_HAN = "一二三四五六七"
_MOST = {"C": 7, "T": 12, "L": 5, "S": 3, "颈": 7, "胸": 12, "腰": 5, "骶": 3}
EN = lexicon("""
[region]
c: cervical spine, *cervical vertebrae
t: thoracic spine, *dorsal spine
l: lumbar spine, *lumbar vertebrae
s: *sacral spine
[junction]
ct: *cervicothoracic junction
tl: thoracolumbar junction
ls: lumbosacral junction
""")
ZH = lexicon("""
[region]
c: 颈椎, *颈段
t: 胸椎, *胸段
l: 腰椎, *腰段
s: *骶椎
[junction]
ct: *颈胸交界, *颈胸段
tl: 胸腰段, *胸腰交界, *胸腰椎
ls: 腰骶部, *腰骶段
! 胸段食管, 颈段食管, 食管胸段
""")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each level of the spine in the target made another."""
    text = pair.target
    if not _SPINAL.search(text):
        return
    yield from _latin(text, rng)
    if pair.language == "zh":
        yield from _chinese(text, rng)
        yield from ZH.changes(text)
    else:
        for match in _EN_ORDINAL.finditer(text):
            new = rng.choice([o for o in _ORDINALS[:5] if o != match["v"]])
            yield Change(*match.span("v"), new, match["v"], new, "ordinal", True)
        yield from EN.changes(text)


def _latin(text: str, rng: random.Random) -> Iterator[Change]:
    """Changes of levels as both languages write them."""
    for match in _LEVEL.finditer(text):
        yield from _numbered(match, rng, uncommon=False)
        swapped = {"C": "T", "T": "L", "L": "T"}[match["r"]]
        if int(match["v"]) <= _MOST[swapped]:
            yield Change(*match.span("r"), swapped, match["r"], swapped, "region")
    if "S1" in text and re.search(r"L5|sacr|骶|root|神经根", text):
        for match in _SACRAL.finditer(text):
            yield from _numbered(match, rng, uncommon=True)
    for match in _SECOND.finditer(text):
        new = str(int(match["v"]) % 12 + 1)
        yield Change(*match.span("v"), new, match["v"], new, "second level")


def _chinese(text: str, rng: random.Random) -> Iterator[Change]:
    for match in _ZH_SHORT.finditer(text):
        yield from _numbered(match, rng, uncommon=True)
    for match in _ZH_ORDINAL.finditer(text):
        yield _ordinal(match, rng)


def _numbered(match: re.Match[str], rng: random.Random, *, uncommon: bool) -> Iterator[Change]:
    most = _MOST[match["r"]]
    others = [n for n in range(1, most + 1) if n != int(match["v"])]
    for new in rng.sample(others, 2):
        yield Change(*match.span("v"), str(new), match["v"], str(new), "level", uncommon)


def _ordinal(match: re.Match[str], rng: random.Random) -> Change:
    old = match["v"]
    if old.isdigit():
        new = str(rng.choice([n for n in range(1, 6) if n != int(old)]))
    else:
        new = rng.choice([c for c in _HAN[:5] if c != old])
    return Change(*match.span("v"), new, old, new, "ordinal", True)
