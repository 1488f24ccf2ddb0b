"""FHIR R4 and R4B in JSON: bundles, NDJSON and single resources, read tolerantly.

parsing -> nodes -> bundle (resources, references) -> one module per noun -> assembly -> reader.
"""

from huizhen.core.reading.fhir.reader import FhirReader

__all__ = ["FhirReader"]
