"""Words of the list of terms: kinds of facts, and how far a name is settled."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

KINDS: Final = {
    "Condition": _("diagnosis or symptom"),
    "Procedure": _("procedure"),
    "MedicationStatement": _("drug"),
    "Observation": _("result or observation"),
    "AllergyIntolerance": _("allergen"),
    "Immunization": _("vaccine"),
    "FamilyMemberHistory": _("disease of a relative"),
    "DiagnosticReport": _("report"),
    "ImagingStudy": _("imaging"),
    "CarePlan": _("plan of treatment"),
}
STATUSES: Final = {
    "open": _("printed in the original"),
    "unverified": _("printed in Chinese that nobody has approved"),
    "attested": _("printed in Chinese of a public source"),
}
"""What the list may be narrowed to."""
STATUS: Final = {
    "untranslated": _("in the original"),
    "partly": _("partly in the original"),
    "unverified": _("not approved"),
    "attested": _("public source, not approved"),
}


def kind_word(kind: str) -> str:
    """A kind of fact in the reader's language; its own name where there is no word."""
    return str(KINDS.get(kind, kind))
