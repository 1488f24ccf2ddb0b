"""Diffuse glioma: the integrated diagnosis of WHO CNS5."""

from __future__ import annotations

from huizhen.core.scores.definition import (
    Needs,
    NotDefined,
    Outcome,
    Result,
    Said,
    Score,
    age,
    one,
    said,
    yes_no,
)


def cns5(
    age: int, idh: str, codel: bool | None, cdkn2a: bool | None, h3: str | None,
    midline: bool | None, necrosis_mvp: bool | None, tert: bool | None, egfr: bool | None,
    gain7loss10: bool | None,
) -> Outcome:  # fmt: skip
    """Integrated diagnosis of an adult diffuse glioma (WHO CNS5, 2021).

    IDH-mutant with 1p/19q codeletion is oligodendroglioma 2-3, without astrocytoma 2-4 (4 with
    homozygous CDKN2A/B deletion). IDH- and H3-wildtype with necrosis or vascular proliferation,
    TERT, EGFR amplification or +7/-10 is glioblastoma 4; H3 K27-altered of the midline and H3 G34
    of a hemisphere are grade 4. Incomplete molecular data stay NOS: not computable.
    """
    if age < 18:
        raise NotDefined("under 18 years paediatric-type entities come first: no rule",
                         "＜18岁须先考虑儿童型肿瘤，本规则不适用")  # fmt: skip
    if idh == "mutant":
        return _idh_mutant(codel, cdkn2a)
    if h3 is None:
        raise Needs("h3")
    if h3 != "wildtype":
        return _histone(h3, midline)
    return _idh_wildtype(
        {"necrosis_mvp": necrosis_mvp, "tert": tert, "egfr": egfr, "gain7loss10": gain7loss10}
    )


def _idh_mutant(codel: bool | None, cdkn2a: bool | None) -> Outcome:
    if codel is None:
        raise Needs("codel")
    if codel:
        return _entity("oligodendroglioma", "2/3", "少突胶质细胞瘤，IDH突变伴1p/19q共缺失")
    if cdkn2a is None:
        raise Needs("cdkn2a")
    return _entity("astrocytoma", "4" if cdkn2a else "2-4", "星形细胞瘤，IDH突变")


def _histone(h3: str, midline: bool | None) -> Outcome:
    if midline is None:
        raise Needs("midline")
    if h3 == "K27-altered" and midline:
        return _entity("H3 K27-altered diffuse midline glioma", "4", "弥漫性中线胶质瘤，H3 K27改变")
    if h3 == "G34-mutant" and not midline:
        return _entity("H3 G34-mutant hemispheric glioma", "4", "弥漫性半球胶质瘤，H3 G34突变")
    raise NotDefined("this histone change at this place has no rule here",
                     "该部位的此种H3改变，本规则未定义")  # fmt: skip


def _idh_wildtype(features: dict[str, bool | None]) -> Outcome:
    if any(features.values()):
        return _entity("glioblastoma", "4", "胶质母细胞瘤，IDH野生型")
    silent = [name for name, state in features.items() if state is None]
    if silent:
        raise Needs(*silent)
    raise NotDefined("IDH- and H3-wildtype without a feature of glioblastoma: no rule here",
                     "IDH及H3野生型且无胶质母细胞瘤特征，本规则未定义")  # fmt: skip


def _entity(entity: str, grade: str, zh: str) -> Outcome:
    values: dict[str, Result] = {"entity": entity, "who_grade": grade}
    notes: tuple[Said, ...] = ()
    if grade in ("2/3", "2-4"):
        notes = (said("the grade within this range is the pathologist's", "具体级别由病理判定"),)
    return Outcome(values=values, band=said(f"{entity}, WHO {grade}", f"{zh}，WHO {grade}级"),
                   notes=notes)  # fmt: skip


_NSG = ("nsg",)

SCORES = (
    Score(
        id="N12", name="who-cns5",
        title=said("WHO CNS5 integrated diagnosis", "WHO CNS5整合诊断（成人弥漫性胶质瘤）"),
        inputs=(
            age(), one("idh", "IDH", "IDH", {"mutant": "突变", "wildtype": "野生型"}),
            yes_no("codel", "1p/19q codeletion", "1p/19q共缺失", required=False),
            yes_no("cdkn2a", "homozygous deletion of CDKN2A/B", "CDKN2A/B纯合缺失",
                   required=False),
            one("h3", "H3", "H3", {"wildtype": "野生型", "K27-altered": "K27改变",
                                   "G34-mutant": "G34突变"}, required=False),
            yes_no("midline", "midline", "中线部位", required=False),
            yes_no("necrosis_mvp", "necrosis or microvascular proliferation", "坏死或微血管增生",
                   required=False),
            yes_no("tert", "TERT promoter mutated", "TERT启动子突变", required=False),
            yes_no("egfr", "EGFR amplified", "EGFR扩增", required=False),
            yes_no("gain7loss10", "+7/-10", "+7/-10", required=False),
        ),
        formula=cns5, source="WHO 2021", edition="WHO CNS5 (2021)", confidence="B",
        specialties=_NSG,
    ),
)  # fmt: skip
