"""The department's side: pseudonymous, and only while its invitation is open or accepted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.consultation.hours import zone_named
from huizhen.core.consultation.opinion import OpinionBook, opinion_hash
from huizhen.core.preparation.package import DOSSIER_PAGE, PICTURES
from huizhen.core.preparation.served_page import served_page
from huizhen.ground.accounts.fresh_factor import fresh_factor, use_factor
from huizhen.ground.cases.access import CaseNotFound, may, roles_in
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.content import pack
from huizhen.journey.consultation.actions.invitations import accept_invitation, decline_invitation
from huizhen.journey.consultation.actions.materials import ask_for_material
from huizhen.journey.consultation.actions.opinions import (
    OpinionChanged,
    save_opinion,
    sign_opinion,
)
from huizhen.journey.consultation.clock import (
    HOSPITAL_ZONE,
    clock_line,
    instant_line,
)
from huizhen.journey.consultation.dossier_papers import PDF, WORD, department_file, papers_of
from huizhen.journey.consultation.forms import MaterialForm, ReasonForm, require_valid
from huizhen.journey.consultation.materials import kind_word
from huizhen.journey.consultation.models import DepartmentInvitation, OpinionRow
from huizhen.journey.consultation.nameless import nameless
from huizhen.journey.consultation.opinion_forms import OpinionForm, opinion_initial
from huizhen.journey.consultation.queries import (
    DEPARTMENT_ROLES,
    asked_questions,
    department_invitation,
    invitation_standing,
    materials_of,
    opinion_check,
    opinion_of,
    opinion_standing,
    opinions_of,
    originals_of,
    sent_version,
    told_of,
)
from huizhen.journey.consultation.reauthentication import ask_for_factor
from huizhen.journey.consultation.showing import lack_lines, shown_opinion
from huizhen.journey.consultation.views import saved_file

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def invited(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The invitation as the department reads it, its answer, its clock, what it asks for."""
    case = case_for(request, case_id, "answer_invitation")
    user = person(request)
    if not roles_in(user, case) & set(DEPARTMENT_ROLES):
        return HttpResponseRedirect(reverse("consultation", args=[case.pk]))
    row = department_invitation(case, user)
    context = {
        "row": row,
        "told": told_of(case, row),
        "questions": asked_questions(case, row),
        "unmet": unmet_of("accept", invitation_standing(case, user, row, "accept")),
        "answer_by": instant_line(row.answer_by, user.zone) if row.answer_by else "",
        "clock": clock_line(case, row, user.zone),
        "reason_form": ReasonForm(auto_id="reason_%s"),
        "material_form": MaterialForm(auto_id="material_%s"),
        "materials": _materials(case, row, user.zone),
        "opinion": opinions_of(case, row).first(),
        "may_write": may(user, case, "write_opinion"),
    }
    return render_case(request, case, "consultation/invited.html", context)


def _materials(case: Case, row: DepartmentInvitation, zone: str) -> list[dict[str, Any]]:
    return [
        {
            "row": one,
            "told": case.unseal_json(one.sealed),
            "label": kind_word(case.unseal_json(one.sealed).get("kind", "")),
            "not_held": nameless(case, case.unseal(one.sealed_outcome).decode())
            if one.state == "not_held" and one.sealed_outcome
            else "",
            "asked": instant_line(one.asked_at, zone),
            "ended": instant_line(one.ended_at, zone) if one.ended_at else "",
        }
        for one in materials_of(case, row)
    ]


@login_required
@require_POST
def answer(request: HttpRequest, case_id: UUID, said: str) -> HttpResponse:
    """The department accepts, declines, or takes its acceptance back."""
    case = case_for(request, case_id, "answer_invitation")
    user, seen = person(request), seen_revision(request)
    row = department_invitation(case, user)
    if said == "accept":
        accept_invitation(case, user, row.pk, seen=seen)
        messages.success(request, _("Thank you. The invitation is accepted."))
        return HttpResponseRedirect(reverse("invited", args=[case.pk]))
    told = require_valid(ReasonForm(request.POST))
    decline_invitation(case, user, row.pk, told["reason"], seen=seen)
    messages.success(request, _("Thank you for your answer. The case is closed to you now."))
    return HttpResponseRedirect(reverse("home"))


@login_required
@require_POST
def material(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The department asks for more: its clock stands."""
    case = case_for(request, case_id, "ask_for_material")
    user = person(request)
    row = department_invitation(case, user)
    told = require_valid(MaterialForm(request.POST))
    ask_for_material(
        case,
        user,
        row.pk,
        told["what"],
        told["why"],
        kind=told["kind"],
        owner_role=told["owner"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The clock is stopped until the material has arrived."))
    return HttpResponseRedirect(reverse("invited", args=[case.pk]))


def _own_opinion(request: HttpRequest, case_id: UUID) -> tuple[Case, OpinionRow]:
    """The specialist's own opinion of an accepted case."""
    case = case_for(request, case_id, "write_opinion")
    row = opinions_of(case, department_invitation(case, person(request))).first()
    if row is None:
        raise CaseNotFound
    return case, row


@login_required
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The dossier beside the form; drafts are kept, and two versions shown when both were."""
    case = case_for(request, case_id, "write_opinion")
    row = opinions_of(case, department_invitation(case, person(request))).first()
    if row is None:
        return HttpResponseRedirect(reverse("invited", args=[case.pk]))
    if row.state not in ("awaited", "draft"):
        return HttpResponseRedirect(reverse("printed_opinion", args=[case.pk]))
    questions = asked_questions(case, row.invitation)
    if request.method == "GET":
        initial = _initial(request, case, row)
        form = OpinionForm(questions, OpinionBook(pack("opinion")), initial=initial)
        return _opinion_page(request, case, row, form)
    form = OpinionForm(questions, OpinionBook(pack("opinion")), request.POST)
    if not form.is_valid():
        return _opinion_page(request, case, row, form, status=400)
    return _save(request, case, row, form)


def _save(request: HttpRequest, case: Case, row: OpinionRow, form: OpinionForm) -> HttpResponse:
    version = sent_version(case, row.invitation)
    told = form.opinion(case.number, version.dossier_hash if version else "")
    try:
        save_opinion(case, person(request), row.pk, told, _revision(request))
    except OpinionChanged:
        now = opinions_of(case, row.invitation).get(pk=row.pk)
        return _opinion_page(request, case, now, form, status=409, is_conflict=True)
    if "then_sign" in request.POST:
        return HttpResponseRedirect(reverse("sign_opinion", args=[case.pk]))
    messages.success(request, _("The draft was saved."))
    return HttpResponseRedirect(reverse("opinion", args=[case.pk]))


def _revision(request: HttpRequest) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() else -1


def _initial(request: HttpRequest, case: Case, row: OpinionRow) -> dict[str, Any]:
    """What was written; before that, what is known of the writer and the usual last sentence."""
    if row.sealed is not None:
        return opinion_initial(opinion_of(case, row), asked_questions(case, row.invitation))
    told = told_of(case, row.invitation)
    return {
        "doctor": person(request).name,
        "department": told.department,
        "hospital": told.hospital,
        "signed_on": timezone.now().astimezone(zone_named(HOSPITAL_ZONE)).date(),
        "statement": _(
            "This opinion is for reference; the doctor who sees and treats the patient decides."
        ),
    }


def _opinion_page(
    request: HttpRequest,
    case: Case,
    row: OpinionRow,
    form: OpinionForm,
    *,
    status: int = 200,
    is_conflict: bool = False,
) -> HttpResponse:
    questions = asked_questions(case, row.invitation)
    stands = opinion_of(case, row)
    context = {
        "row": row,
        "form": form,
        "headings": form.headings,
        "papers": papers_of(case, sent_version(case, row.invitation)),
        "clock": clock_line(case, row.invitation, person(request).zone),
        "lacks": lack_lines(opinion_check(case, row), questions) if row.sealed else [],
        "is_conflict": is_conflict,
        "other": shown_opinion(stands, questions, get_language() or "en") if is_conflict else None,
    }
    return render_case(request, case, "consultation/opinion.html", context, status)


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The opinion as it will stand, its hash, and the signature with a fresh second factor."""
    case, row = _own_opinion(request, case_id)
    user = person(request)
    if row.state != "draft":
        return HttpResponseRedirect(reverse("opinion", args=[case.pk]))
    factor = fresh_factor(request)
    if factor is None:
        return ask_for_factor(request, reverse("sign_opinion", args=[case.pk]))
    if request.method == "POST":
        sign_opinion(case, user, row.pk, _revision(request), factor)
        use_factor(request)
        messages.success(request, _("The opinion is signed. Thank you."))
        return HttpResponseRedirect(reverse("printed_opinion", args=[case.pk]))
    stands = opinion_of(case, row)
    questions = asked_questions(case, row.invitation)
    stood = opinion_standing(case, user, row, has_fresh_factor=True)
    context = {
        "row": row,
        "shown": shown_opinion(stands, questions, get_language() or "en"),
        "hash": opinion_hash(stands),
        "lacks": lack_lines(opinion_check(case, row), questions),
        "unmet": unmet_of("sign_opinion", stood),
    }
    return render_case(request, case, "consultation/sign.html", context)


@login_required
@require_safe
def printed(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The opinion as it stands, for paper."""
    case, row = _own_opinion(request, case_id)
    questions = asked_questions(case, row.invitation)
    context = {
        "row": row,
        "told": told_of(case, row.invitation),
        "shown": shown_opinion(opinion_of(case, row), questions, get_language() or "en"),
        "files": originals_of(case, row).count(),
    }
    return render_case(request, case, "consultation/printed.html", context)


def _dossier_file(request: HttpRequest, case_id: UUID, name: str) -> bytes:
    """A masked file of the version that the department was given."""
    case = case_for(request, case_id, "write_opinion")
    invitation = department_invitation(case, person(request), ("accepted",))
    version = sent_version(case, invitation)
    if version is None:
        raise CaseNotFound
    try:
        return department_file(case, version, name)
    except KeyError as error:
        raise CaseNotFound from error


@login_required
@require_safe
def dossier_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The masked dossier's own page for the frame: it carries the policy of what it may load."""
    page = _dossier_file(request, case_id, DOSSIER_PAGE).decode()
    served = served_page(page, static("dossier.css"))
    headers = {
        "Content-Security-Policy": f"{served.policy}; sandbox allow-scripts allow-same-origin",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return HttpResponse(served.html, headers=headers)


@login_required
@require_safe
def dossier_picture(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """The masked picture of a page that a statement rests on."""
    data = _dossier_file(request, case_id, f"{PICTURES}/{name}")
    return HttpResponse(data, content_type="image/webp")


@login_required
@require_safe
def dossier_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The dossier as PDF, to be saved."""
    data = _dossier_file(request, case_id, PDF)
    return saved_file(data, PDF, "application/pdf")


@login_required
@require_safe
def dossier_word(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The dossier as Word file, to be saved."""
    return saved_file(_dossier_file(request, case_id, WORD), WORD, _WORD)
