"""The laws of the journey, judged from what happened alone.

Nothing of the product is imported here: the judge replays a history of plain entries and never
asks a gate, a hold or a table. What it knows comes from what was done, not from what was allowed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    what: str
    who: str = ""
    data: dict[str, Any] = field(default_factory=dict)


DEEDS = {
    "enquiry_taken",
    "intake_done",
    "fit_found",
    "letter_sent",
    "dossier_signed",
    "sealed",
    "invited",
    "submitted",
    "accepted",
    "opinion_signed",
    "words_signed",
    "released",
    "handed_over",
    "decision_told",
    "closed",
}


class Judge:
    """Replays one history and names every law that it breaks."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.is_emergency = False
        self.has_consent = False
        self.permits: dict[tuple[str, str, str], bool] = {}
        self.dated: set[tuple[str, str, str]] = set()
        self.held_files: dict[int, list[str]] = {}
        self.open_facts = 0
        self.open_findings = 0
        self.verdict = ""
        self.version = 0
        self.signed_version = -1
        self.is_fit = False
        self.can_mask = self.can_check = self.is_masked = False
        self.differences = 0
        self.packages: set[tuple[str, int]] = set()
        self.is_verified = False
        self.questions: dict[int, bool] = {}
        self.is_our_case = False
        self.is_opinion_in_force = False
        self.words = 0
        self.signatures: list[tuple[str, str, int]] = []
        self.is_released = False
        self.open_letters = 0

    def read(self, history: Iterable[Entry]) -> list[str]:
        """The laws broken, in the order of the history."""
        for entry in history:
            if entry.what in DEEDS and self.is_emergency:
                self._break("nothing goes on in an emergency", entry)
            handler = getattr(self, f"on_{entry.what}", None)
            if handler:
                handler(entry)
        return self.broken

    def _break(self, law: str, entry: Entry) -> None:
        self.broken.append(f"{law}: {entry.what} by {entry.who} {entry.data}")

    def _hold_to(self, entry: Entry, **kept: bool) -> None:
        for law, is_kept in kept.items():
            if not is_kept:
                self._break(law.replace("_", " "), entry)

    # what changes the case

    def on_flag_raised(self, _: Entry) -> None:
        self.is_emergency = True

    def on_flag_settled(self, _: Entry) -> None:
        self.is_emergency = False

    def on_consent(self, entry: Entry) -> None:
        self.has_consent = entry.data["given"]

    def on_permit(self, entry: Entry) -> None:
        if entry.data["given"]:
            self.permits[entry.data["of"]] = entry.data["name"]
        else:
            self.permits.pop(entry.data["of"], None)
        keeps_dates = entry.data["given"] and entry.data.get("dates", True)
        (self.dated.add if keeps_dates else self.dated.discard)(entry.data["of"])

    def on_file_came(self, entry: Entry) -> None:
        self.version += 1
        self.is_masked = False
        self.open_facts += entry.data["facts"]

    def on_file_held(self, entry: Entry) -> None:
        self.held_files[entry.data["file"]] = []

    def on_file_settled(self, entry: Entry) -> None:
        self.held_files.pop(entry.data["file"], None)

    def on_release_wished(self, entry: Entry) -> None:
        self.held_files[entry.data["file"]].append(entry.who)

    def on_file_freed(self, entry: Entry) -> None:
        wished = self.held_files.pop(entry.data["file"])
        others = [who for who in wished if who != entry.who]
        self._hold_to(entry, a_file_is_freed_by_two_persons=bool(others))

    def on_fact_proposed(self, _: Entry) -> None:
        self.open_facts += 1

    def on_fact_settled(self, _: Entry) -> None:
        self.open_facts -= 1

    def on_gap_found(self, _: Entry) -> None:
        self.open_findings += 1

    def on_gap_settled(self, _: Entry) -> None:
        self.open_findings -= 1

    def on_question_worded(self, entry: Entry) -> None:
        self.verdict = entry.data["verdict"]
        self.version += 1

    def on_masking_came(self, _: Entry) -> None:
        self.can_mask = True

    def on_checks_came(self, _: Entry) -> None:
        self.can_check = True

    def on_masked(self, _: Entry) -> None:
        self.is_masked = True

    def on_difference_seen(self, _: Entry) -> None:
        self.differences += 1

    def on_difference_settled(self, _: Entry) -> None:
        self.differences -= 1

    def on_fit_found(self, entry: Entry) -> None:
        self.is_fit = entry.data["fit"]

    def on_department_verified(self, _: Entry) -> None:
        self.is_verified = True

    # deeds

    def on_dossier_signed(self, entry: Entry) -> None:
        self._hold_to(
            entry,
            a_clinician_signs_the_dossier=entry.data["role"] == "reviewing_clinician",
            only_settled_facts_are_signed=self.open_facts == 0,
            nothing_that_blocks_is_signed=self.open_findings == 0,
            no_foreign_file_is_signed=not self.held_files,
        )
        self.signed_version = self.version

    def _leaves(self, entry: Entry) -> None:
        of = entry.data["of"]
        is_named = entry.data["named"] and entry.data["kind"] not in ("home_team", "patient")
        self._hold_to(
            entry,
            what_leaves_is_signed=self.signed_version == self.version,
            what_leaves_is_consented=self.has_consent and of in self.permits,
            the_name_leaves_by_consent=not is_named or self.permits.get(of, False),
            only_fit_cases_leave=self.is_fit,
        )

    def _is_clean(self, entry: Entry) -> None:
        self._hold_to(
            entry,
            a_question_that_can_be_answered_is_sent=self.verdict == "pass",
            only_settled_facts_are_sent=self.open_facts == 0,
            nothing_that_blocks_is_sent=self.open_findings == 0,
            no_foreign_file_is_sent=not self.held_files,
        )

    def on_sealed(self, entry: Entry) -> None:
        is_home = entry.data["kind"] == "home_team"
        self._leaves(entry)
        self._hold_to(
            entry,
            sealing_needs_masking=is_home or self.can_mask,
            sealing_needs_the_check_of_languages=is_home or self.can_check,
            what_is_sealed_is_masked=is_home or entry.data["named"] or self.is_masked,
            dates_leave_by_consent=is_home
            or entry.data["kind"] == "patient"
            or entry.data["named"]
            or entry.data["of"] in self.dated,
            no_difference_is_sealed=not self.can_check or self.differences == 0,
        )
        self._is_clean(entry)
        self.packages.add((entry.data["of"][1], self.version))

    def on_invited(self, entry: Entry) -> None:
        self._leaves(entry)
        self._hold_to(
            entry,
            only_verified_departments_are_invited=self.is_verified,
            only_departments_are_invited=entry.data["kind"] == "department",
        )
        self.questions = dict.fromkeys(entry.data["questions"], False)
        self.is_our_case = self.is_opinion_in_force = False

    def on_submitted(self, entry: Entry) -> None:
        self._leaves(entry)
        self._is_clean(entry)
        is_sealed = (entry.data["of"][1], self.version) in self.packages
        by_hand = entry.data["named"] and entry.data["channel"] != "package_file"
        self._hold_to(
            entry,
            only_sealed_packages_travel=is_sealed or by_hand,
            only_departments_are_sent_a_case=entry.data["kind"] == "department",
            no_difference_is_sent=not self.can_check or self.differences == 0,
        )

    def on_asked_again(self, entry: Entry) -> None:
        self.questions = dict.fromkeys(entry.data["questions"], False)
        self.is_our_case = self.is_opinion_in_force = False

    def on_question_closed(self, entry: Entry) -> None:
        self.questions[entry.data["question"]] = True

    def on_question_opened(self, entry: Entry) -> None:
        self.questions[entry.data["question"]] = False

    def on_opinion_looked_at(self, entry: Entry) -> None:
        self.is_our_case = entry.data["ours"]

    def on_opinion_signed(self, entry: Entry) -> None:
        self._hold_to(
            entry,
            no_question_stays_open=bool(self.questions) and all(self.questions.values()),
            an_opinion_is_of_this_case=self.is_our_case,
            a_signature_is_proven=entry.data["proof"],
            the_specialist_signs_what_is_written_here=entry.data["role"] == "specialist"
            or entry.data["original"],
        )
        self.is_opinion_in_force = True

    def on_words_changed(self, _: Entry) -> None:
        self.words += 1

    def on_words_signed(self, entry: Entry) -> None:
        self.signatures.append((entry.who, entry.data["role"], self.words))

    def on_words_unsigned(self, _: Entry) -> None:
        self.signatures = []

    def on_released(self, entry: Entry) -> None:
        now = [(who, role) for who, role, words in self.signatures if words == self.words]
        pairs = {
            (editor, clinician)
            for editor, first in now
            for clinician, second in now
            if first == "medical_editor" and second == "reviewing_clinician"
        }
        self._hold_to(
            entry,
            a_release_is_signed_by_two_persons=any(one != other for one, other in pairs),
            only_signed_opinions_are_released=self.is_opinion_in_force,
            no_difference_is_released=not self.can_check or self.differences == 0,
            every_point_is_settled=entry.data["points"] == 0,
        )
        self.is_released = True

    def on_report_corrected(self, _: Entry) -> None:
        self.is_released = False

    def on_handed_over(self, entry: Entry) -> None:
        self._hold_to(
            entry,
            only_released_reports_are_handed_over=self.is_released,
            a_report_goes_home=entry.data["kind"] in ("home_team", "patient"),
            what_leaves_is_consented=entry.data["of"] in self.permits,
        )

    def on_letter_sent(self, entry: Entry) -> None:
        self.open_letters += 1
        self._hold_to(entry, what_leaves_is_consented=entry.data["of"] in self.permits)

    def on_letter_settled(self, _: Entry) -> None:
        self.open_letters -= 1

    def on_closed(self, entry: Entry) -> None:
        self._hold_to(entry, no_letter_stays_open=self.open_letters == 0)


def broken_laws(history: Iterable[Entry]) -> list[str]:
    """Every law that a history breaks, with the deed that broke it."""
    return Judge().read(history)
