"""Each sample by hand from upload to the signed dossier, though its home team lacks what it asks.

Everything but what the worker does goes through the pages of those who do it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.samples import write_samples
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.files.keyring import make_ring
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.records.queries import current_version, dossier_of, findings_of
from huizhen.journey.assessment.queries import fit_book
from huizhen.journey.intake.facts_queries import fact_revision, fact_view
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.preparation.models import SignOffRow
from huizhen.journey.preparation.queries import open_blocking, question_rows
from huizhen.project import demo, demo_cases
from huizhen.project.config import CONTENT
from worlds import settle_events, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(1500)]
FONTS = CONTENT / "fonts"
SHARPENED = (
    "For stenosis at L4/5 with left leg pain for 7 months and ODI 46, should decompression alone"
    " or decompression with fusion be done?"
)
"""In the place of the one sample's question, which names no decision."""
REASON = "The reviewing clinician finds that the question can be answered without it."


class Hands:
    """Those who bring one case forward, and the worker between them."""

    def __init__(self, case: Case, people: demo.DemoPeople) -> None:
        self.case, self.people = case, people

    def now(self) -> Case:
        return system_case(self.case.pk)

    def post(self, role: str, path: str, told: dict[str, Any], expected: int = 302) -> None:
        data = {"seen": str(self.now().revision), **told}
        answer = signed_in(self.people[role]).post(f"/cases/{self.case.pk}/{path}", data)
        assert answer.status_code == expected, (path, answer.content.decode()[-3000:])

    def work(self) -> None:
        settle_events()
        while job := claim("test"):
            perform(job)
            job.refresh_from_db()
            assert job.state == "done", job.code
            settle_events()

    def findings(self) -> list[Finding]:
        version = current_version(self.now())
        assert version is not None
        return findings_of(self.now(), version)

    def blocking(self) -> list[Finding]:
        return open_blocking(self.now(), self.findings())

    def keep_strangers_out(self) -> None:
        for item in case_rows(self.now(), QuarantinedFile).filter(state="held"):
            told = {"event": "file_kept_out", "why": "It is about another person."}
            self.post("coordinator", f"intake/held/{item.pk}/", told)
        self.work()

    def decide_fit(self, specialty: str) -> None:
        offered = fit_book().offered(specialty)
        reason = next(r.id for r in offered if r.class_ == "S" and not r.is_never_alone)
        told = {"fit": "yes", "specialty": specialty, "reasons": [reason]}
        self.post("reviewing_clinician", "assessment/fit", told)
        self.work()

    def confirm_facts(self) -> None:
        view = fact_view(self.now())
        assert view is not None
        picked = [
            f"{view.address_of(fact)}|{fact_revision(fact)}|"
            for fact in view.facts
            if fact.status == "proposed"
        ]
        self.post("coordinator", "intake/facts/confirm", {"fact": picked})
        self.work()

    def sharpen_question(self) -> None:
        """A question never lacks, whoever says so: it is put in words that can be answered."""
        assert [f.absence for f in self.blocking() if f.requirement == "GEN-01"] == ["never"]
        row = question_rows(self.now()).get()
        self.post("coordinator", f"preparation/questions/{row.pk}/withdraw", {})
        told = {"text": SHARPENED, "language": "en"}
        self.post("coordinator", "preparation/questions/", told)
        self.work()

    def answer_and_accept(self) -> int:
        """Say of all that blocks that it cannot be had, and accept it; how many there were."""
        asked = self.blocking()
        for one in asked:
            told = {
                "requirement": one.requirement,
                "why": "unobtainable",
                "speaker": "home_physician",
                "who": "Dr. Max Beispiel",
                "said_on": "2026-05-19",
                "words": "We do not have this here.",
            }
            self.post("coordinator", "preparation/findings/answer", told)
        self.work()
        for one in self.blocking():
            role = "coordinator" if one.absence == "coordinator" else "reviewing_clinician"
            told = {"requirement": one.requirement, "reason": REASON}
            self.post(role, "preparation/findings/accept", told)
        return len(asked)


@pytest.mark.skipif(
    not (FONTS / "NotoSansSC-Regular.ttf").is_file(), reason="scripts/fetch_fonts.py was not run"
)
@pytest.mark.parametrize("name", ["hem", "spn", "hpb"])
def test_a_sample_is_brought_from_upload_to_sign_off(
    name: str, tmp_path: Path, settings: Any
) -> None:
    make_ring(settings.HUIZHEN_HOME)
    write_samples(
        tmp_path, [name], CONTENT / "samples", TypstRenderer(CONTENT / "templates", FONTS)
    )
    told = (CONTENT / "samples" / name / "case.json").read_bytes()
    (tmp_path / f"{name}.json").write_bytes(told)
    people = demo.demo_people()
    hands = Hands(demo_cases._opened(tmp_path, name, people), people)
    hands.work()
    hands.keep_strangers_out()
    hands.post("coordinator", "intake/complete", {})
    request = demo_cases._request(tmp_path, name)
    hands.decide_fit(request["specialty"])
    asked = {"text": request["question"], "language": "en"}
    hands.post("coordinator", "preparation/questions/", asked)
    hands.work()
    hands.confirm_facts()
    if name == "spn":
        hands.sharpen_question()
    assert {f.absence for f in hands.blocking()} <= {"clinician", "coordinator"}
    lacking = hands.answer_and_accept()
    assert lacking > 0
    assert hands.blocking() == []
    version = current_version(hands.now())
    assert version is not None
    said = [s.text for s in dossier_of(hands.now(), version).missing.statements]
    assert sum("外院答复：无法提供" in text for text in said) == lacking
    _, _, code = demo.demo_sign_in("reviewing_clinician")
    signed = {"dossier_hash": version.dossier_hash, "code": code}
    hands.post("reviewing_clinician", "preparation/sign/", signed)
    assert case_rows(hands.now(), SignOffRow).filter(state="given").exists()
