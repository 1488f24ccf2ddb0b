"""Numbers written in digits, with the marks, powers and scales behind them.

Which of comma and point parts thousands goes by the language of the side. Values are exact.
"""

from __future__ import annotations

import re
from decimal import Decimal

from huizhen.core.language.checks.numeral import Mark, Numeral

_COMMA_IS_DECIMAL = frozenset({
    "de", "es", "fr", "it", "pt", "nl", "ru", "uk", "pl", "tr", "id", "vi", "cs", "sk", "hu", "ro",
    "bg", "sr", "hr", "sl", "da", "sv", "nb", "no", "fi", "el", "kk", "uz",
})  # fmt: skip
_NUMBER = re.compile(
    r"(?<![\d])(?:"
    r"(?P<comma>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?)"
    r"|(?P<space>(?<![a-zα-ω./-])\d{1,3}(?:[ ']\d{3})+(?![\d])(?!\s?[年月日号时点:/])(?:[.,]\d+)?)"
    r"|(?P<european>\d{1,3}(?:\.\d{3})+,\d+)"
    r"|(?P<pair>(?<!\d,)\d+,\d{1,2}(?![,.]?\d))"
    r"|(?P<mixed>\d{1,3} (?P<over>[1-9])/(?P<under>[2-9])(?![\d/]))"
    r"|(?P<half>1/2(?![\d/]))"
    r"|(?P<plain>\d+(?:\.\d+)?(?:(?=[½¼¾⅓⅔]))?)"
    r"|(?P<point>(?<![\w.\])])\.\d+)"
    r"|(?P<sign>[½¼¾⅓⅔])"
    r")"
)
_FIRST = re.compile(r"[\d½¼¾⅓⅔]|\.(?=\d)")
_VULGAR = {
    "½": ("0.5", (1, 2)), "¼": ("0.25", (1, 4)), "¾": ("0.75", (3, 4)),
    "⅓": ("0.333", (1, 3)), "⅔": ("0.667", (2, 3)),
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER = re.compile(
    r"(?:\s?[x×*·]\s?|\s(?=10[*^⁰¹²³⁴⁵⁶⁷⁸⁹]))10(?:\s?(?:\^|\*\*?|e|\(|的)\s?(?P<written>[-+]?\d{1,2})\)?"
    r"|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<less>-\d{1,2})(?!\d)|(?P<flat>[2-9]|1[0-2])(?=\s?/|\s?(?:cells|copies|个|cfu|iu\b)))"
    r"(?:次方)?"
)
_BARE_POWER = re.compile(
    r"10(?:(?:\^|\*\*?|的)\s?(?P<written>[-+]?\d{1,2})|(?P<raised>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))(?:次方)?"
)
_SCIENTIFIC = re.compile(r"e(?P<written>[-+]?\d{1,2})(?![\da-z])")
_SCALES = {
    "hundred": 2, "thousand": 3, "million": 6, "mln": 6, "mio": 6, "billion": 9, "bn": 9,
    "trillion": 12, "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7,
    "百": 2, "千": 3, "万": 4, "萬": 4, "百万": 6, "千万": 7, "亿": 8, "億": 8, "十亿": 9,
    "十万": 5, "百萬": 6, "万亿": 12, "萬億": 12, "k": 3,
}  # fmt: skip
_SCALE = re.compile(
    r"\+?[\s-]?(?P<scale>hundred|thousand|million|mln|mio|billion|bn|trillion|lakhs?|lacs?|crores?)\b"
    r"|(?P<close>k)(?![a-z\d/])"
    r"|\s?[多余]?\s?(?P<hanzi>万亿|萬億|十亿|十万|百万|百萬|千万|[百千](?![克米卡瓦帕赫伏焦贝碱道戈分日])|[万萬亿億])"
)
_UNSCALED = frozenset(
    (
        "",
        ".",
        ",",
        ";",
        ":",
        "/",
        "%",
        "~",
        ")",
        "(",
        "、",
        "。",
        "天",
        "日",
        "年",
        "月",
        "周",
        "岁",
    )
)
"""Signs behind which neither a power nor a scale follows."""
_MORE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s?(?P<hanzi>百万|千万|[百千万萬亿億])")
_MARK = re.compile(
    r"\s?%|\)\s?%|\s?‰|[\s-]?per\s?cent(?:age points?)?\b|\s?pct\b|\s?个百分点"
    r"|[\s-]?percentage points?\b|\s?per mille\b"
)
_HALF = re.compile(
    r"\s?(?:年|天|日|周|星期|岁|片|倍|小时|月|粒|包|袋|支|杯|碗|万)半(?![年天夜数径球])|\s?个半(?=月|小时|星期|钟头)"
)
_FRACTION_WORD = re.compile(r"(百分之|千分之)\s?$")
_PER_VOLUME = re.compile(
    r"\s?(?:cells?|个细胞|个|copies)?\s?(?:"
    r"(?P<kilo>k|thou|tsd)?(?:/|per )\s?"
    r"(?:μl|ul|mcl|mm3|mm³|cumm|cmm|microlit(?:er|re)|微升|立方毫米|cu mm)"
    r"|(?P<giga>g(?:iga|pt)/l)|(?P<tera>t(?:era|pt)/l))(?![a-z\d])"
)
_SAFE_MINUS = re.compile(r"(?:^|[\s(\[,;、=<>≤≥:约为至到])-$")
_NO_MINUS = "年月日号时分周天岁期级"
_SCORE_BEFORE = re.compile(r"[得评积总]分-$")
_DIGIT_BEFORE = re.compile(r"[\d%‰]\s?-$")


def digit_numerals(folded: str, language: str) -> list[Numeral]:
    """Every number written in digits, as the language of the side reads comma and point."""
    numbers: list[Numeral] = []
    at = 0
    while first := _FIRST.search(folded, at):
        found = _NUMBER.match(folded, first.start())
        if found is None:
            at = first.end()
            continue
        is_ten = folded.startswith("10", found.start())
        one = (_bare_power(folded, found) if is_ten else None) or _read(folded, found, language)
        numbers.append(one)
        at = one.end
    return numbers


def scale_of(written: str) -> Decimal | None:
    """What a scale word in a written number multiplies by ('万' of '50万'); None without one."""
    scale = _SCALE.search(written)
    if scale is None:
        return None
    return Decimal(10) ** _SCALES[scale["scale"] or scale["close"] or scale["hanzi"]]


def _bare_power(folded: str, found: re.Match[str]) -> Numeral | None:
    power = _BARE_POWER.match(folded, found.start())
    if power is None:
        return None
    value = Decimal(10) ** _exponent(power)
    values = _per_litre(folded, power.end(), {value})
    return Numeral(found.start(), power.end(), values, "digits")


def _exponent(found: re.Match[str]) -> int:
    groups = found.groupdict()
    raised = (groups.get("raised") or "").translate(_RAISED)
    return int(groups.get("written") or raised or groups.get("less") or groups["flat"])


def _read(folded: str, found: re.Match[str], language: str) -> Numeral:
    values, parts = _figure(found, language)
    start, end = found.span()
    if folded[end : end + 1] in _VULGAR and not found["sign"]:
        values = {value + Decimal(_VULGAR[folded[end]][0]) for value in values}
        end += 1
    end, values = _scaled(folded, end, values)
    if _HALF.match(folded, end):
        values = {value + Decimal("0.5") for value in values}
    values = _signed(folded, start, values)
    marks, end = _marked(folded, start, end)
    return Numeral(start, end, _per_litre(folded, end, values), "digits", marks, parts=parts)


def _figure(found: re.Match[str], language: str) -> tuple[set[Decimal], tuple[Decimal, ...]]:
    """What the digits say by themselves, and the numbers of another reading."""
    kind, text = str(found.lastgroup), found.group()
    if kind in ("over", "under", "mixed"):
        return _mixed(found)
    if kind == "half":
        return {Decimal("0.5")}, (Decimal(1), Decimal(2))
    if kind == "sign":
        value, parts = _VULGAR[text]
        return {Decimal(value)}, tuple(map(Decimal, parts))
    if kind == "european":
        return {Decimal(text.replace(".", "").replace(",", "."))}, ()
    if kind == "pair":
        return {Decimal(text.replace(",", "."))}, tuple(map(Decimal, text.split(",")))
    if kind == "space":
        whole = text.replace(" ", "").replace("'", "").replace(",", ".")
        return {Decimal(whole)}, tuple(map(Decimal, re.split("[ ']", text.replace(",", "."))))
    if kind == "comma":
        return _thousands(text, language)
    if language in _COMMA_IS_DECIMAL and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text):
        thousands = Decimal(text.replace(".", ""))
        return ({thousands} if text.endswith(".000") else {thousands, Decimal(text)}), ()
    return {Decimal(text if text[0] != "." else "0" + text)}, ()


def _mixed(found: re.Match[str]) -> tuple[set[Decimal], tuple[Decimal, ...]]:
    whole = Decimal(found["mixed"].split(" ")[0])
    over, under = Decimal(found["over"]), Decimal(found["under"])
    return {whole + over / under}, (whole, over, under)


def _thousands(text: str, language: str) -> tuple[set[Decimal], tuple[Decimal, ...]]:
    """'1,234': thousands; where the comma is a decimal sign, one group may be decimals."""
    whole = Decimal(text.replace(",", ""))
    if language in _COMMA_IS_DECIMAL and text.count(",") == 1 and "." not in text:
        return {Decimal(text.replace(",", "."))}, ()
    return {whole}, ()


def _scaled(folded: str, end: int, values: set[Decimal]) -> tuple[int, set[Decimal]]:
    """The values times a power of ten or a scale word behind them."""
    if folded[end : end + 1] in _UNSCALED:
        return end, values
    if power := _POWER.match(folded, end) or _SCIENTIFIC.match(folded, end):
        return power.end(), {value * Decimal(10) ** _exponent(power) for value in values}
    scale = _SCALE.match(folded, end)
    if scale is None:
        return end, values
    word = scale["scale"] or scale["close"] or scale["hanzi"]
    values = {value * Decimal(10) ** _SCALES[word] for value in values}
    end = scale.end()
    while scale["hanzi"] and (more := _MORE.match(folded, end)):
        extra = Decimal(more["number"]) * Decimal(10) ** _SCALES[more["hanzi"]]
        values, end = {value + extra for value in values}, more.end()
    return end, values


def _signed(folded: str, start: int, values: set[Decimal]) -> set[Decimal]:
    """Below zero where a minus is safely one; either where it may be a dash."""
    before = folded[max(0, start - 3) : start]
    if before.endswith(("minus ", "us ")) and folded[max(0, start - 6) : start] == "minus ":
        return {-value for value in values}
    if before.endswith(("负", "零下")):
        return {-value for value in values}
    if not before.endswith("-") or _DIGIT_BEFORE.search(before):
        return values
    if _SAFE_MINUS.search(before):
        return {-value for value in values}
    if _SCORE_BEFORE.search(before) or (before[-2:-1] > "⺀" and before[-2] not in _NO_MINUS):
        return values | {-value for value in values}
    return values


def _marked(folded: str, start: int, end: int) -> tuple[frozenset[Mark], int]:
    mark = _MARK.match(folded, end)
    if mark:
        is_mille = "‰" in mark.group() or "mille" in mark.group()
        return frozenset({"‰"} if is_mille else {"%"}), mark.end()
    if before := _FRACTION_WORD.search(folded[max(0, start - 4) : start]):
        return frozenset({"%"} if before[1] == "百分之" else {"‰"}), end
    return frozenset({""}), end


def _per_litre(folded: str, end: int, values: set[Decimal]) -> frozenset[Decimal]:
    """With the same count for a litre, in which Chinese laboratories report."""
    volume = _PER_VOLUME.match(folded, end)
    if volume is None:
        return frozenset(values)
    power = 12 if volume["tera"] else 9 if volume["giga"] or volume["kilo"] else 6
    return frozenset(values | {value * Decimal(10) ** power for value in values})
