"""The built-in finders: registered like anybody else's."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.extraction.clinical import (
    ConditionFinder,
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
)


def builtin_finders(knowledge: Knowledge) -> Sequence[Finder]:
    """Every finder, in the order in which they look at a page."""
    return (
        MedicationFinder(knowledge),
        AllergyFinder(knowledge),
        ConditionFinder(knowledge),
        ProcedureFinder(knowledge),
        LaboratoryFinder(knowledge),
        VitalSignFinder(knowledge),
        ScaleFinder(knowledge),
        StagingFinder(knowledge),
        BiomarkerFinder(knowledge),
        PathologyFinder(knowledge),
        ImagingFinder(knowledge),
        SocialFinder(knowledge),
        PlanFinder(knowledge),
    )
