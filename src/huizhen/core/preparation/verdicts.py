"""The identity decisions of a case, looked up by file, subject and page."""

from __future__ import annotations

from collections.abc import Container, Sequence

from huizhen.core.records.attachment import ATTACHED, ATTACHED_AGAINST_IDENTITY
from huizhen.core.records.case_identity import CaseIdentity, FileIdentity, IdentityDecision
from huizhen.core.records.firewall import Verdict
from huizhen.core.records.inventory import FileStatus, PageNote

Reason = tuple[str, str, str]

_SAID: dict[str, tuple[str, str]] = {
    "other_patient": (
        "It names another person than the patient; nothing of it is used.",
        "Ask the sender; if it is the patient after all, a person has to say so.",
    ),
    "pages_of_other_patient": (
        "Some pages name another person; they are kept out, the others are used.",
        "Tell the sender that another person's pages were in the file.",
    ),
    "pages_in_review": (
        "What some pages say of the patient does not fit everywhere; they are kept apart.",
        "A person has to compare name, birth date and number, and decide.",
    ),
    "pages_unidentified": (
        "Some pages do not say whose they are; they are kept apart.",
        "A person has to attach them to the patient.",
    ),
    "identity_review": (
        "What it says of the patient does not fit everywhere; it is kept apart.",
        "A person has to compare name, birth date and number, and decide.",
    ),
    "identity_insufficient": (
        "It says too little of whom it is about; it is kept apart.",
        "A person has to attach it to the patient, or ask for a copy with name and birth date.",
    ),
    "identity_absent": (
        "It does not say whom it is about; it is kept apart.",
        "A person has to attach it to the patient, or ask for a copy with name and birth date.",
    ),
    ATTACHED: (
        "It says too little of whom it is about; two persons attached it to the patient.",
        "Nothing needs to be done; the trail names the two persons.",
    ),
    ATTACHED_AGAINST_IDENTITY: (
        "What it says of the patient does not fit; two persons attached it to the patient.",
        "Keep it in mind when reading; the trail names the two persons.",
    ),
}
_CONFLICTS = ("other_patient", "pages_of_other_patient", "pages_in_review", "identity_review")


class CaseVerdicts:
    """Decisions by path: verdicts of subjects and pages, status of files.

    Files at the paths in `attached` are the patient's by the word of persons.
    """

    def __init__(self, case: CaseIdentity, attached: Container[str] = ()) -> None:
        self.case = case
        self._attached = attached
        self._files: dict[str, FileIdentity] = {file.path: file for file in case.files}
        self._decisions: dict[str, list[IdentityDecision]] = {}
        for decision in case.decisions:
            self._decisions.setdefault(decision.path, []).append(decision)

    def verdict_of(self, path: str, subject: str, ordinals: Sequence[int]) -> Verdict:
        """The gravest verdict on a subject of a file, or on the pages that a fact stands on."""
        if path in self._attached:
            return "accepted"
        decisions = self._decisions.get(path, [])
        concerned = [
            decision
            for decision in decisions
            if (decision.ordinal in ordinals if decision.ordinal else decision.subject == subject)
        ] or (decisions if len(decisions) == 1 else [])
        verdicts = {decision.verdict for decision in concerned}
        grave: tuple[Verdict, ...] = ("quarantined", "review", "unidentified")
        for verdict in grave:
            if verdict in verdicts:
                return verdict
        return "accepted" if verdicts else "unidentified"

    def status_of(self, path: str) -> tuple[FileStatus, Reason] | None:
        """The status that identity gives a file with code, message, remedy; None: its own."""
        file = self._files.get(path)
        if file is None or file.status is None:
            return None
        if path in self._attached:
            code = ATTACHED_AGAINST_IDENTITY if file.code in _CONFLICTS else ATTACHED
            return "read", (code, *_SAID[code])
        message, remedy = _SAID.get(file.code, ("", ""))
        return file.status, (file.code, message, remedy)

    def page_notes(self, path: str) -> tuple[PageNote, ...]:
        """Pages of a file that are kept out, with the reason."""
        file = self._files.get(path)
        return file.page_notes if file is not None and path not in self._attached else ()

    def held(self) -> tuple[IdentityDecision, ...]:
        """The decisions that keep something apart, for a person to compare."""
        return tuple(
            decision
            for decision in self.case.decisions
            if decision.verdict != "accepted"
            and "blank_page" not in decision.reasons
            and decision.path not in self._attached
        )
