"""Whether a drug is taken, planned, stopped, on hold, finished, or not taken at all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from huizhen.core.extraction.medication.surroundings import sentence_near
from huizhen.core.extraction.phrases import phrases_pattern, spelled_out
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.fact import Certainty

Action = Literal[
    "planned", "active", "stopped", "on-hold", "to-stop", "to-hold", "completed", "negated",
    "unsure", "switch",
]  # fmt: skip

_MOST_WORDS = 14
_MOST_WORDS_AFTER = 5
_MOST_WORDS_BETWEEN = 8
_STOPS = re.compile(r"[;；]|\n\s*\n")
_WORD = re.compile(r"\w+")
_LIST_GLUE = re.compile(
    r"[\s,/+&、和及]|(?:^|(?<=\s))(?:and|or|und|oder|y|o|e|et|ou|и|или|mg|the|any|her|his|a|an|of|use|"
    r"des?|la|le|el)(?=\s|$)",
    re.IGNORECASE,
)
_SWITCHES = re.compile(
    r"\b(?:switch\w*|chang\w+|transition\w*|convert\w*|replac\w+|umgestellt|umstellung|cambi\w+|"
    r"rempla\w+|замен\w+|перевед\w+)\b|改为|换为|更换",
    re.IGNORECASE,
)


_FUTURE = re.compile(
    r"\b(?:will|plan|consider|recommend|to|going|should|wird|sollte)\b|\b(?:switch|change|convert|"
    r"transition|replace)$",
    re.IGNORECASE,
)


_IN_FUTURE = {"stopped": "to-stop", "on-hold": "to-hold"}
"""'Stop warfarin five days before surgery': nothing is stopped as yet."""


_GOVERNING = frozenset(("planned", "negated", "to-stop", "to-hold", "stopped", "on-hold"))


class Status(NamedTuple):
    """How a drug stands: FHIR status word, '' when the source does not say, and certainty."""

    clinical_status: str
    certainty: Certainty
    is_said: bool
    """Whether words of the sentence say so, not only the heading."""
    is_use: bool = True
    """Whether the drug is spoken of as one that somebody takes, not its risks or a resistance."""


class _Cue(NamedTuple):
    action: str
    start: int
    end: int
    is_near: bool
    written: str


class _Language(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    later: re.Pattern[str]
    before_actions: Mapping[str, tuple[str, bool]]
    after_actions: Mapping[str, str]
    later_actions: Mapping[str, str]


_STATUS: Mapping[str, tuple[str, Certainty]] = {
    "planned": ("planned", "hypothetical"),
    "active": ("active", "affirmed"),
    "stopped": ("stopped", "affirmed"),
    "on-hold": ("on-hold", "affirmed"),
    "to-stop": ("stopped", "hypothetical"),
    "to-hold": ("on-hold", "hypothetical"),
    "completed": ("completed", "affirmed"),
    "negated": ("", "negated"),
    "unsure": ("", "suspected"),
    "used": ("", "affirmed"),
}


class StatusReader:
    """Reads the words of action of a content pack."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._languages = frozenset(words["actions"])
        self._compiled = lru_cache(maxsize=None)(lambda name: _compiled(words["actions"][name]))
        self._targets = re.compile(
            rf"^\s*(?:\S+\s+)?(?:{'|'.join(map(re.escape, words['switch']))})\s*(?:\S+\s+)?$", re.I
        )
        self._listing = frozenset(words["listing_sections"])
        self._until = phrases_pattern(words["until_an_event"])
        self._governed = frozenset(words["governed"])
        self._befores = lru_cache(maxsize=512)(self._cues_before)

    def read(self, prose: Prose, start: int, end: int, stop: int, drugs: Sequence[Span]) -> Status:
        """The status of the drug named in a span, its posology ending at `stop`; `drugs` are all
        names of the page."""
        language = prose.language if prose.language in self._languages else "en"
        scope = sentence_near(prose, start, stop)
        action = self._action(prose, language, scope, start, end, stop, drugs)
        context = prose.context(start, end)
        if context.family:
            return Status("", "family", True)
        is_to_come = prose.is_advice(start) or prose.is_order(start)
        if is_to_come and action != "negated":
            return Status(*_STATUS[_IN_FUTURE.get(action, "planned")], True)
        if action == "mentioned":
            return Status("", "affirmed", True, is_use=False)
        if action:
            return Status(*_STATUS[action], True)
        return self._of_section(prose, start)

    def _of_section(self, prose: Prose, start: int) -> Status:
        kind = prose.section_kind(start)
        if kind in self._listing:
            return Status("active", "affirmed", False)
        if kind == "stopped_medications":
            return Status(*_STATUS["stopped"], True)
        if kind == "plan" or (kind == "assessment" and _begins_item(prose, start)):
            return Status("planned", "hypothetical", False)
        return Status("", "affirmed", False)

    def _action(
        self,
        prose: Prose,
        language: str,
        scope: Span,
        start: int,
        end: int,
        stop: int,
        drugs: Sequence[Span],
    ) -> str:
        sentence = prose.text[scope.start : max(scope.end, stop)]
        switched = self._switched(prose, scope, start, stop, drugs)
        if switched:
            return switched
        before = self._before(prose, language, sentence, scope.start, start, drugs)
        after = self._after(prose, language, max(scope.end, stop), end, stop, drugs)
        found = self._nearer(before, after)
        if found in _IN_FUTURE and self._until.search(prose.text, end, max(scope.end, stop)):
            return _IN_FUTURE[found]
        return found

    def _nearer(self, before: tuple[str, int] | None, after: tuple[str, int] | None) -> str:
        """The action whose words stand nearer; what was never begun stays so."""
        if before is None or after is None:
            found = before or after
            return found[0] if found else ""
        if after[0] == "negated" and before[0] == "active":
            return "negated"
        return after[0] if after[1] < before[1] else before[0]

    def _switched(
        self, prose: Prose, scope: Span, start: int, stop: int, drugs: Sequence[Span]
    ) -> str:
        """'changed her furosemide to torsemide': the first is stopped, the second taken."""
        verbs = list(_SWITCHES.finditer(prose.text, scope.start, start))
        if not verbs:
            return ""
        verb = verbs[-1]
        following = _neighbour(drugs, start, +1, scope.end)
        previous = _neighbour(drugs, start, -1, verb.end())
        if previous and self._targets.match(_without_dose(prose.text[previous.end : start])):
            return "planned" if _is_future(prose.text[scope.start : verb.end()]) else "active"
        if following and self._targets.match(_without_dose(prose.text[stop : following.start])):
            return "stopped"
        return ""

    def _cues_before(self, language: str, sentence: str) -> tuple[_Cue, ...]:
        compiled = self._compiled(language)
        cues = []
        for match in compiled.before.finditer(sentence):
            action, is_near = compiled.before_actions[_key(match[0])]
            cues.append(_Cue(action, match.start(), match.end(), is_near, _key(match[0])))
        return tuple(cues)

    def _before(
        self,
        prose: Prose,
        language: str,
        sentence: str,
        offset: int,
        start: int,
        drugs: Sequence[Span],
    ) -> tuple[str, int] | None:
        cues = self._befores(language, sentence)
        for index in range(len(cues) - 1, -1, -1):
            cue = cues[index]
            cue_end = cue.end + offset
            if cue_end > start:
                continue
            gap = _without_drugs(prose.text, cue_end, start, drugs)
            if _STOPS.search(gap):
                return None
            words = len(_WORD.findall(_LIST_GLUE.sub(" ", gap)))
            if cue.action == "pseudo" or (cue.is_near and words > 1):
                continue
            if words > _MOST_WORDS and language not in ("zh",):
                return None
            is_governed = cue.written in self._governed and index > 0
            governing = self._governor(sentence, cues[index - 1], cue) if is_governed else ""
            return governing or cue.action, words
        return None

    def _governor(self, sentence: str, first: _Cue, second: _Cue) -> str:
        """What 'taking' is said to be by the words before it: 'I recommended icing it and taking
        ibuprofen'; '' when these are too far."""
        gap = sentence[first.end : second.start]
        is_near = len(_WORD.findall(gap)) <= _MOST_WORDS_BETWEEN and not re.search(r"[;.,]", gap)
        return first.action if is_near and first.action in _GOVERNING else ""

    def _later(
        self, prose: Prose, compiled: _Language, stop: int, limit: int, drugs: Sequence[Span]
    ) -> tuple[str, int] | None:
        """What is told later in the sentence of the same drug: '..., and discontinued in May',
        '..., but has not yet started it'."""
        following = _neighbour(drugs, stop, +1, limit)
        end = following.start if following else limit
        told = compiled.later.search(prose.text, stop, max(stop, end))
        if told is not None:
            return compiled.later_actions[_key(told[0])], -1
        for match in compiled.after.finditer(prose.text, stop, max(stop, end)):
            lead = prose.text[max(stop, match.start() - 12) : match.start()]
            if compiled.after_actions[_key(match[0])] == "stopped" and _GOES_ON.search(lead):
                return "stopped", -1
        return None

    def _after(
        self, prose: Prose, language: str, limit: int, end: int, stop: int, drugs: Sequence[Span]
    ) -> tuple[str, int] | None:
        compiled = self._compiled(language)
        later = self._later(prose, compiled, stop, limit, drugs)
        if later is not None:
            return later
        match = compiled.after.search(prose.text, end, min(limit, max(stop, end) + 90))
        if match is None:
            return None
        gap = _without_drugs(prose.text, max(end, min(stop, match.start())), match.start(), drugs)
        if re.search(r"[;；.。:]", gap) or len(_WORD.findall(gap)) > _MOST_WORDS_AFTER:
            return None
        between = _neighbour(drugs, end, +1, match.start())
        if between and len(_WORD.findall(_LIST_GLUE.sub(" ", gap))) > 1:
            return None
        return compiled.after_actions[_key(match[0])], len(_WORD.findall(gap))


_ITEM = re.compile(r"\s*(?:[-–—•*▪◦●►✓·]|\(?\d{1,2}[.)])\s*")


def _begins_item(prose: Prose, start: int) -> bool:
    """'4. Zoledronic acid 4 mg' of an assessment and plan: an order, unless words say otherwise."""
    return _ITEM.fullmatch(prose.text, prose.line_at(start).start, start) is not None


_GOES_ON = re.compile(r"(?:\b(?:and|then|und|dann|y|et|puis|и|затем)|,)\s+(?:was\s+)?$", re.I)


def _compiled(actions: Mapping[str, Any]) -> _Language:
    before: dict[str, tuple[str, bool]] = {}
    after: dict[str, str] = {}
    later: dict[str, str] = {}
    for action, places in actions.items():
        for phrase in _spelled(places, "near"):
            before.setdefault(phrase, (action, True))
        for phrase in _spelled(places, "before"):
            before[phrase] = (action, False)
        for phrase in _spelled(places, "after"):
            after.setdefault(phrase, action)
        for phrase in _spelled(places, "later"):
            later[phrase] = action
    return _Language(
        phrases_pattern(before),
        phrases_pattern(after),
        phrases_pattern(later),
        before,
        after,
        later,
    )


def _spelled(places: Mapping[str, Any], place: str) -> Iterator[str]:
    for written in places.get(place, ()):
        yield from map(_key, spelled_out(written))


def _key(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("’", "'").split())


def _neighbour(drugs: Sequence[Span], position: int, step: int, limit: int) -> Span | None:
    """The next or the previous name within a limit."""
    index = bisect_left(drugs, position, key=lambda drug: drug.start)
    other = index if step > 0 else index - 1
    if step > 0 and other < len(drugs) and drugs[other].start == position:
        other += 1
    if not 0 <= other < len(drugs):
        return None
    drug = drugs[other]
    is_within = drug.start < limit if step > 0 else drug.start >= limit
    return drug if is_within else None


def _without_drugs(text: str, start: int, end: int, drugs: Sequence[Span]) -> str:
    """The words between two offsets without names of drugs."""
    parts = []
    position = start
    for drug in drugs[bisect_left(drugs, start, key=lambda drug: drug.start) :]:
        if drug.start >= end:
            break
        if drug.start >= position:
            parts.append(text[position : drug.start])
            position = drug.end
    parts.append(text[position:end])
    return " ".join(parts)


def _without_dose(gap: str) -> str:
    return re.sub(r"\d[\d.,/]*\s*\w{0,4}", " ", gap)


def _is_future(words: str) -> bool:
    return bool(_FUTURE.search(words))
