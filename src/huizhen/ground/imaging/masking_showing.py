"""The masking queue as pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from huizhen.core.imaging.faces import NOT_RULED_OUT
from huizhen.core.records.page import Box
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.job_showing import told_of
from huizhen.ground.imaging.masking_actions import verdicts_of
from huizhen.ground.imaging.masking_jobs import NOT_SEARCHED, job_of
from huizhen.ground.imaging.masking_models import (
    ItemKind,
    MaskingDecision,
    MaskingItem,
    Verdict,
)
from huizhen.ground.imaging.masking_queries import (
    Looked,
    Proposal,
    boxes_of,
    looked_items,
    proposal_of,
    run_of,
)
from huizhen.ground.imaging.words import IDENTIFIER, word
from huizhen.ground.jobs.models import Job, JobState

CODES: Final = {
    NOT_SEARCHED: _("Not searched for text: look at it and draw the boxes."),
    "pages_not_searched": _(
        "The pages of this version were not searched for identifiers: have the records read again."
    ),
    NOT_RULED_OUT: _(
        "Nothing says which part of the body this volume shows, and its extent fits a head: a face "
        "cannot be ruled out."
    ),
    "not_drawn": _("The picture could not be drawn: it does not leave unless somebody checks it."),
}
"""Why something was not searched or not drawn."""
_GROUP_TITLES: Final = {
    ItemKind.FRAME: _("Text in the picture"),
    ItemKind.PAGE: _("Page of a document"),
    ItemKind.LABEL: _("Label of a slide"),
    ItemKind.FACE: _("A face could be reconstructed"),
}

_ANY_SIZE: Final = (100, 100)


@dataclass(frozen=True)
class ShownBox:
    """A box for a drawing."""

    box: Box

    @property
    def x(self) -> float:
        """Left edge."""
        return round(self.box[0], 2)

    @property
    def y(self) -> float:
        """Upper edge."""
        return round(self.box[1], 2)

    @property
    def w(self) -> float:
        """Width."""
        return round(self.box[2] - self.box[0], 2)

    @property
    def h(self) -> float:
        """Height."""
        return round(self.box[3] - self.box[1], 2)


@dataclass(frozen=True)
class ShownItem:
    """One picture of the queue."""

    row: MaskingItem
    told: Proposal
    decision: MaskingDecision | None
    boxes: tuple[ShownBox, ...]
    """Those decided on, or else those proposed."""
    why: str = ""
    """What could not be searched or drawn, in words."""

    @property
    def is_open(self) -> bool:
        """Whether a person still has to look."""
        return self.decision is None

    @property
    def view(self) -> tuple[int, int]:
        """Width and height in which it is drawn: the picture's own measure, where it has one."""
        if not self.told.width or not self.told.height:
            return _ANY_SIZE
        return round(self.told.width), round(self.told.height)

    @property
    def label(self) -> str:
        """What a reader who does not see it is told."""
        return f"{self.told.title} {self.row.place or ''}".strip()

    @property
    def is_masked(self) -> bool:
        """Whether the boxes are painted over when it leaves."""
        return self.decision is not None and self.decision.verdict == Verdict.MASK


@dataclass(frozen=True)
class ShownGroup:
    """Pictures that belong together: a series, a document."""

    title: str
    kind: str
    items: tuple[ShownItem, ...]

    @property
    def open(self) -> int:
        """How many wait."""
        return sum(one.is_open for one in self.items)

    @property
    def acceptable(self) -> ShownItem | None:
        """One by which all open proposals of the group can be accepted, where there are several."""
        proposed = [one for one in self.items if one.is_open and one.boxes]
        return proposed[0] if len(proposed) > 1 else None


def shown_queue(case: Case) -> dict[str, Any]:
    """Groups with what waits first, what the last search could not do, and the job under way."""
    grouped: dict[tuple[str, str], list[ShownItem]] = {}
    for looked in looked_items(case):
        shown = _shown(case, looked)
        key = (looked.item.kind, looked.item.group or str(looked.item.pk))
        grouped.setdefault(key, []).append(shown)
    groups = [
        ShownGroup(_title(members), str(_GROUP_TITLES[ItemKind(kind)]), tuple(_ordered(members)))
        for (kind, _group), members in grouped.items()
    ]
    run = run_of(case)
    groups.sort(key=lambda one: (one.kind, one.title))
    waiting = [one for one in groups if one.open]
    return {
        "waiting": waiting,
        "settled": [one for one in groups if not one.open],
        "first_open": next(
            (each.row.pk for one in waiting for each in one.items if each.is_open), None
        ),
        "open": sum(one.open for one in groups),
        "pictures": sum(len(one.items) for one in groups),
        "run": run,
        "failures": [CODES.get(code, code) for code in run.failures] if run else [],
        **shown_job(job_of(case)),
    }


def shown_job(job: Job | None) -> dict[str, Any]:
    """How far the search is, and whether it is still to come."""
    if job is None:
        return {"job": None, "is_under_way": False}
    is_under_way = job.state in (JobState.WAITING, JobState.RUNNING)
    return {"job": told_of(job), "is_under_way": is_under_way}


def shown_item(case: Case, row: MaskingItem) -> dict[str, Any]:
    """One picture with its boxes, the answers that fit, what was decided before, and neighbours."""
    everything = looked_items(case)
    looked = next(one for one in everything if one.item.pk == row.pk)
    shown = _shown(case, looked)
    group = [one for one in everything if one.item.group == row.group and row.group]
    return {
        "shown": shown,
        "kind": _GROUP_TITLES[ItemKind(row.kind)],
        "chosen": _chosen(shown),
        "verdicts": {str(one): True for one in verdicts_of(row)},
        "alike": sum(one.is_open for one in group if one.item.pk != row.pk),
        "history": _history(case, row),
        **_neighbours(everything, row),
    }


def _shown(case: Case, looked: Looked) -> ShownItem:
    told = proposal_of(case, looked.item)
    decision = looked.decision
    if decision is None:
        boxes = tuple(ShownBox(one.box) for one in told.boxes)
    else:
        boxes = tuple(ShownBox(box) for box in boxes_of(case, decision))
    why = str(CODES.get(looked.item.code, looked.item.code))
    return ShownItem(looked.item, told, decision, boxes, why)


def _chosen(shown: ShownItem) -> list[tuple[Box, str, str]]:
    """The boxes of the form, each with what was found in it."""
    told = {one.box: (one.text, word(IDENTIFIER, one.kind)) for one in shown.told.boxes}
    return [(one.box, *told.get(one.box, ("", ""))) for one in shown.boxes]


def _title(members: Sequence[ShownItem]) -> str:
    return members[0].told.title


def _ordered(members: Iterable[ShownItem]) -> list[ShownItem]:
    return sorted(members, key=lambda one: (one.row.place, one.row.made_at, one.row.pk))


def _history(case: Case, row: MaskingItem) -> list[dict[str, Any]]:
    rows = case_rows(case, MaskingDecision).filter(item=row).select_related("by")
    return [
        {
            "row": one,
            "boxes": len(boxes_of(case, one)),
            "is_of_this": one.found_hash == row.found_hash,
        }
        for one in rows.order_by("-at", "-id")
    ]


def _neighbours(everything: Sequence[Looked], row: MaskingItem) -> dict[str, Any]:
    """The picture before and after it, and how many wait."""
    ids = [one.item.pk for one in everything]
    at = ids.index(row.pk)
    return {
        "before": ids[at - 1] if at else None,
        "after": ids[at + 1] if at + 1 < len(ids) else None,
        "number": at + 1,
        "total": len(ids),
        "open": sum(one.is_open for one in everything),
    }
