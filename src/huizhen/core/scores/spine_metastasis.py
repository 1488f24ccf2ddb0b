"""Spinal metastases: SINS, epidural compression (Bilsky), revised Tokuhashi."""

from __future__ import annotations

from huizhen.core.scores.definition import Needs, Outcome, Score, count, one, said

_LOCATION = {"junctional": (3, "交界区（枕骨～C2、C7～T2、T11～L1、L5～S1）"),
             "mobile": (2, "活动节段（C3～6、L2～4）"), "semirigid": (1, "半固定节段（T3～10）"),
             "rigid": (0, "固定节段（S2～5）")}  # fmt: skip
_PAIN = {
    "mechanical": (3, "机械性疼痛"),
    "non-mechanical": (1, "偶发非机械性疼痛"),
    "none": (0, "无"),
}
_LESION = {"lytic": (2, "溶骨性"), "mixed": (1, "混合性"), "blastic": (0, "成骨性")}
_ALIGNMENT = {
    "subluxation": (4, "半脱位/移位"),
    "deformity": (2, "新发畸形"),
    "normal": (0, "正常"),
}
_COLLAPSE = {">50": (3, "塌陷＞50%"), "<50": (2, "塌陷＜50%"),
             "no collapse >50 body": (1, "无塌陷但椎体受累＞50%"), "none": (0, "无")}  # fmt: skip
_POSTERIOR = {"bilateral": (3, "双侧"), "unilateral": (1, "单侧"), "none": (0, "无")}
_Table = dict[str, tuple[int, str]]


def sins(loc: str, pain: str, lesion: str, align: str, collapse: str, post: str) -> Outcome:
    """Spinal instability neoplastic score, 0-18 (Fisher 2010): 0-6 stable, 7-12 potentially
    unstable, 13-18 unstable; from 7 a surgeon is asked."""
    score = (
        _LOCATION[loc][0]
        + _PAIN[pain][0]
        + _LESION[lesion][0]
        + _ALIGNMENT[align][0]
        + _COLLAPSE[collapse][0]
        + _POSTERIOR[post][0]
    )
    limits = ((6, "stable", "稳定"), (12, "potentially unstable", "潜在不稳定"))
    found = ((en, zh) for limit, en, zh in limits if score <= limit)
    group, zh = next(found, ("unstable", "不稳定"))
    notes = (said("7 or more: surgical consultation", "≥7分：建议外科会诊"),) if score >= 7 else ()
    return Outcome(values={"score": score, "group": group}, band=said(group, zh), notes=notes)


_EPIDURAL = {
    "bone only": ("0", "仅限骨内"),
    "epidural, no thecal deformation": ("1a", "侵入硬膜外，硬膜囊无变形"),
    "thecal deformation, no cord contact": ("1b", "硬膜囊变形，未接触脊髓"),
    "cord contact": ("1c", "接触脊髓，无受压"),
    "cord compression, CSF visible": ("2", "脊髓受压，仍见脑脊液"),
    "cord compression, no CSF": ("3", "脊髓受压，脑脊液消失"),
}


def bilsky(finding: str) -> Outcome:
    """Epidural spinal cord compression on axial T2 (Bilsky 2010); 2 and 3 are high grade."""
    grade = _EPIDURAL[finding][0]
    high, zh = (", high grade", "，高级别") if grade in ("2", "3") else ("", "")
    return Outcome(values={"grade": grade}, band=said(f"ESCC {grade}{high}", f"ESCC {grade}级{zh}"))


_PRIMARY: _Table = {
    "lung": (0, "肺"), "osteosarcoma": (0, "骨肉瘤"), "stomach": (0, "胃"), "bladder": (0, "膀胱"),
    "oesophagus": (0, "食管"), "pancreas": (0, "胰腺"), "liver": (1, "肝"),
    "gallbladder": (1, "胆囊"), "unknown": (1, "原发灶不明"), "other": (2, "其他"),
    "kidney": (3, "肾"), "uterus": (3, "子宫"), "rectum": (4, "直肠"), "thyroid": (5, "甲状腺"),
    "breast": (5, "乳腺"), "prostate": (5, "前列腺"), "carcinoid": (5, "类癌"),
}  # fmt: skip
_VISCERAL: _Table = {"unremovable": (0, "不可切除"), "removable": (1, "可切除"), "none": (2, "无")}
_PALSY: _Table = {"complete": (0, "完全（Frankel A～B）"),
                  "incomplete": (1, "不完全（Frankel C～D）"),
                  "none": (2, "无（Frankel E）")}  # fmt: skip


def tokuhashi(
    kps: int, extraspinal: int, vert: int, visceral: str, primary: int | None,
    primary_site: str | None, palsy: str,
) -> Outcome:  # fmt: skip
    """Revised Tokuhashi score, 0-15 (Tokuhashi 2005).

    KPS 10-40 0, 50-70 1, 80-100 2; extraspinal bone foci >=3 0, 1-2 1, none 2; vertebral >=3 0, 2
    1, 1 2; organs unremovable 0, removable 1, none 2; primary 0-5; palsy complete 0, incomplete 1,
    none 2. 0-8 below 6 months, 9-11 6 months or more, 12-15 12 months or more.
    """
    if primary is None and primary_site is None:
        raise Needs("primary")
    origin = primary if primary is not None else _PRIMARY[primary_site or "other"][0]
    score = 0 if kps <= 40 else 1 if kps <= 70 else 2
    score += 0 if extraspinal >= 3 else 1 if extraspinal >= 1 else 2
    score += 0 if vert >= 3 else 1 if vert == 2 else 2
    score += _VISCERAL[visceral][0] + origin + _PALSY[palsy][0]
    limits = ((8, "<6 months", "预计生存期＜6个月"), (11, ">=6 months", "预计生存期≥6个月"))
    found = ((en, zh) for limit, en, zh in limits if score <= limit)
    prognosis, zh = next(found, (">=12 months", "预计生存期≥12个月"))
    return Outcome(values={"score": score, "prognosis": prognosis}, band=said(prognosis, zh))


def _words(table: _Table) -> dict[str, str]:
    return {name: zh for name, (_, zh) in table.items()}


SCORES = (
    Score(
        id="S07", name="sins", title=said("Spinal instability neoplastic score",
                                          "脊柱肿瘤不稳定评分（SINS）"),
        inputs=(
            one("loc", "location", "部位", _words(_LOCATION)),
            one("pain", "pain", "疼痛", _words(_PAIN)),
            one("lesion", "bone lesion", "骨病变性质", _words(_LESION)),
            one("align", "alignment", "脊柱力线", _words(_ALIGNMENT)),
            one("collapse", "vertebral collapse", "椎体塌陷", _words(_COLLAPSE)),
            one("post", "posterolateral involvement", "后外侧结构受累", _words(_POSTERIOR)),
        ),
        formula=sins, source="Fisher 2010", edition="SINS 2010", confidence="A",
        specialties=("spn", "rar"),
        cautions=(said("a collapse of exactly 50% is not defined", "恰为50%的塌陷原评分未定义"),),
    ),
    Score(
        id="S08", name="bilsky", title=said("Epidural compression (Bilsky)",
                                            "硬膜外脊髓压迫分级（ESCC/Bilsky）"),
        inputs=(one("finding", "axial T2", "轴位T2所见",
                    {name: zh for name, (_, zh) in _EPIDURAL.items()}),),
        formula=bilsky, source="Bilsky 2010", edition="ESCC 2010", confidence="B",
        specialties=("spn",),
    ),
    Score(
        id="S09", name="tokuhashi", title=said("Revised Tokuhashi score", "修订Tokuhashi评分"),
        inputs=(
            count("kps", "Karnofsky status", "KPS评分", 10, 100, step=10),
            count("extraspinal", "extraspinal bone foci", "脊柱外骨转移灶数", 0, 99),
            count("vert", "vertebral metastases", "椎体转移数", 1, 33),
            one("visceral", "metastases of major organs", "主要脏器转移", _words(_VISCERAL)),
            count("primary", "points of the primary tumour", "原发肿瘤得分", 0, 5),
            one("primary_site", "primary tumour", "原发肿瘤", _words(_PRIMARY)),
            one("palsy", "palsy", "脊髓损害", _words(_PALSY)),
        ),
        one_of=(("primary", "primary_site"),),
        formula=tokuhashi, source="Tokuhashi 2005", edition="revised 2005", confidence="B",
        specialties=("spn",),
        cautions=(said("pessimistic where modern drugs work", "现代药物治疗下该评分偏悲观"),),
    ),
)  # fmt: skip
