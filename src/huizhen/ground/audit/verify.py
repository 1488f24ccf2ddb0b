"""Proof of the trail: every hash, number and personal part of every chain."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.records.value import Value
from huizhen.ground.audit.actions import event_hash, personal_hash
from huizhen.ground.audit.models import AuditEvent, AuditPersonal, ChainHead
from huizhen.ground.files.keyring import SealBroken, unseal


class Break(Value):
    """Where a chain does not hold."""

    chain: str
    number: int
    reason: str
    """number | previous | hash | personal | head; of signed heads: signature | previous | signed"""


def breaks() -> Iterator[Break]:
    """Every place where a chain is broken; nothing when the trail is whole."""
    for head in ChainHead.objects.order_by("chain"):
        yield from chain_breaks(head)
    unknown = AuditEvent.objects.exclude(chain__in=ChainHead.objects.values("chain"))
    for event in unknown.order_by("chain", "number"):
        yield Break(chain=event.chain, number=event.number, reason="head")


def chain_breaks(head: ChainHead) -> Iterator[Break]:
    """The breaks of one chain."""
    number, previous = 0, "0" * 64
    personal = {
        part.event_id: part
        for part in AuditPersonal.objects.filter(event__chain=head.chain).iterator()
    }
    for event in AuditEvent.objects.filter(chain=head.chain).order_by("number").iterator():
        number += 1
        for reason, holds in (
            ("number", event.number == number),
            ("previous", event.previous == previous),
            ("hash", event.hash == event_hash(event)),
            ("personal", _personal_holds(event, personal.get(event.pk))),
        ):
            if not holds:
                yield Break(chain=head.chain, number=event.number, reason=reason)
        number, previous = event.number, event.hash
    if (head.number, head.hash) != (number, previous):
        yield Break(chain=head.chain, number=head.number, reason="head")


def _personal_holds(event: AuditEvent, part: AuditPersonal | None) -> bool:
    """An erased part breaks nothing; a changed one does."""
    if part is None:
        return True
    try:
        return event.personal_hash == personal_hash(part.salt, unseal(part.sealed).decode())
    except SealBroken:
        return False
