"""当地治疗意见: who advises what, under what condition; a condition is never lost."""

from __future__ import annotations

from typing import Any

import pytest
from test_composition import composed, section

from huizhen.core.preparation.paper import Table
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, FactType, make_fact
from huizhen.core.records.page import page_id


def spanned(type_: FactType, sentence: str, words: str, **fields: Any) -> Fact:
    """A fact that stands on some words of a sentence."""
    start = sentence.index(words)
    place = PageSpan(page_id=page_id("a" * 64, 1), start=start, end=start + len(words), quote=words)
    fields.setdefault("certainty", "hypothetical")
    return make_fact(type_, text=words, evidence=(place,), **fields)


def gist(words: Wordsmith, sentence: str, *names: tuple[str, str], **fields: Any) -> str:
    """What the opinions say of a sentence with these (words, type) in it."""
    facts = [spanned("CarePlan", sentence, sentence, category="plan")]
    for named, type_ in names:
        facts.append(spanned(type_, sentence, named, **fields))  # type: ignore[arg-type]
    (table,) = section(composed(words, facts), "opinions").blocks
    assert isinstance(table, Table)
    place = [column.title for column in table.columns].index("意见要点")
    (row,) = table.rows
    return row.cells[place].text


HEPATECTOMY = ("right hepatectomy", "Procedure")
TACE = ("TACE", "Procedure")


def test_a_known_condition_stands_before_what_it_is_of(words: Wordsmith) -> None:
    said = gist(words, "If there is a response right hepatectomy; if no response TACE.",
                HEPATECTOMY, TACE)  # fmt: skip
    assert said == "有效时：拟右半肝切除术；无效时：拟经导管动脉化疗栓塞术"


def test_an_unknown_condition_stays_in_its_own_words(words: Wordsmith) -> None:
    said = gist(words, "TACE is advised, provided that the right hepatectomy is refused.",
                TACE, HEPATECTOMY)  # fmt: skip
    assert said.startswith(
        "拟经导管动脉化疗栓塞术(前提或理由：“provided that the right hepatectomy"
    )
    assert "拟右半肝切除术" not in said


def test_a_condition_that_opens_the_sentence_is_told_too(words: Wordsmith) -> None:
    said = gist(words, "If the bilirubin falls, right hepatectomy.", HEPATECTOMY)
    assert said == "拟右半肝切除术(前提或理由：“If the bilirubin falls”)"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("TACE or right hepatectomy is advised.", "，或拟右半肝切除术"),
        ("TACE should be considered.", "可考虑经导管动脉化疗栓塞术"),
        ("TACE was discussed with the patient.", "曾讨论经导管动脉化疗栓塞术"),
        ("TACE before right hepatectomy.", "拟经导管动脉化疗栓塞术(右半肝切除术前)"),
    ],
)
def test_how_firmly_and_when(words: Wordsmith, sentence: str, expected: str) -> None:
    names = [name for name in (TACE, HEPATECTOMY) if name[0] in sentence]
    assert expected in gist(words, sentence, *names)


def test_what_is_advised_against_is_told_as_such(words: Wordsmith) -> None:
    said = gist(words, "No right hepatectomy if the liver fails.", HEPATECTOMY,
                certainty="negated")  # fmt: skip
    assert said == "不拟右半肝切除术(前提或理由：“if the liver fails”)"


def test_a_sentence_is_told_by_its_own_words(words: Wordsmith) -> None:
    """One fact stands in two sentences: a CT of the chest in one, of the liver in the other."""
    sentence = "CT of the liver in four weeks."
    plan = spanned("CarePlan", sentence, sentence, category="plan")
    scan = spanned("Procedure", sentence, "CT", category="imaging", concept="Computed tomography")
    elsewhere = scan.replaced(text="CT of the chest")
    (table,) = section(composed(words, [plan, elsewhere]), "opinions").blocks
    assert isinstance(table, Table)
    text = " ".join(cell.text for cell in table.rows[0].cells)
    assert "CT" in text
    assert "胸" not in text


@pytest.mark.parametrize(
    ("sentence", "name", "concept", "expected"),
    [
        ("Se propone gastrectomía subtotal.", "gastrectomía", "Gastrectomy", "拟胃大部切除术"),
        ("He recommends re-irradiation.", "re-irradiation", "Radiotherapy", "拟再程放疗"),
        (
            "Preoperative radiotherapy 50 Gy in 25 fractions.", "radiotherapy", "Radiotherapy",
            "拟放射治疗50 Gy/25次",
        ),
        ("Limb-sparing re-excision.", "excision", "Surgery", "拟扩大再切除术"),
    ],
)  # fmt: skip
def test_the_widest_known_words_and_the_dose_are_told(
    words: Wordsmith, sentence: str, name: str, concept: str, expected: str
) -> None:
    assert gist(words, sentence, (name, "Procedure"), concept=concept) == expected


def test_a_side_of_another_sentence_is_not_of_this_one(words: Wordsmith) -> None:
    assert gist(words, "TACE is advised.", ("TACE", "Procedure"), side="left") == (
        "拟经导管动脉化疗栓塞术"
    )
    assert "左侧" in gist(words, "TACE on the left is advised.", ("TACE", "Procedure"), side="left")


def test_cycles_of_a_regimen_are_told(words: Wordsmith) -> None:
    sentence = "She recommends 4 more cycles of FLOT."
    said = gist(words, sentence, ("FLOT", "MedicationStatement"), category="regimen",
                concept="FLOT", clinical_status="planned")  # fmt: skip
    assert said == "拟用FLOT 4周期"
    other = gist(words, "FLOT is planned.", ("FLOT", "MedicationStatement"), category="regimen",
                 concept="FLOT", count="4")  # fmt: skip
    assert other == "拟用FLOT", "cycles that another sentence gives are not of this one"


def test_the_level_of_a_treatment_is_told(words: Wordsmith) -> None:
    name = ("radiotherapy", "Procedure")
    assert gist(words, "Radiotherapy: radiotherapy on Th8 is planned.", name) == "拟放射治疗(T8)"
    assert gist(words, "No level: radiotherapy is planned.", name) == "拟放射治疗"


def test_who_proposes_is_told_in_chinese(words: Wordsmith) -> None:
    sentence = "TACE is advised."
    plan = spanned("CarePlan", sentence, sentence, category="plan", performer="Tumorkonferenz")
    (table,) = section(composed(words, [plan, spanned("Procedure", sentence, "TACE")]),
                       "opinions").blocks  # fmt: skip
    assert isinstance(table, Table)
    assert table.rows[0].cells[0].text == "肿瘤多学科讨论"


def test_the_front_sheet_keeps_the_condition_of_an_opinion(words: Wordsmith) -> None:
    def front(sentence: str) -> str:
        plan = spanned("CarePlan", sentence, sentence, category="opinion")
        named = spanned("Procedure", sentence, "TACE")
        dossier = composed(words, [plan, named])
        texts = (s.text for part in dossier.front_sheet for s in part.statements)
        return next(text for text in texts if "化疗栓塞" in text)

    assert "有效时：拟经导管动脉化疗栓塞术" in front("If there is a response TACE.")
    assert "附前提或理由" in front("TACE is advised, provided that the bilirubin falls.")
    assert "附前提或理由" not in front("TACE is advised.")


def test_the_front_sheet_keeps_when_something_is_to_be_done(words: Wordsmith) -> None:
    sentence = "Aspirin should be stopped before the operation."
    facts = [
        spanned("CarePlan", sentence, sentence, category="opinion"),
        spanned("MedicationStatement", sentence, "Aspirin", clinical_status="stopped"),
        spanned("Procedure", sentence, "operation", concept="Surgery"),
    ]
    texts = [s.text for p in composed(words, facts).front_sheet for s in p.statements]
    assert any("停用阿司匹林(手术前)" in text for text in texts), texts
    bare = "Surgery is reasonable."
    facts = [spanned("CarePlan", bare, bare, category="opinion"),
             spanned("Procedure", bare, "Surgery", concept="Surgery")]  # fmt: skip
    texts = [s.text for p in composed(words, facts).front_sheet for s in p.statements]
    assert not any("拟手术" in text for text in texts)
