"""Words of states, roles and holds in the reader's language; dates as people write them.

A built-in of the desk's templates (settings), and no `templatetags` module: Django would load that
for the pages of a package too, which have no database.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huizhen.core.consultation.wording import ClockWords
from huizhen.core.errors import ContentError
from huizhen.ground.cases.access import may
from huizhen.ground.content import department_of, pack, state_words

register = template.Library()
_HOSPITAL_ZONE = "Asia/Shanghai"
"""By law the one zone of China, where the departments of the directory are."""


def _language() -> str:
    return get_language() or "en"


@register.filter
def stage_word(stage: str) -> str:
    """A stage as people say it."""
    return state_words().state("stages", stage).text(_language())


@register.filter
def state_word(state: str, table: str) -> str:
    """A state of one of the small tables."""
    return state_words().state(table, state).text(_language())


@register.filter
def hold_word(kind: str) -> str:
    """What lies over the case."""
    return state_words().hold(kind).text(_language())  # type: ignore[arg-type]


@register.filter
def hold_remedy(kind: str) -> str:
    """How the hold ends."""
    return state_words().hold_end(kind).text(_language())  # type: ignore[arg-type]


@register.filter
def role_word(role: str) -> str:
    """A role of the journey."""
    return state_words().role(role).text(_language()) if role else ""


@register.filter
def waited_word(what: str) -> str:
    """What somebody is waited for to do; codes without words are shown as they are."""
    if not what:
        return ""
    try:
        return state_words().waited_for(what).text(_language())
    except ContentError:
        return what


@register.filter
def specialty_word(code: str) -> str:
    """The department of a specialty."""
    return department_of(code, _language())


@register.filter
def instant(when: datetime | None, zone: str = "UTC") -> str:
    """An instant in a zone, with the zone named."""
    if when is None:
        return ""
    try:
        local = when.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = when
    return f"{local:%Y-%m-%d %H:%M} {local.tzname()}"


@register.simple_tag
def due_words(case: Any, zone: str) -> str:
    """The case's deadline in the reader's time; in consultation in the hospital's as well."""
    if case.due_at is None:
        return ""
    if case.stage != "consultation":
        return instant(case.due_at, zone)
    words = ClockWords(pack("calendars"), _language())
    return words.instant(case.due_at, words.place(_HOSPITAL_ZONE), words.place(zone))


@register.filter
def due_in(when: datetime | None) -> str:
    """How far a deadline is off, in words."""
    if when is None:
        return ""
    left = when - timezone.now()
    days, hours = abs(left) // timedelta(days=1), abs(left) // timedelta(hours=1)
    minutes = abs(left) // timedelta(minutes=1)
    if days:
        span = _("%(count)d d") % {"count": days}
    elif hours:
        span = _("%(count)d h") % {"count": hours}
    else:
        span = _("%(count)d min") % {"count": minutes}
    if left < timedelta(0):
        return _("overdue by %(span)s") % {"span": span}
    return _("in %(span)s") % {"span": span}


@register.simple_tag(takes_context=True)
def allowed(context: Any, case: Any, need: str) -> bool:
    """Whether the reader may do this with the case: a page offers only what its reader may."""
    return may(context["request"].user, case, need)
