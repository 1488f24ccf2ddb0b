"""Something said in the target that the source does not say."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.values import Change, Pair

_EN = """
Liver metastases were also found.
The patient also has diabetes.
Bone metastases are present.
Chemotherapy was started the same week.
A biopsy confirmed malignancy.
The patient is allergic to penicillin.
Surgery is contraindicated.
There is no family history of cancer.
The lesion has grown since the last scan.
Anticoagulation should be stopped.
The patient smoked 20 cigarettes a day.
A second operation is planned.
The margins were positive.
Pregnancy must be avoided.
The patient declined further treatment.
Blood transfusion was given.
*He is a Jehovah's Witness.
*A pacemaker is in place.
*G6PD deficiency is known.
*Latex gloves must not be used.
*A Port-a-Cath was inserted.
*There is a remote history of pulmonary tuberculosis.
*An inferior vena cava filter was placed.
*Portal vein thrombosis has been excluded by Doppler.
"""
_ZH = """
另见肝转移。
患者同时患有糖尿病。
已发生骨转移。
同周开始化疗。
活检证实为恶性。
患者对青霉素过敏。
存在手术禁忌。
无肿瘤家族史。
病灶较上次检查增大。
应停用抗凝药物。
患者每日吸烟20支。
拟行二次手术。
切缘阳性。
须避免妊娠。
患者拒绝进一步治疗。
已予输血。
*体内已植入心脏起搏器。
*有G6PD缺乏症。
*对乳胶过敏。
*已置入输液港。
*幼时曾患肺结核。
*已放置下腔静脉滤器。
*多普勒已排除门静脉血栓。
*患者为RH阴性血型。
"""


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """A sentence from nowhere at the end, or before the last sentence."""
    text = pair.target
    lines = (_ZH if pair.language == "zh" else _EN).strip().splitlines()
    if len(text) < 8:
        return
    end = len(text.rstrip())
    for line in rng.sample(lines, 4):
        added = line.removeprefix("*")
        if added.rstrip(".。") in text:
            continue
        closed = text[:end].endswith((".", "。", "!", "！", "?", "？", ";", "；"))
        if pair.language == "zh":
            new = added if closed else "。" + added
        else:
            new = " " + added if closed else ". " + added
        yield Change(end, end, new, "", added, "at the end", line.startswith("*"))
    sentences = [m.end() for m in re.finditer(r"[。！]|[.!] (?=[A-Z])", text)][:-1]
    if sentences:
        line = rng.choice(lines)
        added = line.removeprefix("*")
        place = rng.choice(sentences)
        new = added if pair.language == "zh" else added + " "
        yield Change(place, place, new, "", added, "between sentences", line.startswith("*"))
