"""Stages of stomach and bowel cancer: gastric pTNM, colorectal TNM, rectal MRI, Siewert."""

from __future__ import annotations

from decimal import Decimal

from huizhen.core.scores.definition import (
    Needs,
    NotDefined,
    Outcome,
    Result,
    Score,
    number,
    one,
    said,
    yes_no,
)

_GASTRIC = {
    "T1": ("IA", "IB", "IIA", "IIB", "IIIB"),
    "T2": ("IB", "IIA", "IIB", "IIIA", "IIIB"),
    "T3": ("IIA", "IIB", "IIIA", "IIIB", "IIIC"),
    "T4a": ("IIB", "IIIA", "IIIA", "IIIB", "IIIC"),
    "T4b": ("IIIA", "IIIB", "IIIB", "IIIC", "IIIC"),
}
"""Rows T, columns N0, N1, N2, N3a, N3b."""
_GASTRIC_N = ("N0", "N1", "N2", "N3a", "N3b")
_COLORECTAL = {
    "T1": ("I", "IIIA", "IIIA", "IIIB"),
    "T2": ("I", "IIIA", "IIIB", "IIIB"),
    "T3": ("IIA", "IIIB", "IIIB", "IIIC"),
    "T4a": ("IIB", "IIIB", "IIIC", "IIIC"),
    "T4b": ("IIC", "IIIC", "IIIC", "IIIC"),
}
"""Rows T, columns N0, N1, N2a, N2b."""
_COLORECTAL_N = ("N0", "N1", "N2a", "N2b")
_NO_STAGE = ("Tis with involved nodes has no stage", "Tis合并淋巴结转移无对应分期")


def gastric_stage(t: str, n: str, m: bool) -> Outcome:
    """Pathological stage of gastric cancer, AJCC 8: N1 1-2, N2 3-6, N3a 7-15, N3b 16 or more."""
    if m:
        return _stage("IV")
    if t == "Tis":
        if n != "N0":
            raise NotDefined(*_NO_STAGE)
        return _stage("0")
    row = _GASTRIC["T1" if t.startswith("T1") else t]
    return _stage(row[_GASTRIC_N.index(n)])


def colorectal_stage(t: str, n: str, m: str) -> Outcome:
    """Stage of colorectal cancer, AJCC 8: N1a 1, N1b 2-3, N1c deposits, N2a 4-6, N2b 7 or more."""
    if m != "M0":
        return _stage({"M1a": "IVA", "M1b": "IVB", "M1c": "IVC"}[m])
    if t == "Tis":
        if n != "N0":
            raise NotDefined(*_NO_STAGE)
        return _stage("0")
    column = _COLORECTAL_N.index("N1" if n.startswith("N1") else n)
    return _stage(_COLORECTAL[t][column])


def _stage(stage: str) -> Outcome:
    return Outcome(values={"stage": stage}, band=said(f"stage {stage}", f"{stage}期"))


def rectal_mri(
    mrf_mm: Decimal | None, emvi: bool | None, t3_depth_mm: Decimal | None,
    height_cm: Decimal | None,
) -> Outcome:  # fmt: skip
    """Risk flags of a rectal MRI (MERCURY, ESMO), for what the report states.

    MRF involved up to 1 mm; T3 depth a <1, b 1-5, c >5-15, d >15 mm; low to 5, mid to 10, high
    above 10 cm from the anal verge. High risk: T3c/d, EMVI or MRF involved; without risk only when
    all three are stated.
    """
    if mrf_mm is None and emvi is None and t3_depth_mm is None and height_cm is None:
        raise Needs("mrf_mm", "emvi", "t3_depth_mm", "height_cm")
    values: dict[str, Result] = {}
    if mrf_mm is not None:
        values["mrf"] = "MRF+" if mrf_mm <= 1 else "clear"
    if emvi is not None:
        values["emvi"] = "EMVI+" if emvi else "EMVI-"
    if t3_depth_mm is not None:
        values["t3"] = _t3_depth(t3_depth_mm)
    if height_cm is not None:
        values["height"] = "low" if height_cm <= 5 else "mid" if height_cm <= 10 else "high"
    if {"MRF+", "EMVI+", "T3c", "T3d"} & set(values.values()):
        values["high_risk"] = True
        return Outcome(values=values, band=said("high risk", "高危"))
    if not {"mrf", "emvi", "t3"} - set(values):
        values["high_risk"] = False
        return Outcome(values=values, band=said("none of the three risk flags", "无上述高危因素"))
    silent = said("risk is not excluded: MRF, EMVI and T3 depth are not all stated",
                  "MRF、EMVI、T3浸润深度未全部注明，不能排除高危")  # fmt: skip
    return Outcome(values=values, notes=(silent,))


def _t3_depth(depth_mm: Decimal) -> str:
    if depth_mm < 1:
        return "T3a"
    return "T3b" if depth_mm <= 5 else "T3c" if depth_mm <= 15 else "T3d"


def siewert(epicentre_cm: Decimal) -> Outcome:
    """Siewert type by the epicentre in cm above (+) or below (-) the junction (Siewert 1998): I
    +5 to >+1, II +1 to -2, III below -2 to -5."""
    if not -5 <= epicentre_cm <= 5:
        raise NotDefined("the epicentre lies more than 5 cm from the junction",
                         "肿瘤中心距食管胃结合部超过5 cm")  # fmt: skip
    type_ = "I" if epicentre_cm > 1 else "II" if epicentre_cm >= -2 else "III"
    return Outcome(values={"type": type_}, band=said(f"Siewert type {type_}", f"Siewert {type_}型"))


_GIO = ("gio",)

SCORES = (
    Score(
        id="I01", name="gastric-ajcc8", title=said("Gastric pTNM stage (AJCC 8)",
                                                   "胃癌病理分期（AJCC第8版）"),
        inputs=(
            one("t", "pT", "pT分期", {"Tis": "原位癌", "T1": "T1", "T1a": "T1a", "T1b": "T1b",
                                    "T2": "T2", "T3": "T3", "T4a": "T4a", "T4b": "T4b"}),
            one("n", "pN", "pN分期", {"N0": "无", "N1": "1～2枚", "N2": "3～6枚", "N3a": "7～15枚",
                                    "N3b": "≥16枚"}),
            yes_no("m", "distant metastasis", "远处转移"),
        ),
        formula=gastric_stage, source="AJCC 8", edition="AJCC 8, pathological", confidence="B",
        specialties=_GIO,
        cautions=(said("pathological stage only; cTNM and ypTNM use other tables",
                       "仅用于病理分期；cTNM与ypTNM另有分期表"),),
    ),
    Score(
        id="I02", name="colorectal-ajcc8",
        title=said("Colorectal stage (AJCC 8)", "结直肠癌分期（AJCC第8版）"),
        inputs=(
            one("t", "T", "T分期", {"Tis": "原位癌", "T1": "T1", "T2": "T2", "T3": "T3",
                                  "T4a": "T4a", "T4b": "T4b"}),
            one("n", "N", "N分期", {"N0": "无", "N1": "N1", "N1a": "1枚", "N1b": "2～3枚",
                                  "N1c": "癌结节", "N2a": "4～6枚", "N2b": "≥7枚"}),
            one("m", "M", "M分期", {"M0": "M0", "M1a": "M1a", "M1b": "M1b", "M1c": "M1c"}),
        ),
        formula=colorectal_stage, source="AJCC 8", edition="AJCC 8", confidence="B",
        specialties=_GIO,
    ),
    Score(
        id="I05", name="rectal-mri", title=said("Rectal MRI risk flags", "直肠癌MRI高危因素"),
        inputs=(
            number("mrf_mm", "distance to the mesorectal fascia", "距直肠系膜筋膜（MRF）距离",
                   "size_mm", cuts="1", required=False),
            yes_no("emvi", "extramural vascular invasion", "壁外血管侵犯（EMVI）", required=False),
            number("t3_depth_mm", "T3: depth beyond the muscularis", "T3肌层外浸润深度", "size_mm",
                   cuts="1 5 15", required=False),
            number("height_cm", "height above the anal verge", "距肛缘高度", "size_cm", cuts="5 10",
                   required=False),
        ),
        formula=rectal_mri, source="MERCURY; ESMO", edition="MERCURY/ESMO", confidence="B",
        specialties=_GIO,
    ),
    Score(
        id="I06", name="siewert", title=said("Siewert type", "Siewert分型"),
        inputs=(
            number("epicentre_cm", "epicentre from the junction, + above",
                   "肿瘤中心距食管胃结合部距离（上方为+）", "offset_cm", cuts="-5 -2 1 5"),
        ),
        formula=siewert, source="Siewert 1998; AJCC 8", edition="Siewert 1998", confidence="B",
        specialties=_GIO,
        cautions=(said("type I is staged as oesophagus; type II too when the junction is involved"
                       " and the epicentre is within 2 cm",
                       "I型按食管癌分期；II型累及结合部且肿瘤中心在2 cm以内者亦按食管癌分期"),),
    ),
)  # fmt: skip
