"""Cell therapy: CAR-HEMATOTOX, cytokine release, neurotoxicity, wording of residual disease."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    Outcome,
    Said,
    Score,
    count,
    number,
    one,
    said,
    some,
    yes_no,
)


def car_hematotox(
    plt: Decimal, anc: Decimal, hb: Decimal, crp_mgl: Decimal, ferritin: Decimal
) -> Outcome:
    """CAR-HEMATOTOX, 0-7, before lymphodepletion (Rejeski 2021).

    PLT >175 0, 75-175 1, <75 2; ANC <1.2 1; Hb <90 1; CRP >30 mg/L 1; ferritin <650 0, 650-2000 1,
    >2000 2. 0-1 low, 2 or more high.
    """
    score = 0 if plt > 175 else 1 if plt >= 75 else 2
    score += (anc < Decimal("1.2")) + (hb < 90) + (crp_mgl > 30)
    score += 0 if ferritin < 650 else 1 if ferritin <= 2000 else 2
    risk = "low" if score <= 1 else "high"
    band = said("low risk", "低危") if risk == "low" else said("high risk", "高危")
    return Outcome(values={"score": score, "risk": risk}, band=band)


_EMERGENCY = said("any CRS or ICANS within 30 days of CAR-T is an emergency",
                  "CAR-T后30天内出现CRS或ICANS均为急症")  # fmt: skip
_OXYGEN = {"none": "无", "low-flow": "低流量", "high-flow": "高流量", "ventilation": "机械通气"}
_PRESSORS = {
    "norepinephrine": "去甲肾上腺素", "epinephrine": "肾上腺素", "dopamine": "多巴胺",
    "phenylephrine": "去氧肾上腺素", "vasopressin": "血管加压素", "other": "其他",
}  # fmt: skip


def cytokine_release(
    temp: Decimal, treated: bool | None, hypotension: bool, pressors: tuple[str, ...], oxygen: str
) -> Outcome:
    """Grade of cytokine release syndrome (ASTCT, Lee 2019); 0 is none.

    1 fever >=38; 2 with hypotension without a pressor, or low-flow oxygen; 3 one pressor or
    high-flow; 4 several pressors or ventilation. Vasopressin is no second pressor; after
    tocilizumab or steroids fever is no longer needed.
    """
    if temp < 38 and treated is None:
        raise Needs("treated")
    if temp < 38 and not treated:
        return Outcome(values={"grade": 0}, band=said("no CRS: no fever", "无发热，不符合CRS"))
    kinds = set(pressors)
    counted = max(len(kinds - {"vasopressin"}), 1 if kinds else 0)
    by_pressure = 4 if counted > 1 else 3 if counted == 1 else 2 if hypotension else 1
    by_oxygen = {"none": 1, "low-flow": 2, "high-flow": 3, "ventilation": 4}[oxygen]
    grade = max(by_pressure, by_oxygen)
    band = said(f"CRS grade {grade}", f"CRS {grade}级")
    return Outcome(values={"grade": grade}, band=band, notes=(_EMERGENCY,))


def neurotoxicity(
    ice: int | None, awakens: str | None, seizure: str | None, motor: bool | None,
    edema: str | None,
) -> Outcome:  # fmt: skip
    """ICANS grade, the worst of the stated domains (ASTCT, Lee 2019); 0 is none.

    ICE 10 0, 7-9 1, 3-6 2, 0-2 3; awakens to voice 2, only to touch 3, not at all 4; seizure brief
    3, prolonged or repetitive 4; deep focal weakness 4; oedema on imaging focal 3, diffuse 4.
    Domains that nobody stated are named: the grade is then a least grade.
    """
    stated = {
        "ice": None if ice is None else 0 if ice == 10 else 1 if ice >= 7 else 2 if ice >= 3 else 3,
        "awakens": _awakening(awakens),
        "seizure": {None: None, "none": 0, "brief": 3, "prolonged": 4}[seizure],
        "motor": None if motor is None else 4 if motor else 0,
        "edema": {None: None, "none": 0, "focal": 3, "diffuse": 4}[edema],
    }
    grades = [grade for grade in stated.values() if grade is not None]
    silent = [name for name, grade in stated.items() if grade is None]
    if stated["ice"] is None and max(grades, default=0) < 4:
        raise Needs("ice")
    grade = max(grades)
    notes: tuple[Said, ...] = (_EMERGENCY,) if grade else ()
    if silent and grade < 4:
        notes = (*notes, _least(silent))
    return Outcome(
        values={"grade": grade}, band=said(f"ICANS grade {grade}", f"ICANS {grade}级"), notes=notes
    )


def _awakening(awakens: str | None) -> int | None:
    grades = {None: None, "spontaneously": 0, "voice": 2, "touch": 3, "unarousable": 4}
    return grades[awakens]


def _least(silent: list[str]) -> Said:
    in_chinese = {"ice": "ICE", "awakens": "意识水平", "seizure": "癫痫", "motor": "运动",
                  "edema": "脑水肿"}  # fmt: skip
    return said(
        "at least this grade; not stated: " + ", ".join(silent),
        "至少为该级；未注明：" + "、".join(in_chinese[name] for name in silent),
    )


def residual_disease_wording(
    negative: bool, method: str, sensitivity: Decimal, specimen: str | None
) -> Outcome:
    """Whether a statement on residual disease can be used: method and sensitivity have to be with
    it, and the specimen is asked for when it is not."""
    notes: tuple[Said, ...] = ()
    if specimen is None:
        notes = (said("the specimen (marrow or blood) is not stated: ask",
                      "未注明标本来源（骨髓/外周血），须询问"),)  # fmt: skip
    state, zh = ("negative", "阴性") if negative else ("positive", "阳性")
    level = f"{sensitivity.normalize():e}".replace("e", "E")
    return Outcome(
        values={"usable": True}, notes=notes,
        band=said(f"MRD {state}, {method}, sensitivity {level}",
                  f"MRD{zh}（{_METHODS[method]}，灵敏度{level}）"),
    )  # fmt: skip


_METHODS = {"flow": "流式", "NGS": "NGS", "PCR": "PCR"}
_HEM = ("hem",)

SCORES = (
    Score(
        id="B12", name="car-hematotox", title=said("CAR-HEMATOTOX", "CAR-HEMATOTOX评分"),
        inputs=(
            number("plt", "platelets", "血小板计数", "platelets", cuts="75 175"),
            number("anc", "neutrophils", "中性粒细胞计数", "white_cells", cuts="1.2"),
            number("hb", "haemoglobin", "血红蛋白", "haemoglobin", cuts="90"),
            number("crp_mgl", "CRP", "C反应蛋白", "crp", cuts="30"),
            number("ferritin", "ferritin", "铁蛋白", "nanogram", cuts="650 2000"),
        ),
        formula=car_hematotox, source="Rejeski 2021", edition="CAR-HEMATOTOX 2021",
        confidence="B", specialties=_HEM,
        cautions=(said("validated in large B-cell lymphoma, before lymphodepletion",
                       "在大B细胞淋巴瘤中验证，取清淋前数值"),),
    ),
    Score(
        id="B14a", name="crs", title=said("Cytokine release syndrome (ASTCT)",
                                          "细胞因子释放综合征分级（ASTCT）"),
        inputs=(
            number("temp", "body temperature", "体温", "temperature", cuts="38"),
            yes_no("treated", "tocilizumab or steroids given", "已用托珠单抗或糖皮质激素",
                   required=False),
            yes_no("hypotension", "hypotension", "低血压"),
            some("pressors", "vasopressors needed", "所用升压药", _PRESSORS),
            one("oxygen", "oxygen need", "氧疗需求", _OXYGEN),
        ),
        formula=cytokine_release, source="Lee 2019", edition="ASTCT 2019", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B14b", name="icans",
        title=said("ICANS (ASTCT)", "免疫效应细胞相关神经毒性综合征（ICANS）"),
        inputs=(
            count("ice", "ICE score", "ICE评分", 0, 10, required=False),
            one("awakens", "awakens", "唤醒程度",
                {"spontaneously": "自动", "voice": "呼唤", "touch": "触觉刺激",
                 "unarousable": "不能唤醒"}, required=False),
            one("seizure", "seizure", "癫痫发作",
                {"none": "无", "brief": "短暂或仅脑电图且可缓解", "prolonged": "＞5分钟或反复"},
                required=False),
            yes_no("motor", "deep focal weakness", "深部局灶性无力", required=False),
            one("edema", "oedema on imaging", "影像脑水肿",
                {"none": "无", "focal": "局灶", "diffuse": "弥漫/去脑强直/视乳头水肿"},
                required=False),
        ),
        formula=neurotoxicity, source="Lee 2019", edition="ASTCT 2019", confidence="B",
        specialties=_HEM,
    ),
    Score(
        id="B18", name="mrd-wording",
        title=said("Residual disease with method and level", "微小残留病（MRD）表述"),
        inputs=(
            yes_no("negative", "reported as negative", "报告为阴性"),
            one("method", "method", "检测方法", _METHODS),
            number("sensitivity", "sensitivity, e.g. 1e-4", "灵敏度（如1e-4）", "ratio",
                   positive=True),
            one("specimen", "specimen", "标本", {"marrow": "骨髓", "blood": "外周血"},
                required=False),
        ),
        formula=residual_disease_wording, source="-", edition="house rule", confidence="B",
        specialties=_HEM,
    ),
)  # fmt: skip
