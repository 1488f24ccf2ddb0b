"""The two long lists: files and facts."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from huizhen.core.records.fact import Fact
from huizhen.ground.records.fact_rows import fact_rows, matching, type_counts
from huizhen.ground.records.inventory_rows import file_rows, source_paths, status_counts
from huizhen.ground.records.wording import FACT_TYPE, FILE_STATUS
from huizhen.web.package import CaseFacts, current_package

FILES_A_PAGE = 100
FACTS_A_PAGE = 50
CONTRADICTORY = "contradictory"
_LONGEST_SEARCH = 200


@require_safe
def inventory(request: HttpRequest) -> HttpResponse:
    """Every received file, or those of one status."""
    entries = current_package().inventory()
    status = request.GET.get("status", "")
    if status not in FILE_STATUS:
        status = ""
    chosen = [entry for entry in entries if not status or entry.status == status]
    page = Paginator(chosen, FILES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "status": status,
        "status_counts": status_counts(entries),
        "file_count": len(entries),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": file_rows(page.object_list, source_paths(entries), get_language() or "en"),
        "query": urlencode({"status": status}) if status else "",
    }
    return render(request, "web/inventory.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact, by type and by words. Words are posted: what a person looks for in a case is
    kept out of addresses, histories and logs."""
    given = request.POST if request.method == "POST" else request.GET
    type_ = given.get("type", "")
    if type_ not in FACT_TYPE and type_ != CONTRADICTORY:
        type_ = ""
    words = request.POST.get("words", "").strip()[:_LONGEST_SEARCH]
    if request.method == "POST" and not words:
        query = f"?{urlencode({'type': type_})}" if type_ else ""
        return HttpResponseRedirect(reverse("facts") + query)
    package = current_package()
    case, paths = package.facts(), source_paths(package.inventory())
    chosen = _of_type(case, type_)
    if words:
        chosen = matching(chosen, words, paths)
    page = Paginator(chosen, FACTS_A_PAGE).get_page(given.get("page"))
    context = {
        "type": type_,
        "words": words,
        "type_counts": type_counts(case.facts),
        "fact_count": len(case.facts),
        "contradictory": CONTRADICTORY,
        "contradictory_count": len(_of_type(case, CONTRADICTORY)),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "rows": fact_rows(page.object_list, case.contradictory, paths),
        "query": urlencode({"type": type_}) if type_ else "",
    }
    return render(request, "web/facts.html", context)


def _of_type(case: CaseFacts, type_: str) -> list[Fact]:
    if type_ == CONTRADICTORY:
        return [fact for fact in case.facts if fact.fact_key in case.contradictory]
    return [fact for fact in case.facts if not type_ or fact.type == type_]
