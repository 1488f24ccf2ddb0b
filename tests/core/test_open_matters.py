"""待核事项: what sources say against each other stands there with both sides and both places."""

from __future__ import annotations

from typing import Any

import pytest
from facts import fact, lab
from test_composition import composed

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.paper import Table
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact

A, B = "a" * 64, "b" * 64


def doubts(dossier: Dossier) -> list[tuple[Statement, str]]:
    """Each matter with why it stands there."""
    (table,) = dossier.doubts.blocks
    assert isinstance(table, Table)
    return [(row.cells[1], row.cells[2].text) for row in table.rows]


def why(dossier: Dossier) -> list[str]:
    return [reason for _, reason in doubts(dossier)]


def hgb(value: str, unit: str, source: str, **fields: Any) -> Fact:
    return lab("Hemoglobin", value, unit, concept="HGB", date="2026-05-05", source=source, **fields)


def test_two_results_of_one_day_stand_with_both_places(words: Wordsmith) -> None:
    facts = [hgb("11.2", "g/dL", A, time="08:00:00"), hgb("98", "g/L", B)]
    ((matter, reason),) = doubts(composed(words, facts))
    assert reason == "同日结果不一致"
    assert "112 g/L" in matter.text
    assert "98 g/L" in matter.text
    assert {place.source for place in matter.places} == {1, 2}
    assert "待核" in matter.marks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (hgb("11.2", "g/dL", A, time="08:00:00"), hgb("112", "g/L", B)),
        (hgb("11.2", "g/dL", A, time="08:00:00"), hgb("112.3", "g/L", B)),
        (hgb("11.2", "g/dL", A, time="08:00:00"), hgb("98", "g/L", B, time="16:00:00")),
    ],
)
def test_results_that_agree_or_are_of_two_samples_are_no_matter(
    words: Wordsmith, one: Fact, other: Fact
) -> None:
    assert not doubts(composed(words, [one, other]))


def image(concept: str, site: str, **fields: Any) -> Fact:
    return fact(
        "Observation", concept, category="imaging", concept=concept, body_site=site,
        method="MRI", date="2026-04-28", **fields,
    )  # fmt: skip


def test_a_single_lesion_on_two_sides_is_a_matter(words: Wordsmith) -> None:
    facts = [
        image("lesion", "left frontal lobe", side="left", value="9", unit="mm"),
        image("metastasis", "right frontal lobe", side="right", count="1"),
    ]
    ((matter, reason),) = doubts(composed(words, facts))
    assert reason == "侧别不一致"
    assert "左侧额叶" in matter.text
    assert "右侧额叶" in matter.text
    assert len(matter.fact_keys) == 2


def test_lesions_of_both_sides_are_no_matter(words: Wordsmith) -> None:
    facts = [
        image("nodule", "left lower lobe", side="left", value="4", unit="mm"),
        image("nodule", "right lower lobe", side="right", value="4", unit="mm"),
    ]
    assert not doubts(composed(words, facts))


def test_an_operation_on_two_sides_in_two_letters_is_a_matter(words: Wordsmith) -> None:
    def operation(side: str, source: str) -> Fact:
        return fact("Procedure", "Nephrectomy", source=source, side=side, date="2020-03-02")

    assert why(composed(words, [operation("left", A), operation("right", B)])) == ["侧别不一致"]
    assert not doubts(composed(words, [operation("left", A), operation("left", B)]))


def test_one_slip_at_two_levels_is_a_matter(words: Wordsmith) -> None:
    facts = [
        image("spondylolisthesis", "L4/5", value="6", unit="mm"),
        image("spondylolisthesis", "L5/S1", value="6", unit="mm"),
    ]
    ((matter, reason),) = doubts(composed(words, facts))
    assert reason == "节段不一致"
    assert "L4/5" in matter.text
    assert "L5/S1" in matter.text


def test_findings_at_many_levels_are_no_matter(words: Wordsmith) -> None:
    facts = [
        image("disc bulge", "L3/4"),
        image("disc bulge", "L4/5"),
        image("disc bulge", "L5/S1", value="3", unit="mm"),
    ]
    assert not doubts(composed(words, facts))


def test_a_date_of_two_readings_is_a_matter_with_its_sentence(words: Wordsmith) -> None:
    open_date = fact(
        "DocumentReference", "04/02/2026", category="open_date",
        value="2026-02-04 / 2026-04-02", doubts=("ambiguous_date",),
    )  # fmt: skip
    ((matter, reason),) = doubts(composed(words, [open_date]))
    assert reason == "日期有歧义(日/月)"
    assert matter.text == "日期“04/02/2026”：2月4日或4月2日"


def test_a_contradiction_tells_what_it_is(words: Wordsmith) -> None:
    facts = [
        fact("Condition", "Ascites", source=A, date="2026-05-01", certainty="affirmed"),
        fact("Condition", "Ascites", source=B, date="2026-05-01", certainty="negated"),
    ]
    ((matter, reason),) = doubts(composed(words, facts))
    assert reason == "资料相互矛盾"
    assert "；另一处：" in matter.text
    assert {place.source for place in matter.places} == {1, 2}


def test_what_reads_the_same_keeps_the_places_of_all(words: Wordsmith) -> None:
    facts = [
        fact("AllergyIntolerance", "Penicillin", source=A),
        fact("AllergyIntolerance", "penicillin allergy", source=B),
    ]
    dossier = composed(words, facts)
    sections = (*dossier.front_sheet, *dossier.record)
    said = [s for section in sections for s in section.statements if "青霉素" in s.text]
    assert len(said) >= 2, "the front sheet and the record both say it, each once"
    for statement in said:
        assert {place.source for place in statement.places} == {1, 2}, statement.key
        assert len(statement.fact_keys) == 2


def test_an_expressed_protein_and_an_unchanged_gene_are_no_contradiction(words: Wordsmith) -> None:
    def marker(source: str, **fields: Any) -> Fact:
        return fact("Observation", "BCL6", source=source, category="biomarker", concept="BCL6",
                    **fields)  # fmt: skip

    expressed = marker(A, value="positive")
    assert not doubts(composed(words, [expressed, marker(B, certainty="negated")]))
    assert why(composed(words, [marker(A), marker(B, certainty="negated")])) == ["资料相互矛盾"]


def test_the_unit_of_a_row_stands_on_its_results(words: Wordsmith) -> None:
    dossier = composed(words, [hgb("112", "g/L", A)])
    tables = [b for s in dossier.record for b in s.blocks if isinstance(b, Table) and b.rows]
    (cell,) = [c for t in tables for row in t.rows for c in row.cells if c.text == "g/L"]
    assert cell.origin == "records"
    assert cell.places


def test_what_one_letter_affirms_and_denies_is_a_matter(words: Wordsmith) -> None:
    def symptom(text: str, certainty: str, source: str) -> Fact:
        return fact("Condition", text, source=source, category="symptom", certainty=certainty)

    said, denied = symptom("Fever", "affirmed", A), symptom("fever", "negated", A)
    ((matter, reason),) = doubts(composed(words, [said, denied]))
    assert reason == "资料相互矛盾"
    assert matter.text == "发热；另一处：无发热"
    assert not doubts(composed(words, [said, symptom("fever", "negated", B)]))
