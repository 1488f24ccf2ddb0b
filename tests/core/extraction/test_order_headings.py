"""What is decided, conditional, or decided against is never told as done."""

from __future__ import annotations

import pytest
from prose_bench import facts

TO_COME = [
    ("en", "P: - vitamin K 10 mg IV daily\n   - urgent ERCP + stent", "ERCP"),
    ("en", "A/P:\n1. HCC\n   - CT chest and bone scan for staging", "bone scan"),
    ("en", "ASSESSMENT/PLAN:\n3. If adenocarcinoma confirmed: carboplatin AUC 5", "carboplatin"),
    ("en", "MDM opinion\nUnstable L2.\nRecommend: 1. Denosumab 120 mg sc 4-weekly", "Denosumab"),
    ("de", "Bei PD: Trabectedin 1,5 mg/m² 24h oder Pazopanib.", "Pazopanib"),
    ("de", "Beschluss: weite Resektion, danach Bestrahlung.", "Resektion"),
    ("es", "P: Descompresión + TLIF L4-L5.", "TLIF"),
    ("fr", "Radiothérapie encéphale in toto à débuter 10.04.26.", "Radiothérapie"),
    ("fr", "En cas de progression: pembrolizumab 200 mg.", "pembrolizumab"),
    ("ru", "Решение: паклитаксел 80 мг/м2 еженедельно.", "паклитаксел"),
]
NEVER = [
    ("en", "P: not a candidate for metastasectomy", "metastasectomy"),
    ("en", "P: ceftriaxone 1 g IV daily, NOT augmentin", "augmentin"),
    ("de", "Procedere: keine adjuvante Chemotherapie.", "Chemotherapie"),
    ("es", "Plan: no candidato a cirugía.", "cirugía"),
    ("ru", "Лучевую терапию не получала.", "Лучевую терапию"),
    ("en", "Abdomen soft, non-tender.", "tender"),
]


def certainties(text: str, language: str, name: str) -> set[str]:
    """The certainty of all facts with a name."""
    return {f.certainty for f in facts(text, language) if name in f.text and f.type != "CarePlan"}


@pytest.mark.parametrize(("language", "text", "name"), TO_COME)
def test_what_is_decided_is_not_done_yet(language: str, text: str, name: str) -> None:
    assert certainties(text, language, name) == {"hypothetical"}


@pytest.mark.parametrize(("language", "text", "name"), NEVER)
def test_what_is_decided_against_is_negated(language: str, text: str, name: str) -> None:
    assert certainties(text, language, name) == {"negated"}


def test_a_pulse_is_no_plan() -> None:
    text = "BP: 120/80\nP: 88\nAppendectomy in 2010."
    assert certainties(text, "en", "Appendectomy") == {"affirmed"}
