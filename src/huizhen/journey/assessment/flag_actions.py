"""Raising possible emergencies, and a clinician's word on each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from huizhen.core.assessment.red_flags import CallBack, RedFlag, Screening
from huizhen.ground.accounts.models import Role, User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate, tell_waiting
from huizhen.ground.cases.models import Case
from huizhen.ground.content import state_words
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.assessment.flags import (
    CALL_BACK,
    FLAGS,
    SHOWN_AT_ONCE,
    UNSETTLED,
    end_of_day,
    fingerprint,
    told_of,
)
from huizhen.journey.assessment.models import RedFlagTask
from huizhen.journey.assessment.queries import BEFORE_DECISION, standing

BY_PERSON = "person"
STOPPED = "stopped"
"""About what an emergency lies over a case that was ended for it."""
_CALL_MINUTES = 15
_CLINICIANS = (Role.REVIEWING_CLINICIAN, Role.COORDINATOR)
_HOME = (Role.PATIENT, Role.HOME_PHYSICIAN)


def raise_flags(case: Case, screening: Screening) -> int:
    """Open a task for every possible emergency that is new, hold the case; how many there were.

    What rests on the same words and facts was settled or is open, and opens nothing."""
    found = [(flag.kind, flag) for flag in screening.flags]
    wanted: list[tuple[str, RedFlag | CallBack]] = [
        *found,
        *((CALL_BACK, call) for call in screening.call_backs),
    ]
    known = set(case_rows(case, RedFlagTask).values_list("fingerprint", flat=True))
    new = [
        (kind, one, told, mark)
        for kind, one in wanted
        for told in (told_of(one),)
        for mark in (fingerprint(one.code, kind, told),)
        if mark not in known
    ]
    if not new:
        return 0
    urgent = [kind for kind, _, _, _ in new if kind != CALL_BACK]
    counts = {"flags": len(urgent), "call_backs": len(new) - len(urgent)}
    with changing(case, None, "raise_red_flags", data=counts) as change:
        for kind, one, told, mark in new:
            notice = one.notice.key if isinstance(one, RedFlag) else "emergency"
            _open(change, kind, one.code, notice, told, mark)
        _call_now(change) if urgent else _call_today(change)
    _tell(case, urgent)
    return len(new)


def _open(
    change: Change, kind: str, code: str, notice: str, told: Mapping[str, Any], mark: str
) -> RedFlagTask:
    task = RedFlagTask(
        case=change.case,
        code=code,
        kind=kind,
        notice=notice,
        fingerprint=mark,
        sealed=change.case.seal_json(dict(told)),
        due_at=end_of_day(timezone.now()) if kind == CALL_BACK else _call_due(),
    )
    if kind != CALL_BACK:
        task.hold_about = f"flag:{task.pk}"
        change.hold("emergency", task.hold_about, f"{code} {told['words']}")
        change.emit("red_flag_raised", task=str(task.pk))
    task.save(force_insert=True)
    return task


def _call_due() -> Any:
    minutes = state_words().deadline_minutes("red_flag_call") or _CALL_MINUTES
    return timezone.now() + timedelta(minutes=minutes)


def _call_now(change: Change) -> None:
    change.wait_for(Role.REVIEWING_CLINICIAN, "call_patient", _call_due())


def _call_today(change: Change) -> None:
    if "emergency" not in change.case.holds:
        due = end_of_day(timezone.now())
        change.wait_for(Role.REVIEWING_CLINICIAN, "call_patient", due)


def _tell(case: Case, kinds: Iterable[str]) -> None:
    """Staff at once; the home side where the fixed message is on its page."""
    told = list(kinds)
    tell_roles(case, _CLINICIANS, "emergency" if told else "waiting_for_you", _page(case))
    if set(told) & set(SHOWN_AT_ONCE):
        tell_roles(case, _HOME, "local_care", f"/cases/{case.pk}/")


def take_over_enquiry_flags(
    case: Case, enquiry_id: UUID, flags: Iterable[Mapping[str, str]]
) -> int:
    """The emergencies that the enquiry told of, under the hold that it laid, as tasks; how many
    are new."""
    known = set(case_rows(case, RedFlagTask).values_list("fingerprint", flat=True))
    new = []
    for flag in flags:
        told = {"words": flag["words"], "reasons": [], "places": [], "fact_keys": []}
        mark = fingerprint(flag["code"], "own_words", told)
        if mark not in known:
            new.append((flag, told, mark))
    if not new:
        return 0
    with changing(case, None, "take_over_flags", data={"flags": len(new)}) as change:
        for flag, told, mark in new:
            RedFlagTask.behind_door.create(
                case=change.case,
                code=flag["code"],
                kind="own_words",
                notice=flag.get("notice", "emergency"),
                fingerprint=mark,
                sealed=change.case.seal_json(told),
                hold_about=f"enquiry:{enquiry_id}",
                due_at=_call_due(),
            )
    return len(new)


def raise_by_person(case: Case, actor: User, words: str, *, seen: int | None = None) -> RedFlagTask:
    """Somebody who works on the case sees an emergency: held and told at once."""
    told = {
        "words": words,
        "reasons": [],
        "places": [{"page_id": "", "quote": words, "who": actor.name}],
        "fact_keys": [],
    }
    with changing(case, actor, "raise_emergency", seen=seen) as change:
        mark = fingerprint(BY_PERSON, "own_words", {**told, "fact_keys": [str(timezone.now())]})
        task = _open(change, "own_words", BY_PERSON, "emergency", told, mark)
        change.about = f"flag:{task.pk}"
        _call_now(change)
    _tell(case, ["own_words"])
    return task


def settle_flag(
    case: Case, actor: User, task_id: UUID, event: str, reason: str, *, seen: int | None = None
) -> RedFlagTask:
    """A clinician's word: real (the home side is advised to seek local care), over, or wrong.

    WrongState where somebody has settled it already."""
    task = case_row(case, RedFlagTask, id=task_id)
    with changing(case, actor, event, seen=seen, about=f"flag:{task.pk}") as change:
        task = case_row(change.case, RedFlagTask, id=task_id)
        after = FLAGS.after(task.state, event)
        change.data["state"] = [task.state, after]
        task.state = after
        task.settled_by, task.settled_at = actor, timezone.now()
        task.sealed_reason = change.case.seal(reason.encode())
        if after == "real":
            task.hold_about = task.hold_about or f"flag:{task.pk}"
            change.hold("emergency", task.hold_about, reason)
            change.wait_for(Role.REVIEWING_CLINICIAN, "call_patient")
        task.save()
        if after != "real":
            _end_hold(change, task, event)
    if task.state == "real":
        tell_roles(case, _HOME, "local_care", f"/cases/{case.pk}/")
    return task


def _end_hold(change: Change, task: RedFlagTask, event: str) -> None:
    """The hold ends with the last task under it; then who is waited for is worked out anew, for
    later stages by `journey.whose_turn`."""
    rows = case_rows(change.case, RedFlagTask).filter(state__in=UNSETTLED)
    under_it = rows.filter(hold_about=task.hold_about)
    if task.hold_about and not under_it.exists() and change.end_hold("emergency", task.hold_about):
        change.emit(event)
    if "emergency" not in change.case.holds and change.case.stage in BEFORE_DECISION:
        tell_waiting(change, standing(change.case))


def stop_for_emergency(case: Case, actor: User, reason: str, *, seen: int | None = None) -> None:
    """The patient is in local care: the case ends here, and can be opened again later."""
    with changing(case, actor, "stop_case", seen=seen) as change:
        require_gate("stop_case", standing(change.case, actor, role=Role.REVIEWING_CLINICIAN))
        change.hold("emergency", STOPPED, reason)
        change.move("emergency_stopped")
        change.wait_for("")
    tell_roles(case, _HOME, "local_care", f"/cases/{case.pk}/")


def _page(case: Case) -> str:
    return f"/cases/{case.pk}/assessment/"
