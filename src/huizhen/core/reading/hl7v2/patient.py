"""Who a message is about: the PID segment (HL7 v2.x, 3.4.2), as printed."""

from __future__ import annotations

from huizhen.core.reading.hl7v2.segments import Cell, Segment
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName, Sex

_SEXES: dict[str, Sex] = {
    "F": "female", "M": "male", "O": "other", "A": "other", "U": "unknown", "N": "other",
    "W": "female", "X": "other", "FEMALE": "female", "MALE": "male",
}  # fmt: skip


def identity_of(segment: Segment) -> Identity:
    """Names, birth date, sex and identifiers of a PID segment."""
    names = [name for cell in segment.cells(5) if (name := person_name(cell)) is not None]
    return Identity(
        names=tuple(dict.fromkeys(names)),
        birth_date=parse_partial_date(segment.text(7)),
        sex=_SEXES.get(segment.text(8).upper()),
        identifiers=_identifiers(segment),
    )


def person_name(cell: Cell) -> PersonName | None:
    """A name of type XPN: family^given^further^suffix^prefix; None for an empty one."""
    family = cell.sub(1)
    given = " ".join(part for part in (cell.part(2), cell.part(3)) if part)
    if not family and not given:
        return None
    said = (cell.part(5), given, family, cell.part(4))
    return PersonName(text=" ".join(part for part in said if part), family=family, given=given)


def _identifiers(segment: Segment) -> tuple[PatientIdentifier, ...]:
    """PID-3, else the older PID-2 and PID-4: the number with its assigning authority."""
    found: dict[PatientIdentifier, None] = {}
    for field in (3, 2, 4):
        for cell in segment.cells(field):
            value = cell.part(1)
            if value:
                issuer = cell.sub(4, 1) or cell.sub(4, 2) or cell.sub(6)
                found[PatientIdentifier(value=value, issuer=issuer)] = None
        if found:
            break
    return tuple(found)
