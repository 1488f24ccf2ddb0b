"""Addresses of DICOMweb below a case (PS3.18 10.1)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from huizhen.api.dicomweb import picture_views, retrieve_views, search_views, store_views

_STUDIES = "cases/<uuid:case_id>/studies"
_STUDY = f"{_STUDIES}/<str:study>"
_SERIES = f"{_STUDY}/series/<str:series>"
_INSTANCE = f"{_SERIES}/instances/<str:instance>"


def _by_method(
    get: Callable[..., HttpResponseBase], post: Callable[..., HttpResponseBase]
) -> Callable[..., HttpResponseBase]:
    """One address, two services."""

    @csrf_exempt
    def answer(request: HttpRequest, case_id: UUID, **named: str) -> HttpResponseBase:
        if request.method == "POST":
            return post(request, case_id, **named)
        if request.method in ("GET", "HEAD"):
            return get(request, case_id, **named)
        return HttpResponseNotAllowed(["GET", "POST"])

    answer.__module__ = get.__module__
    return answer


urlpatterns = [
    path(_STUDIES, _by_method(search_views.studies, store_views.store), name="dicomweb_studies"),
    path("cases/<uuid:case_id>/series", search_views.series, name="dicomweb_all_series"),
    path("cases/<uuid:case_id>/instances", search_views.instances, name="dicomweb_all_instances"),
    path(_STUDY, _by_method(retrieve_views.objects, store_views.store), name="dicomweb_study"),
    path(f"{_STUDY}/metadata", retrieve_views.metadata, name="dicomweb_study_metadata"),
    path(f"{_STUDY}/rendered", picture_views.picture, name="dicomweb_study_rendered"),
    path(f"{_STUDY}/thumbnail", picture_views.thumbnail, name="dicomweb_study_thumbnail"),
    path(f"{_STUDY}/series", search_views.series, name="dicomweb_series_list"),
    path(f"{_STUDY}/instances", search_views.instances, name="dicomweb_study_instances"),
    path(_SERIES, retrieve_views.objects, name="dicomweb_series"),
    path(f"{_SERIES}/metadata", retrieve_views.metadata, name="dicomweb_series_metadata"),
    path(f"{_SERIES}/rendered", picture_views.picture, name="dicomweb_series_rendered"),
    path(f"{_SERIES}/thumbnail", picture_views.thumbnail, name="dicomweb_series_thumbnail"),
    path(f"{_SERIES}/instances", search_views.instances, name="dicomweb_instances"),
    path(_INSTANCE, retrieve_views.objects, name="dicomweb_instance"),
    path(f"{_INSTANCE}/metadata", retrieve_views.metadata, name="dicomweb_metadata"),
    path(f"{_INSTANCE}/rendered", picture_views.picture, name="dicomweb_rendered"),
    path(f"{_INSTANCE}/thumbnail", picture_views.thumbnail, name="dicomweb_thumbnail"),
    path(f"{_INSTANCE}/bulkdata/<str:tag>", retrieve_views.bulkdata, name="dicomweb_bulkdata"),
    path(f"{_INSTANCE}/frames/<str:numbers>", retrieve_views.frames, name="dicomweb_frames"),
    path(
        f"{_INSTANCE}/frames/<str:numbers>/rendered",
        picture_views.picture,
        name="dicomweb_frame_rendered",
    ),
]
