"""RECIST 1.1: response of solid tumours by sums of target diameters."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.errors import WrongCall
from huizhen.core.scores.definition import (
    ALL,
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

_RESPONSES = {
    "CR": said("complete response", "完全缓解（CR）"),
    "PR": said("partial response", "部分缓解（PR）"),
    "SD": said("stable disease", "疾病稳定（SD）"),
    "PD": said("progressive disease", "疾病进展（PD）"),
}


def recist(
    baseline: Decimal,
    nadir: Decimal,
    current: Decimal,
    new_lesion: bool,
    nontarget: str,
    nodes_lt10_only: bool | None,
) -> Outcome:
    """Target and overall response from sums of diameters in mm (Eisenhauer 2009).

    The nadir is the smallest sum so far, baseline included. PR: 10 x current <= 7 x baseline; PD:
    5 x current >= 6 x nadir and at least 5 mm more. `nodes_lt10_only` states that every non-nodal
    target has gone and every target node is below 10 mm: then CR although the sum is not 0.
    """
    if nadir > baseline:
        raise WrongCall(
            "score_input_invalid",
            "G02 recist: nadir is above baseline.",
            "Give nadir as the smallest sum so far, baseline included.",
        )
    target = _target(baseline, nadir, current, nodes_lt10_only is True)
    overall = _overall(target, new_lesion, nontarget)
    values: dict[str, Result] = {"target": target, "overall": overall}
    values["change_from_baseline_pct"] = rounded((current - baseline) / baseline * 100, 1)
    if nadir:
        values["change_from_nadir_pct"] = rounded((current - nadir) / nadir * 100, 1)
    return Outcome(values=values, band=_RESPONSES[overall], notes=_doubts(target, nodes_lt10_only))


def _target(baseline: Decimal, nadir: Decimal, current: Decimal, has_gone: bool) -> str:
    if current == 0 or has_gone:
        return "CR"
    if 5 * current >= 6 * nadir and current - nadir >= 5:
        return "PD"
    return "PR" if 10 * current <= 7 * baseline else "SD"


def _overall(target: str, new_lesion: bool, nontarget: str) -> str:
    if new_lesion or "PD" in (nontarget, target):
        return "PD"
    if target == "CR":
        return "CR" if nontarget in ("CR", "none") else "PR"
    return target


def _doubts(target: str, nodes_lt10_only: bool | None) -> tuple[Said, ...]:
    if target != "PR" or nodes_lt10_only is not None:
        return ()
    return (
        said("whether only nodes below 10 mm remain is not stated: no complete response claimed",
             "未注明是否仅余短径＜10 mm的淋巴结，未判定CR"),
    )  # fmt: skip


SCORES = (
    Score(
        id="G02", name="recist", title=said("RECIST 1.1 response", "实体瘤疗效评价（RECIST 1.1）"),
        inputs=(
            number("baseline", "sum of target diameters at baseline", "基线靶病灶径线和", "size_mm",
                   positive=True),
            number("nadir", "smallest sum so far, baseline included", "最小径线和（含基线）",
                   "size_mm"),
            number("current", "sum of target diameters now", "目前靶病灶径线和", "size_mm"),
            yes_no("new_lesion", "new lesion", "新病灶"),
            one("nontarget", "non-target lesions", "非靶病灶状态",
                {"CR": "完全消失", "non-CR/non-PD": "非CR/非PD", "PD": "明确进展",
                 "none": "无非靶病灶"}),
            yes_no("nodes_lt10_only",
                   "all non-nodal targets gone and all target nodes below 10 mm",
                   "非淋巴结靶病灶均消失且靶淋巴结短径均＜10 mm", required=False),
        ),
        formula=recist, source="Eisenhauer 2009", edition="RECIST 1.1", confidence="B",
        specialties=ALL,
        cautions=(said("measurable: 10 mm or more (CT slice 5 mm or less), node short axis 15 mm or"
                       " more; at most 5 targets, 2 an organ",
                       "可测量病灶：长径≥10 mm（CT层厚≤5 mm），淋巴结短径≥15 mm；"
                       "靶病灶≤5个，每器官≤2个"),),
    ),
)  # fmt: skip
