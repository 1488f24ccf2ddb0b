"""Chinese names of observations, composed from component, property, specimen, method and timing.

Every part of a label has to be in its table; a label with an unknown part has no name. A result
of the usual specimen of its analyte (serum for chemistry, blood for cells) has the lexicon's own
row with its abbreviation; every other specimen, method and timing stands in brackets behind the
name, so that a urine result is never taken for one of serum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from huizhen.core.content import Pack
from huizhen.core.language.observation_labels import ObservationLabel, readings_of
from huizhen.core.language.observation_timing import timing_zh
from huizhen.core.language.term import Status, Term, normalised

FindTerm = Callable[[str], Term | None]

_SUFFIXES = {
    "ab": "抗体", "igg ab": "IgG抗体", "igm ab": "IgM抗体", "iga ab": "IgA抗体",
    "ige ab": "IgE抗体", "igg+igm ab": "IgG+IgM抗体", "igg and igm ab": "IgG和IgM抗体",
    "ab.igg": "IgG抗体", "ab.igm": "IgM抗体", "ab.iga": "IgA抗体", "ag": "抗原", "dna": "DNA",
    "rna": "RNA", "rrna": "rRNA", "rdna": "rDNA", "igg": "IgG抗体", "igm": "IgM抗体",
    "antibody": "抗体", "antigen": "抗原", "igg antibody": "IgG抗体", "igm antibody": "IgM抗体",
    "ab+ag": "抗体和抗原", "ab and ag": "抗体和抗原", "antigens": "抗原",
}  # fmt: skip
_NUCLEIC = ("DNA", "RNA")
_PER_HUNDRED = re.compile(r"^(.+?)\s*/\s*100\s+(leukocytes|cells|erythrocytes|wbc)$")
_HUNDREDS = {"leukocytes": "白细胞", "cells": "细胞", "erythrocytes": "红细胞", "wbc": "白细胞"}
_LEVEL = re.compile(r"\s+(?:level|levels|measurement|concentration)$")
_CONCENTRATION = frozenset(
    ["", "mass/volume", "moles/volume", "units/volume", "mcnc", "scnc", "acnc", "ccnc"]
)
_QUALITY = frozenset(["presence", "prthr", "ql"])
_RANK = {"approved": 0, "attested": 1, "unverified": 2}
_USUAL = {"": ("serum", "ppp"), "cell": ("blood",), "blood": ("blood", "rbc"), "row": ("blood",
          "rbc", "serum", "ppp")}  # fmt: skip
"""Specimens in which a result of that class needs no specimen in its name."""
_BLOOD = frozenset(["serum", "ppp", "blood", "rbc"])
"""Specimens that a name leaves out."""
_DETECTION = re.compile(r"^detection limit (?:<=|≤)\s*(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Named:
    """A part of a label in Chinese, with its class and the status of its row."""

    zh: str
    kind: str = ""
    status: Status = "unverified"


class ObservationNames:
    """Chinese names of observation labels; what is not wholly understood has none."""

    def __init__(self, pack: Pack, row: FindTerm, drug: FindTerm, allergen: FindTerm) -> None:
        self._row = row
        self._drug = drug
        self._allergen = allergen
        self._components = _table(pack.rows("lab_components.tsv"))
        self._organisms = _table(pack.rows("lab_organisms.tsv"))
        self._specimens = _table(pack.rows("lab_specimens.tsv"))
        self._methods = _table(pack.rows("lab_methods.tsv"))
        self._properties = _table(pack.rows("lab_properties.tsv"))
        self._known: dict[str, Term | None] = {}

    def name(self, label: str) -> Term | None:
        """The term of a whole label."""
        if label not in self._known:
            composed = (self._composed(label, reading) for reading in readings_of(label))
            self._known[label] = next((term for term in composed if term is not None), None)
        return self._known[label]

    def detailed(self, term: Term, label: str) -> Term:
        """The term with the specimen and the method that a label of LOINC's names and that the
        term leaves out: 糖化血红蛋白(高效液相色谱法)."""
        formal = (one for one in readings_of(label) if one.property or one.is_panel or one.method)
        reading = next(formal, None)
        if reading is None:
            return term
        specimen = self._specimens.get(_key(reading.specimen))
        method = self._method(reading.method) if reading.method else None
        notes = []
        if specimen and specimen.kind not in _BLOOD and specimen.zh[0] not in term.zh:
            notes.append(specimen.zh)
        if method and method.zh and method.zh[:2] not in term.zh:
            notes.append(method.zh)
        if not notes:
            return term
        return term.model_copy(update={"zh": f"{term.zh}({'，'.join(notes)})"})

    def _composed(self, label: str, reading: ObservationLabel) -> Term | None:
        details = self._details(reading)
        if details is None:
            return None
        specimen, others = details
        if reading.is_panel:
            return self._panel(label, reading, specimen, others)
        usual = self._usual(reading, specimen, others)
        if usual is not None:
            return usual
        component = self._component(reading)
        suffix = self._suffix(reading, component)
        if component is None or suffix is None or not (specimen or others or suffix.zh):
            return None
        return _term(label, f"{component.zh}{suffix.zh}", [component, suffix], specimen, others)

    def _details(self, reading: ObservationLabel) -> tuple[_Named | None, list[_Named]] | None:
        """Specimen, timing and method in Chinese; None when one of them is unknown."""
        specimen = self._specimens.get(_key(reading.specimen)) if reading.specimen else None
        if reading.specimen and specimen is None:
            return None
        others: list[_Named] = []
        if reading.timing:
            timing = timing_zh(reading.timing)
            if timing is None:
                return None
            others.append(_Named(timing))
        if reading.method:
            method = self._method(reading.method)
            if method is None:
                return None
            others += [method] if method.zh else []
        return specimen, others

    def _method(self, words: str) -> _Named | None:
        found = self._methods.get(_key(words))
        limit = _DETECTION.match(words)
        if found is None and limit:
            return _Named(f"检测限≤{limit[1]}")
        return found

    def _panel(
        self, label: str, reading: ObservationLabel, specimen: _Named | None, others: list[_Named]
    ) -> Term | None:
        row = self._row(f"{reading.component} panel")
        if row is not None:
            named = _Named(row.zh, status=row.status)
            return _term(label, row.zh, [named], specimen, others)
        pieces = re.split(r"\s+and\s+|\s*&\s*", reading.component)
        whole = self._component(reading)
        parts = [whole] if whole else [self._plain(piece) for piece in pieces]
        found = [part for part in parts if part is not None]
        if len(found) != len(parts):
            return None
        zh = f"{'和'.join(part.zh for part in found)}检测组合"
        return _term(label, zh, found, specimen, others)

    def _usual(
        self, reading: ObservationLabel, specimen: _Named | None, others: list[_Named]
    ) -> Term | None:
        """The lexicon's own row, when the label says nothing but what the row stands for."""
        row = self._row(reading.component)
        component = self._components.get(_key(reading.component))
        kind = component.kind if component else "row"
        suffix = self._properties.get(_key(reading.property)) if reading.property else _Named("")
        is_count = suffix is not None and suffix.zh == "计数"
        if row is None or suffix is None or (suffix.zh and not is_count):
            return None
        if is_count and kind != "cell":
            return None
        if specimen is None or specimen.kind not in _USUAL.get(kind, ()):
            return None
        if kind == "cell" and not row.zh.endswith(("计数", "百分比")):
            return None
        if not others:
            return row
        note = "，".join(one.zh for one in others)
        kept = "" if reading.timing else row.abbreviation  # a value after glucose is no GLU
        return row.model_copy(update={"zh": f"{row.zh}({note})", "abbreviation": kept})

    def _component(self, reading: ObservationLabel) -> _Named | None:
        words = _LEVEL.sub("", _key(reading.component))
        property_ = _key(reading.property)
        organism = self._organisms.get(words) if property_ in _QUALITY else None
        return self._plain(words) or organism or self._measured_drug(words, property_)

    def _plain(self, words: str) -> _Named | None:
        key = _key(words)
        return (
            self._components.get(key)
            or self._per_hundred(key)
            or self._suffixed(key)
            or self._ratio(key)
        )

    def _per_hundred(self, key: str) -> _Named | None:
        match = _PER_HUNDRED.match(key)
        cell = self._components.get(match[1].strip()) if match else None
        if match is None or cell is None or cell.kind != "cell":
            return None
        if cell.zh == "有核红细胞":
            return _Named(f"{cell.zh}/100{_HUNDREDS[match[2]]}", "share", cell.status)
        return _Named(f"{cell.zh}百分比", "share", cell.status)

    def _suffixed(self, key: str) -> _Named | None:
        """Antibodies, antigens and nucleic acids of organisms; IgE against allergens."""
        words = key.split()
        for length in (3, 2, 1):
            suffix = _SUFFIXES.get(" ".join(words[-length:])) if len(words) > length else None
            if suffix is None:
                continue
            stem = " ".join(words[:-length])
            organism = self._organisms.get(stem)
            if organism is not None:
                kind = "nucleic" if suffix.endswith(_NUCLEIC) else ""
                return _Named(f"{organism.zh}{suffix}", kind, organism.status)
            allergen = self._allergen(stem) if suffix == "IgE抗体" else None
            if allergen is not None:
                return _Named(f"{allergen.zh}特异性IgE抗体", "", allergen.status)
        return None

    def _ratio(self, key: str) -> _Named | None:
        above, slash, below = key.partition("/")
        first, second = self._components.get(above.strip()), self._components.get(below.strip())
        if not slash or first is None or second is None:
            return None
        return _Named(f"{first.zh}/{second.zh}比值", "ratio", first.status)

    def _measured_drug(self, words: str, property_: str) -> _Named | None:
        """A drug level, a drug screen or a test of susceptibility."""
        drug = self._drug(words)
        if drug is None or re.search(r"[(/]|类|药$|剂$", drug.zh):
            return None
        if property_ == "susceptibility" or property_ in _QUALITY:
            return _Named(drug.zh, "", drug.status)
        return _Named(f"{drug.zh}浓度", "", drug.status) if property_ in _CONCENTRATION else None

    def _suffix(self, reading: ObservationLabel, component: _Named | None) -> _Named | None:
        if component is None:
            return None
        if not reading.property:
            return _Named("")
        found = self._properties.get(_key(reading.property))
        if found is None:
            return None
        if component.kind in ("ratio", "share") and found.zh in ("比值", "百分比"):
            return _Named("")
        if component.kind == "nucleic" and found.zh in ("计数", ""):
            return _Named("定量")
        if component.kind == "text":
            return _Named("")
        if found.zh == "计数" and component.kind != "cell":
            return None
        return found


def _term(
    label: str, name: str, parts: Iterable[_Named], specimen: _Named | None, others: list[_Named]
) -> Term:
    details = ([specimen] if specimen else []) + others
    brackets = f"({'，'.join(one.zh for one in details)})" if details else ""
    status = max((one.status for one in (*parts, *details)), key=_RANK.__getitem__)
    return Term(zh=f"{name}{brackets}", en=label, status=status)


def _key(words: str) -> str:
    return normalised(words)


def _table(rows: Iterable[Mapping[str, str]]) -> dict[str, _Named]:
    found: dict[str, _Named] = {}
    for row in rows:
        status: Status = "attested" if row.get("status") == "attested" else "unverified"
        named = _Named(row["zh"], row.get("class", ""), status)
        for name in (row["en"], *row.get("synonyms_en", "").split(";")):
            if name:
                found.setdefault(_key(name), named)
    return found
