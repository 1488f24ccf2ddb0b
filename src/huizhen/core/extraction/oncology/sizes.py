"""Sizes as reports write them: one to three numbers with a unit of length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.prose import Prose

_X = r"\s?(?:[x×хX*]|by|auf|por|sur|на|mal)\s?"
_UNIT = r"(?:cm|mm|см|мм)(?![A-Za-z\u0400-\u04ff²2³3])"
_NOT_INSIDE = r"(?<![A-Za-z0-9_.,\u0400-\u04ff])"
_AXIS = r"(?:\s?[(\[](?:AP|TR|TV|CC|ML|SI|LR|[WHLD])[)\]])?"
"""The direction of a diameter: '2.3 cm (AP) x 1.9 cm (TR)'."""
SIZE = re.compile(
    rf"{_NOT_INSIDE}(?P<a>{NUMBER})(?:\s?{_UNIT})?{_AXIS}(?:{_X}(?P<b>{NUMBER})(?:\s?{_UNIT})?{_AXIS}"
    rf"(?:{_X}(?P<c>{NUMBER}))?)?\s?-?(?P<unit>{_UNIT})"
)
"""A size; read its numbers with `size_value`."""
_SHARED = re.compile(
    r"(?:of|from|von|de|du|measuring|measures?|sized|с|от|размером|размерами|up to)\s"
    rf"(?P<a>{NUMBER})(?:\sx\s(?P<b>{NUMBER}))?(?P<c>)\s?"
    rf"(?P<join>and|und|y|et|и|to|auf|a|до|à|->|→)\s?(?={NUMBER}(?:\s?[x×]\s?{NUMBER})*\s?"
    rf"-?(?P<unit>{_UNIT}))"
)
"""'2.1 and 3.4 cm', 'from 1.2 to 1.8 cm': the first shares the unit of the second."""
_CHANGES = frozenset(("to", "auf", "a", "до", "à", "->", "→"))
_FROM = re.compile(r"(?:from|von|de|du|с|от)\s")
_PRIOR = re.compile(
    r"(?:previously|formerly|prior|prev\.?|compared (?:to|with)|vs\.?|from|vorher|zuvor|"
    r"vormals|Voruntersuchung|VU|previamente|antes|previo|auparavant|antérieurement|contre|ранее|原|前片|由)"
    r"[\s(:,]{0,4}(?:\w+\s){0,2}$",
    re.IGNORECASE,
)

_COMPARED = re.compile(
    r"\s(?:more|less|larger|smaller|bigger|greater|wider|longer|shorter) than\b|"
    r"\s(?:mehr|weniger|größer|kleiner|breiter|länger) als\b|"
    r"\s(?:más|menos|mayor|menor) que\b|\sde (?:plus|moins) qu|\s(?:больше|меньше),? чем\b|"
    r"\s(?:de plus|de moins|mehr|weniger|más|menos|больше|меньше)(?=[.,;)]|$)",
    re.IGNORECASE,
)
_CHANGED_BY = re.compile(
    r"(?:(?:increas|grow|progress|enlarg|decreas|shr[aiu]nk|reduc|larger|smaller)\w*"
    r"(?: \w+){0,2} by|"
    r"(?:Zunahme|Abnahme|zugenommen|abgenommen|größer|kleiner)(?: \w+){0,2} um|"
    r"(?:aument|creci|disminu|redu)\w*(?: \w+){0,2} (?:de|en)|"
    r"(?:увелич|уменьш)\w*(?: \w+){0,2} на)\s(?:about |ca\. |etwa |unos )?$",
    re.IGNORECASE,
)
"""'6 mm, 2 mm more than in November', 'increased by 2 mm': how much it changed is no size."""


class Size(NamedTuple):
    """A size of the text: its span, numbers joined by ' x ', unit, doubts, and its time."""

    start: int
    end: int
    value: str
    unit: str
    doubts: tuple[str, ...]
    prior_start: int | None
    """Where the words begin that say that it is the size of an earlier image."""

    @property
    def is_prior(self) -> bool:
        """Whether it was the size before."""
        return self.prior_start is not None


def size_value(prose: Prose, size: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    """The numbers of a size joined by ' x ', and what is doubtful in them."""
    numbers = [prose.number(size[name]) for name in ("a", "b", "c") if size[name]]
    doubts = tuple(dict.fromkeys(n.doubt for n in numbers if n.doubt))
    return " x ".join(number.value for number in numbers), doubts


def sizes_in(prose: Prose, start: int, end: int) -> list[Size]:
    """The sizes between two offsets in their order."""
    sizes = list(_shared(prose, start, end))
    shared = [(size.start, size.end) for size in sizes]
    place = start
    while size := SIZE.search(prose.text, place, end):
        held = next((e for s, e in shared if s <= size.start() < e), None)
        place = size.end() if held is None else held
        if held is not None or _is_difference(prose.text, size):
            continue
        value, doubts = size_value(prose, size)
        near = max(start, size.start() - 40)
        prior = _PRIOR.search(prose.text[near : size.start()])
        begin = near + prior.start() if prior else None
        sizes.append(Size(size.start(), size.end(), value, size["unit"], doubts, begin))
    return sorted(sizes, key=lambda size: size.start)


def _is_difference(text: str, size: re.Match[str]) -> bool:
    before = text[max(0, size.start() - 40) : size.start()]
    return bool(_COMPARED.match(text, size.end()) or _CHANGED_BY.search(before))


def _shared(prose: Prose, start: int, end: int) -> Iterator[Size]:
    """The sizes that borrow the unit of the next one."""
    for size in _SHARED.finditer(prose.text, start, end):
        is_change = size["join"] in _CHANGES
        if is_change and not _FROM.match(size[0]):
            continue
        value, doubts = size_value(prose, size)
        begin = size.start() if is_change else None
        last = size.end("b") if size["b"] else size.end("a")
        yield Size(size.start("a"), last, value, size["unit"], doubts, begin)
