"""What a second reader of the papers saw, cured by kind: words beside a finding are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.extraction.clinical.amounts import count_before, weight_change
from huizhen.core.extraction.extract import Extractor
from huizhen.core.extraction.knowledge import load_knowledge
from huizhen.core.extraction.oncology.marker_notes import note_behind
from huizhen.core.language.dosing import frequency_text
from huizhen.core.language.notation.biomarkers import biomarker_phrase
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.pathology import histology_zh
from huizhen.core.language.notation.tobacco import stopped_zh
from huizhen.core.language.placed_names import amounted_name
from huizhen.core.language.terms import Lexicon
from huizhen.core.preparation.record.said_once import said_once
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.page import Page

HERE = PageSpan(page_id="a:0", start=0, end=1, quote="x")
CONTENT = Path(__file__).parents[2] / "src" / "huizhen" / "content"


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load_knowledge([CONTENT]))


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(load_pack("terms", [CONTENT]))


@pytest.fixture(scope="module")
def notation(lexicon: Lexicon) -> NotationLexicon:
    return NotationLexicon(load_pack("terms", [CONTENT]), lexicon)


def facts_of(extractor: Extractor, text: str, language: str = "en") -> list[Fact]:
    return list(extractor.page(Page(page_id="a:0", ordinal=0, text=text, language=language)).facts)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("CLDN18.2 positive, 80%.", "positive", "share 80%"),
        ("EGFR exon 19 deletion, VAF 32%.", "exon 19 deletion", "VAF 32%"),
        ("HER2 2+, FISH not amplified.", "2+", "FISH not amplified"),
        ("ER positive, PR 90%.", "positive", ""),
    ],
)
def test_what_stands_behind_a_result_is_its_note(text: str, value: str, note: str) -> None:
    end = text.index(value) + len(value)
    assert note_behind(text, end, value, False).note == note


@pytest.mark.parametrize(
    ("concept", "value", "note", "zh"),
    [
        ("CLDN18.2", "positive", "share 80%", "CLDN18.2(+，80%)"),
        ("HER2", "2+", "FISH not amplified", "HER2(2+)，FISH无扩增"),
        ("EGFR", "exon 19 deletion", "VAF 32%", "EGFR 19外显子缺失(丰度32%)"),
        ("IDH1", "R132H", "positive", "IDH1 R132H(+)"),
        ("1p/19q", "not co-deleted", "", "1p/19q无共缺失"),
    ],
)
def test_a_marker_is_told_with_its_note(
    notation: NotationLexicon, concept: str, value: str, note: str, zh: str
) -> None:
    fact = make_fact(
        "Observation",
        text=concept,
        concept=concept,
        value=value,
        note=note,
        category="biomarker",
        evidence=(HERE,),
    )
    assert biomarker_phrase(fact, notation).zh == zh


@pytest.mark.parametrize(
    ("text", "site", "status"),
    [
        ("Recurrent left frontal astrocytoma.", "left frontal", "recurrence"),
        ("Synovial sarcoma of the right thigh.", "thigh", ""),
        ("Degenerative cervical myelopathy at C5/6.", "C5/6", ""),
    ],
)
def test_a_disease_has_the_place_of_its_own_phrase(
    extractor: Extractor, text: str, site: str, status: str
) -> None:
    (disease,) = [f for f in facts_of(extractor, text) if f.category == "diagnosis"]
    assert disease.body_site in (site, site.rpartition(" ")[2])
    assert disease.clinical_status == status


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("Gewichtsverlust von 6 kg in 3 Monaten", "6", "3 month"),
        ("Weight loss of 4.5 kg", "4.5", ""),
        ("Weight loss, weight 60 kg", "", ""),
    ],
)
def test_kilograms_right_behind_a_loss_are_its_own(text: str, value: str, note: str) -> None:
    end = max(text.find("verlust") + 7, text.find("loss") + 4)
    amount = weight_change(text, end)
    assert (amount.value, amount.note) == (value, note)


def test_attacks_are_counted_and_told() -> None:
    assert count_before("Two focal seizures", 4) == ("2", 0)
    assert count_before("The focal seizures", 4) == ("", 4)
    fact = make_fact("Condition", text="focal seizures", count="2", evidence=(HERE,))
    assert amounted_name("局灶性癫痫发作", fact) == "局灶性癫痫发作2次"


def test_a_radiotherapy_has_its_dose_and_period(extractor: Extractor) -> None:
    text = "Radiotherapy 59.4 Gy in 33 fractions from 20 April 2023 to 5 June 2023."
    (given,) = [f for f in facts_of(extractor, text) if f.type == "Procedure"]
    assert (given.value, given.unit, given.count) == ("59.4", "Gy", "33")
    assert (str(given.date), str(given.end_date)) == ("2023-04-20", "2023-06-05")
    assert amounted_name("放射治疗", given) == "放射治疗59.4 Gy/33次"


def test_what_is_advised_has_its_author_and_a_signature_is_no_advice(extractor: Extractor) -> None:
    text = (
        "Prof. Muster (surgery), 14 May 2026: recommends upfront pancreaticoduodenectomy.\n\n"
        "Plan\nFollow-up in clinic in six weeks.\nMr. J. Specimen, consultant spinal surgeon\n"
    )
    plans = [f for f in facts_of(extractor, text) if f.type == "CarePlan"]
    assert any(f.performer == "Prof. Muster (surgery)" for f in plans)
    assert not any(f.text.startswith("Mr. J. Specimen") for f in plans)


def test_what_cannot_be_excluded_is_quoted_whole(extractor: Extractor) -> None:
    text = "CT ABDOMEN\nFINDINGS\nLesion of 6 mm in the liver; metastasis cannot be excluded.\n"
    (doubted,) = [f for f in facts_of(extractor, text) if f.concept == "metastasis"]
    assert doubted.certainty == "suspected"
    assert [e.quote for e in doubted.evidence if e.kind == "span"] == [
        "metastasis cannot be excluded"
    ]


def test_a_former_smoker_is_none_now_and_alcohol_is_apart(extractor: Extractor) -> None:
    text = "Sozialanamnese: Exraucher (30 Packungsjahre, bis 2015), Alkohol gelegentlich."
    facts = {f.concept: f for f in facts_of(extractor, text, "de")}
    assert facts["smoking"].note == "former 2015"
    assert facts["alcohol"].value == "occasional"
    assert stopped_zh("former 2015") == "已戒烟(2015年)，既往"
    assert stopped_zh("") == ""


@pytest.mark.parametrize(
    ("name", "zh"),
    [
        ("synovial sarcoma, monophasic, FNCLCC grade 3", "滑膜肉瘤，单相型，FNCLCC 3级"),
        ("astrocytoma, IDH-mutant, CNS WHO grade 3", "星形细胞瘤，IDH突变型，CNS WHO 3级"),
        ("moderately differentiated adenocarcinoma of the stomach", "中分化胃腺癌"),
        ("synovial sarcoma, wobbly", ""),
    ],
)
def test_a_diagnosis_of_pathology_is_composed(
    notation: NotationLexicon, name: str, zh: str
) -> None:
    assert histology_zh(name, notation) == zh


def test_nothing_of_one_line_is_said_twice() -> None:
    assert said_once(["组织学类型：导管腺癌，G2", "组织学分级：G2"]) == ["组织学类型：导管腺癌，G2"]
    assert said_once(["CNS WHO 3级", "WHO 3级"]) == ["CNS WHO 3级"]
    assert said_once(["Ki-67(45%+)", "Ki-67(30%+)"]) == ["Ki-67(45%+)", "Ki-67(30%+)"]


def test_hours_of_the_ward_are_no_interval(lexicon: Lexicon) -> None:
    assert frequency_text("every 12 h (institution specified)", lexicon) == ("2次/日", True)
    assert frequency_text("every 12 h", lexicon) == ("每12小时1次", True)
