"""What the intake page shows of the files."""

from __future__ import annotations

from typing import Any

from django import template

from huizhen.ground.cases.models import Case
from huizhen.journey.intake.inventory_views import inventory_part

register = template.Library()


@register.simple_tag(takes_context=True)
def record_summary(context: Any, case: Case) -> dict[str, Any]:
    """Files by status, and how many are held apart."""
    return inventory_part(case, context["request"].user)
