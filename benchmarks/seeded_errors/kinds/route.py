"""A route of giving a drug changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

EN = lexicon("""
[adverb]
oral: orally, by mouth, *per os
iv: intravenously, *by vein
im: intramuscularly
sc: subcutaneously, *under the skin
it: *intrathecally
ip: *intraperitoneally
pr: rectally, *per rectum
sl: sublingually, *under the tongue
inh: *by inhalation, *by nebuliser
top: topically
td: *transdermally
ng: *via nasogastric tube, *through the feeding tube
iart: *intra-arterially
ives: *intravesically
ivit: *intravitreally
pv: *per vaginam, vaginally
[adjective]
iv: intravenous
im: intramuscular
sc: subcutaneous
it: intrathecal
id: *intradermal
ip: *intraperitoneal
iart: *intra-arterial
ives: *intravesical
ivit: *intravitreal
epi: *epidural
iart2: *intra-articular
itum: *intratumoral
ipl: *intrapleural
! subcutaneous emphysema, subcutaneous fat, subcutaneous tissue, subcutaneous nodule, epidural haematoma, epidural abscess, subcutaneous mass
[injection]
iv: iv infusion, *iv drip
sc: *sc injection
im: *im injection
[abbreviation]
oral: PO, po, *p.o.
iv: IV, *i.v.
im: IM, *i.m.
sc: SC, *s.c.
pr: *PR
sl: *SL
neb: *NEB
it: *i.t.
! stage IV, Stage IV, grade IV, IV contrast, III/IV, type IV, level IV, PR interval, PR status, ER/PR
""")
ZH = lexicon("""
[route]
oral: 口服, *经口服用, *内服
iv: 静脉滴注, 静滴, *静脉点滴
iv: 静脉推注, *静推
iv: 静脉注射, 静注
im: 肌内注射, 肌肉注射, *肌注
sc: 皮下注射, *皮下给药
id: *皮内注射
it: 鞘内注射, *鞘注
ip: *腹腔灌注, *腹腔内给药
pr: 直肠给药, *纳肛, *塞肛, *灌肠
sl: 舌下含服, *舌下含化
inh: 雾化吸入, 吸入
top: 外用, *外敷, *涂患处
td: *贴皮, 透皮贴剂
ng: 鼻饲, *胃管注入
iart: *动脉灌注
ives: *膀胱灌注
ivit: *玻璃体腔注射, *玻璃体内注射
eye: *滴眼
nose: *滴鼻
epi: *硬膜外注射
iart2: *关节腔注射
itum: *瘤内注射
pv: *阴道给药
! 皮下脂肪, 皮下组织, 皮下结节, 皮下气肿, 皮下出血, 皮下肿, 皮下水肿, 吸入性, 被吸入, 吸入肺, 皮下转移, 皮下软组织, 皮下积液, 皮下可
""")


_DOSED = re.compile(r"\d\s?(?:mg|g|mcg|μg|mL|ml|U|IU|units?|mmol)\b")


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Each route of the target made another route."""
    text = pair.target
    words = ZH if pair.language == "zh" else EN
    for start, end, form in words.found(text):
        if form.family == "abbreviation" and not _DOSED.search(text):
            continue
        yield from words.replacements(text, start, end, form, "route")
