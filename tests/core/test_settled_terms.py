"""Terms that a site settled are printed wherever their original stands, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from facts import fact, lab
from test_composition import composed

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.language.concepts import concept_of
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.settled import ROWS, SettledRow, settled_files
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.statement import UNTRANSLATED_MARK
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact

With = Callable[..., Wordsmith]


@pytest.fixture
def words_with(terms_pack: Pack) -> With:
    """The product's words with the site's own over them."""

    def made(*rows: tuple[str, str, str], version: str = "2026.4") -> Wordsmith:
        told = [
            SettledRow(kind=kind, original=name, zh=zh, source="专家共识", version=version)
            for kind, name, zh in rows
        ]
        files = {**terms_pack.files, **settled_files(told, version)}
        pack = terms_pack.replaced(files=files)
        lexicon = Lexicon(pack)
        return Wordsmith(lexicon, UnitTable(pack), NotationLexicon(pack, lexicon))

    return made


OPEN: list[tuple[Fact, str]] = [
    (fact("Condition", "Zorblax syndrome"), "佐氏综合征"),
    (fact("Procedure", "Zorblaxectomy"), "佐氏切除术"),
    (fact("MedicationStatement", "zorblaxinib 50 MG Oral Tablet"), "佐拉替尼片 50 mg"),
    (fact("AllergyIntolerance", "zorblaxin"), "佐拉辛"),
    (lab("Zorblaxase", "12", "U/L"), "佐拉酶"),
    (fact("Observation", "zorblax shadow", category="imaging", concept="zorblax shadow"), "佐影"),
]


@pytest.mark.parametrize(("told", "zh"), OPEN, ids=lambda one: getattr(one, "text", ""))
def test_an_open_name_is_printed_as_it_was_settled(
    words: Wordsmith, words_with: With, told: Fact, zh: str
) -> None:
    before = words.word(told)
    (open_term,) = before.open_terms
    assert UNTRANSLATED_MARK in before.marks
    assert open_term.status == "untranslated"
    after = words_with((open_term.kind, open_term.original, zh)).word(told)
    assert zh in after.zh
    assert after.marks == ()
    assert after.open_terms == ()
    assert after.original == before.original


VALUED: list[tuple[Fact, str, str]] = [
    (fact("Observation", "Glucose", value="zorblaxic"), "zorblaxic", "佐氏步态"),
    (
        fact("AllergyIntolerance", "Penicillin", reaction="zorblaxia (mild)"),
        "zorblaxia",
        "佐氏反应",
    ),
]


@pytest.mark.parametrize(("told", "original", "zh"), VALUED, ids=["value", "reaction"])
def test_words_beside_the_name_are_settled_as_well(
    words: Wordsmith, words_with: With, told: Fact, original: str, zh: str
) -> None:
    before = words.word(told)
    (open_term,) = [one for one in before.open_terms if one.original == original]
    assert UNTRANSLATED_MARK in before.marks
    after = words_with((open_term.kind, original, zh)).word(told)
    assert zh in after.zh
    assert original not in after.zh
    assert UNTRANSLATED_MARK not in after.marks


def test_a_sentence_is_no_term(words: Wordsmith) -> None:
    told = fact("Observation", "Glucose", value="the patient " + "walks on " * 20)
    assert [one.status for one in words.word(told).open_terms] == ["unverified"]


def test_a_name_of_another_kind_of_fact_stays_open(words_with: With) -> None:
    smith = words_with(("Condition", "Zorblax syndrome", "佐氏综合征"))
    said = smith.word(fact("Procedure", "Zorblax syndrome"))
    assert UNTRANSLATED_MARK in said.marks
    assert "佐氏" not in said.zh


def test_a_settled_name_goes_before_the_products_but_moves_no_concept_and_no_unit(
    words: Wordsmith, words_with: With
) -> None:
    bilirubin = lab("Bilirubin total", "2.25", "mg/dL", "1975-2")
    smith = words_with(("Observation", "Bilirubin total", "血清总胆红素"))
    said = smith.word(bilirubin)
    assert said.zh.startswith("血清总胆红素(TBIL) 38.5")
    assert said.open_terms == ()
    known = words.word(bilirubin)
    assert known.zh == said.zh.replace("血清总胆红素", "总胆红素")
    assert concept_of(bilirubin, smith.lexicon) == concept_of(bilirubin, words.lexicon) == "TBIL"


def test_spelling_and_tags_are_evened_out(words_with: With) -> None:
    smith = words_with(("Condition", "Zorblax  Syndrome (disorder)", "佐氏综合征"))
    assert smith.word(fact("Condition", "zorblax syndrome")).zh == "佐氏综合征"


def test_an_abbreviation_of_several_meanings_is_never_settled_for_all(words_with: With) -> None:
    smith = words_with(("Condition", "MS", "多发性硬化"))
    assert UNTRANSLATED_MARK in smith.word(fact("Condition", "MS")).marks


def test_the_dossier_names_the_version_of_the_sites_terms(
    words: Wordsmith, words_with: With
) -> None:
    facts = [fact("Condition", "Zorblax syndrome", clinical_status="active")]
    rows = ("Condition", "Zorblax syndrome", "佐氏综合征")
    first, second = composed(words_with(rows), facts), composed(words_with(rows), facts)
    stamps = {stamp.id: stamp.version for stamp in first.packs}
    assert stamps["site-terms"] == "2026.4"
    assert first.sha256 == second.sha256
    later = composed(words_with(rows, version="2026.5"), facts)
    assert later.sha256 != first.sha256
    assert "site-terms" not in {stamp.id for stamp in composed(words, facts).packs}


def test_rows_without_their_version_are_refused(terms_pack: Pack) -> None:
    row = SettledRow(kind="Condition", original="a", zh="甲", source="s", version="2026.1")
    files = {**terms_pack.files, ROWS: settled_files([row], "2026.1")[ROWS]}
    with pytest.raises(ContentError):
        Lexicon(terms_pack.replaced(files=files))
