"""Compares extracted facts with gold labels: precision and recall by kind, and what must be zero.

A found fact answers a gold fact of the same kind whose span it touches and whose asked fields are
equal. Mentions beyond the first of one assertion count neither way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from huizhen.core.extraction.extract import Extraction

JsonObject = dict[str, Any]
SHARED = Path(__file__).resolve().parents[2] / "shared"
_STRENGTH = {
    "affirmed": 5, "historical": 4, "suspected": 3, "to_exclude": 2, "hypothetical": 1,
    "family": 0, "negated": 0,
}  # fmt: skip


@dataclass
class Document:
    """A gold document with its text."""

    id: str
    set: str
    language: str
    text: str
    facts: list[JsonObject]
    dates: list[JsonObject]
    complete: frozenset[str]

    @property
    def is_held_out(self) -> bool:
        """Half of the documents, by their name: not looked at while rules are written."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 1


@dataclass
class Tally:
    """Counts of one kind."""

    hits: int = 0
    missed: int = 0
    spurious: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        self.hits += other.hits
        self.missed += other.missed
        self.spurious += other.spurious

    def figures(self) -> JsonObject:
        """Precision, recall, F1 and the counts behind them."""
        found, wanted = self.hits + self.spurious, self.hits + self.missed
        precision = self.hits / found if found else None
        recall = self.hits / wanted if wanted else None
        f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
        rounded = {
            name: None if value is None else round(value, 3)
            for name, value in (("precision", precision), ("recall", recall), ("f1", f1))
        }
        return {**rounded, "gold": wanted, "found": found}


def documents(folder: Path) -> Iterator[Document]:
    """Every gold document whose text is here; those of shared data only where it is laid out."""
    for path in sorted(folder.glob("*/*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        text = data.get("text")
        if text is None:
            source = SHARED.parent / data["source"]
            if not source.is_file():
                source = SHARED / data["source"].removeprefix("shared/")
            if not source.is_file():
                continue
            text = source.read_bytes().decode("utf-8")
        yield Document(
            id=data["id"],
            set=path.parent.name,
            language=data["language"].split("-")[0].lower(),
            text=text,
            facts=data["facts"],
            dates=data.get("dates", []),
            complete=frozenset(data.get("complete", ())),
        )


Fields = Callable[[JsonObject], tuple[object, ...]]


def _plain(value: object) -> str:
    return re.sub(r"[\s,;]", "", str(value or "")).casefold()


def _number(value: object) -> object:
    text = str(value if value is not None else "").strip()
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return _WORDED.get(text.casefold(), text.casefold())


_WORDED = {
    "within normal limits": "normal", "neg": "negative", "negativ": "negative", "pos": "positive",
    "positiv": "positive", "unremarkable": "normal", "wnl": "normal",
}  # fmt: skip
_SAME_UNIT = {"µ": "u", "μ": "u", "×": "x", "х": "x", " ": "", "²": "2", "³": "3", "⁹": "^9"}


def _unit(value: object) -> str:
    text = str(value or "")
    for written, plain in _SAME_UNIT.items():
        text = text.replace(written, plain)
    return text.casefold().replace("*", "^").removeprefix("x")


def _nothing(fact: JsonObject) -> tuple[object, ...]:
    """The span alone decides."""
    del fact
    return ()


def _dose(fact: JsonObject) -> tuple[object, ...]:
    dosage = fact.get("dosage") or {}
    return (_number(dosage.get("dose_value") or dosage.get("dose")), _unit(dosage.get("dose_unit")))


def _is_lab(fact: JsonObject) -> bool:
    return fact["type"] == "Observation" and fact.get("category") == "laboratory"


def _has_number(fact: JsonObject) -> bool:
    return any(char.isdigit() for char in str(fact.get("value") or ""))


def _category(name: str) -> Callable[[JsonObject], bool]:
    return lambda fact: fact.get("category") == name


def _type(name: str) -> Callable[[JsonObject], bool]:
    return lambda fact: fact["type"] == name


KINDS: dict[str, tuple[Callable[[JsonObject], bool], Fields, str]] = {
    "drug": (
        lambda f: f["type"] == "MedicationStatement" and f.get("category") != "regimen",
        _nothing,
        "MedicationStatement",
    ),
    "drug with dose": (
        lambda f: f["type"] == "MedicationStatement" and bool(_dose(f)[0]),
        _dose,
        "MedicationStatement",
    ),
    "lab with value and unit": (
        lambda f: _is_lab(f) and _has_number(f),
        lambda f: (_number(f.get("value")), _unit(f.get("unit")), f.get("comparator") or ""),
        "Observation/laboratory",
    ),
    "lab in words": (
        lambda f: _is_lab(f) and bool(f.get("value")) and not _has_number(f),
        lambda f: (_number(f.get("value")),),
        "Observation/laboratory",
    ),
    "staging": (
        _category("staging"),
        lambda f: (_plain(f.get("concept")), _plain(f.get("value"))),
        "Observation/staging",
    ),
    "performance status": (
        _category("performance-status"),
        lambda f: (_plain(f.get("concept")), _plain(f.get("value")).rstrip("%")),
        "Observation/performance-status",
    ),
    "biomarker": (
        _category("biomarker"),
        lambda f: (_marker(f.get("value")),),
        "Observation/biomarker",
    ),
    "pathology": (
        _category("pathology"), lambda f: (_plain(f.get("concept")),), "Observation/pathology",
    ),
    "imaging": (_category("imaging"), _nothing, "Observation/imaging"),
    "imaging with size": (
        lambda f: f["type"] == "Observation" and f.get("category") == "imaging" and _has_number(f),
        lambda f: (_plain(f.get("value")), _unit(f.get("unit"))),
        "Observation/imaging",
    ),
    "vital sign": (
        _category("vital-signs"),
        lambda f: (_plain(f.get("value")),),
        "Observation/vital-signs",
    ),
    "diagnosis": (
        lambda f: f["type"] == "Condition" and f.get("category") != "symptom", _nothing,
        "Condition/diagnosis",
    ),
    # signs of an examination are labelled among the symptoms; found with a result, they are apart
    "symptom": (
        lambda f: f.get("category") in ("symptom", "exam"), _nothing,
        "Condition/symptom",
    ),
    "procedure": (_type("Procedure"), _nothing, "Procedure"),
    "regimen": (_category("regimen"), _nothing, "MedicationStatement/regimen"),
    "allergy": (_type("AllergyIntolerance"), lambda f: (f.get("certainty"),), "AllergyIntolerance"),
    "family history": (_type("FamilyMemberHistory"), _nothing, "FamilyMemberHistory"),
    "social history": (_category("social-history"), _nothing, "Observation/social-history"),
    "plan": (_type("CarePlan"), _nothing, "CarePlan/plan"),
}  # fmt: skip


def _marker(value: object) -> str:
    text = _plain(value)
    return {"pos": "positive", "positiv": "positive", "negativ": "negative", "+": "positive",
            "-": "negative", "neg": "negative"}.get(text, text)  # fmt: skip


def found_facts(extraction: Extraction) -> list[JsonObject]:
    """Extracted facts as plain data with their span."""
    facts = []
    for fact in extraction.facts:
        data = fact.model_dump(mode="json")
        place = data["evidence"][0]
        facts.append({**data, "start": place["start"], "end": place["end"]})
    return facts


def _touch(one: JsonObject, other: JsonObject) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def compare(document: Document, facts: list[JsonObject]) -> dict[str, Tally]:
    """A tally of every kind for one document."""
    tallies: dict[str, Tally] = {}
    for kind, (is_kind, asked, complete) in KINDS.items():
        gold = [fact for fact in document.facts if is_kind(fact)]
        found = sorted((fact for fact in facts if is_kind(fact)), key=_is_sign)
        whole = complete in document.complete or complete.split("/")[0] in document.complete
        tallies[kind] = _matched(gold, found, asked, whole, document)
    return tallies


def _is_sign(fact: JsonObject) -> bool:
    """A sign of an examination: it often stands beside the complaint that it is, found as well."""
    return fact.get("category") == "exam"


def _is_free(label: JsonObject) -> bool:
    """A repeated mention, or one that the conventions leave open: it counts neither way."""
    return bool(label.get("repeat") or label.get("optional"))


def _paired(gold: list[JsonObject], found: list[JsonObject], asked: Fields) -> dict[int, int]:
    """Which find answers which label, so that most are answered: two labels may touch one find.
    Those that count come first; what is open takes what is left."""
    options = [
        [i for i, fact in enumerate(found) if _touch(one, fact) and asked(one) == asked(fact)]
        for one in gold
    ]
    label_of: dict[int, int] = {}

    def place(label: int, tried: set[int]) -> bool:
        for index in options[label]:
            if index not in tried:
                tried.add(index)
                if index not in label_of or place(label_of[index], tried):
                    label_of[index] = label
                    return True
        return False

    for label in sorted(range(len(gold)), key=lambda number: _is_free(gold[number])):
        place(label, set())
    return {label: index for index, label in label_of.items()}


def _matched(
    gold: list[JsonObject], found: list[JsonObject], asked: Fields, whole: bool, document: Document
) -> Tally:
    tally = Tally()
    answers = _paired(gold, found, asked)
    answered = set(answers.values())
    for label, wanted in enumerate(gold):
        if label in answers:
            tally.hits += not _is_free(wanted)
        elif not _is_free(wanted):
            tally.missed += 1
            tally.examples.append(f"- {document.id}: {wanted['quote']!r} {asked(wanted)}")
    for index, fact in enumerate(found if whole else []):
        is_second = _is_sign(fact)
        is_repeat = any(_touch(g, fact) and (is_second or _is_free(g)) for g in gold)
        if index not in answered and not is_repeat:
            tally.spurious += 1
            quote = document.text[fact["start"] : fact["end"]]
            tally.examples.append(f"+ {document.id}: {quote!r} {asked(fact)}")
    return tally


def _distance(one: JsonObject, other: JsonObject) -> int:
    return int(abs(one["start"] - other["start"]) + abs(one["end"] - other["end"]))


def negation(document: Document, facts: list[JsonObject]) -> Tally:
    """Negation of everything that gold and extraction both name."""
    tally = Tally()
    for wanted in document.facts:
        if wanted["type"] not in ("Condition", "Observation") or wanted.get("value"):
            continue
        same = [f for f in facts if f["type"] == wanted["type"] and _touch(wanted, f)]
        if not same:
            continue
        best = min(
            same, key=lambda f: abs(f["start"] - wanted["start"]) + abs(f["end"] - wanted["end"])
        )
        is_denied, says_denied = wanted["certainty"] == "negated", best["certainty"] == "negated"
        tally.hits += is_denied and says_denied
        if is_denied != says_denied:
            tally.missed += is_denied
            tally.spurious += says_denied
            sign = "-" if is_denied else "+"
            tally.examples.append(f"{sign} {document.id}: {wanted['quote']!r} {best['certainty']}")
    return tally


def dates(document: Document, extraction: Extraction) -> Tally:
    """The calendar dates of the text."""
    tally = Tally()
    wanted = {(d["start"], d["value"]): d for d in document.dates}
    found = {(d.start, d.value): d for d in extraction.dates}
    for key, gold in wanted.items():
        near = any(abs(key[0] - start) <= 8 and key[1] == value for start, value in found)
        tally.hits += near
        if not near:
            tally.missed += 1
            tally.examples.append(f"- {document.id}: {gold['quote']!r} {key[1]}")
    for key, date in found.items():
        if not any(abs(key[0] - start) <= 8 and key[1] == value for start, value in wanted):
            tally.spurious += 1
            tally.examples.append(f"+ {document.id}: {date.quote!r} {key[1]}")
    return tally


def harms(document: Document, facts: list[JsonObject]) -> Iterator[tuple[str, str]]:
    """What must never happen, one line each: certainty raised, a partial date completed, a wrong
    side, a wrong unit."""
    for wanted, fact in _pairs(document.facts, facts):
        where = f"{document.id}: {wanted['quote']!r}"
        for kind, before, after in _harms_of(wanted, fact):
            yield kind, f"{where} {before} -> {after}"


def _harms_of(wanted: JsonObject, fact: JsonObject) -> Iterator[tuple[str, object, object]]:
    """What a found fact says too much of, against its label: kind, label, fact."""
    if _STRENGTH[fact["certainty"]] > _STRENGTH[wanted["certainty"]]:
        yield "certainty raised", wanted["certainty"], fact["certainty"]
    gold_date, date = wanted.get("date") or "", fact.get("date") or ""
    if gold_date and date.startswith(gold_date) and len(date) > len(gold_date):
        yield "partial date completed", gold_date, date
    if gold_date and date and not date.startswith(gold_date):
        yield "other date", gold_date, date
    sides = (wanted.get("side"), fact.get("side"))
    if all(sides) and sides[0] != sides[1]:
        yield "wrong side", *sides
    if _is_lab(wanted) and _number(wanted.get("value")) == _number(fact.get("value")):
        units = (_unit(wanted.get("unit")), _unit(fact.get("unit")))
        if all(units) and units[0] != units[1]:
            yield "wrong unit", *units


def _pairs(
    labels: list[JsonObject], facts: list[JsonObject]
) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Every found fact with the one label that it answers: the best overlap first, each label
    once; a fact that is left over is held against its best label all the same. Labels of one line
    that overlap ('left positive, right negative') are so not taken for each other's."""
    same = [
        (_overlap(label, fact), -number, -index)
        for index, fact in enumerate(facts)
        for number, label in enumerate(labels)
        if _is_same(label, fact)
    ]
    same.sort(reverse=True)
    of_fact: dict[int, int] = {}
    for _, number, index in same:
        if -index not in of_fact and -number not in of_fact.values():
            of_fact[-index] = -number
    for _, number, index in same:
        of_fact.setdefault(-index, -number)
    for index, number in of_fact.items():
        yield labels[number], facts[index]


def _overlap(one: JsonObject, other: JsonObject) -> float:
    """What two spans share of what they cover together."""
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    covered = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return shared / covered if covered else 0.0


def _is_same(wanted: JsonObject, fact: JsonObject) -> bool:
    """The same thing at the same place: kind, category, and spans that mostly agree."""
    if fact["type"] != wanted["type"] or not _touch(wanted, fact):
        return False
    if (fact.get("category") or "") != (wanted.get("category") or ""):
        return False
    if wanted["type"] == "CarePlan":
        return False
    if wanted.get("value") and fact.get("value"):
        return _number(wanted["value"]) == _number(fact["value"])
    words = {w[:5].casefold() for w in re.findall(r"\w{3,}", wanted.get("text") or "")}
    return bool(words & {w[:5].casefold() for w in re.findall(r"\w{3,}", fact.get("text") or "")})


def added(tallies: Iterable[tuple[str, Tally]]) -> dict[str, Tally]:
    """Tallies of the same name added up."""
    total: dict[str, Tally] = defaultdict(Tally)
    for name, tally in tallies:
        total[name].add(tally)
        total[name].examples.extend(tally.examples)
    return total


def counted(lines: Iterable[tuple[str, str]]) -> Counter[str]:
    """How many of each harm."""
    return Counter(kind for kind, _ in lines)
