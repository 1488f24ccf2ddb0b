"""The decision on fit: by a named clinician, with reasons, a stage, a specialty and a letter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings
from package_world import a_fact, give_file, give_version, reloaded

from huizhen.core.preparation.paper import Paper
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.jobs.models import Job
from huizhen.ground.notify.models import Notice
from huizhen.journey.assessment.models import FitDecision
from huizhen.journey.assessment.queries import standing
from worlds import ROLES, Site, make_case, make_site, settle_events, signed_in

pytestmark = pytest.mark.django_db

set_paper_docx = None


def set_paper_pdf(paper: Paper) -> bytes:
    """What the renderer would make; the title proves that the paper came through."""
    return f"%PDF {paper.title}".encode()


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    found = make_case(site)
    give_file(found)
    give_version(found, [a_fact("hepatocellular carcinoma")], emit=False)
    with changing(found, site["coordinator"], "accept_enquiry") as change:
        change.move("enquiry_accepted")
    with changing(found, site["coordinator"], "complete_intake") as change:
        change.move("intake_completed")
    settle_events()
    Job.objects.all().delete()
    return found


def decide(site: Site, case: Case, role: str = "reviewing_clinician", **told: object) -> int:
    sent = {"fit": "yes", "specialty": "hpb", "reasons": ["FIT-V1"], "note": "",
            "seen": str(reloaded(case).revision), **told}  # fmt: skip
    address = f"/cases/{case.pk}/assessment/fit"
    return signed_in(site[role]).post(address, sent).status_code


def set_letters() -> None:
    settle_events()
    with override_settings(HUIZHEN_PIPELINE=__name__):
        while job := claim("test"):
            if job.kind == "fit_letter":
                perform(job)
                job.refresh_from_db()
                assert job.state == "done", job.code


def letter(site: Site, case: Case, role: str = "patient") -> tuple[int, str]:
    found = signed_in(site[role]).get(f"/cases/{case.pk}/assessment/letter/")
    return found.status_code, found.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_a_reviewing_clinician_decides(site: Site, case: Case, role: str) -> None:
    seen = signed_in(site[role]).get(f"/cases/{case.pk}/assessment/")
    assert seen.status_code == (200 if role in NEEDS["see_work"] else 404)
    may = role in NEEDS["decide_fit"]
    assert decide(site, case, role) == (302 if may else 404)
    assert reloaded(case).stage == ("preparation" if may else "assessment")


def test_a_yes_sets_stage_and_specialty_and_asks_for_a_dossier(site: Site, case: Case) -> None:
    assert decide(site, case) == 302
    now = reloaded(case)
    assert (now.stage, now.specialty) == ("preparation", "hpb")
    settle_events()
    assert Job.objects.filter(kind="prepare_case", case_id=case.pk, state="waiting").exists()
    assert standing(now).fit_verdict == "fit"
    made = case_rows(case, FitDecision).get()
    assert made.by == site["reviewing_clinician"]
    told = AuditEvent.objects.get(action="decide_fit").data
    assert told["verdict"] == "fit"


def test_an_honest_no_ends_the_case_and_its_letter_has_the_reasons(site: Site, case: Case) -> None:
    assert decide(site, case, fit="no", reasons=["FIT-N6"]) == 302
    now = reloaded(case)
    assert (now.stage, now.waiting_role) == ("declined", "")
    set_letters()
    status, page = letter(site, case)
    assert status == 200
    assert "one well-established treatment" in page
    assert "reviewing_clinician of one" in page
    assert Notice.objects.filter(user=site["patient"], kind="fit_decided").exists()
    saved = signed_in(site["patient"]).get(f"/cases/{case.pk}/assessment/letter/letter.pdf")
    assert saved.content.startswith(b"%PDF Our answer")
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_wanted_information_holds_submission_and_waits_for_the_patient(
    site: Site, case: Case
) -> None:
    assert decide(site, case, fit="unsure", reasons=["FIT-I3"]) == 302
    now = reloaded(case)
    assert (now.stage, now.holds) == ("assessment", ["fit_information_wanted"])
    assert (now.waiting_role, now.waiting_for) == ("patient", "answer_fit_question")
    assert standing(now).fit_verdict == ""
    address = f"/cases/{case.pk}/assessment/information"
    told = {"reason": "the disc has come", "seen": str(now.revision)}
    assert signed_in(site["patient"]).post(address, told).status_code == 404
    assert signed_in(site["coordinator"]).post(address, told).status_code == 302
    now = reloaded(case)
    assert now.holds == []
    assert (now.waiting_role, now.waiting_for) == ("reviewing_clinician", "decide_fit")
    again = {**told, "seen": str(now.revision)}
    assert signed_in(site["coordinator"]).post(address, again).status_code == 409


def test_a_yes_with_wanted_information_goes_on_but_holds_submission(site: Site, case: Case) -> None:
    assert decide(site, case, reasons=["FIT-V1", "FIT-I3"]) == 302
    now = reloaded(case)
    assert (now.stage, now.holds) == ("preparation", ["fit_information_wanted"])


@pytest.mark.parametrize(
    "told",
    [
        {"reasons": ["FIT-N6"]},
        {"reasons": []},
        {"reasons": ["FIT-V1", "FIT-X1"]},
        {"reasons": ["FIT-V6"]},
        {"specialty": "xyz"},
        {"fit": ""},
    ],
)
def test_a_decision_that_is_not_whole_is_not_taken(
    site: Site, case: Case, told: dict[str, Any]
) -> None:
    assert decide(site, case, **told) == 400
    assert reloaded(case).stage == "assessment"
    assert not case_rows(case, FitDecision).exists()


def test_what_was_typed_is_shown_again(site: Site, case: Case) -> None:
    sent = {"fit": "yes", "specialty": "hpb", "reasons": ["FIT-N6"], "note": "my long note"}
    client = signed_in(site["reviewing_clinician"])
    shown = client.post(f"/cases/{case.pk}/assessment/fit", sent).content.decode()
    assert "my long note" in shown
    assert "no reason that carries it" in shown


def test_stale_pages_and_double_submits_decide_nothing(site: Site, case: Case) -> None:
    seen = str(reloaded(case).revision)
    assert decide(site, case, seen=seen) == 302
    assert decide(site, case, seen=seen) == 409
    assert decide(site, case) == 400
    assert case_rows(case, FitDecision).count() == 1


def test_a_case_before_its_time_is_not_decided(site: Site) -> None:
    case = make_case(site)
    assert decide(site, case) == 400
    assert reloaded(case).stage == "enquiry"


def test_the_letter_waits_for_the_call_where_one_is_due(site: Site, case: Case) -> None:
    decide(site, case, fit="no", reasons=["FIT-N7"])
    set_letters()
    assert letter(site, case)[0] == 404
    assert letter(site, case, "coordinator")[0] == 200
    assert not Notice.objects.filter(user=site["patient"], kind="fit_decided").exists()
    address = f"/cases/{case.pk}/assessment/call"
    told = {"seen": str(reloaded(case).revision)}
    assert signed_in(site["coordinator"]).post(address, told).status_code == 404
    client = signed_in(site["reviewing_clinician"])
    assert client.post(address, told).status_code == 302
    assert client.post(address, {"seen": str(reloaded(case).revision)}).status_code == 409
    assert letter(site, case)[0] == 200
    assert Notice.objects.filter(user=site["patient"], kind="fit_decided").exists()


def test_the_patient_finds_the_letter_on_the_page_of_the_case(site: Site, case: Case) -> None:
    decide(site, case)
    set_letters()
    page = signed_in(site["patient"]).get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{case.pk}/assessment/letter/" in page
    other = signed_in(site["specialist"]).get(f"/cases/{case.pk}/").content.decode()
    assert "assessment/letter" not in other
    assert letter(site, case, "specialist")[0] == 404


def test_the_letter_stands_in_the_patients_language(site: Site, case: Case) -> None:
    Case.behind_door.filter(pk=case.pk).update(language="zh")
    decide(site, case)
    assert "可以为您准备会诊" in letter(site, reloaded(case))[1]


def test_a_case_goes_back_to_intake_with_a_reason(site: Site, case: Case) -> None:
    address = f"/cases/{case.pk}/assessment/return"
    told = {"reason": "pathology is missing", "seen": str(reloaded(case).revision)}
    assert signed_in(site["coordinator"]).post(address, told).status_code == 404
    assert signed_in(site["reviewing_clinician"]).post(address, told).status_code == 302
    assert reloaded(case).stage == "intake"


def test_the_note_stands_in_clear_nowhere(site: Site, case: Case) -> None:
    decide(site, case, note="canary note of the clinician")
    made = case_rows(case, FitDecision).get()
    assert b"canary" not in bytes(made.sealed)
    assert "canary" not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    page = signed_in(site["patient"]).get(f"/cases/{case.pk}/assessment/letter/")
    assert "canary" not in page.content.decode()
