"""Prognostic indices of lymphoma: IPI, R-IPI, NCCN-IPI, CNS-IPI, FLIPI, MIPI, Hodgkin IPS."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import Outcome, Said, Score, age, count, number, said, yes_no
from huizhen.core.scores.numbers import rounded, settled

_GROUPS = {
    "very good": "极好", "good": "好", "poor": "差", "low": "低危", "intermediate": "中危",
    "low-intermediate": "低中危", "high-intermediate": "高中危", "high": "高危",
}  # fmt: skip


def _group(group: str) -> Said:
    return said(group, _GROUPS[group])


def ipi(age: int, ldh_ratio: Decimal, ecog: int, stage: int, en_sites: int) -> Outcome:
    """IPI (Shipp 1993) and R-IPI (Sehn 2007), a point each: age >60, LDH above normal, ECOG >=2,
    stage III-IV, >1 extranodal site."""
    score = sum((age > 60, ldh_ratio > 1, ecog >= 2, stage >= 3, en_sites > 1))
    groups = ("low", "low", "low-intermediate", "high-intermediate", "high", "high")
    revised = "very good" if score == 0 else "good" if score <= 2 else "poor"
    return Outcome(
        values={"IPI": score, "IPI_group": groups[score], "R_IPI": revised},
        band=said(f"IPI {groups[score]}, R-IPI {revised}",
                  f"IPI {_GROUPS[groups[score]]}，R-IPI {_GROUPS[revised]}"),
    )  # fmt: skip


def nccn_ipi(age: int, ldh_ratio: Decimal, ecog: int, stage: int, en_major: bool) -> Outcome:
    """NCCN-IPI, 0-8 (Zhou 2014): age >40 1, >60 2, >75 3; LDH ratio >1 1, >3 2; stage III-IV,
    major extranodal site (marrow, CNS, liver or GI, lung) and ECOG >=2 a point each."""
    score = sum(age > limit for limit in (40, 60, 75)) + sum(ldh_ratio > limit for limit in (1, 3))
    score += sum((stage >= 3, en_major, ecog >= 2))
    limits = ((1, "low"), (3, "low-intermediate"), (5, "high-intermediate"))
    group = next((name for limit, name in limits if score <= limit), "high")
    return Outcome(values={"score": score, "group": group}, band=_group(group))


def cns_ipi(ipi_points: int, kidney_adrenal: bool) -> Outcome:
    """CNS-IPI, 0-6 (Schmitz 2016): the IPI points and one for kidney or adrenal involvement."""
    score = ipi_points + kidney_adrenal
    group = "low" if score <= 1 else "intermediate" if score <= 3 else "high"
    return Outcome(values={"score": score, "group": group}, band=_group(group))


def flipi(age: int, stage: int, hb: Decimal, ldh_ratio: Decimal, nodal_sites: int) -> Outcome:
    """FLIPI, 0-5 (Solal-Celigny 2004), a point each: age >60, stage III-IV, Hb <120 g/L, LDH above
    normal, >4 nodal sites."""
    score = sum((age > 60, stage >= 3, hb < 120, ldh_ratio > 1, nodal_sites > 4))
    group = "low" if score <= 1 else "intermediate" if score == 2 else "high"
    notes: tuple[Said, ...] = ()
    if age == 60:
        notes = (said("age 60: no point by the original paper (>60); sources with >=60 give 1",
                      "年龄60岁：按原文（＞60岁）不计分；部分资料以≥60岁计1分"),)  # fmt: skip
    return Outcome(values={"score": score, "group": group}, band=_group(group), notes=notes)


def mipi(age: int, ecog: int, ldh_ratio: Decimal, wbc_e9: Decimal) -> Outcome:
    """MIPI (Hoster 2008): 0.03535 x age + 0.6978 [ECOG >1] + 1.367 x log10(LDH/ULN) + 0.9393 x
    log10(WBC per uL); <5.7 low, <6.2 intermediate, else high, unrounded."""
    score = settled(
        Decimal("0.03535") * age
        + (Decimal("0.6978") if ecog > 1 else 0)
        + Decimal("1.367") * ldh_ratio.log10()
        + Decimal("0.9393") * (wbc_e9 * 1000).log10()
    )
    low, high = Decimal("5.7"), Decimal("6.2")
    group = "low" if score < low else "intermediate" if score < high else "high"
    return Outcome(values={"score": rounded(score, 2), "group": group}, band=_group(group))


def hodgkin_ips(
    alb: Decimal, hb: Decimal, male: bool, age: int, stage4: bool, wbc: Decimal, lymph: Decimal,
    lymph_pct: Decimal,
) -> Outcome:  # fmt: skip
    """International prognostic score of advanced Hodgkin lymphoma, 0-7 (Hasenclever 1998): ALB
    <40, Hb <105, male, age >=45, stage IV, WBC >=15, lymphocytes <0.6 or <8 %."""
    score = sum(
        (
            alb < 40, hb < 105, male, age >= 45, stage4, wbc >= 15,
            lymph < Decimal("0.6") or lymph_pct < 8,
        )
    )  # fmt: skip
    band = said("0-3", "0～3分") if score <= 3 else said("4-7", "4～7分")
    return Outcome(values={"score": score}, band=band)


_HEM = ("hem",)
_RATIO = number(
    "ldh_ratio",
    "LDH / upper limit of normal",
    "LDH/正常上限",
    "lab_ratio",
    cuts="1 3",
    positive=True,
)
_ECOG = count("ecog", "ECOG performance status", "体力状态（ECOG）", 0, 4)
_STAGE = count("stage", "Ann Arbor stage", "Ann Arbor分期", 1, 4)

SCORES = (
    Score(
        id="B02a", name="ipi", title=said("IPI and R-IPI", "IPI/R-IPI"),
        inputs=(age(), _RATIO, _ECOG, _STAGE,
                count("en_sites", "extranodal sites", "结外受累部位数", 0, 30)),
        formula=ipi, source="Shipp 1993; Sehn 2007", edition="IPI 1993, R-IPI 2007",
        confidence="B", specialties=_HEM,
    ),
    Score(
        id="B02b", name="nccn-ipi", title=said("NCCN-IPI", "NCCN-IPI"),
        inputs=(age(), _RATIO, _ECOG, _STAGE,
                yes_no("en_major", "marrow, CNS, liver or GI, or lung involved",
                       "骨髓、中枢神经系统、肝/胃肠道或肺受累")),
        formula=nccn_ipi, source="Zhou 2014", edition="NCCN-IPI 2014", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B03", name="cns-ipi", title=said("CNS-IPI", "CNS-IPI"),
        inputs=(count("ipi_points", "IPI points", "IPI积分", 0, 5),
                yes_no("kidney_adrenal", "kidney or adrenal involved", "肾或肾上腺受累")),
        formula=cns_ipi, source="Schmitz 2016", edition="CNS-IPI 2016", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B04", name="flipi", title=said("FLIPI", "FLIPI"),
        inputs=(age(), _STAGE, number("hb", "haemoglobin", "血红蛋白", "haemoglobin", cuts="120"),
                _RATIO, count("nodal_sites", "nodal sites", "受累淋巴结区数", 0, 60)),
        formula=flipi, source="Solal-Céligny 2004", edition="FLIPI 2004", confidence="A",
        specialties=_HEM,
    ),
    Score(
        id="B05", name="mipi", title=said("MIPI", "MIPI"),
        inputs=(age(), _ECOG,
                number("ldh_ratio", "LDH / upper limit of normal", "LDH/正常上限", "lab_ratio",
                       positive=True),
                number("wbc_e9", "white cells", "白细胞计数", "white_cells", positive=True)),
        formula=mipi, source="Hoster 2008", edition="MIPI 2008", confidence="B", specialties=_HEM,
    ),
    Score(
        id="B06", name="hodgkin-ips",
        title=said("International prognostic score, Hodgkin lymphoma",
                   "霍奇金淋巴瘤国际预后评分（IPS）"),
        inputs=(
            number("alb", "albumin", "白蛋白", "albumin", cuts="40"),
            number("hb", "haemoglobin", "血红蛋白", "haemoglobin", cuts="105"),
            yes_no("male", "male sex", "男性"), age(), yes_no("stage4", "stage IV", "IV期"),
            number("wbc", "white cells", "白细胞计数", "white_cells", cuts="15"),
            number("lymph", "lymphocytes", "淋巴细胞计数", "white_cells", cuts="0.6"),
            number("lymph_pct", "lymphocytes in %", "淋巴细胞百分比", "lab_percent", cuts="8"),
        ),
        formula=hodgkin_ips, source="Hasenclever 1998", edition="IPS 1998", confidence="B",
        specialties=_HEM, cautions=(said("for advanced stage", "用于晚期"),),
    ),
)  # fmt: skip
