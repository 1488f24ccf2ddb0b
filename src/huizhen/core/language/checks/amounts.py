"""Amounts of a side: a figure and the unit that stands beside it.

A figure shares the unit of the next one in a range or list ('5-10 mg'). What stands below the
line is read from every notation: mg/kg/d, mg/(kg·d), mg·kg⁻¹·d⁻¹, mg per kg a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.content import Pack
from huizhen.core.language.checks.figures_beside import SOME, Figure, Value, figures
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.unit_forms import Unit, UnitForms

WORDS_ARE_READ = frozenset({"en", "zh"})
"""Of other languages only symbols are known: what they say in words is not missing."""
ONE = "times"
"""The unit of what is only counted: '75/min' is 75 times a minute."""


@dataclass(frozen=True)
class Amount:
    """A figure with its unit; without one it has no names."""

    figure: Figure
    start: int
    end: int
    names: tuple[str, ...] = ()
    below: tuple[tuple[str, Decimal], ...] = ()
    """Units below the line, with how many of each."""
    is_shared: bool = False
    """Whether the unit is the one of the next figure."""
    is_loose: bool = False
    """Whether the figure may be no amount at all ('a day', 5日, the third week)."""

    is_optional: bool = False
    """Whether the other side need not have it: a shared unit, an age without 'years'."""

    @property
    def values(self) -> frozenset[Value]:
        """Every value that the figure may have."""
        return self.figure.values


_GAP = {
    "en": re.compile(
        r"(?:st|nd|rd|th)?(?:\s?-\s?|\s{0,2})(?:odd[\s-]|log10\s|log\s|lg\s)?"
        r"(?:(?:consecutive|calendar|full|whole|business|working|additional|more|further|long|"
        r"extra|complete|successive|international(?! units?)|of a|metric|oral|film-coated)[\s-])?"
    ),
    "zh": re.compile(r"\s{0,2}-?(?:log10\s?|log\s|lg\s?)?"),
}
_CLOSED = re.compile(r"\s?\)")
_ONLY_FIGURES = re.compile(r"\([\d\s.,;~±-]*$")
_ANY_GAP = re.compile(r"\s?")
_MORE_MONTHS = re.compile(r"月(?:余|有余|多(?![次名种处人个]))")
_MORE = re.compile(r"[余多来几](?:个(?=[月小星礼钟半世]))?")
_JOINT = re.compile(
    r"\s*(?:-+|~|to|or|and|±|\+/-|[x×*]|by|vs\.?|,|/|至|到|和|或|及|与|、|;|\(|乘|\+|and/or|至少)\s*-?"
    r"\s*\(?\s*"
)
_RANGE = re.compile(r"\s?(?:-|~|to|and|,|through)\s?")
_EVERY_LATIN = {"w": "wk", "d": "d", "h": "h", "m": "mo"}
"""q8h, q3w."""
_BELOW = re.compile(
    r"\s?/\s?\(?(?P<count>\d+(?:\.\d+)?)?\s?|\s+(?P<word>per)\s+(?:each\s+)?(?P<count2>\d+)?\s?"
    r"|\s(?:an?|each|every)\s(?=(?:day|week|month|year|hour|minute|dose|kilogram|kg)\b)"
)
_ADVERBS = {"daily": "d", "weekly": "wk", "monthly": "mo", "yearly": "yr", "hourly": "h"}
_ADVERB = re.compile(rf"\s({'|'.join(_ADVERBS)})\b")
_EVERY = re.compile(r"每\s?[1一]?个?")
_BEHIND_EVERY = re.compile(r"(?:体重|体表面积|[服用口给药注射静脉滴泵入量约为:,的])*[\d.\s~至到-]*")
"""What may stand between 每日 and its amount."""
_EVERY_NAMES = {"月": "mo", "分": "min", "时": "h", "日": "d"}
_POWER_BELOW = re.compile(r"\s?[·•⋅∙*.]?\s?(?=[a-zμ])")
_MINUS_ONE = re.compile(r"\s?(?:\^?\(?-1\)?|⁻¹|-¹)(?!\d)")
_INSIDE = re.compile(r"\s?[·•⋅∙*.,]\s?(?:1\.73\s?)?")
_SKIPPED_BELOW = re.compile(r"\)|\s?(?:of\s)?body[\s-]weight|\s?b\.?w\.?\b|体重|个(?=[小月星])")
_SCALES_ZH = {"百分之": "%", "千分之": "‰", "摄氏": "℃", "华氏": "℉"}
_SCALE_ZH = re.compile(rf"({'|'.join(_SCALES_ZH)})\s*$")
_NAMES_EN = {"day": "d", "week": "wk", "month": "mo", "year": "yr", "hour": "h"}
_NAME_EN = re.compile(rf"\b({'|'.join(_NAMES_EN)})s?\s(?:or\s)?$")
_AGE = re.compile(
    r"\bage[sd]?(?:\s(?:of|is|was|over|under|below|above|between|from|range|group)|\s?[:=<>≤≥])?\s?$"
)
_DATE_BEFORE_DAY = re.compile(r"[月/.]\s?$|[月]\s?\d{1,2}\s?[日、和或至~-]+\s?$")
_WORDS_BELOW = {"分": "min", "时": "h", "人": "person", "日": "d", "剂": "dose", "次": "times"}


class AmountReader:
    """Reads the amounts of a side once; checks of one site share the reader by its content."""

    def __init__(self, checks: Pack) -> None:
        self.forms = UnitForms(checks)
        self._key = ("amounts", checks.stamp.sha256)

    def __call__(self, side: Side) -> list[Amount]:
        """Every figure from left to right, with its unit where it has one."""
        found: list[Amount] | None = side.kept.get(self._key)
        if found is None:
            found = side.kept[self._key] = self._read(side)
        return found

    def _read(self, side: Side) -> list[Amount]:
        found: list[Amount] = []
        follows: Amount | None = None
        for figure in reversed(figures(side)):
            follows = self._amount(side, figure, follows)
            found.append(follows)
        found.reverse()
        return list(_apart(_in_feet(side, _ranges_of_days(side, found))))

    def _amount(self, side: Side, figure: Figure, follows: Amount | None) -> Amount:
        if figure.mark:
            return self._marked(side, figure)
        if side.is_chinese and (scale := self._with_scale_before(side, figure)):
            return scale
        own = self._with_unit(side, figure)
        if own is not None:
            return own
        before = self._with_name_before(side, figure)
        if before is not None:
            return before
        if follows is not None and follows.names and _joins(side, figure, follows):
            return Amount(
                figure, figure.start, figure.end, follows.names, follows.below, is_shared=True,
                is_loose=not figure.is_exact, is_optional=True,
            )  # fmt: skip
        return Amount(figure, figure.start, figure.end)

    def _marked(self, side: Side, figure: Figure) -> Amount:
        names = (ONE, "fold") if figure.mark == ONE else (figure.mark,)
        end, below = self._below(side, figure.end, names)
        return Amount(figure, figure.start, end, names, below, figure.is_shared,
                      is_optional=figure.is_shared)  # fmt: skip

    def _with_unit(self, side: Side, figure: Figure) -> Amount | None:
        text = side.folded
        place = _place_of_unit(side, figure)
        found = self.forms.at(side, place)
        if found is None and side.is_chinese:
            place, found = self._behind_more(side, figure, place)
        if found is None or text[figure.start - 1 : figure.start] == "q":
            return _every_so_often(side, figure) or self._bare_rate(side, figure)
        end, unit = found
        if unit.is_hiding or _is_no_unit(side, figure, place, end):
            return None
        figure, end = _with_half(side, figure, place, end)
        end, below = self._below(side, end, unit.names)
        below = (*((name, Decimal(1)) for name in unit.below), *below)
        if side.is_chinese:
            below = (*below, *self._every_before(side, figure))
        is_date_like = side.is_chinese and text[place:end] == "日" and text[end : end + 1] != "龄"
        loose = not figure.is_exact or is_date_like
        return Amount(
            figure, figure.start, end, unit.names, below, is_loose=loose,
            is_optional=figure.start == figure.end or _is_a_date(side, place, end),
        )  # fmt: skip

    def _every_before(self, side: Side, figure: Figure) -> list[tuple[str, Decimal]]:
        """每公斤体重每日5毫克: what stands below the line may stand before the number."""
        text, end = side.folded, figure.start
        found: list[tuple[str, Decimal]] = []
        for every in reversed(list(_EVERY.finditer(text, max(0, end - 18), end))):
            unit = self.forms.at(side, every.end())
            sign = text[every.end() : every.end() + 1]
            if unit is not None and unit[1].names:
                place, name = unit[0], unit[1].names[0]
            elif sign in _EVERY_NAMES:
                place, name = every.end() + 1, _EVERY_NAMES[sign]
            else:
                break
            if not _BEHIND_EVERY.fullmatch(text, place, end):
                break
            found.append((name, Decimal(1)))
            end = every.start()
        return found

    def _behind_more(
        self, side: Side, figure: Figure, place: int
    ) -> tuple[int, tuple[int, Unit] | None]:
        """20余天, 数月: the unit behind what is not counted; 3月 alone is March."""
        text = side.folded
        if more := _MORE.match(text, place):
            place = more.end()
        is_vague = bool(more) or SOME in figure.values or _MORE_MONTHS.match(text, place)
        if is_vague and text[place : place + 1] == "月":
            return place, (place + 1, Unit(("mo",)))
        return place, self.forms.at(side, place)

    def _bare_rate(self, side: Side, figure: Figure) -> Amount | None:
        """'75/min', '3个/HPF', '5 per day': a count below a line."""
        text = side.folded
        place = figure.end + (side.is_chinese and text[figure.end : figure.end + 2] == "个/")
        end, below = self._below(side, place, (ONE,))
        if not below or figure.is_word:
            return None
        return Amount(figure, figure.start, end, (ONE,), below)

    def _with_scale_before(self, side: Side, figure: Figure) -> Amount | None:
        """百分之五, 摄氏37度."""
        match = _SCALE_ZH.search(side.folded[max(0, figure.start - 8) : figure.start])
        if match is None:
            return None
        end = figure.end + (side.folded[figure.end : figure.end + 1] == "度")
        return Amount(figure, figure.start - len(match[0]), end, (_SCALES_ZH[match[1]],))

    def _with_name_before(self, side: Side, figure: Figure) -> Amount | None:
        """'Day 3', 'aged 65': the unit stands before, and often not at all."""
        if side.language != "en":
            return None
        before = side.folded[max(0, figure.start - 16) : figure.start]
        if not figure.is_word and _AGE.search(before) and not _is_in_decades(side, figure):
            return Amount(figure, figure.start, figure.end, ("age",), is_optional=True)
        match = _NAME_EN.search(before) if figure.is_exact else None
        if match is None:
            return None
        return Amount(
            figure, figure.start - len(match[0]), figure.end, (_NAMES_EN[match[1]],),
            is_loose=True, is_optional=True,
        )  # fmt: skip

    def _below(
        self, side: Side, place: int, above: tuple[str, ...]
    ) -> tuple[int, tuple[tuple[str, Decimal], ...]]:
        """Where the units below the line end, and which they are."""
        below: list[tuple[str, Decimal]] = []
        text = side.folded
        while True:
            step = self._one_below(side, place, above)
            if step is None:
                return self._adverb_below(side, place, below)
            place, name, count = step
            below.append((name, count))
            while skipped := _SKIPPED_BELOW.match(text, place):
                place = skipped.end()

    @staticmethod
    def _adverb_below(
        side: Side, place: int, below: list[tuple[str, Decimal]]
    ) -> tuple[int, tuple[tuple[str, Decimal], ...]]:
        adverb = _ADVERB.match(side.folded, place) if side.language == "en" else None
        if adverb is not None:
            place = adverb.end()
            below.append((_ADVERBS[adverb[1]], Decimal(1)))
        return place, tuple(below)

    def _one_below(
        self, side: Side, place: int, above: tuple[str, ...]
    ) -> tuple[int, str, Decimal] | None:
        text = side.folded
        line = _BELOW.match(text, place)
        if line is None and side.is_chinese and (every := _EVERY.match(text, place)):
            unit = self._name_at(side, every.end())
            return None if unit is None else (*unit, Decimal(1))
        if line is not None:
            written = line["count"] or line["count2"]
            unit = self._name_at(side, line.end())
            if unit is None:
                return None
            end, name = unit
            if written and not self._may_count_below(name, above):
                return None
            return end, name, Decimal(1 if written in (None, "1.73") else written)
        joint = _INSIDE.match(text, place) or _POWER_BELOW.match(text, place)
        unit = self._name_at(side, joint.end()) if joint is not None else None
        if unit is None or joint is None:
            return None
        power = _MINUS_ONE.match(text, unit[0])
        if power is not None:
            return power.end(), unit[1], Decimal(1)
        if text[unit[0] : unit[0] + 1] == ")" and "(" in text[max(0, place - 8) : place]:
            return unit[0] + 1, unit[1], Decimal(1)
        return None

    def _name_at(self, side: Side, place: int) -> tuple[int, str] | None:
        found = self.forms.at(side, place)
        sign = side.folded[place : place + 1]
        if found is None or found[1].is_hiding:
            return (place + 1, _WORDS_BELOW[sign]) if sign in _WORDS_BELOW else None
        return found[0], found[1].names[0]

    def _may_count_below(self, name: str, above: tuple[str, ...]) -> bool:
        """'/24 h' and '/1.73 m²' are below a line; '500 mg/125 mg' is two amounts."""
        sizes = self.forms.sizes
        kinds = sizes[name].kinds if name in sizes else frozenset()
        own = {kind for unit in above if unit in sizes for kind in sizes[unit].kinds}
        return bool(kinds & {"volume", "time", "area", "mass"}) and own.isdisjoint(kinds)


def _every_so_often(side: Side, figure: Figure) -> Amount | None:
    """'q3w' is every 3 weeks."""
    text = side.folded
    name = _EVERY_LATIN.get(text[figure.end : figure.end + 1])
    if name is None or text[figure.start - 1 : figure.start] != "q":
        return None
    return Amount(figure, figure.start - 1, figure.end + 1, (name,), is_optional=True)


def _ranges_of_days(side: Side, amounts: list[Amount]) -> list[Amount]:
    """'Days 1-14': the name before the first number is that of the second too."""
    for at in range(1, len(amounts)):
        first, one = amounts[at - 1], amounts[at]
        is_named_before = first.is_loose and first.start < first.figure.start and first.names
        between = side.folded[first.end : one.start]
        if is_named_before and not one.names and _RANGE.fullmatch(between):
            amounts[at] = Amount(
                one.figure, one.start, one.end, first.names, is_loose=True, is_optional=True
            )
    return amounts


_INCHES = re.compile(r"\s?in\b")
"""'In' is an inch only behind feet."""


def _in_feet(side: Side, amounts: list[Amount]) -> list[Amount]:
    """'5 ft 8 in' is one length."""
    for at in range(len(amounts) - 1, 0, -1):
        feet, inches = amounts[at - 1], amounts[at]
        between = side.folded[feet.end : inches.start]
        is_inches = inches.names == ("in",) or _INCHES.match(side.folded, inches.end)
        if feet.names == ("ft",) and is_inches and not between.strip(" ,"):
            values = frozenset(
                x + y / 12
                for x in feet.values
                for y in inches.values
                if isinstance(x, Decimal) and isinstance(y, Decimal)
            )
            figure = Figure(feet.figure.start, inches.figure.end, values)
            amounts[at - 1 : at + 1] = [Amount(figure, feet.start, inches.end, ("ft",))]
    return amounts


def _apart(amounts: list[Amount]) -> Iterator[Amount]:
    """Without figures inside an amount: the 24 of '2 g/24 h', the 'a' of 'twice a day'."""
    end = 0
    for one in amounts:
        if one.figure.start >= end:
            yield one
            end = one.end


def _place_of_unit(side: Side, figure: Figure) -> int:
    """Where a unit of the figure may begin: behind spaces, and behind '(3-48)'."""
    text, place = side.folded, figure.end
    closed = _CLOSED.match(text, place)
    if closed and _ONLY_FIGURES.search(text[max(0, figure.start - 20) : figure.start]):
        place = closed.end()
    gap = _GAP.get(side.language, _ANY_GAP).match(text, place)
    return gap.end() if gap else place


def _is_in_decades(side: Side, figure: Figure) -> bool:
    """'In their 50s': no age of 50, and no seconds."""
    text = side.folded
    if any(isinstance(v, Decimal) and 1500 <= v < 2100 and v % 10 == 0 for v in figure.values):
        return _SECONDS.match(text, figure.end) is not None
    if text[figure.end : figure.end + 1] != "s":
        return False
    before = text[max(0, figure.start - 8) : figure.start]
    return any(v in _DECADES for v in figure.values) and _THEIR.search(before) is not None


_SECONDS = re.compile(r"'?\s?s(?![a-z])")
_DECADES = frozenset(Decimal(ten) for ten in (*range(10, 100, 10), *range(1900, 2100, 10)))
_THEIR = re.compile(r"\b(?:their|the|his|her|my|early|mid|late|in)[\s-]$|\d\s?-\s?$")


def _joins(side: Side, figure: Figure, follows: Amount) -> bool:
    between = side.folded[figure.end : follows.start]
    return len(between) < 8 and _JOINT.fullmatch(between) is not None


def _with_half(side: Side, figure: Figure, place: int, end: int) -> tuple[Figure, int]:
    """'3个半月', 一年半, 'a year and a half': the half behind the unit counts too."""
    text = side.folded
    if side.is_chinese:
        figure, end = _with_tenths(text, figure, place, end)
        is_half = "半" in text[place:end]
        if not is_half and text[end : end + 1] == "半":
            is_half, end = True, end + 1
    else:
        tail = _HALF_BEHIND.match(text, end)
        is_half = tail is not None
        end = tail.end() if tail is not None else end
    if not is_half:
        return figure, end
    half = Decimal("0.5")
    values = figure.values | {v + half for v in figure.values if isinstance(v, Decimal)}
    return Figure(figure.start, end, frozenset(values), is_word=figure.is_word), end


def _with_tenths(text: str, figure: Figure, place: int, end: int) -> tuple[Figure, int]:
    """三十八度五 is 38.5 degrees."""
    sign = text[end : end + 1]
    tenths = "零一二三四五六七八九".find(sign) if sign else -1
    if sign.isdecimal():
        tenths = int(sign)
    if text[place:end] != "度" or tenths < 0:
        return figure, end
    tenth = Decimal(tenths) / 10
    values = {v + tenth for v in figure.values if isinstance(v, Decimal)}
    return Figure(figure.start, end + 1, figure.values | values), end + 1


_YEAR_BEFORE = re.compile(r"'$|(?:19|20)\d\d[-/~至、]$")
_HALF_BEHIND = re.compile(r"\s(?:and|plus)\s(?:a|one)[\s-]half\b")


def _is_a_date(side: Side, place: int, end: int) -> bool:
    """'This 19th day of March' is said as a date elsewhere."""
    text = side.folded
    is_day = side.language == "en" and text[place:end] == "day"
    return is_day and text[place - 3 : place - 1] in ("st", "nd", "rd", "th")


_DEGREES = {"c": (30, 43), "f": (86, 110)}
"""A bare 'C' or 'F' is a temperature only where a body has it."""


def _is_no_unit(side: Side, figure: Figure, place: int, end: int) -> bool:
    """Whether 年 or 日 belongs to a date, the s to a decade, the U to 'four U.S. states'."""
    text = side.folded
    unit = text[place:end]
    if len(unit) == 1 and unit.isascii():
        bounds = _DEGREES.get(unit)
        is_other = bounds is not None and not any(
            isinstance(v, Decimal) and bounds[0] <= v <= bounds[1] for v in figure.values
        )
        if figure.is_word or is_other or (unit == "u" and text[end : end + 2] == ".s"):
            return True
    if not side.is_chinese or unit == "s":
        return _is_in_decades(side, figure)
    if unit == "年":
        is_year = any(isinstance(v, Decimal) and 1000 <= v <= 9999 for v in figure.values)
        before = text[max(0, figure.start - 5) : figure.start]
        return is_year or _YEAR_BEFORE.search(before) is not None
    if unit == "日":
        return _DATE_BEFORE_DAY.search(text[max(0, figure.start - 8) : figure.start]) is not None
    return False
