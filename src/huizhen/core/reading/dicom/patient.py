"""Who an instance is about (PS3.3 C.7.1.1); de-identified placeholders say nothing."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName, Sex

_SEX: dict[str, Sex] = {"F": "female", "M": "male", "O": "other"}
_PLACEHOLDER = re.compile(
    r"^\W*(removed|anon(ym(ous|ized|ised|ise|ize)?)?|de-?identified|unknown|no ?name|none|null|"
    r"n/?a|x+|z+|\?+|\*+|0+|patient|name|phantom|test)\W*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def encodings_of(specific_character_set: str) -> tuple[str, ...]:
    """Python codec names of (0008,0005); unknown terms fall back to ISO 646 without an error."""
    from pydicom.charset import convert_encodings

    terms = [term.strip() for term in specific_character_set.split("\\")]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # unknown terms are normal in real files
        return tuple(convert_encodings(terms if any(terms) else ["ISO_IR 6"]))


def dicom_name(text: str) -> PersonName | None:
    """A name from PN text 'Family^Given^Middle^Prefix^Suffix'; None for a placeholder."""
    family, given, middle, *_ = [*(part.strip() for part in text.split("^")), "", "", ""]
    shown = " ".join(part for part in (family, given, middle) if part)
    if not shown or _PLACEHOLDER.match(shown):
        return None
    return PersonName(text=text.strip("^"), family=family, given=f"{given} {middle}".strip())


@lru_cache(maxsize=4096)
def identity_from(name: str, patient_id: str, issuer: str, birth_date: str, sex: str) -> Identity:
    """The identity that decoded attribute values state; ideographic name groups are further names
    (PS3.5 6.2.1.1)."""
    names = [dicom_name(group) for group in name.split("=")]
    identifier = (
        (PatientIdentifier(value=patient_id, issuer=issuer),)
        if patient_id and not _PLACEHOLDER.match(patient_id)
        else ()
    )
    return Identity(
        names=tuple(n for n in names if n is not None),
        birth_date=parse_partial_date(birth_date) if birth_date else None,
        sex=_SEX.get(sex.upper()),
        identifiers=identifier,
    )
