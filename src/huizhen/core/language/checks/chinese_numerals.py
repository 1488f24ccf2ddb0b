"""Numbers written in Chinese signs, formal and old ones too, and halves behind a measure word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.numeral import Mark, Numeral

_SAME = str.maketrans(
    "〇零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩", "00一二二三三四五六六七八九十百千万亿两"
)
_OTHER = re.compile("[〇零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩]")
_DIGITS = {sign: at for at, sign in enumerate("0一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_RUN = re.compile(r"(?<![0-9.])[0一二三四五六七八九两十百千万亿廿卅]+")
_SIGN = re.compile("[〇零一二三四五六七八九两兩十百千万萬亿億廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]")
_POINT = re.compile(r"点([0一二三四五六七八九]+)(?![十百千刻分半])")
_HALF = re.compile(
    r"(?:个|年|天|日|周|星期|岁|片|倍|小时|月|粒|包|袋|支|米|公斤|斤|杯|碗|成|包|盒|分钟|厘米)半(?!年|天|夜|数|径|球)"
    r"|(?:个)半(?=月|小时|星期|钟头)"
)
_CLOCK_POINT = re.compile(r"点(?:钟|[一二三四五]?十|半|零|多|左右|整)")
_BEFORE_PERCENT = re.compile(
    r"(百分之|千分之)(?:[0-9.一二三四五六七八九十点]+(?:至|到|或|、|-|~))?$"
)
_DENOMINATOR = re.compile(r"分之")
_NEAR = re.compile(
    r"(?P<head>(?:[一二三四五六七八九]?十)?)(?P<a>[一二三四五六七八九两])(?P<b>[二三四五六七八九])"
    r"(?P<tail>[十百千万亿]*)"
)
_TENTHS = re.compile(r"成(?![功人为立熟员分像份年本果绩长瘾])([一二三四五六七八九])?")
_HALVES = re.compile(
    r"(?<![一二三四五六七八九两十0-9])(?:一半|半数|(?<!超)过半|减半|对半|二分之一)|"
    r"(?<![个多大上下夜月])半"
    r"(?=个?[年月日天片粒支量剂周颗包袋杯碗勺]|个?小时|个(?!身)|公斤|斤|分钟|岁)"
    r"(?!月板|日制|年[报期])"
)


def chinese_numerals(folded: str) -> list[Numeral]:
    """Every number in Chinese signs; 'one', vague and bare scales are weak."""
    if not _SIGN.search(folded) and "半" not in folded:
        return []
    text = folded.translate(_SAME) if _OTHER.search(folded) else folded
    found: list[Numeral] = []
    for run in _RUN.finditer(text):
        found += _read(folded, text, run.start(), run.end())
    found += [
        Numeral(*half.span(), frozenset({Decimal("0.5")}), "hanzi", is_weak="数" in half.group())
        for half in _HALVES.finditer(text)
    ]
    return found


def _read(folded: str, text: str, start: int, end: int) -> Iterator[Numeral]:
    signs = text[start:end]
    if _is_formal_alone(folded, start, end):
        return
    if signs == "0":
        yield Numeral(start, end, frozenset({Decimal(0)}), "hanzi", is_weak=True)
        return
    if _is_scale_of_words(text, start, signs):
        return
    if _DENOMINATOR.match(text, end) and signs in ("百", "千"):
        return
    for piece in _pieces(signs, text[end : end + 1], text[max(0, start - 1) : start]):
        yield _numeral(text, start, piece)


def _is_formal_alone(folded: str, start: int, end: int) -> bool:
    """Whether one formal sign stands alone, as in 大陆: on cheques they stand with their tens."""
    return end - start == 1 and folded[start] in "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟"


def _is_scale_of_words(text: str, start: int, signs: str) -> bool:
    """Whether the signs scale digits before them, which the reader of digits has read."""
    return bool(re.search(r"[0-9]\s?$", text[max(0, start - 2) : start])) and signs[0] in "百千万亿"


def _numeral(text: str, start: int, piece: _Piece) -> Numeral:
    """The number of a piece, with its decimals, its half or its tenths."""
    first, end = start + piece.start, start + piece.end
    value, is_weak = piece.value, piece.is_weak
    part = _BEFORE_PERCENT.search(text[max(0, first - 12) : first])
    marks: frozenset[Mark] = frozenset({""})
    if part:
        marks, is_weak = frozenset({"%"} if part[1] == "百分之" else {"‰"}), False
    point, half = _POINT.match(text, end), _HALF.match(text, end)
    if point and (part or not _CLOCK_POINT.match(text, end)):
        value, end, is_weak = Decimal(f"{value}.{_digits(point[1])}"), point.end(), False
        if text[end : end + 1] in _BIG:
            value, end = value * _BIG[text[end]], end + 1
    elif half:
        value, is_weak = value + Decimal("0.5"), False
    elif value < 10 and (tenths := _TENTHS.match(text, end)):
        value = value * 10 + (_DIGITS[tenths[1]] if tenths[1] else 0)
        marks, end, is_weak = frozenset({"%"}), tenths.end(), False
    return Numeral(
        first, end, frozenset({value}), "hanzi", marks, is_weak=is_weak, is_vague=piece.is_vague
    )


def _digits(signs: str) -> str:
    return "".join(str(_DIGITS[sign]) for sign in signs)


@dataclass(frozen=True)
class _Piece:
    """One number of a run of signs; places are those in the run."""

    start: int
    end: int
    value: Decimal
    is_weak: bool = False
    is_vague: bool = False


def _pieces(signs: str, after: str, before: str) -> Iterator[_Piece]:
    """The numbers of a run: one, or two for 'three or four'."""
    near = _NEAR.fullmatch(signs)
    if _is_row_of_digits(signs, after):
        yield _Piece(0, len(signs), Decimal(_digits(signs)))
    elif near and _DIGITS[near["b"]] - _DIGITS[near["a"]] in (1, 2):
        for name in ("a", "b"):
            value = _whole(near["head"] + near[name] + near["tail"])
            is_few = near["a"] == "两" and after not in ("十", "百", "千", "万")
            yield _Piece(near.start(name), near.end(name), Decimal(value), is_weak=is_few)
    elif len(signs) > 1 and all(sign in _DIGITS for sign in signs):
        for at, sign in enumerate(signs):
            yield _Piece(at, at + 1, Decimal(_DIGITS[sign]), is_weak=True)
    else:
        is_scale = all(sign in "十百千万亿" for sign in signs)
        is_vague = is_scale and before in ("数", "几", "上", "成", "好") and before != ""
        is_bare = is_scale and signs[0] != "十" and after not in ("余", "多") and before != "每"
        is_listed = before == "(" and after == ")"
        is_weak = signs == "一" or is_listed or is_vague or is_bare or after == "几"
        yield _Piece(0, len(signs), Decimal(_whole(signs)), is_weak, is_vague)


def _is_row_of_digits(signs: str, after: str) -> bool:
    """Whether the signs are read one by one, as in years and room numbers."""
    if any(sign not in _DIGITS for sign in signs) or len(signs) < 2:
        return False
    return (
        "0" in signs[1:]
        or len(signs) >= 4
        or (len(signs) == 2 and after == "年" and signs[0] in "六七八九")
    )


def _whole(signs: str) -> int:
    """The value of signs with their places; one left out before a ten is one."""
    total = section = digit = last = 0
    for sign in signs.replace("廿", "二十").replace("卅", "三十"):
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            last = _TENS[sign]
            section, digit = section + (digit or 1) * last, 0
        else:
            last = _BIG[sign]
            section = (section + digit) or (0 if total else 1)
            total, section, digit = (
                (total + section) * last if total and last > 10**4 else total + section * last,
                0,
                0,
            )
    if (
        digit
        and last >= 100
        and "0" not in signs
        and signs[-1] in _DIGITS
        and signs[-2] in "百千万亿"
    ):
        digit *= last // 10
    return total + section + digit
