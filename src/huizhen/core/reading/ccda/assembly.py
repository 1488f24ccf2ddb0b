"""From a statement's fields to a fact: evidence, institution, dates, certainty, absence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huizhen.core.reading.ccda.concepts import Concept
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.elements import is_negated, null_flavor
from huizhen.core.reading.ccda.parts import stated_text
from huizhen.core.reading.ccda.times import Period, period_of
from huizhen.core.reading.coded.elements import attribute, child, text_of
from huizhen.core.reading.coded.vocabulary import (
    ENTERED_IN_ERROR,
    absent_reason,
    is_generic,
    is_no_information,
    is_no_known,
)
from huizhen.core.reading.xml import Element
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact, FactType, make_fact
from huizhen.core.records.page import PageId

EXTRACTOR = "ccda/1"
_UNDONE = ("not-taken", "not-done")
_SHORT_QUOTE = 600
_LONGEST_TEXT = 400
_PLANNED_MOODS = frozenset(
    ("INT", "RQO", "PRMS", "PRP", "ARQ", "APT", "GOL", "GOL.CRT", "PERMRQ", "SLOT", "OPT", "EXPEC")
)


def mood(statement: Statement) -> str:
    """The statement's mood; EVN (it happened) when the sender left it out."""
    return attribute(statement.element, "moodCode") or "EVN"


def is_planned(statement: Statement) -> bool:
    """Whether the statement tells what is intended, ordered, promised or aimed at."""
    return mood(statement) in _PLANNED_MOODS


def status_code(element: Element | None) -> str:
    """The act status; '' where it is missing."""
    return attribute(child(element, "statusCode"), "code").lower()


def statement_period(statement: Statement) -> Period:
    """When the statement holds."""
    return period_of(statement.element, statement.document.deviations, statement.path)


def build(
    statement: Statement,
    fact_type: FactType,
    label: str,
    quoted: Iterable[Element | None] = (),
    **fields: Any,
) -> Fact:
    """A fact with what all facts of a document share; `quoted` elements may refer to narrative."""
    document = statement.document
    text = _text_for(statement, label, fields.get("code")) or fact_type
    if is_withdrawn(statement):
        fields["record_status"] = "withdrawn"
    if fields.get("absent_reason") == "no-known" and fields.get("clinical_status") not in _UNDONE:
        fields["clinical_status"] = ""
    fields.setdefault("category", statement.category)
    return make_fact(
        fact_type,
        text=text,
        document_date=document.date,
        performer=fields.pop("performer", "") or _maker(statement, fact_type),
        extractor=EXTRACTOR,
        subject=document.subject,
        evidence=(evidence_of(statement, text, quoted),),
        **{name: value for name, value in fields.items() if value is not None},
    )


def _text_for(statement: Statement, label: str, code: Coding | None) -> str:
    """The label; the narrative where there is none or only a bare code; else the section's name."""
    is_bare = not label or (code is not None and label == code.code)
    words = ""
    if is_bare:
        words = stated_text(statement.element, statement.document, statement.ordinal)
    text = words or label or statement.setting.section.title
    return text[:_LONGEST_TEXT]


def is_withdrawn(statement: Statement) -> bool:
    """Whether the record was taken back (nullified, entered in error)."""
    return statement.setting.is_withdrawn or status_code(statement.element) in ENTERED_IN_ERROR


def evidence_of(statement: Statement, label: str, quoted: Iterable[Element | None]) -> ElementPath:
    """The element, and what the narrative says of it.

    The statement's own `text` reference comes first, for it shows the whole row; then the original
    texts of its codes and what its values refer to; then the one place on its page where the label
    stands; else the label.
    """
    document, ordinal = statement.document, statement.ordinal
    coded = [one for one in quoted if one is not None]
    holders = [child(statement.element, "text")]
    holders += [child(one, "originalText") for one in coded]
    holders += coded
    places = [document.referenced_place(holder, ordinal) for holder in holders]
    known = [place for place in places if place is not None]
    if not known and any(attribute(child(one, "reference"), "value") for one in holders):
        document.deviations.add("reference_not_resolved", statement.path)
    short = (place for place in known if place.end - place.start <= _SHORT_QUOTE)
    place = next(short, known[0] if known else None) or document.book.found(label, ordinal)
    if place is None:
        return ElementPath(
            page_id=PageId(document.book.page_id(ordinal)), path=statement.path, quote=label
        )
    return ElementPath(
        page_id=PageId(document.book.page_id(place.ordinal)),
        path=statement.path,
        quote=document.book.text(place),
        start=place.start,
        end=place.end,
    )


def _maker(statement: Statement, fact_type: str) -> str:
    """The institution; of a procedure only where its entry names one: who keeps a summary did not
    operate."""
    institution = institution_of(statement)
    is_others = fact_type == "Procedure" and institution == statement.document.institution
    return "" if is_others else institution


def institution_of(statement: Statement) -> str:
    """Who made it: the statement's performer or author organisation, else the document's."""
    for holder in (statement.element, statement.setting.organizer):
        for role, entity in (("performer", "assignedEntity"), ("author", "assignedAuthor")):
            named = text_of(child(holder, role, entity, "representedOrganization", "name"))
            if named:
                return named
    return statement.document.institution


def denied(statement: Statement, concept: Concept) -> dict[str, Any]:
    """Certainty and absence of a statement about a class of things.

    Denied as a whole class, or by a code that says so itself: 'no known'. Statement-level
    nullFlavor: nothing is said. Empty for an ordinary statement.
    """
    flavor = null_flavor(statement.element)
    if is_no_information(concept.codings):
        return {"absent_reason": "no-information"}
    if is_no_known(concept.codings):
        if is_negated(statement.element):
            statement.document.deviations.add("no_known_denied", statement.path)
        return {"certainty": "negated", "absent_reason": "no-known"}
    if is_negated(statement.element):
        whole = is_generic(concept.codings) if concept.codings else not concept.label
        whole = whole or concept.label.lower().startswith(("no ", "none"))
        return {"certainty": "negated", **({"absent_reason": "no-known"} if whole else {})}
    if flavor:
        return {"absent_reason": absent_reason(flavor)}
    if not concept.label:
        return _missing(statement, concept)
    return {}


def _missing(statement: Statement, concept: Concept) -> dict[str, Any]:
    """No code and no words of its own: absent, unless the narrative says it."""
    if stated_text(statement.element, statement.document, statement.ordinal):
        return {}
    return {"absent_reason": concept.absent or "no-information"}


def joined(*notes: str) -> str:
    """Notes one after the other."""
    return "; ".join(note for note in notes if note)
