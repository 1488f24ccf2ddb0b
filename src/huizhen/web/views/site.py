"""The site's own addresses: style, icon, health."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from huizhen import __version__
from huizhen.core.errors import HuizhenError
from huizhen.web.package import current_package

_FOLDER = Path(__file__).resolve().parent.parent / "static"
_TYPES = {"huizhen.css": "text/css; charset=utf-8", "huizhen.svg": "image/svg+xml"}


@cache
def _static_bytes(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def static_address(name: str) -> str:
    """The address of a static file, which changes when its bytes do."""
    return f"/static/{name}?{hashlib.sha256(_static_bytes(name)).hexdigest()[:12]}"


@require_safe
def static_file(_request: HttpRequest, name: str) -> HttpResponse:
    """One of the listed files; a browser may keep it, for its address holds its hash."""
    if name not in _TYPES:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(_static_bytes(name), content_type=_TYPES[name], headers=headers)


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """200 when the desk runs and its package can be opened, else 503; open to all, says no more."""
    try:
        current_package().manifest()
        status = "ok"
    except HuizhenError as error:
        status = error.code
    data = {"schema": "huizhen.health/1", "status": status, "version": __version__}
    return JsonResponse(data, status=200 if status == "ok" else 503)
