"""Drugs, allergies and systemic cancer treatment in prose."""

from huizhen.core.extraction.medication.allergies import AllergyFinder
from huizhen.core.extraction.medication.drugs import MedicationFinder

__all__ = ["AllergyFinder", "MedicationFinder"]
