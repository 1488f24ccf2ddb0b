"""Entering, wording, ordering and withdrawing the questions of a case."""

from __future__ import annotations

from django.utils import timezone

from huizhen.core.preparation.edits import QUESTION, Edit, edits_as_json
from huizhen.core.records.evidence import PersonEntry
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, StalePage, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.actions import write_request
from huizhen.journey.preparation.actions.waiting import tell
from huizhen.journey.preparation.models import QuestionRow, StatementEdit
from huizhen.journey.preparation.queries import Question, question_rows, questions_of
from huizhen.journey.preparation.question_check import checked

WORDED = "Chinese wording of the question"
"""Why a question's wording stands in the dossier, as its evidence says."""
REWORDED = "wording of the dossier"


def ask_question(
    case: Case, actor: User, text: str, language: str, *, seen: int | None = None
) -> QuestionRow:
    """Add a question behind those that there are."""
    with changing(case, actor, "ask_question", seen=seen) as change:
        last = question_rows(change.case).last()
        check = checked(text, language, change.case.specialty)
        row: QuestionRow = QuestionRow.behind_door.create(
            case=change.case,
            order=last.order + 1 if last else 1,
            language=language,
            sealed=change.case.seal_json({"text": text, "zh": ""}),
            verdict=check.verdict,
            checked_for=change.case.specialty,
            asked_by=actor,
        )
        change.about = f"question:{row.pk}"
        change.data["verdict"] = check.verdict
        write_dossier_words(change)
        tell(change, actor)
    return row


def change_question(
    case: Case,
    actor: User,
    row: QuestionRow,
    text: str,
    language: str,
    *,
    revision: int,
    seen: int | None = None,
) -> None:
    """Put a question in other words; a Chinese wording of the old ones no longer counts."""
    with changing(case, actor, "change_question", seen=seen, about=f"question:{row.pk}") as change:
        locked = _as_seen(change, row, revision)
        told = change.case.unseal_json(locked.sealed)
        if told["text"] != text:
            told = {"text": text, "zh": ""}
            locked.zh_by = locked.zh_at = None
        check = checked(text, language, change.case.specialty)
        locked.language, locked.verdict = language, check.verdict
        locked.checked_for = change.case.specialty
        change.data["verdict"] = check.verdict
        _save(change, locked, told)
        tell(change, actor)


def word_question(
    case: Case,
    actor: User,
    row: QuestionRow,
    chinese: str,
    *,
    revision: int,
    seen: int | None = None,
) -> None:
    """Give a question its Chinese wording, in the person's name; an empty one takes it away."""
    with changing(case, actor, "word_question", seen=seen, about=f"question:{row.pk}") as change:
        locked = _as_seen(change, row, revision)
        told = {**change.case.unseal_json(locked.sealed), "zh": chinese}
        locked.zh_by, locked.zh_at = (actor, timezone.now()) if chinese else (None, None)
        _save(change, locked, told)


def withdraw_question(case: Case, actor: User, row: QuestionRow, *, seen: int | None) -> None:
    """Take a question out of the case; what was put to a department before stays there."""
    with changing(
        case, actor, "withdraw_question", seen=seen, about=f"question:{row.pk}"
    ) as change:
        question_rows(change.case).filter(pk=row.pk).update(withdrawn_at=timezone.now())
        write_dossier_words(change)
        tell(change, actor)


def raise_question(case: Case, actor: User, row: QuestionRow, *, seen: int | None) -> None:
    """Move a question before the one that stands above it."""
    with changing(case, actor, "order_questions", seen=seen, about=f"question:{row.pk}") as change:
        rows = list(question_rows(change.case))
        place = [each.pk for each in rows].index(row.pk)
        if place:
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for order, each in enumerate(rows, start=1):
            question_rows(change.case).filter(pk=each.pk).update(order=order)
        write_dossier_words(change)


def _as_seen(change: Change, row: QuestionRow, revision: int) -> QuestionRow:
    """The question under the case's lock, as the person's page showed it."""
    locked: QuestionRow = case_row(change.case, QuestionRow, pk=row.pk, withdrawn_at=None)
    if locked.revision != revision:
        raise StalePage
    return locked


def _save(change: Change, row: QuestionRow, told: dict[str, str]) -> None:
    row.sealed = change.case.seal_json(told)
    row.revision += 1
    row.save()
    write_dossier_words(change)


def write_dossier_words(change: Change) -> None:
    """Let the dossier be composed with the questions and wordings as they stand now."""
    questions = questions_of(change.case)
    asked = _numbered([one.text for one in questions])
    worded = _worded(change.case, questions, asked)
    edits = [*([worded] if worded else []), *_statement_edits(change.case)]
    write_request(change, {"question": asked, "edits": edits_as_json(edits)})


def _worded(case: Case, questions: list[Question], asked: str) -> Edit | None:
    """The questions in Chinese, when a named person worded each that is not Chinese already."""
    if not questions or not all(one.chinese for one in questions):
        return None
    rows = [row for row in question_rows(case) if row.zh_by and row.zh_at]
    if not rows:
        return None
    entry = PersonEntry(
        who="、".join(dict.fromkeys(row.zh_by.name for row in rows if row.zh_by)),
        at=max(row.zh_at for row in rows if row.zh_at).isoformat(),
        why=WORDED,
    )
    return Edit(
        key=QUESTION,
        seen=asked,
        text=_numbered([one.chinese for one in questions]),
        entry=entry,
    )


def _statement_edits(case: Case) -> list[Edit]:
    rows = case_rows(case, StatementEdit).filter(withdrawn_at=None).select_related("by")
    return [
        Edit(
            key=told["key"],
            seen=told["seen"],
            text=told["text"],
            entry=PersonEntry(who=row.by.name, at=row.at.isoformat(), why=REWORDED),
        )
        for row in rows.order_by("id")
        for told in (case.unseal_json(row.sealed),)
    ]


def _numbered(texts: list[str]) -> str:
    """One text as it is, several numbered line by line as the dossier reads them."""
    flat = [" ".join(text.split()) for text in texts]
    if len(flat) == 1:
        return flat[0]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(flat, start=1))
