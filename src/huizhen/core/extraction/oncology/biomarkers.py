"""Tissue markers and genes as reports write them: panels, percentages, variants, translocations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from huizhen.core.extraction.dating import date_of
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.oncology.marker_notes import note_behind
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
_SIGN = (
    r"[+＋]{1,3}\s?ve(?!\w)|[-−–]\s?ve(?!\w)|[（(]\s?\+/[-–]\s?[)）]|\+/-"
    r"|[（(]\s?(?:[+＋]{1,4}|[-－−–]|±)\s?[)）]|\+{1,3}(?!\d)|[-−–](?=[\s,;.)，；、]|$)|±"
)
_SCORE = r"(?:[0-3]\+|0)(?!\d)|[1-3]\+?\s?/\s?3\+?|[0-8]\s?/\s?8(?!\d)"
_PERCENT = rf"[<>~≥≤]?\s?{NUMBER}(?:\s?(?:-|–|to|bis)\s?{NUMBER})?\s?(?:%|percent|процент\w*)"
_LIST_JOIN = re.compile(
    r"[\s,、/]*(?:(?:and|und|y|et|e|и|or|sowie|as well as|und auch)\s|及|和)?\s*"
)
_JOINED = re.compile(r"\s?/\s?|,\s|\s(?:and|und|y|et|e|и|sowie)\s|、|和|及")
_CHANGE_IN_PERCENT = re.compile(r"-\d")
"""'PR (-42 %)' is a response with its change, no receptor."""
_DENIED = "denied"
_LONGEST_SIGN = 6
_NO_SCORE = (("0", "PSA"), ("0", "AFP"))
"""A figure of the blood, no score of tissue."""
_POINTS = re.compile(r"(?:[<>]=|[<>≥≤])?\s?\d{1,3}(?!\d|\.\d)")
_CHANGED = re.compile(
    r"(?:(?P<word>dim|bright|partial|mutated|mutant|wild[- ]type|amplified|methylated"
    r"|unmethylated|rearranged)\s"
    r"|(?P<of>amplification|mutation|rearrangement|overexpression)\s(?:of|in|de|von|del|du)\s)$",
    re.IGNORECASE,
)
_OF_ONE = "restricted"
"""Said of one light chain, never of the markers before it."""
_MOST_GAP = 42
_LEAD_OF_VALUE = re.compile(r"[\s:=(-]*(?:,\s?(?=[cgp]\.|N[GM]_))?")
_SPACED_SIGN = re.compile(
    r"\s(?P<sign>[+-]{1,3}(?=[,;.)]|\s*(?:\n|$))|(?:-\s)?[+-]\s?ve(?!\w)"
    r"|[（(]\s?(?:\+/[-–]|[+＋]{1,3}|[-－−–])\s?[)）])"
)
_FOUND_OR_NOT = re.compile(
    r"(?:\s{0,3}[:：—–]\s{0,3}|\s{0,4})(?:mutation\s|мутация\s)?(?:was |is |were )?"
    r"(?:not\s+detected|not\s+identified|not\s+found|not\s+present|negative|negativ|neg\.(?=,)|neg(?=[.,;\s]|$)|"
    r"wild[ -]?type|"
    r"absent|nicht nachweisbar|nicht nachgewiesen|no detectada|non détectée|не выявлен[аоы]?|"
    r"не обнаружен[аоы]?|отрицательн\w*|отсутствует|未检出|阴性)(?!\w)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s?\((?=[A-Za-z0-9])[A-Za-z0-9 /,-]{2,22}\)")
"""The clone or the change that was looked for: 'PD-L1 (SP263)', 'IDH1 (R132H)'."""
_SIGNED_PERCENT = re.compile(rf"\s?[(（]?\s?(?P<percent>{_PERCENT})")
_PROTEIN = re.compile(r",?\s\(?p\.\(?[A-Za-z0-9*=_]+\)?")
_PD_L1_SCORE = re.compile(
    rf"(?<!{_W})(?P<name>CPS|TPS|IC(?=\s\d{{1,2}}\s?%))[\s:=]{{1,3}}(?:of\s)?(?P<value>[<>≥≤]?\s?\d{{1,3}}(?!\d|[.,]\d)(?:\s?%)?)"
)
_OPEN_GENE = re.compile(
    rf"(?<!{_W})(?<!-)(?P<gene>[A-Z][A-Z0-9]{{2,7}})(?:\s(?:gene|variant|mutation))?[\s:,]{{1,2}}"
    r"(?P<value>(?:c\.[\w>+_*-]+(?:,?\s\(?p\.\(?[A-Za-z0-9*=_]+\)?\)?)?"
    r"|p\.\(?[A-Z][a-z]{2}\d+(?:[A-Z][a-z]{2}|\*)\w*\)?))"
)
"""A gene of any name before a change in the notation of HGVS."""
_BURDEN = re.compile(
    rf"(?<!{_W})(?P<name>TMB|tumou?r mutation(?:al)? burden)[\s:=]{{1,2}}(?:(?:is|of|was)\s)?"
    rf"(?P<value>{NUMBER}(?:\s?mut(?:ations)?/Mb)?)(?!\s?%)",
    re.IGNORECASE,
)
_KARYOTYPE = re.compile(r"(?<!\d)4[3-9],X[XYO]?[^\s;]{0,60}\[(?:cp)?\d{1,2}\]")
_SIGNS = {"+": "positive", "＋": "positive", "-": "negative", "－": "negative", "−": "negative",
          "–": "negative", "+ve": "positive", "-ve": "negative"}  # fmt: skip


class _Value(NamedTuple):
    start: int
    end: int
    text: str


class BiomarkerFinder:
    """Finds Observation facts of category biomarker."""

    name = "biomarker"
    version = 4

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.words.parsed("biomarkers.json")
        self._index: TermIndex[str] = TermIndex(
            (alias, name) for name, aliases in data["markers"].items() for alias in aliases
        )
        worded = [(kind, word) for kind, words in data["values"].items() for word in words]
        words = alternatives(word for _, word in worded)
        fillers = alternatives(data["fillers"])
        self._fillers = re.compile(
            rf"(?:\s?\.{{3,40}}\s?)?(?:[\s:=：,-]{{0,3}}(?:(?:{fillers})(?!{_W})|约|的|表达|蛋白|基因)){{0,3}}"
            r"[\s:=：]{0,4}(?:\.{3,40}\s?)?(?:[(（]\s?约?\s?)?",
            re.IGNORECASE,
        )
        self._value = re.compile(
            rf"(?P<variant>{data['variant']})|(?P<percent>{_PERCENT})|(?P<score>{_SCORE})"
            rf"|(?P<sign>{_SIGN})|(?P<word>(?i:{words}))(?!{_W})|(?P<number>{NUMBER}\s?mut/Mb)"
        )
        self._variant = re.compile(data["variant"])
        self._sign_at = re.compile(rf"(?P<sign>{_SIGN})")
        self._positive = re.compile(
            rf"(?<!{_W})(?:{alternatives(data['before_positive'])})\s", re.I
        )
        self._negative = re.compile(
            rf"(?<!{_W})(?:{alternatives(data['before_negative'])})\s", re.I
        )
        self._no_change = _lead(data["no_change"])
        self._loss = _lead(data["loss_of"])
        self._not_changed = _lead(data["not_changed"])
        self._change_of = _lead(data["change_of"])
        self._worded = [
            re.compile(
                rf"(?<!{_W})(?P<value>(?:{alternatives(data['worded_leads'])}))\s(?:of|in|von|de)\s",
                re.IGNORECASE,
            )
        ]
        self._change = re.compile(alternatives(data["changes"]), re.IGNORECASE)
        self._word = re.compile(words, re.IGNORECASE)
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
        yield from self._of_notation(prose)
        matches = list(self._index.matches(prose.text))
        listed = self._listed(prose, matches)
        for match in matches:
            if match.start in listed:
                value, start = listed[match.start]
                span = (min(start, match.start), match.end)
                label = (match.start, match.end)
                if value == _DENIED:
                    yield self._denied(prose, match.payload, start, label)
                else:
                    yield self._made(prose, match.payload, value, label, span)
                continue
            found_value = self._after(prose, match.end) or self._before(prose, match)
            if found_value is not None and (found_value.text, match.payload) not in _NO_SCORE:
                span = (min(match.start, found_value.start), max(match.end, found_value.end))
                yield self._made(
                    prose, match.payload, found_value.text, (match.start, match.end), span
                )

    def _of_notation(self, prose: Prose) -> Iterator[tuple[Fact, Span]]:
        """Changes of chromosomes, karyotypes, scores of PD-L1 and genes in their own notation."""
        for hit in self._cytogenetics.finditer(prose.text):
            after = self._after(prose, hit.end())
            is_denied = self._is_denied_before(prose, hit)
            value = after.text if after else "not detected" if is_denied else "detected"
            end = after.end if after else hit.end()
            yield self._made(prose, hit[0], value, hit.span(), (hit.start(), end))
        for hit in _KARYOTYPE.finditer(prose.text):
            yield self._made(prose, "karyotype", hit[0], hit.span(), hit.span())
        for hit in _PD_L1_SCORE.finditer(prose.text):
            if "PD" not in prose.text[max(0, hit.start() - 24) : hit.start()]:
                value = " ".join(hit[0].split())
                yield self._made(prose, "PD-L1", value, hit.span("name"), hit.span())
        for hit in _BURDEN.finditer(prose.text):
            value = " ".join(hit["value"].split())
            yield self._made(prose, "TMB", value, hit.span("name"), hit.span())
        for hit in _OPEN_GENE.finditer(prose.text):
            value = " ".join(hit["value"].split())
            yield self._made(prose, hit["gene"], value, hit.span("gene"), hit.span())

    @staticmethod
    def _is_denied_before(prose: Prose, hit: re.Match[str]) -> bool:
        """Whether words of the same clause before a change deny it: 'no del(17p)'."""
        sentence = prose.sentence_at(hit.start())
        before = re.split(r"[,;.:]", prose.text[sentence.start : hit.start()])[-1]
        text = before + hit[0]
        assess = prose.rules.assess
        return assess(text, len(before), len(text), "", prose.language).negated

    def _listed(self, prose: Prose, matches: list[Match[str]]) -> dict[int, tuple[str, int]]:
        """Markers after 'positive for', 'loss of' ...: value and start of the phrase."""
        found_values: dict[int, tuple[str, int]] = {}
        leads = (
            *((pattern, "") for pattern in self._worded),
            (self._positive, "positive"), (self._negative, "negative"),
            (self._no_change, "wild-type"), (self._loss, "lost"), (self._not_changed, _DENIED),
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
                    said = value or " ".join(lead["value"].split())
                    begin = lead.start() if value == _DENIED else match.start
                    found_values.setdefault(match.start, (said, begin))
                    place = match.end
        found_values.update(self._changes_not_found(prose, matches))
        found_values.update(self._shared(prose, matches, found_values))
        return found_values

    def _changes_not_found(
        self, prose: Prose, matches: list[Match[str]]
    ) -> dict[int, tuple[str, int]]:
        """'rearrangements of MYC, BCL2 and BCL6 not detected': each change is denied."""
        denied: dict[int, tuple[str, int]] = {}
        for lead in self._change_of.finditer(prose.text):
            place, run = lead.end(), list[Match[str]]()
            for match in matches:
                gap = _LIST_JOIN.match(prose.text, place)
                if match.start >= place and gap and gap.end() == match.start:
                    run.append(match)
                    place = match.end
            if run and _FOUND_OR_NOT.match(prose.text, place):
                denied.update({match.start: (_DENIED, lead.start()) for match in run})
        return denied

    def _shared(
        self, prose: Prose, matches: list[Match[str]], known: Mapping[int, object]
    ) -> dict[int, tuple[str, int]]:
        """'EGFR/ALK/ROS1 negative': the word of the last one is that of all before it."""
        shared: dict[int, tuple[str, int]] = {}
        value = ""
        for index in range(len(matches) - 1, -1, -1):
            match = matches[index]
            after = self._after(prose, match.end)
            if after is not None:
                is_shared = self._word.match(after.text) and after.text.casefold() != _OF_ONE
                value = after.text if is_shared else ""
                continue
            is_joined = index + 1 < len(matches) and _JOINED.fullmatch(
                prose.text, match.end, matches[index + 1].start
            )
            if value and is_joined and match.start not in known:
                shared[match.start] = (value, match.start)
            else:
                value = ""
        return shared

    def _own_value(self, prose: Prose, place: int) -> bool:
        """Whether a sign stands right at the marker: 'CD20+', which counts before the list's."""
        return bool(self._sign_at.match(prose.text, place))

    def _after(self, prose: Prose, place: int) -> _Value | None:
        direct = self._sign_at.match(prose.text, place) or _SPACED_SIGN.match(prose.text, place)
        if direct and not (direct[0] in "-–−" and prose.text[place + 1 : place + 2].isalnum()):
            percent = _SIGNED_PERCENT.match(prose.text, direct.end())
            if percent and direct[0].strip() == "+":
                return _Value(place, percent.end(), percent["percent"].strip())
            return _Value(place, direct.end(), _short(direct[0].strip()))
        aside = _ASIDE.match(prose.text, place)
        if aside:
            beyond = self._after_aside(prose, aside.end())
            if beyond is not None:
                return beyond
        lead = self._fillers.match(prose.text, place)
        at = lead.end() if lead else place
        if at - place > _MOST_GAP or "\n\n" in prose.text[place:at]:
            return None
        for begin in (at, place):
            skip = _LEAD_OF_VALUE.match(prose.text, begin)
            if skip and _CHANGE_IN_PERCENT.match(prose.text, skip.end() - 1):
                return None
            value = self._value.match(prose.text, skip.end() if skip else begin)
            if value and value[0].strip():
                return self._whole(prose, value)
        points = _POINTS.match(prose.text, at)
        if points and re.search(r"[TC]PS", prose.text[place:at]):
            return self._scored(prose, place, points)
        return None

    def _after_aside(self, prose: Prose, place: int) -> _Value | None:
        """The value behind the brackets of a marker: 'PD-L1 (SP263): TPS 55 %'."""
        dashed = re.match(r"\s{1,6}[-–]\s{1,4}", prose.text[place : place + 12])
        lead = self._fillers.match(prose.text, place)
        begin = place + dashed.end() if dashed else lead.end() if lead else place
        value = self._value.match(prose.text, begin)
        return self._whole(prose, value) if value and (value["word"] or value["percent"]) else None

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
        protein = _PROTEIN.match(prose.text, end) if value[0].startswith("c.") else None
        if protein:
            return _Value(value.start(), protein.end(), f"{value[0]}{protein[0]}")
        if (value["variant"] or value["word"]) and after:
            return _Value(
                value.start(),
                after.end(),
                " ".join(f"{value[0]} {after[0].lstrip(' :：')}".split()),
            )
        if value["percent"]:
            return self._scored(prose, max(0, value.start() - 6), value)
        return _Value(value.start(), end, _short(self._without_stop(prose, value)))

    @staticmethod
    def _without_stop(prose: Prose, value: re.Match[str]) -> str:
        """'neg.' at the end of a sentence without the full stop that is the sentence's."""
        is_end = re.match(r"\s*(?:$|[A-Z\u0410-\u042f])", prose.text[value.end() :][:3])
        is_short = value[0].casefold() in ("neg.", "pos.")
        return value[0].rstrip(".") if is_end and is_short else value[0]

    def _before(self, prose: Prose, match: Match[str]) -> _Value | None:
        """'90 % ER', 'mutated KRAS', 'amplification of HER2': directly before the marker."""
        window = prose.text[max(0, match.start - 24) : match.start]
        hit = _CHANGED.search(window)
        if hit is None:
            return None
        start = match.start - len(hit[0])
        return _Value(start, match.end, (hit["word"] or hit["of"]).strip())

    @staticmethod
    def _denied(
        prose: Prose, concept: str, start: int, label: tuple[int, int]
    ) -> tuple[Fact, Span]:
        """'without rearrangement of MYC': the change is denied, nothing is said of expression."""
        fact = found(
            prose,
            "Observation",
            start,
            label[1],
            label,
            category="biomarker",
            concept=concept,
            certainty="negated",
            date=date_of(prose, start, label[1]),
        )
        return fact, Span(*label)

    def _made(
        self, prose: Prose, concept: str, value: str, label: tuple[int, int], span: tuple[int, int]
    ) -> tuple[Fact, Span]:
        start, end = min(label[0], span[0]), max(label[1], span[1])
        noted = note_behind(prose.text, end, value, self._variant.fullmatch(value) is not None)
        end = noted.end
        context = prose.context(*label)
        unsure = context.uncertain or context.to_exclude
        is_change = self._change.fullmatch(value) is not None
        is_denied = is_change and prose.valued_certainty(*label) == "negated"
        certainty = (
            "family" if context.family else "hypothetical" if context.hypothetical
            else "suspected" if unsure else "negated" if is_denied else "affirmed"
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
            note=noted.note,
            certainty=certainty,
            date=date_of(prose, start, end),
        )
        return fact, Span(start, end)


def _short(written: str) -> str:
    """The value as written; a bare sign in its word."""
    text = " ".join(written.split())
    if text.count("(") != text.count(")") or text in ("(+)", "(-)") or len(text) <= _LONGEST_SIGN:
        text = text.strip("()（） ")
    elif text[0] == "(" and text[-1] == ")":
        text = text[1:-1]
    return _SIGNS.get(text, text.removeprefix(": ").strip())


def _lead(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_W})(?:{alternatives(phrases)})\s", re.IGNORECASE)
