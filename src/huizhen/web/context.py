"""What every template knows."""

from __future__ import annotations

from django.http import HttpRequest

from huizhen import __version__
from huizhen.web.middleware import is_signed_in
from huizhen.web.views.site import static_address


def frame(request: HttpRequest) -> dict[str, object]:
    """Who is signed in, where we are, where the style is."""
    match = request.resolver_match
    return {
        "is_signed_in": hasattr(request, "session") and is_signed_in(request),
        "here": match.url_name if match else "",
        "here_path": request.path_info if match else "/",
        "style": static_address("huizhen.css"),
        "icon": static_address("huizhen.svg"),
        "version": __version__,
    }
