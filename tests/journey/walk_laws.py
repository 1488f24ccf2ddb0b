"""The laws of the desk, judged from rows and the trail alone: no gate, no standing is asked.

A watcher looks after every step at what is new and at what stands; what it remembers of a
signature is what lay there when it was given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.core import mail

from huizhen.core.states.stages import STAGES
from huizhen.ground.accounts.models import Membership, Organisation
from huizhen.ground.audit.models import AuditEvent, ChainHead
from huizhen.ground.audit.verify import chain_breaks
from huizhen.ground.cases.models import Case, Hold, Participant
from huizhen.ground.consent.models import Consent
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.jobs.models import Job
from huizhen.ground.notify.models import Notice
from huizhen.ground.records.models import FactDecision, PackageFile, PackageVersion
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    OpinionOriginal,
    OpinionRow,
    Submission,
)
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.interpretation.models import (
    HandoverRow,
    InterpretationSignOff,
    PointRow,
    ReportRow,
    TranslationRow,
)
from huizhen.journey.preparation.models import LetterRow, SealedPackage, SignOffRow

MOVES = {(before, after) for (before, _), after in STAGES.transitions.items()}
FORWARD = {
    ("enquiry", "intake"),
    ("intake", "assessment"),
    ("assessment", "preparation"),
    ("preparation", "consultation"),
    ("consultation", "interpretation"),
    ("interpretation", "decision"),
    ("decision", "closed"),
}
DEPARTMENT = ("specialist", "department_secretary")
LIVE = ("sent", "accepted")
_EDITOR, _CLINICIAN = "medical_editor", "reviewing_clinician"


class Watcher:
    """Watches one case; each look names the laws that are broken by now."""

    def __init__(self, case: Case, traces: tuple[str, ...]) -> None:
        self.case_id = case.pk
        self.traces = traces
        self.stage = case.stage
        self.seen: set[str] = set()
        self.signed_words: dict[str, str] = {}
        self.told = AuditEvent.objects.filter(chain=self._chain).count()
        self.emergency_before = False

    @property
    def _chain(self) -> str:
        return f"case:{self.case_id}"

    def look(self) -> list[str]:
        """The laws that the newest step broke."""
        case = Case.behind_door.get(pk=self.case_id)
        self.case = case
        found = [
            *self._of_stage(case),
            *self._of_signatures(),
            *self._of_dossiers(),
            *self._of_packages(),
            *self._of_submissions(),
            *self._of_letters(),
            *self._of_opinions(),
            *self._of_reports(),
            *self._of_handovers(),
            *self._of_departments(),
            *self._of_held_files(),
        ]
        self.emergency_before = self._is_held("emergency")
        return found

    def end(self) -> list[str]:
        """The laws of the whole trail, and what stands in clear."""
        head = ChainHead.objects.get(chain=self._chain)
        broken = [f"the trail is whole: {one}" for one in chain_breaks(head)]
        return [*broken, *self._of_clear_columns()]

    # rows

    def _rows(self, model: Any, **which: Any) -> list[Any]:
        return list(model.behind_door.filter(case=self.case_id, **which).order_by("pk"))

    def _new(self, model: Any, mark: str = "", **which: Any) -> Iterator[Any]:
        for row in self._rows(model, **which):
            key = f"{model.__name__}:{row.pk}:{mark}"
            if key not in self.seen:
                self.seen.add(key)
                yield row

    def _is_held(self, kind: str) -> bool:
        return bool(self._rows(Hold, kind=kind, ended_at=None))

    def _is_agreed(self, purpose: str, recipient: str, country: str, **more: Any) -> bool:
        return Consent.behind_door.filter(
            case=self.case_id,
            state="given",
            withdrawn_at=None,
            purpose=purpose,
            recipient=recipient,
            country=country,
            **more,
        ).exists()

    def _document(self, version: PackageVersion, name: str) -> dict[str, Any]:
        row = PackageFile.behind_door.select_related("blob").get(version=version, name=name)
        found: dict[str, Any] = json.loads(blob_bytes(self.case, row.blob))
        return found

    # laws

    def _of_stage(self, case: Case) -> Iterator[str]:
        events = AuditEvent.objects.filter(chain=self._chain).order_by("number")[self.told :]
        for event in events:
            self.told += 1
            if "stage" not in event.data:
                continue
            before, after = event.data["stage"]
            if before != self.stage or (before, after) not in MOVES:
                yield f"a stage moves along its table: {self.stage} {before}->{after}"
            if (before, after) in FORWARD and self.emergency_before:
                yield f"nothing goes on in an emergency: {before}->{after}"
            is_early = (before, after) in FORWARD and after in ("intake", "assessment")
            if is_early and not self._is_agreed("prepare_case", "", ""):
                yield f"no work without the main consent: {before}->{after}"
            self.stage = after
        if case.stage != self.stage:
            yield f"a stage moves only by an audited act: {self.stage}, found {case.stage}"
            self.stage = case.stage

    def _of_signatures(self) -> Iterator[str]:
        for row in self._new(InterpretationSignOff):
            translation = TranslationRow.behind_door.get(pk=row.translation_id)
            self.signed_words[str(row.pk)] = self._words(translation)
            if not self._has_role(row.by_id, row.role):
                yield f"a signer has the role: {row.role}"

    def _words(self, row: TranslationRow) -> str:
        points = [
            [str(one.pk), self.case.unseal_json(one.sealed)]
            for one in self._rows(PointRow, opinion_id=row.opinion_id, removed_at=None)
        ]
        parts = self.case.unseal_json(row.sealed_parts)
        return json.dumps([parts, sorted(points, key=str), row.opinion_hash], sort_keys=True)

    def _has_role(self, user_id: Any, role: str) -> bool:
        own = Participant.behind_door.filter(case=self.case_id, user=user_id, role=role, until=None)
        return own.exists()

    def _of_dossiers(self) -> Iterator[str]:
        for row in self._new(SignOffRow):
            version = PackageVersion.behind_door.get(pk=row.version_id)
            if row.dossier_hash != version.dossier_hash or not row.dossier_hash:
                yield "a sign-off names the hash of its version"
            if not self._has_role(row.by_id, _CLINICIAN):
                yield "a clinician signs the dossier"
            if self._undecided(version):
                yield "only decided facts are signed"
            if self._rows(QuarantinedFile, state__in=("held", "first_release"), settled_at=None):
                yield "no dossier is signed while a file is held"
            if self._is_held("emergency") or self._is_held("consent_withdrawn"):
                yield "no dossier is signed under a hold"

    def _undecided(self, version: PackageVersion) -> list[str]:
        facts = self._document(version, "facts.json")["facts"]
        decided = {row.fact_key for row in self._rows(FactDecision)}
        return [f for f in facts if f["status"] == "proposed" and f["fact_key"] not in decided]

    def _of_packages(self) -> Iterator[str]:
        for row in self._new(SealedPackage):
            yield from self._package(row, "asked for")
        for row in self._new(SealedPackage, "made", blob__isnull=False):
            yield from self._package(row, "made")

    def _package(self, row: SealedPackage, when: str) -> Iterator[str]:
        signed = SignOffRow.behind_door.get(pk=row.sign_off_id)
        if not (signed.state == "given" and signed.dossier_hash == row.dossier_hash):
            yield f"a package is signed under its own hash ({when}): {signed.state}"
        if not self._is_agreed(row.purpose, row.recipient, row.country):
            yield f"a package has consent for recipient and country ({when})"
        given = {str(one.pk) for one in self._rows(Consent, state="given")}
        if not row.consent_ids or not set(row.consent_ids) <= given:
            yield f"a package names consents in force ({when})"
        to = Organisation.objects.get(pk=row.recipient)
        if to.kind != "home_team" or to.country != row.country:
            yield f"a package goes to the home team ({when}): {to.kind}"
        if when == "asked for":
            newest = PackageVersion.behind_door.filter(case=self.case_id).order_by("number").last()
            if newest is None or newest.dossier_hash != row.dossier_hash:
                yield "a package is of the newest dossier"

    def _of_submissions(self) -> Iterator[str]:
        for row in self._new(Submission):
            invitation = DepartmentInvitation.behind_door.get(pk=row.invitation_id)
            organisation = Organisation.objects.get(pk=invitation.organisation_id)
            names: dict[str, Any] = {"covers_identity": True} if row.is_identified else {}
            to = (str(organisation.pk), organisation.country)
            if not self._is_agreed("consult", *to, **names):
                yield "what a department is sent was agreed to"
            signed = self._rows(SignOffRow, state="given", dossier_hash=row.dossier_hash)
            if not signed:
                yield "what a department is sent is signed"
            if invitation.state not in LIVE:
                yield f"only an invited department is sent a case: {invitation.state}"
            sealed = self._rows(
                SealedPackage, recipient=to[0], dossier_hash=row.dossier_hash, blob__isnull=False
            )
            if not row.is_identified and not sealed:
                yield "what is sent without the name was sealed"

    def _of_letters(self) -> Iterator[str]:
        for row in self._new(LetterRow, "sent", sent_at__isnull=False):
            if row.practice_id is None:
                if not self._is_agreed("prepare_case", "", ""):
                    yield "a letter to the patient needs the main consent"
                continue
            organisation = Organisation.objects.get(pk=row.practice_id)
            if not self._is_agreed("home_team", str(organisation.pk), organisation.country):
                yield "a letter goes to whom the patient agreed"

    def _of_opinions(self) -> Iterator[str]:
        for row in self._new(OpinionRow, "signed", state="signed"):
            invitation = DepartmentInvitation.behind_door.get(pk=row.invitation_id)
            told = self.case.unseal_json(row.sealed)
            asked = [one["id"] for one in self.case.unseal_json(invitation.sealed_questions)]
            answers = {one["question_id"]: one for one in told["answers"]}
            open_ones = [one for one in asked if not _is_closed(answers.get(one), told)]
            if open_ones or not asked:
                yield f"no opinion is signed with an open question: {len(open_ones)}"
            if told["case_number"] != self.case.number:
                yield "an opinion is of this case"
            if invitation.state != "accepted":
                yield f"an opinion is of a department that accepted: {invitation.state}"
            files = self._rows(OpinionOriginal, opinion=row, set_aside_at=None)
            own = Membership.objects.filter(
                user=row.signed_by_id, organisation=invitation.organisation_id, role="specialist"
            )
            if not files and not own.exists():
                yield "an opinion is signed by its own department or kept as a file"

    def _of_reports(self) -> Iterator[str]:
        for row in self._new(ReportRow):
            yield from self._two_signatures(row, "released", must_hold=True)
            opinion = OpinionRow.behind_door.get(pk=row.opinion_id)
            if opinion.state != "signed" or str(opinion.case_id) != str(self.case_id):
                yield f"a report is of a signed opinion: {opinion.state}"

    def _two_signatures(self, row: ReportRow, what: str, *, must_hold: bool) -> Iterator[str]:
        signed = self._rows(InterpretationSignOff, translation=row.translation_id, state="given")
        if must_hold:
            now = self._words(TranslationRow.behind_door.get(pk=row.translation_id))
            signed = [one for one in signed if self.signed_words.get(str(one.pk)) == now]
        editors = {one.by_id for one in signed if one.role == _EDITOR}
        clinicians = {one.by_id for one in signed if one.role == _CLINICIAN}
        if not any(one != other for one in editors for other in clinicians):
            yield f"a report is {what} under two sign-offs by two persons"

    def _of_handovers(self) -> Iterator[str]:
        for row in self._rows(HandoverRow):
            key = f"handover:{row.pk}:{row.sent_at}"  # renewed, it leaves once more
            if key in self.seen:
                continue
            self.seen.add(key)
            yield from self._handover(row)

    def _handover(self, row: HandoverRow) -> Iterator[str]:
        reports = self._rows(ReportRow, pk__in=row.versions)
        if not reports or len(reports) != len(row.versions):
            yield "released reports of this case are handed over"
        for one in reports:
            yield from self._two_signatures(one, "handed over", must_hold=False)
            if one.superseded_at is not None and one.superseded_at < row.sent_at:
                yield "what is handed over holds"
        if row.recipient_kind == "patient":
            is_agreed = self._is_agreed("prepare_case", "", "")
        else:
            to = Organisation.objects.filter(
                pk=row.organisation_id or uuid4(), kind="home_team"
            ).first()
            is_agreed = to is not None and self._is_agreed("home_team", str(to.pk), to.country)
        if not is_agreed:
            yield f"a report goes to whom the patient agreed: {row.recipient_kind}"

    def _of_departments(self) -> Iterator[str]:
        """Whoever of a department takes part does so by a live invitation of their own one."""
        for row in self._rows(Participant, until=None, role__in=DEPARTMENT):
            own = Membership.objects.filter(user=row.user_id, role=row.role)
            live = self._rows(
                DepartmentInvitation,
                state__in=LIVE,
                organisation__in=own.values_list("organisation", flat=True),
            )
            if not live:
                yield f"a department sees a case that it is invited to: {row.role}"

    def _of_held_files(self) -> Iterator[str]:
        for row in self._rows(QuarantinedFile, state="released"):
            if row.first_by_id is None or row.first_by_id == row.settled_by_id:
                yield "a held file is attached by two persons"

    def _of_clear_columns(self) -> Iterator[str]:
        case_id = self.case_id
        written: dict[str, Any] = {
            "the trail": list(
                AuditEvent.objects.filter(chain=self._chain).values_list(
                    "data", "about", "action", "actor_id"
                )
            ),
            "a job": list(
                Job.objects.filter(case_id=case_id).values_list(
                    "key", "payload", "code", "message", "remedy", "step"
                )
            ),
            "an event": list(
                Event.objects.filter(case_id=case_id).values_list("kind", "data", "error")
            ),
            "a notice": list(Notice.objects.filter(case_id=case_id).values_list("kind", "path")),
            "a mail": [(one.subject, one.body) for one in getattr(mail, "outbox", [])],
        }
        for where, told in written.items():
            text = json.dumps(told, ensure_ascii=False, default=str).casefold()
            for trace in self.traces:
                if trace.casefold() in text:
                    yield f"nothing of the patient stands in {where}: {trace}"


def _is_closed(answer: dict[str, Any] | None, opinion: dict[str, Any]) -> bool:
    """Answered in words or by a place in the original, or unanswerable with what it would need."""
    if answer is None:
        return False
    if answer["state"] == "unanswerable":
        return any(one.strip() for one in answer["needs"])
    return bool(answer["text"].strip() or (opinion["original"] and answer["place"].strip()))
