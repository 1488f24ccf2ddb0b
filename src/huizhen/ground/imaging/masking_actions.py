"""Deciding what is masked in a picture, in one's own name; taking it back is a decision too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongCall, WrongState
from huizhen.core.records.page import Box
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, roles_in
from huizhen.ground.cases.change import Change, StalePage, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.needs import NEEDS
from huizhen.ground.ids import new_id
from huizhen.ground.imaging.masking_models import (
    ItemKind,
    MaskingDecision,
    MaskingItem,
    Verdict,
)
from huizhen.ground.imaging.masking_queries import Looked, Proposal, looked_items, proposal_of

NEED: Final = "edit_dossier"
"""Whoever may change what the department reads may say what is painted over in it."""
_OF_KIND: Final = {
    ItemKind.FRAME: (Verdict.MASK, Verdict.NOTHING, Verdict.WITHHOLD),
    ItemKind.PAGE: (Verdict.MASK, Verdict.NOTHING, Verdict.WITHHOLD),
    ItemKind.LABEL: (Verdict.MASK, Verdict.NOTHING, Verdict.WITHHOLD),
    ItemKind.FACE: (Verdict.ACKNOWLEDGE, Verdict.WITHHOLD),
}
_COVERED: Final = 0.9
"""How much of a proposed box decided boxes have to cover to be taken for it."""


def verdicts_of(item: MaskingItem) -> tuple[Verdict, ...]:
    """What can be decided of an item."""
    return _OF_KIND[ItemKind(item.kind)]


def decide_masking(
    case: Case,
    actor: User,
    item: MaskingItem,
    verdict: Verdict,
    boxes: Sequence[Box] = (),
    *,
    found_hash: str,
    is_for_alike: bool = False,
    seen: int | None = None,
) -> list[MaskingDecision]:
    """Decide an item, and with `is_for_alike` the open ones of its group to which the same boxes
    fit; those in which something was found elsewhere stay open.

    `found_hash` is of the picture that the person saw: StalePage when the search has found
    something else since."""
    about = f"masking:{item.pk}"
    with changing(case, actor, "decide_masking", seen=seen, about=about) as change:
        locked = case_row(change.case, MaskingItem, pk=item.pk, gone_at=None)
        if locked.found_hash != found_hash:
            raise StalePage
        told = proposal_of(change.case, locked)
        kept = _checked(locked, told, verdict, boxes)
        items = [locked]
        if is_for_alike:
            items += _alike(change.case, locked, told, verdict, kept)
        return _note(change, actor, verdict, [(one, kept) for one in items])


def accept_proposals(
    case: Case, actor: User, item: MaskingItem, *, seen: int | None = None
) -> list[MaskingDecision]:
    """Mask what is proposed in every open picture of the item's group that has proposals."""
    about = f"masking:{item.pk}"
    with changing(case, actor, "accept_masking_proposals", seen=seen, about=about) as change:
        locked = case_row(change.case, MaskingItem, pk=item.pk, gone_at=None)
        pairs = []
        for one in _open_group(change.case, locked):
            told = proposal_of(change.case, one)
            if told.boxes and Verdict.MASK in verdicts_of(one):
                pairs.append((one, tuple(each.box for each in told.boxes)))
        if not pairs:
            raise WrongState(
                "nothing_proposed",
                _noop("Nothing is proposed any more in these pictures."),
                _noop("Load the page again to see what is open."),
            )
        return _note(change, actor, Verdict.MASK, pairs)


def reopen_masking(
    case: Case, actor: User, item: MaskingItem, *, seen: int | None = None
) -> MaskingDecision:
    """Let the picture wait for a look again; the earlier decision stays in the record."""
    about = f"masking:{item.pk}"
    with changing(case, actor, "reopen_masking", seen=seen, about=about) as change:
        locked = case_row(change.case, MaskingItem, pk=item.pk, gone_at=None)
        looked = next(one for one in looked_items(change.case) if one.item.pk == locked.pk)
        if looked.is_open:
            raise WrongState(
                "masking_open",
                _noop("Nobody has decided on this picture, or it was opened again already."),
                _noop("Load the page again."),
            )
        made = _note(change, actor, Verdict.REOPEN, [(locked, ())])
    return made[0]


def _checked(
    item: MaskingItem, told: Proposal, verdict: Verdict, boxes: Iterable[Box]
) -> tuple[Box, ...]:
    """The boxes as they are kept: cut at the picture's edge; only with the verdict that masks."""
    if verdict not in verdicts_of(item):
        raise WrongCall(
            "verdict_not_of_kind",
            _noop("This cannot be decided of such a picture."),
            _noop("Choose one of the answers that the page offers."),
        )
    if verdict != Verdict.MASK:
        return ()
    kept = tuple(found for box in boxes if (found := _inside(box, told)) is not None)
    if not kept:
        raise WrongCall(
            "no_box",
            _noop("No box is kept that lies in the picture."),
            _noop("Draw one, or say that there is nothing to mask."),
        )
    return kept


def _inside(box: Box, told: Proposal) -> Box | None:
    width, height = told.width or box[2], told.height or box[3]
    left, top = max(box[0], 0), max(box[1], 0)
    right, bottom = min(box[2], width), min(box[3], height)
    return (left, top, right, bottom) if right > left and bottom > top else None


def _alike(
    case: Case, item: MaskingItem, told: Proposal, verdict: Verdict, boxes: Sequence[Box]
) -> list[MaskingItem]:
    """The open ones of the group of the same size in which nothing was found elsewhere."""
    settled = boxes if verdict == Verdict.MASK else tuple(one.box for one in told.boxes)
    found = []
    for one in _open_group(case, item):
        theirs = proposal_of(case, one)
        is_same_size = (theirs.width, theirs.height) == (told.width, told.height)
        is_same_kind = one.kind == item.kind and one.pk != item.pk and one.code == item.code
        if is_same_kind and (
            verdict == Verdict.WITHHOLD
            or (is_same_size and all(_is_covered(each.box, settled) for each in theirs.boxes))
        ):
            found.append(one)
    return found


def _is_covered(box: Box, by: Iterable[Box]) -> bool:
    area = (box[2] - box[0]) * (box[3] - box[1])
    return any(_common(box, other) >= _COVERED * area for other in by)


def _common(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0) * max(height, 0)


def _open_group(case: Case, item: MaskingItem) -> list[MaskingItem]:
    if not item.group:
        return [item]
    looked: list[Looked] = looked_items(case)
    return [one.item for one in looked if one.is_open and one.item.group == item.group]


def _note(
    change: Change,
    actor: User,
    verdict: Verdict,
    pairs: Sequence[tuple[MaskingItem, Sequence[Box]]],
) -> list[MaskingDecision]:
    batch = new_id() if len(pairs) > 1 else None
    role = min(roles_in(actor, change.case) & NEEDS[NEED], default="")
    rows = [
        MaskingDecision(
            case=change.case,
            item=item,
            verdict=verdict,
            found_hash=item.found_hash,
            sealed_boxes=change.case.seal_json([list(box) for box in boxes]),
            batch=batch,
            role=role,
            by=actor,
        )
        for item, boxes in pairs
    ]
    MaskingDecision.behind_door.bulk_create(rows)
    change.data.update(
        verdict=str(verdict),
        pictures=len(rows),
        boxes=sum(len(boxes) for _item, boxes in pairs),
        role=role,
    )
    change.emit("masking_decided")
    return rows
