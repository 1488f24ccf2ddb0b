"""Chinese terms by exact look-up in the lexicon: a term that is not there stays in the original.

Looking up needs the kind of thing: the same English word has several right Chinese forms
(progesterone is a drug, 黄体酮, or a result, 孕酮).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from huizhen.core.content import Pack
from huizhen.core.language.allergen_names import AllergenNames
from huizhen.core.language.bracketed import Brackets
from huizhen.core.language.composition import Composer
from huizhen.core.language.drug_names import DrugNames
from huizhen.core.language.observation_names import ObservationNames
from huizhen.core.language.settled import SettledTerms
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
    ("observation", "more_observations.tsv", "en", ("synonyms_en", "synonyms_other")),
    ("observation", "assessment_terms.tsv", "en", ("key",)),
    ("allergen", "allergens.tsv", "en", ()),
    ("reaction", "reactions.tsv", "en", ()),
    ("allergen", "more_allergens.tsv", "en", ("synonyms_en",)),
    ("reaction", "more_reactions.tsv", "en", ("synonyms_en",)),
    ("immunization", "immunizations.tsv", "en", ()),
    ("form", "dose_forms.tsv", "en", ()),
    ("role", "specialties_roles.tsv", "en", ()),
    ("relation", "relations.tsv", "en", ()),
    ("result", "result_words.tsv", "en", ("words",)),
)

_YEAR = re.compile(r"^(?P<name>.*[^\W\d_]{3})\s+\(?(?P<year>(?:19|20)\d\d)\)?$")

_UNAMBIGUOUS = ("route", "frequency", "unit", "modality")
"""Kinds in which an abbreviation has one meaning."""

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
        self.settled = SettledTerms(pack)
        self._labels: dict[tuple[TermKind, str], Term] = {}
        self._codes: dict[tuple[str, str], Term] = {}
        for kind, file, column, others in _FILES:
            for row in pack.rows(file):
                self._add(kind, row, column, others)
        for row in pack.rows("glossary_core.tsv"):
            glossary_kind = _GLOSSARY.get(row["category"])
            if glossary_kind:
                self._label(glossary_kind, row["en"], Term(zh=row["zh"], en=row["en"]))
        self._add_orders(pack)
        self._add_synonyms(pack)
        self._add_report_words(pack)
        keys = pack.rows("concept_keys.tsv")
        self.keys_of_codes = {r["name"]: r["key"] for r in keys if r["kind"] == "loinc"}
        self.keys_of_labels = {r["name"]: r["key"] for r in keys if r["kind"] == "label"}
        drugs = [(name, term) for (kind, name), term in self._labels.items() if kind == "drug"]
        self._drug_names = DrugNames(pack, self._drug, drugs)
        self._allergen_names = AllergenNames(
            pack, lambda name: self._labels.get(("allergen", normalised(name))), self._drug
        )
        self._observation_names = ObservationNames(
            pack,
            lambda name: self._labels.get(("observation", normalised(name))),
            self._drug,
            self._allergen_names.name,
        )
        self._brackets = Brackets(
            lambda name: self._labels.get(("procedure", name)),
            self.product,
            lambda name: self._labels.get(("observation", name)),
        )
        self._composer = Composer(pack, lambda kind, name: self._labels.get((kind, name)))

    def _add_synonyms(self, pack: Pack) -> None:
        kinds: dict[str, TermKind] = {"condition": "condition", "procedure": "procedure"}
        foreign = pack.rows("foreign_names.tsv") if "foreign_names.tsv" in pack.files else []
        for row in (*pack.rows("synonyms.tsv"), *foreign):
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

    def _add_report_words(self, pack: Pack) -> None:
        """What laboratories of other languages call the observations that are known."""
        for row in pack.rows("lab_report_words.tsv"):
            known = (
                self._labels.get(("observation", normalised(name))) for name in row["en"].split(";")
            )
            term = next((one for one in known if one is not None), None)
            if term is not None:
                for language in ("en", "de", "es", "fr", "ru"):
                    for name in row[language].split(";"):
                        self._label("observation", name, term)

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
        known = self._labels.get((kind, normalised(row[column])))
        if known is not None and known.zh == term.zh:
            term = known  # more names of a row that is there
        names = [row[column]]
        for other in others:
            names.extend(row.get(other, "").split(";"))
        for name in names:
            self._label(kind, name, term)
        if row.get("loinc"):
            self._codes.setdefault((LOINC, row["loinc"]), term)

    def _add_orders(self, pack: Pack) -> None:
        """Routes, frequencies and the units of doses."""
        for row in pack.rows("frequency_words.tsv"):
            self._words("frequency", row["words"], row["zh"])
        for row in pack.rows("dose_units.tsv"):
            self._words("unit", row["words"], row["zh"])
        for row in pack.rows("routes_frequencies.tsv"):
            self._add_route_or_frequency(row)
        for row in pack.rows("more_routes.tsv"):
            self._words("route", f"{row['en']};{row['words']}", row["zh"])

    def _words(self, kind: TermKind, words: str, zh: str) -> None:
        first = words.partition(";")[0]
        for word in words.split(";"):
            self._label(kind, word, Term(zh=zh, en=first))

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
        if key and (key not in AMBIGUOUS or kind in _UNAMBIGUOUS):
            self._labels.setdefault((kind, key), term)

    def find(
        self, kind: TermKind, label: str, codings: Iterable[Coding | None] = ()
    ) -> Term | None:
        """The term of a label of that kind, by code first; None when the lexicon has none."""
        for coding in codings:
            if coding is None:
                continue
            term = self._codes.get((coding.system, coding.code))
            if term is not None and not self._agrees(term, kind, label):
                continue
            if term is None and coding.display:
                term = self._labels.get((kind, normalised(coding.display)))
            if term is not None:
                return term
        return self._labels.get((kind, normalised(label)))

    def _agrees(self, term: Term, kind: TermKind, label: str) -> bool:
        """Whether the term of a code can be what the label says; records exist whose codes are
        those of something else."""
        said = self._labels.get((kind, normalised(label)))
        return said is None or bool(set(said.zh) & set(term.zh))

    def rendered(
        self, kind: TermKind, label: str, codings: Iterable[Coding | None] = ()
    ) -> Term | None:
        """As `find`; where no row has the name, one composed of rows.
        For printing: what a fact is about is told by `find` alone."""
        known = tuple(coding for coding in codings if coding is not None)
        term = self.find(kind, label, known)
        if term is not None:
            return self._as_said(kind, label, term)
        names = dict.fromkeys([label, *(coding.display for coding in known)])
        compose = (
            self._observation_names.name
            if kind == "observation"
            else lambda name: self._composer.compose(kind, name)
        )
        composed = (compose(name) for name in names if name)
        made = next((one for one in composed if one is not None), None)
        if made is not None:
            return made
        if kind == "observation":  # what was observed may be a symptom, or an examination
            seen = self._labels.get(("condition", normalised(label)))
            return seen or self._composer.examination(label)
        return self._of_year(kind, label) or self._with_bracket(kind, label)

    def _as_said(self, kind: TermKind, label: str, term: Term) -> Term:
        """The term of a code with what the label says beyond it: 'acute', a method, a specimen."""
        own = self._labels.get((kind, normalised(label)))
        says_more = own is not None and term.zh in own.zh and own.zh != term.zh
        said = own if own is not None and says_more else term
        return self._observation_names.detailed(said, label) if kind == "observation" else said

    def _of_year(self, kind: TermKind, label: str) -> Term | None:
        """A name with nothing behind it but the year: 'Endokarditis 1999'."""
        dated = _YEAR.match(label.strip())
        term = self.rendered(kind, dated["name"]) if dated else None
        return term.replaced(zh=f"{term.zh}({dated['year']}年)") if term and dated else None

    def _with_bracket(self, kind: TermKind, label: str) -> Term | None:
        """A condition or a procedure with a bracket of drugs or results behind it."""
        found = self._brackets.split(label) if kind in ("condition", "procedure") else None
        term = self.rendered(kind, found[0]) if found else None
        return term.replaced(zh=f"{term.zh}({found[1]})") if term and found else None

    def product(self, label: str) -> Term | None:
        """The name of a drug product with salt, strength and form; None unless every word of its
        label is understood."""
        return self._drug_names.name(label)

    def substance(self, label: str, codings: Iterable[Coding | None] = ()) -> Term | None:
        """What somebody is allergic to: an allergen, or a drug that is the whole of the label."""
        names = [label, *(coding.display for coding in codings if coding is not None)]
        found = (self._allergen_names.name(name) for name in names if name)
        return next((term for term in found if term is not None), None)

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
                if term is None and length == 1:
                    term = self._drug_names.of_stem(words[position].strip(" ,;()"))
                if term is not None:
                    found.append(term)
                    position += length
                    break
            else:
                position += 1
        return tuple(dict.fromkeys(found))
