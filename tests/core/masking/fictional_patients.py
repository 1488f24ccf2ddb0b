"""Known identities of fictional patients."""

from __future__ import annotations

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers

GARCIA = known_identifiers(
    Identity(
        names=(PersonName(text="María García López", family="García López", given="María"),),
        birth_date=PartialDate(year=1968, month=2, day=11),
        identifiers=(PatientIdentifier(value="A-1234567"), PatientIdentifier(value="00482-771")),
    ),
    addresses=("Calle Mayor 12, 3º B, 28013 Madrid",),  # codespell:ignore
    phones=("+34 612 345 678",),
    emails=("maria.garcia@example.org",),
    others=("la maestra de Alcorcón",),
)


def named(text: str, family: str = "", given: str = "") -> KnownIdentifiers:
    """A patient of whom the name alone is known."""
    return known_identifiers(Identity(names=(PersonName(text=text, family=family, given=given),)))


IVANOV = named("Иванов Иван Петрович", "Иванов", "Иван Петрович")
WANG = named("王建国", "王", "建国")
ZHANG = named("Zhang Xiaoming", "Zhang", "Xiaoming")
MUELLER = named("Müller, Jörg", "Müller", "Jörg")
KLEIN = named("Rosa Klein", "Klein", "Rosa")
