"""Who a record is about: names, birth date, sex and identifiers as printed, never completed."""

from __future__ import annotations

from typing import Literal

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value

Sex = Literal["female", "male", "other", "unknown"]


class PersonName(Value):
    """A name as printed; family and given where the source separates them."""

    text: str = ""
    family: str = ""
    given: str = ""


class PatientIdentifier(Value):
    """An identifier with its issuer (assigning authority, OID, hospital); '' when not said."""

    value: str
    issuer: str = ""


class Identity(Value):
    """What one place says of a person."""

    names: tuple[PersonName, ...] = ()
    birth_date: PartialDate | None = None
    sex: Sex | None = None
    identifiers: tuple[PatientIdentifier, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no strong field (name, birth date, identifier) is given."""
        return not (self.names or self.birth_date or self.identifiers)


class PatientMention(Value):
    """Where a reading names its patient: one per document, message, bundle patient or page."""

    key: str = ""
    """What `Fact.subject` refers to; '' in a document about one person."""
    identity: Identity
    ordinals: tuple[int, ...] = ()
    """Pages that this mention governs; empty: the whole reading."""
    where: str = ""
    """Element path, tag or span that says so."""
