"""What has to be extracted: works for files whose prose has not been understood yet."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.extraction.beside_entries import beside_entries, prose_pages
from huizhen.core.extraction.extract import Extraction
from huizhen.core.extraction.inherited_dates import dated_by_document
from huizhen.core.ports import Work
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading
from huizhen.core.records.value import content_hash

_CARRIES_NO_PROSE = frozenset(("archive", "disc", "slide", "unknown"))
_LETTERS_A_UNIT = 40_000
"""Characters that one time unit of a worker is good for, many times over."""


def has_prose(reading: Reading) -> bool:
    """Whether facts are to be looked for in the text of a reading's pages."""
    if reading.status not in ("read", "part") or reading.kind in _CARRIES_NO_PROSE:
        return False
    return bool(prose_pages(reading, reading.pages))


def extraction_key(reading: Reading, extractor_key: str) -> str:
    """The address of what an extractor makes of a reading: the texts of its pages count."""
    pages = [
        [page.page_id, page.text, page.language, page.origin, page.title] for page in reading.pages
    ]
    return content_hash([pages, reading.kind, reading.document_date, extractor_key])


def extraction_work(
    key: str, reading: Reading, pages: Sequence[Page], roots: Sequence[str], label: str
) -> Work:
    """The work for one file; `pages` carry their lines, for the boxes of the evidence."""
    pages = prose_pages(reading, pages)
    letters = sum(len(page.text) for page in pages)
    return Work(
        key=key,
        kind="extract",
        input={
            "pages": [page.model_dump(mode="json") for page in pages],
            "document_date": reading.document_date,
            "kind": reading.kind,
            "roots": list(roots),
            "units": 1 + min(60, letters // _LETTERS_A_UNIT),
        },
        label=label,
    )


def not_understood(reading: Reading) -> Reading:
    """The reading of a file whose text was read and whose facts were not found: it says so, for
    a report that is silent would pass for one without findings."""
    if reading.status == "part":
        return reading  # already told to be looked at, with a reason of its own
    return reading.model_copy(
        update={
            "status": "part",
            "code": "facts_not_found",
            "message": "Its text was read; the search for facts in it was stopped before its end.",
            "remedy": "Prepare the case again; if it stays so, read the file and add its facts.",
        }
    )


def facts_of(extractions: Sequence[Extraction]) -> tuple[Fact, ...]:
    """All facts of a file's pages, in order; those without a date of their own that are of the
    document's date have it, marked."""
    return tuple(
        fact
        for extraction in extractions
        for fact in dated_by_document(extraction.facts, extraction.inherited)
    )


def with_extractions(reading: Reading, extractions: Sequence[Extraction]) -> Reading:
    """The reading with the facts of its prose, and with the date of its document where all its
    documents have the same one."""
    facts = beside_entries(reading, facts_of(extractions))
    found = {
        str(extraction.document.own.value)
        for extraction in extractions
        if extraction.document.own.value is not None
    }
    date = reading.document_date or (found.pop() if len(found) == 1 else "")
    if not facts and date == reading.document_date:
        return reading
    return reading.model_copy(update={"facts": (*reading.facts, *facts), "document_date": date})
