"""Pages of the case as a whole: overview, dossier, its papers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huizhen.core.preparation.package import DOSSIER_PAGE, PICTURES
from huizhen.core.preparation.served_page import served_page
from huizhen.ground.records.fact_rows import type_counts
from huizhen.ground.records.inventory_rows import status_counts
from huizhen.ground.records.wording import language_name, word
from huizhen.web.package import current_package
from huizhen.web.views.site import static_address
from huizhen.web.wording import BLOCKING, MARK


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
    """The dossier in this desk's frame, and the papers to save."""
    package = current_package()
    listed = package.manifest().files
    papers = [name for name in sorted(listed) if name.endswith((".pdf", ".docx"))]
    return render(request, "web/dossier.html", {"papers": papers, "dossier": package.dossier()})


@require_safe
def dossier_page(_request: HttpRequest) -> HttpResponse:
    """The package's own page: it carries the policy of what it may load."""
    page = current_package().file(DOSSIER_PAGE).decode()
    served = served_page(page, static_address("dossier.css"))
    headers = {"Content-Security-Policy": served.policy, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(served.html, headers=headers)


@require_safe
def dossier_picture(_request: HttpRequest, name: str) -> HttpResponse:
    """The picture of a page that a statement rests on."""
    data = current_package().file(f"{PICTURES}/{name}")
    return HttpResponse(data, content_type="image/webp")


@require_safe
def paper(_request: HttpRequest, name: str) -> HttpResponse:
    """A paper of the package, to be saved and not shown by the browser."""
    kind = _PAPER_TYPES.get(name.rpartition(".")[2])
    package = current_package()
    if kind is None:
        raise Http404
    stem, _, ending = name.rpartition(".")
    saved = f"{stem}-{package.manifest().as_of}.{ending}"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=saved) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    return HttpResponse(package.file(name), content_type=kind, headers=headers)


_PAPER_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
