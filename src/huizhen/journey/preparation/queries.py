"""What preparation knows of a case: questions, open findings, sign-off, sealed packages."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Sequence

from django.db.models import QuerySet

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.question import Verdict
from huizhen.core.preparation.requirements.absence import acceptance_hash
from huizhen.core.preparation.requirements.answer import Answer
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.value import Value, content_hash
from huizhen.core.states.standing import CaseStanding, SignOff
from huizhen.core.states.standing import SealedPackage as Sealed
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.gate import MAIN_PURPOSE
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent
from huizhen.ground.language.checking import is_available
from huizhen.ground.language.queries import open_in_run
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.assessment import queries as assessment
from huizhen.journey.preparation.models import (
    AbsenceAcceptance,
    AbsenceAnswer,
    FindingOverride,
    LetterAnswer,
    LetterRow,
    QuestionRow,
    SealedPackage,
    SignOffRow,
)
from huizhen.journey.preparation.question_check import checked

DOSSIER_TEXT = "dossier"
"""What the check of languages calls it; the version's id follows."""
OPEN_LETTERS = ("sent", "opened", "partly_answered")
_WORST_FIRST: tuple[Verdict, ...] = ("vague", "weak", "pass")


class Question(Value):
    """A question of the case, opened for those who may read it."""

    id: str
    order: int
    text: str
    language: str
    zh: str = ""
    """A named person's Chinese wording; '' while there is none."""
    zh_by: str = ""
    """That person's name."""
    verdict: Verdict
    revision: int

    @property
    def chinese(self) -> str:
        """What a Chinese reader is shown: the wording, else the original if that is Chinese."""
        return self.zh or (self.text if self.language.startswith("zh") else "")


def standing(case: Case, actor: User | None = None, role: str = "", **more: object) -> CaseStanding:
    """Where the case stands as far as preparation knows; `more` is what the act itself brings."""
    version = current_version(case)
    signed = sign_off_of(case)
    blocking = blocking_now(case, version)
    known: dict[str, object] = {
        "question_verdict": question_verdict(case),
        "blocking_findings": None if blocking is None else len(blocking),
        "do_gaps_wait_for_clinician": bool(blocking)
        and all(_is_for_clinician(one) for one in blocking or ()),
        "dossier_hash": version.dossier_hash if version else "",
        "is_language_gate_available": is_available(),
        "language_findings": open_in_run(case, dossier_about(version)) if version else None,
        "dossier_sign_off": _signed(signed) if signed else None,
        "requests_open": case_rows(case, LetterRow).filter(state__in=OPEN_LETTERS).count(),
        "sealed": tuple(
            Sealed(recipient=one.recipient, dossier_hash=one.dossier_hash)
            for one in case_rows(case, SealedPackage).filter(discarded_at=None).exclude(blob=None)
        ),
    }
    earlier = assessment.standing(case, actor, role=role)
    return earlier.replaced(**{**known, **more})


def dossier_about(version: PackageVersion) -> str:
    """What the check of languages calls the dossier of a version."""
    return f"{DOSSIER_TEXT}:{version.pk}"


def question_rows(case: Case) -> QuerySet[QuestionRow]:
    """The questions in force, in their order."""
    rows = case_rows(case, QuestionRow).filter(withdrawn_at=None)
    return rows.select_related("zh_by").order_by("order", "id")


def questions_of(case: Case) -> list[Question]:
    """The questions in force, in their order."""
    return [opened_question(case, row) for row in question_rows(case)]


def opened_question(case: Case, row: QuestionRow) -> Question:
    """One question in clear."""
    told = case.unseal_json(row.sealed)
    verdict = row.verdict
    if row.checked_for != case.specialty:
        verdict = checked(told["text"], row.language, case.specialty).verdict
    return Question.model_validate(
        {
            "id": str(row.pk),
            "order": row.order,
            "text": told["text"],
            "language": row.language,
            "zh": told.get("zh", ""),
            "zh_by": row.zh_by.name if row.zh_by else "",
            "verdict": verdict,
            "revision": row.revision,
        }
    )


def question_verdict(case: Case) -> str:
    """The worst verdict of all questions; '' without any."""
    found = {one.verdict for one in questions_of(case)}
    return next((verdict for verdict in _WORST_FIRST if verdict in found), "")


def finding_hash(finding: Finding) -> str:
    """What an override holds for: this finding as it is, not the wording of its reason."""
    told = finding.model_dump(
        mode="json",
        include={"requirement", "state", "cause", "effect", "level", "fact_keys", "pack_version"},
    )
    return content_hash(told)


CONSENT_ITEM = "GEN-16"
"""The requirement of a signed consent: the desk's own consent answers it, not a record."""


def overrides_of(case: Case) -> dict[str, FindingOverride]:
    """The overrides in force by the hash of their finding."""
    rows = case_rows(case, FindingOverride).filter(withdrawn_at=None).select_related("by")
    return {row.finding_hash: row for row in rows}


def absence_answers(case: Case) -> QuerySet[AbsenceAnswer]:
    """What is said not to be there, as it stands now; one answer an item."""
    rows = case_rows(case, AbsenceAnswer).filter(withdrawn_at=None).select_related("by")
    return rows.order_by("at", "id")


def opened_answer(case: Case, row: AbsenceAnswer) -> Answer:
    """One answer in clear."""
    return Answer.model_validate(case.unseal_json(row.sealed))


def acceptances_of(case: Case) -> dict[str, AbsenceAcceptance]:
    """The acceptances in force by the hash of their lack and answer."""
    rows = case_rows(case, AbsenceAcceptance).filter(withdrawn_at=None).select_related("by")
    return {row.finding_hash: row for row in rows}


def is_accepted(finding: Finding, accepted: Container[str]) -> bool:
    """Whether a person let the case go on without the answered item."""
    is_acceptable = finding.answer is not None and finding.absence != "never"
    return is_acceptable and acceptance_hash(finding) in accepted


def open_blocking(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """The findings that block and that nobody has let pass."""
    passed, accepted = overrides_of(case), acceptances_of(case)
    is_signed_here = has_main_consent(case)
    return [
        finding
        for finding in findings
        if finding.effect == "block"
        and not (finding.override_allowed and finding_hash(finding) in passed)
        and not is_accepted(finding, accepted)
        and not (finding.requirement == CONSENT_ITEM and is_signed_here)
    ]


def has_main_consent(case: Case) -> bool:
    """Whether the patient signed on this desk; what leaves has gates of its own per recipient."""
    return case_rows(case, Consent).filter(purpose=MAIN_PURPOSE, state="given").exists()


def blocking_now(case: Case, version: PackageVersion | None) -> list[Finding] | None:
    """The findings that block; None before a dossier was composed."""
    if version is None or not version.dossier_hash:
        return None
    return open_blocking(case, findings_of(case, version))


def blocking_count(case: Case, version: PackageVersion | None) -> int | None:
    """How many findings block; None before a dossier was composed."""
    found = blocking_now(case, version)
    return None if found is None else len(found)


def _is_for_clinician(finding: Finding) -> bool:
    return finding.answer is not None and finding.absence == "clinician"


def key_hash(key: str) -> str:
    """What an edit is found by; a statement's key names facts and stays sealed."""
    return hashlib.sha256(key.encode()).hexdigest()


def editable_statements(dossier: Dossier) -> Iterator[Statement]:
    """The statements of the records: fixed words are content, and questions have a page."""
    for section in (*dossier.front_sheet, *dossier.record, *dossier.annexes):
        for statement in section.statements:
            if statement.origin == "records" and statement.fact_keys:
                yield statement


def sign_off_of(case: Case) -> SignOffRow | None:
    """The newest sign-off that was not taken back, stale ones included."""
    rows = case_rows(case, SignOffRow).filter(state__in=("given", "stale"))
    return rows.select_related("by", "version").order_by("-at", "-id").first()


def signed_version(case: Case) -> PackageVersion | None:
    """The version that stands signed; it can be read even when it is stale."""
    row = sign_off_of(case)
    return row.version if row else None


def _signed(row: SignOffRow) -> SignOff:
    return SignOff.model_validate(
        {"person": str(row.by_id), "role": row.role, "content_hash": row.dossier_hash}
    )


def letters_of(case: Case) -> QuerySet[LetterRow]:
    """All letters, the newest first."""
    rows = case_rows(case, LetterRow).select_related("practice", "recipient", "sent_by")
    return rows.order_by("-drafted_at", "-id")


def answers_of(case: Case, letter: LetterRow) -> dict[str, LetterAnswer]:
    """What was answered, by requirement; the newest answer holds."""
    rows = case_rows(case, LetterAnswer).filter(letter=letter).select_related("by")
    return {row.requirement: row for row in rows.order_by("at", "id")}
