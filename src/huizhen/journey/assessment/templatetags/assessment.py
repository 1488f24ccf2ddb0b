"""Words for why a possible emergency is in doubt."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

_DOUBTS: dict[str, Any] = {
    "undated": _("no date"),
    "date_partial": _("the date is known in part only"),
    "old": _("it is older, and nothing later is known"),
    "ongoing": _("it may still go on"),
    "unit_missing": _("the unit is missing"),
    "unit_unknown": _("the unit is not known"),
    "ambiguous_number": _("the number can be read in two ways"),
    "range": _("it is a range"),
    "correction_not_stated": _("whether it is corrected is not said"),
    "needs_judgement": _("it needs a clinician's judgement"),
    "may_be_known": _("it may be known and treated"),
}


@register.filter
def doubt_word(code: str) -> str:
    """A doubt in words; codes without words are shown as they are."""
    return str(_DOUBTS.get(code, code))
