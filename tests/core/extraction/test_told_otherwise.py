"""Complaints and signs that no name tells, tables with a column a side, what images only show."""

from __future__ import annotations

import pytest
from prose_bench import assessed, facts

TOLD = [
    ("en", "On examination he is afebrile.", ["negated afebrile"]),
    ("de", "Bei Entlassung fieberfrei.", ["negated fieberfrei"]),
    ("en", "Call us for a temperature of 38.5 °C or higher.",
     ["hypothetical temperature of 38.5 °C or higher"]),
    ("en", "His temperature was 38.5 °C.", []),
    ("de", "Milzrand 2 cm unter dem Rippenbogen tastbar.",
     ["Milzrand 2 cm unter dem Rippenbogen tastbar"]),
    ("en", "The spleen is not palpable.", []),
    ("en", "No liver edge is palpable.", ["negated liver edge is palpable"]),
    ("en", "No symptoms in the left arm.", ["negated symptoms in the left arm"]),
    ("ru", "Маркеры инфекций: HBsAg отрицательно.", []),
    ("en", "Great toe extension 5/5.", []),
    ("en", "Great toe extension 4/5.", ["Great toe extension"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), TOLD)
def test_what_no_name_tells(language: str, text: str, expected: list[str]) -> None:
    assert [assessed(fact) for fact in facts(text, language, None, "Condition")] == expected


def test_a_table_of_sides_tells_only_what_is_amiss() -> None:
    text = (
        "EXAMINATION\nStrength (0-5) Left Right\nAnkle dorsiflexion 3 5\nToe extension 5 5\n"
        "Sensation S1 reduced normal\nGait steady.\n"
    )
    found = facts(text, "en", None, "Condition")
    assert [(f.text, f.value, f.side) for f in found] == [
        ("Ankle dorsiflexion", "3", "left"),
        ("Sensation S1", "reduced", "left"),
    ]


@pytest.mark.parametrize(
    ("text", "relation"),
    [("Family history: his sister is HBsAg positive.", "sister"), ("HBsAg positive.", None)],
)
def test_a_result_of_a_relative_is_family_history(text: str, relation: str | None) -> None:
    found = facts(text, "en", None, "FamilyMemberHistory")
    assert [fact.relation for fact in found] == ([relation] if relation else [])


def test_an_image_shows_a_stenosis_and_an_endoscopist_sees_varices() -> None:
    report = "FINDINGS\nL4/5: disc bulge.\nIMPRESSION\n1. Severe canal stenosis. No fracture.\n"
    assert facts(report, "en", None, "Condition") == []
    seen = facts("Befunde\n• Gastroskopie 17.03.2026: Ösophagusvarizen.\n", "de", None, "Condition")
    assert [fact.text for fact in seen] == ["Ösophagusvarizen"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Seen by orthopaedic spine surgery.", []),
        ("She had spine surgery in 2019.", ["surgery"]),
    ],
)
def test_a_department_is_no_operation(text: str, expected: list[str]) -> None:
    assert [fact.text for fact in facts(text, "en", None, "Procedure")] == expected


def test_a_signature_is_no_plan() -> None:
    text = (
        "Рекомендации\n1. Контроль общего анализа крови через неделю.\nЛечащий врач\n"
        "Петрова А. С.\nЗаведующий отделением\nд. м. н. Иванов В. Н.\n"
    )
    found = [fact.text for fact in facts(text, "ru", None, "CarePlan")]
    assert found == ["Контроль общего анализа крови через неделю."]
