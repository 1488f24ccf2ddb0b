"""The dossier at the desk: its frame, papers, wordings of named persons, its signature."""

from __future__ import annotations

import pytest
from preparation_world import SPECIFIC, World, make_world

from huizhen.ground.cases.access import case_rows
from huizhen.ground.records.queries import current_version, dossier_of, request_of
from huizhen.journey.preparation.models import SignOffRow, StatementEdit
from huizhen.journey.preparation.queries import (
    editable_statements,
    key_hash,
    sign_off_of,
    standing,
)
from huizhen.journey.preparation.steps import outdate_sign_offs
from kept_steps import kept
from worlds import give_consent, settle_events, work_off

pytestmark = pytest.mark.django_db
WORDING = "高血压病史（院外记录，未附血压值）"


@pytest.fixture
def world() -> World:
    made = make_world()
    kept("preparation with a package", made.give_package)
    return made


def statement_of(world: World, word: str) -> tuple[str, str]:
    """Hash and text of a statement with that word in its original."""
    version = current_version(world.now())
    assert version is not None
    found = next(
        one
        for one in editable_statements(dossier_of(world.now(), version))
        if word in one.original.casefold()
    )
    return key_hash(found.key), found.text


def edit(world: World, hashed: str, text: str = WORDING, revision: int = 0, **more: str) -> int:
    told = {"text": text, "revision": str(revision), **more}
    return int(world.post("medical_editor", f"statements/{hashed}", told).status_code)


def test_the_page_runs_in_a_frame_under_its_own_policy(world: World) -> None:
    version = current_version(world.now())
    assert version is not None
    frame = world.get("coordinator", "dossier/").content.decode()
    assert f"versions/{version.pk}/dossier.html" in frame
    assert "sandbox=" in frame
    page = world.get("coordinator", f"versions/{version.pk}/dossier.html")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert 'rel="stylesheet" href="/static/dossier.css' in page.content.decode()
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_papers_are_saved_and_never_shown(world: World) -> None:
    version = current_version(world.now())
    assert version is not None
    for name in ("dossier.pdf", "申请单.docx", "letters/send-en.pdf"):
        if f"papers/{name}" not in world.get("coordinator", "dossier/").content.decode():
            continue
        paper = world.get("coordinator", f"versions/{version.pk}/papers/{name}")
        assert paper.headers["Content-Disposition"].startswith("attachment")
        assert paper.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in paper.headers["Content-Security-Policy"]
    for name in ("facts.json", "nothing.pdf"):
        assert world.get("coordinator", f"versions/{version.pk}/papers/{name}").status_code == 404


def test_another_cases_version_is_not_there(world: World) -> None:
    from worlds import make_case

    version = current_version(world.now())
    assert version is not None
    other = make_case(world.site)
    from worlds import signed_in

    address = f"/cases/{other.pk}/preparation/versions/{version.pk}/dossier.html"
    assert signed_in(world.site["coordinator"]).get(address).status_code == 404


def test_a_wording_stands_in_the_next_version_in_its_persons_name(world: World) -> None:
    hashed, composed = statement_of(world, "hypertension")
    assert edit(world, hashed) == 302
    assert WORDING in request_of(world.now())["edits"]
    version = world.recompose()
    found = [
        one
        for one in editable_statements(dossier_of(world.now(), version))
        if key_hash(one.key) == hashed
    ]
    assert found
    assert {one.text for one in found} == {WORDING}
    entry = found[0].entry
    assert entry is not None
    assert entry.who == world.site["medical_editor"].name
    page = world.get("medical_editor", f"statements/{hashed}").content.decode()
    assert composed in page
    assert WORDING in page
    row = case_rows(world.case, StatementEdit).get()
    assert WORDING.encode() not in bytes(row.sealed)


def test_a_wording_is_changed_by_who_saw_it_last(world: World) -> None:
    hashed, _ = statement_of(world, "hypertension")
    assert edit(world, hashed) == 302
    assert edit(world, hashed, "别的", revision=0) == 409
    assert edit(world, hashed, "高血压", revision=1) == 302
    assert case_rows(world.case, StatementEdit).get().revision == 2


def test_a_wording_whose_statement_changed_is_orphaned_and_shown(world: World) -> None:
    hashed, _ = statement_of(world, "hypertension")
    edit(world, hashed)
    row = case_rows(world.case, StatementEdit).get()
    told = world.case.unseal_json(row.sealed)
    row.sealed = world.case.seal_json({**told, "seen": "高血压3级"})
    row.save()
    world.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    version = world.recompose()
    assert [one.text for one in dossier_of(world.now(), version).orphaned] == [WORDING]
    page = world.get("medical_editor", "statements/").content.decode()
    assert "Wordings that found no place" in page
    assert world.post("medical_editor", f"edits/{row.pk}/withdraw").status_code == 302
    assert "edits" not in request_of(world.now())


def test_fixed_words_and_unknown_statements_have_no_edit(world: World) -> None:
    assert edit(world, "0" * 64) == 400
    assert not case_rows(world.case, StatementEdit).exists()


def test_a_clinician_signs_with_a_fresh_second_factor(world: World) -> None:
    assert world.get("reviewing_clinician", "sign/").status_code == 200
    assert world.sign().status_code == 302
    row = case_rows(world.case, SignOffRow).get()
    version = current_version(world.now())
    assert version is not None
    assert (row.state, row.dossier_hash, row.factor) == ("given", version.dossier_hash, "totp")
    signed = standing(world.now()).dossier_sign_off
    assert signed is not None
    assert signed.person == str(world.site["reviewing_clinician"].pk)


@pytest.mark.parametrize("code", ["", "000000"])
def test_without_the_factor_nothing_is_signed(world: World, code: str) -> None:
    assert world.sign(code=code).status_code == 400
    assert not case_rows(world.case, SignOffRow).exists()


def test_another_version_than_the_one_that_was_read_is_not_signed(world: World) -> None:
    assert world.sign(dossier_hash="0" * 64).status_code == 409
    assert not case_rows(world.case, SignOffRow).exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [({"confirmed": False}, "confirm"), ({"blocking": "fixed"}, "finding")],
)
def test_the_gate_names_what_is_unmet(world: World, more: dict[str, object], said: str) -> None:
    world.give_package(**more)  # type: ignore[arg-type]
    page = world.get("reviewing_clinician", "sign/").content.decode()
    assert "Before this can be done" in page
    assert said in page.casefold()
    assert world.sign().status_code == 400
    assert not case_rows(world.case, SignOffRow).exists()


@pytest.mark.parametrize("role", ["coordinator", "medical_editor", "patient", "specialist"])
def test_others_do_not_sign(world: World, role: str) -> None:
    assert world.sign(role).status_code == 404
    assert not case_rows(world.case, SignOffRow).exists()


def test_a_new_version_makes_the_signature_old_and_keeps_the_signed_one(world: World) -> None:
    world.sign()
    old = current_version(world.now())
    world.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    world.recompose()
    settle_events()
    work_off("none")
    row = sign_off_of(world.now())
    assert row is not None
    assert old is not None
    assert (row.state, row.version_id, world.now().holds) == ("stale", old.pk, ["stale"])
    page = world.get("coordinator", "dossier/?version=signed").content.decode()
    assert f"versions/{old.pk}/dossier.html" in page
    assert "it can be read, not sent" in page


def test_the_same_dossier_again_keeps_the_signature(world: World) -> None:
    world.sign()
    world.give_package()
    settle_events()
    row = sign_off_of(world.now())
    assert row is not None
    assert (row.state, world.now().holds) == ("given", [])


def test_signing_the_new_version_ends_the_hold(world: World) -> None:
    world.sign()
    world.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    world.recompose()
    settle_events()
    work_off("none")
    from django.core.cache import cache

    cache.clear()
    assert world.sign().status_code == 302
    assert world.now().holds == []
    states = sorted(case_rows(world.case, SignOffRow).values_list("state", flat=True))
    assert states == ["given", "stale"]


def test_a_signature_is_taken_back(world: World) -> None:
    world.sign()
    row = case_rows(world.case, SignOffRow).get()
    assert world.post("reviewing_clinician", f"sign/{row.pk}/withdraw").status_code == 302
    assert sign_off_of(world.now()) is None
    assert world.post("reviewing_clinician", f"sign/{row.pk}/withdraw").status_code == 409


def test_the_overview_says_what_is_next(world: World) -> None:
    page = world.get("coordinator").content.decode()
    assert "Not signed." in page
    world.sign()
    assert "Not signed." not in world.get("coordinator").content.decode()


def test_withdrawn_consent_stops_the_signature(world: World) -> None:
    from huizhen.ground.consent.models import Consent

    case_rows(world.case, Consent).delete()
    assert world.sign().status_code == 400
    give_consent(world.case, world.site["patient"])
    from django.core.cache import cache

    cache.clear()
    assert world.sign().status_code == 302


def test_the_step_of_an_old_event_changes_nothing(world: World) -> None:
    from huizhen.ground.events.models import Event

    event = Event.objects.filter(kind="package_composed").latest("at")
    world.sign()
    outdate_sign_offs(event)
    row = sign_off_of(world.now())
    assert row is not None
    assert row.state == "given"
