"""A unit changed after its number."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

_SYMBOLS = """
[mass]
kg: kg
g: g
mg: mg
ug: μg, µg, mcg, *ug
ng: *ng
pg: *pg
[volume]
mL: mL, ml, *cc
L: L
dL: *dL
uL: μL, µL, *uL
[length]
mm: mm
cm: cm
um: *μm, *µm
[concentration]
mmol/L: mmol/L, *mM
umol/L: μmol/L, µmol/L, *umol/L
nmol/L: *nmol/L
pmol/L: *pmol/L
mol/L: *mol/L
[mass per volume]
mg/dL: mg/dL
g/dL: g/dL
g/L: g/L
mg/L: mg/L
ng/mL: ng/mL, ng/ml
mg/L: *μg/mL, *µg/mL
pg/mL: *pg/mL
ug/dL: *μg/dL
[activity per volume]
U/mL: U/mL, U/ml
U/L: U/L
U/mL: IU/mL
U/mL: *kU/L
mIU/L: *mIU/L, *μIU/mL
[dose per body]
mg/kg: mg/kg
mg/m2: mg/m², mg/m2
ug/kg: *μg/kg
g/m2: *g/m²
mg/day: *mg/d
[absorbed dose]
Gy: Gy
cGy: *cGy
mGy: *mGy
mSv: *mSv
[pressure]
mmHg: mmHg, mm Hg
kPa: kPa
cmH2O: *cmH2O, *cmH₂O
[temperature]
C: °C, ℃
F: °F, ℉
[tube]
Fr: *Fr
G: *G
[activity]
MBq: *MBq
mCi: *mCi
GBq: *GBq
[share]
pct: %, ％
permille: *‰
"""
EN = lexicon(
    _SYMBOLS
    + """
[time]
minute: minutes, mins
hour: hours, hrs
day: days
week: weeks, *wks
month: months, *mos
year: years, *yrs
second: seconds, *secs
fortnight: *fortnights
[time, one]
minute: minute
hour: hour
day: day
week: week
month: month
year: year
[spelled mass]
mg: milligrams
ug: micrograms
g: grams
kg: kilograms
lb: *pounds
oz: *ounces
[spelled length]
mm: millimetres, *millimeters
cm: centimetres, centimeters
m: metres, meters
km: kilometres, *kilometers
ft: feet
mile: miles
[spelled volume]
mL: millilitres, *milliliters
L: litres, *liters
tsp: *teaspoons
drops: *drops
[form]
tablet: tablets
capsule: *capsules
ampoule: *ampoules
puff: *puffs
""",
    exact=True,
)
ZH = lexicon(
    _SYMBOLS
    + """
[time]
minute: 分钟
hour: 小时, *个小时, *钟头
day: 天
week: 周, *个星期, *星期
month: 个月
year: 年
second: 秒, *秒钟
shichen: *个时辰
[spelled mass]
mg: 毫克
ug: 微克
g: 克
kg: 千克, 公斤
ng: *纳克
jin: *斤
[spelled length]
mm: 毫米
cm: 厘米, *公分
m: 米
km: 公里, *千米
um: *微米
ft: 英尺
mile: 英里
[spelled volume]
mL: 毫升
L: 升
drops: *滴
uL: *微升
[spelled pressure]
mmHg: 毫米汞柱
kPa: *千帕
[age]
year: 岁
month: *月龄
day: *日龄
[form]
tablet: 片
capsule: *粒
ampoule: *支
puff: *喷
! 年级, 年代, 年龄, 周岁, 周末, 天津, 周围, 年度, 米粒, 升高, 片段, 米饭, 年轻, 克隆, 喷嚏, 升级
""",
    exact=True,
)
_NUMBER_BEFORE = re.compile(
    r"(?:[\d½⅓¼]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few)"
    r"|[一二三四五六七八九十两百千万几数半])[\s-]?$"
)
_YEAR_BEFORE = re.compile(r"(?:19|20)\d\d\s?$|[〇零○]\S?$")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Every unit that follows a number, made another of its family."""
    text = pair.target
    words = ZH if pair.language == "zh" else EN
    for start, end, form in words.found(text):
        head = text[:start]
        if not _NUMBER_BEFORE.search(head) or _YEAR_BEFORE.search(head):
            continue
        yield from words.replacements(text, start, end, form)
