"""What a lesion touches or invades stays in the Chinese sentence, in its own words if need be."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.content import load_pack
from huizhen.core.language.notation.imaging import imaging_phrase
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.terms import Lexicon
from huizhen.project.config import CONTENT

TERMS = load_pack("terms", [CONTENT])
NOTATION = NotationLexicon(TERMS, Lexicon(TERMS))


def said(text: str, concept: str) -> list[str]:
    """The Chinese of what is found of a concept in a report's findings."""
    found = facts(f"MRI report.\nFindings:\n{text}", "en", "imaging")
    return [imaging_phrase(fact, NOTATION).zh for fact in found if fact.concept == concept]


@pytest.mark.parametrize(
    ("text", "concept", "zh"),
    [
        ("No invasion of the portal vein.", "invasion", "门静脉未见侵犯"),
        ("The tumour infiltrates the sciatic nerve.", "invasion", "坐骨神经浸润"),
        (
            "The lesion abuts the middle hepatic vein and with the right anterior portal branch.",
            "contact",
            "与门静脉右前支接触",
        ),
    ],
)
def test_a_relation_names_its_object(text: str, concept: str, zh: str) -> None:
    assert zh in said(text, concept)


def test_an_object_that_no_table_has_stands_in_the_words_of_the_source() -> None:
    (zh,) = said("Mass of 6 cm. No invasion of the xyphoplastic plate; no oedema.", "invasion")
    assert zh == "未见侵犯(原文“No invasion of the xyphoplastic plate”)"


def test_a_lesion_beside_a_vessel_keeps_how_they_lie() -> None:
    (zh,) = said("Tumor encases the left internal carotid artery.", "mass")
    assert "左侧颈内动脉" in zh
    assert "“Tumor encases the left internal carotid artery”" in zh


def test_a_plain_denial_needs_no_words_beside_it() -> None:
    assert said("No macrovascular invasion.", "macrovascular invasion") == ["未见大血管侵犯"]
