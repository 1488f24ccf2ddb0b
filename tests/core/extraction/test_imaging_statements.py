"""What images show: finding with site, side, size, count; never a side or size that is not said."""

from __future__ import annotations

import pytest
from prose_bench import facts, quote

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
    ("en", "Liver lesions of 2.1 and 3.4 cm.", ["lesion 2.1 cm @Liver", "lesion 3.4 cm @Liver"]),
    ("en", "The nodule increased from 1.2 to 1.8 cm.", ["nodule 1.8 cm", "nodule 1.2 cm"]),
    (
        "de",
        "Größenprogredienz des Herdes in Segment IVa von 1,2 auf 1,9 cm.",
        ["lesion 1.9 cm @Segment IVa", "lesion 1.2 cm @Segment IVa"],
    ),
    ("en", "Mass in segments II/III, 5.4 x 4.0 cm.", ["mass 5.4 x 4.0 cm @segments II/III"]),
    ("en", "Severe canal stenosis L3-L5.", ["spinal canal stenosis @L3-L5"]),
    ("en", "Compression fractures of T12 and L2.", ["fracture @T12 and L2"]),
    (
        "en",
        "L3/4: Mild disc bulge. No stenosis.",
        ["disc herniation @L3/4", "negated stenosis @L3/4"],
    ),
    (
        "en",
        "L5-S1: left paracentral disc extrusion contacting the left S1 nerve root.",
        ["disc herniation @L5-S1 left"],
    ),
    (
        "en",
        "Severe left and moderate right lateral recess stenosis at L4/5.",
        ["stenosis @L4/5 left", "stenosis @L4/5 right"],
    ),
    (
        "en",
        "No pleural or pericardial effusion.",
        ["negated pleural effusion", "negated pericardial effusion"],
    ),
    (
        "fr",
        "Absence d'épanchement pleural ou péricardique.",
        ["negated pleural effusion", "negated pericardial effusion"],
    ),
    (
        "en",
        "No FDG-avid mediastinal or hilar nodes.",
        ["negated lymph node @mediastinal", "negated lymph node @hilar"],
    ),
    ("en", "Bile ducts: Not dilated.", ["negated biliary dilatation"]),
    (
        "en",
        "Liver contour smooth, spleen 13.2 cm; no ascites.",
        ["13.2 cm @spleen", "negated ascites"],
    ),
    ("en", "Dural sac area 62 mm².", ["62 mm²"]),
    ("en", "Lesion 13 mm at L2, s/o hemangioma.", ["lesion 13 mm @L2", "suspected hemangioma @L2"]),
    ("en", "Radiographs are suggested to assess instability.", []),
    (
        "en",
        "Nodule in the right upper lobe, 2.3cm (AP) x 1.9cm (TR).",
        ["nodule 2.3 x 1.9 cm @right upper lobe right"],
    ),
    (
        "en",
        "Two lesions in segment 2 (14 mm) and segment 6 (9 mm).",
        ["lesion 14 mm @segment 2 n=2", "lesion 9 mm @segment 6 n=2"],
    ),
    ("en", "L hilar mass 61 mm.", ["mass 61 mm @hilar left"]),
    ("en", "LLL nodule 7 mm.", ["nodule 7 mm @LLL left"]),
    ("de", "Li. Niere: Zyste 22 mm. Re. Niere unauffällig.", ["cyst 22 mm @Niere left"]),
    ("de", "Lymphknoten nicht vergrößert.", ["negated lymphadenopathy"]),
    (
        "zh",
        "双肾囊肿，左侧大者2.3cm，右侧大者1.1cm。",
        ["cyst 2.3 cm @肾 left", "cyst 1.1 cm @肾 right"],
    ),
    ("zh", "额叶见肿块，大小约45×38mm，周围水肿。", ["mass 45 x 38 mm @额叶", "edema"]),
    ("zh", "肝右叶见多发结节，最大约2.3cm×1.8cm。", ["nodule 2.3 x 1.8 cm @肝右叶 right n=多发"]),
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


def test_an_earlier_size_is_marked_and_quoted_by_itself() -> None:
    text = HEADINGS["en"] + "Left cervical node 1.9 x 1.4 cm, SUVmax 11.2 (previously 2.8 cm)."
    sizes = [
        (fact.value, fact.note, quote(fact))
        for fact in facts(text, "en", "imaging", "Observation")
        if fact.concept == "lymph node"
    ]
    assert sizes == [
        ("1.9 x 1.4", "", "node 1.9 x 1.4 cm"),
        ("2.8", "prior", "previously 2.8 cm"),
    ]


def test_the_result_of_an_examination_goes_on_to_the_end_of_its_paragraph() -> None:
    text = (
        "Angioscanner thoracique du 10/02/2025 : pas d'embolie. Masse hilaire de 62 x 48 mm.\n\n"
        "Chirurgie : exérèse d'une masse."
    )
    read = [statement(fact) for fact in facts(text, "fr", "imaging", "Observation")]
    assert read == ["mass 62 x 48 mm @hilaire"]


@pytest.mark.parametrize(
    "text",
    [
        "Histopathology report\n\nMicroscopy: the lesion is a mass of 3 cm.",
        "CLINICAL INFORMATION:\nCT to look for a mass.",
        "CT CHEST\n\nFINDINGS:\nLymph nodes:\nNormal.",
    ],
)
def test_specimens_questions_and_headings_are_no_findings(text: str) -> None:
    assert facts(text, "en", "imaging", "Observation") == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "MRI TOTAL SPINE\nKnown cancer.\nEdema at T7.", ["edema @T7"]),
        ("en", "RECIST 1.1 WORKSHEET\nTarget lesion 1: liver, 41 mm", ["lesion 41 mm @liver"]),
        (
            "de",
            "MRT OBERBAUCH\nLeber: Zyste 15 mm.\nKein Aszites.",
            ["cyst 15 mm @Leber", "negated ascites"],
        ),
        ("en", "Seen after the MRI of the spine. He was well.\nEdema of the ankle.", []),
    ],
)
def test_a_page_headed_by_an_examination_is_its_report(
    language: str, text: str, expected: list[str]
) -> None:
    read = facts(text, language, "imaging", "Observation")
    assert [statement(fact) for fact in read] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "MRI: slip of L4 on L5 of 6 mm, 2 mm more than in November 2025."),
        ("en", "MRI: slip of L4 on L5 of 6 mm, increased by 2 mm."),
        ("de", "MRT: Anterolisthesis L4/5 von 6 mm, 2 mm mehr als 11/2025."),
    ],
)
def test_how_much_a_size_changed_is_no_size(language: str, text: str) -> None:
    assert [f.value for f in facts(text, language, "imaging") if f.value] == ["6"]
