"""Drugs in prose and lists: name, dose, route, frequency, and whether they are taken."""

from __future__ import annotations

import time

import pytest
from medication_bench import dosage, drugs, facts

DOSES = [
    # text, language, concept, value, unit, frequency, as needed
    ("Continue Protonix 40 mg daily.", "en", "pantoprazole", "40", "mg", "daily", False),
    ("Ultram 50 mg every 6 hours as needed", "en", "tramadol", "50", "mg", "every 6 hours", True),
    ("Ultram 50 mg as needed every 6 hours", "en", "tramadol", "50", "mg", "every 6 hours", True),
    ("metformin 500 mg twice daily", "en", "metformin", "500", "mg", "twice daily", False),
    ("prednisone 10 mg every other day", "en", "prednisone", "10", "mg", "every other day", False),
    ("methotrexate 15 mg once weekly", "en", "methotrexate", "15", "mg", "once weekly", False),
    ("50 mg of tramadol every 4 hours", "en", "tramadol", "50", "mg", "every 4 hours", False),
    ("Lortab, 5 mg, #20 (twenty) to take every 6 hours as needed for pain", "en",
     "acetaminophen / hydrocodone", "5", "mg", "every 6 hours", True),
    ("Combivent, 2 puffs twice a day", "en", "ipratropium and salbutamol", "2", "puffs",
     "twice a day", False),
    ("furosemide 40 mg b.i.d.", "en", "furosemide", "40", "mg", "b.i.d.", False),
    ("Levothyroxine 112 mcg PO daily before breakfast", "en", "levothyroxine sodium", "112", "mcg",
     "daily before breakfast", False),
    ("oxycodone-acetaminophen 5/325 mg q4-6h PRN", "en", "acetaminophen / oxycodone", "5/325",
     "mg", "q4-6h", True),
    ("Ibuprofen 400-600 mg q6h", "en", "ibuprofen", "400-600", "mg", "q6h", False),
    ("vitamin D3 50,000 IU once weekly", "en", "colecalciferol", "50000", "IU", "once weekly",
     False),
    ("gemcitabine 1000 mg/m2 d1, d8 q21d", "en", "gemcitabine", "1000", "mg/m2", "d1, d8 q21d",
     False),
    ("capecitabine 1500 mg PO BID days 1-14 q21 days", "en", "capecitabine", "1500", "mg",
     "BID days 1-14 q21 days", False),
    ("carboplatin AUC 5 every 3 weeks", "en", "carboplatin", "5", "AUC", "every 3 weeks", False),
    ("fentanyl patch 25 mcg/h every 72 hours", "en", "fentanyl", "25", "mcg/h", "every 72 hours",
     False),
    ("enoxaparin 1 mg/kg SC q12h", "en", "enoxaparin", "1", "mg/kg", "q12h", False),
    ("Metoprolol 47,5 mg 1-0-1", "de", "metoprolol", "47.5", "mg", "1-0-1", False),
    ("Entecavir 0,5 mg 1-0-0-0 nüchtern", "de", "entecavir", "0.5", "mg", "1-0-0-0 nüchtern",
     False),
    ("Ramipril 5 mg ½-0-0", "de", "ramipril", "5", "mg", "½-0-0", False),
    ("ASS 100 mg 1x täglich morgens", "de", "acetylsalicylic acid", "100", "mg",
     "1x täglich morgens", False),
    ("Ibuprofen 600 mg alle 8 Stunden bei Bedarf", "de", "ibuprofen", "600", "mg",
     "alle 8 Stunden", True),
    ("Metformin 1000 mg 2x täglich", "de", "metformin", "1000", "mg", "2x täglich", False),
    ("Novalgin 30 Tropfen bei Bedarf", "de", "metamizole sodium", "30", "Tropfen", "", True),
    ("paracetamol 1 g cada 8 horas", "es", "paracetamol", "1", "g", "cada 8 horas", False),
    ("omeprazol 20 mg al día", "es", "omeprazole", "20", "mg", "al día", False),
    ("trifusal (300 mg cada 12 horas)", "es", "triflusal", "300", "mg", "cada 12 horas", False),
    ("metformine 1000 mg 1 comprimé matin et soir", "fr", "metformin", "1000", "mg",
     "matin et soir", False),
    ("Paracétamol 1 g 3 fois par jour si besoin", "fr", "paracetamol", "1", "g",
     "3 fois par jour", True),
    ("бисопролол 5 мг 1 раз в день утром", "ru", "bisoprolol", "5", "мг", "1 раз в день утром",
     False),
    ("ко-тримоксазол 960 мг 3 \nраза в неделю", "ru", "sulfamethoxazole and trimethoprim", "960",
     "мг", "3 раза в неделю", False),
    ("Энтекавир по 1 таб. 0,5 мг 1 раз в сутки", "ru", "entecavir", "0.5", "мг", "1 раз в сутки",
     False),
    ("恩替卡韦0.5mg每日1次", "zh", "entecavir", "0.5", "mg", "每日1次", False),
    ("二甲双胍 0.5g 每日两次", "zh", "metformin", "0.5", "g", "每日两次", False),
    ("曲马多50mg 口服 必要时", "zh", "tramadol", "50", "mg", "", True),
    ("布洛芬缓释胶囊 1粒 每日2次", "zh", "ibuprofen", "1", "粒", "每日2次", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "concept", "value", "unit", "freq", "prn"), DOSES)
def test_a_posology_is_read_as_written(
    text: str, language: str, concept: str, value: str, unit: str, freq: str, prn: bool
) -> None:
    (found,) = drugs(text, language).items()
    name, fact = found
    assert name == concept
    assert fact.dosage is not None
    given = fact.dosage
    assert (given.dose_value, given.dose_unit, given.frequency, given.as_needed) == (
        value, unit, freq, prn,
    )  # fmt: skip
    assert fact.evidence[0].quote in text  # type: ignore[union-attr]


CHANGES = [
    ("We will increase her lisinopril to 40 mg daily.", "en", "40"),
    ("metoprolol was increased from 25 to 50 mg twice daily", "en", "50"),
    ("Increase Synthroid from 88 mcg to 100 mcg daily.", "en", "100"),
    ("Imatinib was started in May 2018 at 400 mg daily, reduced to 300 mg daily.", "en", "300"),
    (
        "Lenvatinib 12 mg once daily on 15 June 2023, dose-reduced to 8 mg in August 2023.",
        "en",
        "8",
    ),
    ("Erhöhung von Bisoprolol von 2,5 auf 5 mg täglich.", "de", "5"),
    ("Увеличить дозу метопролола с 25 мг до 50 мг 2 раза в день", "ru", "50"),
    ("泼尼松 由30mg减至20mg 每日一次", "zh", "20"),
]


@pytest.mark.parametrize(("text", "language", "value"), CHANGES)
def test_of_a_changed_dose_the_new_one_stands(text: str, language: str, value: str) -> None:
    assert dosage(text, language).dose_value == value


STATUS = [
    ("Continue lisinopril 20 mg once daily.", "en", "lisinopril", "active", "affirmed"),
    (
        "We will increase her lisinopril to 40 mg daily.",
        "en",
        "lisinopril",
        "planned",
        "hypothetical",
    ),
    ("Initiate Lasix 20 mg daily.", "en", "furosemide", "planned", "hypothetical"),
    ("We will start him on Ultram 50 mg.", "en", "tramadol", "planned", "hypothetical"),
    ("Consider adding tramadol 50 mg.", "en", "tramadol", "planned", "hypothetical"),
    ("She was started on metformin 500 mg.", "en", "metformin", "active", "affirmed"),
    ("She stopped taking Prilosec altogether.", "en", "omeprazole", "stopped", "affirmed"),
    ("Clopidogrel was discontinued.", "en", "clopidogrel", "stopped", "affirmed"),
    ("Warfarin was held.", "en", "warfarin", "on-hold", "affirmed"),
    ("She received ceftriaxone 1 g IV.", "en", "ceftriaxone", "completed", "affirmed"),
    ("She is not taking aspirin.", "en", "acetylsalicylic acid", "", "negated"),
    ("Patient's mother takes warfarin.", "en", "warfarin", "", "family"),
    ("MEDICATIONS\nAspirin 81 mg daily", "en", "acetylsalicylic acid", "active", "affirmed"),
    ("Marcumar wurde abgesetzt.", "de", "phenprocoumon", "stopped", "affirmed"),
    ("Wir empfehlen Pembrolizumab 200 mg.", "de", "pembrolizumab", "planned", "hypothetical"),
    ("Xarelto pausiert seit 12.03.2025.", "de", "rivaroxaban", "on-hold", "affirmed"),
    ("Se suspende la warfarina.", "es", "warfarin", "stopped", "affirmed"),
    ("Arrêt du Previscan.", "fr", "fluindione", "stopped", "affirmed"),
    ("Варфарин отменен.", "ru", "warfarin", "stopped", "affirmed"),
    ("Бендамустин и флударабин не применялись.", "ru", "bendamustine", "", "negated"),
    ("停用华法林。", "zh", "warfarin", "stopped", "affirmed"),
    ("目前服用恩替卡韦0.5mg。", "zh", "entecavir", "active", "affirmed"),
]


@pytest.mark.parametrize(("text", "language", "concept", "status", "certainty"), STATUS)
def test_the_words_of_action_give_status_and_certainty(
    text: str, language: str, concept: str, status: str, certainty: str
) -> None:
    fact = drugs(text, language)[concept]
    assert (fact.clinical_status, fact.certainty) == (status, certainty)


def test_a_switch_stops_one_drug_and_starts_the_other() -> None:
    found = drugs("We had changed her furosemide to torsemide at 20 mg by mouth daily.")
    assert found["furosemide"].clinical_status == "stopped"
    assert found["torasemide"].clinical_status == "active"
    assert found["torasemide"].dosage is not None
    assert found["torasemide"].dosage.route == "by mouth"


def test_a_stop_told_later_in_the_sentence_counts() -> None:
    text = "She started lenvatinib 12 mg daily on 15 June 2023, and discontinued it in May 2024."
    assert drugs(text)["lenvatinib"].clinical_status == "stopped"


@pytest.mark.parametrize(
    "text", ["prednisone 40 mg daily, may taper to 20 mg", "gabapentin 300 mg daily, up to 900 mg"]
)
def test_a_change_that_is_only_allowed_is_not_made(text: str) -> None:
    assert dosage(text).dose_value in ("40", "300")


def test_an_amount_belongs_to_its_own_drug() -> None:
    text = "50 mg of tramadol every 4 hours, 75 mg aspirin, 1 g ceftriaxone IV and metformin 500 mg"
    found = drugs(text)
    values = {name: fact.dosage.dose_value for name, fact in found.items() if fact.dosage}
    assert values == {
        "tramadol": "50",
        "acetylsalicylic acid": "75",
        "ceftriaxone": "1",
        "metformin": "500",
    }


def test_a_second_amount_stays_in_the_words_of_the_frequency() -> None:
    given = dosage("Warfarin 5 mg Mon/Wed/Fri, 2.5 mg other days")
    assert (given.dose_value, given.frequency) == ("5", "Mon/Wed/Fri, 2.5 mg other days")
    given = dosage("metformin 500 mg 2 tabs BID")
    assert (given.dose_value, given.frequency) == ("500", "2 tabs BID")


def test_an_amount_without_unit_says_so() -> None:
    (fact,) = drugs("lisinopril 20 daily").values()
    assert fact.dosage is not None
    assert (fact.dosage.dose_value, fact.dosage.dose_unit) == ("20", "")
    assert "unit_missing" in fact.doubts


def test_a_brand_in_brackets_is_the_same_drug() -> None:
    given = drugs("Atorvastatin (Lipitor) 40 mg PO nightly")
    assert list(given) == ["atorvastatin"]
    assert given["atorvastatin"].text == "Atorvastatin"


def test_a_wrapped_table_row_is_one_drug() -> None:
    text = (
        "Medication\tDose\tRoute\tFrequency\nUrsodiol\t300 mg\tPO\tTID\nPropranolol\t20 mg\tPO\tBID"
    )
    found = drugs(text)
    assert {name: fact.dosage.frequency for name, fact in found.items() if fact.dosage} == {
        "ursodeoxycholic acid": "TID",
        "propranolol": "BID",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Potassium 4.2 mmol/L, glucose 110 mg/dL, calcium 9.2, iron 45, albumin 3.4 g/dL",
        "Vitamin D deficiency. Serum digoxin level 1.2 ng/mL.",
        "Testosterone 450 ng/dL, vitamin B12 320 pg/mL",
        "We discussed the risks of aspirin.",
        "E. coli resistant to ciprofloxacin",
        "ER positive, PR positive, HER2 negative.",
        "Heparin-induced thrombocytopenia",
        "ASA class III. Normal pressure hydrocephalus (NPH).",
    ],
)
def test_what_is_no_drug_taken_gives_no_fact(text: str) -> None:
    assert drugs(text) == {}


@pytest.mark.parametrize("text", ["creatinine 1.2 mg/dL", "weight 80 kg", "INR 2.4", "BP 130/80"])
def test_a_laboratory_value_after_a_drug_is_not_its_dose(text: str) -> None:
    fact = drugs(f"She takes warfarin, {text}.")["warfarin"]
    assert fact.dosage is None or fact.dosage.dose_value == ""


def test_a_class_counts_only_as_taken() -> None:
    taken = drugs("He continues to utilize his immunosuppressive medications.")
    assert list(taken) == ["immunosuppressive medications"]
    assert taken["immunosuppressive medications"].concept == ""
    assert drugs("She should avoid NSAIDs.") == {}


def test_dates_of_start_and_end() -> None:
    text = "Medikation bei Entlassung\nEntecavir 0,5 mg 1-0-0-0, Dauertherapie seit 06/2014"
    assert str(drugs(text, "de")["entecavir"].date) == "2014-06"
    text = "Дексаметазон 8 мг внутрь 22.04.2026–26.04.2026 с отменой."
    fact = drugs(text, "ru")["dexamethasone"]
    assert (str(fact.date), str(fact.end_date)) == ("2026-04-22", "2026-04-26")


def test_spans_are_the_text_itself() -> None:
    text = "On 12 March 2024 she took 2 tablets of 500 mg paracetamol\ntwice daily and Lasix 20 mg."
    for fact in facts(text):
        place = fact.evidence[0]
        assert text[place.start : place.end] == place.quote  # type: ignore[union-attr]


def test_hostile_text_takes_linear_time() -> None:
    started = time.thread_time()
    facts("aspirin " * 3_000)
    facts("1-0-" * 5_000 + "aspirin 5 mg " + "d1," * 4_000)
    facts("x " * 4_000 + "(" * 4_000 + "from 5 to " * 1_000)
    assert time.thread_time() - started < 15


def test_a_drug_whose_period_is_over_is_not_current_under_any_heading() -> None:
    text = "Date of report: 4 May 2026\n\nMedications\nErlotinib 150 mg daily from {} to {}.\n"
    ended, open_ended = (
        next(f for f in facts(text.format("3 June 2024", end)) if f.category == "")
        for end in ("11 March 2026", "11 March 2027")
    )
    assert (ended.clinical_status, open_ended.clinical_status) == ("stopped", "active")


def test_a_line_with_an_unknown_name_lends_its_amount_to_no_neighbour() -> None:
    text = "MEDS\n  furosemide 20mg po qam\n  xyzolol 40 mg 1 tab PO qHS\n  metformin 500 mg BID"
    taken = drugs(text)
    assert {name: taken[name].dosage.dose_value for name in taken} == {  # type: ignore[union-attr]
        "furosemide": "20",
        "metformin": "500",
    }
    assert taken["furosemide"].dosage.frequency == "qam"  # type: ignore[union-attr]


def test_under_a_final_diagnosis_only_what_has_an_amount_is_a_drug() -> None:
    text = "FINAL DIAGNOSIS: Multiple myeloma. {}, stained for kappa."
    assert list(drugs(text.format("Lenalidomide 15 mg d1-21"))) == ["lenalidomide"]
    assert drugs(text.format("Lenalidomide")) == {}
