"""Comparators beside figures: '>', 'at least', 不超过, 以上, 左右."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from huizhen.core.content import Pack
from huizhen.core.language.checks.amounts import Amount, AmountReader
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import Hit, WordFinder


@dataclass(frozen=True)
class Form:
    """One reading of a comparator's form."""

    place: str
    """Before or after the figure, or behind the 'or', 'and' that joins it ('5 or more')."""
    senses: frozenset[str]
    is_required: bool


@dataclass(frozen=True)
class Compared:
    """A figure and what is said of it; without senses it is just that number."""

    amount: Amount
    senses: frozenset[str] = frozenset()
    is_required: bool = False
    start: int = 0
    end: int = 0
    is_sign: bool = False
    """Whether a sign says it ('≥'): then 'more than' and 'at least' are not the same."""


_LEAD_EN = re.compile(
    r"\s*(?:(?:the\s)?(?:ages?|sizes?)\s(?:of\s)?|aged\s|of\s|a\s(?=total|mean|further)|"
    r"total\sof\s|(?:an?|the)\s|us\$|\$|€|£|:|,\s?)?\s*-?"
)
_LEAD_ZH = re.compile(r"[\s了为有到达过约的第:]{0,4}-?")
_FAR_ZH = re.compile(r"[一-鿿\s]{1,14}")
"""至少应持续20秒, 超出总额的40%: the form belongs to the figure, though words stand between."""
_ADVERBS_ZH = frozenset({"至少", "最少", "起码", "至多", "最多"})
_NOT_ZH = re.compile(
    r"(?:不|未|没有?|别|勿|无|莫)(?:要|应|得|能|可|会|宜|必|曾|该|应该|允许|可以|建议)?$"
)
_NOT_EN = re.compile(r"(?:\bnot|n't|\bnever|\bcannot)\s(?:to\s)?(?:be\s|have\s)?(?:much\s)?$")
_NOBODY_EN = re.compile(
    r"(?:^|[.,;:(]\s?|\b(?:that|and|but)\s)(?:no|none|neither|nobody)\b(?P<between>[^.,;:!?]{0,40}"
    r"\s(?:had|has|have|was|were|is|are|been|did|does|do|will|can|should|must|may)\s"
    r"(?:\w+\s){0,3})$"
)
"""'No country had tested more than 3%': at most 3%."""
_JOINS_EN = re.compile(r"\b(?:but|and|or|while|although|because|with|who|that|which|when|if)\b")
_PARTS_EN = re.compile(r"[\s-](?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b")
_LONGER_EN = re.compile(r"\b(?:for|of|lasting|lasted|last|just|well|after|took|is|was|past)\s$")
_OPPOSITE = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
_TAIL_EN = re.compile(
    r"\)?\s?(?:(?:years?|months?|weeks?|days?|old|of age|in (?:diameter|size)|\w+)\s?){0,2},?\s?"
)
_TAIL_ZH = re.compile(r"\)?\s?[例名人个项种次家只台岁页篇位前后日号年月点时\s]{0,3}的?")
_BEHIND_A_YEAR_ZH = re.compile(r"\s?年")
_BEHIND_A_YEAR_EN = re.compile(r"\s?(?:[,.;:)]|$|(?:and|to|in|when|with|by|at|the|for)\b)")
_RANGE = re.compile(r"\s?(?:-|~|to|至|到|或)\s?")


class ComparatorReader:
    """Reads the comparators of a side once, each with the figure that it belongs to."""

    def __init__(self, checks: Pack, amounts: AmountReader) -> None:
        rows = checks.rows("comparators.tsv")
        self._amounts = amounts
        self._chinese = WordFinder(_forms(rows, ("mul", "zh")))
        self._english = PhraseFinder(_forms(rows, ("mul", "en")).items())
        self._signs = WordFinder(_forms(rows, ("mul",)))
        self._key = ("comparators", checks.stamp.sha256)

    def __call__(self, side: Side) -> list[Compared]:
        """Every figure of the side from left to right, with its comparator."""
        found: list[Compared] | None = side.kept.get(self._key)
        if found is None:
            found = side.kept[self._key] = self._read(side)
        return found

    def _read(self, side: Side) -> list[Compared]:
        amounts = self._amounts(side)
        if not amounts:
            return []
        said: dict[int, Compared] = {}
        for hit in self._hits(side):
            for at, one in _said(side, hit, amounts):
                fit = self._fitting(one)
                said[at] = _merged(said[at], fit) if at in said else fit
        if side.is_chinese:
            _add_uncounted(side, amounts, said)
        for at, neighbour in list(_in_ranges(side, amounts, said)):
            own = said[neighbour]
            said.setdefault(at, Compared(amounts[at], own.senses, False, own.start, own.end))
        return [said.get(at, Compared(one)) for at, one in enumerate(amounts)]

    def _fitting(self, one: Compared) -> Compared:
        """'Over' is said of a stretch of time ('over 2 years', 2年来) and of nothing else."""
        sizes = self._amounts.forms.sizes
        if "span" not in one.senses or any(
            "time" in sizes[name].kinds for name in one.amount.names if name in sizes
        ):
            return one
        return replace(one, senses=one.senses - {"span"})

    def _hits(self, side: Side) -> Iterable[Hit[tuple[Form, ...]]]:
        if side.is_chinese:
            return self._chinese.hits(side)
        return self._english.hits(side) if side.language == "en" else self._signs.hits(side)


def _forms(
    rows: Iterable[dict[str, str]], languages: tuple[str, ...]
) -> dict[str, tuple[Form, ...]]:
    forms: dict[str, tuple[Form, ...]] = {}
    for row in rows:
        if row["language"] not in languages:
            continue
        place, written = row["place"], row["form"]
        joint, _, word = written.partition(" ")
        if place == "after" and joint in ("or", "and"):
            place, written = joint, word
        form = Form(place, frozenset(row["senses"].split(";")), row["need"] == "required")
        own = () if place == "-" else (form,)
        forms[written] = (*forms.get(written, ()), *own)
    return forms


def _said(
    side: Side, hit: Hit[tuple[Form, ...]], amounts: list[Amount]
) -> Iterator[tuple[int, Compared]]:
    """The figure that a form stands beside, and what it says of it."""
    for form in hit.value:
        before = form.place == "before"
        found = _following(side, hit, amounts) if before else _last(side, hit, amounts, form)
        if found is None:
            continue
        senses = _turned(side, hit, form.senses) if before else form.senses
        is_sign = not side.folded[hit.start].isalpha()
        for at, is_near in found:
            must = form.is_required and is_near and not _tells_how_long(side, hit, amounts[at])
            yield (
                at,
                Compared(amounts[at], senses, must, hit.start, hit.end, is_sign),
            )
        return


def _tells_how_long(side: Side, hit: Hit[tuple[Form, ...]], amount: Amount) -> bool:
    """'2 g over 30 minutes': how long it runs, unless 'for' or 'lasting' stands before 'over'."""
    text = side.folded
    return (
        text[hit.start : hit.end] == "over"
        and not _LONGER_EN.search(text, max(0, hit.start - 10), hit.start)
        and not {"h", "min"}.isdisjoint(amount.names)
    )


def _following(
    side: Side, hit: Hit[tuple[Form, ...]], amounts: list[Amount]
) -> list[tuple[int, bool]] | None:
    """The figure behind a form, and whether it stands close."""
    text = side.folded
    if text[hit.start : hit.end] == "~" and _joins_a_range(text, hit.start, amounts):
        return None
    first = next((n for n, one in enumerate(amounts) if one.start >= hit.end), len(amounts))
    lead = _LEAD_ZH if side.is_chinese else _LEAD_EN
    for at in reversed(range(first, min(first + 2, len(amounts)))):
        if at > first and not _is_a_mere_word(amounts[first]):
            continue
        gap = text[hit.end : amounts[at].start]
        if len(gap) < 24 and lead.fullmatch(gap) and not _is_a_year(side, amounts[at]):
            return _with_fraction(side, amounts, at, True)
        is_far = side.is_chinese and text[hit.start].isalpha() and _FAR_ZH.fullmatch(gap)
        if at > first and text[amounts[first].end : amounts[first].end + 1] not in "共直并起般":
            continue
        if is_far and not _is_a_year(side, amounts[at]):
            is_near = text[hit.start : hit.end] in _ADVERBS_ZH
            return _with_fraction(side, amounts, at, is_near)
    return None


def _with_fraction(
    side: Side, amounts: list[Amount], at: int, is_near: bool
) -> list[tuple[int, bool]]:
    """What is said of 'one third' or 三分之一 is said of both its figures."""
    for first in (at, at - 1):
        if 0 <= first < len(amounts) - 1 and _is_a_fraction(side, *amounts[first : first + 2]):
            return [(at, is_near), (first if at > first else at + 1, False)]
    return [(at, is_near)]


def _is_a_fraction(side: Side, one: Amount, other: Amount) -> bool:
    if side.is_chinese:
        return side.folded[one.end : other.start] == "分之"
    return one.figure.is_word and _PARTS_EN.match(side.folded, one.end) is not None


def _joins_a_range(text: str, place: int, amounts: list[Amount]) -> bool:
    """Whether '~' stands between two figures."""
    last = _last_before(amounts, place)
    return last is not None and not text[amounts[last].end : place].strip()


def _is_a_mere_word(one: Amount) -> bool:
    """Whether a figure may be no number: the 'a' of 'at least a 30-day supply', 一 of 一共."""
    return one.figure.is_word and not one.names


def _last(
    side: Side, hit: Hit[tuple[Form, ...]], amounts: list[Amount], form: Form
) -> list[tuple[int, bool]] | None:
    """The figure before a form; before '5 or more' there is 'or'."""
    end = hit.start
    if form.place in ("or", "and"):
        end -= len(form.place) + 1
        if side.folded[max(0, end) : hit.start] != f"{form.place} ":
            return None
    at = _last_before(amounts, end)
    if at is None or _is_a_year(side, amounts[at]):
        return None
    tail = _TAIL_ZH if side.is_chinese else _TAIL_EN
    gap = side.folded[amounts[at].end : end]
    if len(gap) < 24 and (not gap or tail.fullmatch(gap)):
        return _with_fraction(side, amounts, at, True)
    return None


def _turned(side: Side, hit: Hit[tuple[Form, ...]], senses: frozenset[str]) -> frozenset[str]:
    """'Not more than', 不要超过: the opposite."""
    if not side.folded[hit.start].isalpha():
        return senses
    before = side.folded[max(0, hit.start - 80) : hit.start]
    if side.is_chinese:
        is_turned = _NOT_ZH.search(before)
    else:
        nobody = _NOBODY_EN.search(side.folded, max(0, hit.start - 80), hit.start)
        is_turned = _NOT_EN.search(before)
        if nobody is not None and not _JOINS_EN.search(nobody["between"]):
            is_turned = nobody
    if not is_turned:
        return senses
    return frozenset(_OPPOSITE.get(sense, sense) for sense in senses)


def _is_a_year(side: Side, amount: Amount) -> bool:
    if amount.names or not any(isinstance(v, Decimal) and 1000 <= v < 2100 for v in amount.values):
        return False
    text = side.folded
    if "," in text[amount.start : amount.end]:
        return False
    follows = _BEHIND_A_YEAR_ZH if side.is_chinese else _BEHIND_A_YEAR_EN
    return follows.match(text, amount.end) is not None


def _add_uncounted(side: Side, amounts: list[Amount], said: dict[int, Compared]) -> None:
    """5,000多万, 20余天: the sign stands inside the figure or before its unit."""
    for at, one in enumerate(amounts):
        inside = side.folded[one.figure.start : one.end]
        if at not in said and len(inside) > 1 and ("多" in inside or "余" in inside):
            said[at] = Compared(one, frozenset({"gt", "over"}), True, one.start, one.end)


def _last_before(amounts: list[Amount], place: int) -> int | None:
    last = None
    for at, one in enumerate(amounts):
        if one.figure.end > place:
            break
        last = at
    return last


def _merged(one: Compared, other: Compared) -> Compared:
    """Two things said of one figure: '约3天左右', 'at least 5 or more'."""
    if one.senses == {"eq"} or ("about" in one.senses and "about" not in other.senses):
        return other
    if other.senses == {"eq"} or "about" in other.senses:
        return one
    senses = one.senses & other.senses or one.senses | other.senses
    return Compared(one.amount, senses, one.is_required, one.start, one.end, one.is_sign)


def _in_ranges(
    side: Side, amounts: list[Amount], said: dict[int, Compared]
) -> Iterator[tuple[int, int]]:
    """Ends of ranges ('5-10') whose comparator stands at the other end."""
    for at in range(len(amounts) - 1):
        between = side.folded[amounts[at].end : amounts[at + 1].start]
        if len(between) > 4 or not _RANGE.fullmatch(between):
            continue
        if at in said and at + 1 not in said:
            yield at + 1, at
        elif at + 1 in said and at not in said:
            yield at, at + 1
