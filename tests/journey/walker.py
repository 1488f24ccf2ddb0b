"""Walks: a keen hand brings a case forward, the dice do everything else."""

from __future__ import annotations

import datetime
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import time_machine
import walk_homeward_deeds
from django.db import transaction
from walk_deeds import DEEDS, SPECIALISTS
from walk_laws import Watcher
from walk_world import IDENTITY, TRACES, Stage, Walk, let_worker_run, new_walk

from huizhen.core.errors import StateError, WrongCall
from huizhen.core.states.stages import JOURNEY
from huizhen.ground.cases.access import CaseNotFound, access_case
from huizhen.ground.cases.change import StalePage
from huizhen.ground.cases.models import Case, Hold
from huizhen.ground.consent.models import Consent
from huizhen.ground.events.models import Event
from huizhen.ground.files.tus import Refused
from huizhen.ground.jobs.models import Job
from huizhen.journey.consultation.actions.opinions import OpinionChanged
from huizhen.journey.consultation.models import DepartmentInvitation, OpinionRow, Submission
from huizhen.journey.decision.models import DecisionRow, OutcomeRow
from huizhen.journey.decision.queries import standing
from huizhen.journey.interpretation.actions import TextChanged
from huizhen.journey.interpretation.models import HandoverRow, ReportRow
from huizhen.journey.interpretation.queries import (
    open_parts,
    opinions_of,
    parts_of,
    translation_of,
)
from huizhen.journey.preparation.models import LetterRow, QuestionRow, SealedPackage

REFUSALS = (
    StateError, WrongCall, StalePage, OpinionChanged, TextChanged, CaseNotFound, Refused,
)  # fmt: skip
Do = Callable[[Walk, str, str, bool], str]
"""Does a deed as a person and says how it ended: 'done' or the refusal's name."""


def by_action(walk: Walk, name: str, who: str, keen: bool) -> str:
    """Through the door and the action; any error that is no refusal comes out."""
    deed, actor = DEEDS[name], walk.person(who)
    try:
        with transaction.atomic():  # a request of its own: what it refuses it leaves undone
            case = access_case(actor, UUID(str(walk.case_id)), deed.need)
            deed.act(walk, case, actor, keen)
    except REFUSALS as refusal:
        return str(getattr(refusal, "code", type(refusal).__name__))
    return "done"


def next_keen(walk: Walk) -> tuple[str, str]:
    """What brings the case forward now, and who does it."""
    case = walk.case
    held = {row.kind for row in walk.rows(Hold, ended_at=None)}
    for kind, found in _HOLDS:
        if kind in held:
            return found
    now = standing(case)
    if not now.has_main_consent:
        return "agree", "patient"
    return _STAGES.get(case.stage, _rest)(walk, case, now)


_HOLDS = (
    ("emergency", ("settle_flag", "reviewing_clinician")),
    ("consent_withdrawn", ("agree", "patient")),
    ("quarantine", ("settle_held", "coordinator")),
    ("fit_information_wanted", ("complete_information", "coordinator")),
    ("clock_stopped", ("end_material", "coordinator")),
)


def _enquiry(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    return "accept_enquiry", "coordinator"


def _intake(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    if not now.files_received:
        return "upload", "patient"
    if not now.is_identity_confirmed:
        return "confirm_identity", "coordinator"
    return "complete_intake", "coordinator"


def _assessment(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    return "decide_fit", "reviewing_clinician"


def _ready(walk: Walk, case: Case, now: Any) -> tuple[str, str] | None:
    """What a dossier still needs before it may leave."""
    if now.facts_unconfirmed:
        return "decide_all_facts", "coordinator"
    if now.question_verdict != "pass":
        has = walk.rows(QuestionRow, withdrawn_at=None)
        return ("withdraw_question" if has else "ask_question"), "coordinator"
    if now.blocking_findings:
        return "override_finding", "reviewing_clinician"
    if now.language_findings:
        return "settle_differences", "medical_editor"
    signed = now.dossier_sign_off
    if signed is None or signed.content_hash != now.dossier_hash:
        return "sign_off", "reviewing_clinician"
    return None


def _preparation(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    if first := _ready(walk, case, now):
        return first
    practice, department = walk.stage.practice, walk.stage.departments["F01"]
    if not walk.rows(SealedPackage):
        if not walk.rows(Consent, state="given", recipient=str(practice.pk)):
            return "agree_to_practice", "patient"
        return "seal", "coordinator"
    agreed = walk.rows(Consent, state="given", recipient=str(department.pk), covers_identity=True)
    if not agreed:
        return "agree_to_department", "patient"
    draft = walk.newest(DepartmentInvitation, state="drafted")
    if draft is None:
        return "draft_invitation", "coordinator"
    if not draft.does_ask_identity:
        return "write_invitation", "coordinator"
    return "send_invitation", "coordinator"


def _consultation(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    if not now.opinions_awaited and now.opinions_signed:
        return "complete_consultation", "coordinator"
    accepted = walk.rows(DepartmentInvitation, state="accepted")
    if not accepted:
        if walk.rows(DepartmentInvitation, state="sent"):
            return "accept_invitation", "coordinator"
        return _preparation(walk, case, now)
    if not walk.rows(Submission):
        return _ready(walk, case, now) or ("submit", "coordinator")
    if walk.rows(Submission, state="sent"):
        return "end_submission", "coordinator"
    if walk.rows(OpinionRow, state="received"):
        return "mark_and_record", "coordinator"
    specialist = walk.rng.choice(SPECIALISTS)
    draft = walk.rows(OpinionRow, state="draft")
    return ("sign_opinion" if draft and walk.rng.random() < 0.6 else "save_opinion"), specialist


def _interpretation(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    if now.are_reports_released:
        return "hand_over", "coordinator"
    for opinion_id, opinion in opinions_of(case):
        row = translation_of(case, opinion_id)
        if row is None or row.state == "draft" or open_parts(parts_of(case, row, opinion)):
            return "translate", "medical_editor"
    if now.points_open:
        return "write_points", "medical_editor"
    if now.language_findings:
        return "settle_differences", "medical_editor"
    turn = {"edited": "medical_editor", "signed_by_editor": "reviewing_clinician"}
    if now.translation_state in turn:
        return "sign_translation", turn[now.translation_state]
    return "release", "coordinator"


def _decision(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    if not walk.rows(ReportRow, superseded_at=None) or not now.handovers_made:
        return "hand_over", "coordinator"
    if now.handovers_unread:
        by_account = walk.newest(HandoverRow, state__in=("sent", "opened"), channel="account")
        names = {walk.stage.people[name].pk: name for name in ("patient", "home_physician")}
        if by_account is not None and by_account.user_id in names:
            return "read_report", names[by_account.user_id]
        return "follow_handover", "coordinator"
    if not walk.rows(DecisionRow, state="recorded"):
        return "record_decision", "patient"
    if now.outcomes_due and walk.rows(OutcomeRow):
        return "record_outcome", "home_physician"
    if walk.rows(LetterRow, state__in=("sent", "opened", "partly_answered")):
        return "follow_letter", "coordinator"
    return "close", "coordinator"


def _rest(walk: Walk, case: Case, now: Any) -> tuple[str, str]:
    return walk.rng.choice(list(DEEDS)), "coordinator"


_STAGES = {
    "enquiry": _enquiry,
    "intake": _intake,
    "assessment": _assessment,
    "preparation": _preparation,
    "consultation": _consultation,
    "interpretation": _interpretation,
    "decision": _decision,
}


def by_dice(walk: Walk) -> tuple[str, str]:
    """Any deed by anybody; mostly by somebody whose deed it is."""
    name = walk.rng.choice(list(DEEDS))
    if walk.rng.random() < 0.7:
        return name, walk.rng.choice(DEEDS[name].who)
    return name, walk.rng.choice(list(walk.stage.people))


def step(walk: Walk, watcher: Watcher, do: Do, name: str, who: str, keen: bool) -> str:
    """One deed, and the laws after it."""
    before = (walk.case.stage, walk.case.revision)
    try:
        ended = do(walk, name, who, keen)
    except Exception as error:
        raise AssertionError(f"{story(walk)}\n{name} by {who}: {traceback.format_exc()}") from error
    walk.done.append(f"{walk.case.stage}: {name} by {who}: {ended}")
    if ended != "done" and do is by_action:
        after = (walk.case.stage, walk.case.revision)
        assert before == after, f"a refusal wrote\n{story(walk)}"
        return ended  # it was rolled back: nothing is new
    broken = watcher.look()
    assert not broken, f"{broken}\n{story(walk)}"
    return ended


def story(walk: Walk) -> str:
    """What happened, the newest last."""
    return "\n".join(walk.done[-25:])


def take_walk(
    stage: Stage, seed: int, do: Do, steps: int, counts: Counter[str] | None = None
) -> Walk:
    """A whole walk: some way forward by a keen hand, then by dice and keen hand in turn."""
    with time_machine.travel(datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC)) as clock:
        walk = new_walk(stage, seed)
        watcher = Watcher(walk.case, TRACES)
        rng = walk.rng
        ahead, keenness = rng.randint(0, 32), rng.choice((0.1, 0.3, 0.6))
        for number in range(ahead + steps):
            if walk.case.stage not in JOURNEY and rng.random() < 0.2:
                break  # it has ended; a few more knocks at the closed door, then it is over
            keen = number < ahead or rng.random() < keenness
            name, who = next_keen(walk) if keen else by_dice(walk)
            ended = step(walk, watcher, do, name, who, keen)
            if counts is not None:
                counts[f"{name}:{'done' if ended == 'done' else 'refused'}"] += 1
                counts[f"stage {walk.case.stage}"] += 1
            if (keen or rng.random() < 0.6) and let_worker_run():
                look_again(walk, watcher, "the worker")
            if not keen and rng.random() < 0.1:
                clock.shift(datetime.timedelta(days=rng.choice((1, 3, 10, 40))))
        let_worker_run()
        look_again(walk, watcher, "the worker")
        _nothing_failed(walk)
        broken = watcher.end()
        assert not broken, f"{broken}\n{story(walk)}"
    return walk


def _nothing_failed(walk: Walk) -> None:
    """Steps and jobs went well; one kind of job may refuse: sealing what has lost its ground."""
    failed = Event.objects.filter(case_id=walk.case_id).exclude(error="")
    told = [f"{one.kind}: {one.error}" for one in failed]
    jobs = Job.objects.filter(case_id=walk.case_id, state="failed")
    told += [f"{one.kind}: {one.code}" for one in jobs.exclude(code="package_without_ground")]
    waiting = Job.objects.filter(case_id=walk.case_id, state="waiting", attempts__gt=0)
    told += [f"{one.kind}: tried {one.attempts} times" for one in waiting]
    assert not told, f"{told}\n{story(walk)}"


def look_again(walk: Walk, watcher: Watcher, whose: str) -> None:
    """The laws after what was done by nobody."""
    broken = watcher.look()
    assert not broken, f"{broken} by {whose}\n{story(walk)}"


__all__ = ["IDENTITY", "by_action", "step", "take_walk", "walk_homeward_deeds"]
