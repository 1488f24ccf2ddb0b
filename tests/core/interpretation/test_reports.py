"""Reports: from a released translation and whole points alone; law 7 first; set as PDF and page."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from opinion_case import DAY, opinion, report_input, translated

from huizhen.adapters.render_typst import TypstRenderer
from huizhen.core.consultation.opinion import OpinionBook
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.interpretation.reports import Audience, ReportInput, report
from huizhen.core.interpretation.translation import TranslatedPart
from huizhen.core.preparation.page_pictures import PageViews
from huizhen.core.preparation.paper import Fields, Fixed, Items, Paper, Prose, Section
from huizhen.core.preparation.paper_page import paper_html
from huizhen.core.preparation.setting import paper_data
from huizhen.project.config import CONTENT

PACK = load_pack("reports", [CONTENT])
STRUCTURE = OpinionBook(load_pack("opinion", [CONTENT]))
AUDIENCES: tuple[Audience, ...] = ("physician", "patient")


def made(audience: Audience, given: ReportInput | None = None) -> Paper:
    return report(audience, given or report_input(), PACK, STRUCTURE)


def section(paper: Paper, key: str) -> Section:
    return next(one for one in paper.sections if one.key == key)


def words(paper: Paper) -> str:
    told = [paper.title]
    for part in paper.sections:
        told.append(part.title)
        for block in part.blocks:
            told += [block.text] if isinstance(block, Fixed) else []
            told += [block.label, block.empty] if isinstance(block, Prose | Items) else []
            told += [f.label for f in block.fields] if isinstance(block, Fields) else []
        told += [statement.text for statement in part.statements]
    return "\n".join(told)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize(("language", "law"), [("en", "no treatment plan"), ("zh", "不是治疗方案")])
def test_the_first_words_say_that_an_opinion_is_no_treatment_plan(
    audience: Audience, language: str, law: str
) -> None:
    paper = made(audience, report_input(language))
    first = paper.sections[0].blocks[0]
    assert isinstance(first, Fixed)
    assert law in first.text
    assert paper.language == language
    assert law in paper.footer or "治疗方案" in paper.footer or "treatment plan" in paper.footer


def test_the_physician_reads_every_point_beside_the_home_plan_with_its_place() -> None:
    paper = made("physician")
    rows = section(paper, "points").blocks[0].rows  # type: ignore[union-attr]
    assert [row.cells[3].text for row in rows] == [
        "differs", "agrees", "new in the opinion", "new in the opinion",
        "not mentioned in the opinion",
    ]  # fmt: skip
    assert rows[0].cells[1].text == "TACE every six weeks"
    assert rows[0].cells[1].references == (1,)
    assert rows[0].cells[2].original.startswith("建议先行转化治疗")
    assert rows[0].is_highlighted
    assert not rows[1].is_highlighted
    assert [(r.path, r.page) for r in paper.references] == [("letter.pdf", 2)] * 3


def test_what_is_advised_against_says_so() -> None:
    told = [s.text for s in section(made("physician"), "recommendations").statements]
    assert told[2] == "Liver transplantation is not recommended. (not recommended)"


def test_every_question_has_its_answer_or_what_is_needed() -> None:
    given = report_input()
    texts = words(made("patient", given))
    assert "Surgery may be considered after conversion therapy." in texts
    assert "Could not be answered." in texts
    assert "a liver MRI with hepatobiliary phase" in texts
    bare = opinion(answers=())
    without = report_input(opinion=bare, translation=translated(bare), points=())
    kept = without.replaced(points=report_input().points)
    assert words(made("patient", kept)).count("No answer.") == 2


def test_prognosis_is_for_the_physician_alone() -> None:
    assert "Prognosis is guarded." in words(made("physician"))
    patient = made("patient")
    assert "Prognosis is guarded." not in words(patient)
    assert "预后" not in paper_html(patient, PageViews())


def test_the_patient_reads_what_it_means_what_is_not_said_and_what_to_ask() -> None:
    paper = made("patient")
    assert "Item tace: Other treatment before an operation." in words(paper)
    assert "Antiviral treatment is recommended." in words(paper)
    assert [s.text for s in section(paper, "limits").statements] == ["Item physio"]
    asked = [s.text for s in section(paper, "patient_questions").statements]
    assert asked == ["Is conversion possible?"]
    assert paper.sections[-1].key == "emergency"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"points": ()}, "points_incomplete"),
        ({"opinion": opinion(case_number="HZ-2026-0002")}, "translation_stale"),
    ],
)
def test_nothing_is_composed_of_what_is_not_whole(changes: dict[str, Any], code: str) -> None:
    for audience in AUDIENCES:
        with pytest.raises(WrongCall) as caught:
            made(audience, report_input(**changes))
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clinician": ""}, "translation_needs_two"),
        ({"clinician": "Editor E"}, "translation_needs_two"),
        ({"parts": []}, "translation_incomplete"),
        (
            {"parts": [TranslatedPart(part="section:diagnosis", original="别的", text="Other")]},
            "translation_stale",
        ),
    ],
)
def test_a_translation_is_released_whole_and_by_two_people(
    changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(WrongCall) as caught:
        translated(opinion(), **changes)
    assert caught.value.code == code


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pdf_and_page_are_set_by_the_renderers_there_are(audience: Audience, language: str) -> None:
    paper = made(audience, report_input(language))
    renderer = TypstRenderer(CONTENT / "templates", CONTENT / "fonts")
    pdf = renderer.render_pdf("paper.typ", paper_data(paper), DAY)
    assert pdf.startswith(b"%PDF")
    html = paper_html(paper, PageViews())
    assert paper.title in html
    assert "TACE every six weeks" in html or audience == "patient"


def test_every_language_has_every_text_and_slot_of_the_english_frames() -> None:
    english = PACK.parsed("en.json")
    slots = re.compile(r"\{(\w+)\}")
    for language in ("zh", "de", "es", "fr", "ru"):
        own = dict(_texts(PACK.parsed(f"{language}.json")))
        assert set(own) == set(dict(_texts(english)))
        for key, text in _texts(english):
            assert slots.findall(own[key]) == slots.findall(text), (language, key)
        spoken = report_input().translation.replaced(language=language)
        paper = made("physician", report_input().replaced(translation=spoken))
        assert paper.language == language
        assert own["physician.law"] in words(paper)


def _texts(data: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _texts(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_a_language_without_frames_has_english_ones() -> None:
    given = report_input()
    spoken = given.translation.replaced(language="sw", released_on=datetime.date(2026, 3, 21))
    assert made("patient", given.replaced(translation=spoken)).language == "en"
