"""What the interface takes and gives; the OpenAPI document is drawn from here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema


class Problem(Schema):
    """An error as RFC 9457 has it, with the code that pages and the command line show too."""

    type: str
    title: str
    detail: str = ""
    status: int
    code: str


class CaseOut(Schema):
    """Where a case stands; nothing of the patient."""

    id: UUID
    number: str = Field(description="What the case is called everywhere, as HZ-2026-0001")
    stage: str
    holds: list[str] = Field(description="What lies over the stage")
    specialty: str
    format: str
    language: str
    country: str
    waiting_role: str
    waiting_for: str
    due_at: datetime | None
    opened_at: datetime
    revision: int


class CasePage(Schema):
    """Some of the cases, the newest first."""

    items: list[CaseOut]
    count: int


class FileTaken(Schema):
    """What became of a file that was sent."""

    state: Literal["received", "known"]
    sha256: str


class DocumentOut(Schema):
    """One received file."""

    id: UUID
    name: str
    sha256: str
    size_bytes: int
    state: str
    received_at: datetime


class DocumentPage(Schema):
    """Some of the received files, the oldest first."""

    items: list[DocumentOut]
    count: int


class Lines(Schema):
    """Objects as `huizhen facts` or `huizhen findings` prints them (docs/schemas)."""

    version: int | None = Field(description="Number of the composition; null before the first")
    items: list[dict[str, Any]]
    count: int
