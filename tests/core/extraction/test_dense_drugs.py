"""Drugs as wards write them: bare strengths, glued frequencies, brands, doses times a day."""

from __future__ import annotations

import pytest
from prose_bench import facts

LINES: list[tuple[str, str, list[str]]] = [
    ("en", "metoprolol 25bd", ["metoprolol 25"]),
    ("en", "pred 40 od", ["pred 40"]),
    (
        "en",
        "ASA 81, metformin 1000 bid, lisinopril 10 qd",
        ["asa 81", "metformin 1000", "lisinopril 10"],
    ),
    ("en", "Tab. Ecosprin 75 1-0-0", ["ecosprin 75"]),
    ("en", "T. Ecosprin 75 OD", ["ecosprin 75"]),
    ("en", "Tab. PAN 40 mg   1-0-0  (before food)", ["pan 40 mg"]),
    ("en", "Tab. TELMA 40    1-0-0", ["telma 40"]),
    ("en", "Tab. Dolo 650 mg SOS", ["dolo 650 mg"]),
    ("en", "Inj. Ceftriaxone 1 gm IV BD", ["ceftriaxone 1 gm"]),
    ("en", "Inj Monocef 1g iv bd x 5 days", ["monocef 1 g"]),
    ("en", "Cap. Becosules 1-0-0", ["becosules"]),
    ("en", "Syp. Lactulose 15 ml HS", ["lactulose 15 ml"]),
    ("en", "inj dexamethasone 8mg iv tds", ["dexamethasone 8 mg"]),
    ("en", "amitriptyline 10mg nocte", ["amitriptyline 10 mg"]),
    ("en", "morphine sulphate MR 10mg BD, oramorph 5mg PRN", ["morphine 10 mg", "oramorph 5 mg"]),
    ("en", "Zomorph 20mg bd", ["zomorph 20 mg"]),
    ("en", "fentanyl patch 25 mcg/hr q72h", ["fentanyl 25 mcg/hr"]),
    ("en", "latanoprost 0.005% one drop both eyes nocte", ["latanoprost 1 drop"]),
    ("en", "Novomix 30 24 units am 16 units pm", ["novomix 24 units"]),
    ("en", "Lantus 22 u qhs, Humalog sliding scale", ["lantus 22 u", "humalog"]),
    (
        "en",
        "insulin glargine 18 units at bedtime and lispro per sliding scale",
        ["glargine 18 units"],
    ),
    (
        "en",
        "carboplatin AUC 5 day 1, pemetrexed 500 mg/m2 day 1",
        ["carboplatin 5 AUC", "pemetrexed 500 mg/m2"],
    ),
    ("en", "cytarabine 100 mg/m2/day CI D1-7", ["cytarabine 100 mg/m2"]),
    ("en", "trastuzumab 6 mg/kg q3w", ["trastuzumab 6 mg/kg"]),
    ("en", "nivolumab 480 mg q4wks", ["nivolumab 480 mg"]),
    ("en", "Bortezomib 1.3 mg/m2 SC d1,8,15,22", ["bortezomib 1.3 mg/m2"]),
    ("en", "dex 4 bd", ["dex 4"]),
    ("en", "frusemide 40 mane", ["frusemide 40"]),
    ("en", "levothyroxine 100mcg", ["levothyroxine 100 mcg"]),
    ("en", "L-thyroxine 75mcg od", ["thyroxine 75 mcg"]),
    ("en", "vitamin D 2000 IU daily", ["vitamin d 2000 IU"]),
    ("en", "Augmentin 625 tds", ["augmentin 625"]),
    ("en", "Percocet 5/325 1 tab q6h prn", ["percocet"]),
    ("en", "tamsulosin 400 micrograms od", ["tamsulosin 400 micrograms"]),
    ("en", "omeprazole 20 bd ac", ["omeprazole 20"]),
    ("en", "enoxaparin 40mg sc od", ["enoxaparin 40 mg"]),
    ("en", "metoprolol succinate ER 50mg daily", ["metoprolol 50 mg"]),
    ("en", "metoprolol CR 47.5 mane", ["metoprolol 47.5"]),
    ("en", "K-Dur 20 mEq daily", ["k-dur 20 mEq"]),
    (
        "en",
        "metformin 500 mg BID w/ meals, glipizide 5 mg qAM",
        ["metformin 500 mg", "glipizide 5 mg"],
    ),
    ("en", "Zoladex 10.8mg 3-monthly", ["zoladex 10.8 mg"]),
    ("en", "denosumab 120 mg sc 4-weekly", ["denosumab 120 mg"]),
    ("en", "capecitabine 1650mg/m2 bd D1-14", ["capecitabine 1650 mg/m2"]),
    ("en", "Creon 25,000 units 2 caps with meals", ["creon"]),
    ("en", "heparin 5000 units SQ q8h", ["heparin 5000 units"]),
    ("en", "Symbicort 200/6 2 puffs bd", ["symbicort"]),
    ("en", "Seretide 250 1 puff bd", ["seretide"]),
    ("en", "prednisolone 30mg reducing by 5mg weekly", ["prednisolone 30 mg"]),
    ("en", "Warfarin (5mg) at night", ["warfarin 5 mg"]),
    ("en", "lisinopril-HCTZ 20-12.5 mg daily", ["lisinopril 20-12.5 mg"]),
    ("de", "Ramipril 2,5 mg 1-0-0", ["ramipril 2.5 mg"]),
    ("de", "Bisoprolol 2,5 1-0-1", ["bisoprolol 2.5"]),
    ("de", "Pantoprazol 40 mg Tbl. 1-0-1", ["pantoprazol 40 mg"]),
    ("de", "Tbl. ASS 100 1-0-0", ["ass 100"]),
    ("de", "Clexane 0,4 ml s.c. 0-0-1", ["clexane 0.4 ml"]),
    ("de", "Novalgin Trpf. 30-30-30-30", ["novalgin"]),
    ("de", "Novaminsulfon 500 mg 2-2-2-2", ["novaminsulfon 500 mg"]),
    ("de", "L-Thyroxin 75 µg 1-0-0", ["thyroxin 75 µg"]),
    ("de", "Piperacillin/Tazobactam 3x4,5 g i.v.", ["piperacillin 4.5 g"]),
    ("de", "Meropenem 3 x 1 g i.v.", ["meropenem 1 g"]),
    ("de", "Dexamethason 3x4 mg", ["dexamethason 4 mg"]),
    ("de", "Cytarabin 2x 2 g/m² d2", ["cytarabin 2 g/m²"]),
    ("de", "Temozolomid 75 mg/m²/d", ["temozolomid 75 mg/m²"]),
    ("de", "Actraphane 30/70 18-0-12 IE", ["actraphane"]),
    ("de", "Fentanyl-Pflaster 25 µg/h alle 72 h", ["fentanyl 25 µg/h"]),
    ("de", "Doxorubicin 75 mg/m² alle 3 Wochen", ["doxorubicin 75 mg/m²"]),
    ("de", "Torasemid 10 mg ½-0-0", ["torasemid 10 mg"]),
    ("de", "MCP Tropfen b. Bed.", ["mcp"]),
    ("de", "Keppra 500 mg 1-0-1", ["keppra 500 mg"]),
    ("fr", "Levothyrox 75 µg/j", ["levothyrox 75 µg"]),
    ("fr", "Doliprane 1 g x 4/j", ["doliprane 1 g"]),
    ("fr", "paracétamol 1g x3/j si douleurs", ["paracétamol 1 g"]),
    ("fr", "Kardegic 75 mg 1/j", ["kardegic 75 mg"]),
    ("fr", "Lovenox 0,4 ml 1 inj SC/j", ["lovenox 0.4 ml"]),
    ("fr", "Tahor 40 le soir", ["tahor 40"]),
    (
        "fr",
        "Carboplatine AUC5 J1, étoposide 100 mg/m2 J1-J3",
        ["carboplatine 5 AUC", "étoposide 100 mg/m2"],
    ),
    ("fr", "Solupred 20 mg 2 cp le matin", ["solupred 20 mg"]),
    ("fr", "Durogesic 25 µg/h 1 patch/72h", ["durogesic 25 µg/h"]),
    ("es", "apixabán 5 mg/12h", ["apixabán 5 mg"]),
    ("es", "omeprazol 20 mg 1-0-0", ["omeprazol 20 mg"]),
    ("es", "omeprazol 20 1-0-0", ["omeprazol 20"]),
    ("es", "capecitabina 1500 mg/12h d1-14 c/21d", ["capecitabina 1500 mg"]),
    ("es", "Fe oral 1 comp/24h", ["fe oral 1 comp"]),
    ("es", "metformina 850 mg c/12h", ["metformina 850 mg"]),
    ("es", "paracetamol 1 g c/8 h", ["paracetamol 1 g"]),
    ("es", "enalapril 10 mg 1 comp/24 h", ["enalapril 10 mg"]),
    ("es", "Enoxaparina 40 mg/24h sc", ["enoxaparina 40 mg"]),
    ("ru", "меропенем 1,0 х 3 р/д в/в", ["меропенем 1.0"]),
    ("ru", "омепразол 20 мг х 2 р/д", ["омепразол 20 мг"]),
    ("ru", "бисопролол 2,5 мг утром", ["бисопролол 2.5 мг"]),
    ("ru", "дексаметазон 8 мг в/м 2 раза в день", ["дексаметазон 8 мг"]),
    ("ru", "витамин В12 500 мкг в/м 1 раз в мес.", ["в12 500 мкг"]),
    ("ru", "цефтриаксон 2,0 г в/в кап. 1 р/сут", ["цефтриаксон 2.0 г"]),
    ("ru", "сорбифер 1 т х 2 р/д", ["сорбифер 1 т"]),
    ("ru", "паклитаксел 175 мг/м2 в 1 день", ["паклитаксел 175 мг/м2"]),
    ("zh", "恩替卡韦0.5mg qd", ["恩替卡韦 0.5 mg"]),
    ("zh", "奥美拉唑20mg bid po", ["奥美拉唑 20 mg"]),
    ("zh", "阿司匹林肠溶片100mg每日一次", ["阿司匹林 100 mg"]),
    ("zh", "顺铂75mg/m2 d1，培美曲塞500mg/m2 d1", ["顺铂 75 mg/m2", "培美曲塞 500 mg/m2"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), LINES)
def test_a_drug_has_its_dose(language: str, text: str, expected: list[str]) -> None:
    found = [
        " ".join(
            word
            for word in (
                fact.text.casefold(),
                fact.dosage.dose_value if fact.dosage else "",
                fact.dosage.dose_unit if fact.dosage else "",
            )
            if word
        )
        for fact in facts(text, language, type_="MedicationStatement")
        if fact.category != "regimen"
    ]
    assert len(found) >= len(expected)
    for wanted in expected:
        name, *dose = wanted.split()
        written = " ".join(dose)
        assert any(name in one and one.endswith(written) for one in found), (wanted, found)


NO_DOSE = [
    ("en", "Problems: 1. vitamin D deficiency 2. obesity", "2"),
    ("en", "On letrozole 2018, well.", "2018"),
    ("en", "Vitamin D 17 ng/mL.", "17"),
]


@pytest.mark.parametrize(("language", "text", "number"), NO_DOSE)
def test_another_number_is_no_dose(language: str, text: str, number: str) -> None:
    doses = [fact.dosage for fact in facts(text, language, type_="MedicationStatement")]
    assert all(dose is None or dose.dose_value != number for dose in doses)
