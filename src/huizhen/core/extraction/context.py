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

from huizhen.core.extraction.phrases import alternatives, phrases_pattern, spelled_out
from huizhen.core.records.fact import Certainty

_COMMA = re.compile(r"[,，、](?!\d)(?! (?:19|20)\d\d)")
"""A comma that parts an enumeration: none of a number or a date."""
_PART_END = re.compile(rf"{_COMMA.pattern}|[;；]")
_OPENERS = ("", ".", ",", ";", ":", "(")
_SEMICOLON = re.compile(r"[;；]")
_NOTHING_FOLLOWS = re.compile(r"[ \t]*(?:[.,;。，；)）]|$)")
_OTHER_SUBJECT = re.compile(r"[(（][^)）]*\w")
"""'Hepatitis B (HBsAg negative)': what the bracket names is negative."""
_SAID_OF_IT = re.compile(r"\w[^:：]*(?<!following)(?<!folgende)(?<!siguientes)(?<!suivants)[:：]\s")
"""'was not tolerated: blood in urine': a colon after what is denied tells how it is."""
_WHOLE_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_PASSED_OVER = frozenset(("historical", "hypothetical", "family"))
"""Kinds that go on over a word of cause or time: 'history of colectomy after diverticulitis'."""
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


def _leads_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """A sentence that a board or conference heads: its name, at most a date and a place, a
    colon."""
    named = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(
        rf"\s*(?:[^\W\d_]+[ -]){{0,4}}(?<!\w)(?:{named})(?!\w)"
        r"(?:[^:：.\n]|(?<=\d)\.){0,60}[:：]",
        re.IGNORECASE,
    )


def _orders_pattern(decisions: Sequence[str], conditions: Sequence[str]) -> re.Pattern[str]:
    """The beginning of a decision, or of what is to be done under a condition, up to its colon."""
    decided, conditional = (
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        for words in (decisions, conditions)
    )
    return re.compile(
        r"\s*(?:[-–—•*]\s*|\(?\d{1,2}[.)]\s*)?"
        rf"(?:(?:{decided})\s?[:：]|(?:{conditional})(?!\w)[^:：.\n]{{2,60}}(?:[:：]|[-–=]>|[→⇒]))",
        re.IGNORECASE,
    )


class _Courses:
    """Sentences of a plan that lay out a course without a word of order: 'TNT: long-course
    chemoradiation with capecitabine', 'Then tamoxifen'."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        leads, onward = alternatives(data["course_leads"]), alternatives(data["course_goes_on"])
        self._title = phrases_pattern(data["plan_titles"])
        self._begins = re.compile(rf"\s*(?:(?:{leads})\s?[:：]|(?:{onward})(?!\w))", re.IGNORECASE)
        self._told = phrases_pattern(data["course_told"])

    def holds(self, sentence: str, title: str) -> bool:
        """Whether the sentence lays out a course under a heading that names a plan."""
        return bool(
            self._begins.match(sentence)
            and self._title.search(title)
            and not self._told.search(sentence)
        )


class _Rule(NamedTuple):
    kind: str
    reach: str
    """after | before | both; 'before' stays within its comma, 'list' goes over commas."""
    goes_over_commas: bool
    most_words: int
    sections: frozenset[str] = frozenset()
    """Kinds of section in which alone the rule holds; empty for everywhere."""
    beside: re.Pattern[str] | None = None
    """Words of which the sentence must hold one: 'should fever occur' is no 'should'."""
    is_answer: bool = False
    """Whether nothing may follow in its clause: 'Allergies: none', 'Fieber keines'."""
    opens_part: bool = False
    """Whether nothing of its part may stand before it: 'neg edema', never 'HER2 neg cancer'."""


class _Trigger(NamedTuple):
    start: int
    end: int
    rules: tuple[_Rule, ...]


class _Language(NamedTuple):
    triggers: re.Pattern[str]
    rules: Mapping[str, tuple[_Rule, ...]]
    wild: Sequence[tuple[str, tuple[_Rule, ...]]]
    stops: re.Pattern[str]
    soft_stops: re.Pattern[str]
    """Words of cause and time, which stop only some kinds."""
    assertions: re.Pattern[str]
    qualities: re.Pattern[str]
    alternatives: re.Pattern[str]
    """Words for 'or'."""
    repeated: re.Pattern[str]
    """Denials that are said again for each thing of an enumeration."""
    comma_stops: bool


class ContextRules:
    """The rules of a content pack, compiled once for each language that is read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._families = {section: frozenset(kinds) for section, kinds in data["sections"].items()}
        self._languages = frozenset(data["languages"])
        # a document is of one language, rarely of two: those of the others would take a second
        self._compiled = lru_cache(maxsize=None)(lambda name: _compiled(data["languages"][name]))
        self._found = lru_cache(maxsize=4096)(self._triggers)
        self._leads = _leads_pattern(data["opinion_leads"])
        self._orders = _orders_pattern(data["order_leads"], data["condition_leads"])
        self._courses = _Courses(data)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have rules."""
        return self._languages

    def is_advice(self, sentence: str) -> bool:
        """Whether a board or conference heads the sentence: 'Tumour board, 12 May: radiotherapy'.
        What it says is advice, never done."""
        return self._leads.match(sentence) is not None

    def is_order(self, sentence: str, title: str = "") -> bool:
        """Whether a sentence begins as a decision or under a condition: 'Beschluss: ...', 'If
        confirmed: ...', or lays out a course under a plan's heading. The drugs and procedures in
        it are still to come."""
        return self._orders.match(sentence) is not None or self._courses.holds(sentence, title)

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
        if self.is_advice(sentence):
            flags.add("hypothetical")
        # a phrase may run into the concept: 'при повышении' of 'повышении температуры'
        apart = [t for t in self._found(name, sentence) if t.start < start or t.start >= end]
        # the nearest first: what is found of a kind spares the search for more of it
        for trigger in sorted(apart, key=lambda t: max(start - t.end, t.start - end)):
            for rule in trigger.rules:
                if rule.kind in flags or (rule.sections and section not in rule.sections):
                    continue
                if {rule.kind, *flags} >= {"negated", "except"}:
                    continue
                if rule.kind != "pseudo" and self._reaches(
                    name, sentence, trigger, rule, start, end
                ):
                    flags.add(rule.kind)
        return Context(**dict.fromkeys(flags - {"except"}, True))

    def _triggers(self, language: str, sentence: str) -> tuple[_Trigger, ...]:
        compiled = self._compiled(language)
        return tuple(
            _Trigger(match.start(), match.end(), _rules_of(compiled, match[0]))
            for match in compiled.triggers.finditer(sentence)
        )

    def _reaches(
        self, language: str, sentence: str, trigger: _Trigger, rule: _Rule, start: int, end: int
    ) -> bool:
        between = _between(trigger, rule, start, end)
        if between is None:
            return False
        compiled = self._compiled(language)
        gap = sentence[between[0] : between[1]]
        if _SEMICOLON.search(gap) or len(gap.split()) > rule.most_words:
            return False
        if not _is_in_place(sentence, trigger, rule, gap, start):
            return False
        if _is_stopped(compiled.stops, sentence, between) or (
            rule.kind not in _PASSED_OVER and _is_stopped(compiled.soft_stops, sentence, between)
        ):
            return False
        commas = [match.end() + between[0] for match in _COMMA.finditer(gap) if match[0] != "、"]
        if not commas:
            return True
        if not rule.goes_over_commas or compiled.comma_stops:
            return False
        if trigger.end > start:
            return not _is_asserted(sentence, compiled, rule, start, end)
        if rule.kind == "negated" and _is_said_again(sentence, compiled, trigger, start):
            return False
        return not _is_asserted(sentence, compiled, rule, commas[-1], end)


def _is_said_again(sentence: str, language: _Language, trigger: _Trigger, start: int) -> bool:
    """Whether a denial is said anew for each thing, so that one without it is not denied: 'no
    redness, no discharge, well-healed scar'; a list that ends with 'or' is one denial."""
    if not language.repeated.fullmatch(sentence, trigger.start, trigger.end):
        return False
    if language.repeated.search(sentence, trigger.end, start):
        return True
    begin = max((m.end() for m in _PART_END.finditer(sentence, 0, trigger.start)), default=0)
    before = sentence[: max(begin - 1, 0)]
    earlier = language.repeated.match(before, _part_start(before))
    is_anew = earlier is not None and not sentence[begin : trigger.start].strip()
    clause_end = _SEMICOLON.search(sentence, start)
    rest = sentence[trigger.end : clause_end.start() if clause_end else len(sentence)]
    return is_anew and not language.alternatives.search(rest)


def _part_start(before: str) -> int:
    """Where the last part of an enumeration begins, blanks left out."""
    start = max((match.end() for match in _PART_END.finditer(before)), default=0)
    colon = max(before.rfind(":"), before.rfind("："))
    start = max(start, colon + 1)
    return start + len(before[start:]) - len(before[start:].lstrip())


def _between(trigger: _Trigger, rule: _Rule, start: int, end: int) -> tuple[int, int] | None:
    """What stands between a phrase and the concept; None where it looks the other way."""
    if trigger.start < start and rule.reach in ("after", "both"):
        return min(trigger.end, start), start
    if trigger.start >= end and rule.reach in ("before", "both"):
        return end, trigger.start
    return None


def _is_in_place(sentence: str, trigger: _Trigger, rule: _Rule, gap: str, start: int) -> bool:
    """Whether a phrase can be meant for a concept at all: an answer speaks of the question before
    it, what stands in brackets of nothing behind them."""
    if rule.beside is not None and not rule.beside.search(sentence):
        return False
    if rule.opens_part and sentence[: trigger.start].rstrip()[-1:] not in _OPENERS:
        return False
    if rule.reach == "before":
        is_apart = rule.kind == "negated" and _OTHER_SUBJECT.search(gap) is not None
        is_final = not rule.is_answer or bool(_NOTHING_FOLLOWS.match(sentence, trigger.end))
        return is_final and not is_apart
    if trigger.end > start:
        return True
    if rule.kind == "negated" and (
        _NOTHING_FOLLOWS.match(sentence, trigger.end) or _SAID_OF_IT.search(gap)
    ):
        return False
    return not re.search(r"[)）]", _WHOLE_BRACKETS.sub("", gap))


def _is_stopped(stops: re.Pattern[str], sentence: str, between: tuple[int, int]) -> bool:
    return any(
        between[0] <= stop.start() and stop.end() <= between[1]
        for stop in stops.finditer(sentence, *between)
    )


def _window(start: int, end: int) -> tuple[int, int]:
    """The text looked at around a concept of a long sentence: whole steps, so that neighbours
    share one window and its triggers are found once."""
    reach = _MOST_TEXT // 2
    left = max(0, start - reach) // _STEP * _STEP
    return left, -(-(end + reach) // _STEP) * _STEP


def _is_asserted(
    sentence: str, language: _Language, rule: _Rule, inside: int, concept_end: int
) -> bool:
    """Whether the part of an enumeration that holds the concept states something of its own:
    'no fracture, mild degenerative changes'. Mere qualities state nothing in a list that ends
    with 'or', nor in what is only thought of: 'no effusion, small nodules or masses'."""
    before = [match.end() for match in _PART_END.finditer(sentence, 0, inside)]
    following = _PART_END.search(sentence, concept_end)
    begin = before[-1] if before else 0
    part = sentence[begin : following.start() if following else len(sentence)]
    if language.assertions.search(part):
        return True
    if rule.kind in _PASSED_OVER or not language.qualities.search(part):
        return False
    clause_end = _SEMICOLON.search(sentence, concept_end)
    rest = sentence[begin : clause_end.start() if clause_end else len(sentence)]
    return not language.alternatives.search(rest)


def _rules_of(compiled: _Language, written: str) -> tuple[_Rule, ...]:
    key = _key(written)
    known = compiled.rules.get(key, ())
    return known + next((rules for stem, rules in compiled.wild if key.startswith(stem)), ())


def _key(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("’", "'").split())


def _compiled(data: Mapping[str, Any]) -> _Language:
    rules: dict[str, tuple[_Rule, ...]] = {}
    for entry in data["rules"]:
        rule = _Rule(
            kind=entry["kind"],
            reach=entry.get("reach", "after"),
            goes_over_commas=entry.get("list", entry.get("reach", "after") == "after"),
            most_words=entry.get("words", 40),
            sections=frozenset(entry.get("sections", ())),
            beside=phrases_pattern(entry["beside"]) if "beside" in entry else None,
            is_answer=entry.get("answer", False),
            opens_part=entry.get("opens_part", False),
        )
        for phrase in (one for written in entry["phrases"] for one in spelled_out(written)):
            key = _key(phrase)
            rules[key] = (*rules.get(key, ()), rule)
    wild = [(key[:-1], found) for key, found in rules.items() if key.endswith("*")]
    return _Language(
        triggers=phrases_pattern(rules),
        rules=rules,
        wild=sorted(wild, key=lambda one: -len(one[0])),
        stops=phrases_pattern(data["stops"]),
        soft_stops=phrases_pattern(data["soft_stops"]),
        assertions=phrases_pattern(data["assertions"]),
        qualities=phrases_pattern(data["qualities"]),
        alternatives=phrases_pattern(data["alternatives"]),
        repeated=phrases_pattern(data["repeated"]),
        comma_stops=bool(data.get("comma_stops")),
    )
