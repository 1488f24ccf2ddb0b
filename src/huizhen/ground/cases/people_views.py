"""Who takes part in a case, inviting more, and an administrator's look into one."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huizhen.ground.accounts.actions import enter_staff_mode, invite_person, leave_staff_mode
from huizhen.ground.accounts.models import Membership, Organisation, Role, User
from huizhen.ground.cases.access import CaseNotFound, access_case, case_row, roles_in
from huizhen.ground.cases.actions import add_participant, end_participant, participants
from huizhen.ground.cases.models import Case, Participant
from huizhen.ground.cases.pages import case_for, person, render_case
from huizhen.ground.notify.actions import send_mail_to, tell

_HOME = (Role.PATIENT, Role.HOME_PHYSICIAN, Role.INTERPRETER)
_SITE = (Role.REVIEWING_CLINICIAN, Role.MEDICAL_EDITOR)
"""Departments come in by their invitation in the stage of consultation."""


class InviteForm(forms.Form):
    """An address and what the person will do; a home physician with the practice or hospital."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(r.value, r.label) for r in (*_HOME, *_SITE)]
    )
    practice = forms.CharField(
        label=gettext_lazy("Practice or hospital of a home physician"), required=False
    )
    country = forms.CharField(
        label=gettext_lazy("Its country (two letters)"),
        required=False,
        min_length=2,
        max_length=2,
    )

    def clean(self) -> dict[str, object]:
        """A home physician acts for a named practice."""
        told: dict[str, object] = super().clean() or {}
        if told.get("role") == Role.HOME_PHYSICIAN:
            for name in ("practice", "country"):
                if not told.get(name):
                    self.add_error(name, _("Consent is given for a named practice and country."))
        return told


class StaffModeForm(forms.Form):
    """Why an administrator looks into a case."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, min_length=10)


@login_required
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who takes part; colleagues of the site are added, others invited by a link."""
    case = case_for(request, case_id, "manage_people")
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        _bring_in(case, person(request), told)
        messages.success(request, _("The person was added, or an invitation was sent."))
        return HttpResponseRedirect(reverse("people", args=[case.pk]))
    here = {each.user_id for each in participants(case)}
    colleagues = Membership.objects.filter(
        organisation=case.organisation_id, role__in=[role.value for role in _SITE]
    )
    context = {
        "form": form,
        "participants": participants(case),
        "colleagues": colleagues.exclude(user__in=here).select_related("user"),
    }
    return render_case(request, case, "cases/people.html", context, 400 if form.errors else 200)


def _bring_in(case: Case, actor: User, told: dict[str, str]) -> None:
    """Somebody with an account takes part at once; everybody else gets a link."""
    role = told["role"]
    organisation = _organisation(case, told)
    known = User.objects.by_email(told["email"])
    if known is not None and _has(known, role, organisation):
        add_participant(case, actor, known, role)
        tell([known], "invited", case)
        return
    _, token = invite_person(
        actor, told["email"], role, organisation, case_id=case.pk, language=case.language
    )
    send_mail_to(
        told["email"], "invited", case.language, case.number, reverse("join_by_link", args=[token])
    )


def _has(user: User, role: str, organisation: Organisation | None) -> bool:
    return Membership.objects.filter(user=user, role=role, organisation=organisation).exists()


def _organisation(case: Case, told: dict[str, str]) -> Organisation | None:
    if told["role"] in _SITE:
        return case.organisation
    if told["role"] == Role.HOME_PHYSICIAN:
        found = Organisation.objects.filter(
            Q(name__iexact=told["practice"]), kind="home_team", country=told["country"].upper()
        ).first()
        return found or Organisation.objects.create(
            kind="home_team", name=told["practice"], country=told["country"].upper()
        )
    return None


@login_required
@require_POST
def add_colleague(request: HttpRequest, case_id: UUID, membership_id: UUID) -> HttpResponse:
    """Let a colleague of the site take part."""
    case = case_for(request, case_id, "manage_people")
    membership = Membership.objects.filter(
        pk=membership_id, organisation=case.organisation_id, role__in=[r.value for r in _SITE]
    ).first()
    if membership is None:
        raise CaseNotFound
    add_participant(case, person(request), membership.user, membership.role)
    tell([membership.user], "invited", case)
    return HttpResponseRedirect(reverse("people", args=[case.pk]))


@login_required
@require_POST
def end_part(request: HttpRequest, case_id: UUID, participant_id: UUID) -> HttpResponse:
    """Take a person's part away, from now on."""
    case = case_for(request, case_id, "manage_people")
    end_participant(case, person(request), case_row(case, Participant, pk=participant_id))
    messages.success(request, _("The person no longer takes part."))
    return HttpResponseRedirect(reverse("people", args=[case.pk]))


@login_required
@require_http_methods(["GET", "POST"])
def staff_mode(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For administrators: half an hour in one case, for a reason that the patient can read."""
    case = access_case(request.user, case_id, "see_status")
    user = person(request)
    if Role.ADMINISTRATOR not in roles_in(user, case):
        raise CaseNotFound
    form = StaffModeForm(request.POST or None)
    if request.method == "POST" and "leave" in request.POST:
        leave_staff_mode(user)
        return HttpResponseRedirect(reverse("case", args=[case.pk]))
    if request.method == "POST" and form.is_valid():
        enter_staff_mode(user, case.pk, form.cleaned_data["reason"])
        return HttpResponseRedirect(reverse("case", args=[case.pk]))
    return render_case(request, case, "cases/staff_mode.html", {"form": form})
