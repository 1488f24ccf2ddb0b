"""Wordings of named persons in a dossier: kept over compositions, else shown as orphaned."""

from __future__ import annotations

import pytest

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.edits import QUESTION, Edit, Editor, edits_as_json, edits_from_json
from huizhen.core.preparation.paper import Column, Fields, Items, Prose, Row, Section, Table
from huizhen.core.preparation.papers import questions_of
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, OpenTerm, Statement
from huizhen.core.records.evidence import PersonEntry
from synthetic_package import _dossier as dossier

ENTRY = PersonEntry(who="Wang Lin", at="2026-05-20T08:00:00+00:00", why="译文核对")


def edit(key: str, seen: str, text: str) -> Edit:
    return Edit(key=key, seen=seen, text=text, entry=ENTRY)


def statement(key: str = "past:k1:1", text: str = "高血压") -> Statement:
    return Statement(
        key=key,
        text=text,
        original="hypertension",
        marks=(UNTRANSLATED_MARK,),
        open_terms=(OpenTerm(kind="condition", original="hypertension"),),
    )


def blocks_of(said: Statement) -> tuple[Prose | Items | Table | Fields, ...]:
    return (
        Prose(statements=(said,)),
        Items(statements=(said,)),
        Table(columns=(Column(title="x"),), rows=(Row(cells=(said,)),)),
        Fields(fields=(Prose(statements=(said,)),)),
    )


def test_an_edit_takes_the_place_of_the_text_in_every_kind_of_block() -> None:
    section = Section(key="past", title="既往史", blocks=blocks_of(statement()))
    editor = Editor([edit("past:k1:1", "高血压", "高血压病史10年")])
    (edited,) = editor.edited([section])
    assert [s.text for s in edited.statements] == ["高血压病史10年"] * 4
    first = edited.statements[0]
    assert (first.entry, first.original, first.marks) == (ENTRY, "hypertension", ())
    assert first.open_terms == ()


def test_an_edit_of_another_text_changes_nothing() -> None:
    section = Section(key="past", title="既往史", blocks=blocks_of(statement(text="高血压3级")))
    editor = Editor([edit("past:k1:1", "高血压", "高血压病史10年")])
    assert editor.edited([section]) == (section,)


def test_what_found_no_place_is_orphaned() -> None:
    section = Section(key="past", title="既往史", blocks=(Items(statements=(statement(),)),))
    kept = edit("past:k1:1", "高血压", "高血压病史10年")
    gone = edit("past:k9:1", "糖尿病", "2型糖尿病")
    composed = dossier().replaced(record=Editor([kept, gone]).edited([section]), edits=(kept, gone))
    assert composed.orphaned == (gone,)


def test_an_edit_changes_the_identity_of_the_dossier() -> None:
    plain = dossier()
    assert plain.replaced(edits=(edit("a:b:1", "甲", "乙"),)).sha256 != plain.sha256


def test_the_question_in_a_persons_chinese_is_put_question_by_question() -> None:
    asked = "1. Is it resectable?\n2. TACE first?"
    worded = edit(QUESTION, asked, "1. 能否切除？\n2. 是否先行TACE？")
    plain = dossier().replaced(question=asked, question_language="en")
    said = questions_of(plain.replaced(edits=(worded,)))
    assert [(s.text, s.original, s.marks) for s in said] == [
        ("能否切除？", "Is it resectable?", ()),
        ("是否先行TACE？", "TACE first?", ()),
    ]
    assert {s.entry for s in said} == {ENTRY}
    for other in (
        edit(QUESTION, "1. Another?\n2. TACE first?", "1. 甲？\n2. 乙？"),
        edit(QUESTION, asked, "能否切除？"),
    ):
        untranslated = questions_of(plain.replaced(edits=(other,)))
        assert [s.marks for s in untranslated] == [(UNTRANSLATED_MARK,)] * 2


def test_edits_travel_as_json() -> None:
    edits = (edit("past:k1:1", "高血压", "高血压病史10年"),)
    assert edits_from_json(edits_as_json(edits)) == edits
    assert (edits_as_json(()), edits_from_json(" ")) == ("", ())


@pytest.mark.parametrize("text", ["{", "[1]", '[{"key": "a"}]', "5"])
def test_a_malformed_list_of_edits_is_refused(text: str) -> None:
    with pytest.raises(WrongCall):
        edits_from_json(text)
