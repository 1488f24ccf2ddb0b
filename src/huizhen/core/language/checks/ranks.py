"""Ranks as both languages write them: stage III, Ⅲ期, grade 3, 3级, third-degree, 三度, G2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side

_ROMAN = {"viii": "8", "vii": "7", "vi": "6", "iv": "4", "ix": "9", "iii": "3", "ii": "2",
          "i": "1", "v": "5", "xii": "12", "xi": "11", "x": "10"}  # fmt: skip
_SIGNS = {chr(0x2170 + at): str(at + 1) for at in range(12)}
_HAN = {sign: str(at) for at, sign in enumerate("零一二三四五六七八九十")} | {"两": "2", "首": "1"}
_WORDS = {
    word: str(number)
    for number, words in enumerate(
        (
            "zero", "one first 1st primary once single", "two second 2nd secondary twice both",
            "three third 3rd tertiary", "four fourth 4th", "five fifth 5th", "six sixth 6th",
            "seven seventh 7th", "eight eighth 8th", "nine ninth 9th", "ten tenth 10th",
            "eleven eleventh 11th", "twelve twelfth 12th",
        )
    )
    for word in words.split()
}  # fmt: skip
ROMAN = "(?:VIII|VII|VI|IV|IX|III|II|I|XII|XI|X|V|viii|vii|vi|iv|iii|ii|[Ⅰ-Ⅻⅰ-ⅻ])"
_NUMERAL = re.compile(
    r"(?P<figure>\d+(?:\.\d+)?|[ⅰ-ⅻ]|(?<![a-z])(?:viii|vii|vi|iv|ix|iii|ii|i|xii|xi|x|v))"
    r"(?P<letter>\s?[a-d]\d?|[a-d]?[esx]{1,2})?(?![a-z])"
    r"|(?P<han>[一二三四五六七八九十两首]+)"
    rf"|(?<![a-z])(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![a-z])"
)


def arabic(value: str) -> str:
    """A rank in lower case with an Arabic figure: 'IIIA1' and 'Ⅲa1' are '3a1', '三' is '3'."""
    low = value.lower().replace(" ", "")
    if low in _WORDS:
        return _WORDS[low]
    head = re.match(r"viii|vii|vi|iv|ix|iii|ii|i|xii|xi|x|v|[ⅰ-ⅻ]|[零一二三四五六七八九十两]", low)
    if head is None:
        return low
    known = _ROMAN.get(head[0]) or _SIGNS.get(head[0]) or _HAN[head[0]]
    return known + low[head.end() :]


_THROUGH = re.compile(r"\s?(?:[-~]|to|through|至|到)\s?(?:[A-Za-z颈胸腰骶第]{1,3}-?)?$")


def between(first: int, joint: str, last: int) -> range:
    """The numbers inside a range ('5-8' has 6 and 7); none where the joint is no range's."""
    if last - first > 1 and _THROUGH.match(joint.lower()):
        return range(first + 1, last)
    return range(0)


def numerals(side: Side) -> frozenset[str]:
    """Every small number that the side writes in any way, with and without a letter after it."""
    known = side.kept.get(numerals)
    if known is None:
        known = side.kept[numerals] = frozenset(_numerals(side.folded))
    return known


def _numerals(text: str) -> Iterator[str]:
    for hit in _NUMERAL.finditer(text):
        if hit["figure"]:
            figure = arabic(hit["figure"])
            yield figure
            if hit["letter"]:
                yield figure + hit["letter"].strip()
        elif hit["han"]:
            yield from (_HAN[sign] for sign in hit["han"])
        else:
            yield _WORDS[hit["word"]]


_HEAVENLY = dict(zip("abcd", "甲乙丙丁", strict=True))
"""Letters as Chinese counts them: grade A is 甲等."""


def is_written(value: str, side: Side) -> bool:
    """Whether a side writes that figure or letter somewhere, whatever it is of."""
    if value[:1].isdigit():
        return value.rstrip("+-") in numerals(side)
    if value in _HEAVENLY and _HEAVENLY[value] in side.text:
        return True
    return re.search(rf"(?<![A-Za-z]){value}(?![a-z])", side.narrow, re.IGNORECASE) is not None


_EN_VALUE = (
    rf"(?:(?:{ROMAN}|\d{{1,2}}(?:\.5)?|(?i:zero|one|two|three|four|five)\b)"
    r"(?:-?[A-Da-d]\d?|[1-3](?![0-9.]))?(?:ESX|ES|EX|SX|SE|E|S|X)?(?:(?<=\d)[+-](?!\s?[\dIVⅠ-Ⅻ]))?|[A-F]\d?)(?![A-Za-z0-9%])(?!\.\d)"
)
_ZH_VALUE = (
    rf"(?:第\s?)?(?:{ROMAN}|\d{{1,2}}(?:\.5)?|[一二三四五六七八九十])"
    r"(?:[A-Da-d]\d?)?(?:ESX|ES|EX|SX|SE|E|S|X)?(?:(?<=\d)[+-](?!\s?[\dIVⅠ-Ⅻ]))?"
)
_EN_STAGE = r"(?i:stag(?:es?|ed)|phases?)"
_EN_GRADE = r"(?i:grad(?:es?|ed)|class(?:es)?|types?|category|categories|degree)"
_EN_KIND = rf"(?:{_EN_STAGE}|{_EN_GRADE})"


def _english_list(kind: str, name: str) -> str:
    """A kind and its values: 'stages II-III', 'grade 3 or grade 4'."""
    joint = rf"\s?(?:-|~|/|,|&|,?\s(?i:to|and|or|through|vs\.?)\s)\s?(?:{kind}[\s-])?(?:[<>≥≤]\s?)?"
    return (
        rf"(?<![A-Za-z])(?P<{name}kind>{kind})[\s\-:=]{{1,3}}(?i:(?:as|at|group|was|is|of)\s)?"
        rf"(?:[(<>≥≤]\s?)*(?P<{name}values>{_EN_VALUE}(?:{joint}{_EN_VALUE}){{0,5}})"
    )


_EN_RANKS = re.compile(
    rf"{_english_list(_EN_STAGE, 's')}|{_english_list(_EN_GRADE, 'g')}"
    r"|(?<![A-Za-z])(?P<ordinal>(?i:first|second|third|fourth|1st|2nd|3rd|4th)|I{1,3}|IV|[1-4])"
    r"[\s-](?P<of>(?i:stage|grade|degree|class|phase))(?![a-z])"
    r"|(?<![A-Za-z0-9])(?P<g>G[1-4])(?![A-Za-z0-9])"
)
_ZH_JOIN = r"\s?(?:-|~|/|、|,|，|至|到|或|和|及|与)\s?(?:[<>≥≤]\s?)?"
_ZH_RANKS = re.compile(
    rf"(?<![A-Z0-9.])(?:(?<![a-z])|(?=[IVX]))(?P<values>{_ZH_VALUE}(?:{_ZH_JOIN}{_ZH_VALUE}){{0,5}})\s?"
    r"(?P<kind>级|期(?![间刊限])|度(?![假日过])|[类型](?!似)|阶段)"
    rf"|(?P<of>分期|分级|分型|分度|期别|级别)[为是属:：\s(]{{0,3}}(?P<after>{_ZH_VALUE}"
    rf"(?:{_ZH_JOIN}{_ZH_VALUE}){{0,5}})(?![A-Za-z0-9.%年月例])"
    r"|(?<![A-Za-z0-9])(?P<letter>[A-F]\d?(?:[-/~][A-F]\d?)?)\s?(?P<lettered>[级期型类])"
    r"|(?<![A-Za-z0-9])(?P<g>G[1-4])(?![A-Za-z0-9])"
)
_VALUES = {
    "en": re.compile(rf"{_EN_KIND}|(?P<value>{_EN_VALUE})"),
    "zh": re.compile(rf"(?P<value>{_ZH_VALUE})"),
}
_EN_SIGNS = ("tag", "rad", "lass", "hase", "ype", "ategor", "egree", "G")
_ZH_SIGNS = ("级", "期", "度", "类", "型", "阶段", "G")


_POINTED_AT = re.compile(r"(?i)(?:this|that|early|late|some|any|which|each)\s$")


def ranks(side: Side) -> list[Mention]:
    """Every rank of a side: 's:3a' a stage, 'g:2' a grade, class, degree or type."""
    known = side.kept.get(ranks)
    if known is None:
        known = side.kept[ranks] = list(_ranks(side))
    return known


def _ranks(side: Side) -> Iterator[Mention]:
    if side.language == "en":
        if any(sign in side.narrow for sign in _EN_SIGNS):
            yield from _english(side)
    elif side.is_chinese and any(sign in side.narrow for sign in _ZH_SIGNS):
        yield from _chinese(side)


def _english(side: Side) -> Iterator[Mention]:
    for hit in _EN_RANKS.finditer(side.narrow):
        if hit["g"]:
            yield _mention(side, hit, "g", hit["g"][1])
        elif hit["ordinal"]:
            kind = _kind(hit["of"])
            yield _mention(side, hit, kind, arabic(hit["ordinal"]), kind == "g")
        else:
            word = hit["skind"] or hit["gkind"]
            kind = _kind(word)
            values = _values(hit["svalues"] or hit["gvalues"], "en")
            if _is_pronoun(side, hit):
                continue
            for value in values:
                is_lettered = value[0].isalpha() and word.lower().startswith("type")
                sure = not is_lettered
                yield _mention(side, hit, kind, value, sure)


def _is_pronoun(side: Side, hit: re.Match[str]) -> bool:
    """'At this stage I think': the person, no figure."""
    return (
        hit["svalues"] == "I"
        and re.match(r"\s[a-z]+", side.narrow[hit.end() :]) is not None
        and _POINTED_AT.search(side.narrow[: hit.start()]) is not None
    )


def _chinese(side: Side) -> Iterator[Mention]:
    for hit in _ZH_RANKS.finditer(side.narrow):
        if hit["g"]:
            yield _mention(side, hit, "g", hit["g"][1])
        elif hit["letter"]:
            kind = "s" if hit["lettered"] == "期" else "g"
            for letter in re.split("[-/~]", hit["letter"].lower()):
                yield _mention(side, hit, kind, letter, hit["lettered"] not in "型类")
        else:
            yield from _chinese_values(side, hit)


def _chinese_values(side: Side, hit: re.Match[str]) -> Iterator[Mention]:
    sign = hit["kind"] or hit["of"]
    kind = "s" if "期" in sign or sign == "阶段" else "g"
    for written in _values(hit["values"] or hit["after"], "zh"):
        value = written.removeprefix("第").strip()
        if sign == "度" and value[:1].isdigit() and float(re.match(r"[\d.]+", value)[0]) > 4:  # type: ignore[index]
            continue
        sure = sign != "阶段" and not (value[0] in _HAN and _is_other(side, hit, sign))
        yield _mention(side, hit, kind, arabic(value), sure)


_OTHER = re.compile(
    r"手术|缝合|愈合|吻合|工程|项目|临床|试验|研究|治疗|医院|甲等|预防|护理|响应|公立|综合|学科|医疗|保健|亲属|机构|的|以上|部门|政府"
)


def _is_other(side: Side, hit: re.Match[str], sign: str) -> bool:
    """Whether a rank in Chinese numerals is perhaps none of a disease: 三级医院, 一期手术, 三类."""
    return sign in "类型" or _OTHER.match(side.text, hit.end()) is not None


def _values(text: str, language: str) -> list[str]:
    found = [hit["value"] for hit in _VALUES[language].finditer(text) if hit["value"]]
    return found if language == "zh" else [arabic(value) for value in found]


def _kind(word: str) -> str:
    return "s" if word.lower().startswith(("stag", "phas")) else "g"


def _mention(
    side: Side, hit: re.Match[str], kind: str, value: str, is_required: bool = True
) -> Mention:
    says = f"{'stage' if kind == 's' else 'grade'} {value}"
    return Mention(side.span(*hit.span()), frozenset((f"{kind}:{value}",)), is_required, says)


_EITHER = re.compile(
    r"hypertens|encephalopath|pressure (?:ulcer|injur|sore)|bedsore|decubit|copd|\bgold\b|necrosis"
    r"|kidney injury|\bakin\b|kdigo|haemorrhoid|hemorrhoid|fibrosis"
    r"|高血压|脑病|压疮|压力性损伤|褥疮|慢阻肺|慢性阻塞|坏死|肾损伤|痔|纤维化"
)


def is_either(mention: Mention, side: Side) -> bool:
    """Whether the thing ranked is one that has stages here and grades there (hypertension)."""
    reach = 12 if side.is_chinese else 36
    near = side.folded[max(0, mention.span.start - reach) : mention.span.end + reach]
    return _EITHER.search(near) is not None
