"""The site's own addresses: style, icon, fonts, health."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from huizhen import __version__
from huizhen.core.errors import HuizhenError
from huizhen.web.package import current_package

_WEB = Path(__file__).resolve().parent.parent
_PLACES = {
    "huizhen.css": (_WEB / "static", "text/css; charset=utf-8"),
    "dossier.css": (_WEB / "static", "text/css; charset=utf-8"),
    "huizhen.svg": (_WEB / "static", "image/svg+xml"),
    "NotoSansSC-Regular.ttf": (_WEB.parent / "content" / "fonts", "font/ttf"),
    "NotoSansSC-Bold.ttf": (_WEB.parent / "content" / "fonts", "font/ttf"),
}
_NAMED_FONT = re.compile(rb'url\("([\w.-]+)"\)')


@cache
def _static_bytes(name: str) -> bytes:
    """The bytes of a listed file; the style names fonts by addresses that change with them."""
    folder, _ = _PLACES[name]
    data = (folder / name).read_bytes()
    return _NAMED_FONT.sub(_addressed, data) if name.endswith(".css") else data


def _addressed(named: re.Match[bytes]) -> bytes:
    try:
        return f'url("{static_address(named[1].decode())}")'.encode()
    except FileNotFoundError:
        return named[0]  # fonts are fetched by `make setup`; without them the system's are used


@cache
def static_address(name: str) -> str:
    """The address of a static file, which changes when its bytes do."""
    return f"/static/{name}?{hashlib.sha256(_static_bytes(name)).hexdigest()[:12]}"


@require_safe
def static_file(_request: HttpRequest, name: str) -> HttpResponse:
    """One of the listed files; a browser may keep it, for its address holds its hash."""
    try:
        data = _static_bytes(name) if name in _PLACES else None
    except FileNotFoundError:
        data = None
    if data is None:
        raise Http404
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(data, content_type=_PLACES[name][1], headers=headers)


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
