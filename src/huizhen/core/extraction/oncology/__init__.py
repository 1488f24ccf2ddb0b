"""Stages, biomarkers, pathology and imaging statements in prose."""

from huizhen.core.extraction.oncology.staging import StagingFinder

__all__ = ["StagingFinder"]
