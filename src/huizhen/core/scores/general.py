"""General scores: performance status, body size, kidney function, calcium, smoking, nutrition."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    ALL,
    Outcome,
    Said,
    Score,
    age,
    count,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import (
    UMOL_PER_MGDL_CREATININE,
    power,
    rounded,
    settled,
    whole,
)

_ECOG = {
    0: said("fully active", "活动能力完全正常"),
    1: said("restricted in strenuous activity, ambulatory, light work",
            "可自由走动及从事轻体力活动，不能从事较重体力活动"),
    2: said("ambulatory, cares for self, unable to work, up more than half of waking hours",
            "可自由走动，生活自理，不能工作，日间超过一半时间可起床活动"),
    3: said("limited self-care, in bed or chair more than half of waking hours",
            "生活仅部分自理，日间超过一半时间卧床或坐轮椅"),
    4: said("completely disabled", "卧床不起，生活不能自理"),
    5: said("dead", "死亡"),
}  # fmt: skip
_DESCRIPTIONS = {
    "fully active": "活动能力完全正常",
    "restricted in strenuous activity": "重体力活动受限",
    "unable to work, cares for self": "不能工作，生活自理",
    "in bed or chair more than half the day": "日间超过一半时间卧床或坐椅",
    "completely disabled": "卧床不起",
    "dead": "死亡",
}


def performance_status(ecog: int | None, kps: int | None, description: str | None) -> Outcome:
    """ECOG grade: as assigned, as it corresponds to a Karnofsky status, or proposed from words.

    Oken 1982 (0-5); Karnofsky (0-100); the correspondence is approximate: 90-100 is 0, 70-80 is 1,
    50-60 is 2, 30-40 is 3, 10-20 is 4.
    """
    notes: tuple[Said, ...] = ()
    if kps is not None:
        grade = 5 if kps == 0 else (100 - kps) // 20
        notes = (said("approximate, from the Karnofsky status", "由KPS近似换算"),)
    elif description is not None:
        grade = list(_DESCRIPTIONS).index(description)
        notes = (said("proposed from words: a clinician has to confirm the grade",
                      "依文字描述拟定，须由临床医师确认"),)  # fmt: skip
    else:
        grade = ecog or 0
    return Outcome(values={"ecog": grade}, band=_ECOG[grade], notes=notes)


def body_mass_index(kg: Decimal, cm: Decimal) -> Outcome:
    """BMI in kg/m2, with the Chinese adult bands of WS/T 428-2013."""
    bmi = kg / (cm / 100) ** 2
    if bmi < Decimal("18.5"):
        band = said("underweight", "体重过低")
    elif bmi < 24:
        band = said("normal", "体重正常")
    elif bmi < 28:
        band = said("overweight", "超重")
    else:
        band = said("obese", "肥胖")
    return Outcome(values={"bmi": rounded(bmi, 1)}, band=band)


def surface_mosteller(kg: Decimal, cm: Decimal) -> Outcome:
    """Body surface area in m2: square root of kg x cm / 3600 (Mosteller 1987)."""
    return Outcome(values={"bsa_m2": rounded((kg * cm / 3600).sqrt(), 2)})


def surface_area_du_bois(kg: Decimal, cm: Decimal) -> Decimal:
    """Body surface area in m2, unrounded: 0.007184 x kg^0.425 x cm^0.725 (Du Bois 1916)."""
    return Decimal("0.007184") * power(kg, Decimal("0.425")) * power(cm, Decimal("0.725"))


def surface_du_bois(kg: Decimal, cm: Decimal) -> Outcome:
    """Body surface area in m2 by Du Bois 1916."""
    return Outcome(values={"bsa_m2": rounded(surface_area_du_bois(kg, cm), 2)})


def creatinine_clearance(age: int, kg: Decimal, scr_umol: Decimal, female: bool) -> Outcome:
    """Creatinine clearance in mL/min: (140 - age) x kg x 1.23 (male) or 1.04 (female) / Cr
    in umol/L (Cockcroft 1976)."""
    sex = Decimal("1.04") if female else Decimal("1.23")
    return Outcome(values={"crcl_ml_min": rounded((140 - age) * kg * sex / scr_umol, 1)})


def glomerular_filtration(age: int, scr_umol: Decimal, female: bool) -> Outcome:
    """eGFR in mL/min/1.73 m2 by CKD-EPI 2021 without race (Inker 2021); Cr in umol/L.

    142 x min(Scr/k,1)^a x max(Scr/k,1)^-1.200 x 0.9938^age x 1.012 [female]; k 0.7 or 0.9 mg/dL,
    a -0.241 or -0.302. Grades on the unrounded value.
    """
    ratio = scr_umol / UMOL_PER_MGDL_CREATININE / Decimal("0.7" if female else "0.9")
    alpha = Decimal("-0.241" if female else "-0.302")
    egfr = settled(
        142
        * power(min(ratio, Decimal(1)), alpha)
        * power(max(ratio, Decimal(1)), Decimal("-1.200"))
        * Decimal("0.9938") ** age
        * Decimal("1.012" if female else "1")
    )
    grades = ((90, "G1"), (60, "G2"), (45, "G3a"), (30, "G3b"), (15, "G4"))
    grade = next((name for limit, name in grades if egfr >= limit), "G5")
    return Outcome(values={"egfr": whole(egfr)}, band=said(grade, f"{grade}期"))


def corrected_calcium(ca_mmol: Decimal, alb_gl: Decimal) -> Outcome:
    """Calcium in mmol/L corrected for albumin: Ca + 0.02 x (40 - ALB) (Payne 1973, SI form)."""
    corrected = ca_mmol + Decimal("0.02") * (40 - alb_gl)
    band = None
    if corrected >= Decimal("3.5"):
        band = said(
            "hypercalcaemia of at least 3.5 mmol/L: emergency", "高钙血症（≥3.5 mmol/L），急症"
        )
    elif corrected > Decimal("2.75"):
        band = said("hypercalcaemia above 2.75 mmol/L", "高钙血症（＞2.75 mmol/L）")
    return Outcome(values={"ca_corrected": rounded(corrected, 2)}, band=band)


def pack_years(cig_per_day: Decimal, years: Decimal) -> Outcome:
    """Pack-years: cigarettes a day / 20 x years."""
    smoked = cig_per_day / 20 * years
    return Outcome(values={"pack_years": smoked}, band=_smoking(smoked * 20))


def smoking_index(cig_per_day: Decimal, years: Decimal) -> Outcome:
    """Chinese smoking index in cigarette-years: cigarettes a day x years."""
    smoked = cig_per_day * years
    value = int(smoked) if smoked == smoked.to_integral_value() else smoked
    return Outcome(values={"smoking_index": value}, band=_smoking(smoked))


def _smoking(index: Decimal) -> Said:
    if index >= 400:
        return said("400 cigarette-years (20 pack-years) or more: high-risk in China",
                    "吸烟指数≥400支·年（20包年），属高危")  # fmt: skip
    return said("below 400 cigarette-years (20 pack-years)", "吸烟指数＜400支·年（20包年）")


def prognostic_nutritional_index(alb_gl: Decimal, lymph_e9: Decimal) -> Outcome:
    """PNI: ALB (g/L) + 5 x lymphocytes (10*9/L) (Onodera 1984)."""
    pni = alb_gl + 5 * lymph_e9
    if pni < 40:
        band = said("below 40: high risk in the original paper", "＜40，原文定为高危")
    elif pni < 45:
        band = said("below 45, the common Chinese cut-off", "＜45（国内常用界值）")
    else:
        band = said("45 or above", "≥45")
    return Outcome(values={"pni": pni}, band=band)


_SCR = number("scr_umol", "serum creatinine", "血肌酐", "creatinine", positive=True)
_FEMALE = yes_no("female", "female sex", "女性")
_BODY = (number("kg", "weight", "体重", "weight"), number("cm", "height", "身高", "height"))
_SMOKED = (
    number("cig_per_day", "cigarettes per day", "每日吸烟支数", "cigarettes"),
    number("years", "years of smoking", "吸烟年数", "years"),
)

SCORES = (
    Score(
        id="G01", name="ecog",
        title=said("ECOG / Karnofsky performance status", "体力状态（ECOG/KPS）"),
        inputs=(
            count("ecog", "ECOG grade assigned by a clinician", "医师评定的ECOG评分", 0, 5),
            count("kps", "Karnofsky status", "KPS评分", 0, 100, step=10),
            one("description", "description in the record", "病历中的描述", _DESCRIPTIONS),
        ),
        one_of=(("ecog", "kps", "description"),),
        formula=performance_status, source="Oken 1982; Karnofsky", edition="ECOG 0-5",
        confidence="B", specialties=ALL,
    ),
    Score(
        id="G03a", name="bmi", title=said("Body mass index", "体重指数（BMI）"), inputs=_BODY,
        formula=body_mass_index, source="WS/T 428-2013", edition="kg/m²; WS/T 428-2013",
        confidence="B", specialties=ALL,
    ),
    Score(
        id="G03b", name="bsa-mosteller",
        title=said("Body surface area (Mosteller)", "体表面积（Mosteller公式）"), inputs=_BODY,
        formula=surface_mosteller, source="Mosteller 1987", edition="Mosteller 1987",
        confidence="B", specialties=ALL,
    ),
    Score(
        id="G03c", name="bsa-du-bois",
        title=said("Body surface area (Du Bois)", "体表面积（Du Bois公式）"), inputs=_BODY,
        formula=surface_du_bois, source="Du Bois 1916", edition="Du Bois 1916",
        confidence="B", specialties=ALL,
    ),
    Score(
        id="G04", name="cockcroft-gault",
        title=said("Creatinine clearance (Cockcroft-Gault)", "肌酐清除率（Cockcroft-Gault）"),
        inputs=(age(), _BODY[0], _SCR, _FEMALE),
        formula=creatinine_clearance, source="Cockcroft 1976", edition="Cockcroft-Gault, mL/min",
        confidence="B", specialties=("hem", "gio", "tho"),
    ),
    Score(
        id="G05", name="ckd-epi-2021",
        title=said("Estimated glomerular filtration rate (CKD-EPI 2021)",
                   "估算肾小球滤过率（CKD-EPI 2021）"),
        inputs=(age(), _SCR, _FEMALE),
        formula=glomerular_filtration, source="Inker 2021",
        edition="CKD-EPI 2021, mL/min/1.73 m²", confidence="B", specialties=ALL,
        cautions=(said("not interchangeable with the creatinine clearance of Cockcroft-Gault",
                       "不可与Cockcroft-Gault肌酐清除率互换"),),
    ),
    Score(
        id="G06", name="corrected-calcium",
        title=said("Albumin-corrected calcium", "校正血钙"),
        inputs=(number("ca_mmol", "total calcium", "血钙", "calcium"),
                number("alb_gl", "albumin", "白蛋白", "albumin")),
        formula=corrected_calcium, source="Payne 1973 (SI form)", edition="Payne 1973, mmol/L",
        confidence="B", specialties=("hem",),
    ),
    Score(
        id="G07a", name="pack-years", title=said("Pack-years", "吸烟量（包年）"), inputs=_SMOKED,
        formula=pack_years, source="definition", edition="cigarettes per day / 20 × years",
        confidence="B", specialties=("tho",),
    ),
    Score(
        id="G07b", name="smoking-index", title=said("Smoking index", "吸烟指数"), inputs=_SMOKED,
        formula=smoking_index, source="definition", edition="cigarettes per day × years (支·年)",
        confidence="B", specialties=("tho",),
    ),
    Score(
        id="G08", name="pni", title=said("Prognostic nutritional index", "预后营养指数（PNI）"),
        inputs=(number("alb_gl", "albumin", "白蛋白", "albumin"),
                number("lymph_e9", "lymphocytes", "淋巴细胞计数", "white_cells")),
        formula=prognostic_nutritional_index, source="Onodera 1984", edition="Onodera 1984",
        confidence="B", specialties=("gio", "hpb"),
        review=said("cut-offs 45 and 40 are from memory", "界值45、40凭记忆录入，待临床审核"),
    ),
)  # fmt: skip
