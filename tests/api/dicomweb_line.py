"""A dicomweb-client whose requests go to the desk without a socket."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlsplit

import requests
from dicomweb_client.api import DICOMwebClient
from django.http import HttpResponseBase
from django.test import Client
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.response import HTTPResponse

from huizhen.ground.cases.models import Case

HOST = "http://testserver"


class _Desk(BaseAdapter):
    """Hands each request to Django's test client."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, **_more: Any
    ) -> requests.Response:
        told = urlsplit(str(request.url))
        headers = {name: str(value) for name, value in request.headers.items()}
        body = request.body or b""
        answer: HttpResponseBase = self._client.generic(
            str(request.method),
            f"{told.path}?{told.query}" if told.query else told.path,
            body if isinstance(body, bytes) else b"".join(body),  # type: ignore[arg-type]
            content_type=headers.get("Content-Type", ""),
            headers=headers,
        )
        data = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
        response = requests.Response()
        response.status_code = answer.status_code
        response.headers = CaseInsensitiveDict(dict(answer.items()))
        response.raw = HTTPResponse(io.BytesIO(data), preload_content=False)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing is open."""


def line_to(case: Case, client: Client, token: str = "") -> DICOMwebClient:
    """The client for a case: in a browser's session, or with a token."""
    session = requests.Session()
    session.mount(HOST, _Desk(client))
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    return DICOMwebClient(f"{HOST}/api/dicomweb/cases/{case.pk}", session=session)
