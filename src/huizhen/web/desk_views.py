"""Error pages of the desk, and its sign of life."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_safe

from huizhen.core.errors import HuizhenError
from huizhen.web.shell import problem


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, _exception: object = None, **_told: object) -> HttpResponse:
    """400: the request is not one that the desk answers."""
    error = HuizhenError(
        "bad_request",
        _noop("This request was not understood"),
        _noop("Open the desk under its usual address."),
    )
    return problem(request, 400, error)


def csrf_failure(request: HttpRequest, **_told: object) -> HttpResponse:
    """403: a form that did not come from a page of this desk, or from an old one."""
    error = HuizhenError(
        "form_too_old",
        _noop("This form is no longer valid"),
        _noop("Go back, load the page again, and send the form once more."),
    )
    return problem(request, 403, error)


def not_found(request: HttpRequest, _exception: object = None, **_told: object) -> HttpResponse:
    """404: there is no such page, or none for this person."""
    error = HuizhenError(
        "not_found",
        _noop("There is no such page, or it is not open to you"),
        _noop("Go to your cases and follow the links there."),
    )
    return problem(request, 404, error)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: a fault of the product; nothing else is trusted to work."""
    return HttpResponseServerError(
        "Something went wrong in the program. Nothing was changed. Load the page again; if that "
        "does not help, tell the administrator what you did and when.\n\n"
        "程序出错，数据未被更改。请重新载入页面；如仍出错，请告知管理员您所做的操作和时间。\n",
        content_type="text/plain; charset=utf-8",
    )
