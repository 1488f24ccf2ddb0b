"""Tracing looks at the stored text again: what no longer says the quote is told."""

from __future__ import annotations

import pytest

from huizhen.core.content import PackStamp
from huizhen.core.preparation.dossier import Dossier, SourceLine
from huizhen.core.preparation.paper import Items, Section
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.preparation.tracing import (
    REASONS,
    Checked,
    CheckReason,
    StoredRecords,
    TracedStatement,
    traced,
)
from huizhen.core.reading.ocr import RecognisedLine, RecognisedPage
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import FactKey, make_fact
from huizhen.core.records.page import Page, page_id
from huizhen.core.records.reading import DicomInstance, Reading

LETTER, SCAN, EXPORT, IMAGE = (page_id(letter * 64, 1) for letter in "abcd")
TEXT = "Bilirubin 1.2 mg/dL. Albumin 38 g/L."
NARRATIVE = "Problems\nHepatocellular carcinoma"


def _stored() -> StoredRecords:
    def condition(path: str, quote: str, start: int | None, end: int | None) -> ElementPath:
        return ElementPath(page_id=EXPORT, path=path, quote=quote, start=start, end=end)

    facts = tuple(
        make_fact("Condition", text="HCC", extractor="ccda/1", evidence=(place,))
        for place in (
            condition("/a[1]", "Hepatocellular carcinoma", 9, 33),
            condition("/a[2]", "HCC", None, None),
            condition("/a[3]", "Cirrhosis", 0, 8),
        )
    )
    return StoredRecords(
        [
            Reading(kind="text", pages=(Page(page_id=LETTER, ordinal=1, text=TEXT),)),
            Reading(kind="pdf", pages=(Page(page_id=SCAN, ordinal=1, needs_ocr=True),)),
            Reading(
                kind="ccda",
                pages=(Page(page_id=EXPORT, ordinal=1, text=NARRATIVE),),
                facts=facts,
            ),
            Reading(kind="dicom", instance=DicomInstance(modality="CT", study_date="20260428")),
            Reading(kind="dicom", instance=DicomInstance(modality="MR", study_date="20251104")),
        ],
        [
            RecognisedPage(
                page_id=SCAN,
                lines=(RecognisedLine(text="INR 1.1", box=(0, 0, 9, 9), confidence=0.9),),
            )
        ],
    )


def _place(page: str, quote: str, path: str = "", start: int | None = None) -> Place:
    end = None if start is None else start + len(quote)
    return Place(source=1, page_id=page, path=path, quote=quote, start=start, end=end)


def _traced(
    *places: Place,
    stored: StoredRecords | None = None,
    faults: dict[int, CheckReason] | None = None,
) -> TracedStatement:
    statement = Statement(key="labs:x:1", text="白蛋白", fact_keys=(FactKey("x"),), places=places)
    labs = Section(key="labs", title="检验", blocks=(Items(statements=(statement,)),))
    dossier = Dossier(
        specialty="hpb",
        department_zh="肝胆外科",
        department_en="Hepatobiliary surgery",
        as_of="2026-05-20",
        front_sheet=(labs,),
        doubts=Section(key="doubts", title="待核事项"),
        record=(),
        terms=Section(key="terms", title="待定译名"),
        missing=Section(key="missing", title="尚缺资料"),
        sources=(SourceLine(number=1, path="letter.txt", source_id="a" * 64, kind="text"),),
        packs=(PackStamp(id="hpb", version="2026.1", sha256="0" * 64),),
        composer="test",
    )
    (line,) = traced(dossier, stored or _stored(), faults)
    return line


@pytest.mark.parametrize(
    ("place", "check", "reason"),
    [
        (_place(LETTER, "Albumin 38 g/L", start=21), "holds", ""),
        (_place(LETTER, "Albumin 38 g/L", start=20), "differs", "text_differs"),
        (_place(LETTER, "Albumin 83 g/L", start=21), "differs", "text_differs"),
        (_place("e" * 64 + ":1", "Albumin", start=0), "not_checked", "reading_not_stored"),
        (_place(SCAN, "INR 1.1", start=0), "holds", ""),
        (_place(SCAN, "INR 1.7", start=0), "differs", "text_differs"),
        (_place(EXPORT, "Hepatocellular carcinoma", "/a[1]"), "holds", ""),
        (_place(EXPORT, "HCC", "/a[2]"), "holds", ""),
        (_place(EXPORT, "HCC", "/a[1]"), "differs", "element_differs"),
        (_place(EXPORT, "Cirrhosis", "/a[3]"), "differs", "element_differs"),
        (_place(EXPORT, "HCC", "/a[9]"), "differs", "element_differs"),
        (_place("e" * 64 + ":1", "HCC", "/a[1]"), "not_checked", "reading_not_stored"),
        (_place(EXPORT, "", "/a[1]"), "not_checked", "nothing_quoted"),
    ],
)
def test_a_place_is_looked_up_again(place: Place, check: str, reason: str) -> None:
    line = _traced(place)
    found = line.places[0]
    assert (found.check, found.check_reason) == (check, reason)
    assert found.path_in_records == "letter.txt"
    assert line.is_sourced is (check != "differs")
    assert not reason or reason in REASONS


def test_one_header_has_to_say_all_that_is_quoted_of_an_image() -> None:
    modality, date = _place(IMAGE, "CT", "Modality"), _place(IMAGE, "20260428", "StudyDate")
    assert [place.check for place in _traced(modality, date).places] == ["holds", "holds"]
    other_date = _place(IMAGE, "20251104", "StudyDate")
    assert [place.check for place in _traced(modality, other_date).places] == ["differs"] * 2


def test_without_readings_nothing_is_called_checked() -> None:
    line = _traced(_place(LETTER, TEXT, start=0), stored=StoredRecords([], []))
    assert (line.places[0].check, line.places[0].check_reason) == (
        "not_checked",
        "readings_removed",
    )
    assert line.is_sourced


def test_a_quote_holds_when_one_stored_version_says_it() -> None:
    pages = [Page(page_id=LETTER, ordinal=1, text=text) for text in ("old text", "new text")]
    stored = StoredRecords([Reading(kind="text", pages=(page,)) for page in pages], [])
    assert stored.span(LETTER, 0, 3, "new") == Checked("holds")
    assert stored.span(LETTER, 0, 3, "any").check == "differs"


@pytest.mark.parametrize("reason", ["source_changed", "source_missing"])
def test_nothing_holds_in_an_original_that_is_another_one(reason: CheckReason) -> None:
    line = _traced(_place(LETTER, "Albumin 38 g/L", start=21), faults={1: reason})
    assert (line.places[0].check, line.places[0].check_reason) == ("differs", reason)
    assert not line.is_sourced
    other = _traced(_place(LETTER, "Albumin 38 g/L", start=21), faults={2: reason})
    assert other.is_sourced
