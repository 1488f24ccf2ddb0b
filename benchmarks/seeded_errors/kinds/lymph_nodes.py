"""A fraction of lymph nodes, a nodal station or a nodal status changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.numerals import step
from seeded_errors.rules import applied, rules
from seeded_errors.values import Change, Pair

_NODAL = re.compile(r"(?i)node|nodal|淋巴结|station|LN|sentinel|前哨")
_SLASH = re.compile(
    r"(?<![\d/.年月A-Z])(?P<a>\d{1,2})(?P<sep>\s?/\s?)(?P<b>\d{1,2})(?![\d/.])(?!\s?(?:mmHg|次))"
)
_OF = re.compile(
    r"(?P<a>\b\d{1,2}|\b[Nn]one|\b[Oo]ne|\b[Tt]wo|\b[Tt]hree|\b[Ff]our)(?P<sep> (?:out )?of (?:the )?)"
    r"(?P<b>\d{1,2})(?= (?:[a-z\-]+ ){0,3}(?:lymph )?nodes)"
)
_ZH_OF = re.compile(r"(?P<b>\d{1,2})枚(?P<sep>[^，。；]{0,12}?中[^，。；\d]{0,6})(?P<a>\d{1,2})枚")
_STATION = re.compile(
    r"(?i:No\.? ?|stations? |第|group )(?P<v>\d{1,2})(?P<s>[a-dLRp])?(?=组|站| lymph| node|区|[^\d]|$)"
)
_LEVEL = re.compile(
    r"(?P<v>II|III|IV|VI|V|[ⅡⅢⅣⅤⅥ])(?:[ab])?(?=区|$)|(?<=[Ll]evel )(?P<w>II|III|IV|VI|V|[2-6])\b"
)
_WORDS = {
    "en": rules(
        r"""
\b[Nn]ode-negative => node-positive
\b[Nn]ode-positive => node-negative
\b[Nn]odes? (?:are|is|were|was) negative => nodes were positive
\b[Nn]odes? (?:are|is|were|was) positive => nodes were negative
\bsentinel (lymph )?node => non-sentinel \1node
* \bmediastinal (lymph )?node => mesenteric \1node
* \bsupraclavicular (lymph )?node => infraclavicular \1node
* \baxillary (lymph )?node => inguinal \1node
* \binguinal (lymph )?node => axillary \1node
* \bpara-?aortic (lymph )?node => paratracheal \1node
* \bhilar (lymph )?node => iliac \1node
* \bwithout extranodal extension => with extranodal extension
* \bwith extranodal extension => without extranodal extension
""",
        "node status",
        "other node status",
        "status",
    ),
    "zh": rules(
        r"""
淋巴结(?:均)?阴性 => 淋巴结阳性
淋巴结(?:均)?阳性 => 淋巴结阴性
(?<!非)前哨淋巴结 => 非前哨淋巴结
* 纵隔淋巴结 => 肠系膜淋巴结
* 锁骨上淋巴结 => 锁骨下淋巴结
* 腋窝淋巴结 => 腹股沟淋巴结
* 腹股沟淋巴结 => 腋窝淋巴结
* 腹主动脉旁淋巴结 => 气管旁淋巴结
* 肺门淋巴结 => 髂血管旁淋巴结
* 无结外侵犯 => 有结外侵犯
* 伴结外侵犯 => 无结外侵犯
""",
        "node status",
        "other node status",
        "status",
    ),
}
_NUMBER_WORDS = {"none": 0, "one": 1, "two": 2, "three": 3, "four": 4}


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each nodal count, station or status of the target made another."""
    text = pair.target
    if not _NODAL.search(f"{pair.source} {text}"):
        return
    for match in _SLASH.finditer(text):
        if re.search(
            r"(?i)stage|blood|BP|血压|L\d|C\d|T\d|/5", text[max(0, match.start() - 3) : match.end()]
        ):
            continue
        yield from _fraction(match, rng, uncommon=False)
    for pattern in (_OF, _ZH_OF):
        for match in pattern.finditer(text):
            yield from _fraction(match, rng, uncommon=True)
    for match in _STATION.finditer(text):
        new = step(match["v"], rng, 1, 14)
        yield Change(
            *match.span("v"), new, f"station {match['v']}", f"station {new}", "station", True
        )
    yield from applied(_WORDS[pair.language], text)


def _fraction(match: re.Match[str], rng: random.Random, *, uncommon: bool) -> Iterator[Change]:
    positive, examined = match["a"], match["b"]
    number = int(positive) if positive.isdigit() else _NUMBER_WORDS[positive.lower()]
    if number > int(examined):
        return
    whole = f"{number}/{examined}"
    most = min(int(examined), number + 6)
    if most > 0:
        new = rng.choice([n for n in range(most + 1) if n != number])
        says = f"{new}/{examined}"
        yield Change(*match.span("a"), str(new), whole, says, "positive nodes", uncommon)
    more = str(rng.choice([n for n in range(number + 1, number + 31) if n != int(examined)]))
    yield Change(*match.span("b"), more, whole, f"{number}/{more}", "examined nodes", uncommon)
    said = re.search("examined|送检|检出", match.string) or match.string.count(examined) > 1
    if "/" in match["sep"] and number and positive.isdigit() and not said:
        yield Change(*match.span(), positive, whole, positive, "denominator lost", uncommon)
