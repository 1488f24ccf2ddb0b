"""The notation of the TNM: tumour, nodes, metastasis, their prefixes, and the classes after them.

Letters of Russian notes may be Cyrillic that looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.oncology.specimen import stems_pattern

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
"""A word character that is no ideograph: Chinese writes IIIB期 without a space."""
_PREFIX = r"(?:[yraуа]{0,2}(?:mp|[cpuср])?|[yу][cpср]|mr)"
_SUB = r"[a-dабвс]"
_TOKEN_T = (
    rf"{_PREFIX}[TТ](?:is(?:\((?:DCIS|LCIS|Paget)\))?|[xXхХ]|[aа](?![\w])|[0-4](?:mi|{_SUB})?[1-3]?(?:[-–/][1-4](?:{_SUB})?)?)"
    r"(?!\d|\.\d)"
)
_COUNT = r"\(\s?(?:sn\s?)?\d{1,3}\s?/\s?\d{1,3}(?:\s?(?:sn|LN|LK|nodes))?\s?\)"
_TOKEN_N = (
    rf"{_PREFIX}N(?:[xXхХ+]|[oO](?=[\s,]?M[oO0-1xX])|[0-3](?:mi|{_SUB})?(?:[-–/][1-3](?![0-9]))?)(?:\s?\((?:sn|i[+-]|mol[+-]|f)\)|sn)*"
    rf"(?:\s?{_COUNT})?"
)
_ORGANS = r"[A-Z]{3}(?:,\s?[A-Z]{3})*"
_TOKEN_M = (
    rf"{_PREFIX}[MМ](?:[xXхХ]|(?<=N[oO]M)[oO]|(?<=N[oO]\sM)[oO]|[01](?:{_SUB}[1-3]?)?)(?:\s?\((?:i\+|{_ORGANS})\))?"
    r"(?:\s?[BS][0-3xX][ab]?(?![A-Za-z0-9]))?"
)
_MULTIPLE = r"(?:\s?\((?:m|\d{1,2}|mf|\d{1,3}(?:[.,]\d)?\s?[cm]m)\))?"
_JOIN = r"[\s,;/]{0,3}"
_CLASS = r"(?:R[012xX]|LVI[01]|LV?[01xX]|V[012xX]|Pn[01xX])"
_CLASS_END = r"(?![A-Za-z0-9/\u0400-\u04ff]|-\d)"
_FULL = re.compile(
    rf"(?<!{_W})(?<![/-])(?P<parts>{_TOKEN_T}{_MULTIPLE}{_JOIN}{_TOKEN_N}(?:{_JOIN}{_TOKEN_M})?"
    rf"|{_TOKEN_T}{_MULTIPLE}{_JOIN}{_TOKEN_M}"
    rf"|{_TOKEN_N}{_JOIN}{_TOKEN_M})(?![A-Za-z0-9])"
)
_SINGLE = re.compile(
    rf"(?<!{_W})(?<![/-])(?P<parts>(?=[yracpumурас]{{1,3}}[TNMТМ])(?:"
    rf"{_TOKEN_T}{_MULTIPLE}|{_TOKEN_N}|{_TOKEN_M})|T[1-4][a-d](?![\w-])|M1[a-d]\d?)(?![A-Za-z0-9])"
)
_BARE = re.compile(
    r"(?<=[(（])(?P<parts>N[0-3][a-c]?|M1|M0)(?=[)）])"
    rf"|(?<!{_W})(?<![/-])(?P<parts2>N[0-3][a-c]?|M[01])(?=\s(?:disease|neck|status|situation|"
    r"nodal)(?!\w))"
)
_NOT_BARE = re.compile(r"MVI|microvascular|微血管|AML|FAB|leuk|лейк", re.IGNORECASE)
_LABELLED = re.compile(
    r"(?:primary tumou?r|T[ -](?:stage|category|classification)|regional (?:lymph )?nodes?|"
    r"N[ -](?:stage|category|classification)|distant metastas[ie]s|"
    r"M[ -](?:stage|category|classification))(?:\s\(p?[TNM]\))?\s?[:=]\s?"
    rf"(?P<parts>{_TOKEN_T}{_MULTIPLE}|{_TOKEN_N}|{_TOKEN_M})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_COLUMNS = re.compile(
    rf"(?<!{_W})(?P<parts>{_PREFIX}[TТ]\s?[:=]\s?(?:is|[xX]|[0-4][a-d]?)[\s,;|]{{1,4}}"
    rf"{_PREFIX}N\s?[:=]\s?(?:[xX]|[0-3][a-c]?)"
    rf"(?:[\s,;|]{{1,4}}{_PREFIX}[MМ]\s?[:=]\s?(?:[xX]|[01][a-d]?))?)(?![A-Za-z0-9])"
)
"""'T: 3, N: 1b, M: 0': a row of a form."""
_TAIL = re.compile(rf"(?:[\s,;]{{1,3}}{_CLASS}{_CLASS_END})+")
_APART = re.compile(rf"(?<!{_W})(?<![/.-]){_CLASS}{_CLASS_END}")
_NEIGHBOUR_BEFORE = re.compile(
    rf"(?:{_CLASS}|(?:[pcyr]T|N|M)[0-4xX][a-d]?(?:\s?{_COUNT})?|G[1-4]|Grad \d)[ ,/()\n]{{1,4}}$"
)
_NEIGHBOUR_AFTER = re.compile(
    rf"[ ,/()\n]{{1,4}}(?:{_CLASS}|(?:[pcyr]T|[ycpr]{{0,2}}[NM])[0-4xX]|G[1-4])(?![A-Za-z0-9])"
)
_NAMED = re.compile(
    r"(?<!\w)(?:R|L|V|Pn)(?:[ -]?(?:status|stadium|klassifikation|classification|category))?\s?"
    r"[:：=]\s{0,9}$",
    re.IGNORECASE,
)
"""'R-Status: R0', 'V: V1' of a list of the parts."""
_NEAR = 90
_MOST_TO_M = 60
_HAS_M = re.compile(r"[MМ][0-1xXхХoO]")
_LONE_M = re.compile(rf"(?<!{_W})[cp]?M[01xX][a-d]?(?![A-Za-z0-9])")


def operated_pattern(knowledge: Knowledge) -> re.Pattern[str]:
    """Finds the words of operations and tumours beside which R0 is a class."""
    data = knowledge.words.parsed("staging.json")
    return stems_pattern([*data["operated"], *data["tumour"]])


class Tnm(NamedTuple):
    """A TNM or one class of it: half-open span and the value without blanks."""

    start: int
    end: int
    value: str


def tnm_statements(text: str) -> Iterator[Tnm]:
    """Every TNM with the classes that belong to its row, then its parts that stand alone."""
    for pattern in (_FULL, _COLUMNS, _SINGLE, _BARE, _LABELLED):
        for match in pattern.finditer(text):
            group = "parts2" if pattern is _BARE and match["parts2"] else "parts"
            start, end = match.span(group)
            if pattern is _BARE and _NOT_BARE.search(text[max(0, start - 30) : start]):
                continue
            if pattern is _FULL:
                end = _with_classes(text, end)
            elif _is_sequence(text, end):
                continue
            written = text[start:end]
            if pattern is _COLUMNS:
                written = re.sub(r"[:=|]", "", written)
            yield Tnm(start, end, tnm_value(re.sub(r"(?<=[TNM])\s", "", written)))
            if pattern is _FULL and not _HAS_M.search(text, start, end):
                yield from _later_m(text, end)


def _later_m(text: str, end: int) -> Iterator[Tnm]:
    """The M that stands apart from its T and N: 'mrT3c N1 EMVI+ CRM threatened, M0'."""
    match = _LONE_M.search(text, end, end + _MOST_TO_M)
    if match and not re.search(r"[.;]\s|\n\s*\n|T[0-4]", text[end : match.start()]):
        yield Tnm(match.start(), match.end(), match[0])


def residual_classes(text: str, operated: re.Pattern[str]) -> Iterator[Tnm]:
    """R0 to R2 and L, V, Pn where they classify a tumour, wherever they stand; `operated` finds
    the words of an operation that R may be said of."""
    for match in _APART.finditer(text):
        if _is_classified(text, match, operated):
            yield Tnm(match.start(), match.end(), match[0])


def _is_classified(text: str, match: re.Match[str], operated: re.Pattern[str]) -> bool:
    """R0 and L0 count beside a TNM or each other, R0 also of an operation; not as names of rooms,
    of leads or of vertebrae."""
    before = text[max(0, match.start() - 30) : match.start()]
    if _NEIGHBOUR_BEFORE.search(before) or _NEIGHBOUR_AFTER.match(text, match.end()):
        return True
    if _NAMED.search(before):
        return True
    if match[0][0] != "R":
        return False
    start = text.rfind("\n\n", 0, match.start()) + 1
    near = text[max(start, match.start() - _NEAR) : match.end() + 30].split("\n\n", maxsplit=1)[0]
    return bool(operated.search(near))


def tnm_value(written: str) -> str:
    """The value as written, without blanks and without what joins its parts."""
    return re.sub(r"[\s,;/]+(?=[a-zA-Z\u0400-\u04ff(])(?![^()]*\))|\s+", "", written)


def _with_classes(text: str, end: int) -> int:
    """The end of the row with the classes that follow it."""
    tail = _TAIL.match(text, end)
    return tail.end() if tail else end


def _is_sequence(text: str, end: int) -> bool:
    """'T1c-weighted', 'T2a sequence' are of a scanner, not of a tumour."""
    return bool(re.match(r"[-\s](?:weighted|w\b|sequence|signal|gewichtet|relax)", text[end:]))
