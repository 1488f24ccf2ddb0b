"""The findings that images show, as phrases of a sentence, with those that share a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from huizhen.core.extraction.oncology.sizes import SIZE
from huizhen.core.extraction.oncology.specimen import W, stems_pattern
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.fact import Side

_JOIN_BEFORE = re.compile(
    rf"(?<!{W})(?P<word>[^\W\d_]+)\s(?:or|and|oder|und|o|y|ni|ou|et|и|или)\s$"
)
_JOIN_AFTER = re.compile(r"\s(?:or|and|oder|und|o|y|ni|ou|et|и|или)\s(?P<word>[^\W\d_]+)")
_LABEL = re.compile(r"\s?[:：|](?P<rest>[^\n]*)")
_LINE_HEAD = re.compile(r"[\s>•*▪-]{0,8}(?:[^\W\d_-]+\s){0,3}")
_SHORT_ANSWER = 24
_NODES = "lymph node"


class FindingTerms:
    """Phrases of findings in all languages."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._names = {
            phrase.casefold(): name
            for name, phrases in data["findings"].items()
            for phrase in phrases
        }
        self._index: TermIndex[str] = TermIndex(
            (phrase, name) for name, phrases in data["findings"].items() for phrase in phrases
        )
        self._of_nodes = stems_pattern(data["node_signs"])
        left, right = (alternatives(data["side_words"][side]) for side in ("left", "right"))
        joined = r"(?:and|und|y|et|и|/)"
        self._pairs: list[tuple[Side, Side, re.Pattern[str]]] = [
            ("left", "right", _pair(left, joined, right)),
            ("right", "left", _pair(right, joined, left)),
        ]
        self._patterns = [
            (name, re.compile(pattern, re.IGNORECASE)) for name, pattern in data["patterns"]
        ]
        self._asked = re.compile(rf"(?<!{W})(?i:{alternatives(data['asked'])})\s(?:\w{{1,3}}\s)?$")
        self._regions = phrases_pattern(data["node_regions"])
        self._site_sides: dict[str, Side] = {
            site: side for side, sites in data["sides_of_sites"].items() for site in sites
        }
        self._signs: dict[str, list[tuple[Side, re.Pattern[str]]]] = {
            language: [
                (
                    side,
                    re.compile(
                        rf"(?<![\w.-])(?:{alternatives(signs)})\.?\s(?:[^\W\d_]{{2,14}}\s){{0,2}}$"
                    ),
                )
                for side, signs in sides.items()
            ]
            for language, sides in data["side_signs"].items()
        }

    def matches(self, prose: Prose, sentence: Span) -> list[Match[str]]:
        """The findings of a sentence; 'pleural or pericardial effusion' are two."""
        plain = list(self._index.matches(prose.text, sentence.start, sentence.end))
        plain += [
            Match(hit.start(), hit.end(), name)
            for name, pattern in self._patterns
            for hit in pattern.finditer(prose.text, sentence.start, sentence.end)
        ]
        shared = [more for match in plain for more in self._shared(prose, sentence, match)]
        return sorted([*plain, *shared], key=lambda match: (match.start, match.end))

    def _shared(self, prose: Prose, sentence: Span, match: Match[str]) -> list[Match[str]]:
        words = prose.text[match.start : match.end].split()
        before = prose.text[max(sentence.start, match.start - 40) : match.start]
        lead = _JOIN_BEFORE.search(before)
        start = match.start - len(before) + lead.start() if lead else 0
        if lead and len(words) > 1:
            name = self._names.get(" ".join([lead["word"], *words[1:]]).casefold())
            if name:
                return [Match(start, start + len(lead["word"]), name)]
        region = re.search(r"([^\W\d_-]+)\s(?:or|oder|ni|ou|и|или)\s([^\W\d_-]+)\s$", before)
        if match.payload == _NODES and region and self._regions.fullmatch(region[1]):
            start = match.start - len(before) + region.start(1)
            return [Match(start, start + len(region[1]), match.payload)]
        follow = _JOIN_AFTER.match(prose.text, match.end, sentence.end)
        if follow and len(words) > 1:
            name = self._names.get(" ".join([*words[:-1], follow["word"]]).casefold())
            if name:
                return [Match(follow.start("word"), follow.end("word"), name)]
        return []

    def is_stated(self, prose: Prose, match: Match[str]) -> bool:
        """Whether something is said: a heading is none, and a node alone is no finding unless its
        size or a doubt stands with it."""
        line = prose.line_at(match.start)
        label = _LABEL.match(prose.text, match.end)
        if self._asked.search(prose.text[max(0, match.start - 40) : match.start]):
            return False
        if match.payload == "disease activity" and not self._is_result(prose, match):
            return False
        begins = _LINE_HEAD.fullmatch(prose.text[line.start : match.start]) is not None
        if begins and prose.text[match.end : line.end].strip() == "":
            return match.payload not in (_NODES, "lesion", "mass", "nodule")
        if begins and label and SIZE.match(label["rest"].lstrip()):
            return True
        if begins and label and match.payload in (_NODES, "lesion", "mass", "lymphadenopathy"):
            return len(label["rest"].strip()) <= _SHORT_ANSWER and match.payload != _NODES
        if match.payload != _NODES:
            return True
        sentence = prose.sentence_at(match.start)
        clause = prose.text[max(sentence.start, match.start - 46) : match.start]
        clause = re.split(r"[,;.:]", clause)[-1]
        after = prose.text[match.start : sentence.end]
        return bool(
            SIZE.search(after) or self._of_nodes.search(clause) or self._of_nodes.search(after)
        )

    @staticmethod
    def _is_result(prose: Prose, match: Match[str]) -> bool:
        """'PET-CT 12.03.2025: partial response': the word of a response, right after a colon."""
        sentence = prose.sentence_at(match.start)
        before = prose.text[sentence.start : match.start]
        is_metabolic = "metabol" in prose.text[match.start : match.end].casefold()
        return is_metabolic or bool(re.search(r"[:：][^.;\n]{0,12}$", before))

    def signed_side(self, prose: Prose, offset: int) -> Side | None:
        """The side that a sign before a place gives: 'L hilar mass', 're. Niere'."""
        begin = max(prose.sentence_at(offset).start, offset - 40)
        before = re.split(r"[,;:]", prose.text[begin:offset])[-1]
        named: set[Side] = {
            side for side, sign in self._signs.get(prose.language, []) if sign.search(before)
        }
        return named.pop() if len(named) == 1 else None

    def side_of_site(self, site: str) -> Side | None:
        """The side in the name of a site: 'LLL' is left."""
        return self._site_sides.get(site)

    def paired_sides(self, prose: Prose, match: Match[str]) -> list[tuple[int, Side | None]]:
        """The two sides of 'left and moderate right stenosis', each with where it begins."""
        begin = max(prose.sentence_at(match.start).start, match.start - 40)
        before = prose.text[begin : match.start]
        for first, second, pattern in self._pairs:
            hit = pattern.search(before)
            if hit:
                return [(begin + hit.start("one"), first), (begin + hit.start("two"), second)]
        return []


def _pair(one: str, joined: str, two: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!{W})(?P<one>{one})\s{joined}\s(?:(?:mild|moderate|severe|marked)\s)?(?P<two>{two})\s$",
        re.IGNORECASE,
    )
