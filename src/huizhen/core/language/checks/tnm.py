"""TNM classes as written anywhere: cT2N1M0, T3 N1, ypT0, pN2a, T₂N₁M₀, M1期."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side

_LOW = str.maketrans("₀₁₂₃₄", "01234")
_PREFIX = r"(?:yp|yc|rp|rc|ry|[cpyura])"
_VALUE = {
    "T": (
        r"(?:is(?![a-z])|[0-4](?:mi(?![a-z])|(?!c[NM])[a-d]\d?|c(?=[NM])(?(pT)(?!)))?"
        r"|[xXa](?![A-Za-z]))"
    ),
    "N": r"(?:[0-3](?:(?!c?M)[a-c]|mi(?![a-z]))?|[xX+](?![A-Za-z]))",
    "M": r"(?:[01](?:[a-e]\d?)?|[xX](?![A-Za-z]))",
}
"""A 'c' before N or M is the prefix of that, unless T has none of its own: T1cN0 is T1c."""
_DETAIL = r"(?:\s?\((?:sn|i[+-]|mol[+-]|mi?|f|cy[+-])\))?"
_CLASS = {
    letter: rf"(?P<p{letter}>{_PREFIX})?{letter}\s?(?P<{letter}>{value}){_DETAIL}"
    for letter, value in _VALUE.items()
}
_BETWEEN = r"(?:[\s,;/、，·-]{1,2}|\s(?:and|及|和)\s)?"
_GROUP = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_CLASS['T']}(?:{_BETWEEN}{_CLASS['N']})?(?:{_BETWEEN}{_CLASS['M']})?"
    rf"|{_CLASS['N'].replace('N>', 'N2>')}(?:{_BETWEEN}{_CLASS['M'].replace('M>', 'M2>')})?"
    rf"|{_CLASS['M'].replace('M>', 'M3>')})(?![A-Za-z0-9%])"
)
_NAMED_BEFORE = re.compile(r"(?:(?i:stage[ds]?|tnm|category|staging)|分期|期别)[为是:\s(]{0,4}$")
_NAMED_AFTER = re.compile(
    r"\s?(?:期|病变|病灶|肿瘤|级|[^\s，。；、]{0,4}癌|[- ]?"
    r"(?i:(?:[a-z]+\s)?(?:disease|tumou?rs?|stage|lesions?|cancer|(?:adeno|squamous\s)?carcinoma|status|category)))"
)
_DETAILED = re.compile(
    r"[TNM]\s?[0-3x][a-d]?\s?\(?\s?(?P<what>(?i:i|mol|cy))\s?(?P<sign>[+-]|阳性|阴性)\s?\)"
)
_SIGN = {"+": "+", "-": "-", "阳性": "+", "阴性": "-"}
_WORDS = {
    "c": re.compile(r"clinical|临床"),
    "p": re.compile(r"patholog|postoperative|post-operative|病理|术后"),
}
_ANY_LETTER = re.compile(r"[TNM]\s?[0-4₀-₄iXxa+]")
CLASS_SENSE = re.compile(r"^(?P<prefix>[a-z]*)(?P<letter>[TNM])(?P<value>.+)$")


def classes(side: Side) -> list[Mention]:
    """Every class with its prefix ('cT2', 'cN1'); a prefix holds for what stands behind it."""
    kept: list[Mention] | None = side.kept.get(classes)
    if kept is None:
        is_any = _ANY_LETTER.search(side.narrow)
        kept = side.kept[classes] = list(_classes(side)) if is_any else []
    return kept


def _classes(side: Side) -> Iterator[Mention]:
    text = side.narrow.translate(_LOW)
    for hit in _GROUP.finditer(text):
        parts = [
            (name, value)
            for name in ("T", "N", "M", "N2", "M2", "M3")
            if (value := hit.groupdict()[name]) is not None
        ]
        prefixes = [hit[f"p{name}"] or "" for name, _ in parts]
        is_exact = parts[0][1][-1] in "abcds"
        if not (is_exact or any(prefixes) or len(parts) > 1 or _is_named(text, hit)):
            continue
        held = ""
        for (name, value), prefix in zip(parts, prefixes, strict=True):
            held = prefix or held
            yield _mention(side, hit, held, f"{name[0]}{value.lower()}")


def details(side: Side) -> list[Mention]:
    """What was looked for besides: isolated cells, molecules, cytology, found or not."""
    if "(" not in side.narrow:
        return []
    return [
        Mention(side.span(*hit.span()), frozenset({f"{hit['what'].lower()}{_SIGN[hit['sign']]}"}))
        for hit in _DETAILED.finditer(side.narrow)
    ]


def _is_named(text: str, hit: re.Match[str]) -> bool:
    return (
        _NAMED_AFTER.match(text, hit.end()) is not None
        or _NAMED_BEFORE.search(text[max(0, hit.start() - 14) : hit.start()]) is not None
    )


def _mention(side: Side, hit: re.Match[str], prefix: str, said: str) -> Mention:
    senses = {prefix + said}
    if not prefix:
        told = [sign for sign, word in _WORDS.items() if word.search(side.folded)]
        senses = {sign + said for sign in told} or senses
        senses |= {f"{said} by {sign}" for sign in told or _WORDS}
    return Mention(side.span(*hit.span()), frozenset(senses), True, prefix + said)


def is_written(mention: Mention, side: Side) -> bool:
    """Whether the side writes that class somewhere with its letter, prefix and all."""
    return mention.says.lower() in side.folded.translate(_LOW).replace(" ", "")
