"""Words of the reading's states and steps, and of errors that a job kept."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

register = template.Library()

_STATES: Final = {
    "waiting": _noop("Waiting to be read"),
    "running": _noop("Being read"),
    "done": _noop("Has been read"),
    "failed": _noop("The reading failed"),
    "cancelled": _noop("The reading was stopped"),
}
_STEPS: Final = {
    "open_files": _noop("files are opened"),
    "read": _noop("pages are read and recognised"),
    "compose": _noop("the dossier is composed"),
    "seal_package": _noop("the result is sealed"),
}


@register.filter
def job_state(state: str) -> str:
    """How a reading stands."""
    return _(_STATES.get(state, state))


@register.filter
def job_step(step: str) -> str:
    """What is being done just now; nothing for a step without words."""
    return _(_STEPS[step]) if step in _STEPS else ""


@register.filter
def in_words(message: str) -> str:
    """An error's sentence in the reader's language."""
    return _(message) if message else ""
