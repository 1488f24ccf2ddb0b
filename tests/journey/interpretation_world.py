"""A case whose opinion is signed, its people, and the steps from translation to hand-over.

How an opinion comes to be signed is told by the tests of the consultation."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from package_world import a_fact, give_version

from huizhen.core.consultation.invitation import Invitation
from huizhen.core.consultation.opinion import (
    Answer,
    Opinion,
    Recommendation,
    SectionText,
    SignatureBlock,
    opinion_hash,
)
from huizhen.ground.accounts.actions import give_role
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.journey.consultation.models import DepartmentInvitation, OpinionRow
from huizhen.journey.consultation.queries import as_json
from huizhen.journey.interpretation.models import HandoverRow, ReportRow, TranslationRow
from huizhen.journey.interpretation.queries import parts_of, translation_of
from kept_steps import kept
from worlds import Site, give_consent, make_case, make_site, signed_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
QUESTION = "5f0e3f3a-0000-7000-8000-000000000001"
ENGLISH = {
    "section:diagnosis": "Agree with the diagnosis of hepatocellular carcinoma.",
    "section:risk": "The prognosis is guarded.",
    f"answer:{QUESTION}": "Surgery may be considered after conversion therapy.",
    "recommendation:1": "Conversion therapy first; reassess resectability after 2-3 cycles.",
    "recommendation:2": "Antiviral treatment is recommended.",
    "test:1": "Please complete a contrast-enhanced liver MRI.",
}


def an_opinion(number: str, **changes: Any) -> Opinion:
    """A short opinion with two recommendations and a wanted test."""
    return Opinion(
        case_number=number,
        sections=(
            SectionText(key="diagnosis", text="同意肝细胞癌诊断。"),
            SectionText(key="risk", text="预后较差。"),
        ),
        recommendations=(
            Recommendation(
                text="建议先行转化治疗，2–3周期后再评估可切除性。", strength="recommended"
            ),
            Recommendation(text="建议抗病毒治疗。", strength="recommended"),
        ),
        tests_requested=("建议完善肝脏增强MRI。",),
        answers=(Answer(question_id=QUESTION, state="answered", text="转化治疗后可考虑手术。"),),
        signature=SignatureBlock(
            doctor="张示例",
            title="主任医师",
            department="肝胆胰外科",
            hospital="会诊示例第一医院（虚构）",
            signed_on=datetime.date(2026, 3, 18),
            is_stamped=True,
        ),
    ).replaced(**changes)


@dataclass
class World:
    """A site, its case in interpretation, and one signed opinion."""

    site: Site
    case: Case
    opinion_id: UUID
    practice: Organisation

    @property
    def path(self) -> str:
        """Where the case's pages begin."""
        return f"/cases/{self.case.pk}/"

    @property
    def at(self) -> str:
        """Where the opinion's pages begin."""
        return f"{self.path}interpretation/{self.opinion_id}/"

    def now(self) -> Case:
        """The case as it stands in the database."""
        return system_case(self.case.pk)

    def client(self, role: str) -> Client:
        """A browser of somebody in the role."""
        return signed_in(self.site[role])

    def post(self, role: str, path: str, told: dict[str, Any] | None = None, **more: Any) -> Any:
        """Send a form with the revision of the case that its page showed."""
        address = path if path.startswith("/") else f"{self.path}{path}"
        return self.client(role).post(
            address, {"seen": self.now().revision, **(told or {})}, **more
        )

    def row(self) -> TranslationRow:
        """The translation."""
        found = translation_of(self.now(), self.opinion_id)
        assert found is not None
        return found

    def texts(self, **changes: str) -> dict[str, str]:
        """The fields of the translation's form."""
        opinion = an_opinion(self.case.number)
        parts = parts_of(self.now(), None, opinion)
        told = {f"part{n}": ENGLISH[one.part] for n, one in enumerate(parts)}
        return {**told, **changes}

    def translate(self, revision: int = 0, **changes: str) -> Any:
        """Save the whole translation."""
        told = {**self.texts(**changes), "revision": revision}
        return self.client("medical_editor").post(f"{self.at}translation", told)

    def point(self, number: int, relation: str, **told: Any) -> Any:
        """Enter a point by its form."""
        form = {
            "point_id": f"018f0000-0000-7000-8000-{number:012d}",
            "revision": 0,
            "item": f"Point {number}",
            "relation": relation,
            **told,
        }
        return self.client("medical_editor").post(f"{self.at}points/new", form)

    def all_points(self) -> None:
        """A point for everything that has to be in one."""
        said = ["recommendation:1#1"]
        made = [
            self.point(1, "differ", opinion=said, plan=self.planned(0), question="Is it possible?",
                       meaning="Treatment before an operation.", item="Conversion therapy",
                       zh_item="转化治疗"),
            self.point(2, "agree", opinion=["recommendation:2#1"], plan=self.planned(1)),
            self.point(3, "new", opinion=["test:1#1"]),
        ]  # fmt: skip
        assert [one.status_code for one in made] == [302, 302, 302], made[0].content.decode()

    def planned(self, number: int) -> list[str]:
        """The key of a sentence of the home plan."""
        from huizhen.journey.interpretation.queries import home_plan
        from huizhen.journey.interpretation.quotes import plan_sentences

        return [plan_sentences(home_plan(self.now()).items)[number].key]

    def sign(self, role: str, **told: Any) -> Any:
        """Sign as it stands, with a code of the authenticator."""
        return self.post(role, f"{self.at}sign", {"code": a_code(), **told})

    def signed(self) -> None:
        """Translated, compared and signed twice."""
        kept("interpretation signed", self._sign_all)

    def _sign_all(self) -> None:
        assert self.translate().status_code == 302
        self.all_points()
        for role in ("medical_editor", "reviewing_clinician"):
            assert self.sign(role).status_code == 302
        assert self.row().state == "signed_by_clinician"

    def released(self) -> list[ReportRow]:
        """Released, with the worker's PDFs of a stand-in."""
        self.signed()
        kept("interpretation released", self._release)
        return list(case_rows(self.now(), ReportRow).order_by("audience", "language"))

    def _release(self) -> None:
        assert self.post("coordinator", f"{self.at}release").status_code == 302

    def hand_over(self, recipient: str = "", channel: str = "link", **told: Any) -> Any:
        """Hand over to the patient by default."""
        form = {
            "recipient": recipient or "patient:",
            "channel": channel,
            "address": "reader@home.example" if channel == "link" else "",
            **told,
        }
        return self.post("coordinator", "reports/hand-over", form)

    def handover(self) -> HandoverRow:
        """The newest hand-over."""
        found: HandoverRow | None = case_rows(self.now(), HandoverRow).order_by("-made_at").first()
        assert found is not None
        return found

    def physician_key(self) -> str:
        """How the form names the home physician."""
        return f"home_team:{self.site['home_physician'].pk}"


def make_world(language: str = "en", **more: Any) -> World:
    """A case in interpretation with a signed opinion, a home plan and a home practice."""
    return kept(f"interpretation {language} {more}", lambda: _made_world(language, **more))


def _made_world(language: str, **more: Any) -> World:
    site = make_site("one")
    case = make_case(site, language=language, specialty="hpb", **more)
    practice = Organisation.objects.create(kind="home_team", name="Practice", country="DE")
    give_role(site["home_physician"], "home_physician", practice)
    give_consent(case, site["patient"], "home_team", recipient=str(practice.pk), country="DE")
    Case.behind_door.filter(pk=case.pk).update(stage="interpretation")
    case = system_case(case.pk)
    for role in ("medical_editor", "reviewing_clinician", "coordinator"):
        TOTP.activate(site[role], SECRET)
    plan = [
        a_fact("TACE every six weeks", "CarePlan"),
        a_fact("Entecavir 0.5 mg daily", "CarePlan"),
    ]
    give_version(case, plan, emit=False)
    return World(site, system_case(case.pk), give_opinion(case), practice)


def give_opinion(case: Case) -> UUID:
    """A signed opinion of a fictional department."""
    department = Organisation.objects.create(
        kind="department", name="Sample Hospital", country="CN", is_fictional=True
    )
    told = Invitation.model_validate({"case_number": case.number})
    invitation = DepartmentInvitation.behind_door.create(
        case=case,
        department_id="F01",
        organisation=department,
        state="accepted",
        sealed=case.seal_json(as_json(told)),
        sealed_questions=case.seal_json(
            [{"id": QUESTION, "text": "能否手术？", "original": "Can it be operated on?"}]
        ),
    )
    opinion = an_opinion(case.number)
    row = OpinionRow.behind_door.create(
        case=case,
        invitation=invitation,
        state="signed",
        sealed=case.seal_json(as_json(opinion)),
        content_hash=opinion_hash(opinion),
        signed_at=timezone.now(),
    )
    return UUID(str(row.pk))


def a_code() -> str:
    """What the authenticator shows now."""
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def link_in(text: object) -> str:
    """The path of the link in an e-mail."""
    found = re.search(r"https?://[^/\s]+(/report/\S+)", str(text))
    assert found, text
    return found.group(1)


def code_in(page: bytes) -> str:
    """The code as the coordinator's page shows it once."""
    found = re.search(r"<code>([A-Z2-9]{4}-[A-Z2-9]{4})</code>", page.decode())
    assert found, page.decode()
    return found.group(1)
