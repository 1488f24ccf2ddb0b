"""Chinese terms by exact look-up in the lexicon: a term that is not there stays in the original.

Looking up needs the kind of thing: the same English word has several right Chinese forms
(progesterone is a drug, 黄体酮, or a result, 孕酮).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huizhen.core.content import Pack
from huizhen.core.language.composition import Composer
from huizhen.core.language.drug_names import DrugNames
from huizhen.core.language.term import AMBIGUOUS, Term, TermKind, is_ambiguous, normalised
from huizhen.core.records.fact import Coding

__all__ = ["ICD10", "LOINC", "Lexicon", "Term", "TermKind", "is_ambiguous", "normalised"]

LOINC = "http://loinc.org"
ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm")

_FILES: tuple[tuple[TermKind, str, str, tuple[str, ...]], ...] = (
    ("condition", "diagnoses.tsv", "en", ()),
    ("condition", "general_conditions.tsv", "en", ("synonyms_en",)),
    ("condition", "more_conditions.tsv", "en", ("synonyms_en",)),
    ("procedure", "procedures.tsv", "en", ()),
    ("procedure", "general_procedures.tsv", "en", ("synonyms_en",)),
    ("procedure", "more_procedures.tsv", "en", ("synonyms_en",)),
    ("drug", "drugs.tsv", "inn", ()),
    ("drug", "general_drugs.tsv", "en", ("synonyms_en",)),
    ("drug", "more_drugs.tsv", "en", ("synonyms_en",)),
    ("observation", "labs.tsv", "en", ("abbr",)),
    ("observation", "observations.tsv", "en", ("synonyms_en", "synonyms_other")),
    ("observation", "assessment_terms.tsv", "en", ("key",)),
    ("allergen", "allergens.tsv", "en", ()),
    ("reaction", "reactions.tsv", "en", ()),
    ("immunization", "immunizations.tsv", "en", ()),
    ("form", "dose_forms.tsv", "en", ()),
    ("role", "specialties_roles.tsv", "en", ()),
    ("relation", "relations.tsv", "en", ()),
)

_GLOSSARY: Mapping[str, TermKind] = {
    "disease_heme": "condition",
    "disease_other": "condition",
    "comorbidity": "condition",
    "symptom": "condition",
    "procedure": "procedure",
    "imaging_modality": "procedure",
    "drug_heme": "drug",
    "drug_onc": "drug",
    "drug_other": "drug",
    "lab": "observation",
    "score": "observation",
}


class Lexicon:
    """The terms of one pack, by kind and label, and laboratory terms by LOINC code."""

    def __init__(self, pack: Pack) -> None:
        self.stamp = pack.stamp
        self._labels: dict[tuple[TermKind, str], Term] = {}
        self._codes: dict[tuple[str, str], Term] = {}
        for kind, file, column, others in _FILES:
            for row in pack.rows(file):
                self._add(kind, row, column, others)
        for row in pack.rows("glossary_core.tsv"):
            glossary_kind = _GLOSSARY.get(row["category"])
            if glossary_kind:
                self._label(glossary_kind, row["en"], Term(zh=row["zh"], en=row["en"]))
        for row in pack.rows("routes_frequencies.tsv"):
            self._add_route_or_frequency(row)
        self._add_synonyms(pack)
        keys = pack.rows("concept_keys.tsv")
        self.keys_of_codes = {r["name"]: r["key"] for r in keys if r["kind"] == "loinc"}
        self.keys_of_labels = {r["name"]: r["key"] for r in keys if r["kind"] == "label"}
        drugs = [(name, term) for (kind, name), term in self._labels.items() if kind == "drug"]
        self._drug_names = DrugNames(pack, self._drug, drugs)
        self._composer = Composer(pack, lambda kind, name: self._labels.get((kind, name)))

    def _add_synonyms(self, pack: Pack) -> None:
        kinds: dict[str, TermKind] = {"condition": "condition", "procedure": "procedure"}
        for row in pack.rows("synonyms.tsv"):
            kind = kinds[row["kind"]]
            known = self._labels.get((kind, normalised(row["en"])))
            if known is not None:
                self._label(kind, row["label"], known)
        for row in pack.rows("route_words.tsv"):
            route = self._labels.get(("route", normalised(row["key"])))
            if route is not None:
                self._label("route", row["word"], route)
        for row in pack.rows("imaging_words.tsv"):
            imaging: TermKind = "modality" if row["kind"] == "modality" else "body"
            self._label(imaging, row["word"], Term(zh=row["zh"], en=row["word"]))
        for row in pack.rows("lab_synonyms.tsv"):
            analyte = self._labels.get(("observation", normalised(row["abbr"])))
            if analyte is not None:
                self._codes.setdefault((LOINC, row["loinc"]), analyte)

    def _add(
        self, kind: TermKind, row: Mapping[str, str], column: str, others: Iterable[str]
    ) -> None:
        status = row.get("status") or "unverified"
        term = Term(
            zh=row["zh"],
            en=row[column],
            abbreviation=row.get("abbr", ""),
            status="attested" if status == "attested" else "unverified",
        )
        names = [row[column]]
        for other in others:
            names.extend(row.get(other, "").split(";"))
        for name in names:
            self._label(kind, name, term)
        if row.get("loinc"):
            self._codes.setdefault((LOINC, row["loinc"]), term)

    def _add_route_or_frequency(self, row: Mapping[str, str]) -> None:
        kinds: dict[str, TermKind] = {"route": "route", "freq": "frequency"}
        kind = kinds.get(row["kind"])
        if kind is None:
            return
        term = Term(zh=row["zh"], en=row["en"])
        self._label(kind, row["en"], term)
        self._label(kind, row["key"], term)

    def _label(self, kind: TermKind, name: str, term: Term) -> None:
        key = normalised(name)
        if key and (key not in AMBIGUOUS or kind in ("route", "frequency", "modality")):
            self._labels.setdefault((kind, key), term)

    def find(
        self, kind: TermKind, label: str, codings: Iterable[Coding | None] = ()
    ) -> Term | None:
        """The term of a label of that kind, by code first; None when the lexicon has none."""
        for coding in codings:
            if coding is None:
                continue
            term = self._codes.get((coding.system, coding.code))
            if term is None and coding.display:
                term = self._labels.get((kind, normalised(coding.display)))
            if term is not None:
                return term
        return self._labels.get((kind, normalised(label)))

    def rendered(
        self, kind: TermKind, label: str, codings: Iterable[Coding | None] = ()
    ) -> Term | None:
        """As `find`; where no row has the name, one composed of rows (conditions, procedures).
        For printing: what a fact is about is told by `find` alone."""
        known = tuple(coding for coding in codings if coding is not None)
        term = self.find(kind, label, known)
        if term is not None:
            return term
        names = dict.fromkeys([label, *(coding.display for coding in known)])
        composed = (self._composer.compose(kind, name) for name in names if name)
        return next((one for one in composed if one is not None), None)

    def product(self, label: str) -> Term | None:
        """The name of a drug product with salt, strength and form; None unless every word of its
        label is understood."""
        return self._drug_names.name(label)

    def _drug(self, label: str) -> Term | None:
        return self._labels.get(("drug", normalised(label)))

    def ingredients(self, label: str, most: int = 4) -> tuple[Term, ...]:
        """The drugs that a product label names, longest name first at each place, in its order."""
        words = normalised(label).replace("/", " / ").split()
        found: list[Term] = []
        position = 0
        while position < len(words) and len(found) < most:
            for length in range(min(5, len(words) - position), 0, -1):
                term = self._labels.get(
                    ("drug", " ".join(words[position : position + length]).strip(" ,;()"))
                )
                if term is not None:
                    found.append(term)
                    position += length
                    break
            else:
                position += 1
        return tuple(dict.fromkeys(found))
