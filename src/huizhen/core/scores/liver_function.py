"""Liver reserve: Child-Pugh, ALBI, MELD, MELD-Na, MELD 3.0."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    Outcome,
    Said,
    Score,
    age,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import (
    UMOL_PER_MGDL_BILIRUBIN,
    UMOL_PER_MGDL_CREATININE,
    clamped,
    rounded,
    settled,
    whole,
)

ONE = Decimal(1)
_BANDS = {
    ("umol", False): (34, 51), ("umol", True): (68, 170),
    ("mgdl", False): (2, 3), ("mgdl", True): (4, 10),
}  # fmt: skip


def child_pugh(
    bil_umol: Decimal | None, bil_mgdl: Decimal | None, alb_gl: Decimal, inr: Decimal | None,
    pt_prolong_s: Decimal | None, ascites: str, enceph: str, cholestatic: bool | None,
) -> Outcome:  # fmt: skip
    """Child-Pugh points (5-15) and class (Pugh 1973).

    Bilirubin is tested in the unit in which it was reported: <34 / 34-51 / >51 umol/L or <2 / 2-3
    / >3 mg/dL; in PBC and PSC <68 / 68-170 / >170 umol/L or <4 / 4-10 / >10 mg/dL. ALB >35 /
    28-35 / <28 g/L; INR <1.7 / 1.7-2.3 / >2.3, or PT prolonged by <4 / 4-6 / >6 s.
    """
    unit = "umol" if bil_umol is not None else "mgdl"
    bilirubin = (bil_umol if bil_umol is not None else bil_mgdl) or Decimal(0)
    points = _rising(bilirubin, *_BANDS[(unit, cholestatic is True)])
    points += 1 if alb_gl > 35 else 2 if alb_gl >= 28 else 3
    if inr is not None:
        points += _rising(inr, Decimal("1.7"), Decimal("2.3"))
    else:
        points += _rising(pt_prolong_s or Decimal(0), 4, 6)
    points += ("none", "slight", "moderate").index(ascites) + 1
    points += ("none", "1-2", "3-4").index(enceph) + 1
    grade = "A" if points <= 6 else "B" if points <= 9 else "C"
    notes: tuple[Said, ...] = ()
    if cholestatic is None and _rising(bilirubin, *_BANDS[(unit, True)]) != _rising(
        bilirubin, *_BANDS[(unit, False)]
    ):
        notes = (said("general bilirubin bands; in PBC and PSC higher bands apply",
                      "按一般胆红素分界；PBC/PSC另有较高分界"),)  # fmt: skip
    return Outcome(
        values={"points": points, "class": grade}, notes=notes,
        band=said(f"class {grade} ({points} points)", f"{grade}级（{points}分）"),
    )  # fmt: skip


def _rising(value: Decimal, low: Decimal | int, high: Decimal | int) -> int:
    return 1 if value < low else 2 if value <= high else 3


def albi_value(bil_umol: Decimal, alb_gl: Decimal) -> Decimal:
    """0.66 x log10 TBIL (umol/L) - 0.085 x ALB (g/L), unrounded (Johnson 2015)."""
    return settled(Decimal("0.66") * bil_umol.log10() - Decimal("0.085") * alb_gl)


def albi(bil_umol: Decimal, alb_gl: Decimal) -> Outcome:
    """ALBI score and grade (Johnson 2015): 1 to -2.60, 2 to -1.39, 3 above; mALBI splits grade 2
    at -2.27 (Hiraoka 2017). Grades on the unrounded score."""
    score = albi_value(bil_umol, alb_gl)
    grade = 1 if score <= Decimal("-2.60") else 2 if score <= Decimal("-1.39") else 3
    modified = ("2a" if score <= Decimal("-2.27") else "2b") if grade == 2 else str(grade)
    return Outcome(
        values={"score": rounded(score, 2), "grade": grade, "mALBI": modified},
        band=said(f"grade {grade} (mALBI {modified})", f"{grade}级（mALBI {modified}）"),
    )


def _mgdl(cr_umol: Decimal, bil_umol: Decimal, inr: Decimal, top: int, dialysis: bool) -> tuple[
    Decimal, Decimal, Decimal
]:  # fmt: skip
    """ln of creatinine, bilirubin (mg/dL) and INR, each at least 1, creatinine at most `top`."""
    creatinine = clamped(cr_umol / UMOL_PER_MGDL_CREATININE, ONE, Decimal(top))
    if dialysis:
        creatinine = Decimal(top)
    bilirubin = max(bil_umol / UMOL_PER_MGDL_BILIRUBIN, ONE)
    return creatinine.ln(), bilirubin.ln(), max(inr, ONE).ln()


def _meld(cr_umol: Decimal, bil_umol: Decimal, inr: Decimal, dialysis: bool) -> Decimal:
    """MELD(i): the published rule rounds to one decimal before it multiplies by ten."""
    creatinine, bilirubin, ratio = _mgdl(cr_umol, bil_umol, inr, 4, dialysis)
    raw = (
        Decimal("0.957") * creatinine
        + Decimal("0.378") * bilirubin
        + Decimal("1.120") * ratio
        + Decimal("0.643")
    )
    return rounded(settled(raw), 1) * 10


def meld(cr_umol: Decimal, bil_umol: Decimal, inr: Decimal, dialysis: bool) -> Outcome:
    """MELD(i), 6-40 (UNOS 2016).

    10 x (0.957 ln Cr + 0.378 ln TBIL + 1.120 ln INR + 0.643), rounded to one decimal before x 10;
    Cr and TBIL in mg/dL, each value at least 1.0, Cr at most 4.0 and 4.0 on dialysis.
    """
    return Outcome(values={"meld": min(_meld(cr_umol, bil_umol, inr, dialysis), Decimal(40))})


def meld_na(
    cr_umol: Decimal, bil_umol: Decimal, inr: Decimal, na: Decimal, dialysis: bool
) -> Outcome:
    """MELD-Na, 6-40 (UNOS 2016): above 11, M + 1.32 x (137 - Na) - 0.033 x M x (137 - Na), Na
    moved into 125-137."""
    score = min(_meld(cr_umol, bil_umol, inr, dialysis), Decimal(40))
    if score > 11:
        gap = 137 - clamped(na, Decimal(125), Decimal(137))
        score += Decimal("1.32") * gap - Decimal("0.033") * score * gap
    return Outcome(values={"meld_na": min(max(whole(score), 6), 40)})


def meld_3(
    cr_umol: Decimal, bil_umol: Decimal, inr: Decimal, na: Decimal, alb_gl: Decimal, female: bool,
    dialysis: bool, age: int | None,
) -> Outcome:  # fmt: skip
    """MELD 3.0 raw and as allocated, 6-40 (Kim 2021).

    Cr 1.0-3.0 (3.0 on dialysis), TBIL in mg/dL and INR at least 1.0, Na 125-137, ALB 1.5-3.5 g/dL.
    From 12 to 17 years both sexes get the sex term.
    """
    creatinine, bilirubin, ratio = _mgdl(cr_umol, bil_umol, inr, 3, dialysis)
    gap = 137 - clamped(na, Decimal(125), Decimal(137))
    lack = Decimal("3.5") - clamped(alb_gl / 10, Decimal("1.5"), Decimal("3.5"))
    has_sex_term = female or (age is not None and 12 <= age < 18)
    raw = settled(
        (Decimal("1.33") if has_sex_term else 0)
        + Decimal("4.56") * bilirubin
        + Decimal("0.82") * gap
        - Decimal("0.24") * gap * bilirubin
        + Decimal("9.09") * ratio
        + Decimal("11.14") * creatinine
        + Decimal("1.85") * lack
        - Decimal("1.83") * lack * creatinine
        + 6
    )
    return Outcome(values={"raw": rounded(raw, 2), "score": min(max(whole(raw), 6), 40)})


_FLAT_BIL = number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", flat_below="17.1")
_FLAT_INR = number("inr", "INR", "国际标准化比值（INR）", "inr", flat_below="1")
_NA = number("na", "sodium", "血钠", "sodium", flat_below="125", flat_above="137")
_DIALYSIS = yes_no("dialysis", "dialysis at least twice in the last week", "1周内透析≥2次")
_HPB = ("hpb",)
_ANTICOAGULANT = said("an anticoagulant makes the INR invalid", "使用抗凝药时INR不能用于评分")


def _creatinine(top: str) -> InputSpec:
    return number("cr_umol", "serum creatinine", "血肌酐", "creatinine", flat_below="88.4",
                  flat_above=top)  # fmt: skip


SCORES = (
    Score(
        id="H01", name="child-pugh", title=said("Child-Pugh score", "Child-Pugh分级"),
        inputs=(
            number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", cuts="34 51 68 170",
                   other_unit=("mg/dL", "bil_mgdl")),
            number("bil_mgdl", "total bilirubin as reported in mg/dL", "总胆红素（原单位mg/dL）",
                   "bilirubin_mgdl", cuts="2 3 4 10", other_unit=("umol/L", "bil_umol")),
            number("alb_gl", "albumin", "白蛋白", "albumin", cuts="28 35"),
            number("inr", "INR", "国际标准化比值（INR）", "inr", cuts="1.7 2.3"),
            number("pt_prolong_s", "prothrombin time prolonged by", "凝血酶原时间延长", "seconds",
                   cuts="4 6"),
            one("ascites", "ascites", "腹水",
                {"none": "无", "slight": "少量或可控", "moderate": "中等量以上"}),
            one("enceph", "hepatic encephalopathy", "肝性脑病",
                {"none": "无", "1-2": "1～2级", "3-4": "3～4级"}),
            yes_no("cholestatic", "cholestatic disease (PBC or PSC)", "胆汁淤积性肝病（PBC/PSC）",
                   required=False),
        ),
        one_of=(("bil_umol", "bil_mgdl"), ("inr", "pt_prolong_s")),
        formula=child_pugh, source="Pugh 1973", edition="Child-Pugh (Pugh 1973)", confidence="B",
        specialties=("hpb", "gio", "hem"),
        cautions=(_ANTICOAGULANT,),
    ),
    Score(
        id="H02", name="albi", title=said("ALBI and mALBI grade", "ALBI/mALBI分级"),
        inputs=(
            number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", positive=True),
            number("alb_gl", "albumin", "白蛋白", "albumin"),
        ),
        formula=albi, source="Johnson 2015; Hiraoka 2017", edition="ALBI 2015, mALBI 2017",
        confidence="A", specialties=_HPB,
    ),
    Score(
        id="H03a", name="meld", title=said("MELD(i)", "MELD评分"),
        inputs=(_creatinine("353.6"), _FLAT_BIL, _FLAT_INR, _DIALYSIS),
        formula=meld, source="UNOS 2016", edition="MELD(i), UNOS 2016", confidence="A",
        specialties=_HPB, cautions=(_ANTICOAGULANT,),
    ),
    Score(
        id="H03b", name="meld-na", title=said("MELD-Na", "MELD-Na评分"),
        inputs=(_creatinine("353.6"), _FLAT_BIL, _FLAT_INR, _NA, _DIALYSIS),
        formula=meld_na, source="UNOS 2016", edition="MELD-Na, UNOS 2016", confidence="A",
        specialties=_HPB, cautions=(_ANTICOAGULANT,),
    ),
    Score(
        id="H04", name="meld-3", title=said("MELD 3.0", "MELD 3.0评分"),
        inputs=(_creatinine("265.2"), _FLAT_BIL, _FLAT_INR, _NA,
                number("alb_gl", "albumin", "白蛋白", "albumin", flat_below="15", flat_above="35"),
                yes_no("female", "female sex", "女性"), _DIALYSIS, age(12, required=False)),
        formula=meld_3, source="Kim 2021", edition="MELD 3.0 (2021)", confidence="A",
        specialties=_HPB,
        cautions=(said("adult formula; from 12 to 17 years give the age",
                       "成人公式；12～17岁须填写年龄"),
                  _ANTICOAGULANT),
    ),
)  # fmt: skip
