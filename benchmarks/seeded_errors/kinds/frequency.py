"""How often something is given changed: twice for once, weekly for daily, every other day lost."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import Lexicon, lexicon
from seeded_errors.rules import applied, rules
from seeded_errors.values import Change, Pair

EN = lexicon("""
[words]
qd: once daily, once a day, daily, every day, *each day
bid: twice daily, twice a day, *two times a day
tid: three times daily, three times a day, *thrice daily
qid: four times daily, four times a day
qod: every other day, on alternate days, *every second day
qw: once weekly, weekly, once a week, every week
biw: twice weekly, twice a week
tiw: three times a week, *thrice weekly
q2w: every 2 weeks, every two weeks, *fortnightly
q3w: every 3 weeks, every three weeks, *three-weekly
q4w: every 4 weeks, every four weeks, *four-weekly
q4w: monthly, once a month
[nightly]
night: at night, every night, at bedtime, *nocte
morning: in the morning, every morning, *mane
[hourly]
q4h: every 4 hours, *4-hourly
q6h: every 6 hours, *6-hourly
q8h: every 8 hours, *8-hourly
q12h: every 12 hours, *12-hourly
q24h: *every 24 hours
[meals]
before: before meals, *ac
after: after meals, *pc
with: with food
[latin]
qd: qd, QD, *q.d., *OD
bid: bid, BID, *b.i.d., *BD
tid: tid, TID, *t.i.d., *TDS
qid: qid, QID, *QDS
qod: qod, *alt. die
qw: qw
q2w: q2w, *q14d
q3w: q3w, *q21d
q4w: q4w, *q28d
tiw: *tiw
q6h: *q6h
prn: *prn, *PRN
[need]
prn: as needed, *when required
fixed: *around the clock
! daily life, daily living, daily activities, daily dose, daily news, daily basis, weekly report, PR BD
""")
_ZH = """
[words]
qd: 每日1次, 每日一次, 每天1次, 每天一次, 1次/日, 1次/天, *日1次, *日一次
bid: 每日2次, 每日两次, 每天2次, 每天两次, 2次/日, 2次/天, *日2次, *日两次
tid: 每日3次, 每日三次, 每天3次, 每天三次, 3次/日, 3次/天, *日3次, *日三次
qid: 每日4次, 每日四次, 4次/日, *日4次
qod: 隔日1次, 隔日一次, 隔天1次, *隔日
qw: 每周1次, 每周一次, *1次/周
biw: 每周2次, 每周两次, *2次/周
tiw: 每周3次, 每周三次, *3次/周
q2w: 每2周1次, 每两周一次, *每14天1次
q3w: 每3周1次, 每三周一次, *每21天1次
q4w: 每4周1次, *每28天1次
q4w: 每月1次, 每月一次, *1次/月
q3m: *每3个月1次
q6m: *每半年1次
[nightly]
night: 每晚, 睡前, *临睡前
morning: 每早, 晨起, *清晨
[hourly]
q4h: 每4小时, *每4h
q6h: 每6小时, *每6h
q8h: 每8小时, *每8h
q12h: 每12小时, *每12h
[meals]
before: 餐前, 饭前, *空腹
after: 餐后, 饭后
with: *随餐, *餐中
[latin]
qd: qd
bid: bid
tid: tid
qod: *qod
qw: qw
q2w: q2w, *q14d
q3w: q3w, *q21d
q4w: *q4w
[need]
prn: 必要时, *按需
fixed: *按时
! 空腹血糖, 餐后血糖, 餐后2小时, 餐后两小时, 隔日常, 餐前血糖
"""
ZH: Lexicon = lexicon(_ZH)
_CYCLES = rules(
    r"""
\b(\d) weeks? on(?:,| and|/| ?/) ?(\d) weeks? off => \2 weeks on, \1 weeks off
服(\d)周停(\d)周 => 服\2周停\1周
* \b1-0-1\b => 1-1-1
* \b1-0-0\b => 0-0-1
* \b0-0-1\b => 1-0-0
* 早1 ?中0 ?晚1 => 早1中1晚1
* 早1 ?中0 ?晚0 => 早0中0晚1
* \bd1[-–]14\b => d1–21
* \bdays 1[-–]14\b => days 1–21
* 第1[-–~]14天 => 第1–21天
""",
    "cycle",
    "other cycle",
    "cycle",
)
_NOT_A_DRUG = re.compile(r"(?i)daily (?:cases|deaths|number|rate|new|life|tests)")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each frequency of the target made another frequency."""
    text = pair.target
    if _NOT_A_DRUG.search(text):
        return
    yield from (ZH if pair.language == "zh" else EN).changes(text)
    for change in applied(_CYCLES, text):
        old = text[change.start : change.end]
        yield Change(change.start, change.end, change.new, old, change.new, "cycle", True)
