"""Synthetic FHIR resources, and a reader's run on them, for the tests of the FHIR reader."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from huizhen.core.reading.fhir.reader import FhirReader
from huizhen.core.reading.limits import Limits
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Member, Reading

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared/data"))
Resource = dict[str, Any]


class Source:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.name = "record.json"
        self.path = Path("record.json")
        self.size_bytes = len(data)
        self.source_id = SourceId(hashlib.sha256(data).hexdigest())

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        yield BytesIO(self.data)

    def read(self, limit: int) -> bytes:
        return self.data[:limit]


class Kept:
    def __init__(self) -> None:
        self.limits = Limits()
        self.files: dict[str, bytes] = {}

    def keep(self, name: str, chunks: Iterable[bytes]) -> Member:
        data = b"".join(chunks)
        self.files[name] = data
        digest = SourceId(hashlib.sha256(data).hexdigest())
        return Member(name=name, source_id=digest, size_bytes=len(data))


def read_bytes(data: bytes, context: Kept | None = None) -> Reading:
    reading = FhirReader().read(Source(data), context or Kept())
    texts = {page.page_id: page.text for page in reading.pages}
    for fact in reading.facts:
        for place in fact.evidence:
            assert isinstance(place, ElementPath)
            if place.start is not None:
                assert texts[place.page_id][place.start : place.end] == place.quote
            else:
                assert place.page_id in texts
    for page in reading.pages:
        assert "\n".join(page.text[one.start : one.end] for one in page.lines) == page.text
    return reading


def read(value: Any, context: Kept | None = None) -> Reading:
    return read_bytes(json.dumps(value, ensure_ascii=False).encode(), context)


def bundle(*resources: Resource, kind: str = "collection", **fields: Any) -> Resource:
    entries = [{"fullUrl": f"urn:uuid:{n}", "resource": r} for n, r in enumerate(resources)]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **fields}


def one(resource: Resource) -> Fact:
    (fact,) = read(resource).facts
    return fact


def path_of(fact: Fact) -> str:
    (place,) = fact.evidence
    assert isinstance(place, ElementPath)
    return place.path


def coded(text: str, code: str = "1", system: str = "http://loinc.org") -> Resource:
    return {"coding": [{"system": system, "code": code, "display": text}]}


PATIENT: Resource = {
    "resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1970-03",
    "name": [{"use": "official", "family": "Muster", "given": ["Eva", "Test"]},
             {"family": "样本", "given": ["试"]}],
    "identifier": [{"system": "urn:oid:1.2.3", "value": "A-1", "assigner": {"display": "Clinic"}}],
}  # fmt: skip


def condition(**fields: Any) -> Resource:
    return {
        "resourceType": "Condition", "id": "c1", "code": coded("Asthma"),
        "subject": {"reference": "Patient/p1"}, **fields,
    }  # fmt: skip
