"""Tissue markers and genes: the value of each, a negative one affirmed with value negative."""

from __future__ import annotations

import pytest
from prose_bench import facts

MARKERS = [
    ("en", "ER positive, PR negative, HER2 negative.",
     ["ER positive", "PR negative", "HER2 negative"]),
    ("en", "ER 90%, PR 10%, Ki-67 20%", ["ER 90%", "PR 10%", "Ki-67 20%"]),
    ("en", "HER2 3+", ["HER2 3+"]),
    ("en", "HER2 2+ by IHC", ["HER2 2+"]),
    ("en", "CD20+, CD3-, CD10+", ["CD20 positive", "CD3 negative", "CD10 positive"]),
    ("en", "EGFR L858R mutation", ["EGFR L858R"]),
    ("en", "EGFR exon 19 deletion detected", ["EGFR exon 19 deletion"]),
    ("en", "KRAS wild-type", ["KRAS wild-type"]),
    ("en", "KRAS G12C", ["KRAS G12C"]),
    ("en", "BRAF V600E not detected", ["BRAF V600E not detected"]),
    ("en", "MSS", ["MSI MSS"]),
    ("en", "MSI-H", ["MSI MSI-H"]),
    ("en", "dMMR", ["MMR dMMR"]),
    ("en", "PD-L1 TPS 50%", ["PD-L1 TPS 50%"]),
    ("en", "The tumor cells are positive for CK7 and TTF-1 and negative for CK20.",
     ["CK7 positive", "TTF-1 positive", "CK20 negative"]),
    ("en", "HER2 amplified", ["HER2 amplified"]),
    ("en", "del(17p) detected", ["del(17p) detected"]),
    ("en", "MGMT promoter methylated", ["MGMT methylated"]),
    ("de", "ER positiv, HER2 negativ, Ki-67 30 %", ["ER positiv", "HER2 negativ", "Ki-67 30 %"]),
    ("es", "RE positivo, HER2 negativo", ["ER positivo", "HER2 negativo"]),
    ("fr", "HER2 négatif, Ki-67 15 %", ["HER2 négatif", "Ki-67 15 %"]),
    ("ru", "РЭ положительный, HER2 отрицательный", ["ER положительный", "HER2 отрицательный"]),
    ("zh", "ER(+),PR(-),HER2(3+),Ki-67(30%)",
     ["ER positive", "PR negative", "HER2 3+", "Ki-67 30%"]),
    ("en", "PR seen in the ER", []),
    ("en", "EGFR testing is pending", []),
    ("en", "Send for HER2.", []),
]  # fmt: skip
DEFECTS = [
    ("zh", "Ki-67(约30%+)", ["Ki-67 30%"]),
    ("en", "ER+ (95%), PR+ (40%), HER2 IHC 1+", ["ER 95%", "PR 40%", "HER2 1+"]),
    (
        "en",
        "EGFR/ALK/ROS1 negative, PD-L1 <1%",
        ["EGFR negative", "ALK negative", "ROS1 negative", "PD-L1 <1%"],
    ),
    (
        "en",
        "Loss of MLH1 and PMS2; MSH2 and MSH6 intact.",
        ["MLH1 lost", "PMS2 lost", "MSH2 intact", "MSH6 intact"],
    ),
    (
        "en",
        "del(17p) present, t(4;14) absent, gain 1q",
        ["del(17p) present", "t(4;14) absent", "gain 1q detected"],
    ),
    ("en", "no del(17p)", ["del(17p) not detected"]),
    (
        "en",
        "copy number loss of CDKN2A and MTAP; POF1B p.(Pro144Ser)",
        ["CDKN2A copy number loss", "MTAP copy number loss", "POF1B p.(Pro144Ser)"],
    ),
    ("en", "STK11 variant, c.725G>A (p.Gly242Glu)", ["STK11 c.725G>A (p.Gly242Glu)"]),
    ("en", "IDH1 (R132H)    -  Positive", ["IDH1 Positive"]),
    ("en", "Tumor mutation burden 57.1", ["TMB 57.1"]),
    ("en", "EGFR antigen was positive on tissue", ["EGFR positive"]),
    ("de", "PD-L1 (SP263): TPS 55 %, IC 5 %", ["PD-L1 TPS 55 %", "PD-L1 IC 5 %"]),
    ("de", "ALK nicht rearrangiert", ["ALK nicht rearrangiert"]),
    (
        "es",
        "IDH silvestre, MGMT metilado, ganancia 1q presente",
        ["IDH silvestre", "MGMT metilado", "ganancia 1q presente"],
    ),
    ("fr", "Ki67 à 35 %, desmine négative", ["Ki-67 35 %", "desmin négative"]),
    (
        "de",
        "IDH1 R132H neg., Olig2 pos., Ki67 bis 35 %",
        ["IDH1 R132H neg.", "Olig2 pos.", "Ki-67 35 %"],
    ),
    (
        "en",
        "KRAS G12C : Not detected; EGFR T790M not\n  detected",
        ["KRAS G12C Not detected", "EGFR T790M not detected"],
    ),
    ("en", "EGFR exon 19 del (E746_A750del)", ["EGFR exon 19 del (E746_A750del)"]),
    ("en", "ER -ve, PR +ve, Her2neu 3+ve", ["ER negative", "PR positive", "HER2 3+"]),
    (
        "en",
        "S100 (-), desmin (-), CD34 (+/-), DOG1 (+)",
        ["S100 negative", "desmin negative", "CD34 +/-", "DOG1 positive"],
    ),
    ("en", "dim CD20, lambda restricted", ["CD20 dim", "lambda restricted"]),
    ("en", "ER 8/8, PR 6/8", ["ER 8/8", "PR 6/8"]),
    ("en", "HER2 (IHC) ......... negative", ["HER2 negative"]),
    ("en", "EGFR ex20ins", ["EGFR ex20ins"]),
    ("fr", "EGFR délétion de l'exon 19", ["EGFR délétion de l'exon 19"]),
    ("zh", "PD-L1 TPS：30%", ["PD-L1 TPS：30%"]),
    ("en", "RECIST: PR (-42%)", []),
    ("en", "EBER neg. BCL6-R not detected.", ["EBER neg", "BCL6 not detected"]),
    ("en", "PSA 0", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*MARKERS, *DEFECTS])
def test_each_marker_has_its_own_value(language: str, text: str, expected: list[str]) -> None:
    read = facts(text, language, "biomarker")
    assert [f"{fact.concept} {fact.value}" for fact in read] == expected
    assert {fact.certainty for fact in read} <= {"affirmed"}


def test_a_marker_of_the_family_is_not_the_patient_s() -> None:
    (fact,) = facts("Her sister is BRCA1 positive.", "en", "biomarker")
    assert fact.certainty == "family"


@pytest.mark.parametrize(
    ("language", "text", "concepts"),
    [
        ("ru", "без реаранжировок MYC, BCL2, BCL6", ["MYC", "BCL2", "BCL6"]),
        ("ru", "FISH: реаранжировки MYC, BCL2 и BCL6 не выявлены.", ["MYC", "BCL2", "BCL6"]),
        ("en", "No EGFR mutation was found.", ["EGFR"]),
    ],
)
def test_a_change_that_is_denied_is_no_value(language: str, text: str, concepts: list[str]) -> None:
    read = facts(text, language, "biomarker")
    assert [fact.concept for fact in read] == concepts
    assert {fact.certainty for fact in read} == {"negated"}
