"""What a board or another physician advises is never told as done."""

from __future__ import annotations

import pytest
from prose_bench import facts

LINES = [
    ("en", "Tumour board, 12 May 2026: carboplatin and pemetrexed after stopping osimertinib."),
    ("en", "Sarcoma board, May 12, 2026: preoperative radiotherapy 50 Gy, then re-excision."),
    ("en", "MDT 3 March 2026: neoadjuvant chemotherapy with mFOLFIRINOX for 4 cycles."),
    ("en", "Dr. Other (oncology), 14 May 2026: recommends savolitinib with osimertinib."),
    ("de", "Tumorkonferenz vom 12.05.2026: Radiochemotherapie mit Capecitabin, dann Resektion."),
    ("fr", "RCP du 12/05/2026 : chimiothérapie par carboplatine, puis radiothérapie."),
    ("ru", "Онкоконсилиум от 12.05.2026: лучевая терапия на область T8."),
]


@pytest.mark.parametrize(("language", "text"), LINES)
def test_advice_is_not_done(language: str, text: str) -> None:
    found = facts(text, language)
    given = [f for f in found if f.type in ("MedicationStatement", "Procedure", "Condition")]
    assert [f.text for f in given if f.certainty == "affirmed"] == []
    opinions = [f for f in found if f.type == "CarePlan"]
    assert opinions
    assert all(f.certainty == "hypothetical" for f in opinions)


def test_what_a_board_looked_at_and_what_was_given_stays_affirmed() -> None:
    text = "The tumour board reviewed the CT. Radiotherapy was given in March 2025."
    given = [f for f in facts(text, "en") if f.text.casefold() == "radiotherapy"]
    assert [f.certainty for f in given] == ["affirmed"]
