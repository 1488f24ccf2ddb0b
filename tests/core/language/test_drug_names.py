"""Names of drug products: every word of a label finds its place, or there is no name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.content import Pack, load_pack
from huizhen.core.language.concepts import product_of
from huizhen.core.language.drug_names import inn_stem
from huizhen.core.language.strengths import strength_at
from huizhen.core.language.terms import Lexicon, normalised
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact, FactType, make_fact
from huizhen.core.records.page import page_id
from huizhen.project.config import CONTENT


def coded(type_: FactType, text: str, **fields: Any) -> Fact:
    """A fact of a coded record."""
    place = ElementPath(page_id=page_id("a" * 64, 1), path="/x", quote=text)
    return make_fact(type_, text=text, evidence=(place,), **fields)


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("lisinopril 10 MG Oral Tablet", "赖诺普利片(10 mg/片)"),
        (
            "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet",
            "盐酸二甲双胍缓释片(500 mg/片，24 h)",
        ),
        (
            "NDA020503 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler",
            "沙丁胺醇吸入气雾剂(0.09 mg/揿，200揿)",
        ),
        (
            "acetaminophen 325 MG / oxycodone 5 MG Oral Tablet [Percocet]",
            "氨酚羟考酮片(每片：对乙酰氨基酚 325 mg + 羟考酮 5 mg，商品名 Percocet)",
        ),
        (
            "1 ML medroxyprogesterone acetate 150 MG/ML Injection",
            "醋酸甲羟孕酮注射液(150 mg/mL，1 mL)",
        ),
        (
            "{21 (norethindrone 0.35 MG Oral Tablet) / 7 (inert ingredients 1 MG Tablet) } Pack",
            "组合包装(炔诺酮片(0.35 mg/片)×21；无活性成分片(1 mg/片)×7)",
        ),
        (
            "3 ML insulin glargine 100 UNT/ML Pen Injector [Lantus]",
            "甘精胰岛素注射液(100 单位/mL，预填充注射笔，3 mL，商品名 Lantus)",
        ),
        (
            "lisinopril 5 MG / niacin 12.5 MG Oral Tablet",
            "赖诺普利/烟酸复方片(每片：赖诺普利 5 mg + 烟酸 12.5 mg)",
        ),
        (
            "HYDROCODONE-ACETAMINOPHEN 5-325 MG PO TABS",
            "氢可酮对乙酰氨基酚片(每片：氢可酮 5 mg + 对乙酰氨基酚 325 mg)",
        ),
        ("metoprolol tartrate (LOPRESSOR) 25 mg tablet", "酒石酸美托洛尔片(25 mg/片)"),
        ("Naproxen sodium 220 MG Oral Tablet", "萘普生钠片(220 mg/片)"),
        ("1 ML heparin sodium, porcine 5000 UNT/ML Injection", "肝素钠注射液(5000 单位/mL，1 mL)"),
        ("BELOC ZOK Ret Tabl 50 mg", "美托洛尔缓释片(50 mg/片)"),
        ("Metformina 850 mg comprimidos recubiertos con película", "二甲双胍片(850 mg/片)"),
        ("ACETYLSALICYLZUUR TABLET 100MG", "阿司匹林片(100 mg/片)"),
        ("digoxin 0,125 mg Tabletten", "地高辛片(0.125 mg/片)"),
        ("Lipitor", "阿托伐他汀"),
        ("etopósido y cisplatino", "依托泊苷/顺铂"),
        ("Testosterone cypionate", "环戊丙酸睾酮"),
        ("ABARELIX PDR V INJSUSP 100MG", "注射用阿巴瑞克(100 mg)"),
        ("salbutamol 200 microgramos/disparo pulverinhalator", "沙丁胺醇吸入粉雾剂(200 μg/吸)"),
    ],
)
def test_labels_become_generic_name_form_and_strength(
    lexicon: Lexicon, label: str, zh: str
) -> None:
    term = lexicon.product(label)
    assert term is not None
    assert term.zh == zh


@pytest.mark.parametrize(
    "label",
    [
        "Tylenol PM",  # paracetamol with diphenhydramine
        "losartan HCT 50 mg",  # HCT is another ingredient
        "Claritin-D 24 hour",
        "acetaminophen 325 MG / unheardofin 5 MG Oral Tablet",
        "metformin XQ 500 mg",
        "Hydrochlorothiazide 2,500 mg",  # a comma that can mean two things
        "lisinopril hydrochlorothiazide 20 mg",  # two names with nothing between them
        "budesonide-formoterol 160-4.5-9 mcg/actuation inhaler",  # figures without an owner
        "lorem ipsum dolor sit amet",
        "250 mg capsule",
        "",
    ],
)
def test_a_label_with_one_word_left_over_has_no_name(lexicon: Lexicon, label: str) -> None:
    assert lexicon.product(label) is None


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("amlodipine besylate", "苯磺酸氨氯地平"),
        ("clindamycin phosphate", "克林霉素磷酸酯"),  # an ester with a row of its own
        ("lithium citrate", "枸橼酸锂"),
        ("calcium acetate", "醋酸钙"),
        ("mycophenolate sodium", "麦考酚钠"),
        ("candesartan cilexetil", "坎地沙坦酯"),
        ("levothyroxine sodium", "左甲状腺素钠"),
        ("docusate sodium", "多库酯钠"),
        ("penicillin V potassium", "青霉素V钾"),
        ("penicillin g procaine", "普鲁卡因青霉素"),
        ("dexamethasone sodium phosphate", "地塞米松磷酸钠"),
        ("pyridoxine hydrochloride", "维生素B6"),
    ],
)
def test_salts_stand_where_chinese_names_carry_them(lexicon: Lexicon, label: str, zh: str) -> None:
    term = lexicon.product(label)
    assert term is not None
    assert term.zh == zh


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hydroxyzine", "hydralazine"), ("Celebrex", "Celexa"), ("prednisone", "prednisolone"),
        ("vinblastine", "vincristine"), ("cefazolin", "cefuroxime"), ("Lamictal", "Lamisil"),
        ("clonidine", "clonazepam"), ("carboplatin", "cisplatin"), ("daunorubicin", "doxorubicin"),
        ("tramadol", "trazodone"), ("metformin", "metronidazole"), ("Zantac", "Xanax"),
        ("glipizide", "glyburide"), ("chlorpromazine", "chlorpropamide"), ("losartan", "valsartan"),
    ],
)  # fmt: skip
def test_names_that_look_alike_are_different_drugs(lexicon: Lexicon, one: str, other: str) -> None:
    first, second = lexicon.product(one), lexicon.product(other)
    assert first is not None
    assert second is not None
    assert first.zh != second.zh


_PACK = load_pack("terms", [CONTENT])
_LEXICON = Lexicon(_PACK)
_NAMES = sorted(
    {
        row["en"]
        for file in ("general_drugs.tsv", "more_drugs.tsv")
        for row in _PACK.rows(file)
        if row["en"].isalpha() and len(row["en"]) > 5
    }
)


@given(st.sampled_from(_NAMES), st.data())
def test_a_misspelt_name_is_never_another_drug(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    kind = data.draw(st.sampled_from(["put", "change", "drop"]))
    tail = name[place:] if kind == "put" else name[place + 1 :]
    wrong = name[:place] + ("" if kind == "drop" else letter) + tail
    term, own = _LEXICON.product(wrong), _LEXICON.product(name)
    assert own is not None
    if term is not None and term.zh != own.zh:
        is_listed = _LEXICON.find("drug", wrong) is not None
        assert is_listed or inn_stem(wrong) != inn_stem(name)
        listed = {inn_stem(one) for one in _NAMES}
        assert is_listed or inn_stem(wrong) in listed, (wrong, term.zh)


def test_endings_of_languages_are_one_name_and_letters_inside_are_not() -> None:
    assert inn_stem("metformina") == inn_stem("metformine") == inn_stem("Metformin")
    assert inn_stem("metotrexato") == inn_stem("methotrexate")
    assert inn_stem("prednisona") != inn_stem("prednisolona")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("500 mg", "500 mg"), ("20 mg/ml", "20 mg/mL"), ("0.05%", "0.05%"),
        ("100 unt/ml", "100 单位/mL"), ("0,125 mg", "0.125 mg"), ("100,000 units", "100000 单位"),
        ("5 mg/1 each", "5 mg"), ("125 mg/5 ml", "125 mg/5 mL"), ("25 mcg", "25 μg"),
    ],
)  # fmt: skip
def test_strengths_keep_their_figures(text: str, written: str) -> None:
    found = strength_at(text, 0)
    assert found is not None
    assert found[0].written() == written
    assert found[1] == len(text)


@pytest.mark.parametrize("text", ["1,500 mg", "2,500 mg", "500", "500 mgs", "mg"])
def test_figures_that_can_mean_two_things_are_no_strength(text: str) -> None:
    assert strength_at(text, 0) is None


def test_a_coded_label_is_not_shortened_to_what_is_known_of_it(lexicon: Lexicon) -> None:
    known = coded("MedicationStatement", "losartan HCT 50 mg", concept="losartan")
    assert product_of(known, lexicon) is None


def test_another_coding_names_what_the_label_does_not(lexicon: Lexicon) -> None:
    known = coded(
        "MedicationStatement",
        "2 caps of the red ones",
        code=Coding(system="urn:x", code="1", display="Ampicillin 250 mg caps"),
    )
    term = product_of(known, lexicon)
    assert term is not None
    assert term.zh == "氨苄西林胶囊(250 mg/粒)"


def test_every_added_row_says_its_status(terms_pack: Pack) -> None:
    for file in ("more_drugs.tsv", "drug_salts.tsv", "more_observations.tsv",
                 "lab_components.tsv", "more_allergens.tsv"):  # fmt: skip
        for row in terms_pack.rows(file):
            assert row["status"] in ("attested", "unverified"), (file, row)


def test_no_label_of_a_drug_has_two_chinese_names(terms_pack: Pack) -> None:
    seen: dict[str, str] = {}
    for row in terms_pack.rows("more_drugs.tsv"):
        for name in row["synonyms_en"].split(";"):
            if name:
                assert seen.setdefault(normalised(name), row["zh"]) == row["zh"], name


@pytest.mark.parametrize(
    ("label", "zh"),
    [
        ("Metoprololsuccinat 47,5 mg Retardtabletten", "琥珀酸美托洛尔缓释片(47.5 mg/片)"),
        ("Enalapril 10 mg comprimidos EFG", "依那普利片(10 mg/片)"),
        (
            "cholecalciferol, vitamin D3, 25 mcg (1,000 unit) tablet",
            "维生素D3片(25 μg/片，1000 单位)",
        ),
        (
            "NuvaRing 0.12/0.015 MG per 24HR 21 Day Vaginal Ring",
            "依托孕烯炔雌醇阴道环(0.12/0.015 mg/24 h，21日)",
        ),
        ("potassium chloride ER 20 MEQ tablet", "氯化钾缓释片(20 mEq/片)"),
    ],
)
def test_pharmacies_of_several_countries_are_understood(
    lexicon: Lexicon, label: str, zh: str
) -> None:
    term = lexicon.product(label)
    assert term is not None
    assert term.zh == zh
