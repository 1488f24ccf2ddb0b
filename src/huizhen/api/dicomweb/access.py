"""Who asks: a person who is signed in, or a program with a token; each goes through the case's
door, and what is read is told in the trail."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from huizhen.api.rest.problems import problem
from huizhen.api.rest.tokens import ScopeMissing
from huizhen.core.errors import HuizhenError
from huizhen.ground.accounts.models import User
from huizhen.ground.accounts.token_actions import open_token
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import access_case
from huizhen.ground.cases.models import Case

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

NEED: Final = "see_identity"
"""Originals say who the patient is."""
READ_SCOPE: Final = "documents"
STORE_NEED: Final = "upload"
STORE_SCOPE: Final = "upload"
_BEARER = "Bearer "
_STORED_AT = re.compile(r"/api/dicomweb/cases/[^/]+/studies(/[^/]+)?/?")


class NotSignedIn(HuizhenError):
    """Nobody is signed in, and no token that can be used was sent."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            "token_missing",
            "A token that can be used is missing.",
            "Send 'Authorization: Bearer' with a token from the page of your account.",
        )


def dicomweb(view: View[P]) -> View[P]:
    """A view whose errors are problem+json, missing and forbidden alike 404, and that needs no
    CSRF token: it changes nothing for a session."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return _missing()
        except HuizhenError as error:
            return _refused(error)

    return answer


def _missing() -> HttpResponse:
    return problem(
        404,
        "not_found",
        "There is no such thing, or it is not open to you.",
        "Check the address, and whose token is used.",
    )


def _refused(error: HuizhenError) -> HttpResponse:
    status = int(getattr(error, "status", 400))
    response = problem(status, error.code, error.message, error.remedy)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def reading_case(request: HttpRequest, case_id: UUID) -> Case:
    """The case for somebody who may see its originals."""
    return access_case(_person(request, READ_SCOPE), case_id, NEED)


def storing_case(request: HttpRequest, case_id: UUID) -> tuple[Case, User]:
    """The case for a program that may send files to it, and its person; a session is not enough,
    so that no other site's page can send."""
    if _token_of(request) is None:
        raise NotSignedIn
    user = _person(request, STORE_SCOPE)
    return access_case(user, case_id, STORE_NEED), user


def most_sent(path: str, authorization: str) -> int:
    """How many bytes a message to this path may bring: 0 unless it stores instances with a token
    that may. What is sent is kept before the case's door is asked, so none may fill the disk."""
    if not _STORED_AT.fullmatch(path) or not authorization.startswith(_BEARER):
        return 0
    row = open_token(authorization.removeprefix(_BEARER).strip())
    if row is None or STORE_SCOPE not in row.scopes:
        return 0
    return int(settings.HUIZHEN_STOW_BYTES)


def note_read(request: HttpRequest, case: Case, about: str) -> None:
    """Tell in the trail that somebody read this: once in five minutes."""
    user: Any = request.user
    record_read("read", actor_id=user.pk, case_id=case.pk, about=about)


def _token_of(request: HttpRequest) -> str | None:
    told = request.headers.get("Authorization", "")
    return told.removeprefix(_BEARER).strip() if told.startswith(_BEARER) else None


def _person(request: HttpRequest, scope: str) -> User:
    token = _token_of(request)
    if token is None:
        if isinstance(request.user, User):
            return request.user
        raise NotSignedIn
    row = open_token(token)
    if row is None:
        raise NotSignedIn
    if scope not in row.scopes:
        raise ScopeMissing(scope)
    request.user = row.user
    return row.user
