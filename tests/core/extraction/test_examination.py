"""Signs of an examination: each with its own result, side and place, in every language."""

from __future__ import annotations

import pytest
from prose_bench import facts, knowledge

from huizhen.core.language.notation.examination import exam_zh
from huizhen.core.language.notation.lexicon import NotationLexicon

HEADINGS = {
    "en": "PHYSICAL EXAMINATION\n", "de": "Körperliche Untersuchung\n",
    "es": "Exploración física\n", "fr": "Examen clinique\n", "ru": "Объективно\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "en",
            "Power left lower limb 3/5, right lower limb 5/5.",
            ["左下肢肌力3/5", "右下肢肌力5/5"],
        ),
        ("en", "Hand grip 4+/5 on the right.", ["右侧握力4+/5"]),
        ("en", "Knee jerks absent on both sides. Babinski positive on the right.",
         ["双侧膝反射消失", "右侧Babinski征阳性"]),
        ("en", "Diminished breath sounds on the left.", ["左侧呼吸音减弱"]),
        ("en", "Scar of the left forearm. Hip flexion 95°.", ["髋关节屈曲95°"]),
        ("en", "No axillary lymphadenopathy. Gait unsteady.", ["腋窝未触及肿大淋巴结", "步态不稳"]),
        ("de", "Skleren anikterisch. Murphy-Zeichen positiv.", ["巩膜无黄染", "Murphy征阳性"]),
        ("es", "Reflejo rotuliano disminuido derecho.", ["右侧膝反射减弱"]),
        ("fr", "Réflexe achilléen aboli à gauche.", ["左侧跟腱反射消失"]),
        ("ru", "Шейные лимфоузлы не увеличены.", ["颈部淋巴结未见肿大"]),
    ],
)  # fmt: skip
def test_a_sign_is_told_with_its_result(language: str, text: str, said: list[str]) -> None:
    lexicon = NotationLexicon(knowledge().terms)
    read = facts(HEADINGS[language] + text, language, "exam")
    assert [exam_zh(fact, lexicon) for fact in read] == said


def test_strength_of_a_limb_is_no_weakness_of_unknown_kind() -> None:
    read = facts("Examination\nGrip strength 5/5 on the right.\n", type_="Condition")
    assert read == []


def test_what_is_planned_or_unsaid_is_no_finding() -> None:
    assert facts("PLAN\nCheck the knee jerks.\n", category="exam") == []
    assert facts("PHYSICAL EXAMINATION\nReflexes were examined.\n", category="exam") == []


def test_numbness_of_the_saddle_is_no_trouble_of_the_bladder() -> None:
    text = "History: no saddle anesthesia. She denies bladder or bowel dysfunction.\n"
    read = facts(text, type_="Condition")
    assert len({fact.concept for fact in read}) == 2
    assert {fact.certainty for fact in read} == {"negated"}


def test_a_function_that_is_normal_is_no_disturbance() -> None:
    read = facts("History: bladder and bowel function are normal.\n", type_="Condition")
    assert [fact.certainty for fact in read] == ["negated"]
    read = facts("History: chest pain. Normal ECG.\n", type_="Condition")
    assert [fact.certainty for fact in read] == ["affirmed"]


def test_the_distance_that_somebody_walks_is_a_function() -> None:
    (found,) = facts("History: walking distance 250 m.\n", category="function")
    assert (found.value, found.unit) == ("250", "m")
