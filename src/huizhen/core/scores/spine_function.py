"""Spinal cord function: ASIA, AIS, Frankel, mJOA, JOA with its recovery rate, Nurick."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    Needs,
    NotDefined,
    Outcome,
    Score,
    count,
    counts,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded

Five = tuple[int, ...]


def asia_motor(ue_r: Five, ue_l: Five, le_r: Five, le_l: Five) -> Outcome:
    """ASIA motor score, 0-100, with upper and lower limbs 0-50 each (ISNCSCI 2019).

    Ten key muscles a side, 0-5: C5 elbow flexors, C6 wrist extensors, C7 elbow extensors, C8
    finger flexors, T1 finger abductors; L2 hip flexors, L3 knee extensors, L4 ankle dorsiflexors,
    L5 long toe extensors, S1 plantar flexors.
    """
    upper, lower = sum(ue_r) + sum(ue_l), sum(le_r) + sum(le_l)
    return Outcome(values={"UEMS": upper, "LEMS": lower, "total": upper + lower})


_AIS = {
    "A": said("complete", "完全性损伤"),
    "B": said("sensory incomplete", "不完全性感觉损伤"),
    "C": said("motor incomplete, less than half of the key muscles at 3 or more",
              "不完全性运动损伤，损伤平面以下半数以下关键肌肌力≥3级"),
    "D": said("motor incomplete, half or more of the key muscles at 3 or more",
              "不完全性运动损伤，损伤平面以下半数及以上关键肌肌力≥3级"),
    "E": said("normal", "正常"),
}  # fmt: skip


def impairment_scale(
    sacral_function: bool, normal: bool | None, motor_preserved: bool | None,
    muscles_below: int | None, muscles_ge3: int | None,
) -> Outcome:  # fmt: skip
    """ASIA impairment scale (ISNCSCI 2019): A nothing at S4-5, B sensory only, C motor with less
    than half and D with at least half of the key muscles below the level at 3 or more, E normal."""
    if not sacral_function:
        grade = "A"
    elif normal:
        grade = "E"
    elif motor_preserved is None:
        raise Needs("motor_preserved")
    elif not motor_preserved:
        grade = "B"
    elif muscles_below is None or muscles_ge3 is None:
        given = {"muscles_below": muscles_below, "muscles_ge3": muscles_ge3}
        raise Needs(*(name for name, value in given.items() if value is None))
    elif muscles_ge3 > muscles_below:
        raise NotDefined("more muscles at 3 or more than muscles below the level",
                         "肌力≥3级的关键肌数超过损伤平面以下关键肌数")  # fmt: skip
    else:
        grade = "D" if 2 * muscles_ge3 >= muscles_below else "C"
    band = said(f"AIS {grade}: {_AIS[grade].en}", f"AIS {grade}级：{_AIS[grade].zh}")
    return Outcome(values={"ais": grade}, band=band)


_FRANKEL = {
    "complete": ("A", "完全性损伤"), "sensory only": ("B", "仅有感觉"),
    "motor useless": ("C", "有运动但无用"), "motor useful": ("D", "有用的运动"),
    "normal": ("E", "正常"),
}  # fmt: skip


def frankel(function: str) -> Outcome:
    """Frankel grade: A complete, B sensory, C motor useless, D motor useful, E normal."""
    grade, zh = _FRANKEL[function]
    return Outcome(values={"frankel": grade}, band=said(f"Frankel {grade}", f"{grade}级：{zh}"))


def mjoa(ue: int, le: int, sens: int, sph: int) -> Outcome:
    """mJOA, 0-18 (Benzel 1991): 18 normal, 15-17 mild, 12-14 moderate, 0-11 severe (Tetreault
    2017)."""
    score = ue + le + sens + sph
    limits = ((18, "normal", "正常"), (15, "mild", "轻度"), (12, "moderate", "中度"),
              (0, "severe", "重度"))  # fmt: skip
    severity, zh = next((en, zh) for limit, en, zh in limits if score >= limit)
    return Outcome(values={"score": score, "severity": severity}, band=said(severity, zh))


def joa_sum(ue: int, le: int, sens_ue: int, sens_le: int, sens_trunk: int, bladder: int) -> Outcome:
    """Cervical JOA score, 0-17 (JOA 1994)."""
    return Outcome(values={"score": ue + le + sens_ue + sens_le + sens_trunk + bladder})


def cervical_recovery(pre: int, post: int) -> Outcome:
    """Recovery rate in % of the cervical JOA score, full score 17 (Hirabayashi)."""
    return _recovery(pre, post, 17)


def lumbar_recovery(pre: int, post: int) -> Outcome:
    """Recovery rate in % of the lumbar JOA score, full score 29."""
    return _recovery(pre, post, 29)


def _recovery(pre: int, post: int, full: int) -> Outcome:
    """(post - pre) / (full - pre) x 100: >=75 excellent, >=50 good, >=25 fair, else poor."""
    if pre == full:
        raise NotDefined(
            "the score before treatment is the full score", "术前已为满分，不能计算改善率"
        )
    rate = Decimal(post - pre) / (full - pre) * 100
    limits = ((75, "excellent", "优"), (50, "good", "良"), (25, "fair", "可"))
    found = ((en, zh) for limit, en, zh in limits if rate >= limit)
    en, zh = next(found, ("poor", "差"))
    return Outcome(values={"recovery_pct": rounded(rate, 1)}, band=said(en, zh))


_NURICK = {
    "root signs only": "仅有神经根症状体征",
    "cord signs, no gait difficulty": "有脊髓受压体征，无行走困难",
    "slight gait difficulty, works": "轻度行走困难，可全日工作",
    "gait difficulty prevents full-time work, walks unaided": "行走困难影响全日工作，无需扶助",
    "walks only with an aid": "须扶助或助行器行走",
    "chair or bed": "须轮椅或卧床",
}


def nurick(gait: str) -> Outcome:
    """Nurick grade 0-5 (Nurick 1972)."""
    grade = list(_NURICK).index(gait)
    return Outcome(values={"grade": grade}, band=said(f"grade {grade}: {gait}", _NURICK[gait]))


_SPN = ("spn",)


def _muscles(name: str, en: str, zh: str) -> InputSpec:
    return counts(name, f"{en}, five key muscles", f"{zh}5块关键肌肌力", 0, 5, 5)


SCORES = (
    Score(
        id="S01", name="asia-motor", title=said("ASIA motor score", "ASIA运动评分"),
        inputs=(_muscles("ue_r", "right arm C5-T1", "右上肢（C5～T1）"),
                _muscles("ue_l", "left arm C5-T1", "左上肢（C5～T1）"),
                _muscles("le_r", "right leg L2-S1", "右下肢（L2～S1）"),
                _muscles("le_l", "left leg L2-S1", "左下肢（L2～S1）")),
        formula=asia_motor, source="ISNCSCI 2019", edition="ISNCSCI 2019", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S01b", name="ais", title=said("ASIA impairment scale", "ASIA残损分级（AIS）"),
        inputs=(
            yes_no("sacral_function", "any sensory or motor function at S4-5",
                   "S4～5存在任何感觉或运动功能"),
            yes_no("normal", "sensory and motor function normal", "感觉与运动功能均正常",
                   required=False),
            yes_no("motor_preserved", "motor function preserved below the level",
                   "损伤平面以下保留运动功能", required=False),
            count("muscles_below", "key muscles below the level", "损伤平面以下关键肌数", 1, 20,
                  required=False),
            count("muscles_ge3", "of these at 3 or more", "其中肌力≥3级者", 0, 20, required=False),
        ),
        formula=impairment_scale, source="ISNCSCI 2019", edition="AIS, ISNCSCI 2019",
        confidence="B", specialties=_SPN,
    ),
    Score(
        id="S01c", name="frankel", title=said("Frankel grade", "Frankel分级"),
        inputs=(one("function", "function below the level", "损伤平面以下功能",
                    {name: zh for name, (_, zh) in _FRANKEL.items()}),),
        formula=frankel, source="Frankel 1969", edition="Frankel", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S02", name="mjoa", title=said("mJOA, 18 points", "改良JOA评分（mJOA，18分）"),
        inputs=(count("ue", "arm motor", "上肢运动", 0, 5),
                count("le", "leg motor", "下肢运动", 0, 7),
                count("sens", "arm sensation", "上肢感觉", 0, 3),
                count("sph", "sphincter", "括约肌功能", 0, 3)),
        formula=mjoa, source="Benzel 1991; Tetreault 2017", edition="mJOA 18 points (Benzel)",
        confidence="A", specialties=_SPN,
        cautions=(said("not the 17-point JOA, which many pages label mJOA",
                       "非17分法JOA（不少资料误标为mJOA）"),),
    ),
    Score(
        id="S03", name="joa-recovery",
        title=said("Recovery rate, cervical JOA 17", "颈椎JOA（17分）改善率"),
        inputs=(count("pre", "JOA before treatment", "治疗前JOA评分", 0, 17),
                count("post", "JOA after treatment", "治疗后JOA评分", 0, 17)),
        formula=cervical_recovery, source="JOA 1994; Hirabayashi", edition="JOA 17, Hirabayashi",
        confidence="B", specialties=_SPN,
    ),
    Score(
        id="S03a", name="joa-17", title=said("Cervical JOA score", "颈椎JOA评分（17分）"),
        inputs=(count("ue", "arm motor", "上肢运动", 0, 4),
                count("le", "leg motor", "下肢运动", 0, 4),
                count("sens_ue", "arm sensation", "上肢感觉", 0, 2),
                count("sens_le", "leg sensation", "下肢感觉", 0, 2),
                count("sens_trunk", "trunk sensation", "躯干感觉", 0, 2),
                count("bladder", "bladder", "膀胱功能", 0, 3)),
        formula=joa_sum, source="JOA 1994", edition="JOA 17 (1994)", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S03b", name="joa-lumbar-recovery",
        title=said("Recovery rate, lumbar JOA 29", "腰椎JOA（29分）改善率"),
        inputs=(count("pre", "JOA before treatment", "治疗前JOA评分", -6, 29),
                count("post", "JOA after treatment", "治疗后JOA评分", -6, 29)),
        formula=lumbar_recovery, source="JOA; Hirabayashi", edition="JOA 29", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S15", name="nurick", title=said("Nurick grade", "Nurick分级"),
        inputs=(one("gait", "gait", "步态", _NURICK),), formula=nurick, source="Nurick 1972",
        edition="Nurick 1972", confidence="B", specialties=_SPN,
    ),
)  # fmt: skip
