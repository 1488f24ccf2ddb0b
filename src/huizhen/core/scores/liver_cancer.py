"""Liver cancer: BCLC, CNLC, transplant criteria, portal vein tumour thrombus.

Macrovascular invasion is tumour thrombus seen on imaging or with the naked eye. The 'MVI' of a
Chinese pathology report is microvascular invasion (M0-M2) and enters none of these.
"""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    Outcome,
    Said,
    Score,
    count,
    number,
    numbers,
    one,
    said,
    yes_no,
)

_CIRRHOSIS = said(
    "Child-Pugh C that meets transplant criteria is not automatically stage D",
    "Child-Pugh C级但符合肝移植标准者，不自动归为D期",
)
_FROM_STATUS = said(
    "stage C from performance status alone: it counts only when the tumour causes it",
    "仅因体力状态归为C期：体力下降须由肿瘤所致",
)
_NOT_MVI = said(
    "macrovascular invasion only; MVI (M0-M2) of a pathology report does not count",
    "仅指肉眼/影像可见的血管侵犯；病理报告的微血管侵犯（MVI，M0～M2）不计入",
)
_BCLC = {
    "0": said("very early", "极早期"),
    "A": said("early", "早期"),
    "B": said("intermediate", "中期"),
    "C": said("advanced", "晚期"),
    "D": said("terminal", "终末期"),
}


def bclc(n: int, max_cm: Decimal, macrovascular: bool, ehs: bool, ps: int, cp: str) -> Outcome:
    """BCLC stage 2022 (Reig 2022).

    D: PS 3-4 or end-stage liver function; C: macrovascular invasion, extrahepatic spread or PS
    1-2; 0: single up to 2 cm; A: single, or up to 3 nodules each up to 3 cm; B: beyond.
    """
    notes: tuple[Said, ...] = ()
    if ps >= 3 or cp == "C":
        stage = "D"
        notes = (_CIRRHOSIS,) if cp == "C" else ()
    elif macrovascular or ehs or ps >= 1:
        stage = "C"
        notes = () if macrovascular or ehs else (_FROM_STATUS,)
    elif n == 1 and max_cm <= 2:
        stage = "0"
    elif n == 1 or (n <= 3 and max_cm <= 3):
        stage = "A"
    else:
        stage = "B"
    return Outcome(values={"stage": stage}, band=_BCLC[stage], notes=notes)


def cnlc(n: int, max_cm: Decimal, macrovascular: bool, ehs: bool, ps: int, cp: str) -> Outcome:
    """Chinese liver cancer stage (CNLC, guideline of 2022 and 2024).

    IV: PS 3-4 or Child-Pugh C; IIIb extrahepatic; IIIa visible thrombus; Ia single up to 5 cm; Ib
    single above 5 cm, or 2-3 nodules up to 3 cm; IIa 2-3 nodules above 3 cm; IIb 4 or more.
    """
    if ps >= 3 or cp == "C":
        stage = "IV"
    elif ehs:
        stage = "IIIb"
    elif macrovascular:
        stage = "IIIa"
    elif n == 1:
        stage = "Ia" if max_cm <= 5 else "Ib"
    elif n <= 3:
        stage = "Ib" if max_cm <= 3 else "IIa"
    else:
        stage = "IIb"
    return Outcome(values={"stage": stage}, band=said(f"CNLC {stage}", f"CNLC {stage}期"))


def milan(sizes_cm: tuple[Decimal, ...], macrovascular: bool, ehs: bool) -> Outcome:
    """Within the Milan criteria (Mazzaferro 1996): one up to 5 cm, or 2-3 each up to 3 cm."""
    fits = len(sizes_cm) == 1 and sizes_cm[0] <= 5
    fits = fits or (1 < len(sizes_cm) <= 3 and max(sizes_cm) <= 3)
    return _criteria(fits, macrovascular, ehs)


def ucsf(sizes_cm: tuple[Decimal, ...], macrovascular: bool, ehs: bool) -> Outcome:
    """Within the UCSF criteria (Yao 2001): one up to 6.5 cm, or 2-3 up to 4.5 and together 8."""
    fits = len(sizes_cm) == 1 and sizes_cm[0] <= Decimal("6.5")
    few = 1 < len(sizes_cm) <= 3 and max(sizes_cm) <= Decimal("4.5")
    return _criteria(fits or (few and sum(sizes_cm) <= 8), macrovascular, ehs)


def hangzhou(
    sizes_cm: tuple[Decimal, ...], afp: Decimal, grade: str, macrovascular: bool, ehs: bool
) -> Outcome:
    """Within the Hangzhou criteria (Zheng 2008): together up to 8 cm, or more with grade well or
    moderate and AFP up to 400 ng/mL."""
    fits = sum(sizes_cm) <= 8 or (grade in ("well", "moderate") and afp <= 400)
    return _criteria(fits, macrovascular, ehs)


def _criteria(fits: bool, macrovascular: bool, ehs: bool) -> Outcome:
    is_within = fits and not macrovascular and not ehs
    band = said("within", "符合") if is_within else said("outside", "不符合")
    return Outcome(values={"within": is_within}, band=band)


_THROMBUS = {
    "microscopic": ("I0", "镜下癌栓"),
    "segmental or sectoral branch": ("I", "门静脉二级及以上分支"),
    "left or right portal vein": ("II", "门静脉左支或右支"),
    "main portal vein": ("III", "门静脉主干"),
    "superior mesenteric vein": ("IV", "肠系膜上静脉"),
}


def portal_thrombus(extent: str) -> Outcome:
    """Type of portal vein tumour thrombus (Cheng): I0 microscopic, I segmental, II left or right,
    III main portal vein, IV superior mesenteric vein; the furthest extent counts."""
    type_ = _THROMBUS[extent][0]
    return Outcome(values={"type": type_}, band=said(f"Cheng type {type_}", f"程氏{type_}型"))


_LIVER_TUMOUR = (
    count("n", "number of tumours", "肿瘤数目", 1, 99),
    number("max_cm", "largest tumour", "最大肿瘤直径", "size_cm", cuts="2 3 5", positive=True),
    yes_no("macrovascular", "macrovascular invasion (tumour thrombus seen on imaging)",
           "肉眼/影像可见的血管侵犯（癌栓）"),
    yes_no("ehs", "extrahepatic spread", "肝外转移"),
    count("ps", "ECOG performance status", "体力状态（ECOG）", 0, 4),
    one("cp", "Child-Pugh class", "Child-Pugh分级", {"A": "A级", "B": "B级", "C": "C级"}),
)  # fmt: skip
_SIZES = numbers("sizes_cm", "diameter of every tumour", "各肿瘤直径", "size_cm")


def _transplant(*extra: InputSpec) -> tuple[InputSpec, ...]:
    return (_SIZES, *extra, _LIVER_TUMOUR[2], _LIVER_TUMOUR[3])


_HPB = ("hpb",)

SCORES = (
    Score(
        id="H05", name="bclc", title=said("BCLC stage", "BCLC分期"), inputs=_LIVER_TUMOUR,
        formula=bclc, source="Reig 2022", edition="BCLC 2022", confidence="B", specialties=_HPB,
        cautions=(_NOT_MVI,),
    ),
    Score(
        id="H06", name="cnlc", title=said("CNLC stage", "中国肝癌分期（CNLC）"),
        inputs=_LIVER_TUMOUR, formula=cnlc, source="原发性肝癌诊疗指南（2022/2024年版）",
        edition="CNLC 2022/2024", confidence="B", specialties=_HPB, cautions=(_NOT_MVI,),
    ),
    Score(
        id="H11a", name="milan", title=said("Milan criteria", "米兰标准"), inputs=_transplant(),
        formula=milan, source="Mazzaferro 1996", edition="Milan 1996", confidence="B",
        specialties=_HPB, cautions=(_NOT_MVI,),
    ),
    Score(
        id="H11b", name="ucsf", title=said("UCSF criteria", "UCSF标准"), inputs=_transplant(),
        formula=ucsf, source="Yao 2001", edition="UCSF 2001", confidence="B", specialties=_HPB,
        cautions=(_NOT_MVI,),
    ),
    Score(
        id="H11c", name="hangzhou", title=said("Hangzhou criteria", "杭州标准"),
        inputs=_transplant(
            number("afp", "alpha-fetoprotein", "甲胎蛋白（AFP）", "nanogram", cuts="400"),
            one("grade", "histological grade", "组织学分级",
                {"well": "高分化", "moderate": "中分化", "poor": "低分化"}),
        ),
        formula=hangzhou, source="Zheng 2008", edition="Hangzhou 2008", confidence="B",
        specialties=_HPB, cautions=(_NOT_MVI,),
    ),
    Score(
        id="H12", name="cheng-pvtt",
        title=said("Portal vein tumour thrombus (Cheng)", "门静脉癌栓程氏分型"),
        inputs=(one("extent", "furthest extent of the thrombus", "癌栓所达最远部位",
                    {name: zh for name, (_, zh) in _THROMBUS.items()}),),
        formula=portal_thrombus, source="Cheng classification (EHBH)", edition="Cheng",
        confidence="B", specialties=_HPB,
        cautions=(said("the Japanese Vp1-Vp4 is another scale", "日本Vp1～Vp4为另一分型"),),
    ),
)  # fmt: skip
