"""A liver segment, section or lobe changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_GLYPHS = "ⅠⅡⅢⅣⅤⅥⅦⅧ"
_HEPATIC = re.compile(r"(?i)liver|hepat|segment|肝|段|caudate|Couinaud|TACE")
_S = re.compile(
    r"(?<![A-Za-z0-9])S(?P<v>[1-8])(?P<s>[ab])?(?![A-Za-z0-9.]| subunit| protein|亚基|蛋白)"
)
_S_SLASH = re.compile(r"(?<=[1-8]/)(?P<v>[1-8])(?![\d./])")
_EN = re.compile(
    r"\b[Ss](?:egments?|eg\.) (?P<v>VIII|VII|VI|IV|V|III|II|I|[1-8])(?P<s>[ab])?(?![A-Za-z0-9])"
)
_EN_AND = re.compile(
    r"\b[Ss]egments? (?:VIII|VII|VI|IV|V|III|II|I|[1-8])[ab]?(?: and |/|, |-)(?P<v>VIII|VII|VI|IV|V|III|II|I|[1-8])(?P<s>[ab])?(?![A-Za-z0-9])"
)
_ZH = re.compile(
    r"(?P<v>VIII|VII|VI|IV|V|III|II|I|[ⅠⅡⅢⅣⅤⅥⅦⅧ]|(?<![\d.S])[1-8])(?P<s>[ab])?\s?段(?!落|时)"
)
EN = lexicon("""
[section]
ra: right anterior section, *right anterior sector
rp: right posterior section, *right posterior sector
ll: left lateral section, *left lateral sector
lm: left medial section, *left medial sector
[lobe]
caudate: caudate lobe
quadrate: *quadrate lobe
right: right lobe of the liver, *right hepatic lobe
left: left lobe of the liver, *left hepatic lobe
[operation]
rh: right hepatectomy, *right hemihepatectomy
lh: left hepatectomy, *left hemihepatectomy
lls: left lateral sectionectomy
rps: *right posterior sectionectomy
ras: *right anterior sectionectomy
seg: *segmentectomy
""")
ZH = lexicon("""
[section]
ra: 右前叶, *右前区
rp: 右后叶, *右后区
ll: 左外叶, *左外区
lm: 左内叶, *左内区
[lobe]
caudate: 尾状叶, *尾叶
quadrate: *方叶
[operation]
rh: 右半肝切除, *右半肝
lh: 左半肝切除, *左半肝
lls: 左外叶切除
rps: *右后叶切除
ras: *右前叶切除
seg: *肝段切除
""")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each liver segment of the target made another."""
    text = pair.target
    if not (_HEPATIC.search(text) and re.search(r"(?i)liver|hepat|TACE", f"{pair.source}{text}")):
        return
    patterns = [_S, _EN, _EN_AND] if pair.language == "en" else [_S, _ZH]
    if re.search(r"S[1-8]/[1-8]", text):
        patterns.append(_S_SLASH)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield from _others(match, rng)
    yield from (ZH if pair.language == "zh" else EN).changes(text)


def _others(match: re.Match[str], rng: random.Random) -> Iterator[Change]:
    old = match["v"]
    names = tuple("12345678") if old.isdigit() else _ROMAN
    names = tuple(_GLYPHS) if old in _GLYPHS else names
    start, end = match.span("v")
    for new in rng.sample([name for name in names if name != old], 3):
        yield Change(start, end, new, old, new, "segment", not old.isdigit())
    letter = match.groupdict().get("s")
    if letter:
        new = "b" if letter == "a" else "a"
        yield Change(*match.span("s"), new, old + letter, old + new, "subsegment", True)
