"""HL7 v2 messages for tests: made from segments, read, and their facts by path."""

from __future__ import annotations

import os
from pathlib import Path

from reading_bench import read_bytes, score_of

from huizhen.core.reading.hl7v2 import Hl7v2Reader
from huizhen.core.reading.limits import Limits
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import Reading

SHARED = (
    Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "hl7v2"
)
MSH = "MSH|^~\\&|LIS|Lab A|EMR|Clinic|20240305101500+0100||{}|1|P|2.5"
PID = "PID|1||{}^^^Hospital&1.2.3&ISO^MR||Testfall^Anna^B~Probe^Anna||19700102|F"


def message(*segments: str, kind: str = "ORU^R01", patient: str = "1001") -> str:
    return "\r".join((MSH.format(kind), PID.format(patient), *segments)) + "\r"


def read_message(text: str | bytes, limits: Limits | None = None) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(Hl7v2Reader(), data, limits=limits)[0]


def facts_of(reading: Reading) -> dict[str, Fact]:
    return {path(fact): fact for fact in reading.facts}


def path(fact: Fact) -> str:
    place = fact.evidence[0]
    assert isinstance(place, ElementPath)
    return place.path


def only(segment: str, kind: str = "ORU^R01") -> Fact:
    (fact,) = read_message(message(segment, kind=kind)).facts
    return fact


def score(data: bytes) -> float:
    return score_of(Hl7v2Reader(), data)
