"""Cycles, response, reason of stopping and line of a systemic cancer treatment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span

_TIMES = re.compile(r"[\s,(]*[x×хX*]\s?(?P<n>\d{1,2})(?!\d|[.,]\d|\s?(?:mg|мг|g\b))")
_TIMES_BEFORE = re.compile(r"(?<![\d.,])(?P<n>\d{1,2})\s?[x×х]\s*$")
_PARTIAL = re.compile(r"(?P<n>\d{1,2})\s?(?:of|/|von|de|из|sur)\s?\d{1,2}\s*$")
_AFTER_WORDS = re.compile(
    r"\b(?:after|to|following|with|on|under|nach|unter|auf|mit|tras|después de|a|con|après|sous|"
    r"avec|после|на фоне|на)\s+(?:\S+\s+){0,4}$",
    re.IGNORECASE,
)
_ROW = re.compile(r"^[\s|•]*(?P<n>[1-9])[.)]?[\s|]+$")
_RELAPSE = re.compile(r"re|rez|récid|рецид|复发|疾病复发", re.IGNORECASE)
_SURVIVAL = re.compile(r"[- ]free|пережив", re.IGNORECASE)
_REACH = 160
_BESIDE = 30
_MOST_REASON_WORDS = 7
_WEAK_CAUSES = frozenset(("for", "at", "bei", "pour", "до", "por", "因", "至"))
"""Words that give a reason only before a known one: 'stopped for progression'."""
_REASON_END = re.compile(
    r"[.,;:()。，；\n]|\s(?:and|und|y|et|и|in|im|on|am|after|nach|après|tras|после|since|with|mit)\s"
)


class Details(NamedTuple):
    """What the text says of a treatment; all as written, numbers in figures."""

    cycles: str = ""
    count_span: tuple[int, int] | None = None
    response: str = ""
    reason: str = ""
    line: str = ""
    is_stopped: bool = False
    is_told_by_progression: bool = False
    """Whether the sentence is about the progression after it, whose date is not the treatment's."""

    @property
    def is_any(self) -> bool:
        """Whether anything was found."""
        return bool(self.cycles or self.response or self.reason or self.line)


class DetailReader:
    """Reads the details with the words of a content pack."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._numbers: dict[str, str] = words["numbers"]
        ordered = sorted(self._numbers, key=len, reverse=True)
        figure = "|".join([r"\d{1,2}", *map(re.escape, ordered)])
        cycles = sorted(words["cycle_words"], key=len, reverse=True)
        cycle = "|".join(
            re.escape(word) + ("" if word >= "\u3400" else r"(?!\w)") for word in cycles
        )
        self._cycles = re.compile(
            rf"(?:(?<![\w.,/-])|(?<=\W[x×х]))(?P<n>{figure})[\s-]*(?:(?:of|/|von|из)\s?\d{{1,2}}[\s-]*)?"
            rf"(?:\w+\s)?(?P<w>{cycle})|(?P<n2>\d{{1,2}}|[一二两三四五六七八九十])(?:个)?(?P<w2>周期|疗程)",
            re.IGNORECASE,
        )
        self._weak = frozenset(words["weak_cycle_words"])
        self._responses = phrases_pattern(words["responses"])
        self._codes = re.compile(_codes(words["response_codes"]))
        self._foreign = {
            code: language
            for language, codes in words["codes_by_language"].items()
            for code in codes
        }
        self._progression = phrases_pattern(words["progression"])
        self._toxicity = phrases_pattern(words["toxicity"])
        self._because = phrases_pattern(words["because"])
        self._stops = phrases_pattern(words["stop_verbs"])
        self._lines = [(number, phrases_pattern(names)) for number, names in words["lines"]]
        self._tables = phrases_pattern(words["table_of_lines"])

    def read(self, prose: Prose, start: int, end: int, scope: Span, after: Span) -> Details:
        """The details of the treatment in a span; `scope` is its part of the sentence, `after`
        goes on to the next sentence where that speaks of no other treatment."""
        is_stopped = bool(self._stops.search(prose.text, end, after.end)) or bool(
            self._stops.search(prose.text, scope.start, start)
        )
        count, span = self._count(prose, start, end, scope, is_stopped)
        tail = span[1] if span and end <= span[0] <= end + _BESIDE else end
        response = self._response(prose, start, tail, scope, after)
        reason = self._reason(prose, start, tail, scope, after, is_stopped)
        return Details(
            count,
            span,
            response,
            reason,
            self._line(prose, start, scope),
            is_stopped,
            self._follows_progression(prose, start, scope),
        )

    def _follows_progression(self, prose: Prose, start: int, scope: Span) -> bool:
        text = prose.text
        return any(
            _AFTER_WORDS.search(text[match.end() : start])
            for match in self._progression.finditer(text, max(scope.start, start - 70), start)
        )

    def is_counted(self, prose: Prose, start: int, end: int) -> bool:
        """Whether a number of cycles stands right beside a name."""
        scope = Span(max(0, start - _BESIDE), min(len(prose.text), end + _BESIDE))
        _, span = self._count(prose, start, end, scope, False)
        if span is None:
            return False
        gap = prose.text[span[1] : start] if span[1] <= start else prose.text[end : span[0]]
        return not re.search(r"[,;.]", gap)

    def _count(
        self, prose: Prose, start: int, end: int, scope: Span, is_stopped: bool
    ) -> tuple[str, tuple[int, int] | None]:
        text = prose.text
        times = _TIMES.match(text, end, min(len(text), end + 12))
        if times:
            return times["n"], (times.start("n"), times.end())
        before = _TIMES_BEFORE.search(text, max(scope.start, start - 8), start)
        if before:
            return before["n"], (before.start(), start)
        found = [
            (self._distance(match, start, end), match)
            for match in self._cycles.finditer(text, scope.start, scope.end)
            if not (match.start() < end and start < match.end())
        ]
        near = [
            one for one in found if one[0] <= 60 and self._is_count(text, *one, start, is_stopped)
        ]
        if not near:
            return "", None
        _, best = min(near, key=lambda one: one[0])
        written = (best["n"] or best["n2"]).casefold()
        return self._numbers.get(written, written), best.span()

    def _distance(self, match: re.Match[str], start: int, end: int) -> int:
        return start - match.end() if match.end() <= start else match.start() - end

    def _is_count(
        self, text: str, distance: int, match: re.Match[str], start: int, is_stopped: bool
    ) -> bool:
        word = match["w"] or match["w2"]
        if word in self._weak and distance > 12:
            return False
        if match.end() <= start:
            gap = text[match.end() : start]
            return not re.search(r"[;.]\s|,\s\w+\s\w+\s", gap)
        if is_stopped:
            return True
        lead = text[max(0, match.start() - 12) : match.start()]
        return not re.search(r"(?:after|nach|после|tras|après|every|alle|cada)\s+$", lead, re.I)

    def _response(self, prose: Prose, start: int, tail: int, scope: Span, after: Span) -> str:
        following = min(after.end, tail + _REACH)
        found = [
            match[0]
            for match in self._worded(prose, tail, following)
            if not self._is_denied(prose, match)
        ]
        best = next((one for one in found if not self._progression.fullmatch(one)), "")
        if best or found:
            return " ".join((best or found[0]).split())
        for match in self._worded(prose, max(scope.start, start - 90), start):
            if _AFTER_WORDS.search(prose.text[match.end() : start]):
                return " ".join(match[0].split())
        return ""

    def _worded(self, prose: Prose, start: int, end: int) -> list[re.Match[str]]:
        found = [
            match
            for match in chain(
                self._responses.finditer(prose.text, start, end),
                self._codes.finditer(prose.text, start, end),
            )
            if self._foreign.get(match[0], prose.language) == prose.language
            and not re.match(r"[- ]free", prose.text[match.end() : match.end() + 6])
        ]
        return sorted(found, key=lambda match: (match.start(), -match.end()))

    def _is_denied(self, prose: Prose, match: re.Match[str]) -> bool:
        return prose.context(match.start(), match.end()).negated and match[0] != "未缓解"

    def _reason(
        self, prose: Prose, start: int, tail: int, scope: Span, after: Span, is_stopped: bool
    ) -> str:
        text = prose.text
        end = min(after.end, tail + _REACH)
        if is_stopped:
            stop = self._stops.search(text, tail, end)
            reason = (
                (stop and self._stated(text, stop.end(), end))
                or self._stated(text, tail, end)
                or self._stated(text, scope.start, start)
            )
            if reason:
                return reason
        for match in self._progression.finditer(text, tail, end):
            is_relapse = _RELAPSE.match(match[0])
            if match[0] == "PD" or _SURVIVAL.match(text, match.end()):
                continue
            if not is_relapse and not self._is_denied(prose, match):
                return match[0]
        for match in self._progression.finditer(text, max(scope.start, start - 70), start):
            gap = text[match.end() : start]
            is_relapse = _RELAPSE.match(match[0])
            if _AFTER_WORDS.search(gap) and not is_relapse and not self._is_denied(prose, match):
                return match[0]
        return ""

    def _stated(self, text: str, start: int, end: int) -> str:
        """What follows 'due to': a known reason, or a few words up to the next mark."""
        known = min(
            chain(
                self._toxicity.finditer(text, start, end),
                self._progression.finditer(text, start, end),
            ),
            key=lambda match: match.start(),
            default=None,
        )
        because = self._because.search(text, start, end)
        if because is None:
            return known[0] if known else ""
        phrase = _REASON_END.split(text[because.end() : end])[0]
        stop = self._stops.search(phrase)
        words = phrase[: stop.start() if stop else None].split()
        if known and known.start() < because.start():
            return known[0]
        if known and known.start() - because.end() > len(phrase):
            known = None
        if known is None and because[0].casefold() in _WEAK_CAUSES:
            return ""
        return (
            " ".join(words) if 0 < len(words) <= _MOST_REASON_WORDS else (known[0] if known else "")
        )

    def _line(self, prose: Prose, start: int, scope: Span) -> str:
        found = [
            (abs(match.start() - start), number)
            for number, pattern in self._lines
            for match in pattern.finditer(prose.text, max(0, scope.start - 4), scope.end)
        ]
        if found:
            return f"line {min(found)[1]}"
        line = prose.line_at(start)
        row = _ROW.match(prose.text[line.start : start])
        if row is None:
            return ""
        above = prose.text[max(0, line.start - 400) : line.start].strip().split("\n")
        is_table = any(self._tables.search(one) for one in above[-4:] if len(one) < 90)
        return f"line {row['n']}" if is_table else ""


def _codes(codes: Sequence[str]) -> str:
    joined = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    return rf"(?<!(?-i:[^\W\u3400-\u9fff]))(?<!-)(?:{joined})(?!(?-i:[^\W\u3400-\u9fff])|-)"
