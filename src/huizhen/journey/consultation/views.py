"""The consultation as the site sees it: departments asked, material sent, clocks, opinions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.consultation.invitation import InvitationBook, check_invitation
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import CaseNotFound, case_row, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.content import pack
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.link_actions import make_link
from huizhen.journey.consultation.actions.invitations import (
    accept_invitation,
    decline_invitation,
    remind_department,
    send_invitation,
    withdraw_invitation,
    write_invitation,
)
from huizhen.journey.consultation.actions.materials import (
    ask_for_material,
    supply_material,
    withdraw_material,
)
from huizhen.journey.consultation.actions.opinions import complete_consultation
from huizhen.journey.consultation.actions.submissions import (
    confirm_delivery,
    end_submission,
    record_submission,
)
from huizhen.journey.consultation.clock import clock_line, instant_line
from huizhen.journey.consultation.dossier_papers import (
    in_the_way,
    mask_version,
    papers_of,
)
from huizhen.journey.consultation.forms import (
    AnswerForm,
    InvitationForm,
    MaterialForm,
    OutcomeForm,
    ReasonForm,
    SendForm,
    SubmissionForm,
    invitation_initial,
    require_valid,
    submission_initial,
)
from huizhen.journey.consultation.materials import arrived_for, kind_word
from huizhen.journey.consultation.models import (
    KNOWN_STATES,
    OPEN_STATES,
    DepartmentInvitation,
    MaterialRequest,
    Submission,
)
from huizhen.journey.consultation.queries import (
    acting_role,
    asked_questions,
    invitation_standing,
    invitations_of,
    materials_of,
    opinions_of,
    questions_of,
    sent_version,
    standing,
    submissions_of,
    told_of,
)


@login_required
@require_safe
def consultation(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every invited department with its clock and its opinions, and what comes next."""
    case = case_for(request, case_id, "see_work")
    user = person(request)
    rows = [_line(case, user, row) for row in invitations_of(case)]
    role = acting_role(case, user, "complete_consultation")
    context = {
        "rows": rows,
        "unmet": unmet_of("complete_consultation", standing(case, user, role)),
        "is_open": case.stage == "consultation",
    }
    return render_case(request, case, "consultation/consultation.html", context)


def _line(case: Case, user: User, row: DepartmentInvitation) -> dict[str, Any]:
    return {
        "invitation": row,
        "clock": clock_line(case, row, user.zone),
        "answer_by": _instant(row.answer_by, user) if row.state == "sent" else "",
        "opinions": opinions_of(case, row),
        "submission": submissions_of(case, row).first(),
        "open_materials": materials_of(case, row).filter(state="open").count(),
    }


def _instant(at: Any, user: User) -> str:
    return instant_line(at, user.zone) if at else ""


def _invitation(case: Case, invitation_id: UUID) -> DepartmentInvitation:
    row = invitations_of(case).filter(pk=invitation_id).first()
    if row is None:
        raise CaseNotFound
    return row


@login_required
@require_safe
def invitation(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """One invited department: its invitation, how the material went, its clock, its opinions."""
    case = case_for(request, case_id, "see_work")
    return _invitation_page(request, case, _invitation(case, invitation_id))


def _invitation_page(
    request: HttpRequest,
    case: Case,
    row: DepartmentInvitation,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    user = person(request)
    told = told_of(case, row)
    book = InvitationBook(pack("invitation"))
    language = get_language() or "en"
    is_draft = row.state == "drafted"
    context = {
        "row": row,
        "told": told,
        "questions": questions_of(case) if is_draft else asked_questions(case, row),
        "lacks": [
            {
                "message": book.words.message(one, language),
                "remedy": book.words.remedy(one, language),
                "is_blocking": one.effect == "block",
            }
            for one in check_invitation(told, book)
        ],
        "unmet": unmet_of("invite", invitation_standing(case, user, row, "invite")),
        "clock": clock_line(case, row, user.zone),
        "answer_by": _instant(row.answer_by, user),
        "answer": case.unseal_json(row.sealed_reason) if row.sealed_reason else {},
        "submissions": [_submission(case, one, user) for one in submissions_of(case, row)],
        "materials": [_material(case, one, user) for one in materials_of(case, row)],
        "opinions": opinions_of(case, row),
        **_desk_papers(case, row),
        "may_invite": may(user, case, "invite"),
        "is_open": row.state in OPEN_STATES,
        **_invitation_forms(case, row),
        **forms,
    }
    return render_case(request, case, "consultation/invitation.html", context, status=status)


def _desk_papers(case: Case, row: DepartmentInvitation) -> dict[str, Any]:
    """What the department can read here, and what keeps it from reading."""
    version = sent_version(case, row) if row.state in KNOWN_STATES else None
    papers = papers_of(case, version)
    why = in_the_way(case, version) if version is not None and papers.state == "masking" else None
    return {"papers": papers, "in_the_way": why}


def _invitation_forms(case: Case, row: DepartmentInvitation) -> dict[str, Any]:
    initial = invitation_initial(
        told_of(case, row), case.specialty, asks_identity=row.does_ask_identity
    )
    return {
        "write_form": InvitationForm(initial=initial),
        "send_form": SendForm(),
        "answer_form": AnswerForm(),
        "reason_form": ReasonForm(auto_id="reason_%s"),
        "refused_form": ReasonForm(auto_id="refused_%s"),
        "withdraw_form": ReasonForm(auto_id="withdraw_%s"),
        "material_form": MaterialForm(auto_id="material_%s"),
        "outcome_form": OutcomeForm(auto_id=False),
    }


def _submission(case: Case, row: Submission, user: User) -> dict[str, Any]:
    return {
        "row": row,
        "person": case.unseal(row.sealed_person).decode(),
        "reference": case.unseal(row.sealed_reference).decode(),
        "delivered": _instant(row.delivered_at, user),
        "reason": case.unseal(row.sealed_reason).decode() if row.sealed_reason else "",
    }


def _material(case: Case, row: MaterialRequest, user: User) -> dict[str, Any]:
    return {
        "row": row,
        "told": case.unseal_json(row.sealed),
        "asked": _instant(row.asked_at, user),
        "ended": _instant(row.ended_at, user),
        "outcome": case.unseal(row.sealed_outcome).decode() if row.sealed_outcome else "",
        "label": kind_word(case.unseal_json(row.sealed).get("kind", "")),
        "arrived": arrived_for(case, row).count(),
    }


def _back(case: Case, invitation_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("invitation", args=[case.pk, invitation_id]))


@login_required
@require_POST
def write(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Save the five parts of a draft."""
    case = case_for(request, case_id, "invite")
    row = _invitation(case, invitation_id)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _invitation_page(request, case, row, status=400, write_form=form)
    write_invitation(case, person(request), row.pk, form.cleaned_data, seen=seen_revision(request))
    messages.success(request, _("The invitation was saved."))
    return _back(case, row.pk)


@login_required
@require_POST
def send(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Send the invitation; whoever has to join gets a link, shown once."""
    case = case_for(request, case_id, "invite")
    row = _invitation(case, invitation_id)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _invitation_page(request, case, row, status=400, send_form=form)
    told = form.cleaned_data
    path = send_invitation(
        case,
        person(request),
        row.pk,
        email=told["email"],
        role=told["role"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The invitation was sent."))
    if path:
        link = request.build_absolute_uri(path)
        messages.info(request, _("Link to join, shown only now: %(link)s") % {"link": link})
    return _back(case, row.pk)


@login_required
@require_POST
def remind(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Remind the department of its answer."""
    case = case_for(request, case_id, "invite")
    remind_department(case, person(request), invitation_id, seen=seen_revision(request))
    messages.success(request, _("The department was reminded."))
    return _back(case, invitation_id)


@login_required
@require_POST
def answer(request: HttpRequest, case_id: UUID, invitation_id: UUID, said: str) -> HttpResponse:
    """An answer that came by another way, entered by the coordinator; or a withdrawal."""
    case = case_for(request, case_id, "invite")
    user, seen = person(request), seen_revision(request)
    if said == "accept":
        told = require_valid(AnswerForm(request.POST))
        accept_invitation(case, user, invitation_id, told_by=told["told_by"], seen=seen)
        messages.success(request, _("The acceptance was recorded."))
    else:
        told = require_valid(ReasonForm(request.POST))
        if said == "withdraw":
            withdraw_invitation(case, user, invitation_id, told["reason"], seen=seen)
            messages.success(request, _("The invitation was withdrawn."))
        else:
            decline_invitation(
                case, user, invitation_id, told["reason"], told_by=told["told_by"], seen=seen
            )
            messages.success(
                request, _("The answer was recorded. Another department can be invited.")
            )
    return _back(case, invitation_id)


@login_required
@require_POST
def mask(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Have the papers made anew that the department reads here."""
    case = case_for(request, case_id, "invite")
    version = sent_version(case, _invitation(case, invitation_id))
    if version is None:
        raise CaseNotFound
    if mask_version(case, version):
        messages.success(request, _("The papers are being made."))
    else:
        messages.warning(request, _("Pictures wait for a look in the masking queue first."))
    return _back(case, invitation_id)


@login_required
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Record how the material went to the department."""
    case = case_for(request, case_id, "invite")
    user = person(request)
    row = _invitation(case, invitation_id)
    form = SubmissionForm(
        request.POST or None, request.FILES or None, initial=submission_initial(user.name)
    )
    if request.method == "POST" and form.is_valid():
        record_submission(case, user, row.pk, form.sent(), seen=seen_revision(request))
        messages.success(request, _("The submission was recorded."))
        return _back(case, row.pk)
    now = invitation_standing(case, user, row, "submit", is_recorded=True)
    context = {"row": row, "form": form, "unmet": unmet_of("submit", now)}
    status = 400 if form.errors else 200
    return render_case(request, case, "consultation/submit.html", context, status)


@login_required
@require_POST
def submission_end(
    request: HttpRequest, case_id: UUID, submission_id: UUID, said: str
) -> HttpResponse:
    """Delivered, refused by the department, or lost on the way."""
    case = case_for(request, case_id, "invite")
    user, seen = person(request), seen_revision(request)
    row = case_row(case, Submission, id=submission_id)
    if said == "delivered":
        confirm_delivery(case, user, row.pk, seen=seen)
        messages.success(request, _("The delivery was recorded."))
    else:
        told = require_valid(ReasonForm(request.POST))
        end_submission(case, user, row.pk, f"submission_{said}", told["reason"], seen)
        messages.success(request, _("Recorded. The material can be submitted anew."))
    return _back(case, row.invitation_id)


@login_required
@require_safe
def proof(request: HttpRequest, case_id: UUID, submission_id: UUID) -> HttpResponse:
    """The file that proves a submission, to be saved."""
    case = case_for(request, case_id, "see_work")
    row = case_row(case, Submission, id=submission_id)
    if row.proof is None or row.sealed_proof_name is None:
        raise CaseNotFound
    name = case.unseal(row.sealed_proof_name).decode()
    return saved_file(blob_bytes(case, row.proof), name)


def saved_file(
    data: bytes, name: str, media_type: str = "application/octet-stream"
) -> HttpResponse:
    """A file that the browser saves and never shows."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return HttpResponse(data, content_type=media_type, headers=headers)


@login_required
@require_POST
def material(request: HttpRequest, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Enter what a department asked for by another way: its clock stands."""
    case = case_for(request, case_id, "invite")
    told = require_valid(MaterialForm(request.POST))
    ask_for_material(
        case,
        person(request),
        _invitation(case, invitation_id).pk,
        told["what"],
        told["why"],
        kind=told["kind"],
        owner_role=told["owner"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The clock is stopped until the material has arrived."))
    return _back(case, invitation_id)


@login_required
@require_POST
def material_end(request: HttpRequest, case_id: UUID, material_id: UUID, said: str) -> HttpResponse:
    """The material has come, or is no longer wanted: the clock goes on."""
    case = case_for(request, case_id, "invite")
    row = case_row(case, MaterialRequest, id=material_id)
    told = require_valid(OutcomeForm(request.POST))
    act = supply_material if said == "supplied" else withdraw_material
    act(case, person(request), row.pk, told["outcome"], seen=seen_revision(request))
    messages.success(request, _("The clock goes on."))
    return _back(case, row.invitation_id)


@login_required
@require_POST
def material_link(request: HttpRequest, case_id: UUID, material_id: UUID) -> HttpResponse:
    """A one-time link by which somebody without an account supplies it; shown on this answer."""
    case = case_for(request, case_id, "invite")
    row = case_row(case, MaterialRequest, id=material_id, state="open")
    about = f"material:{row.pk}"
    _link, token = make_link(
        case, person(request), about=about, purpose="material", seen=seen_revision(request)
    )
    address = request.build_absolute_uri(reverse("upload_link", args=[token]))
    return _invitation_page(request, case, _invitation(case, row.invitation_id), link=address)


@login_required
@require_POST
def complete(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """All opinions are in: the case goes on to interpretation."""
    case = case_for(request, case_id, "see_work")
    complete_consultation(case, person(request), seen=seen_revision(request))
    messages.success(request, _("The consultation is complete."))
    return HttpResponseRedirect(reverse("consultation", args=[case.pk]))
