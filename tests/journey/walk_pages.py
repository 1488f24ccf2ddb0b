"""The desk's pages in random walks: forms as a browser would send them, right and wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from preparation_world import SECRET, SPECIFIC
from walk_deeds import CLINICIANS, EDITORS, HOME, SPECIALISTS, STAFF
from walk_world import DEPARTMENTS, IDENTITY, Walk

from huizhen.ground.consent.models import Consent, ConsentWanted
from huizhen.ground.records.queries import current_version
from huizhen.journey.assessment.models import RedFlagTask
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    MaterialRequest,
    OpinionRow,
    Submission,
)
from huizhen.journey.decision.models import OutcomeRow
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.interpretation.models import HandoverRow, ReportRow, TranslationRow
from huizhen.journey.preparation.models import (
    FindingOverride,
    LetterRow,
    QuestionRow,
    SealedPackage,
    SignOffRow,
)
from worlds import signed_in

Form = Callable[[Walk], tuple[str, dict[str, Any]]]
PAGES = (
    "", "intake/", "files/", "held/", "facts/", "assessment/", "assessment/letter/", "preparation/",
    "preparation/questions/", "preparation/findings/", "preparation/letters/", "letters/",
    "preparation/dossier/", "preparation/statements/", "preparation/sign/",
    "preparation/packages/", "consultation/", "consultation/directory/", "invited/", "opinion/",
    "opinion/printed", "opinion/dossier", "interpretation/", "reports/", "decision/",
    "outcome-known/", "consents/", "people/", "trail/",
)  # fmt: skip
FORMS: dict[str, tuple[tuple[str, ...], Form]] = {}


def form(*who: str) -> Callable[[Form], Form]:
    """Note a form under its own name, with who usually sends it."""

    def note(made: Form) -> Form:
        FORMS[made.__name__] = (who, made)
        return made

    return note


def _fixed(name: str, who: tuple[str, ...], path: str, **told: Any) -> None:
    def made(walk: Walk) -> tuple[str, dict[str, Any]]:
        words = dict.fromkeys(("reason", "note", "letter", "words"), walk.words())
        return path, {**words, **told}

    FORMS[name] = (who, made)


_COORDINATOR = ("coordinator",)
for _name, _who, _path, _told in (
    ("accept", _COORDINATOR, "intake/accept", {}),
    ("decline", _COORDINATOR, "intake/decline", {"reasons": ["nonsense"]}),
    ("identity", _COORDINATOR, "intake/identity", IDENTITY),
    ("complete_intake", _COORDINATOR, "intake/complete", {}),
    ("link", _COORDINATOR, "intake/links", {"days": "7"}),
    ("fit", CLINICIANS, "assessment/fit", {"fit": "yes", "specialty": "hpb", "reasons": "FIT-V1"}),
    ("call", CLINICIANS, "assessment/call", {}),
    ("information", STAFF, "assessment/information", {}),
    ("return", CLINICIANS, "assessment/return", {}),
    ("emergency", (*HOME, *STAFF), "assessment/emergency", {}),
    ("question", STAFF, "preparation/questions/", {"text": SPECIFIC, "language": "en"}),
    ("override", STAFF, "preparation/findings/override", {"requirement": "GEN-03"}),
    ("complete", _COORDINATOR, "consultation/complete", {}),
    ("their_yes", SPECIALISTS, "invited/accept", {}),
    ("their_no", SPECIALISTS, "invited/decline", {}),
    ("their_wish", SPECIALISTS, "invited/material", {"what": "MRI", "owner": "home_physician"}),
    ("their_signature", SPECIALISTS, "opinion/sign", {"revision": "1"}),
    ("decision", HOME, "decision/", {"follow": "in_part", "travel": "no", "trial": "open"}),
    ("ask", _COORDINATOR, "decision/ask", {}),
    ("give_up", _COORDINATOR, "decision/give-up", {}),
    ("close", _COORDINATOR, "decision/close", {}),
    ("main_consent", ("patient",), "consents/main", {"signer": "Q", "is_agreed": "on"}),
    ("fact", STAFF, "facts/new", {"type": "Condition", "why": "said by telephone"}),
):  # fmt: skip
    _fixed(_name, _who, _path, **_told)


@form("patient")
def wanted_consent(walk: Walk) -> tuple[str, dict[str, Any]]:
    told = {"signer": walk.words(), "is_agreed": "on", "covers_identity": "on"}
    return f"consents/{walk.any_of(ConsentWanted)}", told


@form("patient")
def end_consent(walk: Walk) -> tuple[str, dict[str, Any]]:
    return f"consents/{walk.any_of(Consent)}/withdraw", {}


@form(*CLINICIANS)
def flag(walk: Walk) -> tuple[str, dict[str, Any]]:
    event = walk.rng.choice(("red_flag_found_wrong", "emergency_over", "flag_found_real", "x"))
    at = f"assessment/flags/{walk.any_of(RedFlagTask)}/"
    return at, {"event": event, "reason": walk.words()}


@form(*STAFF, *CLINICIANS)
def held(walk: Walk) -> tuple[str, dict[str, Any]]:
    event = walk.rng.choice(("release_proposed", "release_confirmed", "file_kept_out"))
    return f"held/{walk.any_of(QuarantinedFile)}/", {"event": event, "reason": walk.words()}


@form(*STAFF)
def question_words(walk: Walk) -> tuple[str, dict[str, Any]]:
    row = walk.newest(QuestionRow)
    at = f"preparation/questions/{row.pk if row else uuid4()}/"
    act = walk.rng.choice(("", "chinese", "withdraw", "raise"))
    told = {"text": SPECIFIC, "language": "en", "chinese": "首选手术还是TACE？"}
    return at + act, {**told, "revision": str(row.revision if row else 1)}


@form(*STAFF)
def override_back(walk: Walk) -> tuple[str, dict[str, Any]]:
    return f"preparation/findings/{walk.any_of(FindingOverride)}/withdraw", {}


@form(*CLINICIANS)
def sign_dossier(walk: Walk) -> tuple[str, dict[str, Any]]:
    version = current_version(walk.case)
    told = {"dossier_hash": version.dossier_hash if version else "", "code": a_code(walk)}
    return "preparation/sign/", told


@form(*CLINICIANS)
def unsign_dossier(walk: Walk) -> tuple[str, dict[str, Any]]:
    return f"preparation/sign/{walk.any_of(SignOffRow)}/withdraw", {}


@form("coordinator")
def seal(walk: Walk) -> tuple[str, dict[str, Any]]:
    to = walk.rng.choice([walk.stage.practice, walk.stage.other_practice,
                          walk.stage.departments["F01"]])  # fmt: skip
    return "preparation/packages/", {"recipient": str(to.pk), "age_key": ""}


@form("coordinator")
def package(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("passphrase", "discard"))
    return f"preparation/packages/{walk.any_of(SealedPackage)}/{act}", {}


@form("coordinator")
def draft_letter(walk: Walk) -> tuple[str, dict[str, Any]]:
    stage = walk.stage
    practice = f"{stage.practice.pk}:{stage.people['home_physician'].pk}"
    told = {"practice": practice, "language": "en", "requirements": ["GEN-03"]}
    return f"preparation/letters/draft/{walk.rng.choice(('send', 'consider'))}", told


@form("coordinator")
def letter(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("send", "consent", "follow/remind", "follow/cancel", "follow/enough"))
    return f"preparation/letters/{walk.any_of(LetterRow)}/{act}", {"with_link": "on"}


@form(*HOME)
def letter_answer(walk: Walk) -> tuple[str, dict[str, Any]]:
    told = {"requirement": "GEN-03", "kind": "not_held", "words": walk.words()}
    return f"letters/{walk.any_of(LetterRow)}/", told


@form("coordinator")
def invite(walk: Walk) -> tuple[str, dict[str, Any]]:
    return "consultation/directory/invite", {"department": walk.rng.choice((*DEPARTMENTS, "x"))}


@form("coordinator")
def invitation(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(
        ("write", "send", "remind", "accept", "decline", "withdraw", "submit", "material", "names")
    )
    told = {
        "reason": "肝右叶占位", "time_arrangement": "书面会诊", "case_summary": "肝右叶占位。",
        "specialty": "肝胆胰外科", "title_wanted": "主任医师", "requesting_physician": "Dr Home",
        "does_ask_identity": "on", "role": "specialist", "told_by": walk.words(),
        "channel": walk.rng.choice(("workspace", "courier", "package_file")),
        "sent_on": timezone.localdate().isoformat(), "person": "C", "reference": "R",
        "is_identified": walk.rng.choice(("on", "")), "what": "MRI", "owner": "home_physician",
        "proof": SimpleUploadedFile("proof.pdf", b"%PDF-1.4 proof"),
    }  # fmt: skip
    return f"consultation/invitations/{walk.any_of(DepartmentInvitation)}/{act}", told


@form("coordinator")
def submission(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("delivered", "delivered", "refused", "lost"))
    return f"consultation/submissions/{walk.any_of(Submission)}/{act}", {"reason": walk.words()}


@form("coordinator")
def material(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("supplied", "withdrawn"))
    return f"consultation/materials/{walk.any_of(MaterialRequest)}/{act}", {"outcome": walk.words()}


@form("coordinator")
def received(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("files", "marks", "sign", "back", "refuse", "again", "supersede"))
    told = {
        "files": SimpleUploadedFile("opinion.pdf", b"%PDF-1.4 opinion"),
        "case_number": walk.case.number, "language": "zh", "reason": walk.words(),
        **_written(walk),
    }  # fmt: skip
    return f"consultation/opinions/{walk.any_of(OpinionRow)}/{act}", told


@form(*SPECIALISTS)
def opinion(walk: Walk) -> tuple[str, dict[str, Any]]:
    return "opinion/", _written(walk)


def _written(walk: Walk) -> dict[str, Any]:
    row = walk.newest(OpinionRow)
    return {
        "revision": str(row.revision if row else 0),
        "a1_state": walk.rng.choice(("answered", "unanswerable", "")),
        "a1_text": walk.rng.choice(("首选手术切除。", "")),
        "a1_needs": walk.rng.choice(("增强MRI", "")),
        "assessment": "肝右叶占位", "r1_text": "建议右半肝切除", "r1_strength": "recommended",
        "doctor": "李明", "department": "肝胆胰外科", "signed_on": "2026-03-05",
    }  # fmt: skip


def _opinion_id(walk: Walk) -> UUID:
    row = walk.newest(OpinionRow, state="signed")
    return row.pk if row else uuid4()


@form(*EDITORS)
def translation(walk: Walk) -> tuple[str, dict[str, Any]]:
    row = walk.newest(TranslationRow)
    parts = {f"part{n}": f"English {n}" for n in range(8)}
    told = {"revision": str(row.revision if row else 0), **parts}
    return f"interpretation/{_opinion_id(walk)}/translation", told


@form(*EDITORS)
def point(walk: Walk) -> tuple[str, dict[str, Any]]:
    told = {"point_id": str(uuid4()), "revision": "0", "item": walk.words(), "relation": "new",
            "opinion": ["recommendation:1#1"]}  # fmt: skip
    return f"interpretation/{_opinion_id(walk)}/points/new", told


@form(*EDITORS, *CLINICIANS)
def two_signatures(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("sign", "sign", "unsign"))
    return f"interpretation/{_opinion_id(walk)}/{act}", {"code": a_code(walk)}


@form("coordinator")
def release(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("release", "release", "correct"))
    return f"interpretation/{_opinion_id(walk)}/{act}", {"reason": walk.words()}


@form("coordinator")
def hand_over(walk: Walk) -> tuple[str, dict[str, Any]]:
    people = walk.stage.people
    to = walk.rng.choice(
        ("patient:", f"patient:{people['patient'].pk}", f"home_team:{people['home_physician'].pk}")
    )
    told = {"recipient": to, "channel": walk.rng.choice(("link", "account"))}
    return "reports/hand-over", {**told, "address": "reader@quokkavitz.example"}


@form("coordinator", *HOME)
def handover(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("renew", "revoke", "confirm", "read", "read"))
    return f"reports/handovers/{walk.any_of(HandoverRow)}/{act}", {"receipt": walk.words()}


@form(*HOME)
def outcome(walk: Walk) -> tuple[str, dict[str, Any]]:
    act = walk.rng.choice(("", "", "ask", "give-up"))
    told = {"condition": "better", "done": "part", "words": walk.words(), "reason": walk.words()}
    return f"decision/outcomes/{walk.any_of(OutcomeRow)}/{act}", told


def a_code(walk: Walk) -> str:
    """What the authenticator shows now, or now and then a wrong one."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    if walk.rng.random() < 0.1:
        return "000000"
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def send(walk: Walk, name: str, who: str) -> int:
    """Send a form as the person; the status of the answer."""
    path, told = FORMS[name][1](walk)
    revision = walk.case.revision - (walk.rng.random() < 0.05)
    told = {"seen": str(revision), **told}
    client = signed_in(walk.person(who))
    client.raise_request_exception = True
    return int(client.post(f"/cases/{walk.case_id}/{path}", told).status_code)


def look_in(walk: Walk, who: str) -> tuple[str, int]:
    """Open some page of the case as the person; which, and the status of the answer."""
    path = walk.rng.choice(PAGES)
    if walk.rng.random() < 0.15:
        path = f"reports/{walk.any_of(ReportRow)}/"
    client = signed_in(walk.person(who))
    return path, int(client.get(f"/cases/{walk.case_id}/{path}").status_code)
