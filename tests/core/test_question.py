"""The specificity check: what a specialist can answer passes, what nobody can answer does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.content import Pack, load_pack
from huizhen.core.preparation.question import QuestionCheck, check_question
from huizhen.core.preparation.question_knowledge import QuestionKnowledge
from huizhen.core.preparation.question_text import Phrases, QuestionText
from huizhen.project.config import CONTENT

HERE = Path(__file__).parent
FILES = ("question_examples.json", "question_own_examples.json")
ROWS: list[dict[str, Any]] = [
    row for name in FILES for row in json.loads((HERE / name).read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def knowledge(terms_pack: Pack) -> QuestionKnowledge:
    return QuestionKnowledge(load_pack("questions", [CONTENT]), terms_pack)


def assert_spans(check: QuestionCheck, text: str) -> None:
    parts = [(one.start, one.end, one.text) for one in check.decisions]
    parts += [(one.start, one.end, one.text) for one in check.options]
    parts += [(one.start, one.end, one.text) for one in check.anchors]
    assert all(text[start:end] == said for start, end, said in parts)


def rule_ids(check: QuestionCheck) -> list[str]:
    return [hit.id for hit in check.rules]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_examples_have_their_verdict(row: dict[str, Any], knowledge: QuestionKnowledge) -> None:
    check = check_question(row["text"], row["language"], row["specialty"], knowledge=knowledge)
    assert check.is_specific == (row["expected"] == "pass"), check
    if "rule" in row:
        assert row["rule"] in rule_ids(check)
    if check.is_specific:
        assert "V7" not in rule_ids(check)
        assert check.advice == ()
    else:
        assert check.advice


def test_the_example_files_hold_what_they_should() -> None:
    design = [row for row in ROWS if row["id"].startswith("2.")]
    own = [row for row in ROWS if row not in design]
    assert sum(row["id"].startswith("2.9") for row in design) == 9
    assert sum(row["expected"] == "pass" for row in design) == 56 + 1
    assert len(own) >= 60
    assert {row["specialty"] for row in own} >= {"hpb", "gio", "hem", "spn", "tho", "nsg", "rar"}
    assert not {row["text"] for row in own} & {row["text"] for row in design}


def test_spans_are_spans_of_the_text_as_written(knowledge: QuestionKnowledge) -> None:
    text = "Ｓ８肝癌 5 cm，Child-Pugh A级：手术，还是ＴＡＣＥ？"
    check = check_question(text, knowledge=knowledge)
    assert check.verdict == "pass"
    assert_spans(check, text)
    assert {"手术", "ＴＡＣＥ"} <= {one.text for one in check.options}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("奥希替尼后EGFR扩增", "marker"),
        ("位于S8段", "site"),
        ("Child-Pugh A级", "score"),
        ("cT4aN2M0胃癌", "stage"),
        ("4周期后", "line"),
        ("血小板62×10⁹/L", "organ_function"),
        ("since March 2024", "date"),
        ("progressed on imatinib", "response"),
        ("大小约3.2厘米", "size"),
    ],
)
def test_one_detail_is_one_kind_of_anchor(
    text: str, kind: str, knowledge: QuestionKnowledge
) -> None:
    assert check_question(text, knowledge=knowledge).anchor_kinds == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "58-year-old man, liver cancer",
        "5-year survival of liver cancer",
        "右利手，58岁",
        "CD19 CAR-T",
        "EGFR-TKI",
        "how to prevent recurrence",
        "如何预防复发",
        "the surgeon left the room, all right",
        "we met at noon",
    ],
)
def test_what_is_no_detail_of_the_case_is_no_anchor(
    text: str, knowledge: QuestionKnowledge
) -> None:
    assert check_question(text, knowledge=knowledge).anchors == ()


def test_treatment_of_the_past_is_no_option(knowledge: QuestionKnowledge) -> None:
    text = "After 6 cycles of FOLFOX for cT3N1 rectal cancer, what now?"
    check = check_question(text, knowledge=knowledge)
    assert [(one.text, one.role) for one in check.options] == [("FOLFOX", "past")]
    assert check.verdict != "pass"
    going_on = "On imatinib for 6 years, MR4.5 for 38 months: continue or stop?"
    assert check_question(going_on, knowledge=knowledge).verdict == "pass"


def test_a_test_that_was_done_is_no_option(knowledge: QuestionKnowledge) -> None:
    done = "MRI shows a 3 cm lesion in the right frontal lobe. Should we be worried?"
    wanted = "3 cm lesion, right frontal lobe: should MRI be repeated or biopsy done first?"
    assert check_question(done, knowledge=knowledge).verdict != "pass"
    assert check_question(wanted, knowledge=knowledge).verdict == "pass"


CASE = "5 cm HCC in S8, Child-Pugh A, resection or TACE"


@pytest.mark.parametrize(
    ("added", "rule"),
    [
        (", and what does it cost?", "V5"),
        ("? 挂号要多久?", "V5"),
        (", and can you guarantee success?", "V8"),
        ("? 谁的责任?", "V8"),
        ("? And? Or? When?", "V6"),
    ],
)
def test_details_never_buy_off_a_rule(added: str, rule: str, knowledge: QuestionKnowledge) -> None:
    assert check_question(f"{CASE}?", knowledge=knowledge).verdict == "pass"
    check = check_question(f"{CASE}{added}", knowledge=knowledge)
    assert check.verdict == "vague"
    assert rule in rule_ids(check)


def test_six_questions_without_question_marks_are_too_many(knowledge: QuestionKnowledge) -> None:
    text = (
        "胃癌cT3N1M0，CPS 8：是否先化疗，能否腹腔镜，何时手术，如何清扫，要不要热灌注，术后是否免疫"
    )
    assert "V6" in rule_ids(check_question(text, knowledge=knowledge))


def test_a_record_instead_of_a_question_is_too_many(knowledge: QuestionKnowledge) -> None:
    check = check_question(f"{CASE}? " * 80, knowledge=knowledge)
    assert "V6" in rule_ids(check)


def test_survival_may_be_mentioned_when_two_options_are_compared(
    knowledge: QuestionKnowledge,
) -> None:
    one = "What is the survival after resection of a 2 cm HCC in S6?"
    two = "What is the survival after resection versus ablation of a 2 cm HCC in S6?"
    assert "V3" in rule_ids(check_question(one, knowledge=knowledge))
    assert check_question(two, knowledge=knowledge).verdict == "pass"


def test_another_specialty_is_asked_about_and_does_not_block(
    knowledge: QuestionKnowledge,
) -> None:
    text = "L4/5 disc herniation with 4/5 weakness for 8 weeks: discectomy or physiotherapy?"
    assert check_question(text, "en", "spn", knowledge=knowledge).rules == ()
    check = check_question(text, "de", "hpb", knowledge=knowledge)
    assert check.verdict == "pass"
    assert [(hit.id, hit.severity) for hit in check.rules] == [("V7", "ask")]
    advice = check.advice[0]
    assert "SPN" in advice.en
    assert "脊柱外科" in advice.zh
    assert "SPN" in advice.own


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "HCC 5,2 cm in Segment 8, Child-Pugh A: Resektion oder TACE zuerst?"),
        ("es", "Cáncer gástrico cT4aN2M0, tras 4 ciclos de FLOT: ¿operar o continuar la FLOT?"),
        (
            "fr",
            "Hernie L4/5 gauche, déficit 4/5 : faut-il opérer ou poursuivre la kinésithérapie ?",
        ),
        ("ru", "ГЦК 5 см в S8, Child-Pugh A: резекция или сначала ТАХЭ?"),
    ],
)
def test_a_smaller_lexicon_is_said_in_the_askers_language(
    language: str, text: str, knowledge: QuestionKnowledge
) -> None:
    check = check_question(text, language, knowledge=knowledge)
    assert (check.language, check.language_support, check.verdict) == (language, "modest", "pass")
    assert check.advice[-1].code == "language_modest"
    assert check.advice[-1].own not in ("", check.advice[-1].en)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Ein dunkler Satz ohne jedes bekannte Wort."),
        ("ja", "肝細胞癌5 cm、S8：手術とTACEのどちらがよいですか？"),
        ("it", "Epatocarcinoma di 5 cm nel segmento 8: resezione o chemioembolizzazione?"),
        ("ar", "هل يمكن استئصال الورم؟ حجمه 5 سم"),
    ],
)
def test_what_cannot_be_judged_is_weak_and_never_an_error(
    language: str, text: str, knowledge: QuestionKnowledge
) -> None:
    check = check_question(text, language, knowledge=knowledge)
    assert check.verdict == "weak"
    assert check.language == language


def test_every_advice_is_there_in_every_language(knowledge: QuestionKnowledge) -> None:
    rules = load_pack("questions", [CONTENT]).parsed("rules.json")
    texts = [*(rule["advice"] for rule in rules["rules"]), *rules["parts"].values()]
    texts += rules["notices"].values()
    for text in texts:
        assert set(text) == {"en", "zh", "de", "es", "fr", "ru"}
        assert all(text.values())
    assert [rule.id for rule in knowledge.rules] == [f"V{n}" for n in range(1, 9)]


def test_the_pack_is_named_with_its_review(knowledge: QuestionKnowledge) -> None:
    check = check_question("Please help", knowledge=knowledge)
    assert check.pack.id == "questions"
    assert check.review == "规则未经临床审核"


def test_a_plain_pattern_reads_as_the_readme_says() -> None:
    phrases = Phrases(["resect*", "*ectomy", "limb-sparing", "(one|two) cm", "# mm", "再手术"])
    said = QuestionText("Resectable? Hepatectomy, limb sparing, two cm, 3.5 mm，再手术; presect")
    found = [said.written[one.start : one.end] for one in phrases.spans(said)]
    assert found == ["Resectable", "Hepatectomy", "limb sparing", "two cm", "3.5 mm", "再手术"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "en", "zh", "de", "xx", "pt-BR"]))
def test_no_text_is_an_error(text: str, language: str) -> None:
    check = check_question(text, language, "hpb", knowledge=_KNOWN)
    assert_spans(check, text)


_KNOWN = QuestionKnowledge(load_pack("questions", [CONTENT]), load_pack("terms", [CONTENT]))
