"""The first page: blocks in the department's order, nothing without a source, doubts marked."""

from __future__ import annotations

import pytest
from facts import fact, lab

from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.composition import Composer, Request, source_lines
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.medication import current_medication
from huizhen.core.preparation.package import manifest, package_files
from huizhen.core.preparation.paper import Prose, Section
from huizhen.core.preparation.specialty import specialty_from
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Coding, Dosage, Fact
from huizhen.core.records.identity import Identity
from huizhen.core.records.merge import merge_facts
from huizhen.project.config import CONTENT

SPECIALTIES = ("gio", "hem", "hpb", "nsg", "rar", "spn", "tho")
ROOTS = [CONTENT / "specialties"]


def composed(words: Wordsmith, facts: list[Fact], specialty: str = "hpb") -> Dossier:
    request = Request(
        question="Is resection feasible?",
        as_of=PartialDate(year=2026, month=5, day=20),
        patient=Identity(birth_date=PartialDate(year=1968, month=2, day=11), sex="female"),
        is_identity_unconfirmed=False,
    )
    sources = source_lines(
        [("a.xml", "a" * 64, "ccda", "2026-04-28"), ("b.json", "b" * 64, "fhir", "")],
        {"a" * 64: ["copy of a.xml"]},
    )
    department = specialty_from(load_pack(specialty, ROOTS), load_pack("common", ROOTS))
    packs = [load_pack(name, [CONTENT]) for name in ("wording", "scores")]
    composer = Composer(department, words, sources, request, *packs)
    return composer.compose(merge_facts(facts))


def section(dossier: Dossier, key: str) -> Section:
    return next(s for s in dossier.sections if s.key == key)


def told(section: Section) -> str:
    return " ".join(statement.text for statement in section.statements)


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_every_specialty_has_a_front_sheet_and_the_statutory_sections(
    words: Wordsmith, specialty: str
) -> None:
    dossier = composed(words, [], specialty)
    assert len(dossier.front_sheet) >= 8
    assert [s.title for s in dossier.record] == [
        "一般情况", "主诉", "现病史", "既往史", "个人史",
        "婚育史、月经史", "家族史", "体格检查", "专科情况", "辅助检查", "初步诊断", "医师签名",
    ]  # fmt: skip
    said = [s for part in dossier.front_sheet for s in part.statements]
    assert {statement.origin for statement in said} <= {"request"}


def test_the_statutory_part_is_the_same_for_every_department(words: Wordsmith) -> None:
    facts = [
        fact("Condition", "Hepatocellular carcinoma", clinical_status="active", date="2026-03"),
        fact("Condition", "Low back pain", category="symptom", date="2025-12"),
        lab("AFP", "820", "ng/mL", "1834-1", date="2026-04-28"),
        fact("Procedure", "Gastroscopy", date="2026-03-02"),
    ]
    of = {specialty: composed(words, facts, specialty) for specialty in ("hpb", "hem", "spn")}

    def plain(dossier: Dossier) -> list[list[str]]:
        return [[s.text for s in section.statements] for section in dossier.record]

    assert plain(of["hpb"]) == plain(of["hem"]) == plain(of["spn"])
    first = {specialty: dossier.front_sheet[0].title for specialty, dossier in of.items()}
    assert first == {
        "hpb": "影像所见与病灶",
        "hem": "诊断(WHO/ICC分型)与疾病状态",
        "spn": "症状与神经功能障碍",
    }


def test_the_surgeon_sees_the_lesion_before_anything_else(words: Wordsmith) -> None:
    dossier = composed(words, [])
    assert [s.title for s in dossier.front_sheet][:3] == [
        "影像所见与病灶", "会诊目的", "肝功能储备或胆道引流情况",
    ]  # fmt: skip


def test_the_newest_value_leads_and_the_trend_follows(words: Wordsmith) -> None:
    series = [
        lab("AFP", value, "ng/mL", "1834-1", date=day)
        for day, value in (("2026-01-05", "1240"), ("2026-04-28", "820"), ("2025-11-02", "310"))
    ]
    text = section(composed(words, series), "markers").statements[0].text
    assert text.index("820") < text.index("1240") < text.index("310")


def test_a_contradiction_shows_both_values_and_is_marked(words: Wordsmith) -> None:
    pair = [
        lab("Albumin", "38", "g/L", "1751-7", date="2026-04-28"),
        lab("Albumin", "28", "g/L", "1751-7", date="2026-04-28", source="b" * 64),
    ]
    statement = section(composed(words, pair), "liver_reserve").statements[0]
    assert "38 g/L" in statement.text
    assert "28 g/L" in statement.text
    assert "待核" in statement.marks
    assert {place.source for place in statement.places} == {1, 2}


def test_every_statement_of_a_fact_has_a_place(words: Wordsmith) -> None:
    facts = [
        lab("AFP", "820", "ng/mL", "1834-1", date="2026-04-28"),
        fact("Condition", "Hepatocellular carcinoma", clinical_status="active"),
        fact("AllergyIntolerance", "Penicillin", reaction="Urticaria"),
        fact("Procedure", "Gastroscopy", date="2026-03-02"),
    ]
    dossier = composed(words, facts)
    statements = [s for part in dossier.sections for s in part.statements]
    assert all(statement.places for statement in statements if statement.fact_keys)
    shown = {key for statement in statements for key in statement.fact_keys}
    assert shown == {one.fact_key for one in facts}


def test_a_fact_entered_in_error_is_not_on_the_page(words: Wordsmith) -> None:
    wrong = fact("AllergyIntolerance", "Aspirin", record_status="withdrawn")
    assert "阿司匹林" not in told(section(composed(words, [wrong]), "past_history"))


def test_what_is_not_mentioned_is_not_provided_never_denied(words: Wordsmith) -> None:
    past = section(composed(words, []), "past_history")
    assert past.is_empty
    items = [(block.label, block.empty) for block in past.blocks if isinstance(block, Prose)]
    assert ("过敏史", "未提供") in items
    assert len(items) == 7


def test_drugs_of_older_lists_are_a_question(words: Wordsmith) -> None:
    old = fact("MedicationStatement", "ramipril", document_date="2025-01-01")
    new = fact("MedicationStatement", "metformin", document_date="2026-04-28", source="b" * 64)
    medication = current_medication([old, new])
    assert [one.text for one in medication.current] == ["metformin"]
    assert [one.text for one in medication.status_unknown] == ["ramipril"]
    lines = section(composed(words, [old, new]), "medication").statements
    assert [s.text for s in lines if s.reason == "status_unknown"] == ["雷米普利"]


def test_a_question_in_another_language_waits_for_a_translator(words: Wordsmith) -> None:
    statement = section(composed(words, []), "question").statements[0]
    assert statement.text == "Is resection feasible?"
    assert statement.marks == ("【原文，待译】",)


def test_the_dossier_carries_its_marks_and_no_name(words: Wordsmith) -> None:
    dossier = composed(words, [])
    assert dossier.marks == ("草稿，未经医师确认", "规则未经临床审核")
    assert "58岁" in told(section(dossier, "particulars"))


def test_equal_input_gives_equal_packages(words: Wordsmith) -> None:
    facts = [lab("AFP", "820", "ng/mL", "1834-1", date="2026-04-28")]
    files = [package_files([], merge_facts(facts), composed(words, facts)) for _ in range(2)]
    dossier = composed(words, facts)
    assert files[0] == files[1]
    assert manifest(files[0], dossier) == manifest(files[1], dossier)


def test_dosage_keeps_words_that_are_not_understood(words: Wordsmith) -> None:
    drug = fact("MedicationStatement", "entecavir", dosage=Dosage(text="as the moon wanes"))
    statements = section(composed(words, [drug]), "medication").statements
    assert "as the moon wanes" in [statement.text for statement in statements]
    assert "【原文，待译】" in statements[0].marks


def test_icd_codes_place_a_condition_whatever_its_label(words: Wordsmith) -> None:
    code = Coding(system="http://hl7.org/fhir/sid/icd-10", code="K74.6")
    found = fact("Condition", "Leberzirrhose", code=code)
    assert section(composed(words, [found]), "liver_background").statements


def test_a_missing_pack_says_what_to_do() -> None:
    with pytest.raises(ContentError) as caught:
        load_pack("cardiology", ROOTS)
    assert caught.value.remedy


def test_a_denied_disease_has_a_place_unless_the_case_has_it(words: Wordsmith) -> None:
    facts = [
        fact("Condition", "Cauda equina syndrome", category="diagnosis", certainty="negated"),
        fact("Condition", "Diabetes mellitus", category="diagnosis", certainty="negated"),
        fact("Condition", "Diabetes mellitus", source="b" * 64, date="2020-01"),
        fact("Condition", "Lymphoma", category="diagnosis", certainty="negated"),
    ]
    blocks = section(composed(words, facts, "spn"), "past_history").blocks
    denied = [b for b in blocks if isinstance(b, Prose) and b.label == "资料明确否定的疾病"]
    assert [s.text for b in denied for s in b.statements] == ["无马尾综合征"]
    assert all("否认" not in s.text for b in denied for s in b.statements)


def test_a_result_outside_its_interval_is_flagged_without_the_laboratory(words: Wordsmith) -> None:
    facts = [
        lab("LDH", "512", "U/L", "14804-9", date="2026-04-28", interval="125 - 220"),
        lab("ALT", "30", "U/L", "1742-6", date="2026-04-28", interval="<= 41"),
        lab("AST", "30", "U/L", "1920-8", date="2026-04-28", interval="10-20", flag="N"),
    ]
    said = told(section(composed(words, facts), "investigations"))
    assert "512↑" in said
    assert said.count("↑") == 1


def test_an_analyte_of_dates_that_no_column_shows_has_a_table_of_its_own(words: Wordsmith) -> None:
    days = [f"2026-01-{day:02}" for day in range(1, 8)]
    facts = [lab("Potassium", f"4.{number}", "mmol/L", date=day) for number, day in enumerate(days)]
    facts.append(lab("Sodium", "139", "mmol/L", date=days[-2]))
    told_there = told(section(composed(words, facts), "investigations"))
    assert "139" in told_there
    assert "4.5" not in told_there
