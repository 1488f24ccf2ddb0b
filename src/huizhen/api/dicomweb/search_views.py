"""QIDO-RS: what there is (PS3.18 10.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from huizhen.api.dicomweb.access import dicomweb, note_read, reading_case
from huizhen.api.dicomweb.catalogue import Catalogue
from huizhen.api.dicomweb.matching import Search, search_of, with_included
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.models import ImagingInstanceRow, ImagingSeriesRow, ImagingStudyRow
from huizhen.ground.imaging.queries import headers_of

Json = dict[str, Any]
_JSON = "application/dicom+json"


def catalogue_for(request: HttpRequest, case: Case) -> Catalogue:
    """The case's catalogue with addresses as the client reached it."""
    place = f"/api/dicomweb/cases/{case.pk}"
    return Catalogue(case, request.build_absolute_uri(place))


def json_answer(found: list[Json], search: Search | None = None) -> HttpResponse:
    """DICOM JSON; nothing found is 200 with an empty list, which every client understands."""
    response = JsonResponse(found, safe=False, content_type=_JSON)
    if search is not None and search.is_fuzzy:
        response.headers["Warning"] = '299 huizhen "fuzzy matching is not supported"'
    return response


@require_GET
@dicomweb
def studies(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Studies of the case."""
    case = reading_case(request, case_id)
    search, catalogue = search_of(request.GET), catalogue_for(request, case)
    note_read(request, case, "dicom_list")
    found: list[Json] = []
    for row in catalogue.studies():
        series = catalogue.series([row])
        instances = catalogue.instances(series)
        if not instances:
            continue
        told = catalogue.study_json(row, series, instances)
        if search.fits({**_first_metadata(case, instances), **told}):
            found.append(_shown(case, told, instances, search))
    return json_answer(search.page(found), search)


@require_GET
@dicomweb
def series(request: HttpRequest, case_id: UUID, study: str = "") -> HttpResponse:
    """Series of a study, or of the case."""
    case = reading_case(request, case_id)
    search, catalogue = search_of(request.GET), catalogue_for(request, case)
    note_read(request, case, "dicom_list")
    found: list[Json] = []
    for study_row, rows in _series_by_study(catalogue, study):
        above = _study_above(catalogue, study_row, search)
        for row in rows:
            told = catalogue.series_json(row)
            if not search.fits({**above, **told}):
                continue
            instances = catalogue.instances([row]) if search.include else []
            found.append(_shown(case, told, instances, search))
    return json_answer(search.page(found), search)


@require_GET
@dicomweb
def instances(
    request: HttpRequest, case_id: UUID, study: str = "", series: str = ""
) -> HttpResponse:
    """Instances of a series, of a study, or of the case."""
    case = reading_case(request, case_id)
    search, catalogue = search_of(request.GET), catalogue_for(request, case)
    note_read(request, case, "dicom_list")
    found: list[Json] = []
    for study_row, rows in _series_by_study(catalogue, study, series):
        above = _study_above(catalogue, study_row, search)
        for row in rows:
            held = catalogue.instances([row])
            headers = headers_of(case, held)
            about = catalogue.series_json(row)
            for one in held:
                header = headers[one.sha256]
                told = catalogue.instance_json(one, header, about)
                metadata = header["metadata"]
                if search.fits({**above, **metadata, **about, **told}):
                    found.append(with_included(told, metadata, search))
    return json_answer(search.page(found), search)


def _series_by_study(
    catalogue: Catalogue, study: str, series: str = ""
) -> Iterable[tuple[ImagingStudyRow, list[ImagingSeriesRow]]]:
    rows = catalogue.studies(study)
    members = catalogue.series(rows, series)
    for row in rows:
        yield row, [one for one in members if one.study_id == row.pk]


def _study_above(catalogue: Catalogue, row: ImagingStudyRow, search: Search) -> Json:
    """The study's attributes, where something of the search may need them."""
    if not search.wanted:
        return {}
    members = catalogue.series([row])
    held = catalogue.instances(members)
    return catalogue.study_json(row, members, held) if held else {}


def _first_metadata(case: Case, rows: list[ImagingInstanceRow]) -> Json:
    return next((one["metadata"] for one in headers_of(case, rows[:1]).values()), {})


def _shown(case: Case, told: Json, rows: list[ImagingInstanceRow], search: Search) -> Json:
    if not search.include:
        return told
    return with_included(told, _first_metadata(case, rows), search)
