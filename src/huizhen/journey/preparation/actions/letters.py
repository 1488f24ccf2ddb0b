"""Letters to the home team: drafted, sent, opened, answered, reminded, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.consultation.clock import deadline
from huizhen.core.consultation.deadlines import DeadlineBook
from huizhen.core.errors import WrongCall, WrongState
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.states.small_tables import REQUESTS
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.link_actions import make_link
from huizhen.ground.files.models import UploadLink
from huizhen.ground.language.queries import open_now
from huizhen.ground.notify.actions import tell as notify
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.preparation.actions.absence import Told, end_absence, write_answer
from huizhen.journey.preparation.actions.waiting import tell
from huizhen.journey.preparation.jobs import ask_to_set
from huizhen.journey.preparation.languages import letter_pairs
from huizhen.journey.preparation.letter_text import item_of, letter_languages, wishes_in
from huizhen.journey.preparation.models import LetterAnswer, LetterRow
from huizhen.journey.preparation.queries import OPEN_LETTERS, answers_of, standing
from huizhen.journey.preparation.recipients import Practice, patient_of, transfer_to

HOLD = "waiting_for_home_team"
LIMIT = "home_team_request"
AnswerKind = Literal["sent", "not_held"]


def draft_letter(
    case: Case,
    actor: User,
    kind: str,
    requirements: Sequence[str],
    practice: Practice | None,
    language: str,
    *,
    seen: int | None = None,
) -> LetterRow:
    """A letter that asks for the chosen things of the newest version, not sent yet."""
    with changing(case, actor, "draft_letter", seen=seen) as change:
        version = current_version(change.case)
        wishes = [
            wish
            for wish in wishes_in(change.case, version)
            if wish.kind == kind and wish.finding.requirement in requirements
        ]
        if (
            version is None
            or not wishes
            or {w.finding.requirement for w in wishes} != set(requirements)
        ):
            raise WrongCall(
                "nothing_to_ask",
                _noop("What was chosen is not wanted any more, or nothing was chosen."),
                _noop("Load the page again and choose from the list."),
            )
        if language not in letter_languages(change.case, version):
            raise WrongCall(
                "letter_language",
                _noop("Letters are not written in this language."),
                _noop("Choose one from the list."),
            )
        row: LetterRow = LetterRow.behind_door.create(
            case=change.case,
            version=version,
            kind=kind,
            language=language,
            practice=practice.organisation if practice else None,
            recipient=practice.user if practice else patient_of(change.case),
            sealed=change.case.seal_json({"items": [item_of(wish) for wish in wishes]}),
            drafted_by=actor,
        )
        change.about = f"letter:{row.pk}"
        change.data.update(kind=kind, items=len(wishes))
    ask_to_set(row)
    return row


def send_letter(
    case: Case, actor: User, letter: LetterRow, *, with_link: bool, seen: int | None = None
) -> str:
    """Send a drafted letter; with a link, its token, which is kept nowhere.

    The home physician is told on the desk and by a mail without content."""
    token = ""
    with changing(case, actor, "send_letter", seen=seen, about=f"letter:{letter.pk}") as change:
        row = _locked(change, letter)
        state = REQUESTS.after(row.state, "request_sent")
        transfer = transfer_to(row.practice)
        differing = open_now(change.case, letter_pairs(change.case, row))
        now = standing(change.case, actor, transfer=transfer, language_findings=differing)
        require_gate("send_request", now)
        if row.pdf_id is None:
            raise WrongState(
                "letter_not_set",
                _noop("The letter's paper is still being made."),
                _noop("Wait a moment, load the page again, then send it."),
            )
        row.state, row.sent_at, row.sent_by = state, timezone.now(), actor
        row.due_at = answer_due(row.sent_at, row.recipient)
        row.save()
        change.data.update(kind=row.kind, recipient=transfer.recipient)
        change.hold("waiting_for_home_team", about=f"letter:{row.pk}")
        change.emit("letter_due", row.due_at, letter=str(row.pk))
        change.emit("home_team_asked", letter=str(row.pk))
        tell(change, actor)
    if with_link:
        link, token = make_link(case, actor, about=f"letter:{letter.pk}", purpose="letter")
        case_rows(case, LetterRow).filter(pk=letter.pk).update(link=link)
    if row.recipient is not None:
        notify([row.recipient], "letter_sent", case, f"/cases/{case.pk}/letters/{row.pk}/")
    return token


def answer_due(start: datetime, reader: User | None) -> datetime:
    """Until when an answer is waited for, in the reader's own zone."""
    rule = DeadlineBook(pack("calendars")).rule(LIMIT, reader.zone if reader else "UTC")
    due = deadline(start, rule)
    return due.at or due.without_stops


def note_opened(case: Case, actor: User, letter: LetterRow) -> None:
    """The letter has been opened by one of those who were asked."""
    if letter.state != "sent":
        return
    with changing(case, actor, "open_letter", about=f"letter:{letter.pk}") as change:
        row = _locked(change, letter)
        if row.state == "sent":
            row.state = REQUESTS.after(row.state, "request_opened")
            row.opened_at = timezone.now()
            row.save(update_fields=["state", "opened_at"])
    letter.state = row.state


def answer_item(
    case: Case,
    actor: User | None,
    letter: LetterRow,
    requirement: str,
    kind: AnswerKind,
    told: Told,
    *,
    seen: int | None = None,
    link: UploadLink | None = None,
) -> None:
    """Say of one thing that it was sent, or that it is not there, with who says so and why."""
    about = f"letter:{letter.pk}"
    by_link = link.pk if link else None
    with changing(case, actor, "answer_letter", seen=seen, about=about, link_id=by_link) as change:
        row = _locked(change, letter)
        items = change.case.unseal_json(row.sealed)["items"]
        if requirement not in {item["requirement"] for item in items}:
            raise WrongCall(
                "not_asked",
                _noop("The letter does not ask for this."),
                _noop("Load the page again."),
            )
        LetterAnswer.behind_door.create(
            case=change.case,
            letter=row,
            requirement=requirement,
            kind=kind,
            sealed_words=change.case.seal(told.words.encode()) if told.words else None,
            by=actor,
        )
        if kind == "not_held":
            write_answer(
                change, _asked_finding(change.case, row, requirement), told, letter=row, link=link
            )
        else:
            end_absence(change, requirement)
        is_whole = len(answers_of(change.case, row)) == len(items)
        _answered(change, row, is_whole)
        change.data.update(requirement=requirement, kind=kind)
        tell(change, actor)
    tell_roles(case, ["coordinator"], "letter_answered", f"/cases/{case.pk}/preparation/letters/")


def _asked_finding(case: Case, row: LetterRow, requirement: str) -> Finding:
    """What the letter asks, as the version that it was drafted from found it."""
    found = findings_of(case, row.version)
    return next(one for one in found if one.requirement == requirement)


def note_files(case: Case, letter: LetterRow) -> None:
    """Files have come for the letter: it is answered at least in part."""
    if letter.state not in OPEN_LETTERS:
        return
    with changing(case, None, "receive_for_letter", about=f"letter:{letter.pk}") as change:
        row = _locked(change, letter)
        if row.state not in OPEN_LETTERS:
            return
        _answered(change, row, is_whole=False)
        tell(change)
    tell_roles(case, ["coordinator"], "letter_answered", f"/cases/{case.pk}/preparation/letters/")


def settle_letter(
    case: Case, actor: User, letter: LetterRow, *, is_enough: bool, seen: int | None = None
) -> None:
    """The coordinator finds the answer whole, or not yet enough."""
    with changing(case, actor, "settle_letter", seen=seen, about=f"letter:{letter.pk}") as change:
        row = _locked(change, letter)
        if is_enough:
            _answered(change, row, is_whole=True)
        else:
            row.state = REQUESTS.after(row.state, "answer_found_insufficient")
            row.closed_at = None
            row.save()
            change.hold("waiting_for_home_team", about=f"letter:{row.pk}")
        change.data["state"] = row.state
        tell(change, actor)


def remind_letter(
    case: Case, actor: User | None, letter: LetterRow, *, seen: int | None = None
) -> None:
    """Ask again; the time limit begins anew."""
    with changing(case, actor, "remind_letter", seen=seen, about=f"letter:{letter.pk}") as change:
        row = _locked(change, letter)
        row.state = REQUESTS.after(row.state, "request_reminded")
        row.reminded_at = timezone.now()
        row.due_at = answer_due(row.reminded_at, row.recipient)
        row.save()
        change.emit("letter_due", row.due_at, letter=str(row.pk))
        tell(change, actor)
    if row.recipient is not None:
        notify([row.recipient], "letter_sent", case, f"/cases/{case.pk}/letters/{row.pk}/")


def cancel_letter(case: Case, actor: User, letter: LetterRow, *, seen: int | None = None) -> None:
    """Give a letter up: nothing is waited for any more."""
    with changing(case, actor, "cancel_letter", seen=seen, about=f"letter:{letter.pk}") as change:
        cancel_within(change, _locked(change, letter))
        tell(change, actor)


def cancel_within(change: Change, row: LetterRow) -> None:
    """Give it up within another change."""
    row.state = REQUESTS.after(row.state, "request_cancelled")
    row.closed_at = timezone.now()
    row.save()
    change.end_hold("waiting_for_home_team", about=f"letter:{row.pk}")
    change.emit("waiting_given_up", letter=str(row.pk))


def _locked(change: Change, letter: LetterRow) -> LetterRow:
    """The letter as it is under the case's lock."""
    row: LetterRow = case_row(change.case, LetterRow, pk=letter.pk)
    return row


def _answered(change: Change, row: LetterRow, is_whole: bool) -> None:
    event = "request_answered" if is_whole else "request_partly_answered"
    row.state = REQUESTS.after(row.state, event)
    if is_whole:
        row.closed_at = timezone.now()
        change.end_hold("waiting_for_home_team", about=f"letter:{row.pk}")
        change.emit("home_team_answered", letter=str(row.pk))
    row.save()
