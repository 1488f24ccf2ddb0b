"""The directory of departments: unverified until a named person says who, when and how.

A department that nobody has verified is shown, never invited. Those of the samples are fictional
and stand only in sample cases. The order is plain, and each place in it has its reasons; it is no
ranking of quality.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from pydantic import ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError, WrongCall
from huizhen.core.language.terms import normalised
from huizhen.core.records.value import Value

Ownership = Literal["public", "military", "university", "unknown", "fictional"]
Known = Literal["yes", "no", "unknown"]


class Verification(Value):
    """Who confirmed a department, when, and how."""

    who: str
    when: datetime.date
    how: str


class Department(Value):
    """One row of the directory."""

    id: str
    hospital_zh: str
    hospital_en: str
    city: str
    province: str
    level: str = "3A, to verify"
    ownership: Ownership = "unknown"
    departments_zh: tuple[str, ...]
    department_en: str = ""
    codes: tuple[str, ...]
    strengths: tuple[str, ...] = ()
    international_department: Known = "unknown"
    remote_consultation: Known = "unknown"
    accepts_foreign_patients: Known = "unknown"
    languages: tuple[str, ...] = ()
    turnaround_days: int | None = None
    source: str
    is_fictional: bool = False
    verification: Verification | None = None

    @property
    def status(self) -> Literal["unverified", "verified", "fictional"]:
        """What may be done with it."""
        if self.is_fictional:
            return "fictional"
        return "verified" if self.verification else "unverified"


class MatchReason(Value):
    """Why a department stands where it does."""

    code: str
    en: str
    zh: str


class Match(Value):
    """One department for a case with its reasons."""

    department: Department
    is_invitable: bool
    reasons: tuple[MatchReason, ...]


class Directory:
    """The departments of the pack `centres`, with what the site has verified."""

    def __init__(self, pack: Pack, verified: Mapping[str, Verification] | None = None) -> None:
        self.stamp: PackStamp = pack.stamp
        self._words: dict[str, dict[str, str]] = pack.parsed("reasons.json")
        rows = [*pack.parsed("departments.json"), *pack.parsed("fictional.json")]
        try:
            found = [Department.model_validate(row) for row in rows]
        except (TypeError, ValidationError) as error:
            raise ContentError(
                "content_malformed",
                f"A department of the pack {pack.stamp.id} is wrong.",
                "Every row needs id, names, city, province, departments_zh, codes and source.",
            ) from error
        known = verified or {}
        self.departments = tuple(
            one.replaced(verification=known[one.id])
            if one.id in known and not one.is_fictional
            else one
            for one in found
        )
        self._by_id = {one.id: one for one in self.departments}
        if len(self._by_id) != len(self.departments):
            raise ContentError(
                "content_malformed",
                f"Two departments of the pack {pack.stamp.id} have one id.",
                "Give each row an id of its own.",
            )

    def department(self, department_id: str) -> Department:
        """A department by its id; WrongCall when there is none."""
        if department_id not in self._by_id:
            raise WrongCall(
                "department_unknown",
                "There is no such department in the directory.",
                "Choose one of the list, or add it to the site's content folder.",
            )
        return self._by_id[department_id]

    def invitable(self, department_id: str, *, is_sample: bool) -> Department:
        """A department that may be invited to a case; WrongCall says why it may not."""
        found = self.department(department_id)
        if not may_invite(found, is_sample=is_sample):
            raise _not_invitable(found)
        return found

    def matches(
        self,
        specialty: str,
        topics: Sequence[str] = (),
        *,
        also: Sequence[str] = (),
        is_sample: bool = False,
    ) -> tuple[Match, ...]:
        """The departments of a specialty: those that may be invited first, then by how many of
        the case's topics they are known for, then those that also cover the second specialties,
        then those with fewest other specialties, then by id.

        A sample case sees fictional departments alone, any other case none of them.
        """
        fitting = [
            one
            for one in self.departments
            if specialty in one.codes and one.is_fictional == is_sample
        ]
        fitting.sort(key=lambda one: _place(one, topics, also, is_sample))
        return tuple(
            Match(
                department=one,
                is_invitable=may_invite(one, is_sample=is_sample),
                reasons=tuple(self._reasons(one, topics, also)),
            )
            for one in fitting
        )

    def _reasons(
        self, one: Department, topics: Sequence[str], also: Sequence[str]
    ) -> Iterable[MatchReason]:
        yield self._reason("specialty")
        for strength in _known_for(one, topics):
            yield self._reason("strength", what=strength)
        for code in also:
            if code in one.codes:
                yield self._reason("second_specialty", what=code.upper())
        if one.ownership == "military":
            yield self._reason("military")
        if one.verification:
            when = one.verification.when.isoformat()
            yield self._reason("verified", who=one.verification.who, when=when)
        else:
            yield self._reason(one.status)

    def _reason(self, code: str, **slots: str) -> MatchReason:
        words = self._words[code]
        return MatchReason(
            code=code, en=words["en"].format(**slots), zh=words["zh"].format(**slots)
        )


def may_invite(department: Department, *, is_sample: bool) -> bool:
    """Whether a department may be invited: a verified one to a case, a fictional one to a sample;
    one that is known to answer no remote request never."""
    if department.remote_consultation == "no":
        return False
    return department.status == ("fictional" if is_sample else "verified")


def verification(who: str, when: datetime.date, how: str) -> Verification:
    """A person's word that a department has been confirmed; WrongCall without name or manner."""
    if not who.strip() or not how.strip():
        raise WrongCall(
            "verification_incomplete",
            "A department is verified by a named person who says how.",
            "Write who confirmed it, on which day, and by which way (call, letter, contract).",
        )
    return Verification(who=who.strip(), when=when, how=how.strip())


def _place(
    one: Department, topics: Sequence[str], also: Sequence[str], is_sample: bool
) -> tuple[bool, int, int, int, str]:
    return (
        not may_invite(one, is_sample=is_sample),
        -len(_known_for(one, topics)),
        -len(set(also) & set(one.codes)),
        len(one.codes),
        one.id,
    )


def _known_for(one: Department, topics: Sequence[str]) -> list[str]:
    """The strengths that name a topic of the case, or are named by it."""
    wanted = [normalised(topic) for topic in topics if topic.strip()]
    return [
        strength
        for strength in one.strengths
        for said in (normalised(strength),)
        if any(topic in said or said in topic for topic in wanted)
    ]


def _not_invitable(department: Department) -> WrongCall:
    if department.is_fictional:
        return WrongCall(
            "department_fictional",
            "This department is fictional: it stands in sample cases alone.",
            "Choose a verified department.",
        )
    return WrongCall(
        "department_unverified",
        "This department may not be invited: it is not verified, or answers no remote request.",
        "Let a named person confirm the department first: who, when and how.",
    )
