"""A comparator turned round, or lost so that a bound reads as a value."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import Lexicon, lexicon
from seeded_errors.values import Change, Pair

_SIGNS = lexicon("""
[sign]
gt: >, ＞
lt: <, ＜
[entity]
gt: &gt;
lt: &lt;
[sign or equal]
ge: ≥, *≧, *⩾, >=
le: ≤, *≦, *⩽, <=
! <<, >>, ->, =>
""")
EN = lexicon("""
[words]
gt: more than, greater than, over, above, *in excess of, *upwards of, larger than, higher than, *exceeding
lt: less than, fewer than, under, below, smaller than, lower than, *short of
[age]
gt: older than, *aged over
lt: younger than, *aged under
[length]
gt: longer than
lt: shorter than
[bounds]
ge: at least, no less than, not less than, *a minimum of, *no fewer than, *not below
le: at most, no more than, not more than, up to, *a maximum of, *not exceeding, *not above
""")  # noqa: E501
ZH = lexicon("""
[words]
gt: 大于, 超过, 高于, 多于, *逾, *长于
lt: 小于, 不足, 低于, 少于, *未满, *短于
[bounds]
ge: 至少, 不少于, 不低于, 不小于, *起码, *最少, 大于等于, *大于或等于
le: 至多, 不超过, 不高于, 不大于, *最多, *不多于, 小于等于, *小于或等于
[after]
ge: 以上, *及以上
le: 以下, *及以下
""")
_NEAR_EN = re.compile(
    r"\s?(?:the age of |about |a |an )?(?:\d|\$|one|two|three|four|five|six|half|ten)"
)
_NEAR_ZH = re.compile(r"\s?(?:约|了)?\s?(?:\d|[一二三四五六七八九十两半百千])")
_BEFORE_ZH = re.compile(
    r"[\d%％](?:\s?(?:岁|年|天|周|月|个月|cm|mm|mg|℃|°C|度|分|级|万|人|例|次|小时|段|米|元|名|倍))?\s?[（(]?$"
)


_DURING = re.compile(r"(?i)(?:units|infused|given|infusion|mL|mg|push|administered) $")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each comparator beside a number turned round; each one before it lost."""
    text = pair.target
    yield from _signs(text)
    if pair.language == "en":
        yield from _words(EN, text, _NEAR_EN)
    else:
        yield from _words(ZH, text, _NEAR_ZH)


def _signs(text: str) -> Iterator[Change]:
    for start, end, form in _SIGNS.found(text):
        if not re.match(r"\s?[-−]?[\d.]", text[end:]):
            continue
        yield from _SIGNS.replacements(text, start, end, form, "turned round")
        before = text[:start].rstrip()[-1:]
        if before.isalpha() or before in ("", "(", "（", ",", "，"):
            yield Change(start, end, "" if before != "P" else "=", form.sense, "=", "lost")


def _words(words: Lexicon, text: str, near: re.Pattern[str]) -> Iterator[Change]:
    for start, end, form in words.found(text):
        after = form.family == "after"
        if after and not _BEFORE_ZH.search(text[:start]):
            continue
        if not after and not near.match(text, end):
            continue
        if _DURING.search(text[:start]) and form.text == "over":
            continue
        yield from words.replacements(text, start, end, form, "turned round")
