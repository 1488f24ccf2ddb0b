"""The directory as one site has it: verified by named persons, invited ones as organisations."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.core.consultation.directory import (
    Department,
    Directory,
    Match,
    Verification,
    may_invite,
    verification,
)
from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.keyring import seal, unseal
from huizhen.journey.consultation.models import DepartmentVerification, DirectoryEntry

COUNTRY = "CN"
"""Every department of the pack `centres` is in China; another country needs a column there."""


def directory_of(site: Organisation) -> Directory:
    """The departments with what this site has verified."""
    rows = DepartmentVerification.objects.filter(site=site, withdrawn_at=None)
    verified = {
        row.department_id: Verification(
            who=unseal(row.sealed_who).decode(),
            when=row.confirmed_on,
            how=unseal(row.sealed_how).decode(),
        )
        for row in rows
    }
    return Directory(pack("centres"), verified)


def matches_of(case: Case) -> tuple[Match, ...]:
    """The departments for the case in the core's plain order, each with its reasons."""
    return directory_of(case.organisation).matches(case.specialty, is_sample=case.is_sample)


def is_invitable(case: Case, department_id: str) -> bool:
    """Whether the department may be asked about this case now."""
    found = directory_of(case.organisation).department(department_id)
    return may_invite(found, is_sample=case.is_sample)


def verify_department(
    site: Organisation, actor: User, department_id: str, who: str, on: date, how: str
) -> DepartmentVerification:
    """Note who confirmed a department, when and how; a later word takes the earlier one's place."""
    found = Directory(pack("centres")).department(department_id)
    if found.is_fictional:
        raise WrongCall(
            "department_fictional",
            "This department is fictional: nobody can verify it.",
            "Use it in sample cases as it is.",
        )
    if on > timezone.localdate():
        raise WrongCall(
            "verified_in_future",
            "The day of the verification lies in the future.",
            "Enter the day on which it was confirmed.",
        )
    told = verification(who, on, how)
    with transaction.atomic():
        _withdraw(site, actor, department_id)
        made = DepartmentVerification.objects.create(
            department_id=department_id,
            site=site,
            sealed_who=seal(told.who.encode()),
            sealed_how=seal(told.how.encode()),
            confirmed_on=told.when,
            entered_by=actor,
        )
        record(
            "verify_department",
            actor_id=actor.pk,
            about=f"verification:{made.pk}",
            data={"department": department_id, "on": on.isoformat()},
            personal={"who": told.who, "how": told.how},
        )
    return made


def withdraw_verification(site: Organisation, actor: User, department_id: str) -> None:
    """The department is no longer to be invited."""
    with transaction.atomic():
        if not _withdraw(site, actor, department_id):
            return
        record(
            "withdraw_verification",
            actor_id=actor.pk,
            about=f"organisation:{site.pk}",
            data={"department": department_id},
        )


def _withdraw(site: Organisation, actor: User, department_id: str) -> int:
    rows = DepartmentVerification.objects.filter(
        site=site, department_id=department_id, withdrawn_at=None
    )
    return rows.update(withdrawn_at=timezone.now(), withdrawn_by=actor)


def organisation_for(department: Department) -> Organisation:
    """The department as an organisation, made when it is first invited."""
    entry = DirectoryEntry.objects.filter(department_id=department.id).first()
    if entry is not None:
        return entry.organisation
    unit = department.department_en or "、".join(department.departments_zh)
    with transaction.atomic():
        made = Organisation.objects.create(
            kind="department",
            name=f"{department.hospital_en}, {unit}"[:200],
            name_zh=f"{department.hospital_zh}{'、'.join(department.departments_zh)}"[:200],
            country=COUNTRY,
            is_fictional=department.is_fictional,
        )
        DirectoryEntry.objects.create(department_id=department.id, organisation=made)
    return made


def site_of(user: User, site_id: UUID | None = None) -> Organisation | None:
    """The site for which the person coordinates or reviews; None for anybody else."""
    sites = Organisation.objects.filter(
        kind="site",
        memberships__user=user,
        memberships__role__in=["coordinator", "reviewing_clinician"],
    )
    return (sites.filter(pk=site_id) if site_id else sites).order_by("pk").first()
