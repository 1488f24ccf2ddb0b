"""The trail as people read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from huizhen.core.errors import ContentError
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import chain_of
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.content import pack

MOST = 500


def trail_of(case_id: UUID, *, with_names: bool) -> list[dict[str, Any]]:
    """The newest events of a case with words for what was done and by whom; names only for those
    who may know them."""
    events = list(AuditEvent.objects.filter(chain=chain_of(case_id)).order_by("-number")[:MOST])
    people = {
        str(user.pk): user
        for user in User.objects.filter(pk__in={e.actor_id for e in events if _is_id(e.actor_id)})
    }
    return [
        {
            "event": event,
            "who": _who(event.actor_id, people, with_names),
            "is_person": event.actor_id in people,
            "what": event.action,
        }
        for event in events
    ]


def action_words(action: str, language: str) -> str:
    """What was done, in words; the action's own name where the pack has none."""
    return _words("actions.json", action, language)


def who_words(who: str, language: str) -> str:
    """Who it was, where it was nobody by name: the system, a public page, a one-time link."""
    return _words("who.json", who, language)


def about_words(about: str, language: str) -> str:
    """What it was done to, in words; of an object's number the end, which tells two apart."""
    kind, _, number = about.partition(":")
    name = _words("about.json", kind, language)
    return f"{name} …{number[-4:]}" if _is_id(number) else f"{name} {number}".strip()


def _words(file: str, key: str, language: str) -> str:
    try:
        words = pack("trail").parsed(file).get(key)
    except ContentError:
        return key
    return str(words["zh" if language.startswith("zh") else "en"]) if words else key


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _who(actor_id: str, people: dict[str, User], with_names: bool) -> str:
    user = people.get(actor_id)
    if user is None:
        return actor_id.partition(":")[0]
    return user.name if with_names else actor_id[-8:]
