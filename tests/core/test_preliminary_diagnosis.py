"""初步诊断: the specialty's disease first, each once in its most exact form, past ones last."""

from __future__ import annotations

import pytest
from facts import fact
from front_bench import Bench
from test_composition import composed, section

from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact

A, B = "a" * 64, "b" * 64


def disease(text: str, source: str = A, **fields: object) -> Fact:
    return fact("Condition", text, source=source, **fields)


def lines(words: Wordsmith, specialty: str, *facts: Fact) -> list[str]:
    dossier = composed(words, list(facts), specialty)
    return [s.text for s in section(dossier, "preliminary_diagnosis").statements]


def test_the_disease_of_the_specialty_comes_first(words: Wordsmith) -> None:
    cancers = (
        disease("Breast cancer"), disease("breast cancer", B),
        disease("Hepatocellular carcinoma"),
    )  # fmt: skip
    assert lines(words, "hpb", *cancers)[0] == "肝细胞癌"
    spine = (disease("Hypertension"), disease("Spondylolisthesis"), disease("Cirrhosis of liver"))
    assert lines(words, "spn", *spine)[0] == "椎体滑脱"
    assert lines(words, "hpb", *spine)[0] == "肝硬化"


def test_a_tumour_named_without_its_organ_stands_before_other_diseases(words: Wordsmith) -> None:
    facts = (disease("Biliary stricture"), disease("Adenocarcinoma"))
    assert lines(words, "hpb", *facts) == ["腺癌", "胆道狭窄"]


def test_a_general_name_joins_the_exact_one_with_its_places(words: Wordsmith) -> None:
    facts = [disease("Chronic hepatitis B"), disease("Hepatitis B", B)]
    statements = section(composed(words, facts), "preliminary_diagnosis").statements
    assert [s.text for s in statements] == ["慢性乙型病毒性肝炎"]
    assert {place.source for place in statements[0].places} == {1, 2}
    assert len(statements[0].fact_keys) == 2


@pytest.mark.parametrize(
    ("general", "exact", "is_one"),
    [
        ("肺上叶恶性肿瘤", "肺腺癌", True),
        ("肺恶性肿瘤", "胃腺癌", False),
        ("肺腺癌", "肺上叶腺癌", True),
        ("肺腺癌", "肺上叶鳞癌", False),
        ("肺腺癌", "肺恶性肿瘤", False),
        ("脑恶性肿瘤", "脑转移瘤", False),
        ("糖尿病", "2型糖尿病", True),
        ("2型糖尿病", "糖尿病", False),
    ],
)
def test_which_name_says_less(words: Wordsmith, general: str, exact: str, is_one: bool) -> None:
    illness = Bench(words).view([]).illness
    assert illness.is_general_form(general, exact) is is_one


def test_two_sides_are_two_diseases(words: Wordsmith) -> None:
    said = lines(
        words, "tho",
        disease("Malignant tumor of lung", side="left"),
        disease("Lung adenocarcinoma", side="right"),
    )  # fmt: skip
    assert len(said) == 2


def test_a_tumour_of_the_past_stands_last_and_says_so(words: Wordsmith) -> None:
    said = lines(
        words, "hpb",
        disease("Breast cancer", certainty="historical"), disease("Hepatocellular carcinoma"),
        disease("Hypertension"),
    )  # fmt: skip
    assert said[0] == "肝细胞癌"
    assert said[-1].startswith("既往：乳腺")
