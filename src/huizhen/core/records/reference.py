"""The reference identity: as given on the command line, or what most documents agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from huizhen.core.errors import WrongCall
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.firewall import do_agree, judge
from huizhen.core.records.identity import (
    Identity,
    PatientIdentifier,
    PatientMention,
    PersonName,
    Sex,
)
from huizhen.core.records.value import canonical_json

FORM = 'Write it as "Family, Given; 1968-02-11; F; 12345@hospital"; leave out what is not known.'

_SEXES: dict[str, Sex] = {
    "f": "female", "female": "female", "w": "female", "woman": "female", "女": "female",
    "ж": "female", "m": "male", "male": "male", "man": "male", "男": "male", "м": "male",
    "o": "other", "other": "other", "u": "unknown", "unknown": "unknown",
}  # fmt: skip
_ISO_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LOOKS_LIKE_DATE = re.compile(r"\d{1,4}\s*[-./年]\s*\d{1,2}(?:\s*[-./月]\s*\d{1,4}日?)?|\d{8}")
_MOST_CLUSTERS = 200


class MajorityIdentity(NamedTuple):
    """The identity that most documents agree on; a person still has to confirm it."""

    identity: Identity
    is_unconfirmed: bool = True


def reference_from_text(text: str) -> Identity:
    """The identity of `--patient "Family, Given; 1968-02-11; F; MRN@issuer"`.

    Parts in any order and number, several names and identifiers allowed. WrongCall when a part
    cannot be understood, is said twice, or no name, birth date or identifier is left.
    """
    names: list[PersonName] = []
    identifiers: list[PatientIdentifier] = []
    dates: list[PartialDate] = []
    sexes: list[Sex] = []
    for part in (part.strip() for part in re.split("[;；]", text)):
        if not part:
            continue
        if part.casefold() in _SEXES:
            sexes.append(_SEXES[part.casefold()])
        elif "@" in part:
            identifiers.append(_identifier(part))
        elif _ISO_DATE.fullmatch(part) or _LOOKS_LIKE_DATE.fullmatch(part):
            dates.append(_birth_date(part))
        elif any(char.isdigit() for char in part):
            identifiers.append(PatientIdentifier(value=part))
        else:
            names.append(_name(part))
    if len(dates) > 1 or len(sexes) > 1:
        raise _wrong("patient_said_twice", "The patient has two birth dates or two sexes.")
    identity = Identity(
        names=tuple(names),
        birth_date=dates[0] if dates else None,
        sex=sexes[0] if sexes else None,
        identifiers=tuple(identifiers),
    )
    if identity.is_empty:
        raise _wrong("patient_empty", "The patient has no name, birth date or identifier.")
    return identity


def _wrong(code: str, message: str) -> WrongCall:
    return WrongCall(code, message, FORM)


def _identifier(part: str) -> PatientIdentifier:
    value, _, issuer = part.partition("@")
    if not value.strip() or not issuer.strip() or "@" in issuer:
        raise _wrong("patient_identifier", "An identifier lacks its number or its issuer.")
    return PatientIdentifier(value=value.strip(), issuer=issuer.strip())


def _birth_date(part: str) -> PartialDate:
    date = parse_partial_date(part) if _ISO_DATE.fullmatch(part) else None
    if date is None:
        raise WrongCall(
            "patient_birth_date",
            "The patient's birth date is not a date of the form year-month-day.",
            "Write the birth date as 1968-02-11, or 1968-02 or 1968 if no more is known; write a "
            "number that is no date as 19680211@hospital.",
        )
    return date


def _name(part: str) -> PersonName:
    if not any(char.isalpha() for char in part):
        raise _wrong("patient_name", "A part of the patient is neither a name, date nor number.")
    family, comma, given = (piece.strip() for piece in part.replace("，", ",").partition(","))
    if not comma:
        return PersonName(text=part)
    if not family or not given:
        raise _wrong("patient_name", "The patient's name lacks the part before or after its comma.")
    return PersonName(text=part, family=family, given=given)


class _Cluster:
    """Mentions that are one person's."""

    def __init__(self, identity: Identity, documents: int) -> None:
        self.members = [identity]
        self.documents = documents

    def takes(self, identity: Identity) -> bool:
        """Whether the identity is a member's by two strong fields, and contradicts none."""
        verdicts = {judge(member, identity).verdict for member in self.members}
        return "accepted" in verdicts and not verdicts & {"quarantined", "review"}

    def supports(self, identity: Identity) -> bool:
        """Whether an identity with too few fields agrees with every member that it meets."""
        verdicts = {judge(member, identity).verdict for member in self.members}
        is_met = any(do_agree(member, identity) for member in self.members)
        return is_met and not verdicts & {"quarantined", "review"}

    def contradicts(self, other: _Cluster) -> bool:
        """Whether two clusters are different people, not one with too little said to join them."""
        return any(
            judge(member, rival).verdict in ("quarantined", "review")
            for member in self.members
            for rival in other.members
        )


def majority_identity(mentions: Iterable[PatientMention]) -> MajorityIdentity:
    """The identity that most of the mentions agree on; give one mention for each document.

    Two different persons with equally many documents: neither is the reference, and the identity
    is empty.
    """
    counted: dict[str, tuple[Identity, int]] = {}
    for mention in mentions:
        if not mention.identity.is_empty:
            key = canonical_json(mention.identity.model_dump(mode="json"))
            counted[key] = (mention.identity, counted.get(key, (mention.identity, 0))[1] + 1)
    ranked = sorted(counted.items(), key=lambda item: (-_strength(item[1][0]), item[0]))
    clusters = _clusters([pair for _, pair in ranked[:_MOST_CLUSTERS]])
    if not clusters:
        return MajorityIdentity(Identity())
    most = max(cluster.documents for cluster in clusters)
    first, *rivals = (cluster for cluster in clusters if cluster.documents == most)
    if any(first.contradicts(rival) for rival in rivals):
        return MajorityIdentity(Identity())
    return MajorityIdentity(merged_identity(first.members))


def _strength(identity: Identity) -> int:
    """How many strong fields an identity has."""
    return bool(identity.names) + bool(identity.birth_date) + bool(identity.identifiers)


def _clusters(identities: Iterable[tuple[Identity, int]]) -> list[_Cluster]:
    """Clusters by two strong fields; what has one alone joins the only cluster that it fits."""
    clusters: list[_Cluster] = []
    weak: list[tuple[Identity, int]] = []
    for identity, documents in identities:
        home = next((cluster for cluster in clusters if cluster.takes(identity)), None)
        if home is not None:
            home.members.append(identity)
            home.documents += documents
        elif _strength(identity) >= 2 or not clusters:
            clusters.append(_Cluster(identity, documents))
        else:
            weak.append((identity, documents))
    for identity, documents in weak:
        homes = [cluster for cluster in clusters if cluster.supports(identity)]
        if len(homes) == 1:
            homes[0].documents += documents
        elif not homes:
            clusters.append(_Cluster(identity, documents))
    return clusters


def merged_identity(members: Iterable[Identity]) -> Identity:
    """Everything that identities of one person say together; the most precise birth date."""
    names: dict[str, PersonName] = {}
    identifiers: dict[str, PatientIdentifier] = {}
    dates: list[PartialDate] = []
    sexes: set[Sex] = set()
    for member in members:
        for name in member.names:
            names.setdefault(canonical_json(name.model_dump()), name)
        for identifier in member.identifiers:
            identifiers.setdefault(canonical_json(identifier.model_dump()), identifier)
        if member.birth_date is not None:
            dates.append(member.birth_date)
        if member.sex in ("female", "male"):
            sexes.add(member.sex)
    return Identity(
        names=tuple(names.values()),
        birth_date=max(dates, key=lambda date: len(str(date)), default=None),
        sex=sexes.pop() if len(sexes) == 1 else None,
        identifiers=tuple(identifiers.values()),
    )
