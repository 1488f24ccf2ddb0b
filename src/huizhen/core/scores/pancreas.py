"""Pancreatic cancer: resectability by vessel contact, AJCC stage."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import Needs, Outcome, Said, Score, number, one, said, yes_no

_REVIEW = (
    "review (head tumour with CA contact <=180: not in NCCN resectable; "
    "treat as at least borderline)"
)
_IN_CHINESE = {
    "resectable": "可切除",
    "borderline resectable": "交界可切除",
    "locally advanced": "局部进展期",
    "metastatic": "合并远处转移",
    _REVIEW: "须专家判定（胰头肿瘤接触腹腔干≤180°，不属可切除，至少按交界可切除处理）",
}
_APPLEBY = said(
    "body or tail with CA above 180° and free gastroduodenal artery and aorta (modified Appleby) "
    "was borderline in older NCCN versions",
    "胰体尾肿瘤腹腔干接触＞180°但胃十二指肠动脉及主动脉未受累（改良Appleby术），旧版NCCN列为交界可切除",
)


def resectability(
    loc: str, sma: Decimal, ca: Decimal, cha: str, cha_ext_ca_or_bif: bool | None, vein: Decimal,
    vein_irregular: bool, vein_occl: bool, vein_reconstructible: bool | None, ivc: bool,
    aorta: bool, m1: bool,
) -> Outcome:  # fmt: skip
    """Resectability by contact with each vessel in degrees (NCCN); 0 only when the report says
    free. Whether a vein can be rebuilt is asked for when it is involved, the extent of contact
    with the common hepatic artery when there is contact."""
    arteries = _arteries(loc, sma, ca, cha, cha_ext_ca_or_bif, aorta)
    involved = vein > 180 or vein_irregular or vein_occl
    if m1:
        verdict = "metastatic"
    elif arteries == "locally advanced":
        verdict = arteries
    elif involved and vein_reconstructible is None:
        raise Needs("vein_reconstructible")
    elif involved and not vein_reconstructible:
        verdict = "locally advanced"
    elif arteries == "resectable" and (involved or ivc):
        verdict = "borderline resectable"
    else:
        verdict = arteries
    notes: tuple[Said, ...] = ()
    if verdict == "locally advanced" and loc == "body" and ca > 180 and not aorta:
        notes = (_APPLEBY,)
    return Outcome(
        values={"resectability": verdict}, band=said(verdict, _IN_CHINESE[verdict]), notes=notes
    )


def _arteries(
    loc: str, sma: Decimal, ca: Decimal, cha: str, extends: bool | None, aorta: bool
) -> str:
    if sma > 180 or ca > 180 or aorta:
        return "locally advanced"
    if cha == "contact":
        if extends is None:
            raise Needs("cha_ext_ca_or_bif")
        if extends:
            return "locally advanced"
    if loc == "head" and ca > 0:
        return _REVIEW
    return "borderline resectable" if sma > 0 or ca > 0 or cha == "contact" else "resectable"


def pancreas_stage(t: str, n: str, m: bool) -> Outcome:
    """AJCC 8 stage of exocrine pancreatic cancer: T1 to 2, T2 to 4, T3 above 4 cm, T4 coeliac
    axis, SMA or CHA; N1 1-3, N2 4 or more nodes."""
    if m:
        stage = "IV"
    elif t == "T4" or n == "N2":
        stage = "III"
    elif n == "N1":
        stage = "IIB"
    else:
        stage = {"T1": "IA", "T2": "IB", "T3": "IIA"}[t]
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"{stage}期"))


SCORES = (
    Score(
        id="H13", name="pancreas-resectability",
        title=said("Resectability of pancreatic cancer", "胰腺癌可切除性评估"),
        inputs=(
            one("loc", "site", "部位", {"head": "胰头/钩突", "body": "胰体尾"}),
            number("sma", "contact with the superior mesenteric artery", "肠系膜上动脉接触角度",
                   "degrees", cuts="0 180", low="0"),
            number("ca", "contact with the coeliac axis", "腹腔干接触角度", "degrees",
                   cuts="0 180", low="0"),
            one("cha", "common hepatic artery", "肝总动脉",
                {"none": "无接触", "contact": "有接触"}),
            yes_no("cha_ext_ca_or_bif",
                   "contact with the hepatic artery extends to the coeliac axis or bifurcation",
                   "肝总动脉接触累及腹腔干或肝动脉分叉", required=False),
            number("vein", "contact with the superior mesenteric or portal vein",
                   "肠系膜上静脉/门静脉接触角度", "degrees", cuts="0 180", low="0"),
            yes_no("vein_irregular", "irregular contour or thrombosis of that vein",
                   "该静脉轮廓不规则或血栓"),
            yes_no("vein_occl", "that vein occluded", "该静脉闭塞"),
            yes_no("vein_reconstructible", "that vein can be reconstructed", "该静脉可重建",
                   required=False),
            yes_no("ivc", "contact with the inferior vena cava", "下腔静脉接触"),
            yes_no("aorta", "contact with the aorta", "主动脉受累"),
            yes_no("m1", "distant metastasis", "远处转移"),
        ),
        formula=resectability, source="NCCN", edition="NCCN resectability criteria",
        confidence="A", specialties=("hpb",),
        cautions=(said("0° only when the report says that the vessel is free",
                       "仅当报告明确未受累时方可记为0°"),),
    ),
    Score(
        id="H15", name="pancreas-ajcc8",
        title=said("Pancreas AJCC 8 stage", "胰腺癌AJCC第8版分期"),
        inputs=(
            one("t", "T", "T分期", {"T1": "≤2 cm", "T2": "＞2～4 cm", "T3": "＞4 cm",
                                  "T4": "侵犯腹腔干/肠系膜上动脉/肝总动脉"}),
            one("n", "N", "N分期", {"N0": "无", "N1": "1～3枚", "N2": "≥4枚"}),
            yes_no("m", "distant metastasis", "远处转移"),
        ),
        formula=pancreas_stage, source="AJCC 8", edition="AJCC 8 (exocrine)", confidence="B",
        specialties=("hpb",),
    ),
)  # fmt: skip
