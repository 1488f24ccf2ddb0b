"""Every way of writing a level, segment, stage, grade, class, count or score is read alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from both_ways import found, together

Ways = tuple[list[str], list[str]]
_HAN = "零一二三四五六七八九十"
_ROMAN = ("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_SIGN = "0ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_ORDINAL = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
            "ninth", "tenth", "eleventh", "twelfth")  # fmt: skip
_WORD = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
_REGION = {"C": ("cervical", "颈"), "T": ("thoracic", "胸"), "L": ("lumbar", "腰")}
_SCORES = {
    "ECOG": ("ECOG", "分", "01234"), "KPS": ("KPS", "分", ("50", "60", "70", "80", "90")),
    "GCS": ("格拉斯哥昏迷", "分", [str(n) for n in range(3, 16)]),
    "NIHSS": ("NIHSS", "分", [str(n) for n in range(1, 20)]), "VAS": ("VAS", "分", "0123456789"),
    "Child-Pugh": ("Child-Pugh", "级", "ABC"), "NYHA": ("心功能", "级", _ROMAN[1:5]),
    "ASA": ("ASA", "级", _ROMAN[1:5]), "BI-RADS": ("BI-RADS", "类", ("2", "3", "4A", "4B", "5")),
    "Gleason": ("Gleason", "", ("3+3", "3+4", "4+3", "4+5")),
}  # fmt: skip


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _HAN[number]
    return f"{_HAN[tens] if tens > 1 else ''}十{_HAN[ones] if ones else ''}"


def _nth(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"


def _level(level: str) -> Ways:
    region, number = level[0], int(level[1:])
    name, sign = _REGION[region]
    return (
        [
            level,
            f"{level} vertebra",
            f"the {_ORDINAL[number]} {name} vertebra",
            f"the {_nth(number)} {name} vertebra",
            f"{name} vertebra {number}",
            f"{region}-{number}",
        ],
        [
            level,
            f"{sign}{number}",
            f"{sign}{number}椎体",
            f"第{number}{sign}椎",
            f"第{_han(number)}{sign}椎",
            f"{sign}{_han(number)}椎体",
            f"{sign}椎{number}",
        ],
    )


def _disc(level: str) -> Ways:
    region, number = level[0], int(level[1:])
    last, sign = number + 1, _REGION[region][1]
    return (
        [
            f"{level}/{last}",
            f"{level}-{last}",
            f"{level}-{region}{last}",
            f"{level}/{region}{last}",
        ],
        [
            f"{level}/{last}",
            f"{level}-{region}{last}",
            f"{sign}{number}/{last}",
            f"{sign}{number}-{last}",
            f"{sign}{number}～{sign}{last}",
            f"{sign}{number}、{last}",
        ],
    )


def _segment(value: str) -> Ways:
    number = int(value)
    roman, sign = _ROMAN[number], _SIGN[number]
    return (
        [
            f"segment {roman}",
            f"segment {number}",
            f"S{number}",
            f"Sg{number}",
            f"seg. {number}",
            f"Couinaud segment {roman}",
            f"hepatic segment S{number}",
        ],
        [
            f"肝{sign}段",
            f"肝{roman}段",
            f"肝S{number}段",
            f"肝第{number}段",
            f"肝第{_han(number)}段",
        ],
    )


def _stage(value: str) -> Ways:
    number, letter = int(value[0]), value[1:]
    roman, sign = _ROMAN[number], _SIGN[number]
    words = [] if letter else [f"stage {_WORD[number]}"]
    han = [] if letter else [f"{_han(number)}期", f"第{_han(number)}期"]
    return (
        [
            f"stage {roman}{letter}",
            f"Stage {number}{letter.lower()}",
            f"stage-{roman}{letter}",
            *words,
        ],
        [
            f"{sign}{letter}期",
            f"{roman}{letter}期",
            f"{number}{letter}期",
            f"分期：{roman}{letter}",
            *han,
        ],
    )


def _tnm(value: str) -> Ways:
    prefix, t, n, m = value.split(" ")
    return (
        [
            f"{prefix}T{t}N{n}M{m}",
            f"{prefix}T{t} N{n} M{m}",
            f"{prefix}T{t}, {prefix}N{n}, {prefix}M{m}",
        ],
        [
            f"{prefix}T{t}N{n}M{m}",
            f"{prefix}T{t}、N{n}、M{m}",
            f"{prefix}T{t}{prefix}N{n}{prefix}M{m}",
        ],
    )


def _nodes(value: str) -> Ways:
    part, whole = value.split("/")
    count, all_of = int(part), int(whole)
    return (
        [
            f"{value} lymph nodes positive",
            f"{part} of {whole} lymph nodes were positive",
            f"{part} out of {whole} nodes contained metastasis",
            f"{_WORD[count]} of {whole} nodes involved",
            f"{whole} lymph nodes were removed, {part} of which were positive",
        ],
        [
            f"淋巴结转移{value}",
            f"{whole}枚淋巴结中{part}枚阳性",
            f"淋巴结{whole}枚，其中{part}枚转移",
            f"{part}枚/{whole}枚淋巴结转移",
            f"{_han(all_of)}枚淋巴结中{_han(count)}枚转移",
        ],
    )


def _sides(kind: Callable[[str], Ways], values: Sequence[str], frame: str, other: str) -> list[str]:
    chance, wrong = random.Random(7), []
    for _ in range(120):
        value, another = chance.sample(list(values), 2)
        (english, chinese), (_, others) = kind(value), kind(another)
        en, zh = frame.format(chance.choice(english)), other.format(chance.choice(chinese))
        bad = other.format(chance.choice(others))
        if any(found(together(), en, zh)):
            wrong.append(f"FALSE {en} | {zh}")
        if not all(found(together(), en, bad)):
            wrong.append(f"MISSED {en} | {bad}")
    return wrong


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (_level, [f"C{n}" for n in range(1, 8)] + [f"T{n}" for n in range(1, 13)]
         + [f"L{n}" for n in range(1, 6)]),
        (_disc, [f"C{n}" for n in range(2, 7)] + [f"L{n}" for n in range(1, 5)] + ["T10", "T11"]),
        (_segment, [str(n) for n in range(1, 9)]),
        (_stage, [f"{n}{letter}" for n in range(1, 5) for letter in ("", "A", "B", "C")]),
        (_tnm, [f"{p} {t} {n} {m}" for p in ("c", "p", "yp") for t in ("1", "1a", "2", "4b")
                for n in ("0", "1", "2", "3a") for m in ("0", "1", "1a")]),
        (_nodes, [f"{a}/{b}" for a in range(9) for b in range(10, 30)]),
    ],
)  # fmt: skip
def test_a_thing_in_any_signs_is_itself_and_nothing_else(
    kind: Callable[[str], Ways], values: list[str]
) -> None:
    assert _sides(kind, values, "Imaging and pathology: {}.", "影像及病理：{}。") == []


@pytest.mark.parametrize("scale", _SCORES)
def test_a_score_in_any_frame_is_itself_and_nothing_else(scale: str) -> None:
    name, unit, values = _SCORES[scale]

    def ways(value: str) -> Ways:
        return (
            [
                f"{scale} {value}",
                f"{scale} score of {value}",
                f"{scale}: {value}",
                f"{scale} ({value})",
            ],
            [f"{name}{joint}{value}{unit}" for joint in ("", "评分", "评分为", "：")],
        )

    assert _sides(ways, list(values), "On admission, {}.", "入院时{}。") == []
