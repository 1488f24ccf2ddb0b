"""How a text means what it names: denied, suspected, to be excluded, past, hypothetical, of kin.

Rules are data (content/extraction/context.json) after ConText (Harkema 2009): a phrase reaches
forward or back over its sentence until a stop. The longest phrase wins its place, so that 'cannot
exclude' never reads as a negation. Nothing is dropped because of a flag.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.records.fact import Certainty

_COMMA = re.compile(r"[,，、]")
_SEMICOLON = re.compile(r"[;；]")
_MOST_TEXT = 1_500
"""What is looked at around a concept; longer 'sentences' are tables or broken text."""
_STEP = 500


class Context(NamedTuple):
    """The flags of one mention; several can hold."""

    negated: bool = False
    uncertain: bool = False
    to_exclude: bool = False
    historical: bool = False
    hypothetical: bool = False
    family: bool = False

    @property
    def certainty(self) -> Certainty:
        """The flag that counts where several hold; certainty is never raised."""
        order: tuple[tuple[bool, Certainty], ...] = (
            (self.family, "family"),
            (self.hypothetical, "hypothetical"),
            (self.to_exclude, "to_exclude"),
            (self.negated, "negated"),
            (self.uncertain, "suspected"),
            (self.historical, "historical"),
        )
        return next((certainty for holds, certainty in order if holds), "affirmed")


class _Rule(NamedTuple):
    kind: str
    reach: str
    """after | before | both; 'before' stays within its comma, 'list' goes over commas."""
    goes_over_commas: bool
    most_words: int
    sections: frozenset[str] = frozenset()
    """Kinds of section in which alone the rule holds; empty for everywhere."""


class _Trigger(NamedTuple):
    start: int
    end: int
    rules: tuple[_Rule, ...]


class _Language(NamedTuple):
    triggers: re.Pattern[str]
    rules: Mapping[str, tuple[_Rule, ...]]
    wild: Sequence[tuple[str, tuple[_Rule, ...]]]
    stops: re.Pattern[str]
    assertions: re.Pattern[str]
    comma_stops: bool


class ContextRules:
    """The rules of a content pack, compiled once for each language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._families = {section: frozenset(kinds) for section, kinds in data["sections"].items()}
        self._languages = {name: _compiled(data["languages"][name]) for name in data["languages"]}
        self._found = lru_cache(maxsize=4096)(self._triggers)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have rules."""
        return frozenset(self._languages)

    def assess(
        self, sentence: str, start: int, end: int, section: str = "", language: str = "en"
    ) -> Context:
        """The context of `sentence[start:end]` in a section of that kind."""
        if len(sentence) > _MOST_TEXT:
            left, right = _window(start, end)
            sentence = sentence[left:right]
            start, end = start - left, end - left
        name = language if language in self._languages else "en"
        flags = set(self._families.get(section, ()))
        apart = [t for t in self._found(name, sentence) if t.end <= start or t.start >= end]
        # the nearest first: what is found of a kind spares the search for more of it
        for trigger in sorted(apart, key=lambda t: max(start - t.end, t.start - end)):
            for rule in trigger.rules:
                if rule.kind in flags or (rule.sections and section not in rule.sections):
                    continue
                if rule.kind != "pseudo" and self._reaches(
                    name, sentence, trigger, rule, start, end
                ):
                    flags.add(rule.kind)
        return Context(**dict.fromkeys(flags, True))

    def _triggers(self, language: str, sentence: str) -> tuple[_Trigger, ...]:
        compiled = self._languages[language]
        return tuple(
            _Trigger(match.start(), match.end(), _rules_of(compiled, match[0]))
            for match in compiled.triggers.finditer(sentence)
        )

    def _reaches(
        self, language: str, sentence: str, trigger: _Trigger, rule: _Rule, start: int, end: int
    ) -> bool:
        if trigger.start < start and rule.reach in ("after", "both"):
            # a phrase may run into the concept: 'при повышении' of 'повышении температуры'
            between = (min(trigger.end, start), start)
        elif trigger.start >= end and rule.reach in ("before", "both"):
            between = (end, trigger.start)
        else:
            return False
        compiled = self._languages[language]
        gap = sentence[between[0] : between[1]]
        if _SEMICOLON.search(gap) or len(gap.split()) > rule.most_words:
            return False
        if any(
            between[0] <= stop.start() and stop.end() <= between[1]
            for stop in compiled.stops.finditer(sentence, between[0], between[1])
        ):
            return False
        commas = [match.end() + between[0] for match in _COMMA.finditer(gap) if match[0] != "、"]
        if not commas:
            return True
        if not rule.goes_over_commas or compiled.comma_stops:
            return False
        if trigger.end > start:
            return True
        return not _is_asserted(sentence, compiled.assertions, commas[-1], end)


def _window(start: int, end: int) -> tuple[int, int]:
    """The text looked at around a concept of a long sentence: whole steps, so that neighbours
    share one window and its triggers are found once."""
    reach = _MOST_TEXT // 2
    left = max(0, start - reach) // _STEP * _STEP
    return left, -(-(end + reach) // _STEP) * _STEP


def _is_asserted(
    sentence: str, assertions: re.Pattern[str], chunk_start: int, concept_end: int
) -> bool:
    """Whether the part of an enumeration that holds the concept states something of its own:
    'no fracture, mild degenerative changes'."""
    following = _COMMA.search(sentence, concept_end)
    chunk = sentence[chunk_start : following.start() if following else len(sentence)]
    return bool(assertions.search(chunk))


def _rules_of(compiled: _Language, written: str) -> tuple[_Rule, ...]:
    key = _key(written)
    known = compiled.rules.get(key)
    if known is not None:
        return known
    return next((rules for stem, rules in compiled.wild if key.startswith(stem)), ())


def _key(phrase: str) -> str:
    return " ".join(phrase.casefold().split())


def _compiled(data: Mapping[str, Any]) -> _Language:
    rules: dict[str, tuple[_Rule, ...]] = {}
    for entry in data["rules"]:
        rule = _Rule(
            kind=entry["kind"],
            reach=entry.get("reach", "after"),
            goes_over_commas=entry.get("list", entry.get("reach", "after") == "after"),
            most_words=entry.get("words", 40),
            sections=frozenset(entry.get("sections", ())),
        )
        for phrase in entry["phrases"]:
            key = _key(phrase)
            rules[key] = (*rules.get(key, ()), rule)
    wild = [(key[:-1], found) for key, found in rules.items() if key.endswith("*")]
    return _Language(
        triggers=phrases_pattern(rules),
        rules=rules,
        wild=sorted(wild, key=lambda one: -len(one[0])),
        stops=phrases_pattern(data["stops"]),
        assertions=phrases_pattern(data["assertions"]),
        comma_stops=bool(data.get("comma_stops")),
    )
