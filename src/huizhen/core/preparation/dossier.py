"""The dossier: a tree of sections and statements; renderers add nothing clinical."""

from __future__ import annotations

from typing import Final, Literal

from huizhen.core.content import UNREVIEWED_MARK, PackStamp
from huizhen.core.records.fact import FactKey
from huizhen.core.records.page import Box
from huizhen.core.records.value import Value, content_hash

DRAFT_MARK: Final = "草稿，未经医师确认"
TO_VERIFY_MARK: Final = "待核"
UNTRANSLATED_MARK: Final = "【原文，待译】"
NOT_PROVIDED = "未提供"
IDENTITY_UNCONFIRMED = "身份未确认"

Mark = Literal["待核", "【原文，待译】"]


class Place(Value):
    """One place that a statement rests on; `source` is the number of a `SourceLine`."""

    source: int
    page_id: str
    page: int | None = None
    path: str = ""
    quote: str = ""
    start: int | None = None
    end: int | None = None
    boxes: tuple[Box, ...] = ()


class Statement(Value):
    """One clinical statement: Chinese text, the text it came from, its facts and its places."""

    key: str
    """Section key and fact keys: what an edit hangs on."""
    zh: str
    original: str = ""
    marks: tuple[Mark, ...] = ()
    reason: str = ""
    """Why it is marked, in one code (contradiction, unit_not_stated, status_unknown ...)."""
    fact_keys: tuple[FactKey, ...] = ()
    places: tuple[Place, ...] = ()


class Section(Value):
    """A block of the front sheet or a statutory section; without statements it is 未提供."""

    key: str
    zh: str
    en: str
    statements: tuple[Statement, ...] = ()
    most: int = 4
    """How many statements the one-page form shows; the others are counted there."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not self.statements


class SourceLine(Value):
    """A numbered source in the dossier's list."""

    number: int
    path: str
    source_id: str
    kind: str
    document_date: str = ""
    same_as: tuple[str, ...] = ()


class Dossier(Value):
    """One composition, many renderings."""

    specialty: str
    department_zh: str
    department_en: str
    as_of: str
    question: str = ""
    question_language: str = ""
    identity_note: str = ""
    """'身份未确认' until a person confirms whose records these are; '' when stated."""
    front_sheet: tuple[Section, ...]
    skeleton: tuple[Section, ...]
    sources: tuple[SourceLine, ...]
    blocking: tuple[str, ...] = ()
    """Codes of what has to be resolved before anything leaves."""
    marks: tuple[str, ...] = (DRAFT_MARK, UNREVIEWED_MARK)
    packs: tuple[PackStamp, ...]
    composer: str

    @property
    def sha256(self) -> str:
        """The dossier's identity: SHA-256 of its canonical JSON."""
        return content_hash(self.model_dump(mode="json"))
