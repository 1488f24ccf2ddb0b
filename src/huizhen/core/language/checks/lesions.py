"""Lesions: single for multiple, enlarged for shrunk, new for stable, solid for cystic."""

from __future__ import annotations

import re

from huizhen.core.language.checks.axes import AxisMentions
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.opposites import Opposites
from huizhen.core.language.checks.pair import Side

_COUNT = "lesion count"
_ENGLISH = re.compile(
    r"(?<![\d.,])\b(?:(?P<one>1|one)|[2-9]|\d\d|two|three|four|five|six|seven|eight|nine|ten)\s"
    r"(?!(?:cm|mm)\b)(?:[a-z-]+\s){0,3}?"
    r"(?:lesions?|nodules?|mass(?:es)?|cysts?|tumou?rs?|metastas[ei]s|nodes?|foc(?:i|us)|polyps?|"
    r"stones?|calculi|ulcers?|aneurysms?|abscess(?:es)?|myomas?|fibroids?|plaques?)\b"
)
_CHINESE = re.compile(
    r"(?<![\d.,])(?:(?P<one>1|一)|[2-9]|\d\d|[两二三四五六七八九十])\s?[个枚处颗](?!月|星期|小时|国)"
    r"[^，。；,;\d]{0,10}?(?:病灶|病变|结节|肿块|肿物|包块|囊肿|肿瘤|转移|淋巴结|息肉|结石|溃疡|"
    r"动脉瘤|脓肿|肌瘤|斑块|占位)"
)
_NOUNS_EN = (
    "lesion", "nodul", "mass", "cyst", "tumo", "metasta", "node", "foc", "polyp", "stone",
    "calcul", "ulcer", "aneurysm", "abscess", "myoma", "fibroid", "plaque",
)  # fmt: skip
_NOUNS_ZH = (
    "灶", "病变", "结节", "肿", "包块", "转移", "淋巴结", "息肉", "石", "溃疡", "瘤", "斑块",
    "占位",
)  # fmt: skip
"""What must stand somewhere before a count is looked for."""


def build(packs: Packs) -> Opposites:
    """The check of what is said of lesions."""
    return Opposites("lesion", packs.checks.rows("lesion_words.tsv"), _counted)


def _counted(side: Side) -> AxisMentions:
    """Lesions that are counted: neither 'multiple' nor, if more than one, 'solitary'."""
    pattern, nouns = (_CHINESE, _NOUNS_ZH) if side.is_chinese else (_ENGLISH, _NOUNS_EN)
    if not any(noun in side.folded for noun in nouns):
        return {}
    mentions = [
        Mention(
            side.span(*found.span()),
            frozenset({"single", "1"} if found["one"] else {"counted"}),
            says=found[0],
        )
        for found in pattern.finditer(side.folded)
    ]
    return {_COUNT: mentions} if mentions else {}
