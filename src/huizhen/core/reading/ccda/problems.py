"""Problems, diagnoses and indications: Problem Observation (2.16.840.1.113883.10.20.22.4.4)."""

from __future__ import annotations

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    is_planned,
    joined,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of, qualifiers_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.parts import (
    Part,
    certainty_in,
    named,
    note_of,
    parts_of,
    value_concept,
)
from huizhen.core.reading.ccda.sites import is_side, is_site, site_of
from huizhen.core.reading.ccda.times import Period, period_of
from huizhen.core.reading.coded.elements import child
from huizhen.core.reading.coded.vocabulary import (
    certainty_of_coding,
    certainty_of_words,
    status_word,
)
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Certainty, Coding, Fact

_PLAIN_TYPES = frozenset(
    ("55607006", "64572001", "404684003", "75326-9", "75323-6", "75321-0", "ASSERTION",
     "282291009", "29308-4")
)  # fmt: skip
"""Problem types that add nothing: problem, condition, finding, diagnosis."""
_CONCERN_STATUS = {
    "active": "active", "completed": "inactive", "suspended": "inactive", "aborted": "inactive",
}  # fmt: skip


def problem(statement: Statement) -> Fact:
    """A condition; its text is the value's label, else the narrative that it refers to."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    value = child(element, "value")
    code = child(element, "code")
    concept = concept_of(value, document, ordinal)
    kind = concept_of(code, document, ordinal)
    if not concept and kind and kind.code and kind.code.code not in _PLAIN_TYPES:
        concept, kind = kind, Concept()
    parts = parts_of(statement)
    period = statement_period(statement)
    fields = denied(statement, concept)
    stated = _certainty(statement, concept, kind, value, parts)
    if stated and "certainty" not in fields:
        fields["certainty"] = stated
    is_present = fields.get("certainty", "affirmed") == "affirmed" and not fields.get(
        "absent_reason"
    )
    status = _clinical_status(statement, parts, period) if is_present else ""
    return build(
        statement,
        "Condition",
        concept.label,
        quoted=(value, code),
        code=concept.code,
        codings=concept.codings,
        date=period.start,
        end_date=period.end,
        clinical_status=status,
        category=_category(statement),
        note=joined(
            _type_note(kind), _qualifier_note(value), _severity(statement, parts),
            _diagnosed(statement, parts),
            note_of(parts, statement, ("status", "severity", "diagnosed")),
        ),
        **site_of(statement, (value,)),
        **fields,
    )  # fmt: skip


def indication(statement: Statement) -> Fact:
    """Why something is done, as a condition of its own."""
    return problem(statement)


def _category(statement: Statement) -> str:
    setting = statement.setting
    if statement.category:
        return statement.category
    if setting.category and setting.category != "risk":
        return setting.category
    if setting.section.kind == "problems":
        return setting.section.category
    return setting.category


def _certainty(
    statement: Statement,
    concept: Concept,
    kind: Concept,
    value: Element | None,
    parts: list[Part],
) -> Certainty | None:
    """What codes, qualifiers and the clinician's own words say, the strongest first."""
    document, ordinal = statement.document, statement.ordinal
    stated = certainty_in(parts, document, ordinal)
    stated += [certainty_of_coding(coding) for _name, coding in qualifiers_of(value)]
    stated += [certainty_of_coding(coding) for coding in (*concept.codings, *kind.codings)]
    stated.append(certainty_of_words(concept.original))
    uncertainty = child(statement.element, "uncertaintyCode")
    if uncertainty is not None and uncertainty.get("code") == "U":
        stated.append("suspected")
    if statement.setting.is_hypothetical or is_planned(statement):
        stated.append("hypothetical")
    order: tuple[Certainty, ...] = (
        "negated", "to_exclude", "hypothetical", "suspected", "historical"
    )  # fmt: skip
    return next((certainty for certainty in order if certainty in stated), None)


def _clinical_status(statement: Statement, parts: list[Part], period: Period) -> str:
    document, ordinal = statement.document, statement.ordinal
    is_over = period.end is not None or period.end_null == "UNK"
    for element in named(parts, "status"):
        concept = value_concept(element, document, ordinal)
        status = status_word(concept.codings, concept.label)
        if status:
            if status == "active" and period.end is not None:
                document.deviations.add("active_with_end_date", statement.path)
            return status
    if is_over:
        return "resolved"
    return _CONCERN_STATUS.get(status_code(statement.setting.concern), "")


def _type_note(kind: Concept) -> str:
    codes = {coding.code for coding in kind.codings}
    if not kind.label or codes & _PLAIN_TYPES:
        return ""
    return f"Type: {kind.label}"


def _qualifier_note(value: Element | None) -> str:
    return "; ".join(
        f"{_words(name)}: {coding.display or coding.code}"
        for name, coding in qualifiers_of(value)
        if not is_side(name, coding) and not is_site(name)
    )


def _words(name: Coding | None) -> str:
    return (name.display or name.code) if name else "Qualifier"


def _severity(statement: Statement, parts: list[Part]) -> str:
    labels = [
        value_concept(element, statement.document, statement.ordinal).label
        for element in named(parts, "severity")
    ]
    said = ", ".join(label for label in labels if label)
    return f"Severity: {said}" if said else ""


def _diagnosed(statement: Statement, parts: list[Part]) -> str:
    for element in named(parts, "diagnosed"):
        day = period_of(element, statement.document.deviations, statement.path).start
        if day is not None:
            return f"Date of diagnosis: {day}"
    return ""
