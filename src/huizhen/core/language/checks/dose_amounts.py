"""Amounts of a drug in a text: 5 mg/kg, 200万U, half a tablet, 每次两片."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.pair import Side

_MASS = {
    "ng": Decimal("0.000001"), "纳克": Decimal("0.000001"),
    "mcg": Decimal("0.001"), "μg": Decimal("0.001"), "ug": Decimal("0.001"),
    "microgram": Decimal("0.001"), "微克": Decimal("0.001"),
    "mg": Decimal(1), "milligram": Decimal(1), "毫克": Decimal(1),
    "g": Decimal(1000), "gram": Decimal(1000), "gm": Decimal(1000), "克": Decimal(1000),
}  # fmt: skip
_VOLUME = {"ml": Decimal(1), "毫升": Decimal(1), "l": Decimal(1000), "升": Decimal(1000),
           "milliliter": Decimal(1), "millilitre": Decimal(1), "cc": Decimal(1)}  # fmt: skip
_UNITS = {"iu": Decimal(1), "u": Decimal(1), "unit": Decimal(1), "单位": Decimal(1),
          "国际单位": Decimal(1), "international unit": Decimal(1), "mu": Decimal(1000000),
          "miu": Decimal(1000000), "ku": Decimal(1000), "kiu": Decimal(1000)}  # fmt: skip
_MOLES = {"mmol": Decimal(1), "毫摩尔": Decimal(1), "meq": Decimal(1), "毫当量": Decimal(1)}
_PIECES = {
    "tablet": "tablet", "tab": "tablet", "片": "tablet", "pill": "tablet", "丸": "tablet",
    "caplet": "tablet", "capsule": "capsule", "cap": "capsule", "粒": "capsule", "drop": "drop",
    "gtt": "drop", "滴": "drop", "puff": "puff", "揿": "puff", "喷": "puff", "吸": "puff",
    "spray": "puff", "inhalation": "puff", "sachet": "bag", "袋": "bag", "包": "bag",
    "packet": "bag", "patch": "patch", "贴": "patch", "suppository": "suppository",
    "枚": "suppository", "ampoule": "vial", "ampule": "vial", "vial": "vial", "支": "vial",
    "syringe": "vial", "瓶": "bottle", "bottle": "bottle",
}  # fmt: skip
_ALIKE_PIECES = {
    "tablet": {"capsule"},
    "capsule": {"tablet"},
    "vial": {"bottle"},
    "bottle": {"vial"},
    "patch": {"tablet"},
    "suppository": {"capsule", "tablet"},
}
_SIZES = {name: ("mass", size) for name, size in _MASS.items()}
_SIZES |= {name: ("volume", size) for name, size in _VOLUME.items()}
_SIZES |= {name: ("units", size) for name, size in _UNITS.items()}
_SIZES |= {name: ("moles", size) for name, size in _MOLES.items()}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
          "nine": 9, "ten": 10, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6,
          "七": 7, "八": 8, "九": 9, "十": 10, "a": 1, "an": 1}  # fmt: skip
_HALVES = {
    "半": "0.5",
    "half": "0.5",
    "half a": "0.5",
    "half an": "0.5",
    "half of a": "0.5",
    "one half": "0.5",
    "one-half": "0.5",
    "½": "0.5",
    "1/2": "0.5",
    "one and a half": "1.5",
    "1 1/2": "1.5",
    "1½": "1.5",
    "one and one-half": "1.5",
    "¼": "0.25",
    "1/4": "0.25",
    "a quarter": "0.25",
    "a quarter of a": "0.25",
    "二分之一": "0.5",
    "四分之一": "0.25",
    "¾": "0.75",
    "3/4": "0.75",
    "1/3": "0.3333",
    "三分之一": "0.3333",
    "一个半": "1.5",
}
_SCALES = {
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "千": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "mega": 10**6,
    "thousand": 10**3,
    "k": 10**3,
}
_FIGURE = (
    r"(?:"
    + "|".join(sorted(map(re.escape, _HALVES), key=len, reverse=True))
    + r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    + "|".join(sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True))
    + r"|\ban?(?=\s)|[一二两三四五六七八九十])"
)
_FIRST_SIGN = r"(?=[\d½¼¾半一二两三四五六七八九十aefhnost])"
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NAMES = "|".join(sorted(map(re.escape, (*_SIZES, *_PIECES)), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"{_FIRST_SIGN}(?<![\d.a-z])(?<!\d,)(?P<first>{_FIGURE})(?:\s?(?:-|~|to|or|至|到|或|/)\s?(?P<last>{_FIGURE}))?\s?-?\s?"
    rf"(?P<scale>{_SCALE})?\s?(?P<unit>{_NAMES})(?:s|es)?(?![a-z隆期状段])(?!剂(?!量))"
    r"(?P<below>(?:\s?[/·.*]\s?(?:\(?(?:kg|公斤|千克|m2|m²|㎡|平方米|d|day|日|天|h|hr|hour|小时|min|分钟|"
    r"dose|次|week|周|wk)\)?(?:-1|⁻¹)?)|\sper\s(?:kg|kilogram|kilo|m2|m²|square met(?:er|re)|day|"
    r"dose|hour|minute|week|administration))*)"
)
_OF_STRENGTH = re.compile(
    rf"(?<![\d.a-z])(?<!\d,)(?P<first>{_FIGURE})(?:\s+|\s?[x×]\s?|\s?\()\d[\d.,]*\s?-?(?:mg|g|mcg|μg|ug)\)?[\s-]"
    r"(?P<unit>tablet|tab|capsule|cap|pill)s?\b"
)
"""'Two 5-mg tablets'."""
_CONCENTRATION = re.compile(
    r"\s?/\s?(?:\d*\s?(?:ml|dl|l|g|毫升|升|片|粒|支|瓶|tablet|vial|capsule)\b)"
)
_BEFORE_KG = re.compile(r"(?:每|按)(?:公斤|千克|kg)(?:体重)?\s?$")
_BEFORE_M2 = re.compile(r"每(?:平方米|平米|m2|m²|㎡)(?:体表面积)?\s?$")
_AND_A_HALF = re.compile(r"半(?![年月天日小夜个数周])")
_OF_A_BODY = re.compile(
    r"(?<![血癌瘤脑肺气脂])栓(?![塞子系])|开塞露|纳肛|塞肛|肛门|阴道|胶囊|药片|贴剂|贴片"
)
"""What 枚 counts where it is a dose; otherwise it counts stones, nodes, clips and screws."""
_KG = re.compile(r"kg|公斤|千克|kilo")
_M2 = re.compile(r"m2|m²|㎡|平方米|square")


@dataclass(frozen=True)
class Dose:
    """An amount of a drug, in milligrams, millilitres, units, millimoles or pieces."""

    start: int
    end: int
    kind: str
    values: tuple[Decimal, ...]
    """One, or the two ends of a range."""
    per: frozenset[str]
    """kg, m2."""

    @property
    def says(self) -> str:
        """The amount for people."""
        figures = "-".join(format(value.normalize(), "f") for value in self.values)
        unit = {"mass": "mg", "volume": "mL", "units": "U", "moles": "mmol"}.get(
            self.kind, self.kind
        )
        return "/".join([f"{figures} {unit}", *sorted(self.per)])

    def is_same(self, other: Dose) -> bool:
        """Whether both are one amount; a piece may be called by another piece's name."""
        kinds = {self.kind} | _ALIKE_PIECES.get(self.kind, set())
        return other.kind in kinds and self.values == other.values and self.per == other.per


def doses(side: Side) -> list[Dose]:
    """Every amount that can be a dose, in order; read once."""
    kept: list[Dose] | None = side.kept.get(doses)
    if kept is None:
        kept = [*_read(side), *_of_strength(side.folded)]
        kept.sort(key=lambda dose: dose.start)
        side.kept[doses] = kept
    return kept


def _read(side: Side) -> Iterator[Dose]:
    text = side.folded
    for found in _AMOUNT.finditer(text):
        if _CONCENTRATION.match(text, found.end("unit")) or _counts_things(found):
            continue
        size = _size(found["unit"])
        values = [_value(found[name]) for name in ("first", "last") if found[name]]
        scale = Decimal(_SCALES.get(found["scale"] or "", 1))
        before = text[max(0, found.start() - 10) : found.start()]
        per = {
            name
            for name, after, ahead in (("kg", _KG, _BEFORE_KG), ("m2", _M2, _BEFORE_M2))
            if after.search(found["below"]) or ahead.search(before)
        }
        scaled = tuple(value * scale * size[1] for value in values)
        end = found.end()
        if found["unit"] in _PIECES and _AND_A_HALF.match(text, end):
            scaled, end = tuple(value + Decimal("0.5") for value in scaled), end + 1
        yield Dose(found.start(), end, size[0], scaled, frozenset(per))


def _counts_things(found: re.Match[str]) -> bool:
    """Whether 枚 counts something else than suppositories."""
    if found["unit"] != "枚":
        return False
    around = found.string[max(0, found.start() - 14) : found.end() + 8]
    return _OF_A_BODY.search(around) is None


def _of_strength(text: str) -> Iterator[Dose]:
    if ("mg" in text or "cg" in text) and ("tab" in text or "cap" in text or "pill" in text):
        for found in _OF_STRENGTH.finditer(text):
            values = (_value(found["first"]),)
            yield Dose(found.start(), found.end(), _PIECES[found["unit"]], values, frozenset())


def _size(unit: str) -> tuple[str, Decimal]:
    if unit in _PIECES:
        return _PIECES[unit], Decimal(1)
    return _SIZES[unit]


def _value(figure: str) -> Decimal:
    if figure in _HALVES:
        return Decimal(_HALVES[figure])
    if figure in _WORDS:
        return Decimal(_WORDS[figure])
    return Decimal(figure.replace(",", ""))
