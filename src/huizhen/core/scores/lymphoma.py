"""Lymphoma: Lugano stage, Deauville score and Lugano response, Hans algorithm."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    Needs,
    NotDefined,
    Outcome,
    Said,
    Score,
    count,
    number,
    one,
    said,
    yes_no,
)


def lugano_stage(
    regions: int, both_sides: bool, extranodal: str, hodgkin: bool | None, b_symptoms: bool | None,
    bulky: bool | None,
) -> Outcome:  # fmt: skip
    """Ann Arbor / Lugano stage (Cheson 2014).

    I one region (IE one extranodal site alone), II two or more on one side (IIE with contiguous
    extranodal spread), III both sides, IV non-contiguous extranodal disease. A and B for Hodgkin
    lymphoma only.
    """
    if regions == 0 and extranodal == "none":
        raise NotDefined("no site of disease is given", "未给出病变部位")
    if extranodal == "non-contiguous":
        stage = "IV"
    elif both_sides:
        stage = "III"
    elif regions == 0:
        stage = "IE"
    else:
        stage = ("I" if regions == 1 else "II") + ("E" if extranodal == "contiguous" else "")
    suffix = "" if not hodgkin or b_symptoms is None else "B" if b_symptoms else "A"
    notes: tuple[Said, ...] = ()
    if hodgkin and b_symptoms is None:
        notes = (said("A or B: B symptoms are not stated", "未注明有无B症状，未标A/B"),)
    if bulky and stage.startswith("II") and stage != "III":
        notes = (
            *notes,
            said("bulky stage II: treated by histology", "II期伴大肿块，按病理类型治疗"),
        )
    return Outcome(
        values={"stage": stage}, band=said(f"stage {stage}{suffix}", f"{stage}{suffix}期"),
        notes=notes,
    )  # fmt: skip


_UPTAKE = {
    "none": "无摄取", "<=mediastinum": "≤纵隔血池", ">mediastinum <=liver": "＞纵隔血池且≤肝脏",
    "moderately >liver": "中度高于肝脏", "markedly >liver": "明显高于肝脏",
}  # fmt: skip
_RESPONSE = {
    "CMR": "完全代谢缓解（CMR）", "PMR": "部分代谢缓解（PMR）", "NMR": "无代谢缓解（NMR）",
    "PMD": "代谢进展（PMD）",
}  # fmt: skip


def deauville(
    new_lesion: bool, uptake: str | None, suv: Decimal | None, suv_mediastinum: Decimal | None,
    suv_liver: Decimal | None, trend: str | None,
) -> Outcome:  # fmt: skip
    """Deauville score and Lugano metabolic response (Cheson 2014; Barrington 2014).

    From the reader's comparison, or from SUVmax against mediastinum and liver; how far above the
    liver (4 or 5) is the reader's word. New lesions are 5. Scores 4-5 need the trend: reduced PMR,
    no change NMR, increased PMD.
    """
    score = 5 if new_lesion else _uptake_score(uptake, suv, suv_mediastinum, suv_liver)
    if new_lesion:
        response = "PMD"
    elif score <= 3:
        response = "CMR"
    elif trend is None:
        raise Needs("trend")
    else:
        response = {"reduced": "PMR", "no change": "NMR", "increased": "PMD"}[trend]
    notes: tuple[Said, ...] = ()
    if score == 3:
        notes = (said("score 3 may be inadequate in de-escalation trials",
                      "降阶梯治疗试验中3分可能视为不足"),)  # fmt: skip
    return Outcome(
        values={"deauville": score, "response": response}, notes=notes,
        band=said(f"Deauville {score} ({response})", f"Deauville {score}分，{_RESPONSE[response]}"),
    )  # fmt: skip


def _uptake_score(
    uptake: str | None, suv: Decimal | None, mediastinum: Decimal | None, liver: Decimal | None
) -> int:
    if uptake is not None:
        return list(_UPTAKE).index(uptake) + 1
    named = {"suv": suv, "suv_mediastinum": mediastinum, "suv_liver": liver}
    if suv is None or mediastinum is None or liver is None:
        raise Needs(*(name for name, value in named.items() if value is None))
    if suv > liver:
        raise Needs("uptake")
    return 2 if suv <= mediastinum else 3


def hans(cd10: Decimal, bcl6: Decimal, mum1: Decimal) -> Outcome:
    """Cell of origin by the Hans algorithm (Hans 2004); positive from 30 % of cells."""
    if cd10 >= 30:
        origin = "GCB"
    elif bcl6 < 30 or mum1 >= 30:
        origin = "non-GCB"
    else:
        origin = "GCB"
    band = said(origin, "生发中心型（GCB）" if origin == "GCB" else "非生发中心型（non-GCB）")
    return Outcome(values={"cell_of_origin": origin}, band=band)


def _stained(name: str) -> InputSpec:
    return number(name, f"{name.upper()} positive cells", f"{name.upper()}阳性细胞比例", "percent",
                  cuts="30")  # fmt: skip


_HEM = ("hem",)

SCORES = (
    Score(
        id="B01", name="lugano-stage",
        title=said("Ann Arbor / Lugano stage", "Ann Arbor/Lugano分期"),
        inputs=(
            count("regions", "nodal regions involved", "受累淋巴结区数", 0, 40),
            yes_no("both_sides", "nodes on both sides of the diaphragm", "横膈两侧淋巴结受累"),
            one("extranodal", "extranodal disease", "结外病变",
                {"none": "无", "contiguous": "邻近结外侵犯", "single site alone": "仅单一结外部位",
                 "non-contiguous": "非邻近结外侵犯（如骨髓、肝）"}),
            yes_no("hodgkin", "Hodgkin lymphoma", "霍奇金淋巴瘤", required=False),
            yes_no("b_symptoms", "B symptoms", "B症状", required=False),
            yes_no("bulky", "bulky disease", "大肿块", required=False),
        ),
        formula=lugano_stage, source="Cheson 2014", edition="Lugano 2014", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B07", name="deauville",
        title=said("Deauville score and Lugano response", "Deauville评分与Lugano疗效"),
        inputs=(
            yes_no("new_lesion", "new FDG-avid lesion", "新发FDG高摄取病灶"),
            one("uptake", "uptake as the reader compares it", "摄取程度（判读医师）", _UPTAKE,
                required=False),
            number("suv", "SUVmax of the lesion", "病灶SUVmax", "uptake", required=False),
            number("suv_mediastinum", "SUVmax of the mediastinum", "纵隔血池SUVmax", "uptake",
                   required=False),
            number("suv_liver", "SUVmax of the liver", "肝脏SUVmax", "uptake", required=False),
            one("trend", "uptake against the earlier study", "较前摄取变化",
                {"reduced": "降低", "no change": "无变化", "increased": "升高"}, required=False),
        ),
        formula=deauville, source="Cheson 2014; Barrington 2014", edition="Lugano 2014",
        confidence="B", specialties=_HEM,
    ),
    Score(
        id="B15", name="hans", title=said("Hans algorithm", "Hans分型"),
        inputs=(_stained("cd10"), _stained("bcl6"), _stained("mum1")),
        formula=hans, source="Hans 2004", edition="Hans 2004", confidence="B", specialties=_HEM,
    ),
)  # fmt: skip
