"""Lung cancer and nodules: TNM 9, nodule models, predicted function, doubling time, solid share."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    NotDefined,
    Outcome,
    Result,
    Said,
    Score,
    age,
    count,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import logistic_percent, rounded, settled, whole

_STAGES = {
    "T1": ("IA", "IIA", "IIB", "IIIA", "IIIB"),
    "T2a": ("IB", "IIB", "IIIA", "IIIB", "IIIB"),
    "T2b": ("IIA", "IIB", "IIIA", "IIIB", "IIIB"),
    "T3": ("IIB", "IIIA", "IIIA", "IIIB", "IIIC"),
    "T4": ("IIIA", "IIIA", "IIIB", "IIIB", "IIIC"),
}
"""Rows T, columns N0, N1, N2a, N2b, N3."""
_NODES = ("N0", "N1", "N2a", "N2b", "N3")
_SMALL = {"T1mi": "IA1", "T1a": "IA1", "T1b": "IA2", "T1c": "IA3"}


def lung_stage(t: str, n: str, m: str) -> Outcome:
    """Stage of lung cancer, TNM 9th edition (IASLC/UICC 2025); N2 of the 8th edition, without a
    or b, is not mapped."""
    if m != "M0":
        stage = "IVA" if m in ("M1a", "M1b") else "IVB"
    elif n == "N2":
        raise NotDefined("N2 of the 8th edition, without a or b, has no stage of the 9th",
                         "第8版N2未分a/b，不能换算为第9版分期")  # fmt: skip
    elif t == "Tis":
        if n != "N0":
            raise NotDefined("Tis with involved nodes has no stage", "Tis合并淋巴结转移无对应分期")
        stage = "0"
    elif t in _SMALL:
        stage = _SMALL[t] if n == "N0" else _STAGES["T1"][_NODES.index(n)]
    else:
        stage = _STAGES[t][_NODES.index(n)]
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"{stage}期"))


def mayo(age: int, smoker: bool, cancer5y: bool, d_mm: Decimal, spic: bool, upper: bool) -> Outcome:
    """Probability of cancer of a nodule in % by the Mayo model (Swensen 1997).

    x = -6.8272 + 0.0391 age + 0.7917 ever smoked + 1.3388 extrathoracic cancer over 5 years ago +
    0.1274 diameter in mm + 1.0407 spiculation + 0.7838 upper lobe. <5 low, to 65 intermediate,
    above high (ACCP); made for 4-30 mm.
    """
    x = (
        Decimal("-6.8272")
        + Decimal("0.0391") * age
        + Decimal("0.7917") * int(smoker)
        + Decimal("1.3388") * int(cancer5y)
        + Decimal("0.1274") * d_mm
        + Decimal("1.0407") * int(spic)
        + Decimal("0.7838") * int(upper)
    )
    percent = logistic_percent(x)
    if percent < 5:
        band = said("low (<5%)", "低概率（＜5%）")
    elif percent <= 65:
        band = said("intermediate (5-65%)", "中概率（5%～65%）")
    else:
        band = said("high (>65%)", "高概率（＞65%）")
    notes: tuple[Said, ...] = ()
    if not 4 <= d_mm <= 30:
        notes = (
            said("outside the 4-30 mm that the model was made for", "超出模型适用范围（4～30 mm）"),
        )
    return Outcome(values={"probability_pct": rounded(percent, 1)}, band=band, notes=notes)


def pkuph(age: int, d_cm: Decimal, spic: bool, fh: bool, calc: bool, clear_border: bool) -> Outcome:
    """Probability of cancer of a nodule in % by the Peking University model (Li, Wang 2011).

    x = -4.496 + 0.07 age + 0.676 diameter in cm + 0.736 spiculation + 1.267 family history of
    cancer - 1.615 calcification - 1.408 clear border; cut-off 46.3 %.
    """
    x = (
        Decimal("-4.496")
        + Decimal("0.07") * age
        + Decimal("0.676") * d_cm
        + Decimal("0.736") * int(spic)
        + Decimal("1.267") * int(fh)
        - Decimal("1.615") * int(calc)
        - Decimal("1.408") * int(clear_border)
    )
    percent = logistic_percent(x)
    band = said("below the cut-off of 46.3%", "低于界值（46.3%）")
    if percent >= Decimal("46.3"):
        band = said("at or above the cut-off of 46.3%", "达到界值（46.3%）")
    return Outcome(values={"probability_pct": rounded(percent, 1)}, band=band)


def predicted_function(pre: Decimal, removed: int) -> Outcome:
    """Predicted postoperative FEV1 or DLCO in % (BTS, ACCP 2013): pre x (1 - removed/19); segments
    RUL 3, RML 2, RLL 5, LUL 5, LLL 4. >60 low risk, 30-60 walking test, <30 high risk."""
    left = pre * (19 - removed) / 19
    if left > 60:
        band = said(
            "above 60%: low risk when both FEV1 and DLCO are", "＞60%（FEV1与DLCO均达到则低风险）"
        )
    elif left >= 30:
        band = said("30-60%: stair climbing or shuttle test", "30%～60%，需爬楼或往返步行试验")
    else:
        band = said("below 30%: exercise test, high risk", "＜30%，需心肺运动试验，高风险")
    return Outcome(values={"ppo_pct": rounded(left, 1)}, band=band)


def doubling_time(d1: Decimal, d2: Decimal, days: Decimal) -> Outcome:
    """Volume doubling time in days: ln 2 x days / (3 x ln(d2/d1)) (Fleischner, BTS); solid <400
    suspicious, >600 benign-leaning; no number without growth."""
    notes: tuple[Said, ...] = ()
    if abs(d2 - d1) < 2:
        notes = (said("a change below 2 mm is within the measurement error",
                      "变化＜2 mm，在测量误差范围内"),)  # fmt: skip
    if d2 <= d1:
        return Outcome(
            values={"vdt_days": "no growth"}, band=said("no growth", "无增长"), notes=notes
        )
    time = settled(Decimal(2).ln() * days / (3 * (d2 / d1).ln()))
    if time < 400:
        band = said("below 400 days: suspicious (solid nodule)", "＜400天，可疑（实性结节）")
    elif time > 600:
        band = said(
            "above 600 days: leans to benign (solid nodule)", "＞600天，倾向良性（实性结节）"
        )
    else:
        band = said("400-600 days", "400～600天")
    return Outcome(values={"vdt_days": whole(time)}, band=band, notes=notes)


def solid_ratio(solid: Decimal, total: Decimal) -> Outcome:
    """Consolidation to tumour ratio on the lung window: solid / total diameter in mm; up to 0.25
    at 2 cm (JCOG0201), up to 0.5 at 3 cm (JCOG1211)."""
    ratio = solid / total
    if ratio > 1:
        raise NotDefined("the solid part is larger than the nodule", "实性成分大于结节最大径")
    values: dict[str, Result] = {"ctr": rounded(ratio, 2)}
    if ratio <= Decimal("0.25") and total <= 20:
        return Outcome(values=values, band=said("meets JCOG0201 (<=0.25, <=2 cm)",
                                                "符合JCOG0201（≤0.25且≤2 cm）"))  # fmt: skip
    if ratio <= Decimal("0.5") and total <= 30:
        return Outcome(values=values, band=said("meets JCOG1211 (<=0.5, <=3 cm)",
                                                "符合JCOG1211（≤0.5且≤3 cm）"))  # fmt: skip
    return Outcome(values=values, band=said("meets neither JCOG0201 nor JCOG1211",
                                            "不符合JCOG0201及JCOG1211"))  # fmt: skip


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _diameter(name: str, en: str, zh: str, unit: str = "size_mm") -> InputSpec:
    return number(name, en, zh, unit, positive=True)


_THO = ("tho",)
_SPICULATED = yes_no("spic", "spiculation", "毛刺")

SCORES = (
    Score(
        id="T01", name="lung-tnm9", title=said("Lung cancer stage, TNM 9", "肺癌分期（TNM第9版）"),
        inputs=(
            one("t", "T", "T分期", _same("Tis", "T1mi", "T1a", "T1b", "T1c", "T2a", "T2b", "T3",
                                       "T4")),
            one("n", "N", "N分期", _same("N0", "N1", "N2", "N2a", "N2b", "N3")),
            one("m", "M", "M分期", _same("M0", "M1a", "M1b", "M1c1", "M1c2")),
        ),
        formula=lung_stage, source="IASLC/UICC 9 (2025)", edition="TNM 9th edition (2025)",
        confidence="B", specialties=_THO,
        cautions=(said("keep the edition of the source; the 8th differs",
                       "须保留原报告分期版本，第8版不同"),),
    ),
    Score(
        id="T02", name="mayo-nodule", title=said("Mayo nodule model", "Mayo肺结节模型"),
        inputs=(
            age(), yes_no("smoker", "ever smoked", "曾吸烟"),
            yes_no("cancer5y", "extrathoracic cancer over 5 years ago", "5年以前胸外恶性肿瘤史"),
            _diameter("d_mm", "diameter", "结节直径"), _SPICULATED,
            yes_no("upper", "upper lobe", "位于上叶"),
        ),
        formula=mayo, source="Swensen 1997", edition="Mayo 1997, intercept -6.8272",
        confidence="B", specialties=_THO,
        cautions=(said("not valid when a cancer was diagnosed within 5 years",
                       "5年内有恶性肿瘤史者不适用"),),
    ),
    Score(
        id="T03", name="pkuph-nodule",
        title=said("Peking University nodule model", "北大人民医院肺结节模型（PKUPH）"),
        inputs=(
            age(), _diameter("d_cm", "diameter", "结节直径", "size_cm"), _SPICULATED,
            yes_no("fh", "family history of cancer", "肿瘤家族史"),
            yes_no("calc", "calcification", "钙化"),
            yes_no("clear_border", "clear border", "边界清楚"),
        ),
        formula=pkuph, source="Li Y, Wang J 2011", edition="PKUPH 2011, diameter in cm",
        confidence="B", specialties=_THO,
    ),
    Score(
        id="T04", name="ppo-function",
        title=said("Predicted postoperative FEV1 or DLCO", "术后预计FEV1/DLCO"),
        inputs=(number("pre", "FEV1 or DLCO before surgery", "术前FEV1或DLCO占预计值",
                       "predicted_percent"),
                count("removed", "segments removed of 19", "切除肺段数（共19段）", 0, 19)),
        formula=predicted_function, source="BTS; ACCP 2013", edition="19 segments",
        confidence="B", specialties=_THO,
    ),
    Score(
        id="T05", name="doubling-time", title=said("Volume doubling time", "体积倍增时间（VDT）"),
        inputs=(_diameter("d1", "earlier diameter", "既往直径"),
                _diameter("d2", "present diameter", "目前直径"),
                number("days", "interval", "间隔天数", "days", positive=True)),
        formula=doubling_time, source="Fleischner; BTS", edition="ln 2 × days / (3 ln(d2/d1))",
        confidence="B", specialties=_THO,
        cautions=(said("the bands are for solid nodules, not for ground-glass",
                       "分界用于实性结节，不适用于磨玻璃结节"),),
    ),
    Score(
        id="T06", name="ctr", title=said("Consolidation to tumour ratio", "实性成分比（CTR）"),
        inputs=(number("solid", "solid part", "实性成分最大径", "size_mm"),
                _diameter("total", "nodule", "结节最大径")),
        formula=solid_ratio, source="JCOG0201; JCOG1211", edition="lung window", confidence="B",
        specialties=_THO,
    ),
)  # fmt: skip
