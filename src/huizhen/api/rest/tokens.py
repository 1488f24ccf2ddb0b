"""Who asks: a program with a token, its scopes, and how often it may ask."""

from __future__ import annotations

import time
from typing import cast
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from huizhen.core.errors import HuizhenError
from huizhen.ground.accounts.models import ApiToken, User
from huizhen.ground.accounts.token_actions import open_token
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import access_case
from huizhen.ground.cases.models import Case

_WINDOW_SECONDS = 60


class ScopeMissing(HuizhenError):
    """The token does not allow this."""

    status = 403

    def __init__(self, scope: str) -> None:
        super().__init__(
            "scope_missing",
            f"This token does not have the scope '{scope}'.",
            "Make a token with this scope on the page of your account.",
        )


class TokenBearer(HttpBearer):
    """`Authorization: Bearer hz_...`; the request then acts for the token's person."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token's row; None (401) when it cannot be used."""
        row = open_token(token)
        if row is not None:
            request.user = row.user
        return row


class TokenThrottle(BaseThrottle):
    """So many requests a minute for each token."""

    most = 240

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one is among them; it is counted."""
        key = f"api:{_token(request).pk}:{int(time.time()) // _WINDOW_SECONDS}"
        cache.add(key, 0, 2 * _WINDOW_SECONDS)
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # it expired between the two calls
            return True

    def wait(self) -> float:
        """Seconds until the next window."""
        return float(_WINDOW_SECONDS - int(time.time()) % _WINDOW_SECONDS)


def _token(request: HttpRequest) -> ApiToken:
    return cast("ApiToken", request.auth)  # type: ignore[attr-defined]  # set by TokenBearer


def person_with(request: HttpRequest, scope: str) -> User:
    """The token's person; ScopeMissing when the token does not reach so far."""
    if scope not in _token(request).scopes:
        raise ScopeMissing(scope)
    return _token(request).user


def case_with(request: HttpRequest, case_id: UUID, scope: str, need: str, about: str = "") -> Case:
    """The case through its door; what is read is told in the trail."""
    user = person_with(request, scope)
    case = access_case(user, case_id, need)
    if request.method == "GET":
        record_read("read", actor_id=user.pk, case_id=case.pk, about=about or f"api:{scope}")
    return case
