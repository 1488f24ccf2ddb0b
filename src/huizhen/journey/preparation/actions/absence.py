"""What somebody says is not there: recorded, taken back, and accepted by who may accept it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.requirements.absence import (
    ROLES,
    acceptance_hash,
    answer_about,
    is_answerable,
    may_accept,
)
from huizhen.core.preparation.requirements.answer import Speaker, Why, answers_as_json
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.records.evidence import PersonEntry
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows, roles_in
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import UploadLink
from huizhen.ground.records.actions import write_request
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.preparation.actions.waiting import tell
from huizhen.journey.preparation.models import AbsenceAcceptance, AbsenceAnswer, LetterRow
from huizhen.journey.preparation.queries import absence_answers, acceptances_of, opened_answer


@dataclass(frozen=True)
class Told:
    """What a named person said of one thing."""

    why: Why
    speaker: Speaker
    who: str
    words: str
    said_on: date | None = None
    """None for now."""


def record_answer(
    case: Case, actor: User, requirement: str, told: Told, *, seen: int | None = None
) -> AbsenceAnswer:
    """Record what the person was told by telephone or letter, with who said it and when."""
    with changing(case, actor, "record_absence", seen=seen) as change:
        return write_answer(change, finding_now(change.case, requirement), told)


def write_answer(
    change: Change,
    finding: Finding,
    told: Told,
    *,
    letter: LetterRow | None = None,
    link: UploadLink | None = None,
) -> AbsenceAnswer:
    """Within an action: the answer in the place of an earlier one, on its way into the dossier."""
    if not is_answerable(finding):
        raise _gone()
    _end_answers(change, finding.requirement)
    at = told.said_on.isoformat() if told.said_on else timezone.now().isoformat()
    entry = PersonEntry(who=told.who, at=at, why=" ".join(told.words.split()))
    answer = answer_about(finding, told.why, told.speaker, entry)
    row: AbsenceAnswer = AbsenceAnswer.behind_door.create(
        case=change.case,
        requirement=finding.requirement,
        why=told.why,
        speaker=told.speaker,
        sealed=change.case.seal_json(answer.model_dump(mode="json")),
        letter=letter,
        link=link,
        by=change.actor,
    )
    change.about = change.about or f"absence:{row.pk}"
    change.data.update(requirement=finding.requirement, why=told.why, speaker=told.speaker)
    _write(change)
    return row


def withdraw_answer(
    case: Case, actor: User, row: AbsenceAnswer, *, seen: int | None = None
) -> None:
    """Take an answer back that was wrong; what was accepted on it blocks again."""
    about = f"absence:{row.pk}"
    with changing(case, actor, "withdraw_absence", seen=seen, about=about) as change:
        end_absence(change, row.requirement)
        change.data["requirement"] = row.requirement


def end_absence(change: Change, requirement: str) -> None:
    """Within an action: it is not said any more that this is not there."""
    if _end_answers(change, requirement):
        _write(change)


def accept_absence(
    case: Case, actor: User, requirement: str, reason: str, *, seen: int | None = None
) -> AbsenceAcceptance:
    """Let the case go on without an answered item, in the person's name and with a reason."""
    with changing(case, actor, "accept_absence", seen=seen) as change:
        finding = finding_now(change.case, requirement)
        answer = _answer_of(change.case, finding)
        role = _accepting_role(change.case, actor, finding)
        if acceptance_hash(finding) in acceptances_of(change.case):
            raise WrongCall(
                "absence_accepted",
                _noop("Somebody has accepted already that this is not there."),
                _noop("Load the page again to read the reason."),
            )
        row: AbsenceAcceptance = AbsenceAcceptance.behind_door.create(
            case=change.case,
            requirement=requirement,
            finding_hash=acceptance_hash(finding),
            answer=answer,
            sealed_reason=change.case.seal(reason.encode()),
            role=role,
            by=actor,
        )
        change.about = f"acceptance:{row.pk}"
        change.data.update(requirement=requirement, role=role)
        tell(change, actor)
    return row


def withdraw_acceptance(
    case: Case, actor: User, row: AbsenceAcceptance, *, seen: int | None = None
) -> None:
    """Let the lack block again."""
    about = f"acceptance:{row.pk}"
    with changing(case, actor, "withdraw_acceptance", seen=seen, about=about) as change:
        locked = case_row(change.case, AbsenceAcceptance, pk=row.pk, withdrawn_at=None)
        locked.withdrawn_at, locked.withdrawn_by = timezone.now(), actor
        locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
        change.data["requirement"] = row.requirement
        tell(change, actor)


def finding_now(case: Case, requirement: str) -> Finding:
    """What the newest version finds of an item."""
    version = current_version(case)
    found = findings_of(case, version) if version else []
    finding = next((one for one in found if one.requirement == requirement), None)
    if finding is None or not is_answerable(finding):
        raise _gone()
    return finding


def _gone() -> WrongCall:
    return WrongCall(
        "finding_gone",
        _noop("Nothing of this item is missing any more."),
        _noop("Load the page again to see what was found in the newest version."),
    )


def _answer_of(case: Case, finding: Finding) -> AbsenceAnswer:
    """The row of the answer that the version shows; it may have been taken back since."""
    for row in absence_answers(case).filter(requirement=finding.requirement):
        if finding.answer == opened_answer(case, row):
            return row
    raise WrongCall(
        "absence_unanswered",
        _noop("Nobody has answered yet that this is not there, or the dossier is being composed."),
        _noop("Ask for it by a letter, or record what you were told; then load the page again."),
    )


def _accepting_role(case: Case, actor: User, finding: Finding) -> str:
    """The role in which the person may accept the lack."""
    held = roles_in(actor, case)
    if finding.absence == "never":
        raise WrongCall(
            "absence_never_accepted",
            _noop("A case can never go on without this item, whoever says that it is not there."),
            _noop("See on the page of what is missing how it is supplied."),
        )
    if not may_accept(finding, held):
        raise WrongCall(
            "absence_for_clinician",
            _noop("Only a reviewing clinician can accept that this item is not there."),
            _noop("Ask the reviewing clinician of the case to look at the answer."),
        )
    return next(role for role in ROLES[finding.absence] if role in held)


def _end_answers(change: Change, requirement: str) -> int:
    """End the answers about an item with what was accepted on them; how many there were."""
    ended = {"withdrawn_at": timezone.now(), "withdrawn_by": change.actor}
    rows = case_rows(change.case, AbsenceAcceptance)
    rows.filter(requirement=requirement, withdrawn_at=None).update(**ended)
    answers = case_rows(change.case, AbsenceAnswer)
    return answers.filter(requirement=requirement, withdrawn_at=None).update(**ended)


def _write(change: Change) -> None:
    """Let the dossier be composed with the answers as they stand now."""
    answers = [opened_answer(change.case, row) for row in absence_answers(change.case)]
    write_request(change, {"answers": answers_as_json(answers)})
    tell(change, change.actor)
