"""What of the dossier a department may see: the masked papers of the version it was given."""

from __future__ import annotations

from typing import Literal, NamedTuple

from huizhen.core.preparation.package import DOSSIER_PAGE
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.consultation.models import KNOWN_STATES, DepartmentInvitation
from huizhen.journey.consultation.queries import sent_version
from huizhen.journey.preparation.masked_view import (
    ask_to_mask,
    masked_file,
    masked_names,
    masked_view,
    masking_job_of,
    sign_off_for,
)
from huizhen.journey.preparation.masking import are_pages_looked_at

PDF, WORD = "dossier.pdf", "dossier.docx"


class Papers(Value):
    """Which papers can be shown."""

    state: Literal["awaited", "masking", "shown"]
    """Nothing was delivered yet; it was, and its masked papers are not made; they are there."""
    has_pdf: bool = False
    has_word: bool = False


def papers_of(case: Case, version: PackageVersion | None) -> Papers:
    """What of a version can be shown to a department."""
    if version is None:
        return Papers(state="awaited")
    view = masked_view(case, version)
    names = masked_names(case, view) if view is not None else frozenset()
    if DOSSIER_PAGE not in names:
        return Papers(state="masking")
    return Papers(state="shown", has_pdf=PDF in names, has_word=WORD in names)


def department_file(case: Case, version: PackageVersion, name: str) -> bytes:
    """A masked paper or picture of a version; KeyError where there is none, whatever the unmasked
    version holds."""
    view = masked_view(case, version)
    if view is None:
        raise KeyError(name)
    return masked_file(case, view, name)


class InTheWay(NamedTuple):
    """Why the worker does not make masked papers."""

    is_look_open: bool
    """Somebody has to look at pictures first."""
    failed: Job | None
    """It tried, and could not."""


def in_the_way(case: Case, version: PackageVersion) -> InTheWay:
    """What keeps the masked papers of a version from being made."""
    signed = sign_off_for(case, version)
    job = masking_job_of(signed) if signed is not None else None
    is_failed = job is not None and job.state == JobState.FAILED
    return InTheWay(not are_pages_looked_at(case, version), job if is_failed else None)


def mask_delivered(case: Case) -> None:
    """Have the masked papers made that departments were given and cannot read yet."""
    known = case_rows(case, DepartmentInvitation).filter(state__in=KNOWN_STATES)
    for version in {sent_version(case, row) for row in known}:
        if version is not None:
            mask_version(case, version)


def mask_version(case: Case, version: PackageVersion) -> bool:
    """Have the masked papers of a version made, where there are none that hold; whether they can
    be: without a look at its pictures nothing is shown."""
    signed = sign_off_for(case, version)
    if signed is None or not are_pages_looked_at(case, version):
        return False
    if masked_view(case, version) is None:
        ask_to_mask(signed)
    return True


def readers_of(case: Case, version: PackageVersion) -> list[DepartmentInvitation]:
    """The accepted invitations of departments that were given a version."""
    accepted = case_rows(case, DepartmentInvitation).filter(state="accepted")
    return [row for row in accepted if sent_version(case, row) == version]
