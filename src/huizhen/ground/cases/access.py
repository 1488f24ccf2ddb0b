"""The one door to a case: default deny, and the same answer for missing and forbidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from huizhen.ground.accounts.models import Membership, Role, StaffMode, User
from huizhen.ground.cases.models import Case, Participant, SearchToken
from huizhen.ground.cases.needs import NEEDS, ORGANISATION_WIDE, STAFF_MODE_NEEDS
from huizhen.ground.files.keyring import search_token

Row = TypeVar("Row", bound=Model)


class CaseNotFound(Http404):
    """There is no such case, or none for this person."""


def access_case(user: Any, case_id: UUID, need: str) -> Case:
    """The case, when this person may do what is needed; CaseNotFound otherwise.

    KeyError for a need that the table does not know: a mistake of ours, never an open door.
    """
    allowed = NEEDS[need]
    if not isinstance(user, User) or not user.is_active:
        raise CaseNotFound
    case = Case.behind_door.filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    if _is_allowed(user, case, need, allowed):
        return case
    raise CaseNotFound


def may(user: Any, case: Case, need: str) -> bool:
    """Whether `access_case` would give this case, which is at hand already."""
    allowed = NEEDS[need]
    return isinstance(user, User) and user.is_active and _is_allowed(user, case, need, allowed)


def _is_allowed(user: User, case: Case, need: str, allowed: frozenset[str]) -> bool:
    if roles_in(user, case) & allowed:
        return True
    return need in STAFF_MODE_NEEDS and in_staff_mode(user, case)


def roles_in(user: User, case: Case) -> frozenset[str]:
    """The person's roles in this case."""
    known: dict[UUID, frozenset[str]] = user.__dict__.setdefault("_roles_in_cases", {})
    if case.pk not in known:
        own = Participant.behind_door.filter(case=case, user=user, until=None)
        wide = Membership.objects.filter(
            user=user, organisation=case.organisation_id, role__in=ORGANISATION_WIDE
        )
        known[case.pk] = frozenset(own.values_list("role", flat=True)) | frozenset(
            wide.values_list("role", flat=True)
        )
    return known[case.pk]


def in_staff_mode(user: User, case: Case) -> bool:
    """Whether an administrator of the case's organisation looks into it just now."""
    if Role.ADMINISTRATOR not in roles_in(user, case):
        return False
    return StaffMode.objects.filter(user=user, case_id=case.pk, ends_at__gt=timezone.now()).exists()


def accessible_cases(user: Any) -> QuerySet[Case]:
    """Every case that the person may at least see the status of."""
    if not isinstance(user, User) or not user.is_active:
        return Case.behind_door.none()
    memberships = Membership.objects.filter(user=user, role__in=ORGANISATION_WIDE)
    wide = list(memberships.values_list("organisation", flat=True))
    own = Participant.behind_door.filter(user=user, until=None)
    elsewhere = own.exclude(case__organisation__in=wide)
    # each of the three is answered from an index; one condition for all of them never is
    if not wide:
        return Case.behind_door.filter(pk__in=own.values("case"))
    if not elsewhere.exists():
        return Case.behind_door.filter(organisation__in=wide)
    return Case.behind_door.filter(Q(organisation__in=wide) | Q(pk__in=elsewhere.values("case")))


def cases_of_need(user: Any, need: str) -> QuerySet[Case]:
    """Every case in which the person may do what is needed; staff mode opens single cases only."""
    if not isinstance(user, User) or not user.is_active:
        return Case.behind_door.none()
    allowed = NEEDS[need]
    memberships = Membership.objects.filter(user=user, role__in=ORGANISATION_WIDE & allowed)
    wide = list(memberships.values_list("organisation", flat=True))
    own = Participant.behind_door.filter(user=user, until=None, role__in=allowed)
    elsewhere = own.exclude(case__organisation__in=wide)
    # as in `accessible_cases`: each of the three is answered from an index
    if not wide:
        return Case.behind_door.filter(pk__in=own.values("case"))
    if not elsewhere.exists():
        return Case.behind_door.filter(organisation__in=wide)
    return Case.behind_door.filter(Q(organisation__in=wide) | Q(pk__in=elsewhere.values("case")))


def found_cases(user: Any, words: str) -> QuerySet[Case]:
    """The accessible cases that every word finds: number, name, birth date, patient number.

    Names and numbers of patients are looked up by keyed hash, and only by those who may see who
    the patient is."""
    cases = accessible_cases(user)
    is_seer = isinstance(user, User) and bool(user.roles() & NEEDS["see_identity"])
    asked = {word: word.upper() for word in words.split()[:8]}
    rows = Case.behind_door.filter(number__in=asked.values())
    numbered = dict(rows.values_list("number", "pk"))
    for word, number in asked.items():
        # a condition by number only where there is one: with it no index would be used
        found = Q(pk=numbered[number]) if number in numbered else Q()
        if is_seer:
            tokens = SearchToken.behind_door.filter(token=search_token("case", word))
            found |= Q(pk__in=tokens.values("case"))
        cases = cases.filter(found) if found else cases.none()
    return cases


def case_rows(case: Case, model: type[Row]) -> QuerySet[Row]:
    """The rows of a kind that hang on a case which came through the door."""
    rows: QuerySet[Row] = model.behind_door.filter(case=case)  # type: ignore[attr-defined]
    return rows


def case_row(case: Case, model: type[Row], **which: object) -> Row:
    """One such row; CaseNotFound when there is none."""
    row = case_rows(case, model).filter(**which).first()
    if row is None:
        raise CaseNotFound
    return row


def system_case(case_id: UUID) -> Case:
    """The case for the worker, which acts for nobody; CaseNotFound when it is gone."""
    case = Case.behind_door.filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound
    return case


def for_each_case(act: Callable[[Case], object], **which: object) -> None:
    """Housekeeping over all cases: deadlines, reminders, backup, verification."""
    for case in Case.behind_door.filter(**which).order_by("pk").iterator():
        act(case)


def link_row(model: type[Row], **which: object) -> Row | None:
    """The row that a one-time link or a signed token names: the link itself is the right."""
    row: Row | None = model.behind_door.filter(**which).first()  # type: ignore[attr-defined]
    return row
