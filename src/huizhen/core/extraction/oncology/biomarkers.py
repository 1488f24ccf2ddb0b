"""Tissue markers and genes as reports write them: panels, percentages, variants, translocations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huizhen.core.extraction.dating import date_of
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
_SIGN = r"[（(]\s?(?:[+＋]{1,4}|[-－−–]|±)\s?[)）]|\+{1,3}(?!\d)|[-−–](?=[\s,;.)，；、]|$)|±"
_SCORE = r"(?:[0-3]\+|0)(?!\d)|[1-3]\+?\s?/\s?3\+?"
_PERCENT = rf"[<>~≥≤]?\s?{NUMBER}(?:\s?(?:-|–|to|bis)\s?{NUMBER})?\s?(?:%|percent|процент\w*)"
_LIST_JOIN = re.compile(
    r"[\s,、/]*(?:(?:and|und|y|et|e|и|or|sowie|as well as|und auch)\s|及|和)?\s*"
)
_POINTS = re.compile(r"[<>≥≤]?\s?\d{1,3}(?!\d|\.\d)")
_CHANGED = re.compile(
    r"(?:(?P<word>mutated|mutant|wild[- ]type|amplified|methylated|unmethylated|rearranged)\s"
    r"|(?P<of>amplification|mutation|rearrangement|overexpression)\s(?:of|in)\s)$",
    re.IGNORECASE,
)
_MOST_GAP = 42
_LEAD_OF_VALUE = re.compile(r"[\s:=(-]*(?:,\s?(?=[cgp]\.|N[GM]_))?")
_SPACED_SIGN = re.compile(r" (?P<sign>[+-]{1,3})(?=[,;.)]|\s*(?:\n|$))")
_FOUND_OR_NOT = re.compile(
    r"\s?(?:mutation\s|мутация\s)?(?:was |is |were )?(?:not detected|not identified|not found|"
    r"negative|"
    r"absent|nicht nachweisbar|nicht nachgewiesen|no detectada|non détectée|не выявлен[аоы]?|"
    r"не обнаружен[аоы]?|отсутствует|未检出|阴性)(?!\w)",
    re.IGNORECASE,
)
_SIGNS = {"+": "positive", "＋": "positive", "-": "negative", "－": "negative", "−": "negative",
          "–": "negative"}  # fmt: skip


class _Value(NamedTuple):
    start: int
    end: int
    text: str


class BiomarkerFinder:
    """Finds Observation facts of category biomarker."""

    name = "biomarker"
    version = 1

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.words.parsed("biomarkers.json")
        self._index: TermIndex[str] = TermIndex(
            (alias, name) for name, aliases in data["markers"].items() for alias in aliases
        )
        worded = [(kind, word) for kind, words in data["values"].items() for word in words]
        words = alternatives(word for _, word in worded)
        fillers = alternatives(data["fillers"])
        self._fillers = re.compile(
            rf"(?:[\s:=,-]{{0,3}}(?:(?:{fillers})(?!{_W})|约|的|表达|蛋白|基因)){{0,3}}"
            r"[\s:=]{0,4}(?:[(（]\s?约?\s?)?",
            re.IGNORECASE,
        )
        self._value = re.compile(
            rf"(?P<variant>{data['variant']})|(?P<percent>{_PERCENT})|(?P<score>{_SCORE})"
            rf"|(?P<sign>{_SIGN})|(?P<word>(?i:{words}))(?!{_W})|(?P<number>{NUMBER}\s?mut/Mb)"
        )
        self._sign_at = re.compile(rf"(?P<sign>{_SIGN})")
        self._positive = re.compile(
            rf"(?<!{_W})(?:{alternatives(data['before_positive'])})\s", re.I
        )
        self._negative = re.compile(
            rf"(?<!{_W})(?:{alternatives(data['before_negative'])})\s", re.I
        )
        self._no_change = _lead(data["no_change"])
        self._loss = _lead(data["loss_of"])
        self._own = [
            (re.compile(rf"(?<!{_W})(?<!-){re.escape(written)}(?!{_W}|-)"), concept, value)
            for written, (concept, value) in data["own_values"].items()
        ]
        self._cytogenetics = re.compile("|".join(data["cytogenetics"]))

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every marker that a value belongs to; a bare name is no result."""
        taken: list[Span] = []
        for fact, span in self._candidates(prose):
            if not any(span.start < one.end and one.start < span.end for one in taken):
                taken.append(span)
                yield fact

    def _candidates(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        for pattern, concept, value in self._own:
            for hit in pattern.finditer(prose.text):
                yield self._made(prose, concept, value, hit.span(), hit.span())
        for hit in self._cytogenetics.finditer(prose.text):
            after = self._after(prose, hit.end())
            value = after.text if after else "detected"
            end = after.end if after else hit.end()
            yield self._made(prose, hit[0], value, hit.span(), (hit.start(), end))
        matches = list(self._index.matches(prose.text))
        listed = self._listed(prose, matches)
        for match in matches:
            if match.start in listed:
                value, start = listed[match.start]
                span = (min(start, match.start), match.end)
                yield self._made(prose, match.payload, value, (match.start, match.end), span)
                continue
            found_value = self._after(prose, match.end) or self._before(prose, match)
            if found_value is not None:
                span = (min(match.start, found_value.start), max(match.end, found_value.end))
                yield self._made(
                    prose, match.payload, found_value.text, (match.start, match.end), span
                )

    def _listed(self, prose: Prose, matches: list[Match[str]]) -> dict[int, tuple[str, int]]:
        """Markers after 'positive for', 'loss of' ...: value and start of the phrase."""
        found_values: dict[int, tuple[str, int]] = {}
        leads = (
            (self._positive, "positive"), (self._negative, "negative"),
            (self._no_change, "wild-type"), (self._loss, "lost"),
        )  # fmt: skip
        for pattern, value in leads:
            for lead in pattern.finditer(prose.text):
                place = lead.end()
                for match in matches:
                    if match.start < place:
                        continue
                    gap = _LIST_JOIN.match(prose.text, place)
                    if gap is None or gap.end() != match.start:
                        break
                    if self._own_value(prose, match.end):
                        break
                    found_values.setdefault(match.start, (value, match.start))
                    place = match.end
        return found_values

    def _own_value(self, prose: Prose, place: int) -> bool:
        """Whether a sign stands right at the marker: 'CD20+', which counts before the list's."""
        return bool(self._sign_at.match(prose.text, place))

    def _after(self, prose: Prose, place: int) -> _Value | None:
        direct = self._sign_at.match(prose.text, place) or _SPACED_SIGN.match(prose.text, place)
        if direct and not (direct[0] in "-–−" and prose.text[place + 1 : place + 2].isalnum()):
            percent = self._value.match(prose.text, direct.end() + 1)
            if percent and percent["percent"] and direct[0] == "+":
                return _Value(place, percent.end(), percent["percent"].strip())
            return _Value(place, direct.end(), _short(direct[0].strip()))
        lead = self._fillers.match(prose.text, place)
        at = lead.end() if lead else place
        if at - place > _MOST_GAP or "\n\n" in prose.text[place:at]:
            return None
        for begin in (at, place):
            skip = _LEAD_OF_VALUE.match(prose.text, begin)
            value = self._value.match(prose.text, skip.end() if skip else begin)
            if value and value[0].strip():
                return self._whole(prose, value)
        points = _POINTS.match(prose.text, at)
        if points and re.search(r"[TC]PS", prose.text[place:at]):
            return self._scored(prose, place, points)
        return None

    @staticmethod
    def _scored(prose: Prose, place: int, value: re.Match[str]) -> _Value:
        """'TPS 15%': the score that a percentage belongs to is part of the value."""
        named = re.search(r"[TC]PS", prose.text[place : value.start()])
        start = place + named.start() if named else value.start()
        return _Value(start, value.end(), " ".join(prose.text[start : value.end()].split()))

    def _whole(self, prose: Prose, value: re.Match[str]) -> _Value:
        """A variant or a change with the word after it that says whether it is there."""
        end = value.end()
        after = _FOUND_OR_NOT.match(prose.text, end)
        if (value["variant"] or value["word"]) and after:
            return _Value(value.start(), after.end(), " ".join(f"{value[0]}{after[0]}".split()))
        if value["percent"]:
            return self._scored(prose, max(0, value.start() - 6), value)
        return _Value(value.start(), end, _short(value[0]))

    def _before(self, prose: Prose, match: Match[str]) -> _Value | None:
        """'90 % ER', 'mutated KRAS', 'amplification of HER2': directly before the marker."""
        window = prose.text[max(0, match.start - 24) : match.start]
        hit = _CHANGED.search(window)
        if hit is None:
            return None
        start = match.start - len(hit[0])
        return _Value(start, match.end, (hit["word"] or hit["of"]).strip())

    def _made(
        self, prose: Prose, concept: str, value: str, label: tuple[int, int], span: tuple[int, int]
    ) -> tuple[Fact, Span]:
        start, end = min(label[0], span[0]), max(label[1], span[1])
        context = prose.context(*label)
        unsure = context.uncertain or context.to_exclude
        certainty = (
            "family" if context.family else "hypothetical" if context.hypothetical
            else "suspected" if unsure else "affirmed"
        )  # fmt: skip
        fact = found(
            prose,
            "Observation",
            start,
            end,
            label,
            category="biomarker",
            concept=concept,
            value=value,
            certainty=certainty,
            date=date_of(prose, start, end),
        )
        return fact, Span(start, end)


def _lead(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_W})(?:{alternatives(phrases)})\s", re.IGNORECASE)


def _short(written: str) -> str:
    """The value as written; a bare sign in its word."""
    text = " ".join(written.split()).strip("()（） ")
    return _SIGNS.get(text, text.removeprefix(": ").strip())
