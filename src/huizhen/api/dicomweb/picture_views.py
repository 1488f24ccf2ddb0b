"""WADO-RS rendered and thumbnails: pictures that any browser shows (PS3.18 10.4.1.1.3)."""

from __future__ import annotations

import math
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from huizhen.api.dicomweb.access import dicomweb
from huizhen.api.dicomweb.negotiation import NotAcceptable, accepted, takes
from huizhen.api.dicomweb.retrieve_views import Found, found_at, frame_numbers, middle
from huizhen.core.errors import HuizhenError
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.imaging.models import ImagingInstanceRow
from huizhen.ground.imaging.rendering import Look, rendered

_FORMATS: Final = (("image/jpeg", "JPEG"), ("image/png", "PNG"), ("image/webp", "WebP"))
_FUNCTIONS: Final = {"linear": "LINEAR", "linear-exact": "LINEAR_EXACT", "sigmoid": "SIGMOID"}
_MOST_SIDE: Final = 4096
_THUMBNAIL_SIDE: Final = 160
_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"


class WrongParameter(HuizhenError):
    """A parameter of a picture is not what the standard has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "parameter_wrong",
            f"The parameter '{name}' is not what it should be.",
            "window=center,width,function (linear, linear-exact, sigmoid); viewport=width,height; "
            "quality=1 to 100.",
        )


@require_GET
@dicomweb
def picture(
    request: HttpRequest,
    case_id: UUID,
    study: str,
    series: str = "",
    instance: str = "",
    numbers: str = "1",
) -> HttpResponse:
    """A frame as it is looked at; of a study or series the middle one."""
    found = found_at(request, case_id, study, series, instance)
    row = middle(found.instances)
    [frame, *_] = frame_numbers(numbers)
    media, kind = _format(request)
    look = Look(
        frame=frame,
        format=kind,
        quality=_quality(request),
        window=_window(request),
        viewport=_viewport(request),
    )
    return _answer(rendered(found.case, row, look), media)


@require_GET
@dicomweb
def thumbnail(
    request: HttpRequest, case_id: UUID, study: str, series: str = "", instance: str = ""
) -> HttpResponse:
    """A small picture; of a series the one that was drawn when it came."""
    found = found_at(request, case_id, study, series, instance)
    row = middle(found.instances)
    kept = None if instance else _kept(found, row)
    if kept and any(takes(one, "image/webp") for one in accepted(request)):
        return _answer(kept, "image/webp")
    side = float(_THUMBNAIL_SIDE)
    media, kind = _format(request)
    look = Look(frame=row.frames // 2, format=kind, viewport=(side, side))
    return _answer(rendered(found.case, row, look), media)


def _kept(found: Found, row: ImagingInstanceRow) -> bytes:
    for series in found.series:
        if series.pk == row.series_id and series.thumbnail is not None:
            return blob_bytes(found.case, series.thumbnail)
    return b""


def _format(request: HttpRequest) -> tuple[str, str]:
    for wanted in accepted(request):
        for media, kind in _FORMATS:
            if takes(wanted, media):
                return media, kind
    raise NotAcceptable


def _answer(data: bytes, media: str) -> HttpResponse:
    return HttpResponse(data, content_type=media, headers={"Content-Security-Policy": _POLICY})


def _numbers(told: str, name: str) -> list[float]:
    try:
        numbers = [float(part) for part in told.split(",") if part]
    except ValueError as error:
        raise WrongParameter(name) from error
    if not all(math.isfinite(number) and abs(number) < 1e7 for number in numbers):
        raise WrongParameter(name)
    return numbers


def _quality(request: HttpRequest) -> int:
    told = request.GET.get("quality", "90")
    if not (told.isascii() and told.isdigit() and 1 <= int(told) <= 100):
        raise WrongParameter("quality")
    return int(told)


def _window(request: HttpRequest) -> tuple[float, float, str] | None:
    told = request.GET.get("window")
    if not told:
        return None
    *numbers, function = told.split(",") if told.count(",") == 2 else [*told.split(","), "linear"]
    found = _numbers(",".join(numbers), "window")
    if len(found) != 2 or found[1] <= 0 or function.lower() not in _FUNCTIONS:
        raise WrongParameter("window")
    return (found[0], found[1], _FUNCTIONS[function.lower()])


def _viewport(request: HttpRequest) -> tuple[float, ...] | None:
    told = request.GET.get("viewport")
    if not told:
        return None
    found = _numbers(told, "viewport")
    if len(found) not in (2, 6) or not all(1 <= side <= _MOST_SIDE for side in found[:2]):
        raise WrongParameter("viewport")
    return tuple(found)
