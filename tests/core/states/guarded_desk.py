"""A desk in miniature whose acts ask the gates and move by the tables; a log is kept.

It never judges: what it does is written down for history_laws.py.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from history_laws import Entry

from huizhen.core.errors import WrongState
from huizhen.core.states.gates import Guard, unmet_codes
from huizhen.core.states.holds import Action, HoldName, Role, holds_after
from huizhen.core.states.small_tables import TABLES
from huizhen.core.states.standing import (
    Actor,
    CaseStanding,
    Permission,
    SealedPackage,
    SignOff,
    Transfer,
)

PEOPLE: dict[str, tuple[Role, ...]] = {
    "Ann": ("coordinator",),
    "Rob": ("coordinator", "medical_editor"),
    "Clara": ("reviewing_clinician",),
    # one person in both signing roles: the temptation that the two signatures exist for
    "Max": ("medical_editor", "reviewing_clinician"),
    "Sun": ("specialist",),
    "Li": ("department_secretary",),
    "Home": ("home_physician",),
    "Pat": ("patient",),
    "Adam": ("administrator",),
}
WAYS = {
    "home_team": ("care", "home", "RO"),
    "patient": ("own records", "pat", "RO"),
    "department": ("opinion", "ward", "CN"),
    "interpreter": ("interpreting", "voice", "CN"),
}
CHANNELS = ("package_file", "package_file", "workspace", "hospital_portal", "courier")

FORGOTTEN = {"file_quarantined", "dossier_outdated", "main_consent_withdrawn"}


class GuardedDesk:
    """One case on a desk; every act is logged in `history`, every refusal counted."""

    def __init__(self, rng: random.Random, guards: Mapping[Action, Guard]) -> None:
        self.rng, self.guards = rng, guards
        self.history: list[Entry] = []
        self.done: Counter[str] = Counter()
        self.refused = 0
        self.state = {name: table.initial for name, table in TABLES.items()}
        self.holds: frozenset[HoldName] = frozenset()
        self.files: dict[int, str] = {}
        self.facts = self.gaps = self.differences = self.letters = self.numbers = 0
        self.points = 0
        self.version, self.words = 0, 0
        self.sign_off: SignOff | None = None
        self.signatures: tuple[SignOff, ...] = ()
        self.permissions: dict[tuple[str, str, str], bool] = {}
        self.dated: set[tuple[str, str, str]] = set()
        """Those whose text says that dates stay."""
        self.sealed: tuple[SealedPackage, ...] = ()
        self.questions: dict[int, bool] = {}
        self.has: dict[str, bool] = defaultdict(bool)
        self.verdict: Any = ""
        self.fit: Any = ""

    # the ground

    def log(self, what: str, who: str = "", **data: Any) -> None:
        """Writes down what happened and lets the holds follow."""
        self.history.append(Entry(what, who, data))
        self.done[what] += 1

    def hold(self, event: str) -> None:
        """Begins or ends holds; a forgetful desk misses some, and the needs have to suffice."""
        if event in FORGOTTEN and self.rng.random() < 0.3:
            return
        self.holds = holds_after(self.holds, event)

    def move(self, table: str, event: str) -> bool:
        """Moves a thing by its table; where the event does not belong, nothing happens."""
        try:
            self.state[table] = TABLES[table].after(self.state[table], event)
        except WrongState:
            self.refused += 1
            return False
        return True

    def number(self) -> int:
        """A number that nothing else bears."""
        self.numbers += 1
        return self.numbers

    def standing(self, actor: Actor | None, to: Transfer, proof: bool) -> CaseStanding:
        """What a desk would tell the gates."""
        held = [file for file, by in self.files.items() if by != "free"]
        state = self.state
        return CaseStanding(
            stage=state["stages"],
            holds=self.holds,
            actor=actor,
            has_main_consent=self.has["consent"],
            files_received=self.has["files"],
            is_identity_confirmed=self.has["identity"],
            open_quarantine=len(held),
            facts_unconfirmed=self.facts,
            first_release_by=self.files[held[0]] if held else "",
            fit_verdict=self.fit,
            specialty="hpb",
            has_fit_reasons=True,
            question_verdict=self.verdict,
            blocking_findings=self.gaps,
            dossier_hash=f"v{self.version}" if self.version else "",
            dossier_sign_off=self.sign_off,
            requests_open=self.letters,
            **self._sending(to),
            **self._answering(proof),
        )

    def _sending(self, to: Transfer) -> dict[str, Any]:
        return {
            "transfer": to,
            "permissions": self._permissions(),
            "is_masking_available": self.has["masking"],
            "is_masking_complete": self.has["masked"],
            "is_language_gate_available": self.has["checks"],
            "language_findings": self.differences,
            "sealed": self.sealed,
            "is_department_verified": self.has["verified"],
            "does_hospital_ask_identity": self.has["asks_identity"],
        }

    def _answering(self, proof: bool) -> dict[str, Any]:
        state = self.state
        return {
            "invitation_parts_missing": 0,
            "invitation_state": state["invitations"],
            "is_submission_recorded": True,
            "opinion_state": state["opinions"],
            "is_opinion_of_this_case": self.has["ours"],
            "opinion_parts_missing": 0,
            "has_signature_proof": proof,
            "questions_open": list(self.questions.values()).count(False)
            if self.questions
            else None,
            "opinions_awaited": int(state["opinions"] in ("awaited", "draft", "received")),
            "opinions_signed": int(state["opinions"] == "signed"),
            "translation_state": state["translations"],
            "translation_hash": f"w{self.words}",
            "translation_sign_offs": self.signatures,
            "points_open": self.points,
            "are_reports_released": self.has["released"],
            "handovers_made": self.done["handed_over"],
            "handovers_unread": int(state["handovers"] not in ("read", "revoked")),
            "decision_state": state["decisions"],
            "outcomes_due": int(state["outcomes"] not in ("recorded", "lost_to_follow_up")),
            "outcome_reported_by": "Home",
            "decision_reported_by": "Home",
        }

    def _permissions(self) -> tuple[Permission, ...]:
        return tuple(
            Permission(
                purpose=purpose,
                recipient=to,
                country=country,
                covers_identity=name,
                covers_dates=(purpose, to, country) in self.dated,
            )
            for (purpose, to, country), name in self.permissions.items()
        )

    # guarded acts

    def attempt(self, action: Action) -> tuple[str, ...]:
        """Tries an action with some person and way; does it where the gate is open."""
        rng = self.rng
        person = rng.choice(list(PEOPLE))
        if rng.random() < 0.8:
            able = [who for who, roles in PEOPLE.items() if self.guards[action].roles & {*roles}]
            person = rng.choice(able or list(PEOPLE))
        actor = Actor(person=person, role=rng.choice(PEOPLE[person]))
        likely = "department" if action in ("invite", "submit", "seal_package") else "home_team"
        kind: Any = likely if rng.random() < 0.7 else rng.choice(list(WAYS))
        purpose, recipient, country = WAYS[kind]
        to = Transfer(
            purpose=purpose,
            recipient_kind=kind,
            recipient=recipient,
            country=country,
            channel=rng.choice(CHANNELS),
            is_identified=rng.random() < 0.3,
        )
        proof = rng.random() < 0.7
        unmet = unmet_codes(action, self.standing(actor, to, proof), self.guards)
        if unmet:
            self.refused += 1
        else:
            getattr(self, f"do_{action}")(actor, to, proof)
        return unmet

    def do_accept_enquiry(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("stages", "enquiry_accepted")
        self.log("enquiry_taken", actor.person)

    def do_decline_enquiry(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("stages", "enquiry_declined")
        self.log("enquiry_refused", actor.person)

    def do_complete_intake(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("stages", "intake_completed")
        self.log("intake_done", actor.person)

    def do_release_from_quarantine(self, actor: Actor, _: Transfer, __: bool) -> None:
        held = [file for file, by in self.files.items() if by != "free"]
        if not held:  # only a desk without its gate comes here
            return
        self.files[held[0]] = "free"
        self.log("file_freed", actor.person, file=held[0])
        self.settle_quarantine()

    def settle_quarantine(self) -> None:
        """The hold ends with the last file."""
        if all(by == "free" for by in self.files.values()):
            self.hold("quarantine_emptied")

    def do_decide_fit(self, actor: Actor, _: Transfer, __: bool) -> None:
        is_fit = self.fit == "fit"
        if self.move("stages", "fit_decided" if is_fit else "not_fit_decided"):
            self.log("fit_found", actor.person, fit=is_fit)

    def do_send_request(self, actor: Actor, to: Transfer, _: bool) -> None:
        self.letters += 1
        if self.rng.random() < 0.5:
            self.hold("home_team_asked")
        self.log("letter_sent", actor.person, of=_way(to))

    def do_sign_off_dossier(self, actor: Actor, _: Transfer, __: bool) -> None:
        content = f"v{self.version}"
        self.sign_off = SignOff(person=actor.person, role=actor.role, content_hash=content)
        self.hold("dossier_signed_off")
        self.log("dossier_signed", actor.person, role=actor.role)

    def do_seal_package(self, actor: Actor, to: Transfer, _: bool) -> None:
        package = SealedPackage(recipient=to.recipient, dossier_hash=f"v{self.version}")
        self.sealed = (*self.sealed[-3:], package)
        self.log(
            "sealed", actor.person, of=_way(to), kind=to.recipient_kind, named=to.is_identified
        )

    def do_invite(self, actor: Actor, to: Transfer, _: bool) -> None:
        if self.state["invitations"] == "sent" or self.state["opinions"] == "signed":
            return
        self.state["invitations"] = TABLES["invitations"].initial
        self.state["opinions"] = TABLES["opinions"].initial
        self.move("invitations", "invitation_sent")
        if self.state["stages"] == "preparation":
            self.move("stages", "consultation_opened")
        self.questions = {self.number(): False for _ in range(self.rng.randint(1, 3))}
        self.has["ours"] = False
        self.log(
            "invited",
            actor.person,
            of=_way(to),
            kind=to.recipient_kind,
            named=to.is_identified,
            questions=list(self.questions),
        )

    def do_submit(self, actor: Actor, to: Transfer, _: bool) -> None:
        self.log(
            "submitted",
            actor.person,
            of=_way(to),
            kind=to.recipient_kind,
            named=to.is_identified,
            channel=to.channel,
        )

    def do_accept(self, actor: Actor, _: Transfer, __: bool) -> None:
        if self.move("invitations", "invitation_accepted"):
            self.log("accepted", actor.person)

    def do_sign_opinion(self, actor: Actor, _: Transfer, proof: bool) -> None:
        is_original = self.state["opinions"] == "received"
        if self.move("opinions", "opinion_signed"):
            self.points = self.rng.randint(0, 2)
            self.log(
                "opinion_signed", actor.person, role=actor.role, original=is_original, proof=proof
            )

    def do_complete_consultation(self, actor: Actor, _: Transfer, __: bool) -> None:
        if self.move("stages", "opinions_completed"):
            self.log("consultation_done", actor.person)

    def do_sign_translation(self, actor: Actor, _: Transfer, __: bool) -> None:
        by = "editor" if self.state["translations"] == "edited" else "clinician"
        if self.move("translations", f"translation_signed_by_{by}"):
            signed = SignOff(person=actor.person, role=actor.role, content_hash=f"w{self.words}")
            self.signatures = (*self.signatures, signed)
            self.log("words_signed", actor.person, role=actor.role)

    def do_release_reports(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("translations", "translation_released")
        self.has["released"] = True
        self.log("released", actor.person, points=self.points)

    def do_hand_over(self, actor: Actor, to: Transfer, _: bool) -> None:
        self.state["handovers"] = TABLES["handovers"].initial
        if self.state["stages"] == "interpretation":
            self.move("stages", "reports_handed_over")
        self.log("handed_over", actor.person, of=_way(to), kind=to.recipient_kind)

    def do_record_decision(self, actor: Actor, _: Transfer, __: bool) -> None:
        if self.move("decisions", "decision_recorded"):
            self.log("decision_told", actor.person)

    def do_record_outcome(self, actor: Actor, _: Transfer, __: bool) -> None:
        if self.move("outcomes", "outcome_recorded"):
            self.log("outcome_told", actor.person)

    def do_close(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("stages", "case_closed")
        self.log("closed", actor.person)

    def do_return_case(self, actor: Actor, _: Transfer, __: bool) -> None:
        events = self.guards["return_case"].events
        event = self.rng.choice(events)
        if not self.move("stages", event):
            return
        if event in ("clarification_asked", "report_correction_asked"):
            self.has["released"] = False
            self.log("report_corrected", actor.person)
            self.new_words()
        if event == "clarification_asked":
            self.state["opinions"] = TABLES["opinions"].initial
            self.questions = {self.number(): False}
            self.has["ours"] = False
            self.log("asked_again", actor.person, questions=list(self.questions))

    def do_reopen(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.move("stages", "case_reopened")
        self.log("reopened", actor.person)

    def do_stop_case(self, actor: Actor, _: Transfer, __: bool) -> None:
        if self.rng.random() < 0.1 and self.move("stages", "case_withdrawn"):
            self.log("stopped", actor.person)

    def do_advise_local_care(self, actor: Actor, _: Transfer, __: bool) -> None:
        self.log("advised", actor.person)

    def new_words(self) -> None:
        """A translation begun anew."""
        self.state["translations"] = TABLES["translations"].initial
        self.words += 1
        self.signatures = ()
        self.log("words_changed")


def _way(to: Transfer) -> tuple[str, str, str]:
    return (to.purpose, to.recipient, to.country)
