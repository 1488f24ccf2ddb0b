"""Writing the trail: each event under its chain's lock, in the transaction of what it tells."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from huizhen.ground.audit.models import AuditEvent, AuditPersonal, ChainHead
from huizhen.ground.files.keyring import seal

SITE = "site"
_READ_PAUSE = timedelta(minutes=5)


def chain_of(case_id: UUID | None) -> str:
    """The chain's name: a case's own, or the site's."""
    return f"case:{case_id}" if case_id else SITE


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over the event's canonical JSON, the hash before it included."""
    told = {
        "chain": event.chain,
        "number": event.number,
        "at": event.at.isoformat(),
        "actor": event.actor_id,
        "action": event.action,
        "about": event.about,
        "data": event.data,
        "personal": event.personal_hash,
        "previous": event.previous,
    }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def personal_hash(salt: str, text: str) -> str:
    """What the chain keeps of a personal part."""
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def record(
    action: str,
    *,
    actor_id: object,
    case_id: UUID | None = None,
    about: str = "",
    data: Mapping[str, object] | None = None,
    personal: Mapping[str, str] | None = None,
) -> AuditEvent:
    """Append an event; must run inside the transaction of the action that it tells of."""
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event belongs into its action's transaction")
    chain = chain_of(case_id)
    head, _ = ChainHead.objects.select_for_update().get_or_create(chain=chain)
    event = AuditEvent(
        chain=chain,
        number=head.number + 1,
        at=timezone.now(),
        actor_id=str(actor_id or ""),
        action=action,
        about=about,
        data=dict(data or {}),
        previous=head.hash,
    )
    salt, text = secrets.token_hex(16), ""
    if personal:
        text = json.dumps(dict(personal), sort_keys=True, ensure_ascii=False)
        event.personal_hash = personal_hash(salt, text)
    event.hash = event_hash(event)
    event.save(force_insert=True)
    if personal:
        AuditPersonal.objects.create(event=event, salt=salt, sealed=seal(text.encode()))
    head.number, head.hash = event.number, event.hash
    head.save(update_fields=["number", "hash"])
    return event


def record_read(action: str, *, actor_id: object, case_id: UUID, about: str = "") -> None:
    """Tell that something was seen: at most once a person, object and five minutes."""
    since: datetime = timezone.now() - _READ_PAUSE
    seen = AuditEvent.objects.filter(
        chain=chain_of(case_id), action=action, actor_id=str(actor_id), about=about, at__gte=since
    )
    if seen.exists():
        return
    with transaction.atomic():
        record(action, actor_id=actor_id, case_id=case_id, about=about)
