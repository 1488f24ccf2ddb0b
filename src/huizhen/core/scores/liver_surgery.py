"""Liver resection: the Makuuchi decision with ICG-R15, standard liver volume, remnant."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import Outcome, Said, Score, number, said, yes_no
from huizhen.core.scores.general import surface_area_du_bois
from huizhen.core.scores.numbers import UMOL_PER_MGDL_BILIRUBIN, rounded, whole

_RIGHT = "trisectionectomy/bisectionectomy (right hemihepatectomy)"
_LEFT = "left hemihepatectomy / right sectionectomy"
_SEGMENT = "segmentectomy (Couinaud)"
_LIMITED = "limited resection"
_ENUCLEATION = "enucleation only"
_NONE = "no resection"
_IN_CHINESE = {
    _RIGHT: "三肝区切除/两肝区切除（右半肝切除）",
    _LEFT: "左半肝切除/右肝区切除",
    _SEGMENT: "肝段切除（Couinaud）",
    _LIMITED: "局限性切除",
    _ENUCLEATION: "仅限肿瘤剜除",
    _NONE: "不宜切除",
}


def makuuchi(
    uncontrolled_ascites: bool, bil_mgdl: Decimal | None, bil_umol: Decimal | None, icg: Decimal
) -> Outcome:
    """The largest resection of the Makuuchi decision tree (Makuuchi 1993).

    The published bilirubin bands have one decimal in mg/dL, so bilirubin is rounded first: up to
    1.0 by ICG-R15 (<10, 10-19, 20-29, 30-39, 40 %), 1.1-1.5 limited, 1.6-1.9 enucleation, from 2.0
    none; with uncontrolled ascites none.
    """
    measured = bil_mgdl if bil_mgdl is not None else (bil_umol or 0) / UMOL_PER_MGDL_BILIRUBIN
    bilirubin = rounded(measured, 1)
    if uncontrolled_ascites or bilirubin >= 2:
        advice = _NONE
    elif bilirubin >= Decimal("1.6"):
        advice = _ENUCLEATION
    elif bilirubin >= Decimal("1.1"):
        advice = _LIMITED
    else:
        limits = ((10, _RIGHT), (20, _LEFT), (30, _SEGMENT), (40, _LIMITED))
        advice = next((text for limit, text in limits if icg < limit), _ENUCLEATION)
    return Outcome(values={"resection": advice}, band=said(advice, _IN_CHINESE[advice]))


def liver_volume(kg: Decimal, cm: Decimal) -> Outcome:
    """Standard liver volume in mL: 706.2 x BSA (Du Bois) + 2.4 (Urata 1995)."""
    volume = Decimal("706.2") * surface_area_du_bois(kg, cm) + Decimal("2.4")
    return Outcome(values={"slv_ml": whole(volume)})


def liver_remnant(flr: Decimal, slv: Decimal) -> Outcome:
    """Future liver remnant in % of the standard volume: 30 suffices in a normal liver, 40 in
    cirrhosis or fibrosis."""
    share = flr / slv * 100
    return Outcome(values={"flr_pct": rounded(share, 1)}, band=_remnant(share))


def _remnant(share: Decimal) -> Said:
    if share >= 40:
        return said("40% or more: reaches the limit for cirrhosis or fibrosis",
                    "≥40%，达到肝硬化/纤维化肝脏的要求")  # fmt: skip
    if share >= 30:
        return said("30% to below 40%: reaches the limit for a normal liver only",
                    "30%～＜40%，仅达到正常肝脏的要求")  # fmt: skip
    return said("below 30%: below the limit even for a normal liver", "＜30%，低于正常肝脏的要求")


_HPB = ("hpb",)
_MGDL_CUTS = "1.05 1.55 1.95"
_UMOL_CUTS = "17.955 26.505 33.345"

SCORES = (
    Score(
        id="H09", name="makuuchi",
        title=said("ICG-R15 and Makuuchi decision", "ICG-R15与幕内标准"),
        inputs=(
            yes_no("uncontrolled_ascites", "uncontrolled ascites", "难以控制的腹水"),
            number("bil_mgdl", "total bilirubin in mg/dL", "总胆红素（mg/dL）", "bilirubin_mgdl",
                   cuts=_MGDL_CUTS, other_unit=("umol/L", "bil_umol")),
            number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", cuts=_UMOL_CUTS,
                   other_unit=("mg/dL", "bil_mgdl")),
            number("icg", "ICG-R15", "吲哚菁绿15分钟滞留率（ICG-R15）", "lab_percent",
                   cuts="10 20 30 40"),
        ),
        one_of=(("bil_mgdl", "bil_umol"),),
        formula=makuuchi, source="Makuuchi 1993", edition="Makuuchi 1993", confidence="B",
        specialties=_HPB,
        cautions=(
            said("not valid with biliary obstruction or a shunt", "胆道梗阻或存在分流时不适用"),
            said("the Chinese guideline asks for Child-Pugh A, ICG-R15 below 30% and a remnant of"
                 " 40% (cirrhosis, fibrosis) or 30% (normal liver)",
                 "国内指南要求：Child-Pugh A级、ICG-R15＜30%，FLR/SLV≥40%（肝硬化/纤维化）"
                 "或≥30%（正常肝脏）"),
        ),
    ),
    Score(
        id="H10a", name="standard-liver-volume",
        title=said("Standard liver volume (Urata)", "标准肝体积（Urata公式）"),
        inputs=(number("kg", "weight", "体重", "weight"), number("cm", "height", "身高", "height")),
        formula=liver_volume, source="Urata 1995", edition="Urata 1995, BSA by Du Bois",
        confidence="B", specialties=_HPB,
        cautions=(said("other formulas give values 5-15% apart", "其他公式结果可相差5%～15%"),),
    ),
    Score(
        id="H10b", name="future-liver-remnant",
        title=said("Future liver remnant", "剩余肝体积占比（FLR/SLV）"),
        inputs=(number("flr", "volume of the remnant", "剩余肝体积", "volume", positive=True),
                number("slv", "standard liver volume", "标准肝体积", "volume", positive=True)),
        formula=liver_remnant, source="Urata 1995", edition="FLR / SLV", confidence="B",
        specialties=_HPB,
    ),
)  # fmt: skip
