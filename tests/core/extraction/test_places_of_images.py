"""Where an image shows something, of which examination, and how certain: never another's."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.records.fact import Fact


def shown(text: str, language: str = "en") -> list[Fact]:
    return facts(text, language, "imaging", "Observation")


def test_an_examination_that_is_only_advised_is_not_the_one_reported() -> None:
    read = shown(
        "MRI LUMBAR SPINE\n\nFINDINGS\nL4/5: disc extrusion.\n"
        "Pars defect is suspected; CT is recommended.\n"
    )
    assert {fact.method for fact in read} == {"MRI"}


def test_the_examination_that_heads_a_report_is_named_before_the_one_it_is_compared_with() -> None:
    read = shown("MRI PELVIS\n\nFINDINGS\nMass in the uterus, 4 cm.\n\nCT from 2024 was seen.\n")
    assert read[0].method == "MRI"


@pytest.mark.parametrize(
    ("line", "concept", "site"),
    [
        ("L4/5: severe central stenosis.", "spinal canal stenosis", "L4/5"),
        ("Cord compression at C3/4 with cord signal change.", "cord compression", "C3/4"),
    ],
)
def test_a_level_is_that_of_the_own_line_not_of_the_line_above(
    line: str, concept: str, site: str
) -> None:
    read = shown(f"FINDINGS\nL3/4: no disc herniation.\n{line}\n")
    assert [fact.body_site for fact in read if fact.concept == concept] == [site]


def test_a_heading_ends_the_lines_of_a_level() -> None:
    read = shown("FINDINGS\nL5/S1: disc herniation.\nIMPRESSION\nStenosis of the left kidney.\n")
    assert all(fact.body_site != "L5/S1" for fact in read if fact.concept == "stenosis")


def test_the_neck_of_a_bone_is_no_neck() -> None:
    (found,) = shown("FINDINGS\nLytic bone lesion of the left femoral neck, 12 mm.\n")
    assert (found.body_site, found.side) == ("femoral neck", "left")


def test_what_the_end_of_a_sentence_doubts_is_not_certain() -> None:
    read = shown("FINDINGS\nLesion in the sacrum, 8 mm; a lesion cannot be ruled out.\n")
    assert [(f.certainty, f.body_site) for f in read] == [("suspected", "sacrum")]
