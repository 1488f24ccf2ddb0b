"""Disability and pain of the spine: ODI, NDI, pain scale."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    NotDefined,
    Outcome,
    Result,
    Said,
    Score,
    count,
    counts,
    said,
)
from huizhen.core.scores.numbers import rounded

_Items = tuple[int | None, ...]


def _percent(items: _Items) -> tuple[Decimal, tuple[Said, ...]]:
    answered = [item for item in items if item is not None]
    if not answered:
        raise NotDefined("no item was answered", "无任何条目作答")
    notes: tuple[Said, ...] = ()
    if len(answered) < len(items):
        notes = (said(f"{len(answered)} of {len(items)} items answered",
                      f"{len(items)}项中作答{len(answered)}项"),)  # fmt: skip
    return Decimal(sum(answered)) / (5 * len(answered)) * 100, notes


def oswestry(items: _Items) -> Outcome:
    """ODI in % of the answered items (Fairbank 2000): to 20 minimal, 40 moderate, 60 severe, 80
    crippled, above bed-bound or exaggerating."""
    percent, notes = _percent(items)
    limits = ((20, "minimal", "轻微功能障碍"), (40, "moderate", "中度功能障碍"),
              (60, "severe", "重度功能障碍"), (80, "crippled", "残疾"),
              (100, "bed-bound/exaggerating", "卧床或夸大症状"))  # fmt: skip
    band, zh = next((en, zh) for limit, en, zh in limits if percent <= limit)
    return Outcome(
        values={"pct": rounded(percent, 1), "band": band}, band=said(band, zh), notes=notes
    )


def neck_disability(items: _Items) -> Outcome:
    """NDI in % of the answered items (Vernon 1991): <10 none, <30 mild, <50 moderate, <70 severe,
    else complete."""
    percent, notes = _percent(items)
    limits = ((10, "none", "无功能障碍"), (30, "mild", "轻度"), (50, "moderate", "中度"),
              (70, "severe", "重度"), (101, "complete", "完全功能障碍"))  # fmt: skip
    band, zh = next((en, zh) for limit, en, zh in limits if percent < limit)
    return Outcome(
        values={"pct": rounded(percent, 1), "band": band}, band=said(band, zh), notes=notes
    )


def pain(back: int | None, limb: int | None) -> Outcome:
    """Severity of pain 0-10 by the worse site, back and limb apart: 1-3 mild, 4-6 moderate, 7-10
    severe."""
    if back is None and limb is None:
        raise Needs("back", "limb")
    worst = max(back or 0, limb or 0)
    limits = (
        (0, "none", "无痛"),
        (3, "mild", "轻度"),
        (6, "moderate", "中度"),
        (10, "severe", "重度"),
    )
    severity, zh = next((en, zh) for limit, en, zh in limits if worst <= limit)
    values: dict[str, Result] = {"severity": severity}
    if back is not None and limb is not None:
        dominant = "limb" if limb > back else "back" if back > limb else "equal"
        values["dominant"] = dominant
        words = {"limb": "以肢体痛为主", "back": "以腰背/颈痛为主", "equal": "两者相当"}
        return Outcome(values=values, band=said(f"{dominant}-dominant, {severity}",
                                                f"{words[dominant]}，{zh}"))  # fmt: skip
    return Outcome(values=values, band=said(severity, zh))


_SPN = ("spn",)
_TEN = counts("items", "ten items, 0-5 each, - when not answered", "10项得分（0～5，未答记-）",
              0, 5, 10, gaps=True)  # fmt: skip
_LICENCE = said("score only; the questionnaire is licensed", "仅记录得分；量表受版权保护")

SCORES = (
    Score(
        id="S04", name="odi",
        title=said("Oswestry disability index", "Oswestry功能障碍指数（ODI）"),
        inputs=(_TEN,), formula=oswestry, source="Fairbank 2000", edition="ODI, answered items",
        confidence="B", specialties=_SPN, cautions=(_LICENCE,),
    ),
    Score(
        id="S05", name="ndi", title=said("Neck disability index", "颈椎功能障碍指数（NDI）"),
        inputs=(_TEN,), formula=neck_disability, source="Vernon 1991",
        edition="NDI, answered items", confidence="B", specialties=_SPN, cautions=(_LICENCE,),
    ),
    Score(
        id="S06", name="pain", title=said("Pain, 0-10", "疼痛评分（VAS/NRS）"),
        inputs=(count("back", "back or neck pain", "腰背/颈痛", 0, 10, required=False),
                count("limb", "limb pain", "肢体痛", 0, 10, required=False)),
        formula=pain, source="-", edition="NRS 0-10", confidence="B",
        specialties=("hpb", "gio", "hem", "spn", "tho", "nsg", "rar"),
    ),
)  # fmt: skip
