"""Diagnoses, symptoms, procedures, family and social history, plans and opinions in prose."""

from huizhen.core.extraction.clinical.conditions import ConditionFinder
from huizhen.core.extraction.clinical.denied_shorthand import DeniedShorthandFinder
from huizhen.core.extraction.clinical.examination import ExaminationFinder
from huizhen.core.extraction.clinical.plans import PlanFinder
from huizhen.core.extraction.clinical.procedures import ProcedureFinder
from huizhen.core.extraction.clinical.social import SocialFinder

__all__ = [
    "ConditionFinder",
    "DeniedShorthandFinder",
    "ExaminationFinder",
    "PlanFinder",
    "ProcedureFinder",
    "SocialFinder",
]
