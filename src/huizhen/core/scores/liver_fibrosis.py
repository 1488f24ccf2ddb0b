"""Liver fibrosis and cancer risk from routine values: APRI, FIB-4, aMAP."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import Outcome, Said, Score, age, number, said, yes_no
from huizhen.core.scores.liver_function import albi_value
from huizhen.core.scores.numbers import rounded, settled


def apri(ast: Decimal, ast_uln: Decimal, plt: Decimal) -> Outcome:
    """APRI: (AST / upper limit of normal) x 100 / PLT (Wai 2003), with both editions of the
    cut-offs: WHO 2024 (hepatitis B) and the older ones."""
    score = ast / ast_uln * 100 / plt
    if score > 1:
        band = said("WHO 2024 (hepatitis B): above 1.0, cirrhosis",
                    "WHO 2024（乙肝）：＞1.0，提示肝硬化")  # fmt: skip
    elif score > Decimal("0.5"):
        band = said("WHO 2024 (hepatitis B): above 0.5, significant fibrosis",
                    "WHO 2024（乙肝）：＞0.5，提示显著纤维化")  # fmt: skip
    else:
        band = said("WHO 2024 (hepatitis B): 0.5 or below", "WHO 2024（乙肝）：≤0.5")
    return Outcome(values={"apri": rounded(score, 2)}, band=band, notes=(_older_apri(score),))


def _older_apri(score: Decimal) -> Said:
    if score > 2:
        return said("older cut-offs (WHO 2015): above 2.0, cirrhosis",
                    "旧界值（WHO 2015）：＞2.0，提示肝硬化")  # fmt: skip
    if score > Decimal("1.5"):
        return said("older cut-offs (WHO 2015): above 1.5, significant fibrosis",
                    "旧界值（WHO 2015）：＞1.5，提示显著纤维化")  # fmt: skip
    if score <= Decimal("0.5"):
        return said("older cut-offs (WHO 2015): 0.5 or below, low", "旧界值（WHO 2015）：≤0.5，低")
    return said("older cut-offs (WHO 2015): between 0.5 and 1.5, undetermined",
                "旧界值（WHO 2015）：0.5～1.5，不确定")  # fmt: skip


def fib_4(age: int, ast: Decimal, alt: Decimal, plt: Decimal) -> Outcome:
    """FIB-4: age x AST / (PLT x square root of ALT) (Sterling 2006; McPherson 2017).

    Viral hepatitis: <1.45 low, >3.25 advanced. Fatty liver: <1.30 (from 65 years <2.0), >2.67.
    Under 35 years the value is given without a meaning: the score is not valid there.
    """
    score = settled(age * ast / (plt * alt.sqrt()))
    values = {"fib4": rounded(score, 2)}
    if age < 35:
        why = said("not valid under 35 years: no band", "＜35岁不适用，不予分级")
        return Outcome(values=dict(values), notes=(why,))
    low = Decimal("2.0") if age >= 65 else Decimal("1.30")
    fatty = _fibrosis(score, low, Decimal("2.67"))
    return Outcome(
        values=dict(values),
        band=_fibrosis(score, Decimal("1.45"), Decimal("3.25")),
        notes=(
            said(f"band for hepatitis B and C; in fatty liver (<{low}, >2.67): {fatty.en}",
                 f"以上分级用于乙肝/丙肝；脂肪性肝病（＜{low}，＞2.67）：{fatty.zh}"),
        ),
    )  # fmt: skip


def _fibrosis(score: Decimal, low: Decimal, high: Decimal) -> Said:
    if score < low:
        return said("low", "低")
    if score > high:
        return said("advanced fibrosis", "进展期纤维化")
    return said("indeterminate", "不确定")


def amap(age: int, male: bool, bil_umol: Decimal, alb_gl: Decimal, plt: Decimal) -> Outcome:
    """aMAP risk of hepatocellular carcinoma, 0-100 (Fan 2020).

    ((0.06 x age + 0.89 x male + 0.48 x ALBI - 0.01 x PLT) + 7.4) / 14.77 x 100; <50 low, 50-60
    medium, >60 high.
    """
    score = (
        (
            Decimal("0.06") * age
            + Decimal("0.89") * int(male)
            + Decimal("0.48") * albi_value(bil_umol, alb_gl)
            - Decimal("0.01") * plt
            + Decimal("7.4")
        )
        / Decimal("14.77")
        * 100
    )
    band = said("low risk", "低危")
    if score > 60:
        band = said("high risk", "高危")
    elif score >= 50:
        band = said("medium risk", "中危")
    return Outcome(values={"amap": rounded(score, 1)}, band=band)


_PLT = number("plt", "platelets", "血小板计数", "platelets", positive=True)
_AST = number("ast", "AST", "天门冬氨酸氨基转移酶（AST）", "enzyme", positive=True)

SCORES = (
    Score(
        id="H07", name="apri", title=said("APRI", "APRI（AST/PLT比值指数）"),
        inputs=(_AST, number("ast_uln", "upper limit of normal of AST in that laboratory",
                             "该实验室AST正常上限", "enzyme", positive=True), _PLT),
        formula=apri, source="Wai 2003; WHO 2024", edition="APRI; cut-offs WHO 2024 and older",
        confidence="B", specialties=("hpb",),
    ),
    Score(
        id="H08", name="fib-4", title=said("FIB-4", "FIB-4指数"),
        inputs=(age(), _AST,
                number("alt", "ALT", "丙氨酸氨基转移酶（ALT）", "enzyme", positive=True), _PLT),
        formula=fib_4, source="Sterling 2006; McPherson 2017", edition="FIB-4 2006",
        confidence="B", specialties=("hpb",),
    ),
    Score(
        id="H16", name="amap",
        title=said("aMAP risk of hepatocellular carcinoma", "aMAP肝癌风险评分"),
        inputs=(
            age(), yes_no("male", "male sex", "男性"),
            number("bil_umol", "total bilirubin", "总胆红素", "bilirubin", positive=True),
            number("alb_gl", "albumin", "白蛋白", "albumin"),
            number("plt", "platelets", "血小板计数", "platelets"),
        ),
        formula=amap, source="Fan 2020", edition="aMAP 2020", confidence="B", specialties=("hpb",),
    ),
)  # fmt: skip
