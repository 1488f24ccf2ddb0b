"""The questions to the department, with what each lacks."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huizhen.core.preparation.question import QuestionCheck
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.journey.preparation.actions import questions as actions
from huizhen.journey.preparation.forms import ChineseForm, QuestionForm
from huizhen.journey.preparation.models import QuestionRow
from huizhen.journey.preparation.queries import Question, opened_question, questions_of
from huizhen.journey.preparation.question_check import checked


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """All questions with their verdicts; a new one is checked before it is kept."""
    case = case_for(request, case_id, "write_question" if request.method == "POST" else "see_work")
    form = QuestionForm(request.POST or None, initial={"language": _asker(case)})
    draft = None
    if request.method == "POST" and form.is_valid():
        text, language = form.cleaned_data["text"], form.cleaned_data["language"]
        if "check" in request.POST:
            draft = advice_of(checked(text, language, case.specialty))
        else:
            actions.ask_question(case, person(request), text, language, seen=seen_revision(request))
            messages.success(request, _("The question was added."))
            return HttpResponseRedirect(reverse("questions", args=[case.pk]))
    context = {
        "questions": [shown(case, one) for one in questions_of(case)],
        "form": form,
        "draft": draft,
    }
    return render_case(
        request, case, "preparation/questions.html", context, 400 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, case_id: UUID, question_id: UUID) -> HttpResponse:
    """One question: its words, its Chinese, its check."""
    need = "see_work" if request.method == "GET" else "write_question"
    case = case_for(request, case_id, need)
    row = case_row(case, QuestionRow, pk=question_id, withdrawn_at=None)
    one = opened_question(case, row)
    form = QuestionForm(
        request.POST or None,
        initial={"text": one.text, "language": one.language, "revision": one.revision},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.change_question(
            case,
            person(request),
            row,
            told["text"],
            told["language"],
            revision=told["revision"] or 0,
            seen=seen_revision(request),
        )
        messages.success(request, _("The question was changed."))
        return HttpResponseRedirect(reverse("question", args=[case.pk, row.pk]))
    return _page(request, case, one, form, None)


@login_required
@require_POST
def word_question(request: HttpRequest, case_id: UUID, question_id: UUID) -> HttpResponse:
    """Give a question its Chinese wording."""
    case = case_for(request, case_id, "edit_dossier")
    row = case_row(case, QuestionRow, pk=question_id, withdrawn_at=None)
    form = ChineseForm(request.POST)
    if not form.is_valid():
        return _page(request, case, opened_question(case, row), None, form)
    actions.word_question(
        case,
        person(request),
        row,
        form.cleaned_data["chinese"],
        revision=form.cleaned_data["revision"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The Chinese wording stands in your name."))
    return HttpResponseRedirect(reverse("question", args=[case.pk, row.pk]))


@login_required
@require_POST
def withdraw_question(request: HttpRequest, case_id: UUID, question_id: UUID) -> HttpResponse:
    """Take a question out."""
    case = case_for(request, case_id, "write_question")
    row = case_row(case, QuestionRow, pk=question_id, withdrawn_at=None)
    actions.withdraw_question(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The question was withdrawn."))
    return HttpResponseRedirect(reverse("questions", args=[case.pk]))


@login_required
@require_POST
def raise_question(request: HttpRequest, case_id: UUID, question_id: UUID) -> HttpResponse:
    """Move a question up."""
    case = case_for(request, case_id, "write_question")
    row = case_row(case, QuestionRow, pk=question_id, withdrawn_at=None)
    actions.raise_question(case, person(request), row, seen=seen_revision(request))
    return HttpResponseRedirect(reverse("questions", args=[case.pk]))


def shown(case: Case, one: Question) -> dict[str, object]:
    """A question with the advice that its author reads."""
    check = checked(one.text, one.language, case.specialty)
    return {"question": one, **advice_of(check)}


def advice_of(check: QuestionCheck) -> dict[str, object]:
    """Verdict and advice in the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    return {
        "verdict": check.verdict,
        "advice": [one.zh if is_chinese else one.en for one in check.advice],
        "review": check.review,
        "pack": f"{check.pack.id} {check.pack.version}",
    }


def _page(
    request: HttpRequest,
    case: Case,
    one: Question,
    form: QuestionForm | None,
    chinese: ChineseForm | None,
) -> HttpResponse:
    has_errors = bool((form and form.errors) or (chinese and chinese.errors))
    told = {"text": one.text, "language": one.language, "revision": one.revision}
    context = {
        **shown(case, one),
        "form": form or QuestionForm(initial=told),
        "chinese_form": chinese
        or ChineseForm(initial={"chinese": one.zh, "revision": one.revision}),
    }
    status = 400 if has_errors else 200
    return render_case(request, case, "preparation/question.html", context, status)


def _asker(case: Case) -> str:
    return case.language.split("-", maxsplit=1)[0]
