"""What holds for every page of the desk: private, in the person's language, errors in words."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from huizhen import __version__
from huizhen.core.errors import HuizhenError, WrongState
from huizhen.ground.accounts.models import Role, User
from huizhen.ground.cases.change import StalePage

GetResponse = Callable[[HttpRequest], HttpResponse]

_NEVER_SHOWN = frozenset({"csrfmiddlewaretoken", "seen", "code", "credential", "passphrase"})
_WITHOUT_SECOND_FACTOR = ("/account/", "/language", "/health", "/static/")
_NOTED_SECONDS = 60.0
_MOST_NOTED = 10_000


def private_pages(get_response: GetResponse) -> GetResponse:
    """Pages are kept by nobody, and use nothing of the device."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def person_language(get_response: GetResponse) -> GetResponse:
    """A person's own language, unless another was chosen on this machine."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not chosen and isinstance(request.user, User):
            known = dict(settings.LANGUAGES)
            if request.user.language in known:
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware


def activity_noted(get_response: GetResponse) -> GetResponse:
    """Where and when a person was last here, written at most once a minute and process: every page
    would else wait for whoever is writing."""
    noted: dict[str, float] = {}
    noting = UserSessionsMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        key, now = request.session.session_key, time.monotonic()
        if key and now - noted.get(key, -_NOTED_SECONDS) >= _NOTED_SECONDS:
            if len(noted) > _MOST_NOTED:
                noted.clear()
            noted[key] = now
            answer: HttpResponse = noting(request)
            return answer
        return get_response(request)

    return middleware


def needs_second_factor(user: User) -> bool:
    """Everybody but a person who is a patient and nothing else."""
    return bool(user.roles() - {Role.PATIENT})


def second_factor_required(get_response: GetResponse) -> GetResponse:
    """Whoever needs a second factor and has none makes one before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            isinstance(user, User)
            and not request.path_info.startswith(_WITHOUT_SECOND_FACTOR)
            and needs_second_factor(user)
            and not _has_second_factor(request, user)
        ):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return get_response(request)

    return middleware


def _has_second_factor(request: HttpRequest, user: User) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    if request.session.get("has_second_factor"):
        return True
    if is_mfa_enabled(user):
        request.session["has_second_factor"] = True
        return True
    return False


class Problems:
    """An error of the product's own tree becomes a page, or JSON, that says what to do."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response as it is."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a HuizhenError; others go on."""
        if not isinstance(exception, HuizhenError):
            return None
        usual = 409 if isinstance(exception, (StalePage, WrongState)) else 400
        status = int(getattr(exception, "status", usual))
        if request.path_info.startswith("/api/"):
            told = {
                "type": f"https://huizhen.invalid/problems/{exception.code}",
                "title": exception.message,
                "detail": exception.remedy,
                "status": status,
                "code": exception.code,
            }
            return JsonResponse(told, status=status, content_type="application/problem+json")
        return problem(request, status, exception)


def problem(request: HttpRequest, status: int, error: HuizhenError) -> HttpResponse:
    """The page of an error; what was typed is shown again so that nothing is lost."""
    typed = [
        (name, value)
        for name in request.POST
        if name not in _NEVER_SHOWN and "password" not in name
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    context = {
        "title": _(error.message),
        "remedy": _(error.remedy) if error.remedy else "",
        "code": error.code,
        "typed": typed,
        "back": request.META.get("HTTP_REFERER", ""),
    }
    return render(request, "desk/problem.html", context, status=status)


def frame(request: HttpRequest) -> dict[str, object]:
    """What every template knows."""
    user = getattr(request, "user", None)
    return {
        "product_version": __version__,
        "here_address": request.get_full_path() if request.method == "GET" else "/",
        "person": user if isinstance(user, User) else None,
        "is_fresh_form": request.method == "GET",
    }


def say(request: HttpRequest, text: str) -> None:
    """A line that the next page shows."""
    messages.success(request, text)
