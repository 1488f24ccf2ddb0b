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
from huizhen.core.content import UNREVIEWED_MARK
from huizhen.core.errors import ContentError
from huizhen.core.states.stages import JOURNEY
from huizhen.ground.cases.access import may
from huizhen.ground.content import department_of, pack, state_words
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.jobs import PREPARE
from huizhen.ground.records.wording import language_name

register = template.Library()
_HOSPITAL_ZONE = "Asia/Shanghai"
"""By law the one zone of China, where the departments of the directory are."""
_OF_THE_SITE = frozenset({"quarantine", "changed_since_confirmed", "stale"})
"""What only those who prepare the case can end: others are not troubled with it."""
_UNTIL_SENT = frozenset({"preparation", "consultation"})
"""Where a dossier may still go out, and a change since its signature matters."""


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
def holds_told(context: Any, case: Any) -> list[str]:
    """What lies over the case, as far as it concerns the reader and the case goes on."""
    if case.stage not in JOURNEY:
        return [kind for kind in case.holds if kind == "emergency"]
    shown = [kind for kind in case.holds if kind != "stale" or case.stage in _UNTIL_SENT]
    if _OF_THE_SITE.isdisjoint(shown) or may(context["request"].user, case, "see_work"):
        return shown
    return [kind for kind in shown if kind not in _OF_THE_SITE]


@register.simple_tag
def is_composing(case: Any) -> bool:
    """Whether the worker reads the records or composes the dossier just now."""
    under_way = (JobState.WAITING, JobState.RUNNING)
    return Job.objects.filter(case_id=case.pk, kind=PREPARE, state__in=under_way).exists()


@register.filter
def review_word(review: str) -> str:
    """Who has reviewed the rules, or that no clinician has."""
    return _("Rules not clinically reviewed") if review == UNREVIEWED_MARK else review


@register.filter
def language_word(code: str) -> str:
    """A language in the reader's language."""
    return language_name(code)


@register.simple_tag(takes_context=True)
def allowed(context: Any, case: Any, need: str) -> bool:
    """Whether the reader may do this with the case: a page offers only what its reader may."""
    return may(context["request"].user, case, need)
