"""Allergies: substance and reaction, and the statement that none is known."""

from __future__ import annotations

import pytest
from medication_bench import allergies, drugs

NO_KNOWN = [
    ("Allergies: NKDA", "en", "NKDA"),
    ("ALLERGIES\nNone.", "en", "None"),
    ("No known drug allergies.", "en", "No known drug allergies"),
    ("He denies any allergies.", "en", "denies any allergies"),
    ("Keine bekannten Allergien.", "de", "Keine bekannten Allergien"),
    ("Sin alergias medicamentosas conocidas. DM2.", "es", "Sin alergias medicamentosas conocidas"),
    ("No alergias conocidas. HTA.", "es", "No alergias conocidas"),
    ("Pas d'allergie connue.", "fr", "Pas d'allergie connue"),
    ("Аллергии отрицает.", "ru", "Аллергии отрицает"),
    ("Аллергологический анамнез\nЛекарственной аллергии нет.", "ru", "Лекарственной аллергии нет"),
    ("否认药物过敏史。", "zh", "否认药物过敏史"),
]


@pytest.mark.parametrize(("text", "language", "written"), NO_KNOWN)
def test_no_known_allergies(text: str, language: str, written: str) -> None:
    (fact,) = allergies(text, language)
    assert (fact.text, fact.certainty, fact.absent_reason) == (written, "negated", "no-known")


STATED = [
    ("Allergies: penicillin (rash), sulfa", "en", [("penicillin", "rash"), ("sulfa", "")]),
    ("ALLERGIES\nSulfamethoxazole: rash (2008).", "en", [("Sulfamethoxazole", "rash")]),
    (
        "Allergies: Codeine - nausea; latex (contact dermatitis); shellfish: anaphylaxis",
        "en",
        [("Codeine", "nausea"), ("latex", "contact dermatitis"), ("shellfish", "anaphylaxis")],
    ),
    ("She is allergic to penicillin and sulfa drugs.", "en",
     [("penicillin", ""), ("sulfa drugs", "")]),
    ("He has a penicillin allergy (hives).", "en", [("penicillin", "hives")]),
    ("Methylprednisolone causes itching.", "en", [("Methylprednisolone", "itching")]),
    ("Allergien\nPenicillin: generalisierte Urtikaria 1999.", "de",
     [("Penicillin", "generalisierte Urtikaria")]),
    ("Alergias: penicilina (exantema), AINE", "es", [("penicilina", "exantema"), ("AINE", "")]),
    ("Allergie à la pénicilline (urticaire).", "fr", [("pénicilline", "urticaire")]),
    ("Аллергоанамнез: пенициллин – крапивница, йод (отек Квинке)", "ru",
     [("пенициллин", "крапивница"), ("йод", "отек Квинке")]),
    ("过敏史：青霉素过敏（皮疹），对磺胺类药物过敏。", "zh",
     [("青霉素", "皮疹"), ("磺胺类药物", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "expected"), STATED)
def test_substances_with_reactions(
    text: str, language: str, expected: list[tuple[str, str]]
) -> None:
    found = allergies(text, language)
    assert [(fact.text, fact.reaction) for fact in found] == expected
    assert {fact.certainty for fact in found} == {"affirmed"}
    assert drugs(text, language) == {}


def test_a_denied_substance_is_negated_without_meaning_none_at_all() -> None:
    for text, language, substance in (
        ("Denies allergy to latex.", "en", "latex"),
        ("Keine Kontrastmittelallergie bekannt.", "de", "Kontrastmittelallergie"),
    ):
        (fact,) = allergies(text, language)
        assert (fact.text, fact.certainty, fact.absent_reason) == (substance, "negated", None)


def test_of_family_and_of_seasons() -> None:
    (fact,) = allergies("Her mother is allergic to penicillin.")
    assert fact.certainty == "family"
    assert allergies("Nasal congestion from seasonal allergies.") == []
