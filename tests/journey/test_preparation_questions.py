"""Questions: checked at once, worded in Chinese by a named person, carried into the dossier."""

from __future__ import annotations

import json

import pytest
from preparation_world import SPECIFIC, World, make_world

from huizhen.core.preparation.edits import QUESTION, edits_from_json
from huizhen.ground.cases.access import case_rows
from huizhen.ground.records.queries import request_of
from huizhen.journey.preparation.models import QuestionRow
from huizhen.journey.preparation.queries import question_verdict, questions_of, standing
from huizhen.journey.preparation.question_check import checked
from worlds import signed_in

pytestmark = pytest.mark.django_db
VAGUE = "What should we do?"
CHINESE = "肝右叶Ⅷ段5.2 cm肝细胞癌，AFP 412 ng/mL，Child-Pugh A级，首选手术切除还是TACE？"


@pytest.fixture
def world() -> World:
    return make_world()


def ask(world: World, text: str, role: str = "coordinator", **more: str) -> int:
    told = {"text": text, "language": "en", **more}
    return int(world.post(role, "questions/", told).status_code)


def row_of(world: World) -> QuestionRow:
    row = case_rows(world.case, QuestionRow).filter(withdrawn_at=None).last()
    assert row is not None
    return row


def test_a_specific_question_passes_and_the_pipeline_is_told(world: World) -> None:
    assert ask(world, SPECIFIC) == 302
    assert [one.verdict for one in questions_of(world.now())] == ["pass"]
    assert request_of(world.now())["question"] == SPECIFIC
    assert "specific" in world.get("coordinator", "questions/").content.decode()


def test_a_vague_question_is_kept_with_advice_and_never_an_error(world: World) -> None:
    assert ask(world, VAGUE) == 302
    assert question_verdict(world.now()) == "vague"
    page = world.get("coordinator", "questions/")
    assert "<li>" in page.content.decode().split("vague")[1].split("Open")[0]
    assert standing(world.now()).question_verdict == "vague"


def test_the_advice_is_in_the_readers_language(world: World) -> None:
    ask(world, VAGUE)
    client = signed_in(world.site["coordinator"])
    client.cookies["huizhen_language"] = "zh-hans"
    page = client.get(f"{world.path}questions/").content.decode()
    assert "笼统" in page
    check = checked(VAGUE, "en", "hpb")
    assert check.advice
    assert all(one.zh in page for one in check.advice)


def test_checking_keeps_nothing(world: World) -> None:
    page = world.post("coordinator", "questions/", {"text": VAGUE, "language": "en", "check": "1"})
    assert (page.status_code, case_rows(world.case, QuestionRow).count()) == (200, 0)
    assert "vague" in page.content.decode()


def test_one_bad_question_among_good_ones_counts(world: World) -> None:
    ask(world, SPECIFIC)
    ask(world, VAGUE)
    assert question_verdict(world.now()) == "vague"
    assert request_of(world.now())["question"] == f"1. {SPECIFIC}\n2. {VAGUE}"


def test_a_chinese_wording_stands_in_its_persons_name(world: World) -> None:
    ask(world, SPECIFIC)
    row = row_of(world)
    told = {"chinese": CHINESE, "revision": str(row.revision)}
    answer = world.post("medical_editor", f"questions/{row.pk}/chinese", told)
    assert answer.status_code == 302
    (edit,) = edits_from_json(request_of(world.now())["edits"])
    assert (edit.key, edit.seen, edit.text) == (QUESTION, SPECIFIC, CHINESE)
    assert edit.entry.who == world.site["medical_editor"].name
    one = questions_of(world.now())[0]
    assert (one.chinese, one.zh_by) == (CHINESE, world.site["medical_editor"].name)


def test_the_wording_waits_until_every_question_has_one(world: World) -> None:
    ask(world, SPECIFIC)
    first = row_of(world)
    told = {"chinese": CHINESE, "revision": str(first.revision)}
    world.post("medical_editor", f"questions/{first.pk}/chinese", told)
    ask(world, VAGUE)
    assert "edits" not in request_of(world.now())


def test_other_words_take_the_chinese_away(world: World) -> None:
    ask(world, SPECIFIC)
    row = row_of(world)
    told = {"chinese": CHINESE, "revision": str(row.revision)}
    world.post("medical_editor", f"questions/{row.pk}/chinese", told)
    changed = {"text": SPECIFIC + " Or both?", "language": "en", "revision": "2"}
    assert world.post("coordinator", f"questions/{row.pk}/", changed).status_code == 302
    assert questions_of(world.now())[0].zh == ""
    assert "edits" not in request_of(world.now())


def test_what_is_not_chinese_is_not_taken_for_a_wording(world: World) -> None:
    ask(world, SPECIFIC)
    row = row_of(world)
    told = {"chinese": "resection or TACE?", "revision": str(row.revision)}
    page = world.post("medical_editor", f"questions/{row.pk}/chinese", told)
    assert (page.status_code, questions_of(world.now())[0].zh) == (400, "")


def test_a_question_sent_twice_is_asked_once(world: World) -> None:
    seen = str(world.now().revision)
    told = {"text": SPECIFIC, "language": "en", "seen": seen}
    first = world.post("coordinator", "questions/", told)
    second = world.post("coordinator", "questions/", told)
    assert (first.status_code, second.status_code) == (302, 409)
    assert SPECIFIC in second.content.decode()
    assert case_rows(world.case, QuestionRow).count() == 1


def test_two_people_on_one_question_do_not_overwrite_each_other(world: World) -> None:
    ask(world, SPECIFIC)
    row = row_of(world)
    told = {"text": SPECIFIC + " A?", "language": "en", "revision": "1"}
    assert world.post("coordinator", f"questions/{row.pk}/", told).status_code == 302
    stale = world.post("coordinator", f"questions/{row.pk}/", {**told, "text": "B?"})
    assert stale.status_code == 409
    assert questions_of(world.now())[0].text.endswith("A?")


def test_questions_are_ordered_and_withdrawn(world: World) -> None:
    ask(world, SPECIFIC)
    ask(world, VAGUE)
    second = row_of(world)
    assert world.post("coordinator", f"questions/{second.pk}/raise").status_code == 302
    assert [one.text for one in questions_of(world.now())] == [VAGUE, SPECIFIC]
    assert world.post("coordinator", f"questions/{second.pk}/withdraw").status_code == 302
    assert request_of(world.now())["question"] == SPECIFIC
    assert world.post("coordinator", f"questions/{second.pk}/withdraw").status_code == 404


@pytest.mark.parametrize("role", ["patient", "home_physician", "medical_editor", "specialist"])
def test_others_ask_no_questions(world: World, role: str) -> None:
    assert ask(world, SPECIFIC, role) == 404
    assert case_rows(world.case, QuestionRow).count() == 0


def test_the_database_holds_no_question_in_clear(world: World) -> None:
    ask(world, SPECIFIC)
    row = row_of(world)
    assert b"HCC" not in bytes(row.sealed)
    assert "HCC" not in json.dumps({k: str(v) for k, v in vars(row).items()})
