"""Everything that a person can do to a case, each through the door and the action of its stage.

A keen person does what is sensible now; the others choose by dice, right or wrong.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from preparation_world import SPECIFIC
from walk_world import DEPARTMENTS, IDENTITY, Walk

from huizhen.core.consultation.opinion import Answer, Opinion, Recommendation, SignatureBlock
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.actions import give_consent, want_consent, withdraw_consent
from huizhen.ground.consent.models import Consent
from huizhen.ground.files.actions import Small, finish_batch, receive_small
from huizhen.ground.files.senders import Sender, require_open
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.assessment import actions as assessing
from huizhen.journey.assessment import flag_actions as flagging
from huizhen.journey.assessment.models import RedFlagTask
from huizhen.journey.consultation.actions import invitations as inviting
from huizhen.journey.consultation.actions import materials, opinions, submissions
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    MaterialRequest,
    OpinionRow,
    Submission,
)
from huizhen.journey.consultation.originals import Original
from huizhen.journey.consultation.queries import asked_questions, department_invitation
from huizhen.journey.intake import actions as taking_in
from huizhen.journey.intake.facts_actions import Picked, confirm_facts, decide_on
from huizhen.journey.intake.facts_queries import fact_revision, fact_view
from huizhen.journey.intake.quarantine_actions import EVENTS, settle_held_file
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.preparation.actions import findings, letters, questions, sealing, signing
from huizhen.journey.preparation.actions.absence import Told
from huizhen.journey.preparation.letter_text import wishes_in
from huizhen.journey.preparation.models import LetterRow, QuestionRow, SealedPackage, SignOffRow
from huizhen.journey.preparation.queries import open_blocking
from huizhen.journey.preparation.recipients import practices_of, sealing_recipients

Act = Callable[[Walk, Case, User, bool], object]
STAFF = ("coordinator", "reviewing_clinician")
CLINICIANS = ("reviewing_clinician", "clinician and editor")
EDITORS = ("medical_editor", "clinician and editor")
HOME = ("patient", "home_physician")
SPECIALISTS = ("specialist F01", "specialist F02")


@dataclass(frozen=True)
class Deed:
    """An act: the need that its page asks at the door, and who usually does it."""

    name: str
    need: str
    who: tuple[str, ...]
    act: Act


DEEDS: dict[str, Deed] = {}


def deed(need: str, *who: str) -> Callable[[Act], Act]:
    """Note an act under its own name."""

    def note(act: Act) -> Act:
        DEEDS[act.__name__] = Deed(act.__name__, need, who, act)
        return act

    return note


def seen_by(walk: Walk, case: Case, keen: bool) -> int | None:
    """What the page showed; now and then it is stale."""
    return case.revision - (0 if keen or walk.rng.random() < 0.95 else 1)


def a_factor() -> dict[str, Any]:
    return {"kind": "totp", "given_at": timezone.now().timestamp()}


# intake


@deed("complete_intake", "coordinator")
def accept_enquiry(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    taking_in.accept_enquiry(case, actor, walk.words(), seen=seen_by(walk, case, keen))


@deed("complete_intake", "coordinator")
def decline_enquiry(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    reasons = walk.rng.choice([["FIT-N6"], [], ["nonsense"]])
    taking_in.decline_enquiry(case, actor, reasons, walk.words())


@deed("upload", *HOME, "coordinator")
def upload(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    kind = "complete" if keen else walk.rng.choice(("letter", "foreign", "complete"))
    require_open(case)
    about = ""
    if wanted := walk.newest(MaterialRequest, state="open"):
        about = f"material:{wanted.pk}"
    data = f"%PDF {walk.rng.random()}".encode()
    name = f"{kind}-{walk.rng.randint(0, 10**9)}.pdf"
    receive_small(Sender(case, user=actor), [Small(name, data)], about)
    if keen or walk.rng.random() < 0.7:
        finish_batch(case)


@deed("complete_intake", "coordinator")
def confirm_identity(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    name_patient(case, actor, IDENTITY, seen=seen_by(walk, case, keen))


@deed("complete_intake", "coordinator")
def complete_intake(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    taking_in.complete_intake(case, actor, seen=seen_by(walk, case, keen))


@deed("release_quarantine", *STAFF, *CLINICIANS)
def settle_held(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    event = "file_kept_out" if keen else walk.rng.choice((*EVENTS, *EVENTS[:2], *EVENTS[:2]))
    open_one = walk.newest(QuarantinedFile, state__in=("held", "first_release"), settled_at=None)
    which = open_one.pk if open_one else walk.any_of(QuarantinedFile)
    settle_held_file(case, actor, which, event, walk.words())


@deed("decide_facts", *STAFF, *EDITORS)
def decide_all_facts(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    view = fact_view(case)
    facts = [] if view is None else [f for f in view.facts if f.status == "proposed"]
    if not keen and facts:
        facts = walk.rng.sample(facts, walk.rng.randint(0, len(facts)))
    picked = [Picked(view.address_of(f), fact_revision(f)) for f in facts] if view else []
    confirm_facts(case, actor, picked, walk.words())


@deed("decide_facts", *STAFF)
def reject_fact(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    view = fact_view(case)
    address = view.address_of(walk.rng.choice(view.facts)) if view and view.facts else uuid4()
    fact = view.find(address) if view else None
    revision = fact_revision(fact) if fact else ""
    told = {"action": walk.rng.choice(("reject", "confirm")), "why": walk.words()}
    decide_on(case, actor, Picked(address, revision), told)


# consents


@deed("give_consent", "patient")
def agree(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    give_consent(case, actor, "prepare_case", None, walk.words(), language="en")


@deed("give_consent", "patient")
def agree_to_practice(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    stage = walk.stage
    is_right = keen or walk.rng.random() < 0.7
    practice = stage.practice if is_right else stage.other_practice
    give_consent(case, actor, "home_team", practice, walk.words(), language="en")


@deed("give_consent", "patient")
def agree_to_department(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    name = "F01" if keen else walk.rng.choice(DEPARTMENTS)
    named = keen or walk.rng.random() < 0.6
    to = walk.stage.departments[name]
    give_consent(case, actor, "consult", to, walk.words(), language="en", covers_identity=named)


@deed("give_consent", "patient")
def withdraw(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    given = walk.rows(Consent)
    consent = walk.rng.choice(given) if given else case_row(case, Consent, id=uuid4())
    withdraw_consent(case, actor, consent, seen=seen_by(walk, case, keen))


@deed("manage_people", "coordinator")
def ask_for_consent(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    to = walk.rng.choice([None, walk.stage.practice, walk.stage.departments["F02"]])
    purpose = walk.rng.choice(("prepare_case", "home_team", "consult", "nonsense"))
    want_consent(case, actor, purpose, to)


# assessment


@deed("decide_fit", *CLINICIANS)
def decide_fit(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    fit, reasons = ("yes", ["FIT-V1"])
    if not keen and walk.rng.random() < 0.6:
        fit = walk.rng.choice(("yes", "no", "unsure"))
        reasons = walk.rng.choice((["FIT-V1"], ["FIT-N6"], ["FIT-I1"], ["FIT-V1", "FIT-I1"], []))
    assessing.decide_fit(case, actor, fit, "hpb", reasons, walk.words())  # type: ignore[arg-type]


@deed("decide_fit", *CLINICIANS)
def record_call(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    assessing.record_call(case, actor)


@deed("see_work", *STAFF)
def complete_information(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    assessing.complete_information(case, actor, walk.words())


@deed("decide_fit", *CLINICIANS)
def return_to_intake(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    assessing.return_to_intake(case, actor, walk.words())


@deed("raise_emergency", *HOME, *STAFF, *SPECIALISTS)
def raise_emergency(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    flagging.raise_by_person(case, actor, walk.words())


@deed("clear_emergency", *CLINICIANS)
def settle_flag(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    events = ("red_flag_found_wrong", "emergency_over", "flag_found_real")
    open_one = walk.newest(RedFlagTask, state__in=("open", "real"))
    which = open_one.pk if open_one else walk.any_of(RedFlagTask)
    event = events[0] if keen else walk.rng.choice(events)
    flagging.settle_flag(case, actor, which, event, walk.words())


@deed("clear_emergency", *CLINICIANS)
def stop_for_emergency(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    if walk.rng.random() < 0.1:  # it ends the case: seldom, so that walks go on
        flagging.stop_for_emergency(case, actor, walk.words())


# preparation


@deed("write_question", *STAFF)
def ask_question(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    vague = not keen and walk.rng.random() < 0.3
    questions.ask_question(case, actor, "What now?" if vague else SPECIFIC, "en")


@deed("write_question", *STAFF)
def withdraw_question(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = case_row(case, QuestionRow, id=walk.any_of(QuestionRow))
    questions.withdraw_question(case, actor, row, seen=seen_by(walk, case, keen))


@deed("edit_dossier", *STAFF, *EDITORS)
def word_question(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = walk.newest(QuestionRow, withdrawn_at=None)
    row = row or case_row(case, QuestionRow, id=uuid4())
    stale = not keen and walk.rng.random() < 0.1
    questions.word_question(
        case, actor, row, f"首选手术切除还是TACE？{walk.rng.randint(0, 9)}",
        revision=row.revision - stale,
    )  # fmt: skip


@deed("edit_dossier", *STAFF)
def override_finding(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    version = current_version(case)
    found = open_blocking(case, findings_of(case, version)) if version else []
    requirement = found[0].requirement if found else "GEN-01"
    findings.override_finding(case, actor, requirement, walk.words())


@deed("sign_off", *CLINICIANS)
def sign_off(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    version = current_version(case)
    hashed = version.dossier_hash if version else "0" * 64
    if not keen and walk.rng.random() < 0.1:
        hashed = "0" * 64
    signing.sign_off_dossier(case, actor, hashed, a_factor(), seen=seen_by(walk, case, keen))


@deed("sign_off", *CLINICIANS)
def withdraw_sign_off(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = case_row(case, SignOffRow, id=walk.any_of(SignOffRow))
    signing.withdraw_sign_off(case, actor, row, seen=None)


@deed("seal", "coordinator")
def seal(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    known = {one.pk: one for one in sealing_recipients(case)}
    if not known:
        case_row(case, SealedPackage, id=uuid4())
    to = walk.stage.practice if keen else walk.rng.choice(list(known.values()))
    sealing.seal_package(case, actor, to, seen=seen_by(walk, case, keen))


@deed("seal", "coordinator")
def passphrase_or_discard(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = case_row(case, SealedPackage, id=walk.any_of(SealedPackage))
    walk.rng.choice((sealing.show_passphrase, sealing.discard_package))(case, actor, row)


@deed("send_request", "coordinator")
def draft_letter(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    wishes = wishes_in(case, current_version(case))
    wish = walk.rng.choice(wishes) if wishes else None
    kind, wanted = (wish.kind, [wish.finding.requirement]) if wish else ("send", [])
    practice = walk.rng.choice([*practices_of(case), None])
    letters.draft_letter(case, actor, kind, wanted, practice, "en")


@deed("send_request", "coordinator")
def send_letter(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = walk.newest(LetterRow, state="drafted") or case_row(case, LetterRow, id=uuid4())
    letters.send_letter(case, actor, row, with_link=walk.rng.random() < 0.5)


@deed("answer_request", *HOME, "coordinator")
def answer_letter(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = case_row(case, LetterRow, id=walk.any_of(LetterRow))
    items = case.unseal_json(row.sealed)["items"]
    kind: letters.AnswerKind = "sent" if walk.rng.random() < 0.5 else "not_held"
    told = Told("unobtainable", "home_physician", "Dr Walk", walk.words())
    letters.answer_item(case, actor, row, items[0]["requirement"], kind, told)


@deed("send_request", "coordinator")
def follow_letter(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    open_one = walk.newest(LetterRow, state__in=("sent", "opened", "partly_answered"))
    row = open_one or case_row(case, LetterRow, id=walk.any_of(LetterRow))
    act = 0 if keen else walk.rng.randint(0, 3)
    if act == 0:
        letters.cancel_letter(case, actor, row)
    elif act == 1:
        letters.remind_letter(case, actor, row)
    else:
        letters.settle_letter(case, actor, row, is_enough=act == 2)


# consultation

_PARTS = {
    "reason": "肝右叶占位，手术与介入治疗意见不一",
    "time_arrangement": "书面会诊，资料齐全后10个工作日内",
    "case_summary": "患者女性，肝右叶占位5.2 cm。",
    "specialty": "肝胆胰外科",
    "title_wanted": "主任医师",
    "requesting_physician": "Dr Home",
}


def _invitation(walk: Walk, *states: str) -> UUID:
    found = walk.rows(DepartmentInvitation, state__in=states)
    chosen = walk.rng.choice(found).pk if found else walk.any_of(DepartmentInvitation)
    return UUID(str(chosen))


@deed("invite", "coordinator")
def draft_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    name = "F01" if keen else walk.rng.choice((*DEPARTMENTS, "CN001", "none"))
    inviting.draft_invitation(case, actor, name)


@deed("invite", "coordinator")
def write_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    told = {**_PARTS, "does_ask_identity": keen or walk.rng.random() < 0.7}
    if not keen and walk.rng.random() < 0.1:
        told["reason"] = ""
    inviting.write_invitation(case, actor, _invitation(walk, "drafted"), told)


@deed("invite", "coordinator")
def send_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    inviting.send_invitation(case, actor, _invitation(walk, "drafted", "lapsed"))


@deed("answer_invitation", *SPECIALISTS, "department_secretary F01", "coordinator")
def accept_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _own_invitation(walk, case, actor, "sent")
    inviting.accept_invitation(case, actor, which, told_by=walk.words())


@deed("answer_invitation", *SPECIALISTS, "coordinator")
def decline_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _own_invitation(walk, case, actor, "sent", "accepted")
    inviting.decline_invitation(case, actor, which, walk.words())


def _own_invitation(walk: Walk, case: Case, actor: User, *states: str) -> UUID:
    if actor.roles() & {"specialist", "department_secretary"}:
        return UUID(str(department_invitation(case, actor).pk))
    return _invitation(walk, *states)


@deed("invite", "coordinator")
def end_invitation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _invitation(walk, "drafted", "sent", "accepted")
    if walk.rng.random() < 0.4:
        inviting.withdraw_invitation(case, actor, which, walk.words())
    else:
        inviting.remind_department(case, actor, which)


@deed("invite", "coordinator")
def submit(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    rng = walk.rng
    channels = ("workspace", "package_file", "hospital_portal", "courier")
    channel = "courier" if keen else rng.choice(channels)
    sent = submissions.Sent(
        channel=channel,  # type: ignore[arg-type]
        sent_on=timezone.localdate()
        + datetime.timedelta(days=0 if keen else rng.choice((0, 0, 9))),
        person=walk.words(),
        reference=walk.words(),
        is_identified=keen or rng.random() < 0.6,
        proof_name="proof.pdf",
        proof=b"%PDF proof" if keen or rng.random() < 0.8 else b"",
    )
    submissions.record_submission(case, actor, _invitation(walk, "sent", "accepted"), sent)


@deed("invite", "coordinator")
def end_submission(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = walk.newest(Submission, state="sent")
    which_id = which.pk if which else walk.any_of(Submission)
    event = "" if keen else walk.rng.choice(("", "submission_refused", "submission_lost"))
    if event:
        submissions.end_submission(case, actor, which_id, event, walk.words())
    else:
        submissions.confirm_delivery(case, actor, which_id)


@deed("ask_for_material", *SPECIALISTS, "coordinator")
def ask_material(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    which = _own_invitation(walk, case, actor, "accepted")
    materials.ask_for_material(case, actor, which, walk.words(), walk.words())


@deed("invite", "coordinator")
def end_material(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = walk.newest(MaterialRequest, state="open")
    end = materials.withdraw_material if keen or walk.rng.random() < 0.5 else None
    (end or materials.supply_material)(case, actor, row.pk if row else uuid4(), walk.words())


def _opinion(walk: Walk, case: Case, actor: User, *states: str) -> OpinionRow:
    rows = walk.rows(OpinionRow, state__in=states) or walk.rows(OpinionRow)
    if actor.roles() & {"specialist"}:
        own = department_invitation(case, actor)
        rows = [row for row in rows if row.invitation_id == own.pk]
    if not rows:
        case_row(case, OpinionRow, id=uuid4())
    row: OpinionRow = walk.rng.choice(rows)
    return row


def an_opinion(walk: Walk, case: Case, row: OpinionRow, keen: bool) -> Opinion:
    """What a specialist writes: whole, or with a question left open, or of another case."""
    rng = walk.rng
    kinds = ("answered",) if keen else ("answered", "unanswerable", "bare", "empty", "none")
    answers = []
    for one in asked_questions(case, row.invitation):
        kind = rng.choice(kinds)
        if kind == "none":
            continue
        state: Any = "unanswerable" if kind in ("unanswerable", "bare") else "answered"
        text = "转化治疗后可考虑手术。" if kind == "answered" else ""
        needs = ("增强MRI",) if kind == "unanswerable" else ()
        answers.append(Answer(question_id=one.id, state=state, text=text, needs=needs))
    number = case.number if keen or rng.random() < 0.9 else "HZ-2020-0001"
    signature = SignatureBlock(
        doctor="张示例", department="肝胆胰外科", signed_on=datetime.date(2026, 3, 18)
    )
    advice = f"建议先行转化治疗{rng.randint(0, 99)}。"
    return Opinion(
        case_number=number,
        answers=tuple(answers),
        recommendations=(Recommendation(text=advice, strength="recommended"),),
        signature=signature,
    )


@deed("write_opinion", *SPECIALISTS)
def save_opinion(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = _opinion(walk, case, actor, "awaited", "draft")
    stale = not keen and walk.rng.random() < 0.1
    opinion = an_opinion(walk, case, row, keen)
    opinions.save_opinion(case, actor, row.pk, opinion, max(row.revision - stale, 0))


@deed("write_opinion", *SPECIALISTS)
def sign_opinion(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = _opinion(walk, case, actor, "draft")
    factor = a_factor() if keen or walk.rng.random() < 0.9 else None
    opinions.sign_opinion(case, actor, row.pk, row.revision, factor)


@deed("receive_opinion", "coordinator")
def receive_opinion(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = _opinion(walk, case, actor, "awaited", "draft")
    files = [Original("opinion.pdf", f"%PDF {walk.rng.random()}".encode(), "pdf")]
    opinions.receive_opinion(case, actor, row.pk, files)


@deed("receive_opinion", "coordinator")
def mark_and_record(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = _opinion(walk, case, actor, "received")
    if row.state != "received" or walk.rng.random() < 0.4:
        opinions.sign_opinion(case, actor, row.pk, row.revision, None)
        return
    opinion = an_opinion(walk, case, row, keen).replaced(original="sha256:1")
    opinions.save_opinion(case, actor, row.pk, opinion, row.revision)


@deed("receive_opinion", "coordinator")
def turn_opinion_back(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    row = _opinion(walk, case, actor, "received", "refused", "signed")
    acts = (opinions.send_back, opinions.refuse_opinion, opinions.supersede_opinion)
    if walk.rng.random() < 0.3:
        opinions.ask_again(case, actor, row.pk)
    else:
        walk.rng.choice(acts)(case, actor, row.pk, walk.words())


@deed("receive_opinion", "coordinator")
def complete_consultation(walk: Walk, case: Case, actor: User, keen: bool) -> None:
    opinions.complete_consultation(case, actor, seen=seen_by(walk, case, keen))
