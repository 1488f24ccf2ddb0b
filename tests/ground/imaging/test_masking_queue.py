"""The masking queue through HTTP: looked at, decided, taken back; by those who may, on the page as
it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from imaging_world import item, searched

from huizhen.core.imaging.faces import NOT_RULED_OUT
from huizhen.ground.audit.actions import chain_of
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.masking_actions import decide_masking
from huizhen.ground.imaging.masking_models import (
    ItemKind,
    MaskingDecision,
    MaskingItem,
    Verdict,
)
from huizhen.ground.imaging.masking_queries import EVERY_FRAME, masks_for, masks_of, open_items
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db

BOX = (10.0, 20.0, 110.0, 40.0)
ELSEWHERE = (300.0, 400.0, 400.0, 430.0)
SOURCE, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64
MAY, MAY_NOT = ("coordinator", "medical_editor", "reviewing_clinician"), (
    "patient", "home_physician", "specialist", "department_secretary", "interpreter",
    "administrator", "auditor",
)  # fmt: skip


@pytest.fixture
def site() -> Site:
    return make_site("Nord")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


def sent(case: Case, row: MaskingItem, verdict: str = "mask", **more: Any) -> dict[str, Any]:
    """The form of a picture with one ticked box and an empty row."""
    case.refresh_from_db()
    return {
        "seen": case.revision,
        "found_hash": row.found_hash,
        "verdict": verdict,
        "box-TOTAL_FORMS": 2,
        "box-INITIAL_FORMS": 1,
        "box-0-keep": "on",
        "box-0-left": 12,
        "box-0-top": 20,
        "box-0-width": 100,
        "box-0-height": 22,
        **more,
    }


def address(case: Case, row: MaskingItem, name: str = "masking_item") -> str:
    return reverse(name, args=[case.pk, row.pk])


@pytest.mark.parametrize("role", MAY)
def test_who_may_edit_what_leaves_sees_the_queue_and_decides(
    site: Site, case: Case, role: str
) -> None:
    row = item(case, SOURCE, BOX)
    searched(case, SOURCE)
    browser = signed_in(site[role])
    page = browser.get(reverse("masking", args=[case.pk]))
    assert page.status_code == 200
    assert address(case, row) in page.content.decode()
    picture = browser.get(address(case, row, "masking_picture"))
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "no-store")
    answer = browser.post(address(case, row), sent(case, row))
    assert answer.status_code == 302
    made = MaskingDecision.behind_door.get(case=case)
    assert (made.by, made.role, made.verdict) == (site[role], role, "mask")
    found = masks_for(case, SOURCE)
    assert found is not None
    assert found.boxes == {EVERY_FRAME: ((12.0, 20.0, 112.0, 42.0),)}
    assert found.decisions == (str(made.pk),)


@pytest.mark.parametrize("role", MAY_NOT)
def test_for_others_it_is_as_if_there_were_no_such_case(site: Site, case: Case, role: str) -> None:
    row = item(case, SOURCE, BOX)
    browser = signed_in(site[role])
    assert browser.get(reverse("masking", args=[case.pk])).status_code == 404
    for name in ("masking_item", "masking_picture"):
        assert browser.get(address(case, row, name)).status_code == 404
    for name in ("masking_item", "accept_masking", "reopen_masking"):
        assert browser.post(address(case, row, name), sent(case, row)).status_code == 404
    assert not MaskingDecision.behind_door.exists()


def test_another_site_and_another_case_find_nothing(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    other = make_case(site)
    assert signed_in(make_site("Sued")["coordinator"]).get(address(case, row)).status_code == 404
    assert signed_in(site["coordinator"]).get(address(other, row)).status_code == 404


def test_a_stale_page_and_a_form_sent_twice_change_nothing(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    browser = signed_in(site["coordinator"])
    form = sent(case, row)
    assert browser.post(address(case, row), form).status_code == 302
    again = browser.post(address(case, row), form)
    assert again.status_code == 409
    assert MaskingDecision.behind_door.filter(case=case).count() == 1


def test_a_picture_in_which_something_else_was_found_since_is_not_decided(
    site: Site, case: Case
) -> None:
    row = item(case, SOURCE, BOX)
    form = sent(case, row)
    MaskingItem.behind_door.filter(pk=row.pk).update(found_hash="d" * 64)
    answer = signed_in(site["coordinator"]).post(address(case, row), form)
    assert answer.status_code == 409
    assert not MaskingDecision.behind_door.exists()


def test_a_decision_on_what_was_found_before_no_longer_counts(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    searched(case, SOURCE)
    decide_masking(case, site["coordinator"], row, Verdict.NOTHING, found_hash=row.found_hash)
    assert masks_for(case, SOURCE) is not None
    MaskingItem.behind_door.filter(pk=row.pk).update(found_hash="d" * 64)
    assert masks_for(case, SOURCE) is None
    assert [one.pk for one in open_items(case)] == [row.pk]


def test_nothing_to_mask_and_does_not_leave(site: Site, case: Case) -> None:
    nothing, withheld = item(case, SOURCE, BOX), item(case, OTHER, BOX, place=2)
    searched(case, SOURCE, OTHER, THIRD)
    browser = signed_in(site["medical_editor"])
    browser.post(address(case, nothing), sent(case, nothing, "nothing"))
    browser.post(address(case, withheld), sent(case, withheld, "withhold"))
    found = masks_of(case, (SOURCE, OTHER, THIRD, "e" * 64))
    clean, kept_back, untouched = found[SOURCE], found[OTHER], found[THIRD]
    assert clean is not None
    assert (clean.boxes, clean.leaves) == ({}, True)
    assert kept_back is not None
    assert kept_back.withheld == (2,)
    assert untouched is not None
    assert untouched.decisions == ()
    assert found["e" * 64] is None


def test_a_decision_is_taken_back_by_another_and_both_are_kept(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    searched(case, SOURCE)
    browser = signed_in(site["coordinator"])
    browser.post(address(case, row), sent(case, row))
    case.refresh_from_db()
    form = {"seen": case.revision}
    assert browser.post(address(case, row, "reopen_masking"), form).status_code == 302
    assert masks_for(case, SOURCE) is None
    case.refresh_from_db()
    wrong_state = browser.post(address(case, row, "reopen_masking"), {"seen": case.revision})
    assert wrong_state.status_code == 409
    told = MaskingDecision.behind_door.filter(case=case).order_by("at")
    assert [one.verdict for one in told] == ["mask", "reopen"]
    page = browser.get(address(case, row)).content.decode()
    assert "Mask the boxes" in page
    assert "Look again" in page


def test_the_same_boxes_hold_for_alike_pictures_but_not_where_text_stands_elsewhere(
    site: Site, case: Case
) -> None:
    first = item(case, SOURCE, BOX)
    alike = item(case, OTHER, BOX)
    different = item(case, THIRD, BOX, ELSEWHERE)
    elsewhere = item(case, "e" * 64, BOX, group="another series")
    form = sent(case, first, alike="on")
    form |= {"box-0-left": 0, "box-0-top": 0, "box-0-width": 200, "box-0-height": 60}
    signed_in(site["coordinator"]).post(address(case, first), form)
    made = MaskingDecision.behind_door.filter(case=case)
    assert {one.item_id for one in made} == {first.pk, alike.pk}
    assert len({one.batch for one in made}) == 1
    assert {one.pk for one in open_items(case)} == {different.pk, elsewhere.pk}


def test_all_proposals_of_a_document_are_accepted_at_once(site: Site, case: Case) -> None:
    pages = [item(case, SOURCE, BOX, kind=ItemKind.PAGE, group=SOURCE, place=n) for n in (1, 2)]
    empty = item(case, SOURCE, kind=ItemKind.PAGE, group=SOURCE, place=3)
    searched(case, SOURCE)
    browser = signed_in(site["coordinator"])
    page = browser.get(reverse("masking", args=[case.pk])).content.decode()
    assert address(case, pages[0], "accept_masking") in page
    case.refresh_from_db()
    form = {"seen": case.revision}
    assert browser.post(address(case, pages[0], "accept_masking"), form).status_code == 302
    assert [one.pk for one in open_items(case)] == [empty.pk]
    case.refresh_from_db()
    again = browser.post(address(case, pages[0], "accept_masking"), {"seen": case.revision})
    assert again.status_code == 409
    decide_masking(case, site["coordinator"], empty, Verdict.NOTHING, found_hash=empty.found_hash)
    found = masks_for(case, SOURCE)
    assert found is not None
    assert found.boxes == {1: (BOX,), 2: (BOX,)}


def test_a_head_volume_is_acknowledged_and_not_masked(site: Site, case: Case) -> None:
    row = item(case, SOURCE, kind=ItemKind.FACE, group="")
    searched(case, SOURCE)
    browser = signed_in(site["coordinator"])
    assert browser.post(address(case, row), sent(case, row)).status_code == 400
    assert masks_for(case, SOURCE) is None
    browser.post(address(case, row), sent(case, row, "acknowledge"))
    found = masks_for(case, SOURCE)
    assert found is not None
    assert (found.has_face, found.leaves) == (True, True)


def test_a_volume_in_which_a_face_is_not_ruled_out_says_only_that(site: Site, case: Case) -> None:
    row = item(case, SOURCE, kind=ItemKind.FACE, group="")
    browser = signed_in(site["coordinator"])
    sure = "A face could be reconstructed from this volume."
    assert sure in browser.get(address(case, row)).content.decode()
    row.code = NOT_RULED_OUT
    row.save()
    page = browser.get(address(case, row)).content.decode()
    assert "a face cannot be ruled out" in page
    assert sure not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"box-0-width": ""},
        {"box-0-left": "x"},
        {"box-0-keep": ""},
        {"box-0-left": 5000},
        {"box-TOTAL_FORMS": "many"},
        {"found_hash": "no"},
    ],
)
def test_a_box_that_is_none_is_refused_and_nothing_is_written(
    site: Site, case: Case, wrong: dict[str, Any]
) -> None:
    row = item(case, SOURCE, BOX)
    answer = signed_in(site["coordinator"]).post(address(case, row), {**sent(case, row), **wrong})
    assert answer.status_code == 400
    assert not MaskingDecision.behind_door.exists()


def test_a_box_over_the_edge_is_cut_at_it(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    searched(case, SOURCE)
    form = {**sent(case, row), "box-0-left": 600, "box-0-width": 500}
    signed_in(site["coordinator"]).post(address(case, row), form)
    found = masks_for(case, SOURCE)
    assert found is not None
    assert found.boxes[EVERY_FRAME] == ((600.0, 20.0, 640.0, 42.0),)


def test_in_a_case_that_has_ended_nothing_is_decided(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX)
    Case.behind_door.filter(pk=case.pk).update(stage="withdrawn")
    answer = signed_in(site["coordinator"]).post(address(case, row), sent(case, row))
    assert answer.status_code == 409
    assert not MaskingDecision.behind_door.exists()


def test_the_trail_tells_who_and_how_many_and_not_what_stood_there(site: Site, case: Case) -> None:
    row = item(case, SOURCE, BOX, text="PROBE, ANNA 1968-02-11")
    signed_in(site["coordinator"]).post(address(case, row), sent(case, row))
    told = AuditEvent.objects.filter(chain=chain_of(case.pk), action="decide_masking").get()
    assert told.data["boxes"] == 1
    assert "PROBE" not in str(told.__dict__)
    held = MaskingItem.behind_door.get(pk=row.pk)
    assert b"PROBE" not in bytes(held.sealed)


def test_the_next_open_picture_of_the_group_comes_up(site: Site, case: Case) -> None:
    first, _other = item(case, SOURCE, BOX), item(case, OTHER, BOX, group="another")
    third = item(case, THIRD, BOX)
    browser = signed_in(site["coordinator"])
    answer = browser.post(address(case, first), sent(case, first))
    assert answer["Location"] == address(case, third)


def test_before_a_search_the_queue_says_what_happens_next(site: Site, case: Case) -> None:
    page = signed_in(site["coordinator"]).get(reverse("masking", args=[case.pk]))
    assert "have not been searched yet" in page.content.decode()
    searched(case)
    page = signed_in(site["coordinator"]).get(reverse("masking", args=[case.pk]))
    assert "No picture was found" in page.content.decode()
