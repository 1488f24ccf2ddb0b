"""The clock of an invited department: its rule, start, stops, and what it says in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from huizhen.core.consultation.calendars import HospitalCalendar, load_calendar
from huizhen.core.consultation.clock import (
    ClockReading,
    ClockRule,
    ClockStop,
    deadline,
    read_clock,
)
from huizhen.core.consultation.deadlines import DeadlineBook
from huizhen.core.consultation.wording import ClockWords
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack, state_words
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    MaterialRequest,
    OpinionRow,
    Submission,
)

HOSPITAL_ZONE = "Asia/Shanghai"
"""One zone holds by law in all of China, the country of the directory."""
RUNS_IN = ("awaited", "draft")
"""States of an opinion in which its clock runs."""


class ShownStop(Value):
    """One stop as a page lists it."""

    start: datetime
    end: datetime | None
    owner: str
    reason: str


def calendar() -> HospitalCalendar:
    """Working days of the hospitals."""
    return load_calendar(pack("calendars"), "cn")


def _book() -> DeadlineBook:
    return DeadlineBook(pack("calendars"))


def opinion_rule(invitation: DepartmentInvitation) -> ClockRule:
    """How long the department has for its opinion."""
    limit = "opinion_expedited" if invitation.is_expedited else "opinion_written"
    return _book().rule(limit, HOSPITAL_ZONE)


def answer_deadline(sent_at: datetime) -> datetime:
    """Until when an invitation waits for its answer."""
    rule = _book().rule("invitation_answer", HOSPITAL_ZONE)
    due = deadline(sent_at, rule, calendar())
    return due.at or due.without_stops


def clock_start(case: Case, invitation: DepartmentInvitation) -> datetime | None:
    """When the invitation was accepted and the material was there, whichever came later."""
    if invitation.state != "accepted" or invitation.answered_at is None:
        return None
    delivered = case_rows(case, Submission).filter(invitation=invitation, state="delivered")
    first = delivered.order_by("delivered_at").first()
    if first is None or first.delivered_at is None:
        return None
    return max(invitation.answered_at, first.delivered_at)


def stops_of(case: Case, invitation: DepartmentInvitation) -> list[ClockStop]:
    """Every stop of the department's clock; one asked for before the start begins no earlier."""
    rows = case_rows(case, MaterialRequest).filter(invitation=invitation).order_by("asked_at")
    language = get_language() or "en"
    return [
        ClockStop(
            start=row.asked_at,
            end=row.ended_at,
            reason=case.unseal_json(row.sealed)["what"],
            owner=state_words().role(row.owner_role).text(language),
        )
        for row in rows
    ]


def reading_of(case: Case, invitation: DepartmentInvitation) -> ClockReading | None:
    """What the clock shows now; None before it starts."""
    start = clock_start(case, invitation)
    if start is None:
        return None
    stops = stops_of(case, invitation)
    return read_clock(start, timezone.now(), opinion_rule(invitation), calendar(), stops)


def clock_line(case: Case, invitation: DepartmentInvitation, zone: str) -> str:
    """What the clock says, in the hospital's time and in the reader's."""
    shown = reading_of(case, invitation)
    if shown is None:
        return ""
    words = ClockWords(pack("calendars"), get_language() or "en")
    rule = opinion_rule(invitation)
    return words.state(shown, rule, words.place(HOSPITAL_ZONE), words.place(zone))


def instant_line(at: datetime, zone: str) -> str:
    """An instant in the hospital's time and in the reader's."""
    words = ClockWords(pack("calendars"), get_language() or "en")
    return words.instant(at, words.place(HOSPITAL_ZONE), words.place(zone))


def opinion_due(case: Case, invitation: DepartmentInvitation) -> datetime | None:
    """When the opinion is due; None before the clock starts and while it stands."""
    shown = reading_of(case, invitation)
    return shown.deadline.at if shown else None


def next_due(case: Case, kind: str) -> datetime | None:
    """The earliest deadline of the case of a kind of waiting (core.states.waiting)."""
    if kind == "invitation_answer":
        sent = case_rows(case, DepartmentInvitation).filter(state="sent")
        return min((row.answer_by for row in sent if row.answer_by), default=None)
    if kind == "opinion":
        rows = case_rows(case, OpinionRow).filter(state__in=RUNS_IN).select_related("invitation")
        found = (opinion_due(case, row.invitation) for row in rows)
        return min((at for at in found if at), default=None)
    return None
