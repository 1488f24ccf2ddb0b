"""What a Chinese reader found wrong on printed pages stays mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from facts import fact
from front_bench import SPECIALTIES, Bench
from test_composition import composed, section, told

from huizhen.core.content import load_pack
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.paper import Items, Table
from huizhen.core.preparation.record.annexes import attachments_table
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact
from huizhen.project.config import CONTENT


def image(text: str, **fields: Any) -> Fact:
    given: dict[str, Any] = {
        "category": "imaging",
        "method": "CT",
        "date": PartialDate(year=2026, month=3, day=12),
    }
    return fact("Observation", text, **{**given, **fields})


def test_fluoroscopy_is_no_endoscopy(words: Wordsmith) -> None:
    facts = [
        fact("Procedure", "fluoroscopy", category="endoscopy", concept="Fluoroscopy"),
        fact("Procedure", "Gastroscopy", category="endoscopy", concept="Gastroscopy"),
    ]
    blocks = section(composed(words, facts), "investigations").blocks
    (found,) = (b for b in blocks if isinstance(b, Items) and b.label == "内镜检查")
    assert [s.text for s in found.statements] == ["胃镜检查"]


def test_what_a_file_is_stands_in_chinese(words: Wordsmith) -> None:
    author: Author = Bench(words).author()
    files = [
        SourceLine(number=n, path=f"f{n}", source_id="a" * 64, kind=kind, document_date="")
        for n, kind in enumerate(("table", "dicom", "new-kind"), 1)
    ]
    table: Table = attachments_table(author, files)
    assert [row.cells[2].text for row in table.rows] == ["表格", "DICOM影像", "new-kind"]


def test_a_symptom_that_names_its_own_heading_is_said_once(words: Wordsmith) -> None:
    loss = fact("Condition", "weight loss", category="symptom")
    text = told(section(composed(words, [loss]), "present_illness"))
    assert "自发病以来，体重下降" in text
    assert "体重：" not in text


def test_a_bare_mass_is_not_told_beside_the_measured_one(words: Wordsmith) -> None:
    facts = [
        image("mass", concept="mass"),
        image("mass in the right lobe", concept="mass", body_site="right liver lobe",
              value="8.2", unit="cm"),
    ]  # fmt: skip
    text = told(section(composed(words, facts), "investigations"))
    assert "8.2 cm" in text
    assert "；肿块" not in text
    assert "肿块；" not in text
    assert "肿块" in told(section(composed(words, facts[:1]), "investigations"))


def test_a_stage_without_its_system_is_not_told_beside_the_named_one(words: Wordsmith) -> None:
    facts = [
        fact("Condition", "Diffuse large B-cell lymphoma"),
        fact("Observation", "Stage", category="staging", concept="Stage", value="IIIB"),
        fact("Observation", "Ann Arbor", category="staging", concept="Ann Arbor",
             value="IIIB"),
    ]  # fmt: skip
    (main, *_) = section(composed(words, facts, "hem"), "preliminary_diagnosis").statements
    assert main.text.count("ⅢB期") == 1, main.text
    assert "Ann Arbor" in main.text


def test_an_old_companion_is_not_the_main_complaint(words: Wordsmith) -> None:
    facts = [
        fact("Condition", "Carpal tunnel syndrome", date=PartialDate(year=2015)),
        fact("Condition", "Cervical myelopathy"),
    ]
    dossier = composed(words, facts, "spn")
    assert "腕管" not in told(section(dossier, "chief_complaint"))
    assert section(dossier, "preliminary_diagnosis").statements[0].text == "颈脊髓病"


def test_one_interval_in_two_spellings_is_told_once(words: Wordsmith) -> None:
    facts = [
        fact("Observation", "Hemoglobin", category="laboratory", concept="HGB", value="98",
             unit="g/L", interval="130.0-170.0 g/L", date=PartialDate(year=2026, month=5, day=5)),
        fact("Observation", "Hemoglobin", category="laboratory", concept="HGB", value="99",
             unit="g/L", interval="130-170", date=PartialDate(year=2026, month=5, day=6)),
    ]  # fmt: skip
    text = told(section(composed(words, facts), "investigations"))
    assert text.count("130") == 1, text


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "ru"])
@pytest.mark.parametrize("code", SPECIALTIES)
def test_a_letter_names_the_department_as_the_dossier_does(
    words: Wordsmith, code: str, language: str
) -> None:
    letters = load_pack("letters", [CONTENT]).parsed(f"{language}.json")
    shown = [part[code] for part in dicts_in(letters) if set(SPECIALTIES) <= set(part)]
    names = [name for name in shown if isinstance(name, str) and re.search("[一-鿿]", name)]
    assert names
    assert set(names) == {Bench(words).specialty(code).department_zh}


def dicts_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from dicts_in(part)
