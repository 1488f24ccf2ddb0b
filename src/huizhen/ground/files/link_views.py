"""The one-time upload link: opened by a button, once, in one browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.errors import HuizhenError
from huizhen.ground.accounts.actions import token_hash
from huizhen.ground.cases.access import case_rows, link_row, system_case
from huizhen.ground.files.asked import asked_of
from huizhen.ground.files.link_actions import exchange_link, open_link
from huizhen.ground.files.models import ReceivedFile, UploadLink
from huizhen.ground.files.senders import KEPT, link_of, require_open

_TOKEN = "upload_token"  # noqa: S105 - where the session keeps it


@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link's token goes into the session, so that it stands in no address that is kept. Nothing
    is used up: programs that look into mail follow links too."""
    kept = str(request.session.get(KEPT, ""))
    mine = link_row(UploadLink, token_hash=token_hash(token), session_hash=token_hash(kept))
    if kept and mine is not None:
        request.session.pop(_TOKEN, None)
        return HttpResponseRedirect(reverse("send_files"))
    open_link(token)
    request.session[_TOKEN] = token
    return HttpResponseRedirect(reverse("send_files"))


@require_safe
def send_files(request: HttpRequest) -> HttpResponse:
    """The button that opens the link, or the page on which files are sent."""
    token = str(request.session.get(_TOKEN, ""))
    if token:
        return render(request, "files/send_link.html", {"link": open_link(token)})
    found = link_of(request)
    case = system_case(found.case_id)
    require_open(case)
    rows = case_rows(case, ReceivedFile).filter(link=found)
    context = {
        "link": found,
        "arrived": rows.count(),
        "language": case.language,
        "asked": asked_of(case, found),
    }
    return render(request, "files/send.html", context)


@require_POST
def open_by_button(request: HttpRequest) -> HttpResponse:
    """Exchange the link for this browser's session."""
    token = str(request.session.pop(_TOKEN, ""))
    if not token and request.session.get(KEPT):
        return HttpResponseRedirect(reverse("send_files"))
    try:
        _, secret = exchange_link(token)
    except HuizhenError:
        request.session.pop(KEPT, None)
        raise
    request.session.cycle_key()
    request.session[KEPT] = secret
    return HttpResponseRedirect(reverse("send_files"))
