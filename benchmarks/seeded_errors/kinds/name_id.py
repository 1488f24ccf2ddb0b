"""A name of a person, place or body, or an identifier, changed."""

# ruff: noqa: E501 (word lists and patterns are read by the line)

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

from seeded_errors.lexicon import lexicon
from seeded_errors.values import Change, Pair

EN = lexicon("""
[surname]
zhang: Zhang, *Cheung
zhao: Zhao
li: Li
liu: Liu
wang: Wang
huang: Huang, *Wong
chen: Chen
cheng: Cheng
xu: Xu, *Hsu
xue: *Xue
shan: *Shan
qiu: *Qiu
ouyang: *Ouyang
muller: Müller
moller: *Møller
garcia: García
ivanov: Ivanov
[country]
china: China
japan: Japan
korea: South Korea
italy: Italy
iran: Iran
spain: Spain
france: France
germany: Germany
india: India
uk: United Kingdom, *Great Britain
us: United States
ca: Canada
br: *Brazil
sg: *Singapore
th: *Thailand
vn: *Vietnam
[city]
wuhan: Wuhan
beijing: Beijing
shanghai: Shanghai
guangzhou: Guangzhou
chengdu: *Chengdu
hangzhou: *Hangzhou
changsha: *Changsha
shenyang: *Shenyang
[province]
hubei: Hubei
hunan: Hunan
henan: *Henan
hebei: *Hebei
[body]
who: World Health Organization
red cross: *Red Cross
cdc: Centers for Disease Control
fda: Food and Drug Administration
! South China, East China, China Sea, New Hampshire
""")
ZH = lexicon("""
[country]
china: 中国
japan: 日本
korea: 韩国
italy: 意大利
iran: 伊朗
spain: 西班牙
france: 法国
germany: 德国
india: 印度
uk: 英国
us: 美国
ca: 加拿大
br: *巴西
sg: *新加坡
th: *泰国
vn: *越南
[city]
wuhan: 武汉
beijing: 北京
shanghai: 上海
guangzhou: 广州
chengdu: *成都
hangzhou: *杭州
changsha: *长沙
shenyang: *沈阳
[province]
hubei: 湖北
hunan: 湖南
henan: *河南
hebei: *河北
[body]
who: 世界卫生组织, *世卫组织
red cross: *红十字会
cdc: 疾病控制与预防中心
fda: 食品药品监督管理局
! 单位, 单发, 单侧, 单抗, 单药, 单纯, 黄染, 黄疸, 程度, 程序, 陈旧, 中国南海, 印度尼西亚, 印度洋, 中国疾病
[surname]
zhang: 张
zhao: 赵
li: 李
wang: 王
huang: 黄
xu: 徐
xue: *薛
shan: *单
qiu: *仇
chen: 陈
cheng: *程
""")
_CODE = re.compile(
    r"(?P<h>(?:MRN|NCT|ChiCTR|ID|No\.?|no\.?|号|accession|specimen|passport|病理号|住院号|影像号|电话|ISRCTN)\s?[:：#]?\s?)"
    r"(?P<v>[A-Z]{0,4}-?\d{5,14}(?:-\d+)?)"
)
_STRAIN = re.compile(r"\b(?P<h>SARS-CoV-|COVID-|H)(?P<v>2|19|1|5|7)(?=N\d|\b)")
_SURNAME = re.compile(
    r"[张赵李王黄徐薛单仇陈程](?=某|先生|女士|教授|主任|医生|医师|[一-龥]{1,2}(?:[，（(]|主任|教授|医师|，))"
)
_NAMED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Professor|Prof)\.? ?$|[A-Z][a-z]+ $|[,(:]\s?$|^")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each name and each identifier of the target made another."""
    text = pair.target
    words = ZH if pair.language == "zh" else EN
    for start, end, form in words.found(text):
        if form.family == "surname" and not _is_surname(pair.language, text, start, end):
            continue
        yield from words.replacements(text, start, end, form)
    for match in _CODE.finditer(text):
        yield from _codes(match, rng)
    for match in _STRAIN.finditer(text):
        new = {"2": "1", "19": "29", "1": "5", "5": "7", "7": "9"}[match["v"]]
        yield Change(*match.span("v"), new, match.group(), match["h"] + new, "agent", True)


def _is_surname(language: str, text: str, start: int, end: int) -> bool:
    if language == "zh":
        return bool(_SURNAME.match(text, start)) and not re.match(
            r"[一-龥]", text[start - 1 : start]
        )
    return bool(
        re.search(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Professor|Name:?|patient,?)\.? $", text[:start])
    ) or bool(re.match(r",? [A-Z][a-z]+", text[end:]))


def _codes(match: re.Match[str], rng: random.Random) -> Iterator[Change]:
    old = match["v"]
    digits = [i for i, char in enumerate(old) if char.isdigit()]
    chars = list(old)
    place = rng.choice(digits)
    chars[place] = rng.choice([d for d in "0123456789" if d != old[place]])
    new = "".join(chars)
    yield Change(*match.span("v"), new, old, new, "identifier")
    for left, right in itertools.pairwise(digits):
        if old[left] != old[right] and right == left + 1:
            chars = list(old)
            chars[left], chars[right] = chars[right], chars[left]
            new = "".join(chars)
            yield Change(*match.span("v"), new, old, new, "identifier transposed", True)
            return
