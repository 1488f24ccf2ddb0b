"""What stands right behind the result of a marker and makes it more exact: the share of cells,
the allele fraction, the result of in-situ hybridisation, that a named variant was found."""

from __future__ import annotations

import re
from typing import NamedTuple

from huizhen.core.extraction.numbers import NUMBER

_PERCENT = rf"[<>~≥≤]?\s?{NUMBER}\s?%"
_SHARE = re.compile(
    rf"[\s,(]{{1,3}}(?:(?:in|in about|in ca\.|bei|en|el|dans|в|of)\s)?(?P<share>{_PERCENT})"
    r"(?=\)?[.,;)\n]|\)?$|\)?\s(?:of|der|de|des|клеток|опухолевых|positive)\s?)"
)
_FRACTION = re.compile(
    r",?\s?\(?(?:VAF|MAF|variant allele (?:frequency|fraction)|allele (?:frequency|fraction)"
    rf"|Allelfrequenz)\s?[:=]?\s?(?P<fraction>{_PERCENT})"
)
_IN_SITU = re.compile(
    r"[,;]?\s?\(?(?P<method>[DFCS]?ISH)\s?[:=-]?\s?(?P<result>(?:not|non|no|nicht|no)?[\s-]?"
    r"(?:amplified|amplification|amplifiziert|amplificado|amplifié)|negativ\w*|positiv\w*)",
    re.IGNORECASE,
)
_FOUND = re.compile(r"[\s,:]{1,2}\(?(?P<found>positive|positiv|positivo|positiva|positif)\b", re.I)


class Noted(NamedTuple):
    """A note in a fact's own form, and where it ends in the text."""

    note: str
    end: int


def note_behind(text: str, end: int, value: str, is_variant: bool) -> Noted:
    """'share 80%', 'VAF 32%', 'FISH not amplified', 'positive'; '' where nothing is."""
    fraction = _FRACTION.match(text, end)
    if fraction:
        return Noted(f"VAF {_plain(fraction['fraction'])}", fraction.end("fraction"))
    in_situ = _IN_SITU.match(text, end)
    if in_situ:
        note = f"{in_situ['method'].upper()} {_plain(in_situ['result'])}"
        return Noted(note, in_situ.end("result"))
    found = _FOUND.match(text, end) if is_variant else None
    if found:
        return Noted("positive", found.end("found"))
    share = _SHARE.match(text, end) if "%" not in value else None
    if share:
        return Noted(f"share {_plain(share['share'])}", share.end("share"))
    return Noted("", end)


def _plain(written: str) -> str:
    return re.sub(r"\s?%", "%", " ".join(written.split()).replace(",", "."))
