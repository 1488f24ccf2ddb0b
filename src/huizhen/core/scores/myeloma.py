"""Multiple myeloma: ISS, R-ISS, R2-ISS, measurable disease, SLiM-CRAB, free light chains."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Result,
    Said,
    Score,
    count,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded


def iss_stage(b2m: Decimal, alb: Decimal) -> str:
    """ISS (Greipp 2005): I b2-MG <3.5 mg/L and ALB >=35 g/L, III b2-MG >=5.5, II else."""
    if b2m >= Decimal("5.5"):
        return "III"
    return "I" if b2m < Decimal("3.5") and alb >= 35 else "II"


def iss(b2m: Decimal, alb: Decimal) -> Outcome:
    """ISS stage (Greipp 2005)."""
    return _stage(iss_stage(b2m, alb))


def revised_iss(
    b2m: Decimal, alb: Decimal, ldh_high: bool, del17p: bool, t414: bool, t1416: bool
) -> Outcome:
    """R-ISS stage (Palumbo 2015): I is ISS I without high-risk cytogenetics and with normal LDH;
    III is ISS III with either; II else."""
    stage = iss_stage(b2m, alb)
    is_high = del17p or t414 or t1416 or ldh_high
    if stage == "I" and not is_high:
        return _stage("I")
    return _stage("III" if stage == "III" and is_high else "II")


def second_revised_iss(
    b2m: Decimal, alb: Decimal, ldh_high: bool, del17p: bool, t414: bool, gain1q: bool
) -> Outcome:
    """R2-ISS, 0-5 (D'Agostino 2022): ISS II 1, ISS III 1.5, del(17p) 1, LDH high 1, t(4;14) 1,
    1q gain 0.5; 0 low, 0.5-1 low-intermediate, 1.5-2.5 intermediate-high, 3-5 high."""
    points = {"I": Decimal(0), "II": Decimal(1), "III": Decimal("1.5")}[iss_stage(b2m, alb)]
    points += ldh_high + del17p + t414 + (Decimal("0.5") if gain1q else 0)
    if points == 0:
        stage, zh = "I low", "I期（低危）"
    elif points <= 1:
        stage, zh = "II low-intermediate", "II期（低中危）"
    elif points <= Decimal("2.5"):
        stage, zh = "III intermediate-high", "III期（中高危）"
    else:
        stage, zh = "IV high", "IV期（高危）"
    return Outcome(values={"score": points, "stage": stage}, band=said(stage, zh))


def _stage(stage: str) -> Outcome:
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"{stage}期"))


def measurable_disease(
    serum_m_gl: Decimal | None, urine_m_mg24h: Decimal | None, involved_flc_mgl: Decimal | None,
    flc_ratio_abnormal: bool | None,
) -> Outcome:  # fmt: skip
    """Whether myeloma is measurable (IMWG): serum M >=10 g/L, or urine M >=200 mg/24 h, or
    involved free light chain >=100 mg/L with an abnormal ratio. One that holds is enough; 'not
    measurable' needs all of them."""
    if serum_m_gl is not None and serum_m_gl >= 10:
        return _measurable(True)
    if urine_m_mg24h is not None and urine_m_mg24h >= 200:
        return _measurable(True)
    has_chains = involved_flc_mgl is not None and involved_flc_mgl >= 100
    if has_chains and flc_ratio_abnormal:
        return _measurable(True)
    given = {
        "serum_m_gl": serum_m_gl,
        "urine_m_mg24h": urine_m_mg24h,
        "involved_flc_mgl": involved_flc_mgl,
        "flc_ratio_abnormal": flc_ratio_abnormal if has_chains else False,
    }
    silent = [name for name, value in given.items() if value is None]
    if silent:
        raise Needs(*silent)
    return _measurable(False)


def _measurable(is_measurable: bool) -> Outcome:
    band = said("measurable", "可测量") if is_measurable else said("not measurable", "不可测量")
    return Outcome(values={"measurable": is_measurable}, band=band)


def light_chain_ratio(kappa_mgl: Decimal, lambda_mgl: Decimal, involved: str) -> Outcome:
    """Involved / uninvolved free light chain (Rajkumar 2014); for a lambda clone the reported
    kappa/lambda ratio is inverted. 100 or more with involved >=100 mg/L defines myeloma."""
    high, low = (kappa_mgl, lambda_mgl) if involved == "kappa" else (lambda_mgl, kappa_mgl)
    ratio = high / low
    if ratio >= 100 and high >= 100:
        band = said("Li met: ratio at least 100, involved chain at least 100 mg/L",
                    "符合Li：比值≥100且受累轻链≥100 mg/L")  # fmt: skip
    else:
        band = said("Li not met", "不符合Li")
    return Outcome(values={"involved_uninvolved_ratio": rounded(ratio, 1)}, band=band)


def slim_crab(
    ca_corrected: Decimal | None, ca_uln: Decimal | None, crcl: Decimal | None,
    cr_umol: Decimal | None, hb: Decimal | None, hb_lln: Decimal | None, lytic_lesions: int | None,
    clonal_pc_pct: Decimal | None, flc_ratio: Decimal | None, involved_flc_mgl: Decimal | None,
    focal_lesions: int | None, plasmacytoma: bool | None,
) -> Outcome:  # fmt: skip
    """Each SLiM-CRAB criterion as met, not met or not stated (Rajkumar 2014).

    C corrected Ca >2.75 mmol/L or >0.25 above normal; R clearance <40 or Cr >177 umol/L; A Hb <100
    or >20 g/L below normal; B a lytic lesion; S clonal plasma cells >=60 %; Li involved/uninvolved
    >=100 with involved >=100 mg/L; M more than one focal MRI lesion of 5 mm. Myeloma: any, and
    clonal plasma cells >=10 % or a plasmacytoma.
    """
    criteria = {
        "C": _any(_over(ca_corrected, Decimal("2.75")), _apart(ca_corrected, ca_uln, "0.25")),
        "R": _any(_over(cr_umol, Decimal(177)), None if crcl is None else crcl < 40),
        "A": _any(None if hb is None else hb < 100, _apart(hb_lln, hb, "20")),
        "B": None if lytic_lesions is None else lytic_lesions >= 1,
        "S": None if clonal_pc_pct is None else clonal_pc_pct >= 60,
        "Li": _light_chains(flc_ratio, involved_flc_mgl),
        "M": None if focal_lesions is None else focal_lesions > 1,
    }
    if all(state is None for state in criteria.values()):
        raise Needs("ca_corrected", "cr_umol", "hb", "lytic_lesions", "clonal_pc_pct", "flc_ratio",
                    "focal_lesions")  # fmt: skip
    words = {True: "met", False: "not met", None: "not stated"}
    values: dict[str, Result] = {name: words[state] for name, state in criteria.items()}
    return Outcome(values=values, band=_verdict(criteria, clonal_pc_pct, plasmacytoma))


def _any(*states: bool | None) -> bool | None:
    known = [state for state in states if state is not None]
    return any(known) if known else None


def _over(value: Decimal | None, limit: Decimal) -> bool | None:
    return None if value is None else value > limit


def _apart(higher: Decimal | None, lower: Decimal | None, by: str) -> bool | None:
    return None if higher is None or lower is None else higher - lower > Decimal(by)


def _light_chains(ratio: Decimal | None, involved: Decimal | None) -> bool | None:
    if (ratio is not None and ratio < 100) or (involved is not None and involved < 100):
        return False
    return None if ratio is None or involved is None else True


def _verdict(
    criteria: dict[str, bool | None], clonal_pc_pct: Decimal | None, plasmacytoma: bool | None
) -> Said:
    met = [name for name, state in criteria.items() if state]
    silent = [name for name, state in criteria.items() if state is None]
    if not met:
        if silent:
            return said("none met of those stated; not stated: " + ", ".join(silent),
                        "已注明各项均不符合；未注明：" + "、".join(silent))  # fmt: skip
        return said("no criterion met", "各项均不符合")
    clone = _any(None if clonal_pc_pct is None else clonal_pc_pct >= 10, plasmacytoma)
    names = ", ".join(met)
    if clone:
        return said(f"met: {names}, with clonal plasma cells of 10% or a plasmacytoma: myeloma",
                    f"符合{names}，且克隆性浆细胞≥10%或有浆细胞瘤：符合多发性骨髓瘤")  # fmt: skip
    if clone is None:
        return said(f"met: {names}; clonal plasma cells and plasmacytoma are not stated",
                    f"符合{names}；克隆性浆细胞比例及浆细胞瘤未注明")  # fmt: skip
    return said(f"met: {names}; clonal plasma cells of 10% or a plasmacytoma are not shown",
                f"符合{names}；未见克隆性浆细胞≥10%或浆细胞瘤")  # fmt: skip


_HEM = ("hem",)
_B2M_ALB = (
    number("b2m", "beta-2 microglobulin", "β2-微球蛋白", "microglobulin", cuts="3.5 5.5"),
    number("alb", "albumin", "白蛋白", "albumin", cuts="35"),
)
_LDH = yes_no("ldh_high", "LDH above the upper limit of normal", "LDH高于正常上限")
_DEL17P, _T414 = yes_no("del17p", "del(17p)", "del(17p)"), yes_no("t414", "t(4;14)", "t(4;14)")
_NEW = said("newly diagnosed only", "仅用于初诊")
_INVOLVED = number("involved_flc_mgl", "involved free light chain", "受累游离轻链", "light_chain",
                   cuts="100", required=False)  # fmt: skip

SCORES = (
    Score(
        id="B08a", name="iss", title=said("ISS stage", "ISS分期"), inputs=_B2M_ALB, formula=iss,
        source="Greipp 2005", edition="ISS 2005", confidence="A", specialties=_HEM,
        cautions=(_NEW,),
    ),
    Score(
        id="B08b", name="r-iss", title=said("R-ISS stage", "R-ISS分期"),
        inputs=(*_B2M_ALB, _LDH, _DEL17P, _T414, yes_no("t1416", "t(14;16)", "t(14;16)")),
        formula=revised_iss, source="Palumbo 2015", edition="R-ISS 2015", confidence="A",
        specialties=_HEM, cautions=(_NEW,),
    ),
    Score(
        id="B08c", name="r2-iss", title=said("R2-ISS stage", "R2-ISS分期"),
        inputs=(*_B2M_ALB, _LDH, _DEL17P, _T414, yes_no("gain1q", "1q gain", "1q扩增")),
        formula=second_revised_iss, source="D’Agostino 2022", edition="R2-ISS 2022",
        confidence="A", specialties=_HEM, cautions=(_NEW,),
    ),
    Score(
        id="B16", name="myeloma-measurable", title=said("Measurable myeloma", "骨髓瘤可测量病灶"),
        inputs=(
            number("serum_m_gl", "serum M-protein", "血清M蛋白", "protein", cuts="10",
                   required=False),
            number("urine_m_mg24h", "urine M-protein in 24 h", "24小时尿M蛋白", "urine_protein",
                   cuts="200", required=False),
            _INVOLVED,
            yes_no("flc_ratio_abnormal", "abnormal free light chain ratio", "游离轻链比值异常",
                   required=False),
        ),
        formula=measurable_disease, source="IMWG", edition="IMWG", confidence="A",
        specialties=_HEM,
    ),
    Score(
        id="B17a", name="flc-ratio",
        title=said("Free light chain ratio, involved to uninvolved", "受累/非受累游离轻链比值"),
        inputs=(
            number("kappa_mgl", "free kappa", "游离κ轻链", "light_chain", positive=True),
            number("lambda_mgl", "free lambda", "游离λ轻链", "light_chain", positive=True),
            one("involved", "involved chain", "受累轻链", {"kappa": "κ", "lambda": "λ"}),
        ),
        formula=light_chain_ratio, source="Rajkumar 2014", edition="IMWG 2014", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B17b", name="slim-crab", title=said("SLiM-CRAB criteria", "SLiM-CRAB标准"),
        inputs=(
            number("ca_corrected", "corrected calcium", "校正血钙", "calcium", required=False),
            number("ca_uln", "upper limit of normal of calcium", "血钙正常上限", "calcium",
                   required=False),
            number("crcl", "creatinine clearance", "肌酐清除率", "clearance", cuts="40",
                   required=False),
            number("cr_umol", "serum creatinine", "血肌酐", "creatinine", cuts="177",
                   required=False),
            number("hb", "haemoglobin", "血红蛋白", "haemoglobin", required=False),
            number("hb_lln", "lower limit of normal of haemoglobin", "血红蛋白正常下限",
                   "haemoglobin", required=False),
            count("lytic_lesions", "lytic lesions", "溶骨性病灶数", 0, 99, required=False),
            number("clonal_pc_pct", "clonal plasma cells of the marrow", "骨髓克隆性浆细胞比例",
                   "lab_percent", cuts="10 60", required=False),
            number("flc_ratio", "free light chains, involved to uninvolved",
                   "受累/非受累游离轻链比值", "lab_ratio", cuts="100", required=False),
            _INVOLVED,
            count("focal_lesions", "focal MRI lesions of 5 mm or more", "MRI局灶病变（≥5 mm）数",
                  0, 99, required=False),
            yes_no("plasmacytoma", "plasmacytoma proven by biopsy", "活检证实浆细胞瘤",
                   required=False),
        ),
        formula=slim_crab, source="Rajkumar 2014", edition="IMWG 2014", confidence="B",
        specialties=_HEM,
    ),
)  # fmt: skip
