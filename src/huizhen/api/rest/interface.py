"""The interface as one object, whose addresses `project.urls` includes."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from huizhen.api.rest.operations import router
from huizhen.api.rest.problems import add_problems
from huizhen.api.rest.tokens import TokenBearer, TokenThrottle

_JSON, _PROBLEM, _BYTES = "application/json", "application/problem+json", "application/octet-stream"


class Interface(NinjaAPI):
    """As ninja has it, with the media types of errors and files told in the document."""

    def get_openapi_schema(self, **told: Any) -> Any:
        """The OpenAPI 3.1 document."""
        document = super().get_openapi_schema(**told)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    _name_media_type(int(status), response.get("content", {}))
        return document


def _name_media_type(status: int, content: dict[str, Any]) -> None:
    if status >= 400 and _JSON in content:
        content[_PROBLEM] = content.pop(_JSON)
    elif _BYTES in content:
        content.pop(_JSON, None)


api = Interface(
    title="Huizhen",
    version="1",
    description="Cases, files, facts, findings and documents, for programs that act for a person.",
    urls_namespace="api",
    docs_url=None,  # its page needs scripts from elsewhere; the document itself is at openapi.json
    auth=TokenBearer(),
    throttle=TokenThrottle(),
)
api.add_router("", router)
add_problems(api)
