"""Which findings have the date of their document: those of its own moment, marked; no others."""

from __future__ import annotations

from prose_bench import extractor, page

from huizhen.core.extraction.plan import facts_of, with_extractions
from huizhen.core.records.fact import OF_DOCUMENT, Fact
from huizhen.core.records.reading import Reading

_CT = (
    "Institute of Radiology\nCT of the abdomen\nExamination date: 2026-03-12\n"
    "Report date: 2026-03-13\nCLINICAL INFORMATION\nAFP 1842 ng/mL. Hepatitis B.\n"
    "COMPARISON\nMRI of the liver.\nFINDINGS\nLesion in segment VII, 32 x 28 mm. No ascites.\n"
    "The lesion was previously 20 x 18 mm.\nNodule, prev 14 mm.\n"
)


def _facts(text: str, language: str = "en") -> list[Fact]:
    return list(facts_of([extractor().page(page(text, language))]))


def _dated(facts: list[Fact], category: str) -> dict[str, str]:
    return {
        fact.text + (f" {fact.value}" if fact.value else ""): str(fact.date)
        for fact in facts
        if fact.category == category and OF_DOCUMENT in fact.doubts
    }


def test_statements_of_an_imaging_report_are_of_the_day_of_examination() -> None:
    dated = _dated(_facts(_CT), "imaging")
    assert {"Lesion 32 x 28", "ascites"} <= set(dated)
    assert set(dated.values()) == {"2026-03-12"}


def test_an_earlier_size_and_a_compared_study_are_not() -> None:
    facts = _facts(_CT)
    assert {f.date for f in facts if f.value in ("20 x 18", "14")} == {None}
    assert not [f for f in facts if f.type == "Procedure" and "MRI" in f.text and f.date]


def test_the_examination_itself_is_dated() -> None:
    done = [f for f in _facts(_CT) if f.type == "Procedure" and "CT" in f.text]
    assert [str(fact.date) for fact in done] == ["2026-03-12"]


def test_laboratory_values_in_an_imaging_report_and_diagnoses_are_not() -> None:
    facts = _facts(_CT)
    assert [f.date for f in facts if f.category == "laboratory"] == [None]
    assert [f.date for f in facts if f.category == "diagnosis"] == [None]


def test_every_fact_knows_when_its_document_was_made() -> None:
    assert {str(fact.document_date) for fact in _facts(_CT)} == {"2026-03-13"}


def test_the_page_alone_keeps_stated_dates_apart() -> None:
    made = extractor().page(page(_CT))
    assert all(OF_DOCUMENT not in fact.doubts for fact in made.facts)
    assert {inherited.kind for inherited in made.inherited} == {"examined"}


def test_results_are_of_the_day_of_collection_never_of_report_or_receipt() -> None:
    text = (
        "Central Laboratory\nCollected: 2026-04-02   Received: 2026-04-03   Reported: 2026-04-04\n"
        "Hemoglobin 10.2 g/dL\nPlatelets 88 G/L\n"
    )
    assert set(_dated(_facts(text), "laboratory").values()) == {"2026-04-02"}
    assert not _dated(_facts(text.replace("Collected", "Printed")), "laboratory")


def test_each_block_of_results_has_its_own_day() -> None:
    text = (
        "Central Laboratory\nCollected: 2026-04-02\nHemoglobin 10.2 g/dL\n"
        "Collected: 2026-04-09\nPlatelets 88 G/L\n"
    )
    days = sorted(_dated(_facts(text), "laboratory").values())
    assert days == ["2026-04-02", "2026-04-09"]


def test_labels_that_no_result_parts_date_none() -> None:
    text = (
        "Central Laboratory\nCollected: 2026-04-02\nCollected: 2026-04-09\n"
        "Hemoglobin 10.2 g/dL\nPlatelets 88 G/L\n"
    )
    assert not _dated(_facts(text), "laboratory")


def test_german_and_chinese_reports() -> None:
    german = "Labormedizin\nEntnahme: 02.04.2026  Eingang: 03.04.2026\nHämoglobin 10,2 g/dl\n"
    assert set(_dated(_facts(german, "de"), "laboratory").values()) == {"2026-04-02"}
    chinese = (
        "示例医院检验报告单\n采集时间：2026-04-02 08:10  报告时间：2026-04-03\n血红蛋白 102 g/L\n"
    )
    assert set(_dated(_facts(chinese, "zh"), "laboratory").values()) == {"2026-04-02"}


def test_vital_signs_are_of_the_visit() -> None:
    text = "CLINIC NOTE Date of service: 04/28/2026\nVITAL SIGNS\nBP 128/80 mmHg, weight 81 kg\n"
    assert set(_dated(_facts(text), "vital-signs").values()) == {"2026-04-28"}


def test_vital_signs_of_a_stay_are_of_the_month_at_most() -> None:
    stay = "Entlassungsbrief\nstationär vom {} bis 10.04.2026\n\n"
    text = stay + "Status: Gewicht 81 kg, RR 128/80 mmHg\n"
    one_month = _dated(_facts(text.format("06.04.2026"), "de"), "vital-signs")
    assert set(one_month.values()) == {"2026-04"}
    assert not _dated(_facts(text.format("30.03.2026"), "de"), "vital-signs")


def test_a_letter_s_date_is_no_day_of_measurement() -> None:
    text = "Brookfield, 05/16/2026\nDear Colleague,\nweight is 81 kg, BP 128/80 mmHg.\n"
    facts = _facts(text)
    assert facts
    assert not _dated(facts, "vital-signs")


def test_pathology_is_of_the_day_of_the_specimen() -> None:
    text = (
        "DEPARTMENT OF PATHOLOGY\nCollected: 2025-02-18   Reported: 2025-02-24\n"
        "DIAGNOSIS\nAdenocarcinoma, grade 2. Margins negative. Lymph nodes 0/14.\n"
    )
    assert set(_dated(_facts(text), "pathology").values()) == {"2025-02-18"}
    late = _facts(text.replace("Collected", "Received"))
    assert late
    assert not _dated(late, "pathology")


def test_drugs_and_conditions_never_begin_on_the_document_s_day() -> None:
    text = (
        "CLINIC NOTE Date of service: 04/28/2026\nPAST MEDICAL HISTORY\nHypertension.\n"
        "MEDICATIONS\nAspirin 81 mg orally once daily\n"
    )
    facts = [f for f in _facts(text) if f.type in ("Condition", "MedicationStatement")]
    assert len(facts) == 2
    assert {fact.date for fact in facts} == {None}
    assert {str(fact.document_date) for fact in facts} == {"2026-04-28"}


def test_the_key_of_a_dated_finding_holds_its_day() -> None:
    facts = _facts(_CT)
    other = _facts(_CT.replace("2026-03-12", "2026-02-11"))
    keys = [{f.fact_key for f in some if f.text == "ascites"} for some in (facts, other)]
    assert keys[0]
    assert keys[0].isdisjoint(keys[1])


def test_a_file_has_the_date_that_all_its_documents_have() -> None:
    reading = Reading(kind="pdf", pages=(page(_CT),))
    made = extractor().page(page(_CT))
    other = extractor().page(page("CLINIC NOTE Date of service: 2026-04-28\nBP 120/80 mmHg"))
    assert with_extractions(reading, [made]).document_date == "2026-03-13"
    assert with_extractions(reading, [made, other]).document_date == ""
