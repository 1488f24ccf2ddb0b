"""Performance status, scores and function figures as written; nothing is computed."""

from __future__ import annotations

import pytest
from prose_bench import facts, measured

SCALES = [
    ("en", "ECOG 1", "performance-status", ["ECOG 1"]),
    ("en", "ECOG performance status of 2", "performance-status", ["ECOG 2"]),
    ("en", "ECOG PS 0-1", "performance-status", ["ECOG 0-1"]),
    ("en", "KPS 80%", "performance-status", ["KPS 80 %"]),
    ("en", "Karnofsky 90", "performance-status", ["KPS 90"]),
    ("en", "NYHA class II", "performance-status", ["NYHA II"]),
    ("en", "ASA III", "performance-status", ["ASA III"]),
    ("de", "ECOG-Status 1, NYHA-Stadium III", "performance-status", ["ECOG 1", "NYHA III"]),
    ("fr", "OMS 1", "performance-status", ["ECOG 1"]),
    ("es", "estado funcional ECOG 1", "performance-status", ["ECOG 1"]),
    ("ru", "статус ECOG 1", "performance-status", ["ECOG 1"]),
    ("en", "MELD score 14", "score", ["MELD 14"]),
    ("en", "MELD-Na 18", "score", ["MELD-Na 18"]),
    ("en", "mJOA 14/18", "score", ["mJOA 14/18"]),
    ("en", "GCS 15", "score", ["GCS 15"]),
    ("en", "Deauville 4", "score", ["Deauville 4"]),
    ("en", "ALBI score -2.45", "score", ["ALBI -2.45"]),
    ("de", "ODI 42 %", "score", ["ODI 42 %"]),
    ("en", "LVEF 55%", "function", ["LVEF 55 %"]),
    ("en", "FEV1 1.8 L", "function", ["FEV1 1.8 L"]),
    ("en", "Cobb angle 32°", "function", ["Cobb 32 °"]),
    ("en", "ASA 100 mg daily", "performance-status", []),
    ("en", "PS 2024-05-01", "performance-status", []),
    ("en", "ECOG 12", "performance-status", []),
    ("en", "MELD pending since 2024-03-01", "score", []),
]
DEFECTS = [
    ("zh", "ECOG评分1分", "performance-status", ["ECOG 1"]),
    ("zh", "JOA评分12分", "score", ["JOA 12"]),
]


@pytest.mark.parametrize(("language", "text", "category", "expected"), [*SCALES, *DEFECTS])
def test_a_scale_has_its_grade(
    language: str, text: str, category: str, expected: list[str]
) -> None:
    assert [measured(fact) for fact in facts(text, language, category)] == expected
