"""The list of terms to settle, one term, and what the site has settled."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.language.exchange import terms_tmx, terms_tsv
from huizhen.ground.accounts.models import Organisation, Role
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.pages import person
from huizhen.ground.terms import actions
from huizhen.ground.terms.forms import SettleForm
from huizhen.ground.terms.models import SettledTerm
from huizhen.ground.terms.queries import (
    Standing,
    named,
    open_keys,
    proposals,
    rows_in_use,
    settled_history,
    settled_now,
    standings,
    terms_site,
    version_of,
)
from huizhen.ground.terms.words import KINDS, STATUS, STATUSES, kind_word

PAGE = 50
_EXPORTS = {"tsv": terms_tsv, "tmx": terms_tmx}


def _site(request: HttpRequest, *roles: str) -> Organisation:
    """The site whose terms the person works with; nobody else sees that there are any."""
    found = terms_site(person(request), *roles)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The open names of the person's cases, those that stand in most cases first."""
    site, user = _site(request), person(request)
    status = request.GET.get("status", "")
    status = status if status in STATUSES else "open"
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = Paginator(open_keys(site, user, status, kind), PAGE).get_page(request.GET.get("page"))
    held = {row.term_key: row for row in settled_now(site)}
    rows = [
        {
            "term": one,
            "kind": kind_word(one.name.kind),
            "status": STATUS.get(one.name.status, one.name.status),
            "settled": held.get(one.key),
        }
        for one in named(site, user, page.object_list)
    ]
    context = {
        "page": page,
        "rows": rows,
        "status": status,
        "kind": kind,
        "kinds": KINDS.items(),
        "statuses": STATUSES.items(),
        "version": version_of(site),
        "needs_two": settings.HUIZHEN_TERMS_TWO_PEOPLE,
    }
    return render(request, "terms/terms.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def term(request: HttpRequest, term_key: UUID) -> HttpResponse:
    """One name: where it stands, what it was settled as; a medical editor settles it."""
    site = _site(request, *([Role.MEDICAL_EDITOR] if request.method == "POST" else []))
    places = standings(site, person(request), term_key)
    history = settled_history(site, term_key)
    if not places and not history:
        raise Http404
    name = (
        (places[0].name.kind, places[0].name.original)
        if places
        else (
            history[0].kind,
            history[0].original,
        )
    )
    held = next((row for row in history if row.ended_at is None), None)
    may_settle = terms_site(person(request), Role.MEDICAL_EDITOR) == site
    form = SettleForm(name[1], request.POST or None, initial=_initial(held, places))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.settle_term(
            site,
            person(request),
            name,
            (told["zh"], told["source"], told["reason"]),
            seen=told["seen_term"],
        )
        messages.success(request, _settled_words())
        return HttpResponseRedirect(reverse("terms"))
    for place in places:
        record_read("read", actor_id=person(request).pk, case_id=place.case.pk, about="term")
    context: dict[str, Any] = {
        "key": term_key,
        "original": name[1],
        "kind": kind_word(name[0]),
        "places": places,
        "history": history,
        "held": held,
        "form": form,
        "may_settle": may_settle,
        "proposals": proposals(name[1]) if may_settle and request.method != "POST" else [],
        "may_approve": held is not None and _may_approve(request, site, held),
    }
    return render(request, "terms/term.html", context, status=400 if form.errors else 200)


def _settled_words() -> str:
    if settings.HUIZHEN_TERMS_TWO_PEOPLE:
        return _("The term is settled; it is used once a second person has approved it.")
    return _("The term is settled and will be used in every case.")


def _initial(held: SettledTerm | None, places: list[Standing]) -> dict[str, object]:
    """The wording that holds, else what the product prints unapproved; never a guess."""
    if held is not None:
        return {"zh": held.zh, "source": held.source, "seen_term": held.pk}
    return {"zh": next((p.name.zh for p in places if p.name.status == "unverified"), "")}


def _may_approve(request: HttpRequest, site: Organisation, held: SettledTerm) -> bool:
    approver = terms_site(person(request), Role.MEDICAL_EDITOR, Role.REVIEWING_CLINICIAN)
    is_other = held.settled_by_id != person(request).pk
    return approver == site and held.approved_at is None and is_other


@login_required
@require_POST
def approve(request: HttpRequest, settled_id: UUID) -> HttpResponse:
    """A second person agrees with the wording."""
    site = _site(request, Role.MEDICAL_EDITOR, Role.REVIEWING_CLINICIAN)
    actions.approve_term(site, person(request), settled_id)
    messages.success(request, _("The term is approved."))
    return HttpResponseRedirect(reverse("settled_terms"))


@login_required
@require_POST
def withdraw(request: HttpRequest, settled_id: UUID) -> HttpResponse:
    """The wording holds no longer."""
    site = _site(request, Role.MEDICAL_EDITOR)
    actions.withdraw_term(site, person(request), settled_id)
    messages.success(request, _("The term is no longer settled."))
    return HttpResponseRedirect(reverse("settled_terms"))


@login_required
@require_safe
def settled(request: HttpRequest) -> HttpResponse:
    """What the site has settled, by whom, from which source, since which version."""
    site = _site(request)
    page = Paginator(settled_now(site), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "kind": kind_word(row.kind),
            "may_approve": _may_approve(request, site, row),
        }
        for row in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "version": version_of(site),
        "may_settle": terms_site(person(request), Role.MEDICAL_EDITOR) == site,
    }
    return render(request, "terms/settled.html", context)


@login_required
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The settled terms in use as a file for other systems, and for giving back."""
    site = _site(request)
    name = f"site-terms-{version_of(site) or '0'}.{form}"
    return HttpResponse(
        _EXPORTS[form](rows_in_use(site)),
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name)
            or "",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
