"""The facts of a case: the list with filters, one fact with its page, and decisions on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.errors import WrongCall
from huizhen.core.records.decisions import ChangedFact, Seen, seen_of
from huizhen.core.records.fact import Fact
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.records.fact_rows import FactRow, fact_rows, type_counts
from huizhen.ground.records.queries import version_file
from huizhen.ground.records.wording import CERTAINTY, FACT_TYPE, SIDE, word
from huizhen.journey.intake.facts_actions import (
    FactConflict,
    Picked,
    add_fact,
    changed_revision,
    confirm_facts,
    decide_on,
    settle_changed,
)
from huizhen.journey.intake.facts_forms import FactForm, TypeForm, WhyForm, initial_of
from huizhen.journey.intake.facts_joined import alike_of, places_of
from huizhen.journey.intake.facts_queries import (
    FactView,
    by_type_and_date,
    fact_revision,
    fact_view,
    pages_of,
    paths_of,
)

FACTS_A_PAGE = 100
STATES = ("unconfirmed", "contradictory", "changed")


@dataclass(frozen=True)
class ListedFact:
    """A row of the list: what it says, its address, and what the page showed."""

    address: UUID
    path: str
    revision: str
    type: str
    status: str
    row: FactRow
    has_page: bool

    @property
    def shown(self) -> str:
        """The fact in a line, for a page that compares."""
        return shown_line(self.row)

    @property
    def ticked(self) -> str:
        """What a ticked box sends."""
        return f"{self.address}|{self.revision}|{self.shown}"


def shown_line(row: FactRow) -> str:
    """A fact in one line."""
    parts = (row.type_label, row.label, row.value, row.unit, row.date, row.certainty_label)
    return " · ".join(part for part in (*parts, row.status_label) if part)


@login_required
@require_safe
def facts(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Facts by type and date, narrowed by type and by what is to be done."""
    case = case_for(request, case_id, "see_work")
    view = fact_view(case)
    if view is None:
        return render_case(request, case, "intake/facts.html", {"view": None})
    type_, state = _chosen(request)
    wanted = _wanted(view, type_, state)
    page = Paginator(wanted, FACTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "view": view,
        "page": page,
        "rows": listed_facts(case, view, list(page.object_list)),
        "changed": _changed_rows(view) if state in ("", "changed") else [],
        "types": type_counts(view.facts),
        "type": type_,
        "state": state,
        "counts": _counts(view),
        "query": urlencode({k: v for k, v in (("type", type_), ("state", state)) if v}),
    }
    return render_case(request, case, "intake/facts.html", context)


def _chosen(request: HttpRequest) -> tuple[str, str]:
    type_, state = request.GET.get("type", ""), request.GET.get("state", "")
    return (type_ if type_ in FACT_TYPE else "", state if state in STATES else "")


def _wanted(view: FactView, type_: str, state: str) -> list[Fact]:
    found = [fact for fact in view.facts if not type_ or fact.type == type_]
    if state == "unconfirmed":
        found = [fact for fact in found if fact.status == "proposed"]
    elif state == "contradictory":
        found = [fact for fact in found if fact.fact_key in view.contradictory]
    elif state == "changed":
        keys = {one.now.fact_key for one in view.changed if one.now}
        found = [fact for fact in found if fact.fact_key in keys]
    return by_type_and_date(found)


def _counts(view: FactView) -> dict[str, int]:
    return {
        "all": len(view.facts),
        "unconfirmed": sum(fact.status == "proposed" for fact in view.facts),
        "contradictory": sum(fact.fact_key in view.contradictory for fact in view.facts),
        "changed": len(view.changed),
    }


def listed_facts(case: Case, view: FactView, found: Sequence[Fact]) -> list[ListedFact]:
    """The facts as rows of a list, each with its address and what a tick of it sends."""
    rows = fact_rows(found, view.contradictory, paths_of(case, view.version))
    base = reverse("facts", args=[case.pk])
    return [
        ListedFact(
            address=(address := view.address_of(fact)),
            path=f"{base}{address}/",
            revision=fact_revision(fact),
            type=fact.type,
            status=fact.status,
            row=row,
            has_page=any(hasattr(place, "page_id") for place in fact.evidence),
        )
        for fact, row in zip(found, rows, strict=True)
    ]


def _changed_rows(view: FactView) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "revision": changed_revision(one),
            "by": one.decision.who,
            "at": one.decision.when[:16].replace("T", " "),
            "action": one.decision.action,
            "before": seen_line(one.decision.seen or Seen()),
            "now": _line_of(one),
        }
        for place, one in enumerate(view.changed)
    ]


def seen_line(seen: Seen) -> str:
    """What a fact said when it was decided on, in a line."""
    value = f"{seen.comparator or ''}{seen.value}" if seen.value else ""
    parts = (
        word(FACT_TYPE, seen.type), seen.text, value, seen.unit or "", seen.dose, seen.frequency,
        word(SIDE, seen.side or ""), seen.date, word(CERTAINTY, seen.certainty),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def _line_of(one: ChangedFact) -> str:
    if one.now is None:
        return ""
    return seen_line(seen_of(one.now))


def back_to_list(case: Case, request: HttpRequest) -> HttpResponseRedirect:
    """To the list as it was filtered: type and state alone are taken from the form."""
    told = {k: request.POST.get(k, "") for k in ("type", "state", "page")}
    kept = {k: v for k, v in told.items() if v.isalnum()}
    query = f"?{urlencode(kept)}" if kept else ""
    return HttpResponseRedirect(reverse("facts", args=[case.pk]) + query)


@login_required
@require_POST
def confirm_many(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Confirm every ticked fact, all or none."""
    case = case_for(request, case_id, "decide_facts")
    picked = [picked_of(text) for text in request.POST.getlist("fact")]
    try:
        count = confirm_facts(case, person(request), picked, _("Compared with the source."))
    except FactConflict as conflict:
        return conflict_page(request, case, conflict)
    messages.success(request, _("%(count)d facts confirmed.") % {"count": count})
    return back_to_list(case, request)


def picked_of(text: str) -> Picked:
    """What a ticked box sent; WrongCall when it is none of ours."""
    address, _separator, rest = text.partition("|")
    revision, _separator, shown = rest.partition("|")
    try:
        return Picked(UUID(address), revision, shown)
    except ValueError as error:
        raise WrongCall(
            "form_wrong", "The form was not understood.", "Load the page again."
        ) from error


def conflict_page(request: HttpRequest, case: Case, conflict: FactConflict) -> HttpResponse:
    """Both versions beside each other, and what the person had entered."""
    paths = paths_of(case, view.version) if (view := fact_view(case)) else {}
    pairs = []
    for picked, fact in conflict.pairs:
        rows = fact_rows([fact], frozenset(), paths) if fact is not None else ()
        who = [e for e in fact.evidence if e.kind == "person"] if fact is not None else []
        pairs.append(
            {
                "shown": picked.shown,
                "now": shown_line(rows[0]) if rows else "",
                "by": who[-1].who if who else "",
                "address": picked.address if fact is not None else None,
            }
        )
    typed = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "seen", "fact", "revision", "shown")
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    context = {"pairs": pairs, "typed": typed}
    return render_case(request, case, "intake/facts_conflict.html", context, status=409)


@login_required
@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """One fact beside its page; confirm, correct or reject it."""
    case = case_for(request, case_id, "see_work" if request.method == "GET" else "decide_facts")
    view = fact_view(case)
    found = view.find(fact_id) if view else None
    if view is None or (found is None and request.method == "GET"):
        raise Http404
    form, why = _fact_forms(request, found)
    action = request.POST.get("action", "")
    if request.method == "POST":
        told = _told(action, form, why, found)
        if told is not None:
            picked = Picked(
                fact_id, request.POST.get("revision", ""), request.POST.get("shown", "")
            )
            try:
                decide_on(case, person(request), picked, told)
            except FactConflict as conflict:
                return conflict_page(request, case, conflict)
            messages.success(request, _("Your decision is kept."))
            return back_to_list(case, request)
    if found is None:
        return conflict_page(request, case, FactConflict([(Picked(fact_id, "", ""), None)]))
    return fact_page(request, case, view, found, form=form, why=why, action=action)


def fact_page(
    request: HttpRequest, case: Case, view: FactView, found: Fact, **forms: Any
) -> HttpResponse:
    """A fact beside its page, with the forms of a decision as far as they were filled."""
    form, why = _fact_forms(request, found)
    alike = alike_of(view, found)
    rows = fact_rows([found], view.contradictory, paths_of(case, view.version))
    context = {
        "view": view,
        "listed": listed_facts(case, view, [found])[0],
        "pages": _shown_pages(case, view, found),
        "form": form,
        "why": why,
        "why_same": WhyForm(auto_id="same_%s"),
        "why_apart": WhyForm(auto_id="apart_%s"),
        "alike": listed_facts(case, view, alike),
        "places": places_of(found, rows[0]),
        "ticked": request.POST.getlist("other") + request.POST.getlist("place"),
        **forms,
    }
    return render_case(request, case, "intake/fact.html", context)


def _fact_forms(request: HttpRequest, found: Fact | None) -> tuple[FactForm, WhyForm]:
    action = request.POST.get("action", "")
    initial = initial_of(found) if found else {}
    type_ = found.type if found else "Observation"
    form = FactForm(
        type_, request.POST if action == "correct" else None, initial=initial, auto_id="correct_%s"
    )
    return form, WhyForm(request.POST if action == "reject" else None, auto_id="reject_%s")


def _told(action: str, form: FactForm, why: WhyForm, found: Fact | None) -> dict[str, Any] | None:
    """What the person decided; None where a form has to be shown again."""
    if action == "confirm":
        return {"action": "confirm", "why": _("Compared with the source.")}
    if action == "reject" and why.is_valid():
        return {"action": "reject", "why": why.cleaned_data["why"]}
    if action == "correct" and form.is_valid():
        changes = form.changes_to(found) if found else {}
        if not changes:
            form.add_error(None, _("Nothing was changed: confirm the fact instead."))
            return None
        return {"action": "correct", "why": form.cleaned_data["why"], "changes": changes}
    return None


def _shown_pages(case: Case, view: FactView, found: Fact) -> list[dict[str, Any]]:
    """Each page with its picture and boxes, or its text cut where the quote stands."""
    return [
        {
            "page": page,
            "picture": bool(page.picture and page.width and page.height),
            "width": f"{page.width or 0:g}",
            "height": f"{page.height or 0:g}",
            "number": number,
            "boxes": [
                {
                    "x": f"{box[0]:g}", "y": f"{box[1]:g}",
                    "width": f"{box[2] - box[0]:g}", "height": f"{box[3] - box[1]:g}",
                }
                for box in boxes
            ],
            "parts": _parts(page.text, spans),
        }
        for number, (page, spans, boxes) in enumerate(pages_of(case, view.version, found))
    ]  # fmt: skip


def _parts(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is part of the quote."""
    parts, at = [], 0
    for start, end in sorted(spans):
        if start >= at:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in (*parts, (text[at:], False)) if part[0]]


@login_required
@require_safe
def page_picture(request: HttpRequest, case_id: UUID, fact_id: UUID, number: int) -> HttpResponse:
    """The picture of a page that a fact stands on."""
    case = case_for(request, case_id, "see_work")
    view = fact_view(case)
    found = view.find(fact_id) if view else None
    if view is None or found is None:
        raise Http404
    pages = pages_of(case, view.version, found)
    if number >= len(pages) or not pages[number][0].picture:
        raise Http404
    data = version_file(case, view.version, pages[number][0].picture)
    return HttpResponse(data, content_type="image/webp")


@login_required
@require_safe
def fact_place(request: HttpRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """The pages of a fact alone, for its row of the list."""
    case = case_for(request, case_id, "see_work")
    view = fact_view(case)
    found = view.find(fact_id) if view else None
    if view is None or found is None:
        raise Http404
    context = {"pages": _shown_pages(case, view, found), "address": fact_id}
    return render(request, "intake/fact_place.html", {**context, "case": case})


@login_required
@require_POST
def changed_fact(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What holds of a fact that reads differently now."""
    case = case_for(request, case_id, "decide_facts")
    action = request.POST.get("action", "")
    place = request.POST.get("place", "")
    if action not in ("confirm", "reject") or not place.isascii() or not place.isdigit():
        raise WrongCall("form_wrong", "The form was not understood.", "Load the page again.")
    told = {"action": action, "why": _("Both versions were compared with the source.")}
    revision = request.POST.get("revision", "")
    settle_changed(case, person(request), int(place), revision, told)
    messages.success(request, _("Your decision is kept."))
    return back_to_list(case, request)


@login_required
@require_http_methods(["GET", "POST"])
def new_fact(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A fact that the program did not find: first its type, then its fields."""
    case = case_for(request, case_id, "decide_facts")
    type_ = request.POST.get("type") or request.GET.get("type", "")
    type_ = type_ if type_ in FACT_TYPE else ""
    form = FactForm(type_, request.POST or None, initial={"certainty": "affirmed"})
    if request.method == "POST" and type_ and form.is_valid():
        told = {**form.fields_told(), "type": type_}
        why = form.cleaned_data["why"]
        add_fact(case, person(request), told, why, seen=seen_revision(request))
        messages.success(request, _("The fact was added in your name."))
        return HttpResponseRedirect(reverse("facts", args=[case.pk]) + f"?type={type_}")
    context = {
        "type": type_,
        "type_label": word(FACT_TYPE, type_),
        "type_form": TypeForm(),
        "form": form,
    }
    return render_case(request, case, "intake/fact_new.html", context)
