"""Laboratory results, vital signs, performance status and scores in prose and tables."""

from huizhen.core.extraction.measurement.laboratory import LaboratoryFinder
from huizhen.core.extraction.measurement.scales import ScaleFinder
from huizhen.core.extraction.measurement.vital_signs import VitalSignFinder

__all__ = ["LaboratoryFinder", "ScaleFinder", "VitalSignFinder"]
