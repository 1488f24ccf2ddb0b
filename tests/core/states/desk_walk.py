"""Random walks of a desk: willing, hasty, and struck by what happens of itself."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from guarded_desk import WAYS, GuardedDesk

from huizhen.core.states.gates import Guard
from huizhen.core.states.holds import ACTIONS, Action
from huizhen.core.states.small_tables import TABLES


class Desk(GuardedDesk):
    """A desk on which things happen that no gate guards."""

    def file_comes(self) -> None:
        """New records: the dossier changes and what was signed is out of date."""
        facts = self.rng.randint(0, 2)
        self.has["files"] = True
        self.version += 1
        self.facts += facts
        self.has["masked"] = False
        if self.sign_off:
            self.hold("dossier_outdated")
        self.log("file_came", facts=facts)

    def file_is_held(self) -> None:
        """A file of another patient, perhaps."""
        file = self.number()
        self.files[file] = ""
        self.hold("file_quarantined")
        self.log("file_held", file=file)

    def file_is_settled(self) -> None:
        """One person proposes the release, or the file is kept out."""
        held = [file for file, by in self.files.items() if by != "free"]
        if not held:
            return
        if self.rng.random() < 0.5:
            who = self.rng.choice(("Ann", "Rob", "Clara"))
            self.files[held[0]] = who
            self.log("release_wished", who, file=held[0])
        else:
            self.files[held[0]] = "free"
            self.log("file_settled", file=held[0])
            self.settle_quarantine()

    def fact_is_proposed(self) -> None:
        """A reading made anew proposes a fact while the dossier stays as it is."""
        self.facts += 1
        self.log("fact_proposed")

    def fact_is_settled(self) -> None:
        """A person decides on a fact."""
        if self.facts:
            self.facts -= 1
            self.log("fact_settled")

    def gap_is_found(self) -> None:
        """A finding blocks."""
        self.gaps += 1
        self.log("gap_found")

    def gap_is_settled(self) -> None:
        """A finding is resolved."""
        if self.gaps:
            self.gaps -= 1
            self.log("gap_settled")

    def question_is_worded(self) -> None:
        """The question is written anew, well or badly."""
        self.verdict = self.rng.choice(("pass", "pass", "pass", "weak", "vague"))
        self.version += 1
        if self.sign_off:
            self.hold("dossier_outdated")
        self.log("question_worded", verdict=self.verdict)

    def consent_changes(self) -> None:
        """The patient consents to the work, or no longer."""
        given = not self.has["consent"] or self.rng.random() < 0.9
        self.has["consent"] = given
        self.hold("main_consent_given" if given else "main_consent_withdrawn")
        self.log("consent", "Pat", given=given)

    def permit_changes(self) -> None:
        """The patient permits a recipient, with or without the name, or takes it back."""
        of = self.rng.choice(list(WAYS.values()))
        given = of not in self.permissions or self.rng.random() < 0.8
        name = self.rng.random() < 0.4
        dates = self.rng.random() < 0.8
        self.permissions.pop(of, None)
        self.dated.discard(of)
        if given:
            self.permissions[of] = name
            self.dated |= {of} if dates else set()
        self.log("permit", "Pat", of=of, given=given, name=name, dates=dates)

    def identity_is_confirmed(self) -> None:
        """A person confirms whose records these are."""
        self.has["identity"] = True

    def fit_is_weighed(self) -> None:
        """A clinician makes up the mind."""
        if self.state["stages"] == "assessment":
            self.fit = self.rng.choice(("fit", "fit", "fit", "fit", "not_fit"))

    def masking_comes(self) -> None:
        """The site learns to mask; what it masks is looked at."""
        if not self.has["masking"]:
            self.has["masking"] = True
            self.log("masking_came")
        else:
            self.has["masked"] = True
            self.log("masked")

    def checks_come(self) -> None:
        """The site learns to check translations."""
        if not self.has["checks"]:
            self.has["checks"] = True
            self.log("checks_came")

    def difference_is_seen(self) -> None:
        """The two languages differ."""
        self.differences += 1
        self.log("difference_seen")

    def difference_is_settled(self) -> None:
        """A difference is resolved."""
        if self.differences:
            self.differences -= 1
            self.log("difference_settled")

    def department_is_verified(self) -> None:
        """The directory's entry is verified; the hospital may ask for the name."""
        self.has["verified"] = True
        self.has["asks_identity"] = self.rng.random() < 0.5
        self.log("department_verified")

    def invitation_is_answered(self) -> None:
        """A refusal, or no answer."""
        event = self.rng.choice(("invitation_declined", "invitation_lapsed", "invitation_renewed"))
        self.move("invitations", event)

    def opinion_moves(self) -> None:
        """The opinion is begun, filed, sent back or found to be another patient's."""
        event = self.rng.choice(TABLES["opinions"].events)
        if event in ("opinion_signed", "opinion_superseded", "opinion_given_up"):
            return
        if event == "opinion_refused" and self.state["opinions"] == "signed":
            return
        self.move("opinions", event)

    def opinion_is_looked_at(self) -> None:
        """A person compares the opinion with the case."""
        self.has["ours"] = self.rng.random() < 0.8
        self.log("opinion_looked_at", ours=self.has["ours"])

    def question_is_closed(self) -> None:
        """A question is answered or marked; now and then one is opened again."""
        if not self.questions or self.state["opinions"] == "signed":
            return
        one = self.rng.choice(list(self.questions))
        self.questions[one] = self.rng.random() < 0.85
        self.log("question_closed" if self.questions[one] else "question_opened", question=one)

    def words_are_edited(self) -> None:
        """Somebody changes the translation; signatures under it are void by the table."""
        if self.move("translations", "translation_edited"):
            self.words += 1
            self.signatures = ()
            self.log("words_changed")

    def point_is_settled(self) -> None:
        """A point is set against the home plan."""
        self.points = max(0, self.points - 1)

    def flag_is_raised(self) -> None:
        """A red flag, or its end."""
        if "emergency" in self.holds:
            self.flag_is_settled()
        elif self.rng.random() < 0.3:
            self.hold("red_flag_raised")
            self.log("flag_raised")

    def flag_is_settled(self) -> None:
        """A clinician records that the emergency is over."""
        self.hold("emergency_over")
        self.log("flag_settled")

    def letter_is_settled(self) -> None:
        """A letter is answered or cancelled."""
        if self.letters:
            self.letters -= 1
            self.log("letter_settled")
        self.hold("home_team_answered")

    def clock_turns(self) -> None:
        """The clock stops or resumes."""
        self.hold("clock_resumed" if "clock_stopped" in self.holds else "clock_stopped")

    def home_side_moves(self) -> None:
        """The report is read, or the answer is asked for again."""
        self.move("handovers", self.rng.choice(TABLES["handovers"].events))
        self.move("decisions", "decision_asked_again")
        self.move("outcomes", "outcome_asked_again")


Happening = Callable[[Desk], None]
HAPPENINGS: tuple[Happening, ...] = (
    Desk.file_comes,
    Desk.file_is_held,
    Desk.file_is_settled,
    Desk.fact_is_proposed,
    Desk.fact_is_settled,
    Desk.gap_is_found,
    Desk.gap_is_settled,
    Desk.question_is_worded,
    Desk.consent_changes,
    Desk.permit_changes,
    Desk.identity_is_confirmed,
    Desk.fit_is_weighed,
    Desk.masking_comes,
    Desk.checks_come,
    Desk.difference_is_seen,
    Desk.difference_is_settled,
    Desk.department_is_verified,
    Desk.invitation_is_answered,
    Desk.opinion_moves,
    Desk.opinion_is_looked_at,
    Desk.question_is_closed,
    Desk.words_are_edited,
    Desk.point_is_settled,
    Desk.flag_is_raised,
    Desk.letter_is_settled,
    Desk.clock_turns,
    Desk.home_side_moves,
)
MENDS: dict[str, Happening] = {
    "held_emergency": Desk.flag_is_settled,
    "held_consent_withdrawn": Desk.consent_changes,
    "held_quarantine": Desk.file_is_settled,
    "held_waiting_for_home_team": Desk.letter_is_settled,
    "held_clock_stopped": Desk.clock_turns,
    "main_consent_missing": Desk.consent_changes,
    "no_files": Desk.file_comes,
    "identity_unconfirmed": Desk.identity_is_confirmed,
    "quarantine_open": Desk.file_is_settled,
    "first_release_missing": Desk.file_is_settled,
    "facts_unconfirmed": Desk.fact_is_settled,
    "verdict_missing": Desk.fit_is_weighed,
    "fit_undecided": Desk.fit_is_weighed,
    "question_not_specific": Desk.question_is_worded,
    "blocking_findings": Desk.gap_is_settled,
    "dossier_missing": Desk.file_comes,
    "consent_for_recipient_missing": Desk.permit_changes,
    "identity_not_allowed": Desk.permit_changes,
    "masking_unavailable": Desk.masking_comes,
    "masking_incomplete": Desk.masking_comes,
    "dates_not_covered": Desk.permit_changes,
    "language_gate_unavailable": Desk.checks_come,
    "language_findings_open": Desk.difference_is_settled,
    "department_unverified": Desk.department_is_verified,
    "opinion_not_ready": Desk.opinion_moves,
    "not_the_opinions_signer": Desk.opinion_moves,
    "opinion_of_another_case": Desk.opinion_is_looked_at,
    "questions_open": Desk.question_is_closed,
    "not_the_signers_turn": Desk.words_are_edited,
    "points_open": Desk.point_is_settled,
    "handovers_unread": Desk.home_side_moves,
    "requests_open": Desk.letter_is_settled,
}
"""What a willing desk does about a code; the rest comes by other actions."""

NEXT: dict[str, tuple[Action, ...]] = {
    "enquiry": ("accept_enquiry",),
    "intake": ("complete_intake", "release_from_quarantine"),
    "assessment": ("decide_fit",),
    "preparation": (
        "release_from_quarantine",
        "sign_off_dossier",
        "seal_package",
        "invite",
        "invite",
    ),
    "consultation": (
        "sign_off_dossier",
        "seal_package",
        "submit",
        "invite",
        "accept",
        "sign_opinion",
        "sign_opinion",
        "complete_consultation",
    ),
    "interpretation": ("sign_translation", "sign_translation", "release_reports", "hand_over"),
    "decision": ("record_decision", "record_outcome", "close"),
}


def walk(
    rng: random.Random,
    steps: int,
    guards: Mapping[Action, Guard],
    tempting: Action | None = None,
) -> Desk:
    """A desk after so many steps: mostly willing, often hasty, sometimes struck by events.

    `tempting` is an action that is tried at nearly every turn.
    """
    desk = Desk(rng, guards)
    for _ in range(steps):
        turn = rng.random()
        if turn < 0.15:
            rng.choice(HAPPENINGS)(desk)
        elif turn < 0.3:
            desk.attempt(tempting if tempting and turn < 0.25 else rng.choice(ACTIONS))
        else:
            action = rng.choice(NEXT.get(desk.state["stages"], ("reopen",)))
            unmet = [code for code in desk.attempt(action) if code in MENDS]
            if unmet:
                MENDS[rng.choice(unmet)](desk)
    return desk
