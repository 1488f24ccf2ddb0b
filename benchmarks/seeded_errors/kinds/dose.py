"""A dose changed: ten times, doubled, halved, a digit, or how many tablets."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from seeded_errors.lexicon import lexicon
from seeded_errors.numerals import NUMBER, value, wrong
from seeded_errors.values import Change, Pair

_UNITS = (
    r"(?:mg|g|mcg|μg|µg|ug|ng|mL|ml|U|IU|units?|mmol|mEq|Gy|cGy|GBq|MBq|mCi|tablets?|capsules?|"
    r"puffs?|drops?|ampoules?|vials?|sachets?|毫克|微克|克|毫升|单位|万单位|万U|片|粒|支|喷|滴|袋|揿|丸)"
)
_DOSE = re.compile(
    rf"(?<![A-Za-z0-9.,/\-–×x*])(?P<n>{NUMBER})[ -]?(?P<u>{_UNITS})(?![A-Za-z]|\.[A-Z]|\s?/\s?(?:d?L|m?l|m[Ll])|香烟|卷烟|鱼|血压计)"
)
_NOT_A_DOSE = re.compile(
    r"(?i)weigh|lost|loss|drain|pus\b|urin|protein|transfus|aspirat|体重|出血|引流|脓|尿|蛋白|输注|抽出|香烟"
)
_UNCOMMON = {"mCi", "GBq", "MBq", "mEq", "cGy", "puff", "puffs", "drops", "sachet", "sachets"}
_UNCOMMON |= {"ampoule", "ampoules", "vial", "vials", "喷", "滴", "袋", "揿", "丸", "万单位", "万U"}
EN = lexicon("""
[how many]
0.5: half a tablet, *half of one tablet
1: one tablet, *a single tablet
1.5: *one and a half tablets
2: two tablets
3: three tablets
4: *four tablets
[capsules]
1: one capsule
2: two capsules
3: *three capsules
[of the dose]
0.5: half the dose, *half dose
0.75: *three quarters of the dose, 75% of the dose
full: the full dose, full dose
""")
ZH = lexicon("""
[how many]
0.5: 半片, *0.5片
1: 一片
1.5: *一片半
2: 两片, *2片
3: 三片
4: *四片
[capsules]
1: 一粒
2: 两粒
3: *三粒
[of the dose]
0.5: 半量, *减半量
0.75: *四分之三量
full: 全量, *足剂量
""")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each dose of the target made another dose."""
    text = pair.target
    for match in _DOSE.finditer(text):
        old = match["n"]
        start, end = match.span("n")
        uncommon = match["u"] in _UNCOMMON
        worth = value(old)
        if worth == 0 or _NOT_A_DOSE.search(text[max(0, start - 16) : match.end() + 10]):
            continue
        shown = [(worth * 10, "ten times"), (worth * 2, "doubled"), (worth / 2, "halved")]
        shown.append((worth / 10, "a tenth"))
        made = [(_plain(number), sub) for number, sub in shown]
        made += [(new, sub) for new, sub in wrong(old, rng) if value(new) not in (0, worth)]
        for new, sub in made:
            yield Change(start, end, new, old, new, sub, uncommon)
    yield from (ZH if pair.language == "zh" else EN).changes(text, "count of forms")


def _plain(number: Decimal) -> str:
    shown = format(number, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
