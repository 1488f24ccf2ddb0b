"""What stands behind a disease's name: 'with fever to 38.1 °C after TACE', 'to complete staging'.

Every word has to be understood; else the tail stays as written, for a translator.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Known = Callable[[str], str]
"""The Chinese name of a disease or procedure, '' where there is none."""

_LINK = re.compile(
    r"(?:^|\s)(with|after|following|due to|secondary to|mit|nach|bei)\s", re.IGNORECASE
)
_FRAMES = {
    "with": "伴{}", "mit": "伴{}", "after": "{}后", "following": "{}后", "nach": "{}后",
    "due to": "{}所致", "secondary to": "继发于{}",
}  # fmt: skip
_WHOLE = {"to complete staging": "以完善分期", "zur vervollständigung des stagings": "以完善分期"}
_PEAK = re.compile(
    r"^(?P<name>.+?)\s+(?:up to|to|bis)\s+(?P<value>\d{2}(?:[.,]\d)?)\s?°\s?C$", re.IGNORECASE
)
_MEASURE = re.compile(r"\s*\b(\d+(?:[.,]\d+)?)\s?(mm|cm)\b", re.IGNORECASE)


def tail_zh(tail: str, known: Known) -> str:
    """The tail in Chinese, each link with what it joins; '' unless all of it is understood."""
    whole = _WHOLE.get(" ".join(tail.casefold().split()))
    if whole:
        return whole
    links = list(_LINK.finditer(tail))
    if not links or tail[: links[0].start()].strip():
        return ""
    said: list[str] = []
    for link, end in zip(links, [*(m.start() for m in links[1:]), len(tail)], strict=True):
        frame = _FRAMES.get(link[1].casefold(), "")
        name = _named(tail[link.end() : end].strip(" ,."), known)
        if not frame or not name:
            return ""
        said.append(frame.format(name))
    return "，".join(said)


def _named(words: str, known: Known) -> str:
    peak = _PEAK.match(words)
    if peak is None:
        return known(words)
    name = known(peak["name"])
    return f"{name}(最高{peak['value'].replace(',', '.')}℃)" if name else ""


def without_measure(text: str) -> tuple[str, str]:
    """A name without the one length that stands in it, and that length: 'liver edge 3 cm below
    the costal margin'; ('', '') where there is none or several."""
    found = list(_MEASURE.finditer(text))
    if len(found) != 1:
        return "", ""
    bare = " ".join(_MEASURE.sub(" ", text).split())
    return bare, f"{found[0][1].replace(',', '.')} {found[0][2].lower()}"
