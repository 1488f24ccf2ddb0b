"""Where identifiers stand on pages, as the desk proposes masks."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from huizhen.core.preparation.case_file import CaseFile, FiledReading
from huizhen.core.preparation.desk_masks import known_of, mask_picture_tasks, page_masks
from huizhen.core.preparation.masking.work import PlacedPiece
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PatientMention, PersonName
from huizhen.core.records.inventory import FileStatus, InventoryEntry, PageNote
from huizhen.core.records.merge import merge_facts
from huizhen.core.records.page import Box, Line, Page, SourceId, page_id
from huizhen.core.records.reading import Reading, Received

PATIENT = Identity(
    names=(PersonName(text="Probe, Anna", family="Probe", given="Anna"),),
    birth_date=PartialDate(year=1968, month=2, day=11),
)
TEXT = "Patient: Probe, Anna\nLiver segment VI, 34 mm"
SOURCE = SourceId("a" * 64)


def page(ordinal: int = 1, text: str = TEXT) -> Page:
    """Two printed lines, the first with the name."""
    end = text.index("\n")
    lines = (
        Line(start=0, end=end, box=(50, 40, 250, 52)),
        Line(start=end + 1, end=len(text), box=(50, 60, 250, 72)),
    )
    return Page(
        page_id=page_id(SOURCE, ordinal), ordinal=ordinal, text=text, lines=lines, language="en",
        width=595, height=842,
    )  # fmt: skip


def filed(*pages: Page, kind: str = "pdf") -> FiledReading:
    """A file with these pages."""
    return FiledReading(
        received=Received(path="report.pdf", source_id=SOURCE, size_bytes=1),
        reading=Reading(kind=kind, pages=pages),
    )


def case_of(status: FileStatus = "read", *notes: PageNote) -> CaseFile:
    """A case with that one file."""
    entry = InventoryEntry(
        path="report.pdf", source_id=SOURCE, kind="pdf", status=status, page_notes=notes
    )
    return CaseFile(
        entries=(entry,),
        merged=merge_facts(()),
        patient=PATIENT,
        is_identity_unconfirmed=False,
        sources=(),
    )


def test_the_name_is_boxed_on_its_own_line_alone() -> None:
    [mask] = page_masks(case_of(), [filed(page())])
    assert (mask.path, mask.ordinal, mask.width, mask.height) == ("report.pdf", 1, 595, 842)
    assert [one.kind for one in mask.boxes] == ["name"]
    left, top, right, bottom = mask.boxes[0].box
    assert 50 < left < right
    assert 38 <= top < 42
    assert 50 <= bottom < 60


def test_a_pdfs_own_letters_tell_where_identifiers_stand() -> None:
    asked: list[int] = []

    def places(_file: object, _page: object, pieces: Sequence[PlacedPiece]) -> list[Box]:
        asked.append(len(pieces))
        return [(1.0, 2.0, 3.0, 4.0) for _ in pieces]

    [mask] = page_masks(case_of(), [filed(page())], None, places)
    assert [one.box for one in mask.boxes] == [(1.0, 2.0, 3.0, 4.0)]
    [scan] = page_masks(case_of(), [filed(page(), kind="image")], None, places)
    assert scan.boxes[0].box != (1.0, 2.0, 3.0, 4.0)
    assert asked == [1]


def test_pages_without_identifiers_of_others_and_without_a_picture_are_left_out() -> None:
    plain = page(2, "Liver segment VI\n34 mm")
    assert [one.ordinal for one in page_masks(case_of(), [filed(plain, page(3))])] == [3]
    assert page_masks(case_of("quarantined"), [filed(page())]) == ()
    apart = PageNote(ordinal=1, code="quarantined")
    assert page_masks(case_of("part", apart), [filed(page())]) == ()
    assert page_masks(case_of(), [filed(page(), kind="word")]) == ()


@pytest.mark.parametrize("note", ["film_photograph", "perhaps_film"])
def test_a_page_that_shows_film_is_looked_at_though_nothing_was_read(note: str) -> None:
    film = Page(page_id=page_id(SOURCE, 1), ordinal=1, text="", notes=(note,))
    [mask] = page_masks(case_of(), [filed(film, kind="image")])
    assert (mask.ordinal, mask.boxes) == (1, ())
    assert page_masks(case_of("quarantined"), [filed(film, kind="image")]) == ()


def test_lines_that_a_run_does_not_keep_are_asked_for() -> None:
    bare = page().model_copy(update={"lines": ()})
    assert page_masks(case_of(), [filed(bare)]) == ()
    assert len(page_masks(case_of(), [filed(bare)], lambda _file: [page()])) == 1


def test_what_is_known_comes_from_the_identity_and_from_files_that_are_the_patients() -> None:
    maiden = Identity(names=(PersonName(text="Meier, Anna", family="Meier", given="Anna"),))
    told = filed(page())
    names = told.reading.model_copy(update={"patients": (PatientMention(identity=maiden),)})
    file = told.model_copy(update={"reading": names})
    assert known_of(case_of("read"), [file]).families == ("Probe", "Meier")
    assert known_of(case_of("quarantined"), [file]).families == ("Probe",)


def test_the_pages_are_drawn_as_the_desk_draws_its_own() -> None:
    files = [filed(page())]
    [task] = mask_picture_tasks(page_masks(case_of(), files), files)
    assert (task.source, task.ordinal, task.kind, task.file_name) == (1, 1, "pdf", "pages/1-1.webp")
