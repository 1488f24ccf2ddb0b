"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huizhen.web.middleware import SESSION_STAMP, is_signed_in
from huizhen.web.sign_in import Throttle, end_sessions, session_stamp

ATTEMPTS = Throttle()


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the password; the right one opens the desk."""
    if request.method != "POST":
        if is_signed_in(request):
            return HttpResponseRedirect(_next(request))
        return _form(request, status=200)
    wait_seconds = ATTEMPTS.attempt()
    if wait_seconds:
        response = _form(request, status=429, wait_seconds=wait_seconds)
        response.headers["Retry-After"] = str(wait_seconds)
        return response
    stamp = session_stamp(settings.HUIZHEN_HOME, request.POST.get("password", ""))
    if stamp is None:
        return _form(request, status=403, is_wrong=True)
    ATTEMPTS.clear()
    request.session.flush()
    request.session[SESSION_STAMP] = stamp
    rotate_token(request)
    return HttpResponseRedirect(_next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session and every other one of the account."""
    end_sessions(settings.HUIZHEN_HOME)
    request.session.flush()
    return HttpResponseRedirect(reverse("sign_in"))


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of this desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("overview")


def _form(
    request: HttpRequest, status: int, *, is_wrong: bool = False, wait_seconds: int = 0
) -> HttpResponse:
    context = {"next": _next(request), "is_wrong": is_wrong, "wait_seconds": wait_seconds}
    return render(request, "web/sign_in.html", context, status=status)
