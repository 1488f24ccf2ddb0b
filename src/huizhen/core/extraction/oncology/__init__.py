"""Stages, biomarkers, pathology and imaging statements in prose."""

from huizhen.core.extraction.oncology.biomarkers import BiomarkerFinder
from huizhen.core.extraction.oncology.imaging import ImagingFinder
from huizhen.core.extraction.oncology.pathology import PathologyFinder
from huizhen.core.extraction.oncology.staging import StagingFinder
from huizhen.core.extraction.oncology.verdicts import VerdictFinder

__all__ = ["BiomarkerFinder", "ImagingFinder", "PathologyFinder", "StagingFinder", "VerdictFinder"]
