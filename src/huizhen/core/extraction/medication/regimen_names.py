"""Named regimens of systemic cancer treatment, and combinations written out drug by drug."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from huizhen.core.content import Pack
from huizhen.core.extraction.medication.mentions import Mention
from huizhen.core.extraction.medication.surroundings import P, overlapping, sentence_near
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex

_EXACT_UP_TO = 4
_SUFFIX = re.compile(r"-(?:14|21|28)\b|-?方案")
_BRACKET = re.compile(r"\s*(?:方案)?\s*[(（:]")
_OPENING = re.compile(r"\s?[(（]")
_MOST_GAP = 40
_FAR = 200
_BESIDE = 30
_NOT_BETWEEN = re.compile(r"[.,;:()。，；：（）\n]")


class Regimen(NamedTuple):
    """A regimen of the content pack."""

    key: str
    needs_evidence: bool


class Treatment(NamedTuple):
    """A systemic treatment named in the text."""

    start: int
    end: int
    concept: str
    is_named: bool
    """Whether it is a regimen or a combination; a single drug needs a detail to be a line."""
    mentions: tuple[Mention, ...] = ()
    """The drugs that its name consists of."""
    parts: tuple[Mention, ...] = ()
    """Drugs that the text lists as its parts, right after its name."""


class RegimenNames:
    """Finds treatments by name."""

    def __init__(self, pack: Pack, words: Mapping[str, Any]) -> None:
        names: list[tuple[str, Regimen]] = []
        self._exact: set[str] = set()
        self._by_drugs: dict[frozenset[str], str] = {}
        for row in pack.rows("regimens.tsv"):
            regimen = Regimen(row["regimen"], bool(row["needs"]))
            aliases = [row["regimen"], *filter(None, row["names"].split(";"))]
            names.extend((name, regimen) for name in aliases)
            self._exact.update(aliases)
            drugs = frozenset(filter(None, row["drugs"].split(";")))
            if len(drugs) > 1 and not row["needs"]:
                known = self._by_drugs.get(drugs)
                self._by_drugs[drugs] = row["regimen"] if known is None else ""
            elif len(drugs) > 1:
                self._by_drugs.setdefault(drugs, row["regimen"])
        self._index: TermIndex[Regimen] = TermIndex(names)
        self._evidence = phrases_pattern(words["evidence"])
        self._generic: TermIndex[str] = TermIndex((name, name) for name in words["generic"])
        self._companions = frozenset(words["companions"])
        self._links = frozenset(words["links"])
        self._weak = frozenset(words["weak_links"])

    def treatments(self, prose: Prose, mentions: Sequence[Mention]) -> list[Treatment]:
        """The treatments in their order, none inside another."""
        cancer = [mention for mention in mentions if mention.drug.is_cancer]
        named = [self._extended(prose, one, cancer, mentions) for one in self._named(prose)]
        taken = [Span(one.start, one.end) for one in named]
        taken += [Span(part.start, part.end) for one in named for part in one.parts]
        taken.sort(key=lambda place: place.start)
        companions = [m for m in mentions if m.drug.is_cancer or m.drug.concept in self._companions]
        free = [m for m in companions if not overlapping(taken, m.start, m.end)]
        found = list(self._named_after(prose, [*named, *self._chains(prose, free)]))
        found.extend(self._general(prose, found))
        return sorted(found, key=lambda one: one.start)

    def _general(self, prose: Prose, found: Sequence[Treatment]) -> Iterator[Treatment]:
        """'chemotherapy' where no regimen or drug right beside it says which."""
        for match in self._generic.matches(prose.text):
            start, end = match.start, match.end
            beside = _among(found, start - _FAR, end + _FAR)
            is_told = any(
                _NOT_BETWEEN.search(prose.text[min(end, one.end) : max(start, one.start)]) is None
                and min(abs(one.start - end), abs(start - one.end)) <= _BESIDE
                for one in beside
            )
            if not is_told:
                yield Treatment(start, end, "", False)

    def _named(self, prose: Prose) -> Iterator[Treatment]:
        end = 0
        for match in self._index.matches(prose.text):
            written = prose.text[match.start : match.end]
            if match.start < end or not self._is_meant(prose, match, written):
                continue
            end = match.end
            suffix = _SUFFIX.match(prose.text, match.end)
            if suffix and suffix[0][0] == "-":
                end = suffix.end()
            yield Treatment(match.start, end, match.payload.key, True)

    def _is_meant(self, prose: Prose, match: Match[Regimen], written: str) -> bool:
        if "\n" in written:
            return False
        bare = re.sub(r"[\s+/-]", "", written)
        if len(bare) <= _EXACT_UP_TO and written not in self._exact:
            return False
        if not match.payload.needs_evidence:
            return True
        sentence = sentence_near(prose, match.start, match.end)
        around = (
            prose.text[sentence.start : match.start] + " " + prose.text[match.end : sentence.end]
        )
        counted = re.match(r"\s?[x×]\s?\d", prose.text[match.end : match.end + 6])
        return bool(counted or self._evidence.search(around))

    def _extended(
        self,
        prose: Prose,
        treatment: Treatment,
        cancer: Sequence[Mention],
        mentions: Sequence[Mention],
    ) -> Treatment:
        """A named regimen with the drugs added to it: 'FOLFIRI + bevacizumab'; and with its parts
        in brackets: 'R-GDP (rituximab, gemcitabine ...)'."""
        start, end, concept = treatment.start, treatment.end, treatment.concept
        added = [m for m in _among(mentions, start, end) if m.start < end]
        for mention in _among(cancer, end, end + _FAR):
            gap = prose.text[end : mention.start]
            if mention.start >= end and len(gap) <= _MOST_GAP and self._is_link(gap, strong=True):
                end, concept = mention.end, f"{concept} + {mention.drug.concept}"
                added.append(mention)
        for mention in reversed(_among(cancer, start - _FAR, start)):
            gap = prose.text[mention.end : start]
            if mention.end <= start and len(gap) <= _MOST_GAP and self._is_link(gap, strong=True):
                start, concept = mention.start, f"{mention.drug.concept} + {concept}"
                added.append(mention)
        parts = self._bracketed(prose, end, mentions)
        return Treatment(start, end, concept, True, tuple(added), parts)

    def _bracketed(
        self, prose: Prose, end: int, mentions: Sequence[Mention]
    ) -> tuple[Mention, ...]:
        opening = _BRACKET.match(prose.text, end)
        if opening is None:
            return ()
        closing = re.search(r"[)）]|$", prose.text[opening.end() : opening.end() + 400])
        stop = opening.end() + (closing.start() if closing else 0)
        return tuple(_among(mentions, opening.end(), stop))

    def _is_link(self, gap: str, strong: bool = False) -> bool:
        words = " ".join(gap.split())
        return words in self._links and not (strong and words in self._weak)

    def _named_after(self, prose: Prose, found: Sequence[Treatment]) -> Iterator[Treatment]:
        """The treatments, with a combination and its name in brackets made one."""
        ordered = sorted(found, key=lambda one: one.start)
        last: Treatment | None = None
        for treatment in ordered:
            is_name = (
                last is not None
                and len(last.mentions) > 1
                and treatment.is_named
                and _OPENING.fullmatch(prose.text[last.end : treatment.start])
            )
            if last is not None and is_name:
                last = last._replace(concept=treatment.concept)
                continue
            if last is not None:
                yield last
            last = treatment
        if last is not None:
            yield last

    def _chains(self, prose: Prose, drugs: Sequence[Mention]) -> Iterator[Treatment]:
        """Combinations, and single drugs that may be a line of their own."""
        chain: list[Mention] = []
        for mention in drugs:
            if chain and not self._goes_on(prose, chain[-1], mention):
                yield from self._of_chain(chain)
                chain = []
            chain.append(mention)
        yield from self._of_chain(chain)

    def _goes_on(self, prose: Prose, last: Mention, mention: Mention) -> bool:
        gap = prose.text[
            max(last.end, last.posology.end) : min(mention.start, mention.posology.start)
        ]
        words = " ".join(gap.split())
        return (words in self._links or words in (",", "，", ")", "、")) and (
            last.drug.concept != mention.drug.concept
        )

    def _of_chain(self, chain: Sequence[Mention]) -> Iterator[Treatment]:
        if not any(mention.drug.is_cancer for mention in chain):
            return
        concepts = [mention.drug.concept for mention in chain]
        concept = concepts[0] if len(chain) == 1 else " + ".join(concepts)
        concept = self._by_drugs.get(frozenset(concepts)) or concept
        yield Treatment(chain[0].start, chain[-1].end, concept, len(chain) > 1, tuple(chain))

    def is_strong(self, prose: Prose, treatment: Treatment) -> bool:
        """Whether a combination is written as one: with signs, without amounts in between."""
        gaps = [
            " ".join(prose.text[one.end : other.start].split())
            for one, other in zip(treatment.mentions, treatment.mentions[1:], strict=False)
        ]
        return bool(gaps) and all(gap in self._links and gap not in self._weak for gap in gaps)


def _among(places: Sequence[P], start: int, end: int) -> Sequence[P]:
    """Those of some places in order that start between two offsets."""
    first = bisect_left(places, start, key=lambda place: place.start)
    return places[first : bisect_left(places, end, key=lambda place: place.start)]
