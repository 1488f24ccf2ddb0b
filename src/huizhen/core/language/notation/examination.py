"""What was found on examination in Chinese: side, sign and result."""

from __future__ import annotations

import re

from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.sites import site_zh
from huizhen.core.records.fact import Fact

_SIDES = {"left": "左侧", "right": "右侧", "bilateral": "双侧"}
_DEGREES = "°"
_SENSATION = re.compile(
    r"^(?:sensation|sensory|sensibilität|sensibilidad|sensibilité|чувствительность)\s+"
    r"(?P<level>[CTLS]\d{1,2}(?:\s?[/–-]\s?[CTLS]?\d{1,2})?)"
    r"(?:\s+(?:dermatomes?|dermatom|dermatoma|dermatome|дерматом))?$",
    re.IGNORECASE,
)
_GRADE = re.compile(r"[0-5][+-]?/5")


def exam_zh(fact: Fact, lexicon: NotationLexicon) -> str:
    """'左侧Hoffmann征阳性', '右上肢肌力4/5', '锁骨上未触及肿大淋巴结'; '' for what no table has."""
    sign = lexicon.exam_sign(fact.concept)
    if sign is None or fact.category not in ("exam", "function"):
        return ""
    placed = f"{_place(fact, lexicon)}{sign['zh']}"
    if fact.certainty == "negated":
        return sign["denied"]
    if fact.value is None:
        return placed if sign["denied"] else ""
    if _GRADE.fullmatch(fact.value):
        return f"{placed}{fact.value}"
    if fact.unit:
        unit = fact.unit if fact.unit == _DEGREES else f" {fact.unit}"
        return f"{placed}{fact.value}{unit}"
    result = lexicon.exam_result(fact.value)
    said = lexicon.word(f"exam_{sign['kind']}", result) or result
    return f"{placed}{said}" if said else ""


def sensation_zh(fact: Fact, lexicon: NotationLexicon) -> str:
    """'L5皮节感觉减退' of a row of a table of sensation; '' for any other fact."""
    row = _SENSATION.match(" ".join(fact.text.split()))
    result = lexicon.exam_result(fact.value) if row is not None and fact.value else ""
    if row is None or not result:
        return ""
    said = lexicon.word("exam_sensation", result) or result
    return f"{row['level'].upper()}皮节感觉{said}"


def _place(fact: Fact, lexicon: NotationLexicon) -> str:
    if fact.body_site:
        return site_zh(fact.body_site, fact.side, lexicon).zh
    return _SIDES[fact.side] if fact.side else ""
