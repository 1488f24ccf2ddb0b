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


def test_a_contact_is_told_with_the_part_of_the_vessel_that_it_takes() -> None:
    (found,) = [f for f in shown("FINDINGS\nThe tumor abuts the portal vein by 75 degrees.\n")
                if f.concept == "contact"]  # fmt: skip
    assert (found.value, found.unit, found.body_site) == ("75", "°", "portal vein")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The hip joint is not involved.", ("involvement", "negated", "hip joint")),
        ("The splenic vein is patent.", ("patent", "affirmed", "splenic vein")),
        ("Lesion in liver segment IVb, 9 mm.", ("lesion", "affirmed", "liver segment IVb")),
        ("Station 7 lymph node, 12 mm.", ("lymph node", "affirmed", "Station 7")),
        ("Lytic bone lesion of the right 4th rib.", ("bone lesion", "affirmed", "4th rib")),
    ],
)
def test_a_place_is_as_exact_as_the_report_has_it(text: str, told: tuple[str, str, str]) -> None:
    read = shown(f"FINDINGS\n{text}\n")
    assert told in [(fact.concept, fact.certainty, fact.body_site) for fact in read]


def test_the_severity_stands_with_the_finding_and_its_place_with_the_quote() -> None:
    (found,) = shown("FINDINGS\nModerate canal stenosis at L2/3.\n")
    place = found.evidence[0]
    assert found.text == "Moderate canal stenosis"
    assert place.kind == "span"
    assert place.quote.endswith("L2/3")
