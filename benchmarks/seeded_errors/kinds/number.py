"""A number changed: a digit, two digits transposed, a digit lost, or a number word."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.numerals import ALONE, is_year, value, wrong
from seeded_errors.values import Change, Pair

EN = lexicon("""
[cardinal]
2: two, *a couple of
3: three
4: four
5: five
6: six
7: seven
8: eight
9: nine
12: twelve, *a dozen
20: twenty, *a score of
40: forty
[fraction]
1/2: half of, *one half of
1/3: one third of, one-third of
2/3: two thirds of, two-thirds of
1/4: a quarter of, *one fourth of
3/4: three quarters of, *three-fourths of
[fold]
x2: doubled, twofold, *two-fold
x3: tripled, threefold, *trebled
x4: quadrupled, fourfold
[order]
10s: dozens of, *scores of
100s: hundreds of
1000s: thousands of
""")
_MEASURE = "个名例次种人项位只条组处块枚片粒周天年期"
ZH = lexicon(
    "[cardinal]\n"
    + "\n".join(
        f"{n}: " + ", ".join(f"{mark}{form}{m}" for mark, form in forms)
        for m in _MEASURE
        for n, forms in (
            (f"2{m}", (("", "两"),)), (f"3{m}", (("", "三"),)), (f"4{m}", (("", "四"),)),
            (f"5{m}", (("", "五"),)), (f"6{m}", (("", "六"),)), (f"10{m}", (("*", "十"),)),
        )
    )
    + """
! 第三次, 第三期, 第四期, 十个月, 一两个, 两三个, 三四个, 两三天, 三五个, 第三周, 第三组, 第三种
[fraction]
1/2: 半数, *二分之一
1/3: 三分之一
2/3: 三分之二
1/4: 四分之一
3/4: 四分之三
[order]
10s: 数十, *几十
100s: 数百, *成百
1000s: 数千, *上千
! 数千万, 数百万, 数十亿, 数十万
"""
)  # fmt: skip
_LONGER = tuple("一二三四五六七八九十百千万第几数多半")
_NEXT = re.compile(
    r"\s*(?:年|月|日|号|期|级|段|mg|g\b|kg|mL|ml|μg|µg|mcg|毫克|克|微克|毫升|U\b|IU|Gy|单位|片|粒)"
)
_MARKER = re.compile(r"^\(?\d+[.)、）]|[(（\[]\d{1,3}[)）\]]")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Every bare number of the target made another, then every number word."""
    text = pair.target
    markers = [match.span() for match in _MARKER.finditer(text)]
    for match in ALONE.finditer(text):
        inside = any(start <= match.start() < end for start, end in markers)
        if inside or is_year(match.group()) or _NEXT.match(text, match.end()):
            continue
        for new, sub in wrong(match.group(), rng):
            if value(new) != value(match.group()):
                yield Change(match.start(), match.end(), new, match.group(), new, sub)
    for change in (ZH if pair.language == "zh" else EN).changes(text, "number word"):
        if pair.language == "zh" and text[max(0, change.start - 1) : change.start] in _LONGER:
            continue
        if pair.language == "en" or change.before[-1] == change.after[-1]:
            yield change
