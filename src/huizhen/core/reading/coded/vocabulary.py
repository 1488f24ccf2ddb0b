"""Codes with a meaning of their own for the reader: absence, uncertainty, status, laterality."""

from __future__ import annotations

import re

from huizhen.core.records.fact import AbsentReason, Certainty, Coding, Side

ABSENT_REASONS: dict[str, AbsentReason] = {
    "NI": "no-information", "UNK": "unknown", "ASKU": "asked-unknown", "NAV": "temp-unknown",
    "NASK": "not-asked", "MSK": "masked", "NA": "not-applicable", "OTH": "other",
    "NP": "no-information", "QS": "other", "TRC": "other", "DER": "other", "UNC": "other",
    "INV": "no-information", "NAVU": "temp-unknown", "ASKR": "asked-unknown",
}  # fmt: skip
"""HL7 v3 NullFlavor (2.16.840.1.113883.5.1008)."""


def absent_reason(null_flavor: str) -> AbsentReason | None:
    """Why something is missing; None for no nullFlavor, 'no-information' for an unknown one."""
    if not null_flavor:
        return None
    return ABSENT_REASONS.get(null_flavor.upper(), "no-information")


GENERIC_CLASSES = frozenset(
    (
        "55607006", "64572001", "404684003", "413350009",  # problem, disease, finding
        "419199007", "416098002", "414285001", "419511003", "418038007", "418471000",
        "420134006", "426232007", "59037007", "235719002", "281647001",
        "105590001", "410942007", "373873005", "255620007", "762766007",
        "71388002", "71181003", "787859002", "33879002", "40388003", "49062001", "260787004",
        "363787002", "386053000", "363679005",
    )
)  # fmt: skip
"""SNOMED CT concepts that name a whole class (problem, substance, drug, procedure, vaccine,
device ...): denied, they say 'none known'."""

NO_KNOWN_CODES = frozenset(
    (
        "716186003", "409137002", "429625007", "428607008", "428197003", "716184000",
        "160244002", "160245001", "787481004",
        "no-known-problems", "no-known-allergies", "no-known-medication-allergies",
        "no-known-environmental-allergies", "no-known-food-allergies", "no-known-medications",
        "no-known-procedures", "no-known-immunizations", "no-known-devices",
    )
)  # fmt: skip
"""Codes that say themselves that there is nothing known of a class (SNOMED CT, IPS)."""
NO_INFORMATION_CODES = frozenset(
    (
        "no-problem-info", "no-allergy-info", "no-medication-info", "no-procedure-info",
        "no-immunization-info", "no-device-info",
    )
)  # fmt: skip
_NO_KNOWN_WORDS = re.compile(
    r"^no(?:ne)?(?: (?:known|current|active|significant|history of|other))* "
    r"(?:(?:drug|food|medication|environmental|latex|insect|active|adverse|health|medical) )*"
    r"(?:allerg\w+|intolerances?|reactions?|problems?|conditions?|diseases?|medications?|drugs?|"
    r"immuni[sz]ations?|procedures?|devices?|implants?|concerns?)(?: \(\w+\))?$",
    re.IGNORECASE,
)
"""Displays that deny a whole class and nothing more specific."""

_CERTAINTY_CODES: dict[str, Certainty] = {
    "415684004": "suspected", "410592001": "suspected", "2931005": "suspected",
    "148006": "suspected", "5558000": "suspected", "410590009": "suspected",
    "47965005": "suspected",
    "provisional": "suspected", "differential": "suspected", "unconfirmed": "suspected",
    "410594000": "negated", "410516002": "negated", "refuted": "negated",
    "281694009": "hypothetical", "80943009": "hypothetical",
}  # fmt: skip
_GERMAN_CERTAINTY_SYSTEMS = frozenset(
    ("urn:oid:2.16.840.1.113883.3.7.1.8", "urn:oid:1.2.276.0.76.5.342",
     "urn:oid:1.2.276.0.76.3.1.1.5.1.21")
)  # fmt: skip
_GERMAN_CERTAINTY: dict[str, Certainty] = {"V": "suspected", "A": "negated", "Z": "historical"}
"""Diagnosesicherheit: G confirmed, V suspected, A excluded, Z status after."""

_EXCLUDED = re.compile(
    r"\b(?:ruled out|known absent|definitely not present|refuted)\b|^(?:ausschluss von|excluded|"
    r"no (?:known )?(?:history|evidence|signs?) of)\b",
    re.IGNORECASE,
)
_TO_EXCLUDE = re.compile(
    r"\b(?:rule[- ]?out|to exclude|r/o)\b|^(?:zum )?ausschluss\b", re.IGNORECASE
)
_SUSPECTED = re.compile(
    r"^\W*(?:suspected|suspicion of|susp\.|probable|probably|possible|possibly|presumed|"
    r"presumptive|provisional|preliminary|working diagnosis|differential|likely|questionable|"
    r"unconfirmed|verdacht|v\. ?a\.|sospetto|suspicion de|sospecha)",
    re.IGNORECASE,
)
_AT_RISK = re.compile(r"^\W*(?:at risk|finding of at risk|risk of)\b", re.IGNORECASE)
_RULES: tuple[tuple[re.Pattern[str], Certainty], ...] = (
    (_EXCLUDED, "negated"),
    (_TO_EXCLUDE, "to_exclude"),
    (_SUSPECTED, "suspected"),
    (_AT_RISK, "hypothetical"),
)
_LONGEST_LABEL = 240


def certainty_of_coding(coding: Coding) -> Certainty | None:
    """What a code says of certainty; None when it says nothing."""
    if coding.system in _GERMAN_CERTAINTY_SYSTEMS:
        return _GERMAN_CERTAINTY.get(coding.code)
    return _CERTAINTY_CODES.get(coding.code) or certainty_of_words(coding.display)


def certainty_of_words(label: str) -> Certainty | None:
    """What a label itself says: 'Suspected ...', 'Rule out ...'. Sentences are not judged here."""
    if not label or len(label) > _LONGEST_LABEL:
        return None
    for pattern, certainty in _RULES:
        if pattern.search(label):
            return certainty
    return None


def is_no_known(codings: tuple[Coding, ...]) -> bool:
    """Whether a code states by itself that nothing of its class is known."""
    return any(
        coding.code in NO_KNOWN_CODES or _NO_KNOWN_WORDS.match(coding.display[:_LONGEST_LABEL])
        for coding in codings
    )


def is_no_information(codings: tuple[Coding, ...]) -> bool:
    """Whether a code states by itself that there is no information."""
    return any(coding.code in NO_INFORMATION_CODES for coding in codings)


def is_generic(codings: tuple[Coding, ...]) -> bool:
    """Whether the codes name nothing but a whole class (or nothing at all)."""
    return all(coding.code in GENERIC_CLASSES for coding in codings)


STATUS_CODES = {
    "55561003": "active", "73425007": "inactive", "413322009": "resolved", "active": "active",
    "inactive": "inactive", "resolved": "resolved", "recurrence": "recurrence",
    "relapse": "recurrence", "remission": "remission", "246455001": "recurrence",
    "255227004": "recurrence", "263855007": "recurrence", "277022003": "remission",
    "392521001": "inactive", "421139008": "on-hold", "385655000": "on-hold",
    "completed": "completed", "aborted": "stopped", "suspended": "on-hold",
    "723506003": "resolved", "7087005": "active", "90734009": "active",
}  # fmt: skip
"""Values of status observations: SNOMED CT, FHIR condition-clinical, ActStatus."""
_STATUS_WORDS = {
    "active": "active", "inactive": "inactive", "resolved": "resolved", "chronic": "active",
    "recurrence": "recurrence", "remission": "remission", "in remission": "remission",
    "completed": "completed", "no longer active": "inactive", "on hold": "on-hold",
    "discontinued": "stopped", "prior history": "inactive", "history of": "inactive",
    "intermittent": "active", "aktiv": "active", "attivo": "active",
}  # fmt: skip


def status_word(codings: tuple[Coding, ...], label: str) -> str:
    """A clinical status from a status observation's value; '' for one that is not known."""
    for coding in codings:
        status = STATUS_CODES.get(coding.code) or STATUS_CODES.get(coding.code.casefold())
        if status:
            return status
    return _STATUS_WORDS.get(label.casefold(), "")


ENTERED_IN_ERROR = frozenset(("entered-in-error", "723510000", "nullified"))
_LATERALITY: dict[str, Side] = {
    "7771000": "left", "24028007": "right", "51440002": "bilateral",
    "L": "left", "R": "right", "B": "bilateral",
}  # fmt: skip
_SIDE_WORDS = re.compile(r"\b(left|right|bilateral|both)\b", re.IGNORECASE)
_ONE_SIDED = re.compile(
    r"\b(?:artery|vein|ventric\w+|atri\w+|coronary|bundle|lobe of (?:the )?liver|hepatic|colon|"
    r"colic)\b",
    re.IGNORECASE,
)
"""Single organs whose parts are called left and right."""
_SIDES: dict[str, Side] = {
    "left": "left", "right": "right", "bilateral": "bilateral", "both": "bilateral",
    "links": "left", "rechts": "right", "beidseits": "bilateral", "beidseitig": "bilateral",
    "destro": "right", "sinistro": "left", "gauche": "left", "droit": "right",
}  # fmt: skip


def laterality(coding: Coding) -> Side | None:
    """The side that a laterality code names."""
    return _LATERALITY.get(coding.code) or _SIDES.get(coding.display.casefold())


def side_in_site(site: str) -> Side | None:
    """The side that a body site's own name says; None where it names none or two."""
    if _ONE_SIDED.search(site):
        return None
    named = {_SIDES[found.casefold()] for found in _SIDE_WORDS.findall(site)}
    return named.pop() if len(named) == 1 else None
