"""Translation, points and the two signatures under them, through their pages."""

from __future__ import annotations

import pytest
from django.test import Client
from interpretation_world import ENGLISH, QUESTION, World, a_code, an_opinion, make_world

from huizhen.core.interpretation.points import check_points
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.events.actions import emit
from huizhen.ground.notify.models import Notice
from huizhen.journey.flow import follow_up
from huizhen.journey.interpretation.models import InterpretationSignOff, PointRow
from huizhen.journey.interpretation.queries import (
    home_plan,
    parts_of,
    points_of,
    saved_parts,
    standing,
)
from huizhen.journey.interpretation.quotes import opinion_sentences, sentences
from worlds import ROLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_a_translation_is_kept_part_by_part_beside_its_original(world: World) -> None:
    assert world.translate(part0="").status_code == 302
    row = world.row()
    assert (row.state, row.revision, row.language) == ("edited", 1, "en")
    saved = {one.part: (one.original, one.text) for one in saved_parts(world.now(), row)}
    assert saved["recommendation:2"] == (
        "建议抗病毒治疗。", "Antiviral treatment is recommended."
    )  # fmt: skip
    assert saved["section:diagnosis"] == ("同意肝细胞癌诊断。", "")
    assert b"Antiviral" not in bytes(row.sealed_parts)
    page = world.client("reviewing_clinician").get(f"{world.at}translation").content.decode()
    assert "建议抗病毒治疗。" in page
    assert "Antiviral treatment is recommended." in page
    overview = world.client("coordinator").get(f"{world.path}interpretation/").content.decode()
    assert "1 of 6 parts without a translation" in overview


def test_when_all_opinions_are_in_the_editor_is_waited_for(world: World) -> None:
    emit("opinions_completed", world.case.pk)
    while follow_up():
        pass
    assert (world.now().waiting_role, world.now().waiting_for) == (
        "medical_editor",
        "edit_translation",
    )
    notices = Notice.objects.filter(user=world.site["medical_editor"])
    assert [one.path for one in notices] == [f"{world.path}interpretation/"]


def test_two_editors_at_once_see_both_versions_and_nothing_is_lost(world: World) -> None:
    assert world.translate().status_code == 302
    answer = world.translate(0, part1="My words of the prognosis.")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "My words of the prognosis." in page
    assert ENGLISH["section:risk"] in page
    assert "Saved meanwhile by somebody else" in page
    assert world.row().revision == 1
    assert world.translate(1, part1="My words of the prognosis.").status_code == 302
    assert world.row().revision == 2


def test_the_same_translation_sent_twice_is_saved_once(world: World) -> None:
    assert [world.translate().status_code, world.translate().status_code] == [302, 302]
    assert world.row().revision == 1


def test_only_the_editor_translates_and_sets_points(world: World) -> None:
    told = {**world.texts(), "revision": 0}
    for role in ROLES:
        client = world.client(role)
        is_editor = role == "medical_editor"
        written = client.post(f"{world.at}translation", told)
        assert written.status_code == (302 if is_editor else 404), role
        assert client.get(f"{world.at}points/new").status_code == (200 if is_editor else 404)
        is_staff = role in ("medical_editor", "reviewing_clinician", "coordinator")
        for page in ("points/", "translation"):
            assert client.get(f"{world.at}{page}").status_code == (200 if is_staff else 404), role


def test_points_are_whole_when_each_recommendation_and_plan_item_is_in_one(world: World) -> None:
    world.translate()
    page = world.client("medical_editor").get(f"{world.at}points/").content.decode()
    assert "Recommendation 1 of the opinion is in no point." in page
    assert "TACE every six weeks" in page
    world.all_points()
    page = world.client("medical_editor").get(f"{world.at}points/").content.decode()
    assert "Every recommendation and every item of the home plan is in a point." in page
    first = points_of(world.now(), world.opinion_id)[0]
    assert first.opinion[0].text == "建议先行转化治疗，2–3周期后再评估可切除性。"
    assert first.plan[0].text == "TACE every six weeks"
    assert first.by == world.site["medical_editor"].name
    assert points_of(world.now(), world.opinion_id, "zh")[0].item == "转化治疗"
    assert standing(world.now()).points_open == 0


@pytest.mark.parametrize(
    ("relation", "told", "field"),
    [
        ("agree", {"opinion": ["recommendation:2#1"]}, "Choose the sentences that it is compared"),
        ("new", {}, "Choose the sentences that say it"),
        ("silent", {"opinion": ["recommendation:2#1"]}, "quotes none of it"),
        ("conditional", {"opinion": ["recommendation:2#1"]}, "names the condition"),
        ("new", {"opinion": ["recommendation:9#1"]}, "recommendation:9#1"),
    ],
)
def test_a_point_that_lacks_its_quote_says_so(
    world: World, relation: str, told: dict[str, object], field: str
) -> None:
    answer = world.point(1, relation, **told)
    assert answer.status_code == 400
    assert field in answer.content.decode()
    assert not case_rows(world.now(), PointRow).exists()


def test_a_point_sent_twice_is_one_and_two_people_see_both_versions(world: World) -> None:
    said = {"opinion": ["recommendation:2#1"]}
    assert [world.point(1, "new", **said).status_code for _ in range(2)] == [302, 302]
    assert case_rows(world.now(), PointRow).count() == 1
    answer = world.point(1, "new", item="Another item", **said)
    assert answer.status_code == 409
    assert "Another item" in answer.content.decode()
    assert "Point 1" in answer.content.decode()
    assert [one.item for one in points_of(world.now(), world.opinion_id)] == ["Point 1"]


def test_every_sentence_that_can_be_chosen_passes_the_core_s_check(world: World) -> None:
    opinion = an_opinion(world.case.number)
    for one in opinion_sentences(opinion):
        world.point(1, "new", opinion=[one.key])
        points = points_of(world.now(), world.opinion_id)
        codes = {lack.code for lack in check_points(points, opinion, [], [QUESTION]).lacks}
        assert "quote_not_in_opinion" not in codes
        case_rows(world.now(), PointRow).delete()
    assert sentences("不建议手术；建议观察。 Once. Twice!") == (
        "不建议手术；", "建议观察。", "Once.", "Twice!"
    )  # fmt: skip


def test_the_editor_then_another_person_sign_what_stands(world: World) -> None:
    world.signed()
    signed = list(case_rows(world.now(), InterpretationSignOff).order_by("at"))
    assert [one.role for one in signed] == ["medical_editor", "reviewing_clinician"]
    assert len({one.content_hash for one in signed}) == 1
    assert standing(world.now()).translation_hash == signed[0].content_hash
    assert world.now().waiting_role == "coordinator"
    told = AuditEvent.objects.filter(action="sign_translation").latest("number")
    assert told.data["factor"] == "totp"


def test_a_signature_needs_a_code_and_the_code_is_good_for_one(world: World) -> None:
    world.translate()
    world.all_points()
    editor = world.client("medical_editor")
    for code in ("", "000000"):
        editor.post(f"{world.at}sign", {"seen": world.now().revision, "code": code})
        assert world.row().state == "edited"
    code = a_code()
    assert editor.post(f"{world.at}sign", {"seen": world.now().revision, "code": code})
    assert world.row().state == "signed_by_editor"
    world.post("medical_editor", f"{world.at}unsign")
    assert world.row().state == "edited"
    editor.post(f"{world.at}sign", {"seen": world.now().revision, "code": code})
    assert world.row().state == "edited"


def test_the_same_person_does_not_sign_twice(world: World) -> None:
    from huizhen.ground.accounts.actions import give_role
    from huizhen.ground.cases.actions import add_participant

    editor = world.site["medical_editor"]
    give_role(editor, "reviewing_clinician", world.site.organisation)
    add_participant(world.case, world.site["coordinator"], editor, "reviewing_clinician")
    world.translate()
    world.all_points()
    assert world.sign("medical_editor").status_code == 302
    case_rows(world.now(), InterpretationSignOff)
    again = with_factor(world, "medical_editor")
    answer = again.post(f"{world.at}sign", {"seen": world.now().revision})
    assert answer.status_code == 400
    assert "another" in answer.content.decode() or "same" in answer.content.decode()
    assert world.row().state == "signed_by_editor"
    assert world.sign("reviewing_clinician").status_code == 302
    assert world.row().state == "signed_by_clinician"


def with_factor(world: World, role: str) -> Client:
    """A browser in which the second factor was given a moment ago."""
    import time

    client = world.client(role)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "reauthenticated": True, "at": time.time()}
    ]
    session["account_authentication_methods_user"] = str(world.site[role].pk)
    session.save()
    return client


def test_nobody_signs_out_of_turn_or_what_is_not_whole(world: World) -> None:
    world.translate(part0="")
    assert world.sign("reviewing_clinician").status_code == 400
    answer = with_factor(world, "medical_editor").post(
        f"{world.at}sign", {"seen": world.now().revision}
    )
    assert answer.status_code == 400
    assert "A part of the opinion has no translation yet." in answer.content.decode()
    world.translate(1)
    answer = with_factor(world, "medical_editor").post(
        f"{world.at}sign", {"seen": world.now().revision}
    )
    assert "The points against the home plan are not whole" in answer.content.decode()
    assert world.row().state == "edited"


def test_a_signature_from_an_old_page_is_refused(world: World) -> None:
    world.translate()
    world.all_points()
    old = world.now().revision
    world.translate(1, part1="Other words.")
    answer = with_factor(world, "medical_editor").post(f"{world.at}sign", {"seen": old})
    assert answer.status_code == 409
    assert world.row().state == "edited"


@pytest.mark.parametrize("change", ["translation", "point", "removal"])
def test_a_later_change_ends_the_signatures(world: World, change: str) -> None:
    world.signed()
    if change == "translation":
        world.translate(1, part1="Other words.")
    elif change == "point":
        assert world.point(4, "new", opinion=["test:1#1"]).status_code == 302
    else:
        row = case_rows(world.now(), PointRow).order_by("made_at").first()
        assert row is not None
        address = f"{world.at}points/{row.pk}/remove"
        world.client("medical_editor").post(address, {"revision": row.revision})
    assert world.row().state == "edited"
    assert not case_rows(world.now(), InterpretationSignOff).filter(state="given").exists()
    answer = world.post("coordinator", f"{world.at}release")
    assert answer.status_code == 400
    assert world.row().state == "edited"


def test_a_case_in_chinese_begins_with_the_opinion_s_own_words() -> None:
    world = make_world("zh-hans")
    parts = parts_of(world.now(), None, an_opinion(world.case.number))
    assert all(one.text == one.original for one in parts)
    assert home_plan(world.now()).items[0].text == "TACE every six weeks"


def test_an_unknown_opinion_is_not_found(world: World) -> None:
    other = make_world_of_another()
    client = world.client("medical_editor")
    assert client.get(f"{world.path}interpretation/{other}/translation").status_code == 404


def make_world_of_another() -> str:
    return "018f0000-0000-7000-8000-00000000ffff"
