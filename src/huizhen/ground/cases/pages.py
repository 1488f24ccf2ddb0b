"""The frame of every page of a case: heading, stages, holds, who is waited for, tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huizhen.core.states.stages import JOURNEY
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import access_case, may
from huizhen.ground.cases.actions import identity_of
from huizhen.ground.cases.models import Case

TABS: Final = (
    ("case", "see_status", _("Overview")),
    ("intake", "see_identity", _("Intake")),
    ("facts", "see_work", _("Facts")),
    ("imaging", "see_work", _("Imaging")),
    ("assessment", "see_work", _("Assessment")),
    ("preparation", "see_work", _("Preparation")),
    ("asked_letters", "answer_request", _("Letters")),
    ("consultation", "see_work", _("Consultation")),
    ("invited", "answer_invitation", _("Invitation")),
    ("opinion", "write_opinion", _("Opinion")),
    ("interpretation", "see_work", _("Interpretation")),
    ("reports", "read_report", _("Reports")),
    ("decision", "record_decision", _("Decision")),
    ("consents", "give_consent", _("Consent")),
    ("people", "manage_people", _("People")),
    ("trail", "see_audit", _("Trail")),
)
"""Address name, what a reader must be allowed to do, title. In the order of the journey."""
_ALSO_BELOW: Final = {"imaging": ("masking",), "preparation": ("differences",)}
"""Pages with an address of their own that belong to a tab."""


@dataclass(frozen=True)
class Announcement:
    """A line that stands above every page of a case, for this reader."""

    text: str
    level: str = "info"
    """Tabler's word for how grave it is: danger, warning, info."""
    address: str = ""
    label: str = ""


Announce = Callable[[Case, User], Iterable[Announcement]]
_ANNOUNCERS: list[Announce] = []


def announce_with(make: Announce) -> None:
    """Let a stage say something above every page of a case; called when the desk starts."""
    if make not in _ANNOUNCERS:
        _ANNOUNCERS.append(make)


def person(request: HttpRequest) -> User:
    """Who is signed in; the door has already turned everybody else away."""
    if not isinstance(request.user, User):
        raise TypeError("a page of a case was reached without its door")
    return request.user


def case_for(request: HttpRequest, case_id: UUID, need: str) -> Case:
    """The case through its door; reading it is told in the trail."""
    case = access_case(request.user, case_id, need)
    if request.method == "GET":
        name = request.resolver_match.url_name if request.resolver_match else ""
        record_read("read", actor_id=person(request).pk, case_id=case.pk, about=name or "")
    return case


def seen_revision(request: HttpRequest) -> int | None:
    """The revision that the sender's page showed."""
    told = request.POST.get("seen", "")
    return int(told) if told.isascii() and told.isdigit() else None


def render_case(
    request: HttpRequest,
    case: Case,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the case in its frame."""
    user = person(request)
    frame = {
        "case": case,
        "journey": JOURNEY,
        "tabs": _tabs(request, user, case),
        "identity_line": _identity_line(user, case),
        "announcements": [one for make in _ANNOUNCERS for one in make(case, user)],
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def _tabs(request: HttpRequest, user: User, case: Case) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    around: list[tuple[int, int]] = []
    for name, need, title in TABS:
        if not may(user, case, need):
            continue
        if name == "invited" and may(user, case, "see_work"):
            continue  # a coordinator, who may answer for a department, does so on its own page
        try:
            address = reverse(name, args=[case.pk])
        except NoReverseMatch:
            continue
        found.append({"title": title, "address": address, "is_here": False})
        for each in (name, *_ALSO_BELOW.get(name, ())):
            begins = reverse(each, args=[case.pk])
            if request.path_info.startswith(begins):
                around.append((len(begins), len(found) - 1))
    if around:
        # the overview's address begins all others, and the facts lie below the intake
        found[max(around)[1]]["is_here"] = True
    return found


def _identity_line(user: User, case: Case) -> str:
    """Name and birth date for those who may see them."""
    if not may(user, case, "see_identity"):
        return ""
    told = identity_of(case)
    name = ", ".join(told[key] for key in ("family", "given") if told.get(key))
    return " · ".join(part for part in (name, told.get("birth_date", "")) if part)
