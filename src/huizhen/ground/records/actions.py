"""Telling the pipeline what to make, and deciding on facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from huizhen.core.records.decisions import decision_from
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.jobs.ledger import ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.records.jobs import PREPARE
from huizhen.ground.records.models import CaseRequest, FactDecision
from huizhen.ground.records.queries import request_of


def ask_to_prepare(case: Case) -> Job:
    """Let the worker read what has arrived and compose anew; what is up to date costs nothing."""
    return ask(PREPARE, f"{PREPARE}:{case.pk}", case.pk)


def set_request(
    case: Case, actor: User | None, fields: Mapping[str, str], *, seen: int | None = None
) -> None:
    """Change what the pipeline is told beside the records (question, as_of, form fields); an
    empty text takes a field away."""
    with changing(case, actor, "set_request", seen=seen) as change:
        write_request(change, fields)


def write_request(change: Change, fields: Mapping[str, str]) -> None:
    """Within an action: change what the pipeline is told, and let it run again."""
    told = {**request_of(change.case), **fields}
    kept = {key: text for key, text in told.items() if text}
    CaseRequest.behind_door.update_or_create(
        case=change.case, defaults={"sealed": change.case.seal_json(kept)}
    )
    change.data["fields"] = sorted(fields)
    change.emit("request_changed")


def decide_fact(
    case: Case, actor: User, told: Mapping[str, Any], *, seen: int | None = None
) -> FactDecision:
    """Confirm, correct, reject, add, merge or split a fact, in the person's name.

    `told` has the fields of core.records.decisions.Decision but who and when; WrongCall says what
    is missing."""
    with changing(case, actor, f"{told.get('action', 'decide')}_fact", seen=seen) as change:
        made = write_decision(change, actor, told)
        change.about = f"decision:{made.pk}"
        change.emit("fact_decided")
    return made


def write_decision(change: Change, actor: User, told: Mapping[str, Any]) -> FactDecision:
    """Within an action: one decision of a fact; WrongCall says what is missing."""
    row = {**told, "who": actor.name, "when": timezone.now().isoformat(timespec="microseconds")}
    decision = decision_from(row, 1)
    return FactDecision.behind_door.create(
        case=change.case,
        fact_key=decision.fact_key,
        action=decision.action,
        sealed=change.case.seal_json(decision.model_dump(mode="json")),
        by=actor,
    )
