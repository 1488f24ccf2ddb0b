"""Whom the resources are about: Patient resources as identities, subjects resolved to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from huizhen.core.language.names import compare_all_names
from huizhen.core.language.script import script_of
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.elements import items, line, object_of, objects, token, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.references import References, display_of, named_type
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.identity import (
    Identity,
    PatientIdentifier,
    PatientMention,
    PersonName,
    Sex,
)

_SUBJECTS = ("subject", "patient", "for", "beneficiary", "individual", "source")
_SEXES: dict[str, Sex] = {
    "female": "female", "male": "male", "other": "other", "unknown": "unknown",
    "f": "female", "m": "male",
}  # fmt: skip
_IDEOGRAPHIC = frozenset(("Hani", "Hans", "Hant", "Jpan", "Kore"))
_UNSTATED = "subject-not-stated"


class Subjects:
    """Gives every resource a key of the person it is about.

    A reference to somebody who is not in the file makes a mention of its own, for nobody can tell
    that it is the patient who is.
    """

    def __init__(
        self, placed: Iterable[Placed], references: References, deviations: Deviations
    ) -> None:
        self._references = references
        self._deviations = deviations
        self._patients = [one for one in placed if one.type == "Patient"]
        self._others: dict[str, Identity] = {}
        self._default: dict[int, Placed] = {}
        self._agrees: dict[tuple[str, str], bool] = {}

    def set_default(self, bundle: Placed | None, composition: Placed) -> None:
        """The subject of a document holds for what its bundle says of nobody."""
        target = self._references.resolve(composition.resource.get("subject"), composition)
        if bundle is not None and target is not None and target.type == "Patient":
            self._default.setdefault(id(bundle), target)

    def key_of(self, placed: Placed) -> str:
        """A raw key; `final_key` makes it what a fact carries."""
        if placed.type == "Patient":
            return placed.path
        reference = self._reference(placed)
        if reference is None:
            return self._unstated(placed)
        target = self._references.resolve(reference, placed)
        if target is not None and target.type == "Patient":
            self._compare_display(reference, target, placed)
            return target.path
        return self._stranger(object_of(reference), placed)

    def final_key(self, raw: str) -> str:
        """'' where the file knows one person only."""
        return "" if self._is_only(raw) else raw

    def mentions(self, ordinals: dict[str, tuple[int, ...]]) -> tuple[PatientMention, ...]:
        """Everybody that was found, with the pages of each where there are several."""
        found = []
        identities = [(one.path, self._identity(one), one.path) for one in self._patients]
        identities += [(raw, identity, raw) for raw, identity in self._others.items()]
        for raw, identity, where in identities:
            key = self.final_key(raw)
            pages = ordinals.get(raw, ()) if key else ()
            found.append(PatientMention(key=key, identity=identity, ordinals=pages, where=where))
        return tuple(found)

    def _is_only(self, raw: str) -> bool:
        if len(self._patients) + len(self._others) != 1:
            return False
        return raw in self._others or any(one.path == raw for one in self._patients)

    def _reference(self, placed: Placed) -> Json | None:
        holder: Placed | None = placed
        while holder is not None:
            for name in _SUBJECTS:
                value = holder.resource.get(name)
                if isinstance(value, dict) and (display_of(value) or value.get("reference")):
                    return value
            holder = holder.container
        return None

    def _compare_display(self, reference: Json, patient: Placed, placed: Placed) -> None:
        """A reference that shows another name than its patient's may be about somebody else."""
        display = line(reference.get("display"))
        seen = (patient.path, display)
        if not any(char.isalpha() for char in display):
            return
        if seen not in self._agrees:
            names = self._identity(patient).names
            found = compare_all_names(names, (PersonName(text=display),)) if names else None
            self._agrees[seen] = found is None or found.match != "conflict"
        if not self._agrees[seen]:
            self._deviations.add("subject_display_differs", placed.path)

    def _unstated(self, placed: Placed) -> str:
        if len(self._patients) == 1 and not self._default:
            return self._patients[0].path
        default = self._default.get(id(placed.bundle)) if placed.bundle is not None else None
        if default is not None:
            return default.path
        if self._patients:
            self._deviations.add("subject_missing", placed.path)
        self._others.setdefault(_UNSTATED, Identity())
        return _UNSTATED

    def _stranger(self, reference: Json, placed: Placed) -> str:
        written = words(reference.get("reference"))
        if not written and len(self._patients) == 1:
            self._deviations.add("subject_without_reference", placed.path)
            return self._patients[0].path
        kind = named_type(reference)
        code = "subject_not_resolved" if kind in ("Patient", "") else "subject_not_a_patient"
        self._deviations.add(code, placed.path)
        raw = written or display_of(reference)
        if raw not in self._others:
            is_person = code == "subject_not_resolved"
            self._others[raw] = _stated_identity(reference) if is_person else Identity()
        return raw

    def _identity(self, placed: Placed) -> Identity:
        return identity_of(placed, self._references, self._deviations)


def _stated_identity(reference: Json) -> Identity:
    """What a reference itself says of somebody who is not in the file."""
    display = line(reference.get("display"))
    identifiers = _identifiers(reference, None, None)
    return Identity(
        names=(PersonName(text=display),) if any(c.isalpha() for c in display) else (),
        identifiers=identifiers,
    )


def identity_of(placed: Placed, references: References, deviations: Deviations) -> Identity:
    """Names in all uses and scripts, birth date, sex, identifiers of a Patient."""
    resource = placed.resource
    return Identity(
        names=tuple(dict.fromkeys(n for one in objects(resource.get("name")) if (n := _name(one)))),
        birth_date=_birth_date(placed, deviations),
        sex=_SEXES.get(token(resource.get("gender"))),
        identifiers=_identifiers(resource, placed, references),
    )


def _name(name: Json) -> PersonName | None:
    family = " ".join(text for one in items(name.get("family")) if (text := line(one)))
    given = " ".join(text for one in items(name.get("given")) if (text := line(one)))
    text = line(name.get("text"))
    if not text:
        ideographic = bool(family and given) and script_of(family + given) in _IDEOGRAPHIC
        text = f"{family}{given}" if ideographic else f"{given} {family}".strip()
    return PersonName(text=text, family=family, given=given) if text else None


def _birth_date(placed: Placed, deviations: Deviations) -> PartialDate | None:
    raw = words(placed.resource.get("birthDate"))
    date = parse_partial_date(raw) if raw else None
    if raw and date is None:
        deviations.add("birth_date_not_valid", f"{placed.path}.birthDate")
    return date


def _identifiers(
    resource: Json, placed: Placed | None, references: References | None
) -> tuple[PatientIdentifier, ...]:
    found: dict[PatientIdentifier, None] = {}
    for identifier in objects(resource.get("identifier")):
        value = line(identifier.get("value"))
        if value:
            issuer = _issuer(identifier, placed, references)
            found[PatientIdentifier(value=value, issuer=issuer)] = None
    return tuple(found)


def _issuer(identifier: Json, placed: Placed | None, references: References | None) -> str:
    """Who gave the number: the assigner's name, else the identifier's system."""
    assigner: Any = identifier.get("assigner")
    named = display_of(assigner)
    if not named and placed is not None and references is not None and assigner:
        target = references.resolve(assigner, placed)
        named = line(target.resource.get("name")) if target is not None else ""
    return named or line(identifier.get("system"))
