"""Allergies and intolerances, and the statement that none is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.medication.vocabulary import DrugNames, drug_names
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import TermIndex
from huizhen.core.records.fact import Fact

_SECTION = "allergies"
_ITEM_END = re.compile(r"[,;\n•|，；、。]|\.(?=\s|$)")
_OPENING = re.compile(r"\s*(?:\(|（|:|：|[-–—=>]+|→)\s*")
_CAUSE_GAP = re.compile(r"[\s,]*(?:\w+\s+){0,3}$")
_YEAR_OR_DATE = re.compile(r"\W*(?:in|on|im|en|в)?\W*[\d./-]{4,10}\W*$")
_FURNITURE = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\b(?:page|seite|página|стр)\b|"
    r"\b(?:sample|synthetic|printed|pharmacy|hospital|clinic|center|centre)\b",
    re.IGNORECASE,
)
"""Letterheads, footers and dated lines below a list name no substance."""
_COMPOUND = re.compile(
    r"(?<!\w)(\w{3,30}?)s?(?:allergien?|unverträglichkeit(?:en)?)(?!\w)", re.IGNORECASE
)
_LEAST_TEXT = re.compile(r"^[^\W\d_][\w '’/+-]{1,40}$")
_OF_ONE = re.compile(r"\s+(?:to|gegen|auf|a|à|aux?|на)\s+(?!any|medic|drug)\w")
_REACTION_END = re.compile(r"[)）;\n。]|\.(?=\s|$)|$")
_CLOSED = re.compile(r"\s*(?:[.,;\n(。]|$)")
_LIST_GAP = re.compile(r"\([^()]*\)[,;]?(?: and)?|,? ?and")
_LOWERED = frozenset(("suspected", "to_exclude", "family", "hypothetical"))
_FAR = 90
_MOST_WORDS = 3
_MOST_GAP = 14
_GROUP = "benzylpenicillin"


class AllergyFinder:
    """Finds AllergyIntolerance facts."""

    name = "allergy"
    version = 4

    def __init__(self, knowledge: Knowledge, names: DrugNames | None = None) -> None:
        words: Mapping[str, Any] = knowledge.words.parsed("allergy.json")
        names = names or drug_names(knowledge)
        self._names = names
        self._substances: TermIndex[str] = TermIndex(_substances(knowledge, words, names), True)
        reactions = [row["en"] for row in knowledge.terms.rows("reactions.tsv")]
        chinese = [row["zh"] for row in knowledge.terms.rows("reactions.tsv")]
        self._reactions = phrases_pattern([*reactions, *chinese, *words["reactions"]])
        self._no_known = phrases_pattern(words["no_known"])
        self._none = phrases_pattern(words["none_words"])
        self._before = phrases_pattern(words["before"])
        self._after = phrases_pattern(words["after"])
        self._stems = re.compile("|".join(map(re.escape, words["stems"])), re.IGNORECASE)
        self._causes = phrases_pattern(words["causes"])
        self._not_substances = frozenset(word.casefold() for word in words["not_substances"])
        self._joiners = frozenset(words["joiners"])

    def find(self, prose: Prose) -> Iterable[Fact]:
        """The allergies that are stated, denied or said to be unknown of."""
        return [fact for fact, _ in self.found(prose)]

    def found(self, prose: Prose) -> list[tuple[Fact, Span]]:
        """The facts, each with the span of its substance."""
        kept: list[tuple[Fact, Span]] = []
        ways = (self._absences, self._listed, self._compounds, self._told)
        for fact, span in chain.from_iterable(way(prose) for way in ways):
            if not any(one.start < span.end and span.start < one.end for _, one in kept):
                kept.append((fact, span))
        return kept

    def _compounds(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        """German compounds: Penicillinallergie, Kontrastmittelunverträglichkeit."""
        if prose.language != "de":
            return
        for match in _COMPOUND.finditer(prose.text):
            if match[1].casefold() not in self._not_substances:
                stop = prose.sentence_at(match.end() - 1).end
                yield self._fact(prose, match.start(), match.end(), stop)

    def _absences(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        places = _sentences_with(prose, self._stems)
        for match in chain.from_iterable(
            self._no_known.finditer(prose.text, place.start, place.end) for place in places
        ):
            is_of_one = _OF_ONE.match(prose.text, match.end())
            if not is_of_one and prose.section_kind(match.start()) != "family_history":
                yield self._absence(prose, match.start(), match.end())
        for section in prose.sections:
            if section.kind == _SECTION:
                body = prose.text[section.start : section.end]
                lead = len(body) - len(body.lstrip(" \t\n:•*-–"))
                none = self._none.match(prose.text, section.start + lead)
                if none and _CLOSED.match(prose.text, none.end()):
                    yield self._absence(prose, none.start(), none.end())

    def _absence(self, prose: Prose, start: int, end: int) -> tuple[Fact, Span]:
        fact = found(
            prose, "AllergyIntolerance", start, end, (start, end),
            certainty="negated", absent_reason="no-known",
        )  # fmt: skip
        return fact, Span(start, end)

    def _listed(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        """The items of a section of allergies."""
        for section in prose.sections:
            if section.kind != _SECTION:
                continue
            end = self._list_end(prose, section.start, section.end)
            for item in _items(prose.text, section.start, end):
                if not self._no_known.search(prose.text, item.start, item.end):
                    yield from self._item(prose, item)

    def _list_end(self, prose: Prose, start: int, end: int) -> int:
        """Where the list ends: with the sentence of a heading's own line ('Allergie : X.'), else at
        an empty line after something was written."""
        body = prose.text[start:end]
        own_line = body.partition("\n")[0].strip()
        if own_line.endswith("."):
            return start + body.index("\n") if "\n" in body else end
        lead = len(body) - len(body.lstrip())
        blank = re.search(r"\n\s*\n", body[lead:])
        return start + lead + blank.start() if blank else end

    def _item(self, prose: Prose, item: Span) -> Iterator[tuple[Fact, Span]]:
        text = prose.text
        matches = list(self._substances.matches(text, item.start, item.end))
        matches = [
            m for m in matches if text[m.start : m.end].casefold() not in self._not_substances
        ]
        if matches:
            first = matches[0]
            if self._reactions.search(text[item.start : first.start]) is None:
                for match in matches:
                    yield self._fact(prose, match.start, match.end, item.end)
            return
        if _FURNITURE.search(text, item.start, item.end):
            return
        written = re.split(r"[(:：（]|\s[-–—]\s", text[item.start : item.end])[0].strip()
        if _COMPOUND.search(written) is None and self._is_unknown_substance(written):
            start = item.start + text[item.start : item.end].index(written)
            yield self._fact(prose, start, start + len(written), item.end)

    def _is_unknown_substance(self, written: str) -> bool:
        words = written.casefold().split()
        if not words or len(words) > _MOST_WORDS or not _LEAST_TEXT.match(written):
            return False
        if any(word in self._not_substances for word in words) or self._none.fullmatch(written):
            return False
        if _FURNITURE.search(written):
            return False
        return self._reactions.search(written) is None and written[0].isupper()

    def _told(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        """'allergic to X', 'X allergy', 'X causes a rash', anywhere."""
        for place in _sentences_with(prose, self._stems, self._causes):
            yield from self._told_in(prose, place)

    def _told_in(self, prose: Prose, place: Span) -> Iterator[tuple[Fact, Span]]:
        text = prose.text
        leads = [match.end() for match in self._before.finditer(text, place.start, place.end)]
        last_end, last_was = -1, False
        for match in self._substances.matches(text, place.start, place.end):
            stop = min(prose.sentence_at(match.start).end, match.end + _FAR)
            is_meant = _follows_lead(text, leads, match.start) or (
                last_was and self._goes_on(text[last_end : match.start])
            )
            named = None if is_meant else self._named_allergy(text, match.start, match.end)
            if prose.section_kind(match.start) == "family_history":
                continue
            if is_meant or named:
                is_meant = True
                yield self._fact(prose, match.start, match.end, stop, named or match.end)
            elif self._is_cause(prose, match.start, match.end):
                yield self._caused(prose, match.start, match.end)
            last_end, last_was = match.end, is_meant

    def _goes_on(self, gap: str) -> bool:
        """Whether an enumeration of substances goes on: 'penicillin (rash) and sulfa'."""
        words = " ".join(gap.split())
        return words in self._joiners or bool(_LIST_GAP.fullmatch(words))

    def _named_allergy(self, text: str, start: int, end: int) -> int | None:
        """Where 'allergy' ends in 'penicillin allergy'; None when it does not follow."""
        if text[start:end].casefold() in self._not_substances:
            return None
        position = end + 1 if text[end : end + 1] in (" ", "-", "\n") else end
        after = self._after.match(text, position)
        return after.end() if after else None

    def _is_cause(self, prose: Prose, start: int, end: int) -> bool:
        written = prose.text[start:end]
        if written.casefold() not in self._names.concepts:
            return False
        cause = self._causes.match(prose.text, end + 1)
        if cause is None or prose.context(start, end).hypothetical:
            return False
        return self._reaction_after(prose, cause.end()) is not None

    def _reaction_after(self, prose: Prose, start: int) -> re.Match[str] | None:
        match = self._reactions.search(prose.text, start, min(len(prose.text), start + 40))
        if match and _CAUSE_GAP.fullmatch(prose.text[start : match.start()]):
            return match
        return None

    def _caused(self, prose: Prose, start: int, end: int) -> tuple[Fact, Span]:
        cause = self._causes.match(prose.text, end + 1)
        reaction = self._reaction_after(prose, cause.end() if cause else end)
        stop = reaction.end() if reaction else end
        fact = found(
            prose, "AllergyIntolerance", start, stop, (start, end),
            reaction=reaction[0] if reaction else "", concept=self._concept(prose.text[start:end]),
        )  # fmt: skip
        return fact, Span(start, stop)

    def _fact(
        self, prose: Prose, start: int, end: int, stop: int, reaction_start: int | None = None
    ) -> tuple[Fact, Span]:
        reaction, last = self._reaction(prose, reaction_start or end, stop)
        context = prose.context(start, end)
        dates = [date for date in prose.dates_in(end, stop) if date.start <= last + 12]
        fact = found(
            prose,
            "AllergyIntolerance",
            start,
            max(end, last),
            (start, end),
            reaction=reaction,
            concept=self._concept(prose.text[start:end]),
            certainty="negated" if context.negated else _certainty(context.certainty),
            date=dates[0].value if len(dates) == 1 else None,
        )
        return fact, Span(start, end)

    def _reaction(self, prose: Prose, start: int, stop: int) -> tuple[str, int]:
        """The reaction that follows a substance: in brackets, after a colon or a dash, or named."""
        text = prose.text
        opening = _OPENING.match(text, start, stop)
        if opening:
            end = _REACTION_END.search(text, opening.end(), stop)
            last = end.start() if end else stop
            written = text[opening.end() : last].split("(")[0]
            named = self._reactions.search(written)
            trimmed = _YEAR_OR_DATE.sub("", written).strip(" ,")
            if named or (trimmed and len(trimmed.split()) <= 6 and opening[0].strip() in "(（"):
                length = len(written.rstrip())
                return " ".join(trimmed.split()), opening.end() + min(length, len(trimmed))
        named = self._reactions.search(text, start, min(stop, start + 60))
        if named and not re.search(r"[.;,\n]", text[start : named.start()]):
            return " ".join(named[0].split()), named.end()
        return "", start

    def _concept(self, written: str) -> str:
        """The INN of a substance; penicillin in an allergy is the group, not benzylpenicillin."""
        concept = self._names.concepts.get(" ".join(written.casefold().split()), "")
        return "" if concept == _GROUP and written.casefold() != _GROUP else concept


def _certainty(certainty: str) -> str:
    """Lists of allergies are statements of now: only doubt and condition lower them."""
    return certainty if certainty in _LOWERED else "affirmed"


def _follows_lead(text: str, leads: Sequence[int], start: int) -> bool:
    """Whether a substance stands right after 'allergic to'."""
    return any(0 <= start - end <= _MOST_GAP and _is_near(text[end:start]) for end in leads)


def _is_near(gap: str) -> bool:
    return not re.search(r"[.;:\n]{1}\s", gap) and len(gap.split()) <= 2


def _sentences_with(prose: Prose, *patterns: re.Pattern[str]) -> list[Span]:
    """The sentences in which one of some patterns is found, in order, each once."""
    starts = {
        (sentence.start, sentence.end)
        for pattern in patterns
        for match in pattern.finditer(prose.text)
        for sentence in (prose.sentence_at(match.start()),)
    }
    return [Span(*one) for one in sorted(starts)]


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans between commas, semicolons, stops and line breaks outside of brackets."""
    depth, begin = 0, start
    position = start
    while position < end:
        char = text[position]
        depth += (char in "(（") - (char in ")）" and depth > 0)
        if char == "\n":
            depth = 0
        if depth == 0 and _ITEM_END.match(text, position):
            if text[begin:position].strip():
                yield _trimmed(text, begin, position)
            begin = position + 1
        position += 1
    if text[begin:end].strip():
        yield _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and not (text[start].isalnum()):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _substances(
    knowledge: Knowledge, words: Mapping[str, Sequence[str]], names: DrugNames
) -> Iterator[tuple[str, str]]:
    refused = {word.casefold() for word in words["not_substances"]}
    for name in words["substances"]:
        yield name, name
    for row in knowledge.terms.rows("allergens.tsv"):
        if row["kind"] != "general" and "llergy" not in row["en"] and "ntolerance" not in row["en"]:
            yield row["en"], row["en"]
            yield row["zh"], row["en"]
    for name, _ in names.entries:
        if len(name) > 2 and name.casefold() not in refused:
            yield name, name
