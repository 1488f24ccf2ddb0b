"""Drugs, allergies and systemic cancer treatment in prose."""

from huizhen.core.extraction.medication.drugs import MedicationFinder, MedicationReader

__all__ = ["MedicationFinder", "MedicationReader"]
