"""What the classes after a TNM say to a requirement that asks for tumour, nodes or metastases."""

from __future__ import annotations

import pytest
from case_builder import lexicon, make

from huizhen.core.preparation.requirements.case import CaseFact, case_facts
from huizhen.core.preparation.requirements.matching import says


def known(value: str) -> CaseFact:
    """A TNM as a requirement sees it."""
    fact = make("Observation", "TNM", concept="TNM", value=value)
    return case_facts([fact], lexicon()).facts[0]


@pytest.mark.parametrize(
    ("value", "is_node_positive"),
    [
        ("pT2pN0L0V0Pn1R0", False),
        ("pT2pN1(2/12)L1V0Pn0R0", True),
        ("cT3N2M0", True),
        ("рТ2рN3аМ0", True),
    ],
)
def test_invasion_of_nerves_is_no_positive_node(value: str, is_node_positive: bool) -> None:
    assert says(known(value).said, ["*n1*", "*n2*", "*n3*"]) is is_node_positive


@pytest.mark.parametrize(("value", "is_of_parts"), [("R0", False), ("L1", False), ("cN1", True)])
def test_a_class_alone_is_no_tnm(value: str, is_of_parts: bool) -> None:
    assert known(value).is_about(["TNM"]) is is_of_parts
