"""Findings denied in shorthand: 'no LAP, HSM', 'denies CP/SOB', 'no c/c/e', 'F/C (-)'.

These letters mean a complaint only where they are denied: 'CP' is a grade of Child and Pugh, 'HA'
an artery. Without a word of denial right before their list they are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact

_JOINT = re.compile(r"\s?,\s?(?:(?:and|or|nor)\s)?|\s?/\s?|\s(?:and|or|nor)\s|\s?[&+]\s?", re.I)
_STOP = re.compile(r"[.;:()\[\]\n]")
_MOST_WORDS = 5
_LONGEST = 240
_LETTERS = re.compile(r"[A-Za-z]+")


class _Named(NamedTuple):
    """One denied finding at its place."""

    concept: str
    start: int
    end: int


class DeniedShorthandFinder:
    """Finds Condition facts that are denied in letters."""

    name = "denied-shorthand"
    version = 2

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words.parsed("denied_shorthand.json")
        self._concepts = {
            name: concept for concept, names in words["tokens"].items() for name in names
        }
        self._groups: dict[str, list[str]] = words["groups"]
        self._singles = frozenset(words["single_letters"])
        groups = alternatives(self._groups)
        self._group = re.compile(rf"(?<![\w/])(?:{groups})(?![\w/])", re.IGNORECASE)
        self._lead = re.compile(
            rf"(?<![\w/-])(?:{alternatives(words['denials'])})\s(?:any\s)?", re.IGNORECASE
        )
        self._after = re.compile(
            rf"\s?:?\s?(?:{alternatives(words['denials_after'])})(?!\w)", re.IGNORECASE
        )
        self._ends = re.compile(rf"(?:{alternatives(words['ends'])})(?!\w)", re.IGNORECASE)

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Each letter or word of a list is a fact of its own."""
        seen: set[int] = set()
        for named in (*self._of_leads(prose.text), *self._of_marks(prose.text)):
            if named.start in seen:
                continue
            seen.add(named.start)
            context = prose.context(named.start, named.end)
            certainty = "family" if context.family else "negated"
            if context.hypothetical or certainty == "family":
                continue
            yield found(
                prose,
                "Condition",
                named.start,
                named.end,
                (named.start, named.end),
                category="symptom",
                concept=named.concept,
                certainty=certainty,
            )

    def _of_leads(self, text: str) -> Iterator[_Named]:
        """The items of every list that a word of denial opens."""
        for lead in self._lead.finditer(text):
            stop = _STOP.search(text, lead.end(), lead.end() + _LONGEST)
            end = stop.start() if stop else min(len(text), lead.end() + _LONGEST)
            yield from self._of_list(text, lead.end(), end)

    def _of_list(self, text: str, place: int, end: int) -> Iterator[_Named]:
        while place < end:
            group = self._group.match(text, place, end)
            if group is not None:
                yield from self._of_group(group)
                stop, item_end = group.end(), group.end()
            else:
                joint = _JOINT.search(text, place, end)
                item_end = joint.start() if joint else end
                item = text[place:item_end].strip()
                if self._ends.match(item) or len(item.split()) > _MOST_WORDS:
                    return
                concept = self._concepts.get(item)
                if concept is not None and not self._is_lone(text, item, place, item_end):
                    yield _Named(concept, place, place + len(item))
                stop = item_end
            following = _JOINT.match(text, stop, end)
            if following is None:
                return
            place = following.end()

    def _is_lone(self, text: str, item: str, start: int, end: int) -> bool:
        """Whether one letter stands without another beside it: 'no C' may be a vitamin."""
        return item in self._singles and "/" not in text[max(0, start - 2) : end + 2]

    def _of_marks(self, text: str) -> Iterator[_Named]:
        """Groups that a sign behind them denies: 'F/C (-)', 'N/V: neg'."""
        for group in self._group.finditer(text):
            if self._after.match(text, group.end()):
                yield from self._of_group(group)

    def _of_group(self, group: re.Match[str]) -> Iterator[_Named]:
        concepts = self._groups[group[0].lower()]
        parts = _LETTERS.finditer(group[0])
        for concept, part in zip(concepts, parts, strict=True):
            yield _Named(concept, group.start() + part.start(), group.start() + part.end())
