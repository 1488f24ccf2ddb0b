"""The category of a result or request: by its code, its section, else its message."""

from __future__ import annotations

from huizhen.core.reading.coded.code_systems import LOINC
from huizhen.core.reading.hl7v2.datatypes import Coded
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting

_VITAL_SIGNS = frozenset(
    (
        "8867-4", "8480-6", "8462-4", "85354-9", "9279-1", "8310-5", "8302-2", "29463-7",
        "3141-9", "39156-5", "2708-6", "59408-5", "8287-5", "8478-0", "8331-1", "8716-3",
    )
)  # fmt: skip
_SOCIAL = frozenset(("72166-2", "74013-4", "11367-0", "11331-6"))
_IMAGING = frozenset(
    ("RAD", "RUS", "CT", "NMR", "NMS", "RX", "CUS", "OUS", "VUS", "XRC", "MAM", "MRI", "US")
)
_OTHER = frozenset(("EC", "EN", "PHY", "PT", "OT", "RC", "RT", "RTO", "ICU", "NRS", "CTH", "OUT"))


def category_of(segment: Segment, concept: Coded, setting: Setting) -> str:
    """Vital signs and social history by LOINC; imaging by the request's section (OBR-24)."""
    codes = {coding.code for coding in concept.codings if coding.system == LOINC}
    if codes & _VITAL_SIGNS:
        return "vital-signs"
    if codes & _SOCIAL:
        return "social-history"
    request = setting.group(segment).request
    return section_category(request, setting)


def section_category(request: Segment | None, setting: Setting) -> str:
    """The category that OBR-24 (table 0074) gives, else the message's."""
    if request is None:
        return setting.default_category
    section = request.text(24).upper()
    if section in _IMAGING:
        return "imaging"
    if section in _OTHER:
        return "procedure"
    return setting.default_category or ("laboratory" if section else "")
