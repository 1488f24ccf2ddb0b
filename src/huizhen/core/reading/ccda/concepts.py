"""Coded concepts (data types CD, CE, CV, CO): codes with translations, and the label to show."""

from __future__ import annotations

from dataclasses import dataclass

from huizhen.core.reading.ccda.context import Document
from huizhen.core.reading.ccda.elements import null_flavor
from huizhen.core.reading.coded.code_systems import LOINC, RXNORM, SNOMED_CT, system_uri
from huizhen.core.reading.coded.elements import attribute, child, children, text_of
from huizhen.core.reading.coded.vocabulary import absent_reason
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import AbsentReason, Coding

_PREFERRED = (SNOMED_CT, LOINC, RXNORM)
_LONGEST_ORIGINAL = 400
_LONG_DISPLAY = 160


@dataclass(frozen=True, slots=True)
class Concept:
    """One coded thing as the source states it."""

    label: str = ""
    code: Coding | None = None
    codings: tuple[Coding, ...] = ()
    original: str = ""
    """The clinician's words (originalText), where they resolve."""
    absent: AbsentReason | None = None
    """Why there is neither code nor label."""

    @property
    def is_assertion(self) -> bool:
        """Whether the code only says 'this is asserted' (ActCode ASSERTION)."""
        return self.code is not None and self.code.code == "ASSERTION"

    def __bool__(self) -> bool:
        return bool(self.label or self.codings)


def concept_of(
    element: Element | None,
    document: Document,
    ordinal: int,
    preferred: tuple[str, ...] = _PREFERRED,
) -> Concept:
    """The concept of a coded element; empty for a missing element.

    The code is the first of a preferred system among the element's own and its translations,
    else the first of all. The label is the code's display, else the original text.
    """
    if element is None:
        return Concept()
    codings = codings_of(element)
    original = original_text(element, document, ordinal)
    own = attribute(element, "displayName") if attribute(element, "code") else ""
    displays = [coding.display for coding in codings if coding.display]
    if len(own) > _LONG_DISPLAY and original:
        own = original  # billing codes are displayed as whole paragraphs
    label = own or original or (displays[0] if displays else "")
    label = label or attribute(element, "displayName")
    if not label and codings:
        label = codings[0].code
    absent = absent_reason(null_flavor(element)) if not label else None
    return Concept(
        label=label,
        code=best_coding(codings, preferred),
        codings=codings,
        original=original,
        absent=absent,
    )


def codings_of(element: Element) -> tuple[Coding, ...]:
    """The element's own coding and those of its translations, each once."""
    found: dict[tuple[str, str], Coding] = {}
    for holder in (element, *children(element, "translation")):
        code = attribute(holder, "code")
        if not code:
            continue
        system = system_uri(attribute(holder, "codeSystem"), attribute(holder, "codeSystemName"))
        found.setdefault(
            (system, code),
            Coding(system=system, code=code, display=_display(holder)),
        )
    return tuple(found.values())


def _display(holder: Element) -> str:
    return " ".join(attribute(holder, "displayName").split())


def best_coding(codings: tuple[Coding, ...], preferred: tuple[str, ...]) -> Coding | None:
    """The first coding of a preferred system, else the first."""
    for coding in codings:
        if coding.system in preferred:
            return coding
    return codings[0] if codings else None


def original_text(element: Element | None, document: Document, ordinal: int) -> str:
    """The original text of a coded element: what its reference names, or its own words."""
    holder = child(element, "originalText")
    if holder is None:
        return ""
    words = document.referenced_text(holder, ordinal) or text_of(holder)
    return words[:_LONGEST_ORIGINAL]


def qualifiers_of(element: Element | None) -> list[tuple[Coding | None, Coding]]:
    """Name and value of each qualifier of a coded element."""
    found = []
    for qualifier in children(element, "qualifier"):
        value = child(qualifier, "value")
        values = codings_of(value) if value is not None else ()
        if values:
            name = child(qualifier, "name")
            names = codings_of(name) if name is not None else ()
            found.append((names[0] if names else None, values[0]))
    return found
