"""Errors as problem+json, with one code for one thing on pages, here and at the command line."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from huizhen.core.errors import HuizhenError, WrongState
from huizhen.ground.cases.change import StalePage


def problem(status: int, code: str, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """One error."""
    told = {
        "type": f"https://huizhen.invalid/problems/{code}",
        "title": title,
        "detail": detail,
        "status": status,
        "code": code,
        **more,
    }
    return JsonResponse(told, status=status, content_type="application/problem+json")


def add_problems(api: NinjaAPI) -> None:
    """Let every error of the interface be told in this way."""
    api.add_exception_handler(HuizhenError, _own)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(Throttled, _too_often)
    api.add_exception_handler(HttpError, _refused)


def _own(_request: HttpRequest, error: Any) -> HttpResponse:
    usual = 409 if isinstance(error, (StalePage, WrongState)) else 400
    status = int(getattr(error, "status", usual))
    return problem(status, error.code, error.message, error.remedy)


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(
        404,
        "not_found",
        "There is no such thing, or it is not open to you.",
        "Check the id, and whose token is used.",
    )


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    places = [
        {"place": [str(step) for step in each.get("loc", ())], "kind": str(each.get("type", ""))}
        for each in error.errors
    ]
    return problem(
        422,
        "request_invalid",
        "The request does not have the form that the interface takes.",
        "Compare it with /api/v1/openapi.json.",
        errors=places,
    )


def _unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
    response = problem(
        401,
        "token_missing",
        "A token that can be used is missing.",
        "Send 'Authorization: Bearer' with a token from the page of your account.",
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_often(_request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(
        429, "too_many_requests", "Too many requests with this token.", "Wait, then go on."
    )
    response.headers["Retry-After"] = str(int(error.wait or 60))
    return response


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status_code, "request_refused", "The request was refused.")
