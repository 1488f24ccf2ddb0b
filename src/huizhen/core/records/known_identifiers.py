"""What is known of a patient's identity and must not leave: the values, in no particular form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PersonName
from huizhen.core.records.value import Value

_T = TypeVar("_T")


class KnownIdentifiers(Value):
    """The identifying values of one case; whoever masks looks for each in every written form."""

    names: tuple[PersonName, ...] = ()
    """Whole names as printed, with family and given where a source parts them."""
    families: tuple[str, ...] = ()
    givens: tuple[str, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()
    """Known to the day; a year of birth alone is no identifier."""
    ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Anything else that a person wants masked, word for word."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known."""
        return not any(dict(self).values())


def known_identifiers(
    identity: Identity,
    mentions: Iterable[Identity] = (),
    *,
    addresses: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    others: Iterable[str] = (),
) -> KnownIdentifiers:
    """The values of a case's identity and of every mention of the same patient in its readings.

    Hand over only mentions that were accepted as the patient's.
    """
    every = [identity, *mentions]
    names = [name for one in every for name in one.names]
    dates = [one.birth_date for one in every if one.birth_date is not None]
    return KnownIdentifiers(
        names=_once(names),
        families=_once(name.family.strip() for name in names),
        givens=_once(name.given.strip() for name in names),
        birth_dates=_once(date for date in dates if date.precision == "day"),
        ids=_once(number.value.strip() for one in every for number in one.identifiers),
        addresses=_once(text.strip() for text in addresses),
        phones=_once(text.strip() for text in phones),
        emails=_once(text.strip() for text in emails),
        others=_once(text.strip() for text in others),
    )


def _once(values: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
