"""A side changed: left and right, both and one, same side and other side."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

EN = lexicon(
    """
[side]
left: left
right: right
both: bilateral
[sided]
left: left-sided, *leftward, *left-hand
right: right-sided, *rightward, *right-hand
[adverb]
left: on the left, to the left, *leftwards
right: on the right, to the right, *rightwards
both: on both sides, bilaterally
[of a lesion]
ipsilateral: ipsilateral, *homolateral
contralateral: contralateral, *heterolateral
both: *bilateral
[eye]
left: *OS
right: *OD
both: *OU
[initial]
left: *L
right: *R
[latin]
left: *sinister
right: *dexter
""".replace("both: *bilateral\n", "")
)
ZH = lexicon("""
[side]
left: 左侧, *左边, *左半
right: 右侧, *右边, *右半
both: 双侧, 两侧, *双边, *左右两侧
[one]
left: 左
right: 右
both: *双
[of a lesion]
ipsilateral: 同侧, *患侧
contralateral: 对侧, *健侧
[eye]
left: 左眼
right: 右眼
both: 双眼, *两眼
! 左右, 左旋, 左氧, 左甲状腺素, 左卡, 左乙拉, 左炔诺, 左西孟旦, 右美, 右旋, 右佐匹克隆, 右丙亚胺, 双下, 双歧, 双重, 双方, 双氯
""")
_PART_EN = re.compile(
    r"[ -](?:side|sided|upper|lower|middle|lung|lobe|kidney|renal|breast|hand|arm|leg|foot|knee|hip|"
    r"shoulder|eye|ear|ventric|atri|coronary|anterior|posterior|hepatic|hemi|portal|main|iliac|"
    r"femo|subclav|carotid|jugular|axill|inguinal|frontal|parietal|temporal|occipital|cerebell|"
    r"thalam|adrenal|ovar|testi|lobectomy|nephrectomy|pleural|hilar|L\d|S\d|C\d|T\d|foramin|"
    r"facial|vocal|ureter|colon|hemicolectomy|bundle|pulmon|basal|tibi|fibul|rad|uln|humer|elbow|"
    r"wrist|ankle|thigh|calf|groin|neck|chest|flank|MCA|ICA|cervical|supraclav|paras|para|lateral|"
    r"medial|thyroid|parotid|maxill|mandib|gluteal|psoas|lingula|gastric|hip|total|radical|modified|"
    r"optic|trigem|vestib|acoust|sphen|cavern|transverse|sigmoid|insul|internal|external|common|"
    r"inferior|superior|sided|hydroneph|pneumo|sciat|leg|limb|paracolic|iliopsoas|scapula|clavic|rib|"
    r"lower|big|great|fifth|index|ring|toe)"
)
_PART_ZH = re.compile(
    r"[上下中侧前后内外肺肾肝心乳手臂腿足膝髋肩眼耳锁颈腋腹额顶颞枕小大基丘卵睾输支髂股胫腓桡尺肱肘腕踝肋"
    r"面胸主门叶半房室冠桥视听三蝶岛腰臀颌腮甲坐肢结L]"
)


def changes(pair: Pair, _rng: random.Random) -> Iterator[Change]:
    """Every side said of a part of the body made another side."""
    text = pair.target
    words = ZH if pair.language == "zh" else EN
    for start, end, form in words.found(text):
        bare = form.family in ("side", "one", "initial") and len(form.text.split()) == 1
        needs_part = bare and pair.language == "en" and form.text != "bilateral"
        if needs_part and not _PART_EN.match(text, end):
            continue
        if form.family == "one" and not _PART_ZH.match(text, end):
            continue
        if form.family == "eye" and not re.search(
            r"(?i)eye|visual|retin|IOP|眼|视力", text + pair.source
        ):
            continue
        if form.family == "initial" and not re.match(
            r" (?:MCA|ICA|kidney|lung|hip|knee|breast|L\d)", text[end:]
        ):
            continue
        yield from words.replacements(text, start, end, form)
