"""Terms with their Chinese names, as the product's own lists have them, differ in nothing."""

from __future__ import annotations

from both_ways import found, packs, together

_LISTS = ("glossary_core", "general_conditions", "more_conditions", "general_procedures",
          "more_procedures", "observations")  # fmt: skip


def test_no_term_of_our_own_lists_is_told_to_differ_from_its_name() -> None:
    told = [
        f"{row['en']} | {row['zh']} | {differences}"
        for name in _LISTS
        for row in packs().terms.rows(f"{name}.tsv")
        if row["en"].isascii() and row["zh"] and "{" not in row["zh"]
        if any(differences := found(together(), row["en"], row["zh"]))
    ]
    assert told == []
