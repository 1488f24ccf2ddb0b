"""Statements of the dossier in a named person's words."""

from __future__ import annotations

from django.utils import timezone

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.statement import Statement
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import StalePage, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.queries import current_version, dossier_of
from huizhen.journey.preparation.actions.questions import write_dossier_words
from huizhen.journey.preparation.models import StatementEdit
from huizhen.journey.preparation.queries import editable_statements, key_hash


def edit_statement(
    case: Case,
    actor: User,
    hashed_key: str,
    text: str,
    *,
    revision: int,
    seen: int | None = None,
) -> StatementEdit:
    """Give a statement of the newest composition other words, in the person's name.

    `revision` is that of the edit that the page showed, 0 where there was none."""
    with changing(case, actor, "edit_statement", seen=seen) as change:
        statement = composed_statement(change.case, hashed_key)
        row = case_rows(change.case, StatementEdit).filter(key_hash=hashed_key).first()
        if (row.revision if row and row.withdrawn_at is None else 0) != revision:
            raise StalePage
        row = row or StatementEdit(case=change.case, key_hash=hashed_key, revision=0)
        told = {"key": statement.key, "seen": _composed_text(change.case, row, statement)}
        row.sealed = change.case.seal_json({**told, "text": text})
        row.by, row.at, row.withdrawn_at = actor, timezone.now(), None
        row.revision += 1
        row.save()
        change.about = f"edit:{row.pk}"
        write_dossier_words(change)
    return row


def withdraw_edit(case: Case, actor: User, row: StatementEdit, *, seen: int | None = None) -> None:
    """Let the composed words stand again."""
    with changing(case, actor, "withdraw_edit", seen=seen, about=f"edit:{row.pk}") as change:
        case_rows(change.case, StatementEdit).filter(pk=row.pk, withdrawn_at=None).update(
            withdrawn_at=timezone.now()
        )
        write_dossier_words(change)


def composed_statement(case: Case, hashed_key: str) -> Statement:
    """The statement of the newest dossier; WrongCall when it has none of that key."""
    version = current_version(case)
    if version is not None and version.dossier_hash:
        for statement in editable_statements(dossier_of(case, version)):
            if key_hash(statement.key) == hashed_key:
                return statement
    raise WrongCall(
        "statement_gone",
        "The newest dossier has no such statement.",
        "Load the page again; what you wrote is shown below.",
    )


def _composed_text(case: Case, row: StatementEdit, statement: Statement) -> str:
    """What the program composed, even where an edit stands in its place already."""
    if statement.entry is None or not row.sealed:
        return statement.text
    return str(case.unseal_json(row.sealed)["seen"])
