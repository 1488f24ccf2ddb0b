"""What holds for every page: signed in, strict headers, errors in plain words."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from huizhen.core.errors import HuizhenError
from huizhen.web.sign_in import is_current
from huizhen.web.views.problems import package_problem

GetResponse = Callable[[HttpRequest], HttpResponse]

SESSION_STAMP = "stamp"
_OPEN_PATHS = frozenset({"/sign-in", "/language", "/health"})
_OPEN_FOLDER = "/static/"

_PAGE_POLICY = (
    "default-src 'self'; font-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _PAGE_POLICY,
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_signed_in(request: HttpRequest) -> bool:
    """Whether the request's session is one of the account's."""
    return is_current(settings.HUIZHEN_HOME, request.session.get(SESSION_STAMP))


def strict_headers(get_response: GetResponse) -> GetResponse:
    """Headers that a view has not set itself."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def sign_in_required(get_response: GetResponse) -> GetResponse:
    """Closed unless listed here: whoever is not signed in cannot tell which pages there are."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path in _OPEN_PATHS or path.startswith(_OPEN_FOLDER) or is_signed_in(request):
            return get_response(request)
        query = f"?{urlencode({'next': path})}" if path != "/" and _is_page(path) else ""
        return HttpResponseRedirect(reverse("sign_in") + query)

    return middleware


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


class PackageProblems:
    """An error of the product's own tree becomes a page that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response as it is."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for a HuizhenError; others go on."""
        if isinstance(exception, HuizhenError):
            return package_problem(request, exception)
        return None
