"""The identity firewall: is this record about this patient? (decision 23)

Name, birth date and identifier of the same issuer are the strong fields. Two of them equal and
nothing in conflict: accepted. A conflict that means another person: quarantined. Nothing said:
unidentified. Whatever the rule does not settle is for a person to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from huizhen.core.language.names import Match, compare_all_names
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PatientIdentifier
from huizhen.core.records.value import Value

Verdict = Literal["accepted", "unidentified", "quarantined", "review"]

_EQUAL: frozenset[Match] = frozenset(("same", "compatible"))

_LOOK_ALIKE_FIGURES = frozenset(
    frozenset((figure, char))
    for figure, chars in {
        "0": "689OQD", "1": "47IL", "2": "7Z", "3": "589", "4": "9", "5": "689S", "6": "89G",
        "8": "9B",
    }.items()
    for char in chars
)  # fmt: skip
_SHORTEST_IDENTIFIER = 3
_UNKNOWN_BIRTH_DATES = frozenset(("1900-01-01", "1899-12-30", "1901-01-01", "0001-01-01"))
"""What registration systems enter for want of a date."""


class FieldComparison(Value):
    """What each field of a found identity says against the reference."""

    name: Match = "absent"
    birth_date: Match = "absent"
    sex: Match = "absent"
    identifier: Match = "absent"
    reasons: tuple[str, ...] = ()
    """A code for each field that says something, e.g. 'name_transliteration'; never a value."""


class Judgement(Value):
    """The verdict on one found identity, and why."""

    verdict: Verdict
    comparison: FieldComparison = FieldComparison()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reason codes of the fields."""
        return self.comparison.reasons


class _Finding(Value):
    """One field's result; `is_misread` when it stands only if another strong field is equal."""

    match: Match = "absent"
    reason: str = ""
    is_misread: bool = False


def compare_identity(
    reference: Identity, found: Identity, *, may_be_misread: bool = True
) -> FieldComparison:
    """Each field of two identities compared; the order of the two does not matter.

    One misread letter or figure is believed only where another strong field is equal without
    such help, and never where `may_be_misread` is false (text that no OCR has made).
    """
    strong = {
        "name": _compare_names(reference, found),
        "birth_date": _compare_birth_dates(reference.birth_date, found.birth_date),
        "identifier": _compare_identifiers(reference.identifiers, found.identifiers),
    }
    settled = {
        field: _settled(finding, strong, may_be_misread) for field, finding in strong.items()
    }
    sex = _compare_sex(reference, found)
    reasons = [f"{field}_{finding.reason}" for field, finding in settled.items() if finding.reason]
    if sex != "absent":
        reasons.append(f"sex_{sex}")
    return FieldComparison(
        name=settled["name"].match,
        birth_date=settled["birth_date"].match,
        identifier=settled["identifier"].match,
        sex=sex,
        reasons=tuple(reasons),
    )


def verdict(comparison: FieldComparison) -> Verdict:
    """What follows from the fields."""
    strong = (comparison.name, comparison.birth_date, comparison.identifier)
    is_other_name = comparison.name == "conflict"
    if "conflict" in (comparison.birth_date, comparison.identifier):
        return "quarantined"
    if is_other_name and comparison.sex == "conflict":
        return "quarantined"
    if is_other_name or comparison.sex == "conflict":
        return "review"
    equal = sum(field in _EQUAL for field in strong)
    if "birth_date_partial" in comparison.reasons:
        equal -= 1  # a year that many people share contradicts nothing, but proves nothing
    return "accepted" if equal >= 2 else "unidentified"


def judge(reference: Identity, found: Identity, *, may_be_misread: bool = True) -> Judgement:
    """The verdict on a found identity with the reasons for it."""
    comparison = compare_identity(reference, found, may_be_misread=may_be_misread)
    return Judgement(verdict=verdict(comparison), comparison=comparison)


def do_agree(first: Identity, second: Identity, *, may_be_misread: bool = True) -> bool:
    """Whether two identities share a strong field and contradict each other in none."""
    comparison = compare_identity(first, second, may_be_misread=may_be_misread)
    fields = (comparison.name, comparison.birth_date, comparison.identifier)
    return "conflict" not in (*fields, comparison.sex) and not _EQUAL.isdisjoint(fields)


def _settled(finding: _Finding, strong: dict[str, _Finding], may_be_misread: bool) -> _Finding:
    """A misreading becomes compatible beside an equal field, else a conflict."""
    if not finding.is_misread:
        return finding
    is_supported = any(other.match in _EQUAL and not other.is_misread for other in strong.values())
    if may_be_misread and is_supported:
        return finding
    return _Finding(match="conflict", reason="conflict")


def _compare_names(reference: Identity, found: Identity) -> _Finding:
    if not reference.names or not found.names:
        return _Finding()
    result = compare_all_names(reference.names, found.names)
    reason = "conflict" if result.match == "conflict" else result.reason
    return _Finding(match=result.match, reason=reason, is_misread=result.is_one_edit)


def _compare_birth_dates(first: PartialDate | None, second: PartialDate | None) -> _Finding:
    if first is None or second is None or _is_placeholder(first) or _is_placeholder(second):
        return _Finding()
    if first == second and first.precision == "day":
        return _Finding(match="same", reason="same")
    if first.contains(second) or second.contains(first):
        return _Finding(match="compatible", reason="partial")
    if first.precision == second.precision == "day":
        if _are_misread_figures(str(first), str(second)):
            return _Finding(match="compatible", reason="one_figure", is_misread=True)
        if (first.year, first.month, first.day) == (second.year, second.day, second.month):
            return _Finding(match="conflict", reason="day_and_month_swapped")
    return _Finding(match="conflict", reason="conflict")


def _is_placeholder(date: PartialDate) -> bool:
    return str(date) in _UNKNOWN_BIRTH_DATES


def _are_misread_figures(first: str, second: str) -> bool:
    """Whether two texts of one length differ in one character of similar shape."""
    if len(first) != len(second):
        return False
    differing = [{a, b} for a, b in zip(first, second, strict=True) if a != b]
    return len(differing) == 1 and frozenset(differing[0]) in _LOOK_ALIKE_FIGURES


def _compare_sex(reference: Identity, found: Identity) -> Match:
    sexes = (reference.sex, found.sex)
    if not all(sex in ("female", "male") for sex in sexes):
        return "absent"
    return "same" if reference.sex == found.sex else "conflict"


def _compare_identifiers(
    first: Sequence[PatientIdentifier], second: Sequence[PatientIdentifier]
) -> _Finding:
    """The best result of any pair; different numbers of one issuer conflict only if none agrees.

    Numbers of different issuers say nothing. Where one issuer is not told, an equal number is the
    same and another one says nothing.
    """
    results = [_compare_pair(a, b) for a in first for b in second]
    for match in (_SAME_NUMBER, _LIKE_NUMBER, _MISREAD_NUMBER, _OTHER_NUMBER):
        if match in results:
            return match
    return _Finding()


_SAME_NUMBER = _Finding(match="same", reason="same")
_LIKE_NUMBER = _Finding(match="compatible", reason="leading_zeros")
_MISREAD_NUMBER = _Finding(match="compatible", reason="one_figure", is_misread=True)
_OTHER_NUMBER = _Finding(match="conflict", reason="conflict")


def _compare_pair(first: PatientIdentifier, second: PatientIdentifier) -> _Finding:
    number, other = normal_identifier(first.value), normal_identifier(second.value)
    issuer, other_issuer = _normal_issuer(first.issuer), _normal_issuer(second.issuer)
    if min(len(number), len(other)) < _SHORTEST_IDENTIFIER:
        return _Finding()
    if issuer and other_issuer and issuer != other_issuer:
        return _Finding()
    if number == other:
        return _SAME_NUMBER
    if number.lstrip("0") == other.lstrip("0"):
        return _LIKE_NUMBER
    if not (issuer and other_issuer):
        return _Finding()
    return _MISREAD_NUMBER if _are_misread_figures(number, other) else _OTHER_NUMBER


def normal_identifier(value: str) -> str:
    """Letters and figures of an identifier in capitals, as numbers are compared."""
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(char for char in text if char.isalnum())


def _normal_issuer(issuer: str) -> str:
    text = unicodedata.normalize("NFKC", issuer).casefold().strip()
    text = re.sub(r"^urn:oid:", "", text)
    return "".join(char for char in text if char.isalnum())
