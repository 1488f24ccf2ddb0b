"""CodeableConcept, Coding, CodeableReference and bare codes: label and codes of one thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from huizhen.core.reading.coded.code_systems import LOINC, RXNORM, SNOMED_CT, system_uri
from huizhen.core.reading.coded.vocabulary import is_no_information, is_no_known
from huizhen.core.reading.fhir.elements import absent_code, items, line, objects, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.vocabulary import DATA_ABSENT_REASONS
from huizhen.core.records.fact import AbsentReason, Coding

_PREFERRED = (SNOMED_CT, LOINC, RXNORM)
_LONGEST = 400
_ABSENT_SYSTEM = "/data-absent-reason"


@dataclass(frozen=True, slots=True)
class Concept:
    """One coded thing as the source states it."""

    label: str = ""
    code: Coding | None = None
    codings: tuple[Coding, ...] = ()
    absent: AbsentReason | None = None
    """Why nothing is said."""

    @property
    def is_no_known(self) -> bool:
        """Whether it says that nothing of a whole class is known ('no known allergies')."""
        return is_no_known(self.codings) or (
            not self.codings and is_no_known((Coding(system="", code="", display=self.label),))
        )

    @property
    def is_no_information(self) -> bool:
        """Whether it says that there is no information about a whole class."""
        return is_no_information(self.codings)

    def __bool__(self) -> bool:
        return bool(self.label or self.codings)


def concept_of(element: Any, preferred: tuple[str, ...] = _PREFERRED) -> Concept:
    """The concept of an element of any coded type; empty for a missing one.

    Its label is the text, else the display that the user chose, else the first display, else the
    first code. Its code is the first of a preferred system, else the first.
    """
    found = [_one(item, preferred) for item in items(element)]
    said = [concept for concept in found if concept]
    if not said:
        return found[0] if found else Concept()
    if len(said) == 1:
        return said[0]
    codings = tuple(dict.fromkeys(coding for concept in said for coding in concept.codings))
    label = ", ".join(dict.fromkeys(concept.label for concept in said))
    return replace(said[0], label=label[:_LONGEST], codings=codings)


def _one(element: Any, preferred: tuple[str, ...]) -> Concept:
    if isinstance(element, str):
        return Concept(label=line(element)[:_LONGEST])
    if not isinstance(element, dict):
        return Concept()
    if isinstance(element.get("concept"), dict):  # CodeableReference of R5
        element = element["concept"]
    holders = objects(element.get("coding"))
    if "coding" not in element and ("code" in element or "display" in element):
        holders = [element]  # a Coding where a CodeableConcept should be
    absent = _absent(element, holders)
    shown = [holder for holder in holders if not _is_absent_coding(holder)]
    codings = _codings(shown)
    label = line(element.get("text")) or _display(shown) or (codings[0].code if codings else "")
    return Concept(
        label=label[:_LONGEST],
        code=_best(codings, preferred),
        codings=codings,
        absent=absent if not label else None,
    )


def _display(holders: list[Json]) -> str:
    chosen = [h for h in holders if h.get("userSelected") is True]
    displays = [line(holder.get("display")) for holder in (*chosen, *holders)]
    return next((display for display in displays if display), "")


def _codings(holders: list[Json]) -> tuple[Coding, ...]:
    found: dict[tuple[str, str], Coding] = {}
    for holder in holders:
        code = words(holder.get("code"))
        if code:
            system = coding_system(words(holder.get("system")))
            coding = Coding(system=system, code=code, display=line(holder.get("display")))
            found.setdefault((system, code), coding)
    return tuple(found.values())


def coding_system(system: str) -> str:
    """A code system's usual URI: national editions and OIDs of known systems evened out."""
    if system.startswith("urn:oid:"):
        return system_uri(system.removeprefix("urn:oid:"))
    plain = system.rstrip("/")
    if plain.startswith(("https://snomed.info/sct", f"{SNOMED_CT}/")):
        return SNOMED_CT
    if plain.startswith(("https://loinc.org", "http://www.loinc.org")):
        return LOINC
    return plain


def _best(codings: tuple[Coding, ...], preferred: tuple[str, ...]) -> Coding | None:
    for coding in codings:
        if coding.system in preferred:
            return coding
    return codings[0] if codings else None


def _is_absent_coding(holder: Json) -> bool:
    return words(holder.get("system")).endswith(_ABSENT_SYSTEM)


def _absent(element: Json, holders: list[Json]) -> AbsentReason | None:
    """A data-absent-reason as extension, or as the code itself."""
    codes = [absent_code(element), *(absent_code(holder) for holder in holders)]
    codes += [words(h.get("code")).lower() for h in holders if _is_absent_coding(h)]
    code = next((code for code in codes if code), "")
    return DATA_ABSENT_REASONS.get(code, "unknown") if code else None


def label_of(element: Any) -> str:
    """The label of a coded element."""
    return concept_of(element).label
