"""Lines of systemic cancer treatment: cycles, dates, response, why it ended, and its line."""

from __future__ import annotations

import pytest
from medication_bench import drugs, regimens

LINES = [
    # text, language, label, cycles, response, reason, note, status
    ("She received 6 cycles of R-CHOP with complete metabolic response.", "en", "R-CHOP", "6",
     "complete metabolic response", "", "", "completed"),
    ("First-line FOLFIRINOX x 8 cycles, best response PR, stopped due to neuropathy.", "en",
     "FOLFIRINOX", "8", "PR", "neuropathy", "line 1", "stopped"),
    ("Second-line gemcitabine plus nab-paclitaxel was discontinued for progression.", "en",
     "gemcitabine plus nab-paclitaxel", "", "", "progression", "line 2", "stopped"),
    ("He completed 4 cycles of neoadjuvant FLOT followed by surgery.", "en", "FLOT", "4", "", "",
     "", "completed"),
    ("Induction with VRd x4 cycles achieved VGPR.", "en", "VRd", "4", "VGPR", "", "",
     "completed"),
    ("We recommend FOLFIRI + bevacizumab as second-line therapy.", "en", "FOLFIRI + bevacizumab",
     "", "", "", "line 2", "planned"),
    ("The patient received 4 cycles of chemotherapy.", "en", "chemotherapy", "4", "", "", "",
     "completed"),
    ("She progressed on sorafenib.", "en", "sorafenib", "", "", "progressed", "", "stopped"),
    ("Z.n. 6 Zyklen R-CHOP 2019, komplette Remission.", "de", "R-CHOP", "6",
     "komplette Remission", "", "", "completed"),
    ("Zweitlinie: FOLFIRI/Bevacizumab, abgebrochen wegen Progress.", "de", "FOLFIRI/Bevacizumab",
     "", "", "Progress", "line 2", "stopped"),
    ("Recibió 6 ciclos de FOLFOX con respuesta parcial.", "es", "FOLFOX", "6",
     "respuesta parcial", "", "", "completed"),
    ("6 cures de FOLFIRINOX, réponse partielle.", "fr", "FOLFIRINOX", "6", "réponse partielle",
     "", "", "completed"),
    ("Проведено 6 курсов XELOX, стабилизация.", "ru", "XELOX", "6", "стабилизация", "", "",
     "completed"),
    ("вторая линия: паклитаксел + рамуцирумаб 4 курса, прогрессирование", "ru",
     "паклитаксел + рамуцирумаб", "4", "", "прогрессирование", "line 2", "stopped"),
    ("行FOLFOX方案化疗6周期，疗效评价PR。", "zh", "FOLFOX方案", "6", "PR", "", "", "completed"),
    ("R-CHOP方案6个周期，完全缓解。", "zh", "R-CHOP方案", "6", "完全缓解", "", "", "completed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "label", "count", "response", "reason", "note", "status"), LINES
)
def test_a_line_of_treatment(
    text: str,
    language: str,
    label: str,
    count: str,
    response: str,
    reason: str,
    note: str,
    status: str,
) -> None:
    (fact,) = regimens(text, language)
    assert (fact.text, fact.count, fact.response, fact.reason, fact.note) == (
        label, count, response, reason, note,
    )  # fmt: skip
    assert fact.clinical_status == status


def test_a_table_of_lines() -> None:
    text = (
        "Линии терапии\n№ Схема Даты Лучший ответ Исход\n"
        "1 R-CHOP x 6 03.12.2024–18.03.2025 ПМР, Deauville 2 рецидив 12.2025\n"
        "2 R-GDP x 3 08.01.2026–26.02.2026 ЧО прогрессирование"
    )
    first, second = regimens(text, "ru")
    assert (first.count, first.response, first.note) == ("6", "ПМР", "line 1")
    assert (str(first.date), str(first.end_date)) == ("2024-12-03", "2025-03-18")
    assert (second.count, second.response, second.reason) == ("3", "ЧО", "прогрессирование")


def test_drugs_written_out_beside_a_regimen_are_facts_those_in_its_shorthand_are_not() -> None:
    text = "3 cycles of R-GDP (rituximab, gemcitabine, dexamethasone, cisplatin)."
    assert set(drugs(text)) == {"rituximab", "gemcitabine", "dexamethasone", "cisplatin"}
    assert drugs("3 cycles of cisplatin/gemcitabine.") == {}
    text = "Third-line pembrolizumab 200 mg every 3 weeks, stable disease."
    (line,) = regimens(text)
    assert (line.text, line.response, line.note) == ("pembrolizumab", "stable disease", "line 3")
    assert drugs(text)["pembrolizumab"].dosage is not None


def test_a_combination_with_its_name_in_brackets_is_one_line() -> None:
    text = "Third-line daratumumab, lenalidomide and dexamethasone (DRd) since 02/2021, VGPR."
    (fact,) = regimens(text)
    assert (fact.concept, fact.response, fact.note) == ("Dara-Rd", "VGPR", "line 3")
    assert str(fact.date) == "2021-02"


def test_the_date_of_progression_is_not_that_of_the_treatment() -> None:
    (fact,) = regimens("Progression after 3 cycles of R-GDP (04/2026).")
    assert (fact.date, fact.reason, fact.clinical_status) == (None, "Progression", "stopped")


def test_a_relapse_after_treatment_is_no_reason_of_stopping() -> None:
    (fact,) = regimens("Relapse in 12/2025 after 6 cycles of R-CHOP.")
    assert (fact.reason, fact.clinical_status) == ("", "completed")


@pytest.mark.parametrize(
    "text",
    [
        "AC joint arthrosis. EC coated aspirin. TC 5.2.",
        "PD is stable. PR interval normal. The CR was taken.",
        "Rd 3, BR 2 and FC Bayern",
        "MAP 65 mmHg, CF negative, ICE for pain",
    ],
)
def test_abbreviations_without_evidence_are_no_regimens(text: str) -> None:
    assert regimens(text) == []


def test_negated_treatment_is_kept_as_negated() -> None:
    (fact,) = regimens("R-CHOP was not given.")
    assert fact.certainty == "negated"
