"""Numbers and addresses that identify: they stand on both sides letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side, Span

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)[\w./?=&%#:~+-]+", re.ASCII)
_LABEL = (
    r"(?:(?<![a-z])(?:mrn|medical record(?: number| no\.?)?"
    r"|(?:patient|hospital|case) (?:id|no\.?|number)|id(?: card)?(?: no\.?| number)?|identity card"
    r"|accession(?: no\.?| number)?|nric|ssn|phone(?: no\.?| number)?|tel(?:ephone)?\.?|mobile|fax"
    r"|(?:passport|insurance|policy|nhs|specimen|sample|pathology|study|record|file|chart)"
    r" (?:no\.?|number|id))(?![a-z])"
    r"|病历号|住院号|门诊号|病案号|检查号|影像号|登记号|就诊卡号|身份证号?码?|护照号?码?|医保号|医保卡号"
    r"|联系电话|电话|手机号?|传真|编号|条码号?|标本号|病理号|流水号|卡号|(?<![a-z])id号)"
)
_LABELLED = re.compile(
    _LABEL + r"[ ]?[:#]?[ ]{0,2}((?:[a-z]{1,5}[- ]?)?[+(]?\d[\da-z()./-]*(?:[ -]\d[\da-z/-]*)*)"
)
_LETTERED = re.compile(
    r"(?<![\w.-])(?!(?:mid|early|late|pre|post|since)-)[a-z]{1,6}[-/]?\d{4,}[\da-z]*(?:-[\da-z]+)*(?![\w]|\.\d)"
)
_PHONE = re.compile(
    r"\+\d[\d ()-]{7,}\d|(?<![\d.,-])\(?0?\d{2,4}\)?[ -]\d{3,4}[ -]\d{4}(?![\d.,-])"
)
_LONG = re.compile(r"(?<![\d.,/\w-])\d{9,}x?(?![\d.,/\w-]|\s*(?:%|万|亿))")
_FEWEST_SIGNS = 4


class Identifier(NamedTuple):
    """Where one stands and its letters and digits alone."""

    span: Span
    key: str


def identifiers(side: Side) -> list[Identifier]:
    """The identifiers of a side in their order."""
    text = side.folded
    found: dict[tuple[int, int], Identifier] = {}
    patterns = [_LABELLED, _LETTERED, _PHONE, _LONG] if re.search(r"\d{3}", text) else []
    if "@" in text or "www." in text or "://" in text:
        patterns.insert(0, _ADDRESS)
    for pattern in patterns:
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            end = start + len(text[start:end].rstrip(" .-/("))
            key = _key(text[start:end])
            is_new = all(end <= a or b <= start for a, b in found)
            if is_new and len(key) >= _FEWEST_SIGNS:
                found[start, end] = Identifier(side.span(start, end), key)
    return [found[place] for place in sorted(found)]


def _key(text: str) -> str:
    return re.sub(r"[\s()./+_-]", "", text) if "@" not in text else text


def identifier_differences(pair: Pair) -> Iterator[Difference]:
    """Identifiers that the other side has not, or has with another letter or digit."""
    source, target = identifiers(pair.source), identifiers(pair.target)
    if not source and not target:
        return
    lost = _without_answer(source, target, pair.target)
    new = _without_answer(target, source, pair.source)
    while lost:
        one = lost.pop(0)
        other = min(new, key=lambda each: Levenshtein.distance(one.key, each.key), default=None)
        if other is not None:
            new.remove(other)
        yield Difference(
            code="id.differs" if other else "id.missing", effect="block", source=one.span,
            target=other.span if other else None, meant=one.span.text,
            says=other.span.text if other else "",
        )  # fmt: skip
    for other in new:
        yield Difference(code="id.added", effect="block", target=other.span, says=other.span.text)


def _without_answer(
    mine: list[Identifier], theirs: list[Identifier], other: Side
) -> list[Identifier]:
    keys = [one.key for one in theirs]
    return [
        one for one in mine
        if not any(_are_same(one.key, key) for key in keys) and not _stands_in(one.key, other)
    ]  # fmt: skip


def _are_same(one: str, other: str) -> bool:
    """The same signs; a telephone number may lack the country's prefix."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return (
        len(short) >= 8 and short.isdigit() and long.isdigit() and long.endswith(short.lstrip("0"))
    )


def _stands_in(key: str, side: Side) -> bool:
    """Whether the signs stand there without a word around them that makes one read them."""
    runs = re.findall(r"[a-z\d][a-z\d()./+_@ -]*", side.folded)
    pattern = re.compile(rf"(?<!\d){re.escape(key)}(?!\d)")
    return any(pattern.search(_key(run)) for run in runs)
