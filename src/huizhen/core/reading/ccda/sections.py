"""Sections: their narrative pages, what they say as a whole, and their entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from huizhen.core.reading.ccda.assembly import EXTRACTOR
from huizhen.core.reading.ccda.concepts import codings_of
from huizhen.core.reading.ccda.context import Document, Section, Setting
from huizhen.core.reading.ccda.elements import STATEMENTS, null_flavor
from huizhen.core.reading.ccda.section_kinds import PLANS, kind_of_section, section_code
from huizhen.core.reading.ccda.statements import facts_of_statement
from huizhen.core.reading.coded.elements import attribute, child, local_name, steps, text_of
from huizhen.core.reading.coded.narrative import Narrative, narrative_of
from huizhen.core.reading.coded.vocabulary import absent_reason
from huizhen.core.reading.xml import Element
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.page import PageId

_LONGEST_NOTE = 4_000
_LONGEST_QUOTE = 1_000
_CONTAINERS = frozenset(("component", "structuredBody", "section", "ClinicalDocument"))


@dataclass(frozen=True, slots=True)
class Placed:
    """A section with its path and its page."""

    element: Element
    path: str
    section: Section
    narrative: Narrative | None


def sections_of(top: Element, path: str) -> Iterator[tuple[Element, str]]:
    """All sections under an element with their paths, in document order, nested ones included."""
    stack = [(top, path)]
    while stack:
        element, here = stack.pop()
        if local_name(element) == "section":
            yield element, here
        stack += [
            (inner, f"{here}/{step}")
            for inner, step in reversed(list(steps(element)))
            if local_name(inner) in _CONTAINERS
        ]


def place_section(element: Element, path: str, document: Document) -> Placed:
    """The section with its narrative as a page; without narrative it stands on page 1."""
    kind = kind_of_section(element)
    title = section_title(element)
    block = child(element, "text")
    narrative = narrative_of(block) if block is not None else None
    ordinal = 0
    if narrative is not None:
        language = attribute(child(element, "languageCode"), "code")[:2].lower()
        ordinal = document.book.add_narrative(narrative, title, language or document.language)
    return Placed(
        element=element,
        path=path,
        section=Section(
            kind=kind.kind,
            fact_type=kind.fact_type,
            title=title,
            category=kind.category,
            ordinal=ordinal or 1,
        ),
        narrative=narrative if ordinal else None,
    )


def section_title(element: Element) -> str:
    """The section's title, else what its code is called."""
    title = text_of(child(element, "title"))
    code = child(element, "code")
    return title or attribute(code, "displayName")


def facts_of_section(placed: Placed, document: Document) -> list[Fact]:
    """The section's own statement, then those of its entries."""
    entries: list[Fact] = []
    for inner, step in steps(placed.element):
        name = local_name(inner)
        if name == "entry":
            entries += facts_of_entry(inner, f"{placed.path}/{step}", placed.section, document)
        elif name in STATEMENTS:
            setting = Setting(section=placed.section)
            entries += facts_of_statement(inner, f"{placed.path}/{step}", setting, document)
    own = _section_fact(placed, document, bool(entries))
    return [own, *entries] if own is not None else entries


def facts_of_entry(entry: Element, path: str, section: Section, document: Document) -> list[Fact]:
    """The statements of one entry."""
    facts: list[Fact] = []
    for statement, step in steps(entry):
        if local_name(statement) in STATEMENTS:
            setting = Setting(section=section)
            facts += facts_of_statement(statement, f"{path}/{step}", setting, document)
    return facts


def _section_fact(placed: Placed, document: Document, has_entries: bool) -> Fact | None:
    """'No information' for an empty section; the narrative of an assessment or plan section."""
    flavor = null_flavor(placed.element)
    if flavor and not has_entries:
        return _own_fact(placed, document, absent=flavor)
    codes = {section_code(placed.element)}
    code = child(placed.element, "code")
    if code is not None:
        codes |= {coding.code for coding in codings_of(code)}
    is_plan = bool(codes & PLANS) or (not codes - {""} and placed.section.kind == "assessment")
    if is_plan and placed.narrative is not None and not flavor:
        return _own_fact(placed, document)
    return None


def _own_fact(placed: Placed, document: Document, absent: str = "") -> Fact:
    narrative = placed.narrative
    text = narrative.text if narrative is not None else ""
    ordinal = placed.section.ordinal
    end = min(len(text), _LONGEST_QUOTE)
    code = child(placed.element, "code")
    codings = codings_of(code) if code is not None and not absent else ()
    title = placed.section.title
    return make_fact(
        placed.section.fact_type,
        text=title,
        code=codings[0] if codings else None,
        codings=codings,
        category=placed.section.category,
        note=text[:_LONGEST_NOTE],
        absent_reason=absent_reason(absent),
        document_date=document.date,
        performer=document.institution,
        extractor=EXTRACTOR,
        subject=document.subject,
        evidence=(
            ElementPath(
                page_id=PageId(document.book.page_id(ordinal)),
                path=placed.path,
                quote=text[:end] if text else title,
                start=0 if text else None,
                end=end if text else None,
            ),
        ),
    )


def facts_of_fragment(top: Element, path: str, document: Document) -> list[Fact]:
    """The statements of a fragment that begins below its section."""
    name = local_name(top)
    if name in STATEMENTS:
        return facts_of_statement(top, path, Setting(), document)
    if name in ("entry", "entryRelationship", "component"):
        return facts_of_entry(top, path, Section(), document)
    return []
