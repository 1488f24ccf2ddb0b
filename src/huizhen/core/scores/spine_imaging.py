"""Spine and joints on imaging: Cobb, Pfirrmann, Meyerding, sagittal balance, TLICS, bone."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Result,
    Said,
    Score,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded


def cobb(cobb: Decimal, growing: bool | None, previous: Decimal | None) -> Outcome:
    """What a Cobb angle means in adolescent scoliosis (SRS): <10 none, <25 observe, 25 to below 45
    brace while growing, from 45 surgery is considered; progression above 5 degrees."""
    notes: tuple[Said, ...] = ()
    if cobb < 10:
        found, zh = "no scoliosis", "无侧弯"
    elif cobb < 25:
        found, zh = "observe", "观察"
    elif cobb >= 45:
        found, zh = "surgical range", "达手术考虑范围"
        if cobb < 50:
            notes = (said("some use 50° as the limit", "部分标准以50°为界"),)
    elif growing is None:
        raise Needs("growing")
    elif growing:
        found, zh = "brace", "生长期，支具治疗"
        if cobb >= 40:
            notes = (said("some brace up to 40° only", "部分标准支具上限为40°"),)
    else:
        found, zh = "no brace: growth finished", "生长已结束，无支具指征"
    values: dict[str, Result] = {"range": found}
    if previous is not None:
        values["progression"] = cobb - previous > 5
    return Outcome(values=values, band=said(found, zh), notes=notes)


_PFIRRMANN = {
    "bright, homogeneous": ("I", "信号均匀高亮"),
    "inhomogeneous, clear distinction": ("II", "信号不均，髓核与纤维环分界清"),
    "grey, unclear distinction": ("III", "信号灰，分界不清，高度正常或略低"),
    "dark, distinction lost": ("IV", "信号低，分界消失"),
    "collapsed": ("V", "椎间隙塌陷"),
}


def pfirrmann(disc: str) -> Outcome:
    """Pfirrmann grade of disc degeneration on T2 (Pfirrmann 2001)."""
    return _graded(*_PFIRRMANN[disc])


def _graded(grade: str, zh: str) -> Outcome:
    return Outcome(values={"grade": grade}, band=said(f"grade {grade}", f"{grade}级：{zh}"))


def meyerding(slip_mm: Decimal, ap_mm: Decimal) -> Outcome:
    """Slip in % of the vertebra below, with the Meyerding grade: 0 none, I to 25, II to 50, III to
    75, IV to 100, V above."""
    percent = slip_mm / ap_mm * 100
    limits = ((0, "0 (no slip)", "无滑脱"), (25, "I", "I度"), (50, "II", "II度"),
              (75, "III", "III度"), (100, "IV", "IV度"))  # fmt: skip
    found = ((en, zh) for limit, en, zh in limits if percent <= limit)
    grade, zh = next(found, ("V (spondyloptosis)", "V度（完全滑脱）"))
    return Outcome(
        values={"pct": rounded(percent, 1), "grade": grade}, band=said(f"grade {grade}", zh)
    )


def pelvic_incidence(pt: Decimal, ss: Decimal) -> Outcome:
    """Pelvic incidence in degrees: pelvic tilt + sacral slope; with the SRS-Schwab modifier of the
    tilt, <20, 20-30, >30 (Schwab 2012)."""
    return Outcome(values={"PI": _tidy(pt + ss)}, band=_modifier("PT", pt, 20, 30))


def lordosis_mismatch(pi: Decimal, ll: Decimal) -> Outcome:
    """PI - LL in degrees with its SRS-Schwab modifier, <10, 10-20, >20 (Schwab 2012)."""
    return Outcome(values={"PI-LL": _tidy(pi - ll)}, band=_modifier("PI-LL", pi - ll, 10, 20))


def vertical_axis(sva_mm: Decimal) -> Outcome:
    """SRS-Schwab modifier of the sagittal vertical axis, <40, 40-95, >95 mm (Schwab 2012)."""
    band = _modifier("SVA", sva_mm, 40, 95)
    return Outcome(values={"modifier": band.en.split()[-1]}, band=band)


def _modifier(name: str, value: Decimal, low: int, high: int) -> Said:
    grade = "0" if value < low else "+" if value <= high else "++"
    return said(f"{name} modifier {grade}", f"{name}修正等级：{grade}")


def _tidy(number: Decimal) -> Result:
    return int(number) if number == number.to_integral_value() else number


_MORPHOLOGY = {
    "compression": "压缩",
    "burst": "爆裂",
    "translation": "平移/旋转",
    "distraction": "牵张",
}
_NEUROLOGY = {"intact": (0, "完整"), "root": (2, "神经根损伤"),
              "complete": (2, "脊髓/圆锥完全性损伤"),
              "incomplete": (3, "脊髓/圆锥不完全性损伤"),
              "cauda equina": (3, "马尾损伤")}  # fmt: skip
_LIGAMENTS = {"intact": (0, "完整"), "indeterminate": (2, "可疑"), "injured": (3, "损伤")}


def tlics(m: str, n: str, p: str) -> Outcome:
    """TLICS of a thoracolumbar injury (Vaccaro 2005): to 3 non-operative, 4 either, from 5
    operative."""
    score = list(_MORPHOLOGY).index(m) + 1 + _NEUROLOGY[n][0] + _LIGAMENTS[p][0]
    advice, zh = ("non-operative", "非手术") if score <= 3 else ("operative", "手术")
    if score == 4:
        advice, zh = "either", "手术或非手术均可"
    return Outcome(values={"score": score, "advice": advice}, band=said(advice, zh))


def bone_density(t_score: Decimal) -> Outcome:
    """T-score of bone density (WHO): >=-1 normal, above -2.5 osteopenia, <=-2.5 osteoporosis."""
    if t_score >= -1:
        found, zh = "normal", "骨量正常"
    elif t_score > Decimal("-2.5"):
        found, zh = "osteopenia", "骨量减少"
    else:
        found, zh = "osteoporosis", "骨质疏松"
    return Outcome(values={"density": found}, band=said(found, zh))


def bone_attenuation(hu: Decimal) -> Outcome:
    """Trabecular attenuation of L1 on CT: to 100-110 HU suggests osteoporosis, from 160 normal."""
    if hu <= 100:
        found, zh = "suggests osteoporosis", "提示骨质疏松"
    elif hu <= 110:
        found, zh = "suggests osteoporosis by the limit of 110", "按110 HU界值提示骨质疏松"
    elif hu < 160:
        found, zh = "undetermined", "不确定"
    else:
        found, zh = "normal", "正常"
    return Outcome(values={"attenuation": found}, band=said(found, zh))


_KELLGREN = {
    "none": ("0", "无改变"), "doubtful": ("1", "可疑骨赘"),
    "definite osteophyte": ("2", "明确骨赘"),
    "narrowing": ("3", "关节间隙狭窄"),
    "severe narrowing, sclerosis, deformity": ("4", "重度狭窄、硬化、畸形"),
}  # fmt: skip


def kellgren_lawrence(finding: str) -> Outcome:
    """Kellgren-Lawrence grade of a joint X-ray (1957); the worst finding counts."""
    grade, zh = _KELLGREN[finding]
    return Outcome(values={"grade": int(grade)}, band=said(f"grade {grade}", f"{grade}级：{zh}"))


_SPN = ("spn",)

SCORES = (
    Score(
        id="S10", name="cobb", title=said("Cobb angle", "Cobb角"),
        inputs=(
            number("cobb", "Cobb angle", "Cobb角", "degrees", low="0", cuts="10 25 40 45 50"),
            yes_no("growing", "still growing", "处于生长期", required=False),
            number("previous", "earlier Cobb angle", "既往Cobb角", "degrees", low="0",
                   required=False),
        ),
        formula=cobb, source="SRS", edition="SRS, adolescent", confidence="B", specialties=_SPN,
        cautions=(said("measurement error of 5° either way", "测量误差±5°"),),
    ),
    Score(
        id="S11", name="pfirrmann", title=said("Pfirrmann grade", "Pfirrmann分级"),
        inputs=(one("disc", "disc on T2", "椎间盘T2表现",
                    {name: zh for name, (_, zh) in _PFIRRMANN.items()}),),
        formula=pfirrmann, source="Pfirrmann 2001", edition="Pfirrmann 2001", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S12", name="meyerding", title=said("Meyerding grade", "Meyerding分度"),
        inputs=(number("slip_mm", "slip", "滑移距离", "size_mm"),
                number("ap_mm", "depth of the vertebra below", "下位椎体前后径", "size_mm",
                       positive=True)),
        formula=meyerding, source="Meyerding", edition="Meyerding", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S13a", name="pelvic-incidence", title=said("Pelvic incidence", "骨盆入射角（PI）"),
        inputs=(number("pt", "pelvic tilt", "骨盆倾斜角（PT）", "degrees"),
                number("ss", "sacral slope", "骶骨倾斜角（SS）", "degrees")),
        formula=pelvic_incidence, source="Schwab 2012", edition="SRS-Schwab 2012",
        confidence="B", specialties=_SPN,
    ),
    Score(
        id="S13b", name="pi-ll", title=said("PI - LL mismatch", "PI-LL匹配值"),
        inputs=(number("pi", "pelvic incidence", "骨盆入射角（PI）", "degrees"),
                number("ll", "lumbar lordosis", "腰椎前凸角（LL）", "degrees")),
        formula=lordosis_mismatch, source="Schwab 2012", edition="SRS-Schwab 2012",
        confidence="B", specialties=_SPN,
    ),
    Score(
        id="S13c", name="sva", title=said("Sagittal vertical axis", "矢状面轴向距离（SVA）"),
        inputs=(number("sva_mm", "SVA, standing", "站立位SVA", "offset_mm", cuts="40 95"),),
        formula=vertical_axis, source="Schwab 2012", edition="SRS-Schwab 2012", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S14", name="tlics", title=said("TLICS", "胸腰椎损伤分类评分（TLICS）"),
        inputs=(
            one("m", "morphology", "损伤形态", _MORPHOLOGY),
            one("n", "neurology", "神经功能", {name: zh for name, (_, zh) in _NEUROLOGY.items()}),
            one("p", "posterior ligaments", "后方韧带复合体",
                {name: zh for name, (_, zh) in _LIGAMENTS.items()}),
        ),
        formula=tlics, source="Vaccaro 2005", edition="TLICS 2005", confidence="B",
        specialties=_SPN,
    ),
    Score(
        id="S16a", name="t-score", title=said("Bone density, T-score", "骨密度T值"),
        inputs=(number("t_score", "T-score", "T值", "ratio", cuts="-2.5 -1", low="-10",
                       high="10"),),
        formula=bone_density, source="WHO", edition="WHO T-score", confidence="B",
        specialties=_SPN,
        cautions=(said("postmenopausal women and men from 50 years; otherwise the Z-score",
                       "适用于绝经后女性及≥50岁男性，其余采用Z值"),),
    ),
    Score(
        id="S16b", name="ct-bone-hu", title=said("Bone attenuation of L1 on CT", "L1椎体CT值"),
        inputs=(number("hu", "attenuation of L1", "L1 CT值", "hounsfield", cuts="100 110 160"),),
        formula=bone_attenuation, source="-", edition="limits 100-110 and 160 HU",
        confidence="C", specialties=_SPN,
        review=said("limits are from memory", "界值凭记忆录入，待临床审核"),
    ),
    Score(
        id="S17", name="kellgren-lawrence",
        title=said("Kellgren-Lawrence grade", "Kellgren-Lawrence分级"),
        inputs=(one("finding", "worst finding on X-ray", "X线最重表现",
                    {name: zh for name, (_, zh) in _KELLGREN.items()}),),
        formula=kellgren_lawrence, source="Kellgren, Lawrence 1957", edition="KL 1957",
        confidence="B", specialties=_SPN,
    ),
)  # fmt: skip
