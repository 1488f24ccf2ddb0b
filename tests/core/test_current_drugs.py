"""Which drugs are current: a drug of an old list that a newer one has again is no open question."""

from __future__ import annotations

from facts import fact
from test_composition import composed, section

from huizhen.core.preparation.canonical import canonical
from huizhen.core.preparation.paper import Table
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Dosage, Fact, make_fact
from huizhen.core.records.page import page_id

OLD, NEW = parse_partial_date("2025-03-01"), parse_partial_date("2026-04-20")


def old(text: str, concept: str, dosage: Dosage) -> Fact:
    return fact(
        "MedicationStatement", text, concept=concept, dosage=dosage, document_date=OLD,
        clinical_status="active",
    )  # fmt: skip


def written(text: str, concept: str, dosage: Dosage) -> Fact:
    place = PageSpan(page_id=page_id("b" * 64, 1), start=0, end=len(text), quote=text)
    return make_fact(
        "MedicationStatement", text=text, concept=concept, dosage=dosage, document_date=NEW,
        clinical_status="active", evidence=(place,),
    )  # fmt: skip


def rows(words: Wordsmith, facts: list[Fact]) -> list[str]:
    (table,) = [
        block
        for block in section(composed(words, facts), "medication").blocks
        if isinstance(block, Table)
    ]
    return [" | ".join(cell.text for cell in row.cells) for row in table.rows]


def test_a_coded_drug_that_a_newer_letter_has_is_as_new_as_the_letter(words: Wordsmith) -> None:
    dose = Dosage(dose="10 mg", dose_value="10", dose_unit="mg")
    facts = [
        old("Bisoprolol 10 mg", "bisoprolol", dose),
        written("Bisoprolol", "bisoprolol", dose),
    ]
    (joined,) = canonical(facts, words.lexicon)
    assert joined.document_date == NEW


def test_one_drug_under_the_name_of_a_product_and_its_own_is_one_row(words: Wordsmith) -> None:
    facts = [
        old("Levothyroxine 50 mcg", "", Dosage(dose="50 ug", dose_value="50", dose_unit="ug")),
        written(
            "L-Thyroxin", "levothyroxine", Dosage(dose="50 µg", dose_value="50", dose_unit="µg")
        ),
    ]
    other = written("Torasemid", "torasemide", Dosage(dose="5 mg", dose_value="5", dose_unit="mg"))
    told = rows(words, [*facts, other])
    assert len(told) == 2
    assert not any("较早清单" in row for row in told)


def test_a_drug_that_no_newer_list_has_is_an_open_question(words: Wordsmith) -> None:
    dose = Dosage(dose="5 mg", dose_value="5", dose_unit="mg")
    drugs = [written(name, name, dose) for name in ("torasemide", "apixaban")]
    told = rows(words, [old("amlodipine", "amlodipine", dose), *drugs])
    assert [row for row in told if "较早清单" in row and "氨氯地平" in row]
