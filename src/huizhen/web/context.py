"""What every template knows."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import urlencode

from huizhen import __version__
from huizhen.web.middleware import is_signed_in
from huizhen.web.views.site import static_address

_CHOICES = ("status", "type", "page", "next")


def frame(request: HttpRequest) -> dict[str, object]:
    """Who is signed in, where we are, where the style is."""
    match = request.resolver_match
    return {
        "is_signed_in": hasattr(request, "session") and is_signed_in(request),
        "here": match.url_name if match else "",
        "here_address": _address(request) if match else "/",
        "style": static_address("huizhen.css"),
        "icon": static_address("huizhen.svg"),
        "version": __version__,
    }


def _address(request: HttpRequest) -> str:
    """This page with what was chosen on it, for whoever switches the language."""
    chosen = {name: request.GET[name] for name in _CHOICES if name in request.GET}
    return f"{request.path_info}?{urlencode(chosen)}" if chosen else request.path_info
