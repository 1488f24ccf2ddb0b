"""Lines of treatment and refractory classes of myeloma and large B-cell lymphoma."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Score,
    number,
    one,
    said,
    some,
    yes_no,
)

_CHANGES = {
    "planned": "按计划",
    "progression": "疾病进展",
    "insufficient response": "疗效不足",
}


def lines_of_treatment(changes: tuple[str, ...]) -> Outcome:
    """Number of lines (IMWG): a new one begins when a regimen is changed for progression or an
    insufficient response; planned induction, transplant and maintenance are one.

    `changes` is why each step after the first was begun, in order; an empty list is one regimen.
    """
    lines = 1 + sum(change != "planned" for change in changes)
    return Outcome(values={"lines": lines}, band=said(f"{lines} lines", f"{lines}线"))


def myeloma_refractory(
    below_mr: bool, progressed: bool, days_since_last_dose: Decimal | None
) -> Outcome:
    """Whether myeloma is refractory to a drug (IMWG): less than a minor response, or progression
    on it or within 60 days of its last dose."""
    if not below_mr and progressed and days_since_last_dose is None:
        raise Needs("days_since_last_dose")
    soon = progressed and days_since_last_dose is not None and days_since_last_dose <= 60
    return _refractory(below_mr or soon)


_DRUGS = {
    "bortezomib": ("PI", "硼替佐米"), "carfilzomib": ("PI", "卡非佐米"),
    "ixazomib": ("PI", "伊沙佐米"),
    "lenalidomide": ("IMiD", "来那度胺"), "pomalidomide": ("IMiD", "泊马度胺"),
    "thalidomide": ("IMiD", "沙利度胺"), "daratumumab": ("anti-CD38", "达雷妥尤单抗"),
    "isatuximab": ("anti-CD38", "艾沙妥昔单抗"),
}  # fmt: skip


def myeloma_classes(refractory_to: tuple[str, ...]) -> Outcome:
    """Class refractoriness of myeloma (IMWG): triple-class is a proteasome inhibitor, an
    immunomodulatory drug and an anti-CD38 antibody; penta-drug is two, two and one."""
    classes = [_DRUGS[drug][0] for drug in dict.fromkeys(refractory_to)]
    has = {name: classes.count(name) for name in ("PI", "IMiD", "anti-CD38")}
    if has["PI"] >= 2 and has["IMiD"] >= 2 and has["anti-CD38"]:
        found, zh = "penta-drug", "五药难治"
    elif all(has.values()):
        found, zh = "triple-class", "三类药物难治"
    else:
        found, zh = "neither", "未达三类药物难治"
    return Outcome(values={"refractory_class": found}, band=said(found, zh))


def lymphoma_refractory(
    last_response: str, relapsed_after_asct: bool, months_after_asct: Decimal | None
) -> Outcome:
    """Refractory large B-cell lymphoma (SCHOLAR-1): stable or progressive disease as the best
    response to the last line, or relapse within 12 months of autologous transplant."""
    poor = last_response in ("SD", "PD")
    if not poor and relapsed_after_asct and months_after_asct is None:
        raise Needs("months_after_asct")
    early = relapsed_after_asct and months_after_asct is not None and months_after_asct <= 12
    return _refractory(poor or early)


def lymphoma_primary_refractory(
    first_line_cr: bool, relapsed: bool, months_to_relapse: Decimal | None
) -> Outcome:
    """Primary refractory large B-cell lymphoma: no complete response to the first line, or relapse
    within 6 months; up to 12 months by the wider definition."""
    if first_line_cr and relapsed and months_to_relapse is None:
        raise Needs("months_to_relapse")
    months = months_to_relapse if first_line_cr and relapsed else None
    if not first_line_cr or (months is not None and months <= 6):
        found, zh = "primary refractory", "原发难治"
    elif months is not None and months <= 12:
        found, zh = "by the 12-month definition only", "仅按12个月定义属原发难治"
    else:
        found, zh = "not primary refractory", "非原发难治"
    return Outcome(values={"primary_refractory": found}, band=said(found, zh))


def _refractory(is_refractory: bool) -> Outcome:
    band = said("refractory", "难治") if is_refractory else said("not refractory", "非难治")
    return Outcome(values={"refractory": is_refractory}, band=band)


_HEM = ("hem",)

SCORES = (
    Score(
        id="B13a", name="treatment-lines", title=said("Lines of treatment", "治疗线数"),
        inputs=(some("changes", "why each step after the first was begun", "各后续方案的更换原因",
                     _CHANGES),),
        formula=lines_of_treatment, source="IMWG", edition="IMWG", confidence="A",
        specialties=_HEM,
    ),
    Score(
        id="B13b", name="myeloma-refractory",
        title=said("Myeloma refractory to a drug", "骨髓瘤对某药难治"),
        inputs=(
            yes_no("below_mr", "best response below a minor response", "最佳疗效未达MR"),
            yes_no("progressed", "progressive disease", "疾病进展"),
            number("days_since_last_dose", "days from the last dose to progression, 0 on treatment",
                   "末次用药至进展天数（用药中为0）", "days", cuts="60", required=False),
        ),
        formula=myeloma_refractory, source="IMWG", edition="IMWG", confidence="A",
        specialties=_HEM,
    ),
    Score(
        id="B13c", name="myeloma-classes",
        title=said("Class refractoriness of myeloma", "骨髓瘤药物类别难治"),
        inputs=(some("refractory_to", "drugs that the myeloma is refractory to", "难治药物",
                     {name: zh for name, (_, zh) in _DRUGS.items()}),),
        formula=myeloma_classes, source="IMWG", edition="IMWG", confidence="B", specialties=_HEM,
    ),
    Score(
        id="B13d", name="lymphoma-refractory",
        title=said("Refractory large B-cell lymphoma", "难治性大B细胞淋巴瘤"),
        inputs=(
            one("last_response", "best response to the last line", "末线最佳疗效",
                {"CR": "完全缓解", "PR": "部分缓解", "SD": "疾病稳定", "PD": "疾病进展"}),
            yes_no("relapsed_after_asct", "relapse after autologous transplant",
                   "自体造血干细胞移植后复发"),
            number("months_after_asct", "months from transplant to relapse", "移植至复发月数",
                   "months", cuts="12", required=False),
        ),
        formula=lymphoma_refractory, source="SCHOLAR-1", edition="SCHOLAR-1", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B13e", name="lymphoma-primary-refractory",
        title=said("Primary refractory large B-cell lymphoma", "原发难治性大B细胞淋巴瘤"),
        inputs=(
            yes_no("first_line_cr", "complete response to the first line", "一线达完全缓解"),
            yes_no("relapsed", "relapse", "复发"),
            number("months_to_relapse", "months to relapse", "至复发月数", "months", cuts="6 12",
                   required=False),
        ),
        formula=lymphoma_primary_refractory, source="SCHOLAR-1", edition="6 (to 12) months",
        confidence="B", specialties=_HEM,
    ),
)  # fmt: skip
