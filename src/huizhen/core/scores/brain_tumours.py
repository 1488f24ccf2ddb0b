"""Brain tumours: Karnofsky, prognosis of metastases, local grades, extent of resection."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from huizhen.core.scores.definition import (
    InputSpec,
    Outcome,
    Said,
    Score,
    age,
    count,
    number,
    one,
    said,
    yes_no,
)
from huizhen.core.scores.numbers import rounded

_KARNOFSKY = {
    "normal": (100, "正常"), "minor symptoms, normal activity": (90, "轻微症状，活动正常"),
    "normal activity with effort": (80, "勉强可正常活动"),
    "cares for self, unable to work": (70, "生活自理，不能工作"),
    "occasional assistance": (60, "偶需帮助"),
    "considerable assistance": (50, "常需照料"),
    "disabled, special care": (40, "生活不能自理，需特别照顾"),
    "severely disabled": (30, "生活严重不能自理"), "very sick": (20, "病重，需住院支持治疗"),
    "moribund": (10, "垂危"), "dead": (0, "死亡"),
}  # fmt: skip


def karnofsky(kps: int | None, description: str | None) -> Outcome:
    """Karnofsky status 0-100, as assigned or proposed from words; 70 and above is independent."""
    notes: tuple[Said, ...] = ()
    status = kps or 0
    if kps is None:
        status = _KARNOFSKY[description or "dead"][0]
        notes = (said("proposed from words: a clinician has to confirm it",
                      "依文字描述拟定，须由临床医师确认"),)  # fmt: skip
    band = (
        said("independent", "生活可自理")
        if status >= 70
        else said("not independent", "生活不能完全自理")
    )
    return Outcome(values={"kps": status}, band=band, notes=notes)


def rpa(kps: int, age: int, primary_controlled: bool, ecm: bool) -> Outcome:
    """RTOG RPA class of brain metastases (Gaspar 1997): III KPS <70; I KPS >=70, age <65, primary
    controlled, no extracranial metastases; II the rest."""
    has_best = age < 65 and primary_controlled and not ecm
    class_ = "III" if kps < 70 else "I" if has_best else "II"
    return Outcome(values={"class": class_}, band=said(f"class {class_}", f"RPA {class_}级"))


def lung_molgpa(age: int, kps: int, ecm: bool, nbm: int, egfr_alk: bool) -> Outcome:
    """Lung-molGPA of adenocarcinoma, 0-4 (Sperduto 2017): age <70 0.5; KPS <=70 0, 80 0.5, 90-100
    1; no extracranial metastases 1; up to 4 brain metastases 0.5; EGFR or ALK 1. Median survival:
    0-1 6.9, 1.5-2 13.7, 2.5-3 26.5, 3.5-4 46.8 months."""
    half = Decimal("0.5")
    score = half if age < 70 else Decimal(0)
    score += 0 if kps <= 70 else half if kps == 80 else 1
    score += (not ecm) + egfr_alk + (half if nbm <= 4 else 0)
    limits = ((1, "6.9"), (2, "13.7"), (3, "26.5"), (4, "46.8"))
    months = next(months for limit, months in limits if score <= limit)
    return Outcome(
        values={"score": score},
        band=said(f"median survival {months} months", f"中位生存期{months}个月"),
    )


_KNOSP = {
    "medial to the medial carotid line": ("0", "未超过颈内动脉内侧切线"),
    "to the median carotid line": ("1", "未超过颈内动脉中心连线"),
    "to the lateral carotid line": ("2", "未超过颈内动脉外侧切线"),
    "beyond the lateral line, above the carotid": ("3A", "超过外侧切线，位于颈内动脉上方"),
    "beyond the lateral line, below the carotid": ("3B", "超过外侧切线，位于颈内动脉下方"),
    "carotid encased": ("4", "完全包绕颈内动脉"),
}
_KOOS = {
    "within the canal": ("1", "局限于内听道"),
    "in the cerebellopontine angle": ("2", "进入桥小脑角"),
    "reaches the brainstem": ("3", "接触脑干"), "displaces the brainstem": ("4", "推移脑干"),
}  # fmt: skip
_HOUSE = {
    "normal": ("I", "正常"), "mild dysfunction": ("II", "轻度功能障碍"),
    "moderate dysfunction": ("III", "中度功能障碍"),
    "moderately severe dysfunction": ("IV", "中重度功能障碍"),
    "severe dysfunction": ("V", "重度功能障碍"), "total paralysis": ("VI", "完全麻痹"),
}  # fmt: skip
_SIMPSON = {
    "complete with dura and bone": ("1", "全切，并切除受累硬膜及颅骨"),
    "complete with coagulation of dura": ("2", "全切，电凝受累硬膜"),
    "complete, dura left": ("3", "全切，硬膜未处理"),
    "subtotal": ("4", "次全切除"), "decompression or biopsy": ("5", "减压或活检"),
}  # fmt: skip


def knosp(extent: str) -> Outcome:
    """Knosp grade of cavernous sinus invasion by a pituitary tumour: 0-2 to the medial, median and
    lateral carotid lines, 3A above and 3B below the carotid beyond, 4 encased."""
    return _graded("Knosp", *_KNOSP[extent])


def koos(extent: str) -> Outcome:
    """Koos grade of a vestibular schwannoma: 1 canal, 2 angle, 3 reaches, 4 displaces the stem."""
    return _graded("Koos", *_KOOS[extent])


def house_brackmann(function: str) -> Outcome:
    """House-Brackmann grade of the facial nerve: I normal to VI total paralysis."""
    return _graded("House-Brackmann", *_HOUSE[function])


def simpson(resection: str) -> Outcome:
    """Simpson grade of a meningioma resection: 1 complete with dura and bone to 5 decompression."""
    return _graded("Simpson", *_SIMPSON[resection])


def _graded(name: str, grade: str, zh: str) -> Outcome:
    band = said(f"{name} {grade}", f"{name} {grade}级：{zh}")
    return Outcome(values={"grade": grade}, band=band)


def extent_of_resection(pre: Decimal, post: Decimal) -> Outcome:
    """Extent of resection in %: (pre - post) / pre x 100, volumes in mL."""
    share = (pre - post) / pre * 100
    if share >= 95:
        band = said("gross total (from 95-100%)", "全切除（≥95%～100%）")
    elif share >= 90:
        band = said("near total", "近全切除")
    else:
        band = said("subtotal (below 90%)", "次全切除（＜90%）")
    return Outcome(values={"eor_pct": rounded(share, 1)}, band=band)


_NSG = ("nsg",)
_KPS = count("kps", "Karnofsky status", "KPS评分", 0, 100, step=10)
_FROM_MEMORY = said("descriptions of the middle grades are from memory",
                    "中间各级的描述凭记忆录入，待临床审核")  # fmt: skip


def _local(
    id_: str, name: str, title: Said, spec: InputSpec, formula: Callable[..., Outcome],
    review: Said | None = None,
) -> Score:  # fmt: skip
    return Score(
        id=id_, name=name, title=title, inputs=(spec,), formula=formula,
        source=title.en.removesuffix(" grade"), edition=title.en, confidence="B",
        specialties=_NSG, review=review,
    )  # fmt: skip


def _table(name: str, en: str, zh: str, table: dict[str, tuple[str, str]]) -> InputSpec:
    return one(name, en, zh, {word: text for word, (_, text) in table.items()})


SCORES = (
    Score(
        id="N02", name="kps", title=said("Karnofsky performance status", "KPS评分"),
        inputs=(_KPS, one("description", "description in the record", "病历中的描述",
                          {word: zh for word, (_, zh) in _KARNOFSKY.items()})),
        one_of=(("kps", "description"),), formula=karnofsky, source="Karnofsky",
        edition="KPS 0-100", confidence="B", specialties=_NSG,
    ),
    Score(
        id="N07", name="rtog-rpa", title=said("RTOG RPA class", "RTOG-RPA分级（脑转移）"),
        inputs=(_KPS, age(), yes_no("primary_controlled", "primary controlled", "原发灶控制"),
                yes_no("ecm", "extracranial metastases", "颅外转移")),
        formula=rpa, source="Gaspar 1997", edition="RTOG RPA 1997", confidence="B",
        specialties=_NSG,
    ),
    Score(
        id="N08", name="lung-molgpa", title=said("Lung-molGPA", "Lung-molGPA（肺腺癌脑转移）"),
        inputs=(age(), _KPS, yes_no("ecm", "extracranial metastases", "颅外转移"),
                count("nbm", "brain metastases", "脑转移灶数目", 1, 99),
                yes_no("egfr_alk", "EGFR or ALK positive", "EGFR或ALK阳性")),
        formula=lung_molgpa, source="Sperduto 2017", edition="Lung-molGPA 2017, adenocarcinoma",
        confidence="B", specialties=("nsg", "tho"),
    ),
    _local("N09a", "knosp", said("Knosp grade", "Knosp分级"),
           _table("extent", "extent", "侵犯范围", _KNOSP), knosp),
    _local("N09b", "koos", said("Koos grade", "Koos分级"),
           _table("extent", "extent", "肿瘤范围", _KOOS), koos),
    _local("N09c", "house-brackmann", said("House-Brackmann grade", "House-Brackmann面神经分级"),
           _table("function", "facial function", "面神经功能", _HOUSE), house_brackmann,
           _FROM_MEMORY),
    _local("N09d", "simpson", said("Simpson grade", "Simpson切除分级"),
           _table("resection", "resection", "切除程度", _SIMPSON), simpson, _FROM_MEMORY),
    Score(
        id="N11", name="extent-of-resection", title=said("Extent of resection", "切除程度（EOR）"),
        inputs=(number("pre", "volume before", "术前肿瘤体积", "volume", positive=True),
                number("post", "volume after", "术后残留体积", "volume")),
        formula=extent_of_resection, source="-", edition="(pre − post) / pre × 100",
        confidence="B", specialties=_NSG,
        cautions=(said("RANO resect uses the residual volume", "RANO resect采用残留体积"),),
        review=said("limits 95 and 90% are from memory", "界值95%、90%凭记忆录入，待临床审核"),
    ),
)  # fmt: skip
