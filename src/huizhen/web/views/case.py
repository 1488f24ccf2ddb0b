"""Pages of the case as a whole: overview, dossier, its PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huizhen.core.preparation.dossier_page import dossier_html
from huizhen.web.fact_rows import type_counts
from huizhen.web.inventory_rows import status_counts
from huizhen.web.package import current_package
from huizhen.web.wording import BLOCKING, MARK, language_name, word


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the case is, what blocks it, what was received and found."""
    package = current_package()
    dossier, entries, case = package.dossier(), package.inventory(), package.facts()
    known = [BLOCKING[code] for code in dossier.blocking if code in BLOCKING]
    is_chinese = (get_language() or "").startswith("zh")
    context = {
        "dossier": dossier,
        "department": dossier.department_zh if is_chinese else dossier.department_en,
        "question_language": language_name(dossier.question_language),
        "marks": [word(MARK, mark) for mark in (*dossier.marks, dossier.identity_note) if mark],
        "blocking": known,
        "blocking_codes": [code for code in dossier.blocking if code not in BLOCKING],
        "status_counts": status_counts(entries),
        "file_count": len(entries),
        "type_counts": type_counts(case.facts),
        "fact_count": len(case.facts),
        "contradiction_count": len(case.contradictory),
        "manifest": package.manifest(),
    }
    return render(request, "web/overview.html", context)


@require_safe
def dossier(request: HttpRequest) -> HttpResponse:
    """The dossier as the core writes it, in this desk's frame."""
    page = dossier_html(current_package().dossier())
    body = page.partition("<main>")[2].partition("</main>")[0]
    footer = page.partition("<footer>")[2].partition("</footer>")[0]
    return render(request, "web/dossier.html", {"body": body, "footer": footer})


@require_safe
def dossier_pdf(_request: HttpRequest) -> HttpResponse:
    """The PDF of the package, to be saved and not shown by the browser."""
    package = current_package()
    as_of = package.manifest().as_of
    headers = {
        "Content-Disposition": f'attachment; filename="huizhen-dossier-{as_of}.pdf"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return HttpResponse(package.pdf(), content_type="application/pdf", headers=headers)
