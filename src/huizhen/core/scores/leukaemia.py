"""Leukaemia and myelodysplasia: ELN 2022, IPSS-R, CLL-IPI."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Said,
    Score,
    age,
    count,
    number,
    one,
    said,
    some,
    yes_no,
)

_MYELODYSPLASIA = ("ASXL1", "BCOR", "EZH2", "RUNX1", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2")
_CORE_BINDING = {"RUNX1::RUNX1T1": "t(8;21)", "CBFB::MYH11": "inv(16)/t(16;16)"}
_ADVERSE = {
    "DEK::NUP214": "t(6;9)", "KMT2A-r": "t(v;11q23.3)，t(9;11)除外", "BCR::ABL1": "t(9;22)",
    "KAT6A::CREBBP": "t(8;16)", "MECOM-r": "inv(3)/t(3;3)/3q26", "-5/del5q": "-5/del(5q)",
    "-7": "-7", "-17/abn17p": "-17/abn(17p)", "complex": "复杂核型（≥3种异常）",
    "monosomal": "单体核型",
}  # fmt: skip
_CYTOGENETICS = {
    **_CORE_BINDING, "PML::RARA": "急性早幼粒细胞白血病", "MLLT3::KMT2A": "t(9;11)", **_ADVERSE,
}  # fmt: skip
_GENES = {
    name: name for name in ("NPM1", "CEBPA_bZIP", "TP53", "DNMT3A", *_MYELODYSPLASIA, "other")
}
_RISKS = {"favorable": "预后良好", "intermediate": "预后中等", "adverse": "预后不良"}
_APL = "not applicable (APL)"
_AT_LEAST = said(
    "reported as at least adverse before all tests are known", "部分检测未完成，目前至少为预后不良"
)


def eln_2022(
    cyto: tuple[str, ...] | None, muts: tuple[str, ...] | None, flt3_itd: bool | None,
    tp53_vaf: Decimal | None,
) -> Outcome:  # fmt: skip
    """ELN 2022 risk of acute myeloid leukaemia (Doehner 2022).

    An empty list states that the karyotype, or the panel with NPM1, CEBPA and the nine
    myelodysplasia genes, was tested without a finding; `tp53_vaf` 0 % is tested, not mutated.
    Core-binding-factor leukaemia stays favourable; adverse cytogenetics come before NPM1, t(9;11)
    before adverse genes. What is adverse whatever else is found is reported before all is known.
    """
    given = {"cyto": cyto, "muts": muts, "flt3_itd": flt3_itd, "tp53_vaf": tp53_vaf}
    silent = [name for name, value in given.items() if value is None]
    found = set(cyto or ())
    if cyto is not None and "PML::RARA" in found:
        return Outcome(values={"risk": _APL}, band=said(_APL, "不适用（急性早幼粒细胞白血病）"))
    if cyto is None or (silent and not _is_adverse_already(found, tp53_vaf)):
        raise Needs(*silent)
    genes = set(muts or ())
    return _risk(_cytogenetic_risk(found) or _genetic_risk(genes, flt3_itd, tp53_vaf), silent)


def _is_adverse_already(found: set[str], tp53_vaf: Decimal | None) -> bool:
    cytogenetic = _cytogenetic_risk(found)
    if cytogenetic:
        return cytogenetic == "adverse"
    return tp53_vaf is not None and tp53_vaf >= 10


def _cytogenetic_risk(found: set[str]) -> str:
    if found & set(_CORE_BINDING):
        return "favorable"
    if found & set(_ADVERSE):
        return "adverse"
    return "intermediate" if "MLLT3::KMT2A" in found else ""


def _genetic_risk(genes: set[str], flt3_itd: bool | None, tp53_vaf: Decimal | None) -> str:
    if tp53_vaf is not None and tp53_vaf >= 10:
        return "adverse"
    if ("NPM1" in genes and not flt3_itd) or "CEBPA_bZIP" in genes:
        return "favorable"
    return "adverse" if genes & set(_MYELODYSPLASIA) else "intermediate"


def _risk(risk: str, silent: list[str]) -> Outcome:
    notes: tuple[Said, ...] = (_AT_LEAST,) if silent else ()
    return Outcome(values={"risk": risk}, band=said(risk, _RISKS[risk]), notes=notes)


_IPSSR_CYTO = {"very good": "极好", "good": "好", "intermediate": "中等", "poor": "差",
               "very poor": "极差"}  # fmt: skip


def ipss_r(cyto: str, blast: Decimal, hb: Decimal, plt: Decimal, anc: Decimal) -> Outcome:
    """IPSS-R, 0-10 (Greenberg 2012).

    Cytogenetics 0-4; blasts <=2 0, <5 1, 5-10 2, >10 3; Hb >=100 0, 80-<100 1, <80 1.5; PLT >=100
    0, 50-<100 0.5, <50 1; ANC >=0.8 0, else 0.5. <=1.5 very low, <=3 low, <=4.5 intermediate, <=6
    high, above very high.
    """
    half = Decimal("0.5")
    score = Decimal(list(_IPSSR_CYTO).index(cyto))
    score += 0 if blast <= 2 else 1 if blast < 5 else 2 if blast <= 10 else 3
    score += 0 if hb >= 100 else 1 if hb >= 80 else Decimal("1.5")
    score += 0 if plt >= 100 else half if plt >= 50 else 1
    score += 0 if anc >= Decimal("0.8") else half
    limits = (("1.5", "very low", "极低危"), ("3", "low", "低危"), ("4.5", "intermediate", "中危"),
              ("6", "high", "高危"), ("99", "very high", "极高危"))  # fmt: skip
    group, zh = next((name, zh) for limit, name, zh in limits if score <= Decimal(limit))
    return Outcome(values={"score": score, "group": group}, band=said(group, zh))


def cll_ipi(tp53: bool, ighv_unmut: bool, b2m: Decimal, rai: int, age: int) -> Outcome:
    """CLL-IPI, 0-10 (2016): TP53 deleted or mutated 4, IGHV unmutated 2, b2-MG >3.5 2, Rai I-IV
    1, age >65 1; 0-1 low, 2-3 intermediate, 4-6 high, 7-10 very high."""
    score = 4 * tp53 + 2 * ighv_unmut + 2 * (b2m > Decimal("3.5")) + (rai >= 1) + (age > 65)
    limits = ((1, "low", "低危"), (3, "intermediate", "中危"), (6, "high", "高危"))
    group, zh = next(((name, zh) for top, name, zh in limits if score <= top),
                     ("very high", "极高危"))  # fmt: skip
    return Outcome(values={"score": score, "group": group}, band=said(group, zh))


_HEM = ("hem",)

SCORES = (
    Score(
        id="B09", name="eln-2022",
        title=said("ELN 2022 risk of AML", "急性髓系白血病ELN 2022危险分层"),
        inputs=(
            some("cyto", "karyotype and fusions", "核型及融合基因", _CYTOGENETICS, required=False),
            some("muts", "mutated genes of a panel with NPM1, CEBPA and the myelodysplasia genes",
                 "突变基因（检测范围须含NPM1、CEBPA及MDS相关基因）", _GENES, required=False),
            yes_no("flt3_itd", "FLT3-ITD", "FLT3-ITD", required=False),
            number("tp53_vaf", "TP53 variant allele fraction, 0 when tested and not mutated",
                   "TP53变异等位基因频率（已检测未突变为0）", "percent", cuts="10", required=False),
        ),
        formula=eln_2022, source="Döhner 2022", edition="ELN 2022", confidence="B",
        specialties=_HEM,
        cautions=(said("hyperdiploid karyotypes with trisomies only are not complex",
                       "仅含三体的超二倍体核型不计为复杂核型"),),
    ),
    Score(
        id="B10", name="ipss-r", title=said("IPSS-R", "IPSS-R积分"),
        inputs=(
            one("cyto", "cytogenetic group", "细胞遗传学分组", _IPSSR_CYTO),
            number("blast", "marrow blasts", "骨髓原始细胞", "lab_percent", cuts="2 5 10"),
            number("hb", "haemoglobin", "血红蛋白", "haemoglobin", cuts="80 100"),
            number("plt", "platelets", "血小板计数", "platelets", cuts="50 100"),
            number("anc", "neutrophils", "中性粒细胞计数", "white_cells", cuts="0.8"),
        ),
        formula=ipss_r, source="Greenberg 2012", edition="IPSS-R 2012", confidence="B",
        specialties=_HEM,
        cautions=(said("IPSS-M needs sequencing and its web tool", "IPSS-M须NGS结果及其网页工具"),),
    ),
    Score(
        id="B11", name="cll-ipi", title=said("CLL-IPI", "CLL-IPI"),
        inputs=(
            yes_no("tp53", "TP53 deleted or mutated", "TP53缺失或突变"),
            yes_no("ighv_unmut", "IGHV unmutated", "IGHV未突变"),
            number("b2m", "beta-2 microglobulin", "β2-微球蛋白", "microglobulin", cuts="3.5"),
            count("rai", "Rai stage", "Rai分期", 0, 4), age(),
        ),
        formula=cll_ipi, source="International CLL-IPI working group 2016", edition="CLL-IPI 2016",
        confidence="B", specialties=_HEM,
    ),
)  # fmt: skip
