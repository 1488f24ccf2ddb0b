"""Checklists for patients: plain, whole, with what not to do and the words for emergencies."""

from __future__ import annotations

import datetime
import re

import pytest
from letter_bench import SPECIALTIES, pack, said

from huizhen.core.errors import ContentError
from huizhen.core.preparation.letters.checklist import (
    checklist,
    checklist_languages,
    checklist_specialties,
)

DAY = datetime.date(2026, 5, 20)
LANGUAGES = ("en", "de", "es", "fr", "ru", "zh")
_MOST_WORDS = 30


def test_each_specialty_has_one_in_six_languages() -> None:
    assert set(checklist_specialties(pack())) == set(SPECIALTIES)
    assert checklist_languages(pack()) == LANGUAGES


@pytest.mark.parametrize("specialty", SPECIALTIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist_is_whole(specialty: str, language: str) -> None:
    paper = checklist(specialty, language, pack(), DAY)
    english = checklist(specialty, "en", pack(), DAY)
    assert paper.language == language
    assert [len(s.statements) for s in paper.sections] == [
        len(s.statements) for s in english.sections
    ]
    assert not re.search(r"[{}]", said(paper))
    is_chinese = bool(re.search("[\u4e00-\u9fff]", said(paper).replace("规则未经临床审核", "")))
    assert is_chinese == (language == "zh")
    assert bool(re.search("[а-яё]", said(paper))) == (language == "ru")


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_the_warnings_stand_in_it(specialty: str) -> None:
    text = said(checklist(specialty, "en", pack(), DAY))
    for words in (
        "Do not take phone photos of scan films",
        "unless you have kept a copy",
        "Do not stop or change any treatment",
        "Call your local emergency number or go to the nearest emergency department now",
    ):
        assert words in text
    chinese = said(checklist(specialty, "zh", pack(), DAY))
    assert "请勿等待远程会诊，立即拨打当地急救电话或前往最近医院急诊" in chinese


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_sentences_are_short(specialty: str) -> None:
    for section in checklist(specialty, "en", pack(), DAY).sections:
        for statement in section.statements:
            for sentence in re.split(r"[.?!:;] ", statement.text):
                assert len(sentence.split()) <= _MOST_WORDS, sentence


def test_what_the_pack_has_not_is_named() -> None:
    with pytest.raises(ContentError, match="ja"):
        checklist("hpb", "ja", pack(), DAY)
    with pytest.raises(ContentError):
        checklist("eye", "en", pack(), DAY)
