"""Cases that stand signed before a consultation, and the people of invited departments.

How a case comes to stand so is told by the tests of the stages before: here they are taken at
their word, through the one function that the consultation asks them by.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from package_world import give_version

import huizhen.project.urls  # noqa: F401 - views take their names before a test replaces one
from huizhen.core.states.standing import CaseStanding, SealedPackage, SignOff
from huizhen.ground.accounts.actions import give_role, new_user
from huizhen.ground.accounts.models import Membership, User
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.actions import add_participant
from huizhen.ground.cases.gate import standing_of
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.records.models import PackageFile, PackageVersion
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    DirectoryEntry,
    OpinionRow,
    Submission,
)
from huizhen.journey.preparation import queries as preparation
from huizhen.journey.preparation.models import MaskedFile, MaskedView, QuestionRow, SignOffRow
from kept_steps import kept
from worlds import Site, give_consent, make_case, make_site, signed_in

DOSSIER_HASH = "d" * 64
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PARTS = {
    "reason": "肝右叶占位，手术与介入治疗意见不一",
    "time_arrangement": "书面会诊，资料齐全后10个工作日内",
    "case_summary": "患者58岁女性，肝右叶占位5.2 cm，AFP 412 ng/mL。",
    "specialty": "肝胆胰外科",
    "title_wanted": "主任医师",
    "requesting_physician": "Dr Home",
}
FACTS_PAGE = "<html><head><title>HZ</title></head><body><p>肝癌 5.2 cm</p></body></html>".encode()


@dataclass
class World:
    """A site, a sample case that stands signed, and what has come of it."""

    site: Site
    case: Case
    people: dict[str, User] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the case's pages begin."""
        return f"/cases/{self.case.pk}/"

    def now(self) -> Case:
        """The case as it stands in the database."""
        return system_case(self.case.pk)

    def client(self, role: str = "coordinator") -> Client:
        """A browser of somebody of the site."""
        return signed_in(self.site[role])

    def post(self, role: str, path: str, told: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a form as its page would, with the revision that the page showed."""
        client = signed_in(self.people[role]) if role in self.people else self.client(role)
        return client.post(
            f"{self.path}{path}", {"seen": self.now().revision, **(told or {})}, **more
        )

    def draft(self, department: str = "F01") -> str:
        """A draft with its five parts and the patient's consent; where its pages begin."""
        self.post("coordinator", "consultation/directory/invite", {"department": department})
        row = self.invitation(department)
        give_consent(
            self.case,
            self.site["patient"],
            "consult",
            recipient=str(row.organisation_id),
            country="CN",
            covers_identity=True,
        )
        at = f"consultation/invitations/{row.pk}/"
        self.post("coordinator", f"{at}write", PARTS)
        return at

    def invite(self, department: str = "F01", *, with_person: bool = True) -> DepartmentInvitation:
        """Invite a department through its pages: drafted, written, consented to, sent."""
        at = self.draft(department)
        if with_person:
            self.person_of(self.invitation(department), department)
        sent = self.post("coordinator", f"{at}send", {"role": "specialist"})
        assert sent.status_code == 302, sent.content.decode()
        return self.invitation(department)

    def send_link(self, at: str, email: str = "li@hospital.example") -> str:
        """Send it with a link for one person, as the page shows it once."""
        told = {"email": email, "role": "specialist"}
        sent = self.post("coordinator", f"{at}send", told, follow=True)
        return str(sent.content.decode().split("shown only now: ")[1].split("<")[0].strip())

    def person_of(self, row: DepartmentInvitation, name: str, role: str = "specialist") -> User:
        """Somebody who acts for the department and can give a second factor."""
        user = new_user(f"{role} of {name}", f"{role}.{name}@hospital.example".lower())
        give_role(user, role, row.organisation)
        TOTP.activate(user, SECRET)
        self.people[f"{role} {name}"] = user
        return user

    def invitation(self, department: str = "F01") -> DepartmentInvitation:
        """The newest invitation of the department."""
        rows = case_rows(self.now(), DepartmentInvitation).filter(department_id=department)
        found: DepartmentInvitation | None = rows.order_by("-made_at").first()
        assert found is not None
        return found

    def opinion(self, department: str = "F01") -> OpinionRow:
        """Its newest opinion."""
        rows = case_rows(self.now(), OpinionRow).filter(invitation=self.invitation(department))
        return rows.order_by("-number")[0]

    def accept(self, department: str = "F01") -> None:
        """The department accepts on its own page."""
        done = self.post(f"specialist {department}", "invited/accept")
        assert done.status_code == 302, done.content.decode()

    def submit(self, department: str = "F01", **told: Any) -> Any:
        """Record that the material was shown on the desk."""
        row = self.invitation(department)
        form = {
            "channel": "workspace",
            "sent_on": "2026-03-02",
            "person": "C. Coordinator",
            "reference": "version 1",
        }
        return self.post(
            "coordinator", f"consultation/invitations/{row.pk}/submit", {**form, **told}
        )

    def submission(self, department: str = "F01") -> Submission:
        """Its newest submission."""
        rows = case_rows(self.now(), Submission).filter(invitation=self.invitation(department))
        return rows.order_by("-recorded_at")[0]

    def consulting(self, department: str = "F01") -> None:
        """Invited, accepted, and the material at hand: the clock runs."""
        self.people = kept(f"consulting {department}", lambda: self._consulting(department))

    def _consulting(self, department: str) -> dict[str, User]:
        self.invite(department)
        self.accept(department)
        assert self.submit(department).status_code == 302
        return self.people

    def question_id(self) -> str:
        """The one question's id."""
        return str(case_rows(self.case, QuestionRow).get().pk)


def make_world(monkeypatch: pytest.MonkeyPatch, *, is_sample: bool = True) -> World:
    """A case in preparation whose dossier is signed and whose packages are sealed."""
    made = kept(f"consultation {is_sample}", lambda: _made_world(is_sample=is_sample))
    monkeypatch.setattr(preparation, "standing", signed_standing)
    return made


def _made_world(*, is_sample: bool) -> World:
    site = make_site("one")
    case = make_case(site, specialty="hpb", is_sample=is_sample, language="en")
    Case.behind_door.filter(pk=case.pk).update(stage="preparation", stage_since=case.stage_since)
    case = system_case(case.pk)
    give_dossier(case)
    ask_question(case, "5.2 cm的肝右叶病灶，首选手术切除还是先行介入治疗？")
    return World(site, case)


def signed_standing(case: Case, actor: User | None = None, role: str = "") -> CaseStanding:
    """What the earlier stages would say of a case that is ready to leave."""
    recipients = DirectoryEntry.objects.values_list("organisation_id", flat=True)
    return standing_of(case, actor, role).replaced(
        files_received=1,
        open_quarantine=0,
        facts_unconfirmed=0,
        fit_verdict="fit",
        specialty=case.specialty,
        has_fit_reasons=True,
        question_verdict="pass",
        blocking_findings=0,
        dossier_hash=DOSSIER_HASH,
        dossier_sign_off=SignOff(
            person="clinician", role="reviewing_clinician", content_hash=DOSSIER_HASH
        ),
        requests_open=0,
        is_language_gate_available=True,
        language_findings=0,
        sealed=tuple(
            SealedPackage(recipient=str(one), dossier_hash=DOSSIER_HASH) for one in recipients
        ),
    )


def give_dossier(case: Case, page: bytes = FACTS_PAGE, masked: bytes = FACTS_PAGE) -> None:
    """A signed version with the page of its dossier, and what its sealing kept for departments."""
    version = give_version(case, dossier_hash=DOSSIER_HASH, emit=False)
    files = {
        "dossier.html": page,
        "dossier.pdf": b"%PDF-1.7 made",
        "findings.json": b'{"findings": []}',
    }
    for name, data in files.items():
        blob = store_bytes(case, "package", data)
        PackageFile.behind_door.create(case=case, version=version, name=name, blob=blob)
    signed = sign_version(case, version)
    if masked:
        give_masked(case, signed, {"dossier.html": masked, "dossier.pdf": b"%PDF-1.7 masked"})


def sign_version(case: Case, version: PackageVersion) -> SignOffRow:
    """A clinician's sign-off of a version."""
    made: SignOffRow = SignOffRow.behind_door.create(
        case=case,
        version=version,
        dossier_hash=version.dossier_hash,
        by=Membership.objects.filter(role="reviewing_clinician")[0].user,
        role="reviewing_clinician",
        factor="totp",
        factor_at=timezone.now(),
    )
    return made


def give_masked(case: Case, signed: SignOffRow, files: Mapping[str, bytes]) -> MaskedView:
    """Masked papers of a sign-off as the worker keeps them."""
    view: MaskedView = MaskedView.behind_door.create(
        case=case,
        sign_off=signed,
        read_at=timezone.now(),
        report=store_bytes(case, "masked", b"{}"),
    )
    for name, data in files.items():
        blob = store_bytes(case, "masked", data)
        MaskedFile.behind_door.create(case=case, view=view, name=name, blob=blob)
    return view


def ask_question(case: Case, text: str) -> None:
    """A question in a named person's Chinese."""
    QuestionRow.behind_door.create(
        case=case,
        order=case_rows(case, QuestionRow).count(),
        language="zh",
        sealed=case.seal_json({"text": text, "zh": text}),
        verdict="pass",
        checked_for="hpb",
    )


def add_person(world: World, role: str) -> None:
    """Somebody in the role who belongs to no department."""
    user = new_user(f"stray {role}", f"stray.{role}@elsewhere.example")
    give_role(user, role, None)
    add_participant(world.case, world.site["coordinator"], user, role)
    world.people[f"stray {role}"] = user


def second_factor(client: Client, then: str) -> Any:
    """Give a fresh code of the authenticator app."""
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    return client.post(f"/account/2fa/reauthenticate/?next={then}", {"code": code, "next": then})
