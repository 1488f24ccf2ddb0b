"""Which template means what: the table from C-CDA template roots to facts and parts of facts."""

from __future__ import annotations

from typing import Literal, NamedTuple

from huizhen.core.reading.ccda.elements import template_roots
from huizhen.core.reading.coded.elements import attribute, child, local_name
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import FactType

Kind = Literal[
    "problem", "allergy", "medication", "immunization", "observation", "procedure", "family",
    "encounter", "plan", "report", "consent", "device", "note", "impression", "imaging",
    "coverage", "supply", "indication", "other",
    "wrapper",
]  # fmt: skip
"""What a statement becomes; a wrapper becomes nothing when what it holds becomes facts."""

Folds = Literal["", "always", "drug"]


class Role(NamedTuple):
    """What a statement is: a fact, a wrapper, or a part of the fact around it."""

    kind: Kind
    category: str = ""
    folds: Folds = ""
    """'always': inside another fact it is a part of it; 'drug': only inside a drug's."""
    part: str = ""
    """Which part; '' is told in the note."""
    alone: FactType | None = None
    """What a wrapper is when it holds no fact, but says something itself."""


def _fact(kind: Kind, category: str = "") -> Role:
    return Role(kind, category)


def _part(part: str = "", kind: Kind = "other", category: str = "other") -> Role:
    return Role(kind, category, "always", part)


def _wrapper(alone: FactType | None = None, category: str = "") -> Role:
    return Role("wrapper", category, alone=alone)


_SOCIAL = _fact("observation", "social-history")
_SURVEY = _fact("observation", "survey")
_FUNCTION = _fact("observation", "functional-status")
_MENTAL = _fact("observation", "mental-status")
_NUTRITION = _fact("observation", "nutrition")
_WOUND = _fact("observation", "exam")
_IMAGED = _fact("observation", "imaging")
_PLANNED = _fact("plan", "planned")
_UDI = _part("device", "device")
_FRAME = _part("reference", "imaging", "imaging")

_BY_ENTRY = {
    # facts
    "4": _fact("problem"), "7": _fact("allergy"), "16": _fact("medication"),
    "52": _fact("immunization"), "27": _fact("observation", "vital-signs"),
    "2": _fact("observation", "laboratory"), "46": _fact("family"), "14": _fact("procedure"),
    "13": _fact("procedure"), "12": _fact("procedure"), "49": _fact("encounter"),
    "1": _fact("report"), "48": _fact("consent"), "50": _fact("device"), "202": _fact("note"),
    "38": _SOCIAL, "78": _SOCIAL, "85": _SOCIAL, "200": _SOCIAL, "109": _SOCIAL, "111": _SOCIAL,
    "72": _SOCIAL, "281": _SOCIAL, "501": _SOCIAL, "503": _SOCIAL, "504": _SOCIAL, "506": _SOCIAL,
    "507": _SOCIAL, "69": _SURVEY, "86": _SURVEY, "67": _FUNCTION, "68": _FUNCTION,
    "128": _FUNCTION, "127": _FUNCTION, "505": _FUNCTION, "74": _MENTAL, "73": _MENTAL,
    "125": _MENTAL, "124": _NUTRITION, "138": _NUTRITION, "114": _fact("problem", "wound"),
    "133": _WOUND, "134": _WOUND, "76": _WOUND, "77": _WOUND, "70": _WOUND,
    "144": _fact("observation", "outcome"), "79": _fact("observation", "other"),
    "113": _fact("impression", "prognosis"), "19": _fact("indication", "indication"),
    "39": _PLANNED, "40": _PLANNED, "41": _PLANNED, "42": _PLANNED, "43": _PLANNED,
    "44": _PLANNED, "120": _PLANNED, "123": _PLANNED, "121": _fact("plan", "goal"),
    "130": _fact("plan", "nutrition"), "140": _fact("plan", "referral"),
    "141": _fact("procedure", "other"), "61": _fact("coverage", "coverage"),
    "500": _fact("plan", "care-team"), "201": _fact("observation", "other"),
    # facts that are parts of another fact inside it
    "20": Role("plan", "instruction", "drug"), "17": Role("supply", "supply", "drug"),
    "18": Role("supply", "supply", "drug"), "63": _part("reference", "imaging", "imaging"),
    # parts
    "6": _part("status"), "28": _part("status"), "8": _part("severity"), "9": _part("reaction"),
    "145": _part("criticality"), "31": _part("age"), "47": _part("death"),
    "53": _part("reason"), "64": _part("comment", "note"), "147": _part("sig"),
    "118": _part("dose_number"), "122": Role("wrapper", "", "always", "reference"),
    "142": _part("priority"), "143": _part("priority"),
    "110": _part(), "129": _part("coverage"), "5": _part(), "502": _part("diagnosed"),
    "500.1": _part("reference"), "500.2": _part(), "500.3": _part(), "311": _UDI,
    **{str(number): _UDI for number in (301, 302, 303, 304, 305, 308, 309, 314, 315, 316, 317,
                                        318, 319)},
    # wrappers
    "3": _wrapper("Condition"), "30": _wrapper("AllergyIntolerance"),
    "132": _wrapper("Condition", "health-concern"), "136": _wrapper("Condition", "risk"),
    "80": _wrapper("Condition", "encounter-diagnosis"),
    "34": _wrapper("Condition", "admission-diagnosis"),
    "33": _wrapper("Condition", "discharge-diagnosis"),
    "65": _wrapper("Condition", "preoperative-diagnosis"),
    "51": _wrapper("Condition", "postprocedure-diagnosis"),
    "35": _wrapper("MedicationStatement", "discharge"),
    "36": _wrapper("MedicationStatement", "admission"),
    "131": _wrapper("Procedure", "intervention"), "146": _wrapper("CarePlan", "intervention"),
    "26": _wrapper("Observation"), "66": _wrapper("Observation", "functional-status"),
    "75": _wrapper("Observation", "mental-status"), "45": _wrapper("FamilyMemberHistory"),
    "108": _wrapper("Consent"), "135": _wrapper("Device"),
    "60": _wrapper("DocumentReference", "coverage"),
}  # fmt: skip
"""Entry templates under 2.16.840.1.113883.10.20.22.4."""

_ROOT = "2.16.840.1.113883.10.20."
_OTHERS = {
    "15.3.8": _SOCIAL, "15.3.1": _SOCIAL, "34.3.45": _SOCIAL,
    "6.2.5": _fact("procedure", "imaging"), "6.2.6": _fact("imaging", "imaging"),
    "6.2.12": _IMAGED, "6.2.13": _IMAGED, "6.2.14": _IMAGED,
    "6.2.8": _FRAME, "6.2.9": _FRAME, "6.2.10": _FRAME, "6.2.11": _FRAME,
    "1.47": _part("status"), "1.57": _part("status"), "1.19": _wrapper(),
    "24.3.88": _part("reason"), "24.3.166": _part("rank"), "24.3.97": _wrapper(),
    "24.3.98": _wrapper(), "22.4.68.99999": _fact("observation", "other"),
}  # fmt: skip
_CCD_1 = {
    "28": _fact("problem"), "18": _fact("allergy"), "24": _fact("medication"),
    "31": _fact("observation", "laboratory"), "32": _fact("report"), "33": _SOCIAL,
    "22": _fact("family"), "29": _fact("procedure"), "21": _fact("encounter"),
    "25": _fact("plan", "planned"), "17": _fact("consent"),
    "34": Role("supply", "supply", "drug"), "54": _part("reaction"), "55": _part("severity"),
    "50": _part("status"), "39": _part("status"), "38": _part("age"), "42": _part("death"),
    "27": _wrapper("Condition"), "23": _wrapper("FamilyMemberHistory"),
    "35": _wrapper("Observation"),
}  # fmt: skip
"""Entry templates of CCD 1.0 under 2.16.840.1.113883.10.20.1."""
_IHE = "1.3.6.1.4.1.19376.1.5.3.1.4."
_IHE_PCC = {
    "5": _fact("problem"), "6": _fact("allergy"), "7": _fact("medication"),
    "12": _fact("immunization"), "13.2": _fact("observation", "vital-signs"),
    "13.4": _SOCIAL, "13.5": _SOCIAL, "13.3": _fact("family"), "14": _fact("encounter"),
    "19": _fact("procedure"), "20": _fact("device"), "7.3": Role("supply", "supply", "drug"),
    "1": _part("severity"), "1.1": _part("status"), "1.2": _part(), "2": _part("comment", "note"),
    "3": Role("plan", "instruction", "drug"), "3.1": _part(), "4.1": _part("reference"),
    "5.1": _wrapper(), "5.2": _wrapper("Condition"), "5.3": _wrapper("AllergyIntolerance"),
    "13.1": _wrapper("Observation"), "15": _wrapper("FamilyMemberHistory"),
}  # fmt: skip
"""Entry templates of IHE PCC, which European national documents build on."""
TEMPLATES: dict[str, Role] = {
    **{f"{_ROOT}22.4.{number}": role for number, role in _BY_ENTRY.items()},
    **{f"{_ROOT}{number}": role for number, role in _OTHERS.items()},
    **{f"{_ROOT}1.{number}": role for number, role in _CCD_1.items()},
    **{f"{_IHE}{number}": role for number, role in _IHE_PCC.items()},
    "1.3.6.1.4.1.19376.1.3.1.4": _fact("report"),
    "1.3.6.1.4.1.19376.1.3.1.6": _fact("observation", "laboratory"),
    "2.16.840.1.113883.3.445.21": _fact("consent", "security"),
    "2.16.840.1.113883.3.445.23": _fact("consent", "security"),
}
_RANK = {root: rank for rank, root in enumerate(TEMPLATES)}

_PARTS_BY_CODE = {
    ("33999-4", "observation"): _part("status"),
    ("SEV", "observation"): _part("severity"),
    ("48767-8", "act"): _part("comment", "note"),
    ("246514001", "observation"): _part("units"),
    ("77301-0", "observation"): _part("reason"),
    ("445518008", "observation"): _part("age"),
    ("103709008", "act"): _part("failed"),
    ("76662-6", "substanceAdministration"): _part("sig"),
    ("82606-5", "observation"): _part("criticality"),
    ("66455-7", "observation"): _part("status"),
}
"""Parts that their code gives away where the template is missing."""


def role_by_template(element: Element) -> Role | None:
    """The role that an element's templates (any extension) or telling code give it."""
    known = [root for root in template_roots(element) if root in TEMPLATES]
    if known:
        return TEMPLATES[min(known, key=_RANK.__getitem__)]
    code = attribute(child(element, "code"), "code")
    return _PARTS_BY_CODE.get((code, local_name(element)))


def role_of_nested(element: Element, link: str) -> Role | None:
    """The same for a statement inside another; a manifestation (MFST) is its reaction."""
    role = role_by_template(element)
    if role is None and link == "MFST" and local_name(element) == "observation":
        return _part("reaction")
    return role
