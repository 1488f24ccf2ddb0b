"""Error pages: what happened and what to do, and nothing of the case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huizhen.core.errors import HuizhenError


def package_problem(request: HttpRequest, error: HuizhenError) -> HttpResponse:
    """The package cannot be shown at present."""
    remedy = _(error.remedy) if error.remedy else ""
    return _page(request, 503, _("The case cannot be shown"), _(error.message), remedy, error.code)


def bad_request(request: HttpRequest, **_told: object) -> HttpResponse:
    """400: the host name or the request is not one that the desk answers."""
    return _page(
        request,
        400,
        _("This request was not understood"),
        _("The address or the form was not one of this desk's."),
        _("Open the desk under the address that was shown when it was started."),
    )


def csrf_failure(request: HttpRequest, **_told: object) -> HttpResponse:
    """403: a form that did not come from a page of this desk, or from an old one."""
    return _page(
        request,
        403,
        _("This form is no longer valid"),
        _("The page stood open too long, or cookies are switched off for this address."),
        _("Go back, load the page again, and send the form once more."),
    )


def not_found(request: HttpRequest, **_told: object) -> HttpResponse:
    """404."""
    return _page(
        request,
        404,
        _("There is no such page"),
        _("The address is not one of this desk's."),
        _("Go to the overview and follow the links there."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of the product."""
    return _page(
        request,
        500,
        _("Something went wrong in the program"),
        _("The page could not be made. The package itself was not changed."),
        _("Load the page again. If that does not help, report what you did and the number below."),
    )


def _page(
    request: HttpRequest, status: int, title: str, message: str, remedy: str, code: str = ""
) -> HttpResponse:
    context = {
        "title": title,
        "message": message,
        "remedy": remedy,
        "code": code or str(status),
        "here_address": request.path_info if request.resolver_match else "/",
    }
    return render(request, "web/problem.html", context, status=status)
