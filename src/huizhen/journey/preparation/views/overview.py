"""Preparation at a glance: what is done, what is next."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.pages import case_for, person, render_case
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.queries import (
    OPEN_LETTERS,
    letters_of,
    questions_of,
    sign_off_of,
    standing,
)

_OF_THE_READER = ("actor_unnamed", "role_not_allowed")
"""Who reads is not what stands in the way of the signature."""


@login_required
@require_safe
def overview(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Question, gaps, letters, dossier, signature, package: each with where it stands."""
    case = case_for(request, case_id, "see_work")
    now = standing(case, person(request))
    letters = letters_of(case)
    unmet = unmet_of("sign_off_dossier", now)
    context = {
        "version": current_version(case),
        "questions": questions_of(case),
        "standing": now,
        "letters_open": letters.filter(state__in=OPEN_LETTERS).count(),
        "letters": letters.count(),
        "sign_off": sign_off_of(case),
        "sealed": len(now.sealed),
        "unmet": [one for one in unmet if one["code"] not in _OF_THE_READER],
    }
    return render_case(request, case, "preparation/overview.html", context)
