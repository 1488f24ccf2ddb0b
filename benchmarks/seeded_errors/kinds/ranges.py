"""A range changed: a bound, its hyphen lost, or one bound left out."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from seeded_errors.numerals import NUMBER, is_year, value, wrong
from seeded_errors.values import Change, Pair

_UNIT = r"(?:\s?(?:%|％|°C|℃|mg|mL|ml|cm|mm|岁|天|周|个月|月|年|小时|分钟|万|次|例))?"
_RANGE = re.compile(
    rf"(?<![A-Za-z0-9.,/\-–_])(?P<low>{NUMBER})(?P<unit>{_UNIT})"
    rf"(?P<sep>\s?(?:-|–|—|~|～|至|到|∼)\s?|\s(?:to|and|through|till)\s)(?P<high>{NUMBER})"
    r"(?![0-9A-Za-z/\-–]|[.,]\d)"
)
_UNCOMMON = ("~", "～", "∼", "through", "till", "到")


def changes(pair: Pair, rng: random.Random) -> Iterator[Change]:
    """Each range of the target with a bound changed, joined, or cut to one bound."""
    text = pair.target
    for match in _RANGE.finditer(text):
        low, high, separator = match["low"], match["high"], match["sep"]
        before_it = text[max(0, match.start() - 9) : match.start()].lower()
        if (
            is_year(low) is not is_year(high)
            or value(low) >= value(high)
            or ("and" in separator and "between" not in before_it)
        ):
            continue
        uncommon = separator.strip() in _UNCOMMON
        whole = f"{low}-{high}"
        for name in ("low", "high"):
            for new, _ in wrong(match[name], rng):
                after = (new, high) if name == "low" else (low, new)
                if value(new) != value(match[name]) and value(after[0]) < value(after[1]):
                    start, end = match.span(name)
                    says = "-".join(after)
                    yield Change(start, end, new, whole, says, f"{name} bound", uncommon)
        start, end = match.span()
        if low.isdigit() and high.isdigit() and not match["unit"] and len(low + high) <= 4:
            yield Change(start, end, low + high, whole, low + high, "hyphen lost", uncommon)
        yield Change(start, end, high, whole, high, "lower bound lost", uncommon)
