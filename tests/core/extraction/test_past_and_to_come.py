"""Tumours of the past, courses of a plan and complaints of counselling are told as such."""

from __future__ import annotations

import pytest
from prose_bench import facts

CASES = [
    ("en", "Past history:\n  2016  Melanoma R calf - stage IA, WLE", "Melanoma", "historical"),
    ("en", "PMH: gout; left breast cancer 1999 (lumpectomy).", "breast cancer", "historical"),
    ("en", "PMH: gout; renal carcinoma, resected.", "renal carcinoma", "historical"),
    ("en", "Background: AF; breast Ca (R) 2004; gout.", "breast Ca", "historical"),
    ("es", "ANTECEDENTES: HTA. Carcinoma de mama en 2012, sin recidiva.", "Carc", "historical"),
    ("en", "PMH: breast cancer 2019, metastatic, on letrozole.", "breast cancer", "affirmed"),
    ("en", "PMH: breast cancer 2019.\n\nAssessment: Breast cancer.", "breast", "affirmed"),
    ("en", "Clinic 03/02/2026\nBackground: rectal cancer 2025; gout.", "rectal", "affirmed"),
    ("en", "Clinic 03/02/2026\nBackground: rectal cancer 2015; gout.", "rectal", "historical"),
    ("en", "PMH: melanoma 2011, no metastases.", "melanoma", "historical"),
    ("en", "PMH: hypertension since 2012.", "hypertension", "affirmed"),
    ("en", "OTHER PROBLEMS: gout, hepatitis B - previous, stable", "hepatitis B", "historical"),
    ("en", "IMPRESSION AND PLAN: TNT: chemoradiation with capecitabine.", "cape", "hypothetical"),
    ("en", "IMPRESSION / PLAN\nThen tamoxifen 20 mg daily.", "tamoxifen", "hypothetical"),
    ("en", "Oncological history: TC: docetaxel 75 mg/m2 2019.", "docetaxel", "affirmed"),
    ("en", "IMPRESSION AND PLAN: TC: received docetaxel 75 mg/m2.", "docetaxel", "affirmed"),
    ("en", "Plan: as below. Abemaciclib not funded.", "Abemaciclib", "negated"),
    ("en", "Plan: We reviewed diarrhea, radiation dermatitis.", "diarrhea", "hypothetical"),
    ("en", "Plan: side effects discussed: nausea, fatigue.", "nausea", "hypothetical"),
    ("en", "HPI: We reviewed diarrhea, radiation dermatitis.", "diarrhea", "affirmed"),
    ("en", "Left nephrectomy 19/01/26. ? RCC", "RCC", "suspected"),
    ("en", "Asthma. ? hypothyroidism. Non smoker.", "Asthma", "affirmed"),
    ("en", "- warfarin (stopped 2023 after GI bleed)", "GI bleed", "historical"),
    ("en", "Does not recall ever having a GI bleed. Fit.", "GI bleed", "negated"),
    ("en", "Does not bruise/bleed easily.", "bleed", "negated"),
    ("en", "Seen 2026-03-26. Well.\nPlan: CT chest 2026-05-20.", "CT", "hypothetical"),
    ("en", "Seen 2026-03-26. Well.\nPlan: Rest. CT chest 2026-02-20: clear.", "CT", "affirmed"),
    (
        "en",
        "MRCP 26/02/2026: stricture. Bloods 23/02/2026. ERCP 03/03/2026.",
        "ERCP",
        "hypothetical",
    ),
    ("en", "MRCP 26/02/2026: stricture. Bloods 23/02/2026. ERCP 20/02/2026.", "ERCP", "affirmed"),
]


@pytest.mark.parametrize(("language", "text", "name", "certainty"), CASES)
def test_certainty_is_never_raised(language: str, text: str, name: str, certainty: str) -> None:
    told = [f for f in facts(text, language) if name in f.text and f.type != "CarePlan"]
    assert {f.certainty for f in told} == {certainty}
