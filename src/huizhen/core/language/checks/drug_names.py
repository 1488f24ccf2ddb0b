"""The drug names a site knows, by substance, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.pair import Side, folded
from huizhen.core.language.checks.words import Hit, WordFinder

_LISTS = ("drugs.tsv", "general_drugs.tsv", "more_drugs.tsv")
_PARTS = re.compile(r"\s*/\s*|\s+and\s+|,\s+|\s*\+\s*")
_IN_BRACKETS = re.compile(r"^(.*?)\s*\(([^()]+)\)$")
_HAN = re.compile(r"[一-鿿]")
_SEAM = re.compile(r"(?<=[一-鿿])(?=[a-z0-9α-ω])|(?<=[a-z0-9α-ω])(?=[一-鿿])")
"""Where Chinese signs meet letters or digits a space may stand: 维生素C, 维生素 C."""
_SHOUTED = 5
"""Up to this length a name in capitals is an abbreviation and counts only as written."""


@dataclass(frozen=True)
class Substance:
    """What a name stands for."""

    parts: tuple[frozenset[str], ...]
    """One set of possible substances for each component; a mixture has several."""
    is_weak: bool = False
    """The word is also a thing of the body or of daily life: it may answer, and need not be."""
    as_written: str = ""
    """An abbreviation counts only in these capitals."""
    heads: tuple[str, ...] = ()
    """The name under which each component is known."""

    def head(self, at: int) -> str:
        """The name of a component, for people and for comparison."""
        return self.heads[at]


@dataclass(frozen=True)
class Named:
    """A drug named in a text."""

    start: int
    end: int
    substance: Substance


@dataclass
class _Book:
    """Names gathered by substance while the lists are read."""

    ids: dict[str, str] = field(default_factory=dict)
    mixtures: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: dict[str, set[str]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


class DrugNames:
    """Names of drugs in Latin letters and in Chinese, longest first."""

    def __init__(self, packs: Packs) -> None:
        self._salts = _Salts(packs.terms.rows("drug_salts.tsv"))
        self._book = _Book()
        marks = {folded(row["form"]): row["kind"] for row in packs.checks.rows("drug_marks.tsv")}
        for latin, chinese in _entries(packs, marks):
            self._enter(latin, chinese)
        for row in packs.checks.rows("drug_families.tsv"):
            self._relate(row["general"], row["special"].split(";"))
        found = {form: self._substance(form, marks) for form in self._book.ids}
        found |= {form: _NOTHING for form, kind in marks.items() if kind == "hidden"}
        self._forms: dict[str, tuple[str, ...]] = {}
        for form, substance in self._book.ids.items():
            self._forms[substance] = (*self._forms.get(substance, ()), form)
        of_letters = {form: value for form, value in found.items() if not _HAN.search(form)}
        self._latin = LatinWords(of_letters, plurals=True)
        signs = {form: value for form, value in found.items() if _HAN.search(form)}
        spaced = {_SEAM.sub(" ", form): value for form, value in signs.items()}
        self._chinese = WordFinder({**spaced, **signs})

    def named(self, side: Side) -> list[Named]:
        """Every drug named in the side, in order."""
        return [one for one in self.covered(side) if one.substance.parts]

    def covered(self, side: Side) -> list[Named]:
        """Every listed name in the side, with the words that hide one; read once."""
        kept: list[Named] | None = side.kept.get(self)
        if kept is None:
            kept = [
                Named(hit.start, hit.end, hit.value)
                for hit in self._latin.hits(side)
                if self._is_as_written(side, hit)
            ]
            if side.is_chinese:
                hits = self._chinese.hits(side)
                kept.extend(Named(hit.start, hit.end, hit.value) for hit in hits)
                kept.sort(key=lambda one: one.start)
            side.kept[self] = kept
        return kept

    @staticmethod
    def _is_as_written(side: Side, hit: Hit[Substance]) -> bool:
        written = hit.value.as_written
        return not written or side.narrow[hit.start : hit.end] == written

    def forms_of(self, head: str) -> tuple[str, ...]:
        """Every name of a substance, folded."""
        return self._forms.get(head, ())

    def every_form(self) -> dict[str, tuple[str, ...]]:
        """Every name of every substance, as it must be written."""
        return {
            head: tuple(self._book.written.get(form, form) for form in forms)
            for head, forms in self._forms.items()
        }

    def without_named(self, side: Side) -> str:
        """The side's folded text with a space in the place of every listed name."""
        signs = list(side.folded)
        for one in self.covered(side):
            signs[one.start : one.end] = " " * (one.end - one.start)
        return "".join(signs)

    def _enter(self, latin: Sequence[str], chinese: Sequence[str]) -> None:
        """A row's names become one substance, with a substance that has one of them already."""
        forms = [folded(form) for form in (*latin, *chinese)]
        bare = [name for name in map(self._salts.without, forms) if name]
        known = [self._book.ids[form] for form in (*forms, *bare) if form in self._book.ids]
        substance = known[0] if known else forms[0]
        for form in forms:
            self._book.ids.setdefault(form, substance)
        for form in latin:
            if form.isupper() and len(form) <= _SHOUTED:
                self._book.written.setdefault(folded(form), form)
        parts = [part for part in _PARTS.split(forms[0]) if part]
        if len(parts) > 1:
            self._book.mixtures.setdefault(substance, tuple(parts))

    def _relate(self, general: str, special: Iterable[str]) -> None:
        """A general name may stand for each special one; an abbreviation for several drugs."""
        names = {self._book.ids.get(folded(name), folded(name)) for name in special if name}
        head = self._book.ids.setdefault(folded(general), folded(general))
        if general.isupper() and len(general) <= _SHOUTED:
            self._book.written.setdefault(folded(general), general)
        self._book.families.setdefault(head, set()).update(names)

    def _substance(self, form: str, marks: Mapping[str, str]) -> Substance:
        substance = self._book.ids[form]
        parts = self._book.mixtures.get(substance, ())
        singles = [self._book.ids.get(part) for part in parts]
        named = [one for one in singles if one] if parts and all(singles) else [substance]
        return Substance(
            tuple(frozenset({one, *self._book.families.get(one, ())}) for one in named),
            marks.get(form) == "weak",
            self._book.written.get(form, ""),
            tuple(named),
        )


_NOTHING = Substance(())
_BUILT: dict[tuple[str, str], DrugNames] = {}


def drug_names(packs: Packs) -> DrugNames:
    """The names of these packs, gathered once for all checks that read drugs."""
    stamps = packs.checks.stamp.sha256, packs.terms.stamp.sha256
    if stamps not in _BUILT:
        _BUILT.clear()
        _BUILT[stamps] = DrugNames(packs)
    return _BUILT[stamps]


def _entries(
    packs: Packs, marks: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Latin and Chinese names of every row of every list that names a drug."""
    for name in _LISTS:
        for row in packs.terms.rows(name):
            latin = [row.get("inn") or row.get("en", ""), *row.get("synonyms_en", "").split(";")]
            yield from _clean(latin, [row["zh"], *row.get("alt", "").split(";")], marks)
    for row in packs.terms.rows("glossary_core.tsv"):
        if row["category"].startswith("drug_"):
            bracketed = _IN_BRACKETS.match(row["en"])
            latin = list(bracketed.groups()) if bracketed else [row["en"]]
            yield from _clean(latin, [row["zh"]], marks)
    for row in packs.checks.rows("drug_names.tsv"):
        yield from _clean(row["en"].split(";"), row["zh"].split(";"), marks)


def _clean(
    latin: Iterable[str], chinese: Iterable[str], marks: Mapping[str, str]
) -> Iterator[tuple[list[str], list[str]]]:
    """The row without names that are no drug; nothing when the row itself is none."""
    words = [word.strip() for word in latin if word.strip()]
    if not words or marks.get(folded(words[0])) == "class":
        return
    yield (
        [word for word in words if marks.get(folded(word)) not in ("class", "hidden")],
        [word.strip() for word in chinese if word.strip()],
    )


class _Salts:
    """Salt words taken off names, so that a salt and its base are one substance."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        listed = list(rows)
        self._latin = {row["en"] for row in listed}
        self._before = tuple({row["zh"] for row in listed if row["place"] == "before"})
        self._after = tuple({row["zh"] for row in listed if row["place"] == "after"})

    def without(self, form: str) -> str:
        """The base of a salted name; empty when it has no salt or is nothing else."""
        if _HAN.search(form):
            bare = form
            for salt in self._before:
                bare = bare.removeprefix(salt)
            for salt in self._after:
                bare = bare.removesuffix(salt)
            return bare if bare != form and len(bare) > 1 else ""
        words = form.split()
        base = [word for word in words if word not in self._latin]
        return " ".join(base) if 0 < len(base) < len(words) and len(base[0]) > 5 else ""
