"""How a case is changed: locked, checked against what the person saw, audited, in one transaction.

Every action of every stage goes through `changing`; there is no other way to write a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import HuizhenError, WrongState
from huizhen.core.states.holds import HOLDS, HoldName
from huizhen.core.states.stages import STAGES
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.models import Case, Hold
from huizhen.ground.events.actions import emit

AFTER_THE_END: Final = frozenset(
    (
        "reopen",
        "name_patient",
        "give_consent",
        "withdraw_consent",
        "add_participant",
        "end_participant",
        "revoke_upload_link",
        "show_passphrase",
        "open_handover",
        "read_handover",
        "record_call",
    )
)
"""What people may still do in a case that has ended: go on with it, settle who sees it, read what
was handed to them, call the patient about an honest no."""


class StalePage(HuizhenError):
    """Somebody changed the case since the page was loaded; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "stale_page",
            "The case has changed since this page was loaded; nothing of yours was lost.",
            "Compare with the new state, then send again.",
        )


@dataclass
class Change:
    """A case under its lock, and the ways to change it."""

    case: Case
    actor: User | None
    action: str
    data: dict[str, object] = field(default_factory=dict)
    personal: dict[str, str] = field(default_factory=dict)
    about: str = ""
    link_id: UUID | None = None

    def move(self, event: str) -> None:
        """Move the stage by its table; WrongState where the event does not belong."""
        after = STAGES.after(self.case.stage, event)
        self.data["stage"] = [self.case.stage, after]
        self.case.stage, self.case.stage_since = after, timezone.now()
        self.emit(event)

    def wait_for(self, role: str, what: str = "", due_at: datetime | None = None) -> None:
        """Say who is waited for, for what and until when; nobody with an empty role."""
        self.case.waiting_role, self.case.waiting_for = role, what
        self.case.due_at = due_at

    def hold(self, kind: HoldName, about: str = "", reason: str = "") -> Hold:
        """Lay a hold over the stage; one of the same kind about the same thing lies once."""
        lying = Hold.behind_door.filter(case=self.case, kind=kind, about=about, ended_at=None)
        if found := lying.first():
            return found
        made = Hold.behind_door.create(
            case=self.case,
            kind=kind,
            about=about,
            owner_role=HOLDS[kind].owner,
            sealed_reason=self.case.seal(reason.encode()) if reason else None,
            began_by=self.actor,
        )
        self.data["holds_begun"] = [*_listed(self.data.get("holds_begun")), kind]
        self._note_holds()
        self.emit("hold_begun", hold=kind)
        return made

    def end_hold(self, kind: HoldName, about: str | None = None) -> int:
        """End the open holds of a kind, or those about one thing; how many there were."""
        lying = Hold.behind_door.filter(case=self.case, kind=kind, ended_at=None)
        if about is not None:
            lying = lying.filter(about=about)
        ended = lying.update(ended_at=timezone.now(), ended_by=self.actor)
        if ended:
            self.data["holds_ended"] = [*_listed(self.data.get("holds_ended")), kind]
            self._note_holds()
            self.emit("hold_ended", hold=kind)
        return ended

    def emit(self, kind: str, due_at: datetime | None = None, **data: object) -> None:
        """Tell what happened, for `journey.flow`."""
        emit(kind, self.case.pk, due_at, **data)

    def _note_holds(self) -> None:
        lying = Hold.behind_door.filter(case=self.case, ended_at=None)
        self.case.holds = sorted(set(lying.values_list("kind", flat=True)))


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


@contextmanager
def changing(
    case: Case,
    actor: User | None,
    action: str,
    *,
    seen: int | None = None,
    about: str = "",
    data: Mapping[str, object] | None = None,
    link_id: UUID | None = None,
) -> Iterator[Change]:
    """The case under its lock; on leaving it is saved, counted up and audited.

    `seen` is the revision that the person's page showed: StalePage when it is no longer that, so a
    form sent twice or by two people changes nothing the second time. `actor` None is the system or
    a one-time link. WrongState for what no person does in a case that has ended.
    """
    is_by_person = actor is not None or link_id is not None
    with transaction.atomic():
        locked = Case.behind_door.select_for_update().get(pk=case.pk)
        if seen is not None and locked.revision != seen:
            raise StalePage
        if is_by_person and action not in AFTER_THE_END and STAGES.is_final(locked.stage):
            raise WrongState(
                "case_ended",
                _noop("The case has ended; this can no longer be done in it."),
                _noop("Open the case again first, if it should go on."),
            )
        change = Change(locked, actor, action, data=dict(data or {}), about=about, link_id=link_id)
        yield change
        if is_by_person:
            # the worker's own steps make nobody's page stale: what they touch has states and
            # versions of its own, which an action checks
            locked.revision += 1
        locked.save()
        record(
            action,
            actor_id=_actor_id(change),
            case_id=locked.pk,
            about=change.about,
            data=change.data,
            personal=change.personal,
        )
    case.__dict__.update(
        {name: value for name, value in locked.__dict__.items() if not name.startswith("_")}
    )


def _actor_id(change: Change) -> str:
    if change.actor is not None:
        return str(change.actor.pk)
    return f"link:{change.link_id}" if change.link_id else "system"
