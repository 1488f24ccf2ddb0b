"""The identity decisions of a case, looked up by file, subject and page."""

from __future__ import annotations

from collections.abc import Sequence

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
}


class CaseVerdicts:
    """Decisions by path: verdicts of subjects and pages, status of files."""

    def __init__(self, case: CaseIdentity) -> None:
        self.case = case
        self._files: dict[str, FileIdentity] = {file.path: file for file in case.files}
        self._decisions: dict[str, list[IdentityDecision]] = {}
        for decision in case.decisions:
            self._decisions.setdefault(decision.path, []).append(decision)

    def verdict_of(self, path: str, subject: str, ordinals: Sequence[int]) -> Verdict:
        """The gravest verdict on a subject of a file, or on the pages that a fact stands on."""
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
        message, remedy = _SAID.get(file.code, ("", ""))
        return file.status, (file.code, message, remedy)

    def page_notes(self, path: str) -> tuple[PageNote, ...]:
        """Pages of a file that are kept out, with the reason."""
        file = self._files.get(path)
        return file.page_notes if file is not None else ()
