"""Rare tumours: sarcoma grade and stage, GIST, neuroendocrine grade, Mirels, Enneking, margin."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import Outcome, Said, Score, count, number, one, said, yes_no


def fnclcc(diff: int, mit10hpf: int, necrosis_pct: Decimal) -> Outcome:
    """FNCLCC grade of soft-tissue sarcoma (Trojani, Guillou): differentiation 1-3; mitoses in 10
    HPF 0-9 1, 10-19 2, 20 or more 3; necrosis none 0, <50 % 1, >=50 % 2. 2-3 G1, 4-5 G2, 6-8 G3."""
    score = diff + (1 if mit10hpf <= 9 else 2 if mit10hpf <= 19 else 3)
    score += 0 if necrosis_pct == 0 else 1 if necrosis_pct < 50 else 2
    grade = "G1" if score <= 3 else "G2" if score <= 5 else "G3"
    return Outcome(values={"score": score, "grade": grade}, band=said(grade, f"{grade}级"))


def sarcoma_stage(cm: Decimal, grade: str, n: bool, m: bool) -> Outcome:
    """AJCC 8 stage of soft-tissue sarcoma of limb and trunk: T1 to 5, T2 to 10, T3 to 15, T4 above
    15 cm; IA T1 G1, IB T2-4 G1, II T1 G2-3, IIIA T2, IIIB T3-4, IV N1 or M1."""
    t = 1 if cm <= 5 else 2 if cm <= 10 else 3 if cm <= 15 else 4
    if n or m:
        stage = "IV"
    elif grade == "G1":
        stage = "IA" if t == 1 else "IB"
    else:
        stage = ("II", "IIIA", "IIIB", "IIIB")[t - 1]
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"{stage}期"))


_GIST = {"very low": "极低危", "low": "低危", "intermediate": "中危", "high": "高危"}


def gist_risk(cm: Decimal, mit: int, gastric: bool, rupture: bool) -> Outcome:
    """GIST risk by the modified NIH criteria (Joensuu 2008); mitoses in 50 HPF = 5 mm2.

    Very low to 2 cm and 5; low to 5 cm and 5; intermediate to 2 cm and 6-10, gastric to 5 cm and
    6-10, gastric to 10 cm and 5; high the rest: rupture, >10 cm, >10 mitoses, >5 cm and >5,
    non-gastric above 2 cm with >5 or above 5 cm.
    """
    if rupture or cm > 10 or mit > 10 or (cm > 5 and mit > 5):
        risk = "high"
    elif mit <= 5 and cm <= 5:
        risk = "very low" if cm <= 2 else "low"
    elif cm <= 2 or gastric:
        risk = "intermediate"
    else:
        risk = "high"
    return Outcome(values={"risk": risk}, band=said(risk, _GIST[risk]))


def neuroendocrine_grade(
    mit: Decimal, ki67: Decimal, poorly_differentiated: bool | None
) -> Outcome:
    """Grade of neuroendocrine tumours (WHO 2019), the higher of mitoses in 2 mm2 and Ki-67 in %:
    G1 <2 and <3, G2 2-20 or 3-20, G3 above; poorly differentiated is carcinoma (NEC)."""
    if poorly_differentiated:
        return Outcome(values={"grade": "NEC"}, band=said("NEC", "神经内分泌癌（NEC）"))
    by_mitoses = 1 if mit < 2 else 2 if mit <= 20 else 3
    by_ki67 = 1 if ki67 < 3 else 2 if ki67 <= 20 else 3
    grade = f"G{max(by_mitoses, by_ki67)}"
    notes: tuple[Said, ...] = ()
    if poorly_differentiated is None:
        notes = (said("well-differentiated tumours only; differentiation is not stated",
                      "仅适用于高分化肿瘤；分化程度未注明"),)  # fmt: skip
    return Outcome(values={"grade": grade}, band=said(grade, f"{grade}级"), notes=notes)


_SITE = {"upper limb": "上肢", "lower limb": "下肢", "peritrochanteric": "转子周围"}
_PAIN = {"mild": "轻度", "moderate": "中度", "functional": "活动（负重）痛"}
_LESION = {"blastic": "成骨性", "mixed": "混合性", "lytic": "溶骨性"}
_SIZE = {"<1/3": "＜1/3", "1/3-2/3": "1/3～2/3", ">2/3": "＞2/3"}


def mirels(site: str, pain: str, lesion: str, size: str) -> Outcome:
    """Mirels score of a long bone, 4-12 (Mirels 1989), 1-3 for each of site, pain, lesion and share
    of the cortex: to 7 observe or irradiate, 8 consider, from 9 prophylactic fixation."""
    score = sum(
        list(table).index(chosen) + 1
        for table, chosen in ((_SITE, site), (_PAIN, pain), (_LESION, lesion), (_SIZE, size))
    )
    if score <= 7:
        advice, zh = "observe/RT", "观察或放疗"
    elif score == 8:
        advice, zh = "consider fixation", "考虑内固定"
    else:
        advice, zh = "prophylactic fixation", "预防性内固定"
    return Outcome(values={"score": score, "advice": advice}, band=said(advice, zh))


def enneking(grade: str, compartment: str, m: bool) -> Outcome:
    """Enneking (MSTS) stage (1980): I low, II high grade; A intra-, B extracompartmental; III
    metastasis."""
    if m:
        stage = "III"
    else:
        stage = ("I" if grade == "low" else "II") + ("A" if compartment == "intra" else "B")
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"Enneking {stage}期"))


_MARGINS = {
    "negative": ("R0", "切缘阴性"), "microscopic": ("R1", "镜下切缘阳性"),
    "macroscopic": ("R2", "肉眼残留"),
}  # fmt: skip


def margin_status(residual: str, distance_mm: Decimal | None) -> Outcome:
    """Margin: R0 negative, R1 microscopic, R2 macroscopic residual, with the distance in mm."""
    status, zh = _MARGINS[residual]
    notes: tuple[Said, ...] = ()
    if distance_mm is not None:
        notes = (said(f"distance {distance_mm:f} mm", f"距切缘{distance_mm:f} mm"),)
    return Outcome(values={"margin": status}, band=said(status, f"{status}（{zh}）"), notes=notes)


_RAR = ("rar",)

SCORES = (
    Score(
        id="R01", name="fnclcc", title=said("FNCLCC grade", "FNCLCC分级"),
        inputs=(count("diff", "differentiation", "分化评分", 1, 3),
                count("mit10hpf", "mitoses in 10 HPF", "核分裂象（/10 HPF）", 0, 500),
                number("necrosis_pct", "necrosis", "坏死比例", "percent", cuts="0 50")),
        formula=fnclcc, source="Trojani; Guillou", edition="FNCLCC", confidence="B",
        specialties=_RAR,
        cautions=(said("before neoadjuvant treatment only", "仅用于新辅助治疗前标本"),),
    ),
    Score(
        id="R02", name="sarcoma-ajcc8",
        title=said("Soft-tissue sarcoma stage, limb and trunk", "软组织肉瘤分期（肢体/躯干）"),
        inputs=(number("cm", "largest diameter", "最大径", "size_cm", cuts="5 10 15",
                       positive=True),
                one("grade", "grade", "分级", {"G1": "G1", "G2": "G2", "G3": "G3"}),
                yes_no("n", "involved nodes", "淋巴结转移"),
                yes_no("m", "distant metastasis", "远处转移")),
        formula=sarcoma_stage, source="AJCC 8", edition="AJCC 8, limb and trunk", confidence="B",
        specialties=_RAR,
        cautions=(said("the retroperitoneum uses another table", "腹膜后肉瘤另有分期表"),),
    ),
    Score(
        id="R03", name="gist-risk", title=said("GIST risk (modified NIH)", "GIST危险度（改良NIH）"),
        inputs=(number("cm", "largest diameter", "最大径", "size_cm", cuts="2 5 10",
                       positive=True),
                count("mit", "mitoses in 5 mm² (50 HPF)", "核分裂象（/5 mm²，50 HPF）", 0, 500),
                yes_no("gastric", "stomach", "原发于胃"),
                yes_no("rupture", "rupture", "肿瘤破裂")),
        formula=gist_risk, source="Joensuu 2008; 中国GIST共识", edition="modified NIH 2008",
        confidence="A", specialties=("rar", "gio"),
        cautions=(said("not after neoadjuvant imatinib; with a wide-field microscope 5 mm² are "
                       "20-25 HPF",
                       "新辅助伊马替尼后不适用；大视野显微镜下5 mm²约为20～25 HPF"),),
    ),
    Score(
        id="R04", name="net-grade", title=said("Neuroendocrine grade (WHO 2019)",
                                               "神经内分泌肿瘤分级（WHO 2019）"),
        inputs=(number("mit", "mitoses in 2 mm²", "核分裂象（/2 mm²）", "ratio", low="0",
                       high="1000", cuts="2 20"),
                number("ki67", "Ki-67", "Ki-67指数", "percent", cuts="3 20"),
                yes_no("poorly_differentiated", "poorly differentiated", "低分化",
                       required=False)),
        formula=neuroendocrine_grade, source="WHO 2019", edition="WHO 2019", confidence="B",
        specialties=_RAR,
    ),
    Score(
        id="R05", name="mirels", title=said("Mirels score", "Mirels评分"),
        inputs=(one("site", "site", "部位", _SITE), one("pain", "pain", "疼痛", _PAIN),
                one("lesion", "lesion", "病变性质", _LESION),
                one("size", "share of the cortex", "占皮质直径比例", _SIZE)),
        formula=mirels, source="Mirels 1989", edition="Mirels 1989", confidence="B",
        specialties=("rar", "spn"),
    ),
    Score(
        id="R06", name="enneking", title=said("Enneking stage (MSTS)", "Enneking分期（MSTS）"),
        inputs=(one("grade", "grade", "分级", {"low": "低级别", "high": "高级别"}),
                one("compartment", "compartment", "间室", {"intra": "间室内", "extra": "间室外"}),
                yes_no("m", "metastasis", "转移")),
        formula=enneking, source="Enneking 1980", edition="MSTS 1980", confidence="B",
        specialties=_RAR,
    ),
    Score(
        id="R07", name="margin", title=said("Margin status", "切缘状态"),
        inputs=(one("residual", "residual tumour", "残留肿瘤",
                    {word: zh for word, (_, zh) in _MARGINS.items()}),
                number("distance_mm", "distance to the margin", "距切缘距离", "size_mm",
                       required=False)),
        formula=margin_status, source="-", edition="R0-R2", confidence="B", specialties=_RAR,
    ),
)  # fmt: skip
