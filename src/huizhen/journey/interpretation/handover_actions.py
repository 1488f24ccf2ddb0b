"""Handing reports over: by account or by a link with a code, tracked until they are read."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.consultation.clock import deadline
from huizhen.core.consultation.deadlines import DeadlineBook
from huizhen.core.errors import WrongCall
from huizhen.core.states.small_tables import HANDOVERS
from huizhen.ground.accounts.actions import token_hash
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, link_row, system_case
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.notify.actions import send_mail_to, tell, tell_roles
from huizhen.journey.interpretation.actions import tell_next
from huizhen.journey.interpretation.models import HandoverChannel, HandoverRow
from huizhen.journey.interpretation.queries import acting_role, current_reports, standing
from huizhen.journey.interpretation.recipients import AUDIENCES, Recipient, is_agreed

LINK_LASTS: Final = timedelta(days=14)
MOST_TRIES: Final = 5
MOST_REMINDERS: Final = 3
_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that are not mistaken for one another when told by telephone."""
_HALF: Final = 4


class LinkClosed(WrongCall):
    """A link to a report that cannot be opened, and why."""

    status = 403


def new_code() -> str:
    """A code that is told by another way than the link."""
    halves = ("".join(secrets.choice(_LETTERS) for _ in range(_HALF)) for _ in range(2))
    return "-".join(halves)


def hand_over(
    case: Case,
    actor: User,
    recipient: Recipient,
    channel: str,
    *,
    address: str = "",
    seen: int | None = None,
) -> tuple[HandoverRow, str]:
    """Hand the reports that hold to one reader; the code of the link, '' for an account.

    The link goes to the address by e-mail and is kept nowhere; nor is the code."""
    token, code = _secrets(channel)
    with changing(case, actor, "hand_over", seen=seen) as change:
        role = acting_role(change.case, actor, "hand_over")
        stands = standing(change.case, actor, role).replaced(transfer=recipient.transfer)
        require_gate("hand_over", stands)
        row = _new_row(change, recipient, channel, address, token, code)
        change.about = f"handover:{row.pk}"
        change.data.update(kind=row.recipient_kind, channel=channel, reports=row.versions)
        if change.case.stage == "interpretation":
            change.move("reports_handed_over")
        _plan(change, row)
        tell_next(change)
    _send(case, row, token)
    return row, code


def _secrets(channel: str) -> tuple[str, str]:
    if channel != HandoverChannel.LINK:
        return "", ""
    return secrets.token_urlsafe(32), new_code()


def _new_row(
    change: Change, recipient: Recipient, channel: str, address: str, token: str, code: str
) -> HandoverRow:
    is_link = channel == HandoverChannel.LINK
    if not is_link and recipient.user is None:
        raise WrongCall(
            "no_account",
            "This reader has no account on this desk.",
            "Hand the report over by a link, or invite the person first.",
        )
    wanted = AUDIENCES[recipient.kind]
    reports = [one for one in current_reports(change.case) if one.audience in wanted]
    row = HandoverRow(
        case=change.case,
        recipient_kind=recipient.kind,
        organisation=recipient.organisation,
        user=None if is_link else recipient.user,
        channel=channel,
        versions=[str(one.pk) for one in reports],
        made_by=change.actor,
    )
    if is_link:
        row.sealed_address = change.case.seal(address.strip().encode())
    _begin(row, token, code, recipient.user)
    row.save(force_insert=True)
    return row


def _begin(row: HandoverRow, token: str, code: str, reader: User | None = None) -> None:
    """Let it count from now."""
    now = timezone.now()
    row.sent_at, row.due_at = now, unread_after(now, reader)
    row.tries, row.session_hash, row.opened_at = 0, "", None
    if token:
        row.token_hash, row.code_hash = token_hash(token), _code_hash(token, code)
        row.expires_at = now + LINK_LASTS


def unread_after(start: datetime, reader: User | None = None) -> datetime:
    """Until when a report should have been read, by the reader's own days."""
    rule = DeadlineBook(pack("calendars")).rule("handover_unread", reader.zone if reader else "UTC")
    due = deadline(start, rule)
    return due.at or due.without_stops


def _code_hash(token: str, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return token_hash(f"{token}\x1f{plain}")


def _plan(change: Change, row: HandoverRow) -> None:
    change.emit("handover_unread", row.due_at, handover=str(row.pk))
    if row.expires_at is not None:
        change.emit("handover_expires", row.expires_at, handover=str(row.pk))


def _send(case: Case, row: HandoverRow, token: str, kind: str = "report_ready") -> None:
    if row.user is not None:
        tell([row.user], kind, case, reverse("reports", args=[case.pk]))
    elif row.sealed_address is not None:
        path = reverse("report_link", args=[token]) if token else reverse("handed_report")
        address = case.unseal(row.sealed_address).decode()
        send_mail_to(address, kind, case.language, case.number, path)


def renew_handover(
    case: Case, actor: User, handover_id: UUID, *, seen: int | None = None
) -> tuple[HandoverRow, str]:
    """A new link with a new code in place of the old one, which ends; its code."""
    token, code = "", ""
    with _handing(case, actor, "renew_handover", handover_id, seen) as (change, row):
        role = acting_role(change.case, actor, "hand_over")
        transfer = Recipient(row.recipient_kind, row.organisation, row.user).transfer
        require_gate("hand_over", standing(change.case, actor, role).replaced(transfer=transfer))
        if row.state in ("sent", "opened"):
            row.state = HANDOVERS.after(row.state, "handover_expired")
        row.state = HANDOVERS.after(row.state, "handover_renewed")
        token, code = _secrets(row.channel)
        _begin(row, token, code, row.user)
        row.save()
        _plan(change, row)
        tell_next(change)
    _send(case, row, token)
    return row, code


def revoke_handover(
    case: Case, actor: User | None, handover_id: UUID, *, seen: int | None = None
) -> None:
    """Take it back: it opens nothing any more."""
    with _handing(case, actor, "revoke_handover", handover_id, seen) as (change, row):
        row.state = HANDOVERS.after(row.state, "handover_revoked")
        row.ended_at = timezone.now()
        row.save()
        change.emit("handover_revoked", handover=str(row.pk))
        tell_next(change)


def confirm_reading(
    case: Case, actor: User, handover_id: UUID, receipt: str, *, seen: int | None = None
) -> None:
    """Record that it was read on paper or told by telephone: who says so, and how."""
    with _handing(case, actor, "confirm_reading", handover_id, seen) as (change, row):
        row.state = HANDOVERS.after(row.state, "reading_confirmed")
        row.sealed_receipt = change.case.seal(receipt.strip().encode())
        _note_read(change, row)


def open_by_link(token: str) -> HandoverRow:
    """The hand-over of a link that waits for its code; LinkClosed says why it does not."""
    row = link_row(HandoverRow, token_hash=token_hash(token)) if token else None
    if row is None:
        raise LinkClosed(
            "no_report_link",
            _noop("This browser has no open link to a report."),
            _noop("Open the link that you were sent; if it does not work, ask for a new one."),
        )
    require_open(row)
    if row.session_hash:
        raise LinkClosed(
            "report_link_used",
            _noop("This link to a report has been opened already; it can be opened once."),
            _noop("Go on in the browser in which it was opened, or ask for a new link."),
        )
    return row


def require_open(row: HandoverRow) -> None:
    """Passes while the reports may be read by this hand-over."""
    if row.state == "revoked":
        raise LinkClosed(
            "report_taken_back",
            _noop("This report was taken back by those who sent it."),
            _noop("Ask them for the version that holds now."),
        )
    is_over = row.expires_at is not None and row.expires_at <= timezone.now()
    if row.state == "expired" or is_over:
        raise LinkClosed(
            "report_link_expired",
            _noop(
                "This link can no longer be used: its time is over, or a wrong code was entered "
                "too often."
            ),
            _noop("Ask those who sent it for a new link."),
        )
    if not is_agreed(system_case(row.case_id), row.recipient_kind, row.organisation_id):
        raise LinkClosed(
            "consent_no_longer_given",
            _noop("The patient's consent to this was withdrawn."),
            _noop("Speak with the patient, or with those who sent the link."),
        )


def exchange_link(token: str, code: str) -> str:
    """The secret of the one session that link and code are good for.

    A wrong code counts; after the fifth the link is closed."""
    found = open_by_link(token)
    case = system_case(found.case_id)
    secret, is_right = secrets.token_urlsafe(32), False
    about = f"handover:{found.pk}"
    with changing(case, None, "open_handover", about=about, link_id=found.pk) as change:
        row = case_row(change.case, HandoverRow, id=found.pk)
        require_open(row)
        is_right = secrets.compare_digest(row.code_hash, _code_hash(token, code))
        if is_right and not row.session_hash:
            row.session_hash = token_hash(secret)
            _note_opened(change, row)
        else:
            is_right = False
            _note_wrong(change, row)
    if not is_right:
        raise _wrong_code(case, row)
    return secret


def _note_wrong(change: Change, row: HandoverRow) -> None:
    row.tries += 1
    change.action = "try_handover"
    change.data["tries"] = row.tries
    if row.tries >= MOST_TRIES:
        row.state = HANDOVERS.after(row.state, "handover_expired")
        change.emit("handover_locked", handover=str(row.pk))
    row.save()


def _wrong_code(case: Case, row: HandoverRow) -> LinkClosed:
    if row.tries >= MOST_TRIES:
        tell_roles(case, ["coordinator"], "handover_locked", reverse("reports", args=[case.pk]))
        return LinkClosed(
            "report_link_locked",
            _noop("A wrong code was entered too often; the link is closed."),
            _noop("Ask those who sent it for a new link."),
        )
    return LinkClosed(
        "wrong_code",
        _noop("The code is not right."),
        _noop(
            "Compare it with the code that you were told. "
            "After five wrong codes the link is closed."
        ),
    )


def note_opened(case: Case, row: HandoverRow) -> None:
    """Its reader has opened it through the account; a second time changes nothing."""
    if row.state != "sent":
        return
    with _handing(case, row.user, "open_handover", row.pk, None) as (change, locked):
        if locked.state == "sent":
            _note_opened(change, locked)


def _note_opened(change: Change, row: HandoverRow) -> None:
    row.state = HANDOVERS.after(row.state, "handover_opened")
    row.opened_at = timezone.now()
    row.save()
    change.emit("handover_opened", handover=str(row.pk))


def note_read(case: Case, row: HandoverRow) -> None:
    """Its reader says that it was read; said twice it is noted once."""
    if row.state == "read":
        return
    link_id = None if row.user_id else row.pk
    about = f"handover:{row.pk}"
    with changing(case, row.user, "read_handover", about=about, link_id=link_id) as change:
        locked = case_row(change.case, HandoverRow, id=row.pk)
        if locked.state == "read":
            return
        locked.state = HANDOVERS.after(locked.state, "handover_read")
        _note_read(change, locked)


def _note_read(change: Change, row: HandoverRow) -> None:
    row.read_at = row.ended_at = timezone.now()
    row.save()
    change.emit("report_read", handover=str(row.pk))
    tell_next(change)


def remind_reader(case: Case, handover_id: UUID) -> None:
    """Nobody has read it in time: its reader is told again, and the coordinator that it is so."""
    now = timezone.now()
    stands = case_row(case, HandoverRow, id=handover_id)
    is_due = stands.state in ("sent", "opened") and stands.due_at <= now
    if not is_due or stands.reminded >= MOST_REMINDERS:
        return
    with _handing(case, None, "remind_handover", handover_id, None) as (change, row):
        row.state = HANDOVERS.after(row.state, "handover_reminded")
        row.reminded += 1
        row.due_at = unread_after(now, row.user)
        row.save()
        change.data["reminded"] = row.reminded
        change.emit("handover_unread", row.due_at, handover=str(row.pk))
        tell_next(change)
    _send(case, row, "", "report_unread")
    tell_roles(case, ["coordinator"], "report_unread", reverse("reports", args=[case.pk]))


def expire_handover(case: Case, handover_id: UUID) -> None:
    """The time of a link is over; what was read stays read."""
    stands = case_row(case, HandoverRow, id=handover_id)
    is_over = stands.expires_at is not None and stands.expires_at <= timezone.now()
    if stands.state not in ("sent", "opened") or not is_over:
        return
    with _handing(case, None, "expire_handover", handover_id, None) as (change, row):
        row.state = HANDOVERS.after(row.state, "handover_expired")
        row.save()
        tell_next(change)
    tell_roles(case, ["coordinator"], "deadline_passed", reverse("reports", args=[case.pk]))


@contextmanager
def _handing(
    case: Case, actor: User | None, action: str, handover_id: UUID, seen: int | None
) -> Iterator[tuple[Change, HandoverRow]]:
    about = f"handover:{handover_id}"
    with changing(case, actor, action, seen=seen, about=about) as change:
        yield change, case_row(change.case, HandoverRow, id=handover_id)
