"""What the core needs of the outside world, as Protocols; `project.wiring` chooses who serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from huizhen.core.language.imported.term import (
    FoundTerm,
    ImportedPack,
    ImportedTerm,
    TermInText,
)
from huizhen.core.preparation.paper import Paper
from huizhen.core.reading.limits import Limits
from huizhen.core.records.value import Value


class Work(Value):
    """One step that has to be performed outside the core: its key names its result forever."""

    key: str
    kind: str
    """read | dicom_headers | ocr | extract | picture: what a worker child knows how to do."""
    input: dict[str, object]
    label: str = ""
    """What a person is shown while it runs; a path, never content."""


class Outcome(Value):
    """What became of one work: plain data, or the error's three parts."""

    key: str
    data: dict[str, object] | None = None
    code: str = ""
    message: str = ""
    remedy: str = ""


class Workers(Protocol):
    """Limited child processes that touch untrusted bytes in this process's place."""

    def perform(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """The outcome of each work in order of completion; never raises for a bad file."""

    def close(self) -> None:
        """Stop the children."""


class DerivedStore(Protocol):
    """Results addressed by key, and embedded files by SHA-256; everything in it can be rebuilt."""

    def get(self, kind: str, key: str) -> dict[str, object] | None:
        """A stored result, None when there is none (or it is damaged)."""

    def put(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        """Store a result whole or not at all."""

    def member_path(self, source_id: str) -> Path:
        """Where the bytes of an embedded file are."""


class DocumentRenderer(Protocol):
    """Sets a template of the content packs with data: no clinical content is added."""

    def render_pdf(self, template: str, data: Mapping[str, object], created_on: date) -> bytes:
        """A PDF/A file, the same bytes for the same input."""

    def render_png(self, template: str, data: Mapping[str, object], ppi: int) -> bytes:
        """The first page as a picture."""


class PaperRenderer(Protocol):
    """Writes a paper in another format than PDF: no word is added."""

    def render(self, paper: Paper, step: int = 0, front: Paper | None = None) -> bytes:
        """The file's bytes, the same for equal papers; a further step sets a front sheet smaller.
        A `front` sheet becomes the first page and shares the paper's list of references."""


class TermStore(Protocol):
    """Imported terminologies, each a set of its own with provenance; none is used for composing
    by being there: what is found is proposed."""

    def packs(self) -> tuple[ImportedPack, ...]:
        """What was imported, by id."""

    def keep(self, pack: ImportedPack, terms: Iterable[ImportedTerm]) -> ImportedPack:
        """Write a set in place of one of the same id; the pack with its counts."""

    def remove(self, pack_id: str) -> bool:
        """Take a set away; whether it was there."""

    def by_code(self, code: str, system: str = "") -> tuple[FoundTerm, ...]:
        """The terms of a code."""

    def by_name(self, name: str, language: str = "") -> tuple[FoundTerm, ...]:
        """The terms that have exactly this name, in any role."""

    def beginning(self, prefix: str, most: int = 20) -> tuple[FoundTerm, ...]:
        """The terms of which a name begins so."""

    def near(self, name: str, most: int = 10) -> tuple[FoundTerm, ...]:
        """The terms whose name differs by a slip of the pen, the nearest first."""

    def in_text(self, text: str) -> tuple[TermInText, ...]:
        """The longest names that stand in a text, none inside another."""

    def terms(self, pack_id: str) -> Iterator[ImportedTerm]:
        """Every term of a set, in the order of its file."""


class WorkersFactory(Protocol):
    """Starts workers for one run."""

    def __call__(self, spool: Path, limits: Limits) -> Workers:
        """Workers that keep embedded files under `spool`."""
