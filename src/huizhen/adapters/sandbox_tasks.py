"""What a worker child can do: read a source, index DICOM headers, recognise or draw a page, find
facts, fill a form."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huizhen.adapters.sandbox_child import FileSource, SpoolContext
from huizhen.core.errors import HuizhenError
from huizhen.core.reading.limits import Limits
from huizhen.core.records.reading import Reading

if TYPE_CHECKING:
    from huizhen.core.extraction.extract import Extractor

Perform = Callable[[dict[str, Any]], dict[str, object]]


def performer(spool: Path, limits: Limits) -> Perform:
    """The function that performs one work given as plain data."""

    def perform(work: dict[str, Any]) -> dict[str, object]:
        task = _TASKS[work["kind"]]
        return task(work["input"], SpoolContext(spool, limits))

    return perform


def _read(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.core.language.pages import with_languages
    from huizhen.core.reading.builtin import builtin_readers

    source = FileSource(given["path"], given["name"], given["source_id"])
    reading = builtin_readers().named(given["reader"]).read(source, context)
    return with_languages(reading).model_dump(mode="json")


def _dicom_headers(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.core.reading.dicom import scan_headers
    from huizhen.core.reading.dicom.reader import needs_whole_reading, reading_of_instance

    items = given["items"]
    found = scan_headers([Path(item["path"]) for item in items])
    readings: dict[str, object] = {}
    for item in items:
        instance = found.get(Path(item["path"]))
        if instance is None or needs_whole_reading(instance.sop_class_uid):
            readings[item["key"]] = _whole(item, context)
        else:
            readings[item["key"]] = reading_of_instance(instance).model_dump(mode="json")
    return {"readings": readings}


def _whole(item: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    try:
        return _read({**item, "reader": "dicom"}, context)
    except HuizhenError as error:
        failed = Reading(
            kind="dicom",
            reader="dicom",
            status="not_read",
            code=error.code,
            message=error.message,
            remedy=error.remedy,
        )
        return failed.model_dump(mode="json")


def _ocr(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.ocr_page import perform

    return perform(given, context.limits)


@lru_cache(maxsize=1)
def _extractor(roots: tuple[str, ...]) -> Extractor:
    from huizhen.core.extraction.extract import Extractor
    from huizhen.core.extraction.knowledge import load_knowledge

    return Extractor(load_knowledge([Path(root) for root in roots]))


def _extract(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.core.records.dates import parse_partial_date
    from huizhen.core.records.page import Page

    del context
    extractor = _extractor(tuple(given["roots"]))
    date = parse_partial_date(given["document_date"])
    pages = [Page.model_validate(page) for page in given["pages"]]
    made = extractor.pages(pages, date, given["kind"])
    return {"pages": [page.model_dump(mode="json") for page in made]}


def _picture(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.page_picture import perform

    return perform(given, context.limits)


def _fill_form(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.fill_docx import MOST_BYTES, fill_template

    template = FileSource(given["path"], "", given["source_id"]).read(MOST_BYTES)
    del context
    filled = fill_template(template, given["fields"])
    return {
        "data": base64.b64encode(filled.data).decode("ascii"),
        "unfilled": filled.unfilled,
        "unknown": filled.unknown,
    }


def _pixel_task(kind: str) -> Callable[[dict[str, Any], SpoolContext], dict[str, object]]:
    def perform(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
        from huizhen.adapters.dicom_pixels import TASKS

        return TASKS[kind](given, context.limits)

    return perform


def _transcode(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.dicom_transcode import perform

    return perform(given, context.limits)


def _deidentify_dicom(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.dicom_deidentify import perform

    del context
    return perform(given)


def _search_dicom(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.core.imaging.deidentification.residual import residual_of_file
    from huizhen.core.records.known_identifiers import KnownIdentifiers

    del context
    known = KnownIdentifiers.model_validate(given["known"])
    found = residual_of_file(Path(given["path"]), known)
    return {"residual": [one.model_dump(mode="json") for one in found]}


def _find_burned_in(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.burned_in_text import perform

    return perform(given, context.limits)


def _strip_slide(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.slide_strip import perform

    del context
    return perform(given)


def _search_slide(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.slide_strip import search

    del context
    return search(given)


def _mask_picture(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.mask_picture import perform

    return perform(given, context.limits)


def _mask_pdf(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.mask_pdf import perform

    return perform(given, context.limits)


def _letter_places(given: dict[str, Any], context: SpoolContext) -> dict[str, object]:
    from huizhen.adapters.mask_pdf import letter_places

    del context
    return letter_places(given)


_PIXEL_TASKS = (
    "dicom_index", "dicom_index_whole", "dicom_thumbnail", "dicom_render", "dicom_frames",
    "dicom_json", "dicom_bulk",
)  # fmt: skip
_TASKS: dict[str, Callable[[dict[str, Any], SpoolContext], dict[str, object]]] = {
    "read": _read,
    "dicom_headers": _dicom_headers,
    "ocr": _ocr,
    "extract": _extract,
    "picture": _picture,
    "fill_form": _fill_form,
    "dicom_transcode": _transcode,
    "deidentify_dicom": _deidentify_dicom,
    "mask_picture": _mask_picture,
    "mask_pdf": _mask_pdf,
    "letter_places": _letter_places,
    "search_dicom": _search_dicom,
    "find_burned_in": _find_burned_in,
    "strip_slide": _strip_slide,
    "search_slide": _search_slide,
    **{kind: _pixel_task(kind) for kind in _PIXEL_TASKS},
}
