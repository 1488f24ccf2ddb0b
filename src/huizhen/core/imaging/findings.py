"""What is wrong with images, each with the DICOM keyword that shows it; the words are content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.records.page import SourceId
from huizhen.core.records.value import Value

Scope = Literal["instance", "series", "study", "case"]
Effect = Literal["none", "note", "warn", "block"]
PACK, FILE = "imaging", "findings.json"
_WORST_FIRST: tuple[Effect, ...] = ("block", "warn", "note", "none")


class ImagingFinding(Value):
    """One thing that is wrong, or worth knowing, and where it shows."""

    code: str
    """A row of content/imaging/findings.json."""
    tag: str
    """DICOM keyword, or a dotted path of keywords in a sequence, that shows it."""
    value: str = ""
    """As it stands there, or the computed figure with its unit."""
    scope: Scope = "series"
    source_ids: tuple[SourceId, ...] = ()
    series_instance_uid: str = ""


class FindingWords(Value):
    """What a code means and what to do about it, in both languages of the desk."""

    en: str
    zh: str
    remedy_en: str
    remedy_zh: str
    effect: Effect

    def said(self, language: str) -> str:
        """The sentence in that language; English where it is neither."""
        return self.zh if language.startswith("zh") else self.en

    def remedy(self, language: str) -> str:
        """What to do, in that language."""
        return self.remedy_zh if language.startswith("zh") else self.remedy_en


class FindingTable(Value):
    """The words and effects of all codes, and the pack that they come from."""

    stamp: PackStamp
    rows: dict[str, FindingWords]

    def __getitem__(self, code: str) -> FindingWords:
        """The words of a code; ContentError when the pack has no row for it."""
        if code not in self.rows:
            raise ContentError(
                "content_missing",
                f"The pack {self.stamp.id} has no words for the finding {code}.",
                f"Add the row to the site's {FILE}, or use the product's file.",
            )
        return self.rows[code]

    def worst_first(self, findings: Iterable[ImagingFinding]) -> tuple[ImagingFinding, ...]:
        """The findings by effect, what blocks first; else in their order."""
        return tuple(sorted(findings, key=lambda one: _WORST_FIRST.index(self[one.code].effect)))


def finding_table(pack: Pack) -> FindingTable:
    """The table of a loaded pack `imaging`; ContentError when a row is malformed."""
    rows: Mapping[str, object] = pack.parsed(FILE)
    try:
        return FindingTable.model_validate({"stamp": pack.stamp, "rows": rows})
    except ValueError as error:
        raise ContentError(
            "content_malformed",
            f"{pack.stamp.id}/{FILE} has a row that is not complete.",
            "Each row has en, zh, remedy_en, remedy_zh and effect (none, note, warn, block).",
        ) from error
