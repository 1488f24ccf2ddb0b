"""What images show: finding with site, side, size, count; never a side or size that is not said."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.records.fact import Fact


def statement(fact: Fact) -> str:
    """A statement in short: 'negated ascites', 'lesion 32 x 28 mm @segment VII right n=2'."""
    parts = [
        "" if fact.certainty == "affirmed" else fact.certainty,
        fact.concept,
        f"{fact.value} {fact.unit}" if fact.value else "",
        f"@{fact.body_site}" if fact.body_site else "",
        fact.side or "",
        f"n={fact.count}" if fact.count else "",
    ]
    return " ".join(part for part in parts if part)


STATEMENTS = [
    ("en", "32 x 28 mm lesion in segment VII.", ["lesion 32 x 28 mm @segment VII"]),
    ("en", "A 2.3 cm nodule in the right upper lobe.",
     ["nodule 2.3 cm @right upper lobe right"]),
    ("en", "No ascites.", ["negated ascites"]),
    ("en", "No focal lesion in the liver.", ["negated lesion @liver"]),
    ("en", "Two lesions in the liver.", ["lesion @liver n=2"]),
    ("en", "Multiple lesions in the liver.", ["lesion @liver n=Multiple"]),
    ("en", "Possible metastasis in segment IV.", ["suspected metastasis @segment IV"]),
    ("en", "Left disc herniation at L4/5, no stenosis.",
     ["disc herniation @L4/5 left", "negated stenosis @L4/5"]),
    ("en", "Left pleural effusion. Spleen is normal.", ["pleural effusion left"]),
    ("en", "Spleen 13.2 cm.", ["13.2 cm @Spleen"]),
    ("de", "Raumforderung von 3,2 x 2,8 cm in Segment VII.",
     ["mass 3.2 x 2.8 cm @Segment VII"]),
    ("de", "Kein Aszites.", ["negated ascites"]),
    ("de", "Bandscheibenvorfall L5/S1 rechts.", ["disc herniation @L5/S1 right"]),
    ("es", "Nódulo de 12 mm.", ["nodule 12 mm"]),
    ("fr", "Nodule de 12 mm.", ["nodule 12 mm"]),
    ("fr", "Pas d'ascite.", ["negated ascites"]),
    ("ru", "Очаг 12 x 10 мм.", ["lesion 12 x 10 мм"]),
    ("ru", "Асцита нет.", ["negated ascites"]),
    ("zh", "肝S7见一结节,大小约3.2×2.8cm。", ["nodule 3.2 x 2.8 cm @S7"]),
    ("zh", "未见腹水。", ["negated ascites"]),
]  # fmt: skip
HEADINGS = {"en": "CT ABDOMEN\n\nFINDINGS:\n", "de": "CT Abdomen\n\nBefund:\n",
            "es": "TC abdominal\n\nHallazgos:\n", "fr": "Scanner abdominal\n\nRésultats :\n",
            "ru": "КТ брюшной полости\n\nОписание:\n", "zh": "CT检查\n\n影像所见：\n"}  # fmt: skip
DEFECTS = [
    ("en", "Disc herniation at L4/5.", ["disc herniation @L4/5"]),
    ("en", "Disc herniation at L4/5 on the left.", ["disc herniation @L4/5 left"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*STATEMENTS, *DEFECTS])
def test_a_report_is_read_as_written(language: str, text: str, expected: list[str]) -> None:
    read = facts(HEADINGS[language] + text, language, "imaging", "Observation")
    assert [statement(fact) for fact in read] == expected
    assert {fact.method for fact in read} <= {"CT"}


def test_a_side_of_one_thing_is_not_that_of_another() -> None:
    text = HEADINGS["en"] + "Left pleural effusion, gallstones."
    sides = {fact.concept: fact.side for fact in facts(text, "en", "imaging", "Observation")}
    assert sides == {"pleural effusion": "left", "gallstones": None}
