"""The dossier: a tree of sections and statements; renderers add nothing clinical."""

from __future__ import annotations

from typing import Final

from huizhen.core.content import UNREVIEWED_MARK, PackStamp
from huizhen.core.preparation.edits import Edit
from huizhen.core.preparation.paper import Reference, Section
from huizhen.core.records.value import Value, content_hash

DRAFT_MARK: Final = "草稿，未经医师确认"
IDENTITY_UNCONFIRMED: Final = "身份未确认"


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
    """In the specialty's own order."""
    doubts: Section
    """待核事项: what a person has to settle before anything leaves."""
    record: tuple[Section, ...]
    """The statutory sections; the same whatever the specialty."""
    annexes: tuple[Section, ...] = ()
    """Treatment course, drugs, local opinions, scores, attachments."""
    terms: Section
    """待定译名: names that have no approved Chinese form."""
    missing: Section
    """尚缺资料: what the requirement packs find missing."""
    references: tuple[Reference, ...] = ()
    sources: tuple[SourceLine, ...]
    blocking: tuple[str, ...] = ()
    """Codes of what has to be resolved before anything leaves."""
    marks: tuple[str, ...] = (DRAFT_MARK, UNREVIEWED_MARK)
    packs: tuple[PackStamp, ...]
    edits: tuple[Edit, ...] = ()
    """Wordings of named persons that it was composed with."""
    composer: str

    @property
    def sections(self) -> tuple[Section, ...]:
        """All sections in reading order."""
        return (
            *self.front_sheet, self.doubts, *self.record, *self.annexes, self.missing, self.terms,
        )  # fmt: skip

    @property
    def orphaned(self) -> tuple[Edit, ...]:
        """Edits whose statement is gone or says something else now."""
        placed = {s.key for part in self.sections for s in part.statements if s.entry is not None}
        return tuple(edit for edit in self.edits if edit.key not in placed)

    @property
    def sha256(self) -> str:
        """The dossier's identity: SHA-256 of its canonical JSON."""
        return content_hash(self.model_dump(mode="json"))
