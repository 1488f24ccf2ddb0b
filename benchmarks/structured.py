"""Coded records against an oracle that shares no code with the readers.

`tests/oracles/` counts entries by XPath, JSON and string splitting, and says in words' place what
chosen records mean. Here every counted entry must be a fact at its path, and every meaning must be
among the facts, with nothing that the record forbids.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from measured import ROOT, write_proof

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "oracles"), str(ROOT / "tests" / "core")]

from count_structured import main as counted
from reading_bench import KeptFiles, MemorySource

from huizhen.core.errors import RecordError
from huizhen.core.reading.builtin import builtin_readers
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Coding, Fact
from huizhen.core.records.reading import Reading
from sizes import shared_data

ORACLES = ROOT / "tests" / "oracles"
JsonObject = dict[str, Any]


def read(relative: str) -> Reading:
    """The reading of one shared file by the reader that its bytes choose."""
    path = shared_data() / relative
    source = MemorySource(path.read_bytes(), path.name)
    try:
        reader = builtin_readers().choose(source.probe())
        assert reader is not None, relative
        return reader.read(source, KeptFiles())
    finally:
        source.close()


def paths_of(facts: Iterable[Fact]) -> list[str]:
    """Element paths of facts, one for each evidence."""
    return [e.path for fact in facts for e in fact.evidence if isinstance(e, ElementPath)]


def unclaimed(expected: Iterable[str], facts: Iterable[Fact]) -> list[str]:
    """Expected paths at which no fact stands, neither there nor at an element below."""
    found = paths_of(facts)
    exact = set(found)
    return [
        path
        for path in expected
        if path not in exact and not any(one.startswith((f"{path}.", f"{path}/")) for one in found)
    ]


def load(name: str) -> Any:
    """One of the oracle's tables."""
    return json.loads((ORACLES / name).read_text(encoding="utf-8"))


def _systems(system: str) -> set[str]:
    known = {
        "2.16.840.1.113883.6.96": "http://snomed.info/sct",
        "2.16.840.1.113883.6.1": "http://loinc.org",
        "2.16.840.1.113883.6.88": "http://www.nlm.nih.gov/research/umls/rxnorm",
        "2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
        "2.16.840.1.113883.6.103": "http://hl7.org/fhir/sid/icd-9-cm",
        "2.16.840.1.113883.12.292": "http://hl7.org/fhir/sid/cvx",
        "2.16.840.1.113883.6.12": "http://www.ama-assn.org/go/cpt",
        "2.51.1.1": "https://www.gs1.org/gtin",
        "2.16.840.1.113883.3.26.1.1": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    }
    if system.startswith(("https://snomed.info/sct/", "http://snomed.info/sct/")):
        system = "http://snomed.info/sct"  # an edition of the same code system
    bare = system.removeprefix("urn:oid:")
    return {system, bare, f"urn:oid:{bare}", known.get(bare, system)}


def _has_code(fact: Fact, wanted: Mapping[str, str]) -> bool:
    codings: list[Coding | None] = [fact.code, *fact.codings, *fact.value_codings]
    return any(
        coding is not None
        and coding.code == wanted["code"]
        and bool(_systems(coding.system) & _systems(wanted["system"]))
        for coding in codings
    )


def _has_value(fact: Fact, wanted: object) -> bool:
    """Numbers match by value, words as part of the value's text, null only where there is none."""
    if wanted is None:
        return fact.value is None
    if isinstance(wanted, int | float):
        try:
            return Decimal(fact.value or "") == Decimal(str(wanted))
        except InvalidOperation:
            return False
    return str(wanted).casefold() in (fact.value or "").casefold()


def _has_text(fact: Fact, wanted: str) -> bool:
    codings = [c for c in (fact.code, *fact.codings) if c]
    shown = " ".join([fact.text, fact.value or "", *(c.display for c in codings)])
    return wanted.casefold() in shown.casefold()


_COMPARED: dict[str, Callable[[Fact, Any], bool]] = {
    "code": _has_code,
    "text": _has_text,
    "value": _has_value,
    "unit": lambda fact, unit: (fact.unit or "").casefold() == (unit or "").casefold(),
}


def agrees(fact: Fact, wanted: Mapping[str, Any]) -> bool:
    """Whether a fact has everything that the oracle says; what it does not say is open."""
    for field, value in wanted.items():
        compare = _COMPARED.get(field)
        if compare is not None:
            if not compare(fact, value):
                return False
        elif field in type(fact).model_fields and (getattr(fact, field) or None) != (value or None):
            return False
    return True


def misunderstood(facts: Iterable[Fact], case: Mapping[str, Any]) -> list[JsonObject]:
    """Expectations that no fact fulfils, and forbidden facts that are there."""
    all_facts = list(facts)
    wanted = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    wrong = [{"missing": one} for one in wanted if not any(agrees(f, one) for f in all_facts)]
    for one in case.get("forbid") or []:
        wrong.extend({"forbidden": one, "fact": f.text} for f in all_facts if agrees(f, one))
    return wrong


def ccda_documents(counts: JsonObject) -> JsonObject:
    """Every counted entry of the whole documents as a fact with its path."""
    totals: dict[str, int] = {}
    claimed: dict[str, int] = {}
    missing: dict[str, list[str]] = {}
    for name, found in counts["ccda"]["files"].items():
        facts = read(name).facts
        for kind, hits in found["hits"].items():
            paths = [hit["xpath"] for hit in hits]
            left = unclaimed(paths, facts)
            totals[kind] = totals.get(kind, 0) + len(paths)
            claimed[kind] = claimed.get(kind, 0) + len(paths) - len(left)
            if left:
                missing.setdefault(name, []).extend(left)
    return {"entries": totals, "facts_at_their_path": claimed, "missing": missing}


def ccda_snippets() -> JsonObject:
    """How many snippets are read, which are refused, and which of the 40 are misunderstood."""
    read_count, refused = 0, {}
    for snippet in load("ccda_snippets.json")["snippets"]:
        try:
            read(snippet["file"])
            read_count += 1
        except RecordError as error:
            refused[snippet["file"]] = error.code
    wrong = {}
    cases = load("ccda_meaning.json")
    for case in cases:
        found = misunderstood(read(case["file"]).facts, case)
        if found:
            wrong[case["file"]] = found
    return {
        "read": read_count,
        "refused": refused,
        "meanings": len(cases),
        "understood": len(cases) - len(wrong),
        "misunderstood": wrong,
    }


def fhir_bundles() -> JsonObject:
    """Every clinical resource of the bundles as a fact, and the chosen meanings."""
    table = load("fhir_expected.json")
    totals = 0
    missing: dict[str, dict[str, list[str]]] = {}
    for name, found in table["counts"]["files"].items():
        facts = read(name).facts
        for kind, paths in found["clinical"].items():
            if kind in _CONTEXT_RESOURCES:
                continue
            totals += len(paths)
            left = unclaimed(paths, facts)
            if left:
                missing.setdefault(name, {})[kind] = left
    wrong = {}
    for case in table["facts"]:
        here = [
            fact
            for fact in read(case["file"]).facts
            if any(p == case["path"] or p.startswith(case["path"] + ".") for p in paths_of([fact]))
        ]
        found = misunderstood(here, case)
        if found:
            wrong[f"{case['file']} {case['path']}"] = found
    return {
        "bundles": len(table["counts"]["files"]),
        "clinical_resources": totals,
        "without_a_fact": missing,
        "meanings": len(table["facts"]),
        "understood": len(table["facts"]) - len(wrong),
        "misunderstood": wrong,
    }


_CONTEXT_RESOURCES = ("Medication", "Organization", "Practitioner", "Composition", "Patient")
_CLINICAL_SEGMENTS = ("OBX", "AL1", "DG1", "PR1", "RXA", "RXE", "RXO", "IAM")


def hl7v2_messages() -> JsonObject:
    """Every clinical segment of the messages as a fact, or as text of a report's page."""
    table = load("hl7v2_expected.json")
    totals: dict[str, int] = {}
    missing: dict[str, list[str]] = {}
    for name, found in table["files"].items():
        reading = read(name)
        text = "\n".join(page.text for page in reading.pages)
        paths = set(paths_of(reading.facts))
        for number, message in enumerate(found["messages"], 1):
            for segment in message["content"]:
                kind = segment["path"].split("[")[0]
                if kind not in _CLINICAL_SEGMENTS:
                    continue
                totals[kind] = totals.get(kind, 0) + 1
                is_text = segment.get("value_type") in ("TX", "FT", "ED", "RP")
                shown = is_text and (str(segment.get("value") or "")[:30] in text)
                if f"MSG[{number}].{segment['path']}" not in paths and not shown:
                    missing.setdefault(name, []).append(segment["path"])
    return {"messages": table["messages"], "segments": totals, "without_a_fact": missing}


def main() -> None:
    """All four, written as one proof."""
    started = time.time()
    counts = counted(shared_data())
    oracle = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(ORACLES.glob("*.json"))))
    figures = {
        "oracle_sha256": oracle.hexdigest()[:16],
        "ccda_documents": ccda_documents(counts),
        "ccda_snippets": ccda_snippets(),
        "fhir": fhir_bundles(),
        "hl7v2": hl7v2_messages(),
    }
    write_proof("structured", figures, started)


if __name__ == "__main__":
    main()
