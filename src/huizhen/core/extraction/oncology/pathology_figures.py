"""The figures of a pathology report: nodes, grades, mitoses, size of the tumour, distances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.oncology.sizes import SIZE, size_value
from huizhen.core.extraction.oncology.specimen import Specimens, Statement, W, stems_pattern
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose

_MOST_TO_SIZE = 44
_MOST_TO_FRACTION = 60
_MOST_BETWEEN_FRACTIONS = 26
_GRADE_VALUE = (
    r"(?:G?[1-4](?:\s?[-–/]\s?G?[1-4])?|(?:IV|III|II|I)(?:\s?[-–/]\s?(?:IV|III|II))?|"
    r"high|low|intermediate)"
)
_NOT_A_SIZE = re.compile(rf"[;:]|{NUMBER}\s?(?:mm|cm)|\b(?:at|bei|à)\s?$")
_TNM_NEAR = re.compile(r"[pcy]T[0-4]|(?<!\w)R[012](?!\w)")
_SEDIMENT = re.compile(
    r"(?:[WR]BC|[Ll]eu[ck]o|[Ee]ryth?ro|epithelial|pus|bacteria|cells?|casts?|Leuko|Erys?)\w*"
    r"[^\w.]{0,4}(?:\d{1,3}\s?[-–]\s?)?$"
)
"""Cells of urine are counted by the field as well: 'WBC 5-10/hpf'."""
_NEAR_CELLS = 30
_OTHER_FRACTION = re.compile(r"HPF|Gleason|points|score|\dmm|\d\s?[/x]\s?\d\s?mm|strength|power")


class Nodes:
    """Counts of lymph nodes: '2/15', '5 of 19', 'three of 14', '3 nodes were examined'."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._names = phrases_pattern(data["lymph_nodes"])
        self._numbers: Mapping[str, str] = data["number_words"]
        numbers = alternatives(self._numbers)
        of = alternatives(data["of_words"])
        count = rf"(?:\d{{1,3}}|(?i:{numbers}))"
        self._fraction = re.compile(
            rf"(?<![\d/.,])(?:(?P<value>\d{{1,3}}\s?/\s?\d{{1,3}})"
            rf"|(?<!{W})(?P<pos>{count})\s(?:{of})\s(?:the\s)?(?P<all>{count}))(?![\d/]|{W}|[.,]\d)"
        )
        self._signed = re.compile(r"(?<!\w)(?P<pos>\d{1,3})N\+\s?/\s?(?P<all>\d{1,3})N?(?!\w)")
        self._examined = re.compile(
            rf"(?<![\d/.,-])(?P<value>{count})\s(?:[a-zA-Z-]+\s){{0,2}}(?:lymph\s)?nodes?\s"
            r"(?:(?:were|are|was)\s)?(?:examined|submitted|retrieved|evaluated|removed)(?!\w)",
            re.IGNORECASE,
        )

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Every count, with positive and examined nodes where both are given."""
        last = -1 - _MOST_BETWEEN_FRACTIONS
        for hit in self._fraction.finditer(prose.text):
            is_next = 0 <= hit.start() - last <= _MOST_BETWEEN_FRACTIONS and not re.search(
                r"[.;\n]", prose.text[max(last, 0) : hit.start()]
            )
            if not is_next and not self._is_of_nodes(prose, hit):
                continue
            value = hit["value"] or f"{self._digits(hit['pos'])}/{self._digits(hit['all'])}"
            value = re.sub(r"\s", "", value)
            positive, _, total = value.partition("/")
            if int(positive) <= int(total):
                last = hit.end()
                yield Statement("lymph-nodes", value, hit.span(), hit.span())
        for hit in self._signed.finditer(prose.text):
            yield Statement("lymph-nodes", f"{hit['pos']}/{hit['all']}", hit.span(), hit.span())
        for hit in self._examined.finditer(prose.text):
            value = self._digits(hit["value"])
            yield Statement("lymph-nodes", value, hit.span(), hit.span())

    def _digits(self, written: str) -> str:
        return self._numbers.get(written.casefold(), written)

    def _is_of_nodes(self, prose: Prose, hit: re.Match[str]) -> bool:
        sentence = prose.sentence_at(hit.start())
        before = prose.text[max(sentence.start, hit.start() - _MOST_TO_FRACTION) : hit.start()]
        after = prose.text[hit.end() : min(sentence.end, hit.end() + 50)]
        around = prose.text[max(0, hit.start() - 60) : hit.end() + 50]
        if re.search(r"N[0-3][a-c]?\s?\(\s?(?:sn\s?)?$", before):
            return True
        is_named = self._names.search(before) or self._names.search(after)
        return bool(is_named) and not _OTHER_FRACTION.search(around)


class Grades:
    """Grades by name and figure, differentiation in words, Gleason."""

    def __init__(self, data: Mapping[str, Any], specimens: Specimens) -> None:
        self._specimens = specimens
        names = alternatives(word for word in data["grade_words"] if word != "G")
        self._methods = re.compile(alternatives(data["grade_methods"]), re.IGNORECASE)
        self._grade = re.compile(
            rf"(?<!{W})(?:(?P<name>(?i:{names}))(?:\s?\([A-Za-z -]{{3,20}}\))?"
            r"[\s:=,(]{0,3}(?:(?i:is|of|group)\s)?"
            rf"(?P<value>{_GRADE_VALUE})|(?P<short>G[1-4](?:\s?[-–/]\s?G?[1-4])?))(?!{W}|\.\d|/)"
        )
        self._before = re.compile(
            rf"(?<!{W})(?P<value>high|low|intermediate)[- ](?:histologic(?:al)?|nuclear|tumou?r)\s"
            r"(?P<name>grade)(?!\w)",
            re.IGNORECASE,
        )
        self._gleason = re.compile(
            rf"(?<!{W})Gleason[\s-]*(?:[Ss]core|[Ss]umme|sum|grade|Grad|балл\w*|评分)?[\s:=：]{{0,3}}"
            r"(?P<value>(?:\d{1,2}\s?[(=]{0,2}\s?)?[3-5]\s?\+\s?[3-5](?:\s?=\s?\d{1,2})?|(?:10|[6-9]))"
        )
        self._differentiation = phrases_pattern(data["differentiation"])
        self._tumour = stems_pattern(data["tumours"])
        self._not_grade = re.compile(
            rf"[\s,:-]{{0,3}}(?:\S+\s){{0,2}}?(?i:{alternatives(data['not_graded'])})"
        )
        self._not_before = re.compile(
            rf"(?i:{alternatives(data['not_graded'])})\W{{1,3}}(?:\w+\s){{0,2}}$"
        )

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Every grade of a tumour; those of a toxicity or of a slipped vertebra are none."""
        for hit in self._gleason.finditer(prose.text):
            value = re.sub(r"\s", "", hit["value"])
            yield Statement("grade", value, hit.span(), hit.span(), method="Gleason")
            yield Statement("Gleason", value, hit.span(), hit.span(), category="score")
        for hit in self._before.finditer(prose.text):
            yield Statement("grade", hit["value"], hit.span("name"), hit.span())
        worded = list(self._differentiation.finditer(prose.text))
        joined = [self._with_figure(prose, hit) for hit in worded]
        yield from joined
        for hit in self._grade.finditer(prose.text):
            if any(s.span[0] <= hit.start() < s.span[1] for s in joined):
                continue
            if self._is_of_tumour(prose, hit):
                value = re.sub(r"\s", "", hit["value"] or hit["short"])
                method = self._method(prose, hit)
                yield Statement("grade", value, hit.span(), hit.span(), method=method)

    @staticmethod
    def _with_figure(prose: Prose, hit: re.Match[str]) -> Statement:
        """'moderately differentiated (G2)' is one grade."""
        figure = re.match(r"\s?\(\s?(G[1-4])\s?\)", prose.text[hit.end() : hit.end() + 8])
        if figure:
            end = hit.end() + figure.end()
            return Statement("grade", figure[1], hit.span(), (hit.start(), end))
        return Statement("grade", " ".join(hit[0].split()), hit.span(), hit.span())

    def _method(self, prose: Prose, hit: re.Match[str]) -> str:
        own = self._methods.search(hit[0]) or self._methods.match(prose.text, hit.end() + 1)
        return own[0] if own else ""

    def _is_of_tumour(self, prose: Prose, hit: re.Match[str]) -> bool:
        if self._not_grade.match(prose.text[hit.end() : hit.end() + 40]):
            return False
        if self._not_before.search(prose.text[max(0, hit.start() - 40) : hit.start()]):
            return False
        if hit["name"] and not (hit["name"].islower() or hit["name"].lower() in ("grade", "grad")):
            return True
        sentence = prose.sentence_at(hit.start())
        return self._specimens.is_report(prose, hit.start()) or any(
            pattern.search(prose.text, sentence.start, sentence.end)
            for pattern in (self._tumour, _TNM_NEAR)
        )


class Mitoses:
    """Mitotic counts by area, and rates in words."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._counted = re.compile(
            r"(?P<value>(?:[<>≤≥]\s?)?\d{1,3}(?:[.,]\d)?\s?"
            r"(?:mitoses|mitosis|mitotic figures|Mitosen|mitosis|митоз\w*|个核分裂象)?\s?"
            r"(?:/|per|pro|por|par|на)\s?(?:10|50|20|5|2)?\s?"
            r"(?:HPF|hpf|HGF|GPF|CGA|mm2|mm²|high[- ]power fields|полей|champs|campos|"
            r"Gesichtsfelder))"
        )
        names = alternatives(data["mitosis_words"])
        self._named = re.compile(
            rf"(?<!{W})(?P<name>(?i:{names}))[\s:：=]{{1,3}}(?:(?:is|was|of)\s)?"
            r"(?P<value>(?:(?:<|less than|fewer than|up to)\s?)?\d{1,3}"
            r"(?:\s?(?:/|per)?\s?(?:mm2|mm²))?"
            rf"|(?i:high|low|brisk|absent|none|elevado|bajo|hoch|niedrig))(?!{W}|/)"
        )
        self._before = re.compile(
            rf"(?<!{W})(?P<value>(?i:high|low|brisk|elevado|alto|bajo|hohe|niedrige|élevé|faible))\s"
            rf"(?P<name>(?i:{names}))(?!{W})"
        )

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Every count or rate."""
        spans: list[tuple[int, int]] = []
        for pattern in (self._counted, self._named, self._before):
            for hit in pattern.finditer(prose.text):
                if any(hit.start() < e and s < hit.end() for s, e in spans):
                    continue
                if _SEDIMENT.search(prose.text[max(0, hit.start() - _NEAR_CELLS) : hit.start()]):
                    continue
                spans.append(hit.span())
                value = " ".join(hit["value"].split())
                yield Statement("mitoses", value, hit.span(), hit.span())


class TumourSizes:
    """The size of the tumour in a specimen, not that of the specimen, of a margin or of a node."""

    def __init__(self, data: Mapping[str, Any], specimens: Specimens) -> None:
        self._specimens = specimens
        self._labelled = re.compile(
            rf"(?<!{W})(?i:{alternatives(data['size_words'])})[^.;\n\d]{{0,24}}"
        )
        self._tumour = stems_pattern(data["tumours"])
        self._others = stems_pattern(data["not_of_tumour_size"])

    def statements(self, prose: Prose) -> Iterator[Statement]:
        """Labelled sizes anywhere; others where the text speaks of a specimen."""
        taken: set[int] = set()
        for hit in self._labelled.finditer(prose.text):
            size = SIZE.match(prose.text, hit.end())
            if size:
                taken.add(size.start())
                yield self._made(prose, hit.span(), (hit.start(), size.end()), size)
        spoken: dict[tuple[int, str], bool] = {}
        for size in SIZE.finditer(prose.text):
            place = (prose.sentence_at(size.start()).start, prose.section_kind(size.start()))
            if place not in spoken:  # a long sentence is searched once, not for each of its sizes
                spoken[place] = self._specimens.is_spoken_of(prose, size.start())
            if size.start() in taken or not spoken[place]:
                continue
            label = self._owner(prose, size)
            if label is not None:
                span = (min(label[0], size.start()), max(label[1], size.end()))
                yield self._made(prose, label, span, size)

    def _owner(self, prose: Prose, size: re.Match[str]) -> tuple[int, int] | None:
        """The tumour that a size is said of: before it in its sentence, or right after it."""
        sentence = prose.sentence_at(size.start())
        left = max(sentence.start, size.start() - _MOST_TO_SIZE)
        named = list(self._tumour.finditer(prose.text, left, size.start()))
        if named:
            gap = prose.text[named[-1].end() : size.start()]
            is_other = self._others.search(gap) or _NOT_A_SIZE.search(gap)
            return None if is_other else self._word(prose, named[-1])
        following = re.match(
            r"[\s-]{1,2}(?:[a-zäöüéè-]+\s){0,2}?", prose.text[size.end() : size.end() + 30]
        )
        if following is None:
            return None
        after = self._tumour.match(prose.text, size.end() + following.end())
        return self._word(prose, after) if after else None

    @staticmethod
    def _word(prose: Prose, hit: re.Match[str]) -> tuple[int, int]:
        """The whole word around a stem."""
        start, end = hit.span()
        while start and prose.text[start - 1].isalpha() and prose.text[start - 1] < "\u3400":
            start -= 1
        while end < len(prose.text) and prose.text[end].isalpha() and prose.text[end] < "\u3400":
            end += 1
        return start, end

    @staticmethod
    def _made(
        prose: Prose, label: tuple[int, int], span: tuple[int, int], size: re.Match[str]
    ) -> Statement:
        value, _ = size_value(prose, size)
        return Statement("tumour-size", value, label, span, unit=size["unit"])
