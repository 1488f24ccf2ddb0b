"""A disease with its place and side, a complaint with how much or how often it is."""

from __future__ import annotations

import re

from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.sites import site_zh
from huizhen.core.language.printed_units import chinese_unit
from huizhen.core.records.fact import Fact

_HAN = re.compile(r"[\u3400-\u9fff]")
_SIDED = ("左", "右", "双")
_TOOK = {"month": "个月", "week": "周", "year": "年"}
_OF_ORGAN = re.compile(
    r"(胃|肺|肝|胰腺|胰|肾|结肠|直肠|食管)((?:腺癌|鳞状细胞癌|鳞癌|癌|恶性肿瘤))$"
)


def placed_name(fact: Fact, name: str, side: str, bare: str, notation: NotationLexicon) -> str:
    """The name with its side and with where the disease is, unless it says so: 'L4/5左侧…',
    '右大腿滑膜肉瘤', '胃窦腺癌'; `name` is the term, `bare` it as it is said of a side."""
    if fact.type != "Condition" or not fact.body_site:
        return f"{side}{bare}"
    site = site_zh(fact.body_site, None, notation)
    if site.untranslated:
        return f"{side}{bare}"
    organ = _OF_ORGAN.match(bare)
    if organ and organ[1][0] in site.zh:
        return f"{_sided(fact, site.zh, notation)}{organ[2]}"
    if set(_HAN.findall(site.zh)) & set(name):
        return f"{side}{bare}"
    if site.region == "spine" and re.search(r"\d", site.zh):
        return f"{site.zh.removesuffix('水平')}{side}{bare}"
    return f"{_sided(fact, site.zh, notation)}{bare}"


def _sided(fact: Fact, plain: str, notation: NotationLexicon) -> str:
    """The place with its side; one that there is only one of has none."""
    if fact.side not in ("left", "right"):
        return plain
    sided = site_zh(fact.body_site, fact.side, notation).zh
    return sided if sided.startswith(_SIDED) else plain


def amounted_name(name: str, fact: Fact) -> str:
    """'体重下降6 kg(3个月)', '局灶性癫痫发作2次', '放射治疗59.4 Gy/33次', '物理治疗12周'."""
    if fact.type == "Procedure":
        return _courses(name, fact)
    if fact.type != "Condition":
        return name
    if fact.count.isdigit():
        return f"{name}{fact.count}次"
    if fact.value is None or not fact.unit or not name.startswith("体重"):
        return name
    count, _, period = fact.note.partition(" ")
    took = f"({count}{_TOOK[period]})" if period in _TOOK else ""
    return f"{name}{fact.value} {chinese_unit(fact.unit)}{took}"


def _courses(name: str, fact: Fact) -> str:
    if fact.value and fact.unit == "Gy":
        times = f"/{fact.count}次" if fact.count else ""
        return f"{name}{fact.value} Gy{times}"
    count, _, period = fact.note.partition(" ")
    return f"{name}{count}{_TOOK[period]}" if period in _TOOK and count.isdigit() else name
