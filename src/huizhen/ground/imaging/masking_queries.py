"""What has to be masked before a picture leaves, and which pictures nobody has looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import Field

from huizhen.core.records.page import Box
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.masking_models import (
    ItemKind,
    MaskingDecision,
    MaskingItem,
    MaskingRun,
    Verdict,
)

EVERY_FRAME = 0
"""The place of boxes that lie on every frame of a source."""


class ProposedBox(Value):
    """A box in which an identifier may stand."""

    box: Box
    """Left, top, right, bottom in the picture's own measure: pixels of the frame, or the page's."""
    text: str = ""
    kind: str = ""
    """Kind of identifier, or '' where only text was found."""
    confidence: float | None = None


class Proposal(Value):
    """What the search tells of one picture; sealed in the item's row."""

    title: str = ""
    """Path of the file, or description of the series."""
    width: float = 0
    height: float = 0
    boxes: tuple[ProposedBox, ...] = ()
    sources: tuple[str, ...] = ()
    """SHA-256 of every file that the item stands for; of one picture its own."""
    tag: str = ""
    value: str = ""
    """Of a finding about headers: the keyword and what stands there."""
    frames: int = 1
    series: str = ""
    """Key of the series' row, where there is one."""


class Masks(Value):
    """What people decided of one source: what to paint over, and what of it does not leave."""

    source_id: str
    boxes: dict[int, tuple[Box, ...]] = Field(default_factory=dict)
    """Page (from 1) or EVERY_FRAME -> boxes to paint over."""
    withheld: tuple[int, ...] = ()
    """Pages that do not leave; EVERY_FRAME: the source does not leave."""
    has_face: bool = False
    """Somebody knows that a face could be reconstructed, and lets it leave."""
    decisions: tuple[str, ...] = ()
    """Ids of the decisions, for the package's report."""

    @property
    def leaves(self) -> bool:
        """Whether anything of the source leaves."""
        return EVERY_FRAME not in self.withheld


@dataclass(frozen=True)
class Looked:
    """An item with the decision that counts, if there is one."""

    item: MaskingItem
    decision: MaskingDecision | None

    @property
    def is_open(self) -> bool:
        """Whether a person still has to look."""
        return self.decision is None


def masks_for(case: Case, source_id: str) -> Masks | None:
    """What is masked in a source; None while nobody has looked at all that has to be looked at.

    A source in which the search found nothing to look at has no boxes and leaves. For many sources
    of one case ask `masks_of` once."""
    return masks_of(case, (source_id,))[source_id]


def masks_of(case: Case, source_ids: Iterable[str]) -> dict[str, Masks | None]:
    """`masks_for` of many sources, with the same few questions to the database."""
    searched = searched_sources(case)
    items: dict[str, list[Looked]] = {}
    for looked in looked_items(case):
        told = proposal_of(case, looked.item)
        for source in told.sources or (looked.item.source_id,):
            items.setdefault(source, []).append(looked)
    return {
        source: _masks(case, source, items.get(source, ()))
        if source in searched or source in items
        else None
        for source in source_ids
    }


def open_items(case: Case) -> list[MaskingItem]:
    """The pictures that nobody has decided on, or that have changed since."""
    return [one.item for one in looked_items(case) if one.is_open]


def looked_items(case: Case) -> list[Looked]:
    """Every picture to look at, in the order in which they were found, with what was decided."""
    newest: dict[object, MaskingDecision] = {}
    for row in case_rows(case, MaskingDecision).select_related("by").order_by("at", "id"):
        newest[row.item_id] = row
    items = case_rows(case, MaskingItem).filter(gone_at=None).order_by("made_at", "id")
    return [Looked(item, _counting(item, newest.get(item.pk))) for item in items]


def proposal_of(case: Case, item: MaskingItem) -> Proposal:
    """What the search told of an item."""
    return Proposal.model_validate(case.unseal_json(item.sealed))


def boxes_of(case: Case, decision: MaskingDecision) -> tuple[Box, ...]:
    """The boxes of a decision."""
    return tuple(
        (float(left), float(top), float(right), float(bottom))
        for left, top, right, bottom in case.unseal_json(decision.sealed_boxes)
    )


def run_of(case: Case) -> MaskingRun | None:
    """The newest search; None before the first."""
    found: MaskingRun | None = case_rows(case, MaskingRun).first()
    return found


def searched_sources(case: Case) -> frozenset[str]:
    """The sources that the newest search looked through."""
    run = run_of(case)
    return frozenset(case.unseal_json(run.sealed_sources)) if run else frozenset()


def _counting(item: MaskingItem, decision: MaskingDecision | None) -> MaskingDecision | None:
    """The decision, where it is of the picture as it was found last and not taken back."""
    if decision is None or decision.verdict == Verdict.REOPEN:
        return None
    return decision if decision.found_hash == item.found_hash else None


def _masks(case: Case, source_id: str, looked: Iterable[Looked]) -> Masks | None:
    boxes: dict[int, tuple[Box, ...]] = {}
    withheld: list[int] = []
    ids: list[str] = []
    has_face = False
    for one in looked:
        if one.decision is None:
            return None
        ids.append(str(one.decision.pk))
        if one.decision.verdict == Verdict.WITHHOLD:
            withheld.append(one.item.place)
        if one.decision.verdict == Verdict.MASK:
            boxes[one.item.place] = boxes_of(case, one.decision)
        has_face = has_face or one.item.kind == ItemKind.FACE
    return Masks(
        source_id=source_id,
        boxes=boxes,
        withheld=tuple(sorted(withheld)),
        has_face=has_face and not withheld,
        decisions=tuple(ids),
    )
