"""Family history in the shorthand of wards."""

from __future__ import annotations

import pytest
from prose_bench import facts, prose

FAMILY = [
    ("en", "FHx: mum breast ca, brother prostate ca",
     {("breast ca", "mum"), ("prostate ca", "brother")}),
    ("en", "Fam hx: mom ovarian ca", {("ovarian ca", "mom")}),
    ("de", "Allergien: keine.\nFA: Mutter Mammakarzinom", {("Mammakarzinom", "Mutter")}),
    ("es", "AF: padre ca. colon", {("ca. colon", "padre")}),
    ("fr", "Père : ca vessie.", {("ca vessie", "Père")}),
    ("ru", "Мать умерла от рака желудка.", {("рака желудка", "Мать")}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), FAMILY)
def test_a_relative_has_the_disease(
    language: str, text: str, expected: set[tuple[str, str]]
) -> None:
    found = facts(text, language, type_="FamilyMemberHistory")
    assert {(fact.text, fact.relation) for fact in found} == expected
    assert facts(text, language, type_="Condition") == []


def test_a_short_title_needs_no_colon_and_a_figure_makes_it_none() -> None:
    kinds = [section.kind for section in prose("PMHx  asthma\nFHx   mum osteoporosis\n").sections]
    assert kinds == ["past_history", "family_history"]
    assert prose("FA: 412 U/L\n", "es").sections == ()
