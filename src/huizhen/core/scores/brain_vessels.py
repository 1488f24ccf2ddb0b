"""Consciousness and vessels of the brain: GCS, SAH grades, AVM, aneurysm, haemorrhage, Evans."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    NotDefined,
    Outcome,
    Score,
    age,
    count,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded

_EMERGENCY = said("an acute bleeding is an emergency", "急性出血属急症")


def coma_scale(e: int, v: str, m: int) -> Outcome:
    """Glasgow coma scale, 3-15 (Teasdale 1974): 13-15 mild, 9-12 moderate, 3-8 severe; an
    intubated patient (T) has no sum."""
    if v == "T":
        raise NotDefined(f"the verbal answer cannot be tested (E{e}VTM{m}): no sum",
                         f"气管插管，言语不能评定（E{e}VTM{m}），不计总分")  # fmt: skip
    score = e + int(v) + m
    band, zh = ("mild", "轻度") if score >= 13 else ("moderate", "中度")
    if score <= 8:
        band, zh = "severe", "重度"
    written = f"E{e}V{v}M{m}={score}"
    return Outcome(values={"gcs": score}, band=said(f"{written}, {band}", f"{written}，{zh}"))


_HUNT_HESS = {
    "asymptomatic or mild headache": "无症状或轻度头痛",
    "severe headache or cranial nerve palsy": "剧烈头痛或脑神经麻痹",
    "drowsy or confused": "嗜睡或意识模糊",
    "stupor": "昏睡",
    "coma": "昏迷",
}


def hunt_hess(state: str) -> Outcome:
    """Hunt-Hess grade 1-5 of a subarachnoid haemorrhage; the worst state counts."""
    grade = list(_HUNT_HESS).index(state) + 1
    return Outcome(values={"grade": grade}, band=said(f"grade {grade}", f"Hunt-Hess {grade}级"))


def wfns(gcs: int, deficit: bool) -> Outcome:
    """WFNS grade: I GCS 15, II 13-14 without and III with a focal deficit, IV 7-12, V 3-6."""
    if gcs == 15:
        grade = "I"
    elif gcs >= 13:
        grade = "III" if deficit else "II"
    else:
        grade = "IV" if gcs >= 7 else "V"
    return Outcome(values={"grade": grade}, band=said(f"WFNS {grade}", f"WFNS {grade}级"))


def modified_fisher(blood: str, ivh: bool) -> Outcome:
    """Modified Fisher grade: 0 none, 1 thin, 2 thin with ventricular blood, 3 thick, 4 thick with
    ventricular blood."""
    if blood == "none":
        if ivh:
            raise NotDefined("ventricular blood without subarachnoid blood has no grade here",
                             "无蛛网膜下腔出血而有脑室积血，此表未定义")  # fmt: skip
        grade = 0
    else:
        grade = (1 if blood == "thin" else 3) + ivh
    return Outcome(values={"grade": grade}, band=said(f"grade {grade}", f"改良Fisher {grade}级"))


def spetzler_martin(cm: Decimal, eloquent: bool, deep: bool) -> Outcome:
    """Spetzler-Martin grade 1-5 of an arteriovenous malformation (1986): <3 cm 1, 3-6 2, >6 3,
    eloquent 1, deep drainage 1; with the Spetzler-Ponce class A, B, C."""
    grade = (1 if cm < 3 else 2 if cm <= 6 else 3) + eloquent + deep
    if grade <= 2:
        band = said("Spetzler-Ponce A: surgery", "Spetzler-Ponce A类：手术")
    elif grade == 3:
        band = said("Spetzler-Ponce B: individual", "Spetzler-Ponce B类：个体化")
    else:
        band = said("Spetzler-Ponce C: conservative or multimodal",
                    "Spetzler-Ponce C类：保守或综合治疗")  # fmt: skip
    return Outcome(values={"grade": grade}, band=band)


_POPULATION = {"other": (0, "其他"), "Japanese": (3, "日本人"), "Finnish": (5, "芬兰人")}
_SITE = {"ICA": (0, "颈内动脉"), "MCA": (2, "大脑中动脉"),
         "ACA/PCoA/posterior": (4, "大脑前动脉/后交通动脉/后循环")}  # fmt: skip
_RUPTURE = ("0.4", "0.4", "0.4", "0.7", "0.9", "1.3", "1.7", "2.4", "3.2", "4.3", "5.3", "7.2")
_OTHER = said(
    "'other' was derived in North American and non-Finnish European cohorts: with care for "
    "Chinese and other Asian patients",
    "“其他”人群来自北美及非芬兰欧洲队列，用于中国及其他亚洲患者须谨慎",
)


def phases(pop: str, htn: bool, age: int, size: Decimal, sah: bool, site: str) -> Outcome:
    """PHASES points and 5-year rupture risk in % of an aneurysm (Greving 2014).

    Population 0/3/5, hypertension 1, age >=70 1, size <7 0, <10 3, <20 6, from 20 mm 10, earlier
    haemorrhage of another aneurysm 1, site ICA 0, MCA 2, ACA/PCoA/posterior 4.
    """
    score = _POPULATION[pop][0] + _SITE[site][0] + htn + (age >= 70) + sah
    score += 0 if size < 7 else 3 if size < 10 else 6 if size < 20 else 10
    risk = Decimal(_RUPTURE[score] if score < len(_RUPTURE) else "17.8")
    return Outcome(
        values={"score": score, "risk5y_pct": risk},
        band=said(f"5-year rupture risk {risk}%", f"5年破裂风险{risk}%"),
        notes=(_OTHER,) if pop == "other" else (),
    )


def haematoma_volume(a: Decimal, b: Decimal, c: Decimal) -> Outcome:
    """Volume of a haematoma in mL: A x B x C / 2 in cm (Kothari 1996)."""
    return Outcome(values={"volume_ml": rounded(a * b * c / 2, 1)})


def ich_score(gcs: int, vol: Decimal, ivh: bool, infra: bool, age: int) -> Outcome:
    """ICH score, 0-6 (Hemphill 2001): GCS 3-4 2, 5-12 1; volume >=30 mL, ventricular blood,
    infratentorial origin, age >=80 a point each."""
    score = 2 if gcs <= 4 else 1 if gcs <= 12 else 0
    score += (vol >= 30) + ivh + infra + (age >= 80)
    return Outcome(values={"score": score}, band=said(f"{score} of 6", f"{score}分（满分6分）"))


def evans_index(frontal: Decimal, inner: Decimal) -> Outcome:
    """Evans index: frontal horns / inner width of the skull; >0.30 ventriculomegaly."""
    index = frontal / inner
    band = said("0.30 or below", "≤0.30")
    if index > Decimal("0.3"):
        band = said("ventriculomegaly (>0.30)", "脑室扩大（＞0.30）")
    return Outcome(values={"evans": rounded(index, 2)}, band=band)


_NSG = ("nsg",)
_GCS = count("gcs", "GCS", "GCS评分", 3, 15)
_IVH = yes_no("ivh", "blood in the ventricles", "脑室积血")

SCORES = (
    Score(
        id="N01", name="gcs", title=said("Glasgow coma scale", "格拉斯哥昏迷评分（GCS）"),
        inputs=(count("e", "eyes", "睁眼", 1, 4),
                one("v", "verbal, T when intubated", "言语（插管记T）",
                    {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "T": "插管"}),
                count("m", "motor", "运动", 1, 6)),
        formula=coma_scale, source="Teasdale 1974", edition="GCS", confidence="B",
        specialties=_NSG,
    ),
    Score(
        id="N03a", name="hunt-hess", title=said("Hunt-Hess grade", "Hunt-Hess分级"),
        inputs=(one("state", "worst state", "最重状态", _HUNT_HESS),), formula=hunt_hess,
        source="Hunt, Hess", edition="Hunt-Hess 1-5", confidence="B", specialties=_NSG,
        cautions=(_EMERGENCY,),
    ),
    Score(
        id="N03b", name="wfns", title=said("WFNS grade", "WFNS分级"),
        inputs=(_GCS, yes_no("deficit", "focal deficit", "局灶性神经功能缺损")), formula=wfns,
        source="WFNS", edition="WFNS", confidence="B", specialties=_NSG, cautions=(_EMERGENCY,),
    ),
    Score(
        id="N03c", name="modified-fisher", title=said("Modified Fisher grade", "改良Fisher分级"),
        inputs=(one("blood", "subarachnoid blood", "蛛网膜下腔积血",
                    {"none": "无", "thin": "薄层", "thick": "厚层"}), _IVH),
        formula=modified_fisher, source="modified Fisher scale", edition="modified Fisher 0-4",
        confidence="B", specialties=_NSG, cautions=(_EMERGENCY,),
    ),
    Score(
        id="N04", name="spetzler-martin",
        title=said("Spetzler-Martin grade", "Spetzler-Martin分级"),
        inputs=(number("cm", "size of the malformation", "畸形团大小", "size_cm", cuts="3 6",
                       positive=True),
                yes_no("eloquent", "eloquent area", "功能区"),
                yes_no("deep", "deep venous drainage", "深静脉引流")),
        formula=spetzler_martin, source="Spetzler, Martin 1986", edition="Spetzler-Martin 1986",
        confidence="B", specialties=_NSG,
    ),
    Score(
        id="N05", name="phases", title=said("PHASES aneurysm score", "PHASES动脉瘤评分"),
        inputs=(
            one("pop", "population", "人群", {name: zh for name, (_, zh) in _POPULATION.items()}),
            yes_no("htn", "hypertension", "高血压"), age(),
            number("size", "size of the aneurysm", "动脉瘤大小", "size_mm", cuts="7 10 20",
                   positive=True),
            yes_no("sah", "earlier haemorrhage of another aneurysm", "既往其他动脉瘤破裂史"),
            one("site", "site", "部位", {name: zh for name, (_, zh) in _SITE.items()}),
        ),
        formula=phases, source="Greving 2014", edition="PHASES 2014", confidence="B",
        specialties=_NSG,
    ),
    Score(
        id="N06a", name="abc2", title=said("Haematoma volume, ABC/2", "血肿体积（ABC/2）"),
        inputs=tuple(number(name, f"diameter {name.upper()}", f"{name.upper()}径", "size_cm")
                     for name in ("a", "b", "c")),
        formula=haematoma_volume, source="Kothari 1996", edition="ABC/2", confidence="B",
        specialties=_NSG, cautions=(_EMERGENCY,),
    ),
    Score(
        id="N06b", name="ich-score", title=said("ICH score", "脑出血评分（ICH评分）"),
        inputs=(_GCS, number("vol", "haematoma volume", "血肿体积", "volume", cuts="30"), _IVH,
                yes_no("infra", "infratentorial", "幕下"), age()),
        formula=ich_score, source="Hemphill 2001", edition="ICH score 2001", confidence="B",
        specialties=_NSG, cautions=(_EMERGENCY,),
    ),
    Score(
        id="N10", name="evans-index", title=said("Evans index", "Evans指数"),
        inputs=(number("frontal", "width of the frontal horns", "双侧侧脑室额角宽度", "size_mm"),
                number("inner", "inner width of the skull", "颅骨内板最大横径", "size_mm",
                       positive=True)),
        formula=evans_index, source="Evans", edition="Evans index", confidence="B",
        specialties=_NSG,
    ),
)  # fmt: skip
