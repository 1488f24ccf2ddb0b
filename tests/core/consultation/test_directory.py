"""The directory: shown to all, invited only when verified, ordered plainly with reasons."""

from __future__ import annotations

import datetime

import pytest

from huizhen.core.consultation.directory import Directory, Verification, verification
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.project.config import CONTENT

WHEN = datetime.date(2026, 3, 1)
CONFIRMED = Verification(who="Li Coordinator", when=WHEN, how="call to the office")


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(load_pack("centres", [CONTENT]))


@pytest.fixture(scope="module")
def verified() -> Directory:
    return Directory(load_pack("centres", [CONTENT]), {"D13": CONFIRMED, "F01": CONFIRMED})


def test_fifty_departments_are_shipped_unverified_with_a_source_each(directory: Directory) -> None:
    real = [one for one in directory.departments if not one.is_fictional]
    assert [one.id for one in real] == [f"D{n:02}" for n in range(1, 51)]
    for one in real:
        assert one.status == "unverified"
        assert one.source
        assert one.turnaround_days is None
        assert set(one.codes) <= {"hpb", "gio", "hem", "spn", "tho", "nsg", "rar"}


def test_nothing_unverified_may_be_invited_to_any_case(directory: Directory) -> None:
    for specialty in ("hpb", "gio", "hem", "spn", "tho", "nsg", "rar"):
        found = directory.matches(specialty)
        assert found
        assert not any(match.is_invitable for match in found)
        assert not any(match.department.is_fictional for match in found)
    with pytest.raises(WrongCall) as caught:
        directory.invitable("D01", is_sample=False)
    assert caught.value.code == "department_unverified"


def test_a_verified_department_may_be_invited_and_stands_first(verified: Directory) -> None:
    found = verified.matches("hpb", ["hydatid disease"])
    assert [match.department.id for match in found[:2]] == ["D13", "D01"]
    assert [match.is_invitable for match in found[:2]] == [True, False]
    assert "Li Coordinator" in found[0].reasons[-1].en
    assert verified.invitable("D13", is_sample=False).verification == CONFIRMED


def test_fictional_departments_stand_in_samples_alone_and_say_so(verified: Directory) -> None:
    for specialty in ("hpb", "hem", "spn"):
        found = verified.matches(specialty, is_sample=True)
        assert len(found) == 2
        for match in found:
            assert match.is_invitable
            assert "虚构" in match.department.hospital_zh
            assert match.reasons[-1].code == "fictional"
    with pytest.raises(WrongCall) as caught:
        verified.invitable("F01", is_sample=False)
    assert caught.value.code == "department_fictional"
    with pytest.raises(WrongCall):
        verified.invitable("D13", is_sample=True)


def test_topics_then_second_specialty_then_focus_order_the_rest(directory: Directory) -> None:
    by_topic = [m.department.id for m in directory.matches("spn", ["cervical myelopathy"])]
    assert by_topic[0] == "D29"
    pairs = [m.department.id for m in directory.matches("tho", also=["gio"])]
    assert {"gio"} & set(directory.department(pairs[0]).codes)
    plain = [m.department for m in directory.matches("hem")]
    sizes = [len(one.codes) for one in plain]
    assert sizes == sorted(sizes)


def test_every_reason_is_said_in_both_languages_and_military_hospitals_are_named(
    directory: Directory,
) -> None:
    found = {m.department.id: m for m in directory.matches("hpb", ["liver cancer surgery"])}
    codes = [reason.code for reason in found["D05"].reasons]
    assert codes == ["specialty", "strength", "military", "unverified"]
    for reason in found["D05"].reasons:
        assert reason.en
        assert any("\u4e00" <= char <= "\u9fff" for char in reason.zh)
        assert "{" not in reason.en + reason.zh


def test_verifying_needs_a_name_and_a_manner(directory: Directory) -> None:
    assert verification(" A ", WHEN, "letter").who == "A"
    for who, how in (("", "letter"), ("A", " ")):
        with pytest.raises(WrongCall):
            verification(who, WHEN, how)
    with pytest.raises(WrongCall):
        directory.department("D99")
