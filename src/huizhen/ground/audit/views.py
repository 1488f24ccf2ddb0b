"""The trail of a case."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huizhen.ground.audit.models import ChainHead
from huizhen.ground.audit.queries import about_words, action_words, trail_of, who_words
from huizhen.ground.audit.verify import chain_breaks
from huizhen.ground.cases.access import may
from huizhen.ground.cases.pages import case_for, person, render_case


@login_required
@require_safe
def trail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that was done, seen and sent, the newest first, and whether it is whole."""
    case = case_for(request, case_id, "see_audit")
    language = get_language() or "en"
    rows = trail_of(case.pk, with_names=may(person(request), case, "see_identity"))
    for row in rows:
        if not row["is_person"]:
            row["who"] = who_words(row["who"], language)
        row["what"] = action_words(row["what"], language)
        row["about"] = about_words(row["event"].about, language)
    head = ChainHead.objects.filter(chain=f"case:{case.pk}").first()
    is_whole = head is not None and not any(True for _ in chain_breaks(head))
    return render_case(request, case, "audit/trail.html", {"rows": rows, "is_whole": is_whole})
