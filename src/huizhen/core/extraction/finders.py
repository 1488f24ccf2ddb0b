"""The built-in finders: registered like anybody else's."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.extraction.clinical import (
    ConditionFinder,
    DeniedShorthandFinder,
    ExaminationFinder,
    PlanFinder,
    ProcedureFinder,
    SocialFinder,
)
from huizhen.core.extraction.finder import Finder
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.measurement import LaboratoryFinder, ScaleFinder, VitalSignFinder
from huizhen.core.extraction.medication import AllergyFinder, MedicationFinder
from huizhen.core.extraction.oncology import (
    BiomarkerFinder,
    ImagingFinder,
    PathologyFinder,
    StagingFinder,
    VerdictFinder,
)
from huizhen.core.extraction.open_dates import OpenDateFinder

BUILTIN = (
    MedicationFinder,
    AllergyFinder,
    ConditionFinder,
    DeniedShorthandFinder,
    ExaminationFinder,
    ProcedureFinder,
    LaboratoryFinder,
    VitalSignFinder,
    ScaleFinder,
    StagingFinder,
    BiomarkerFinder,
    PathologyFinder,
    ImagingFinder,
    VerdictFinder,
    SocialFinder,
    PlanFinder,
    OpenDateFinder,
)
"""Every finder, in the order in which they look at a page."""


def builtin_finders(knowledge: Knowledge) -> Sequence[Finder]:
    """The built-in finders, made with the knowledge."""
    return tuple(finder(knowledge) for finder in BUILTIN)
