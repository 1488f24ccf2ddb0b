"""Pathology: margins, nodes, invasion, grade and size as the report words them."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.records.fact import Fact


def statement(fact: Fact) -> str:
    """A statement in short: 'negated perineural-invasion', 'lymph-nodes 2/15'."""
    parts = [
        "" if fact.certainty == "affirmed" else fact.certainty,
        fact.concept,
        fact.value or "",
        fact.unit or "",
    ]
    return " ".join(part for part in parts if part)


STATEMENTS = [
    ("en", "Resection margin: negative", ["margin negative"]),
    ("en", "Margins are negative.", ["margin negative"]),
    ("en", "2/15 lymph nodes positive.", ["lymph-nodes 2/15"]),
    ("en", "Lymph nodes: 0/12", ["lymph-nodes 0/12"]),
    ("en", "Perineural invasion: present", ["perineural-invasion present"]),
    ("en", "No perineural invasion.", ["negated perineural-invasion"]),
    ("en", "Lymphovascular invasion is identified.", ["lymphovascular-invasion identified"]),
    ("en", "Moderately differentiated adenocarcinoma.", ["grade Moderately differentiated"]),
    ("en", "Tumor size: 3.2 x 2.1 cm", ["tumour-size 3.2 x 2.1 cm"]),
    ("en", "Gleason score 3+4=7", ["grade 3+4=7"]),
    ("en", "MVI: M1", ["MVI M1"]),
    ("en", "5 mitoses/10 HPF", ["mitoses 5 mitoses/10 HPF"]),
    ("de", "pT2 pN1 (2/15) L1 V0 Pn0 R0 G2",
     ["lymph-nodes 2/15", "lymphovascular-invasion L1", "lymphovascular-invasion V0",
      "perineural-invasion Pn0", "margin R0", "grade G2"]),
    ("de", "Tumorgröße: 3,2 cm", ["tumour-size 3.2 cm"]),
    ("de", "mäßig differenziertes Karzinom", ["grade mäßig differenziertes"]),
    ("es", "Márgenes libres.", ["margin libres"]),
    ("fr", "Marges saines.", ["margin saines"]),
    ("ru", "Умеренно дифференцированная аденокарцинома.",
     ["grade Умеренно дифференцированная"]),
    ("ru", "Периневральная инвазия не выявлена.", ["negated perineural-invasion не выявлена"]),
    ("zh", "切缘阴性,中分化,MVI:M1",
     ["margin 阴性", "grade 中分化", "MVI M1"]),
    ("en", "Metastases in T4 and L1.", []),
    ("en", "MRI: L1 vertebra, T2 hyperintense.", []),
    ("en", "Seen in room R0.", []),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), STATEMENTS)
def test_a_report_is_read_as_written(language: str, text: str, expected: list[str]) -> None:
    read = [f for f in facts(text, language, "pathology") if f.concept != "histology"]
    assert [statement(fact) for fact in read] == expected
