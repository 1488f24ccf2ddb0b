"""The pages of the interpretation: where it stands, the translation, the points, the signatures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.consultation.opinion import Opinion
from huizhen.core.states.holds import Action
from huizhen.ground.accounts.fresh_factor import SignForm, fresh_factor
from huizhen.ground.cases.access import CaseNotFound, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.ids import new_id
from huizhen.journey.interpretation.actions import (
    TextChanged,
    acting_role_for,
    begin_correction,
    remove_point,
    save_point,
    save_translation,
    sign_translation,
    withdraw_sign_off,
)
from huizhen.journey.interpretation.forms import PointForm, ReasonForm, TranslationForm
from huizhen.journey.interpretation.queries import (
    acting_role,
    current_reports,
    home_plan,
    open_parts,
    opinion_in,
    opinions_of,
    parts_of,
    point_lacks,
    point_of,
    point_rows,
    questions_for,
    sign_offs,
    standing,
    translation_of,
)
from huizhen.journey.interpretation.quotes import chosen_of, opinion_sentences, plan_sentences
from huizhen.journey.interpretation.report_actions import languages_of, release_reports


@login_required
@require_safe
def interpretation(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every signed opinion with its translation, points, signatures and reports."""
    case = case_for(request, case_id, "see_work")
    context = {
        "opinions": [_state_of(request, case, one, opinion) for one, opinion in opinions_of(case)]
    }
    return render_case(request, case, "interpretation/interpretation.html", context)


def _state_of(request: HttpRequest, case: Case, opinion_id: UUID, opinion: Opinion) -> Any:
    """What the page says of one opinion."""
    user = person(request)
    row = translation_of(case, opinion_id)
    signed = sign_offs(case, row)
    parts = parts_of(case, row, opinion)
    lacks = point_lacks(case, opinion_id, opinion)
    is_signer = may(user, case, "sign_translation") and (row is None or row.state != "released")
    turn = acting_role_for(case, user, row)
    release_role = acting_role(case, user, "release_reports")
    return {
        "id": opinion_id,
        "opinion": opinion,
        "row": row,
        "parts": len(parts),
        "open_parts": len(open_parts(parts)),
        "points": len(point_rows(case, opinion_id)),
        "lacks": lacks,
        "signed": signed,
        "is_mine": any(one.by_id == user.pk for one in signed)
        and row is not None
        and row.state != "released",
        "sign": SignForm(request) if is_signer else None,
        "sign_unmet": _unmet(case, user, turn, opinion_id, "sign_translation"),
        "may_release": bool(release_role),
        "release_unmet": _unmet(case, user, release_role, opinion_id, "release_reports"),
        "reports": current_reports(case, opinion_id),
        "languages": languages_of(case, opinion),
        "reason": ReasonForm(),
        "is_whole": not lacks and not open_parts(parts),
        "differing": standing(case, opinion_id=opinion_id).language_findings,
    }


def _unmet(case: Case, user: Any, role: str, opinion_id: UUID, action: Action) -> Any:
    return unmet_of(action, standing(case, user, role, opinion_id=opinion_id))


def _back(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("interpretation", args=[case.pk]))


@login_required
@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Original and translation side by side, part by part."""
    need = "translate" if request.method == "POST" else "see_work"
    case = case_for(request, case_id, need)
    opinion = opinion_in(case, opinion_id)
    row = translation_of(case, opinion_id)
    parts = parts_of(case, row, opinion)
    form = TranslationForm(
        parts,
        row.revision if row else 0,
        questions_for(case, opinion_id),
        request.POST or None,
    )
    if request.method == "POST" and form.is_valid():
        told, revision = form.texts(), form.cleaned_data["revision"]
        try:
            save_translation(case, person(request), opinion_id, told, revision)
        except TextChanged as changed:
            return _translation_conflict(request, case, opinion_id, changed)
        messages.success(request, _("The translation was saved."))
        return HttpResponseRedirect(reverse("translation", args=[case.pk, opinion_id]))
    context = {"form": form, "row": row, "opinion": opinion, "opinion_id": opinion_id}
    status = 400 if form.errors else 200
    return render_case(request, case, "interpretation/translation.html", context, status)


def _translation_conflict(
    request: HttpRequest, case: Case, opinion_id: UUID, changed: TextChanged
) -> HttpResponse:
    """Both versions: one's own in the fields, the saved one above each that differs."""
    opinion = opinion_in(case, opinion_id)
    row = translation_of(case, opinion_id)
    parts = parts_of(case, row, opinion)
    revision = row.revision if row else 0
    asked = questions_for(case, opinion_id)
    form = TranslationForm(parts, revision, asked, {**request.POST.dict(), "revision": revision})
    form.is_valid()
    mine = form.texts()
    theirs = {one.part: one.text for one in parts if one.text != mine.get(one.part, "")}
    lines = [{**line, "theirs": theirs.get(line["part"].part)} for line in form.lines()]
    context = {
        "form": form,
        "lines": lines,
        "row": row,
        "opinion": opinion,
        "opinion_id": opinion_id,
        "changed": _(changed.message),
        "remedy": _(changed.remedy),
    }
    return render_case(request, case, "interpretation/translation.html", context, 409)


@login_required
@require_safe
def points(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """The opinion against the home plan, point by point, and what is still open."""
    case = case_for(request, case_id, "see_work")
    opinion = opinion_in(case, opinion_id)
    rows = [{"row": one, "point": point_of(case, one)} for one in point_rows(case, opinion_id)]
    context = {
        "opinion": opinion,
        "opinion_id": opinion_id,
        "rows": rows,
        "lacks": point_lacks(case, opinion_id, opinion),
        "plan": home_plan(case).items,
        "row": translation_of(case, opinion_id),
    }
    return render_case(request, case, "interpretation/points.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def point(
    request: HttpRequest, case_id: UUID, opinion_id: UUID, point_id: UUID | None = None
) -> HttpResponse:
    """One point, new or to be changed."""
    case = case_for(request, case_id, "translate")
    stands = _point_stands(case, opinion_id, point_id)
    form = _point_form(case, opinion_id, request.POST or None, stands)
    changed: TextChanged | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            save_point(
                case, person(request), opinion_id, point_id or told["point_id"], form.point(),
                told["revision"],
            )  # fmt: skip
        except TextChanged as error:
            changed = error
        else:
            messages.success(request, _("The point was saved."))
            return HttpResponseRedirect(reverse("points", args=[case.pk, opinion_id]))
    context: dict[str, Any] = {"opinion_id": opinion_id, "point_id": point_id, "form": form}
    if changed is not None:
        context |= _point_conflict(case, opinion_id, request, form.cleaned_data["point_id"])
    status = 409 if changed is not None else 400 if form.errors else 200
    return render_case(request, case, "interpretation/point.html", context, status)


def _point_stands(case: Case, opinion_id: UUID, point_id: UUID | None) -> dict[str, Any]:
    """What the form of a point begins with."""
    if point_id is None:
        return {"point_id": new_id(), "revision": 0}
    row = next((one for one in point_rows(case, opinion_id) if one.pk == point_id), None)
    if row is None:
        raise CaseNotFound
    told = point_of(case, row)
    opinion = opinion_in(case, opinion_id)
    zh = case.unseal_json(row.sealed).get("zh", {})
    return {
        **told.model_dump(include={"item", "relation", "condition", "meaning", "question"}),
        **{f"zh_{key}": text for key, text in zh.items()},
        "opinion": chosen_of(told.opinion, opinion_sentences(opinion)),
        "plan": chosen_of(told.plan, plan_sentences(home_plan(case).items)),
        "question_id": next((one.question_id for one in told.opinion if one.question_id), ""),
        "point_id": point_id,
        "revision": row.revision,
    }


def _point_form(case: Case, opinion_id: UUID, data: Any, stands: dict[str, Any]) -> PointForm:
    opinion = opinion_in(case, opinion_id)
    told = (opinion, home_plan(case).items, questions_for(case, opinion_id))
    has_chinese = "zh" in languages_of(case, opinion) and not case.language.startswith("zh")
    return PointForm(told, has_chinese, data, stands)


def _point_conflict(
    case: Case, opinion_id: UUID, request: HttpRequest, point_id: UUID
) -> dict[str, Any]:
    """Both versions of a point: one's own in the form, the saved one beside it."""
    rows = [one for one in point_rows(case, opinion_id) if one.pk == point_id]
    if not rows:
        raise TextChanged
    data = request.POST.copy()
    data["revision"] = str(rows[0].revision)
    error = TextChanged()
    return {
        "form": _point_form(case, opinion_id, data, {}),
        "theirs": point_of(case, rows[0]),
        "point_id": point_id,
        "changed": _(error.message),
        "remedy": _(error.remedy),
    }


@login_required
@require_POST
def point_remove(
    request: HttpRequest, case_id: UUID, opinion_id: UUID, point_id: UUID
) -> HttpResponse:
    """Take a point away."""
    case = case_for(request, case_id, "translate")
    told = request.POST.get("revision", "")
    revision = int(told) if told.isascii() and told.isdigit() else -1
    remove_point(case, person(request), opinion_id, point_id, revision)
    messages.success(request, _("The point was taken away."))
    return HttpResponseRedirect(reverse("points", args=[case.pk, opinion_id]))


@login_required
@require_POST
def sign(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Sign translation and points with a fresh second factor."""
    case = case_for(request, case_id, "sign_translation")
    form = SignForm(request, request.POST)
    if not form.is_valid():
        told = " ".join(str(text) for texts in form.errors.values() for text in texts)
        messages.error(request, _("Not signed: %(reason)s") % {"reason": told})
        return _back(case)
    factor = fresh_factor(request) or {}
    sign_translation(case, person(request), opinion_id, factor, seen=seen_revision(request))
    form.use()
    messages.success(request, _("Signed."))
    return _back(case)


@login_required
@require_POST
def unsign(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Take one's signature back."""
    case = case_for(request, case_id, "sign_translation")
    withdraw_sign_off(case, person(request), opinion_id, seen=seen_revision(request))
    messages.success(request, _("The signature was taken back."))
    return _back(case)


@login_required
@require_POST
def release(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Release the reports of an opinion."""
    case = case_for(request, case_id, "see_work")
    release_reports(case, person(request), opinion_id, seen=seen_revision(request))
    messages.success(request, _("The reports were released. Hand them over next."))
    return HttpResponseRedirect(reverse("reports", args=[case.pk]))


@login_required
@require_POST
def correct(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Begin a new version of released reports."""
    case = case_for(request, case_id, "see_work")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the report is corrected."))
        return _back(case)
    reason = form.cleaned_data["reason"]
    begin_correction(case, person(request), opinion_id, reason, seen=seen_revision(request))
    messages.success(request, _("A new version was begun; the released reports no longer hold."))
    return _back(case)
