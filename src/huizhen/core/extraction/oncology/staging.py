"""Tumour stages as written: TNM with its prefixes, stage groups, and the named systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huizhen.core.extraction.dating import date_of
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.oncology.specimen import stems_pattern
from huizhen.core.extraction.oncology.tnm import operated_pattern, residual_classes, tnm_statements
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
"""A word character that is no ideograph: Chinese writes IIIB期 without a space."""
_ROMAN = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V"}
_GROUP = (
    r"(?:(?:y?[pc])?(?:IV|III|II|I|[ⅠⅡⅢⅣ])|[0-4])"
    r"(?:\s[ABC](?![A-Za-z0-9'’])"
    r"|-?E[ABab]?(?![A-Za-z])|-?[ABCabcАБВСабвс][1-3]?(?:/[ABC](?![A-Za-z]))?|(?<=I)S|\s?[-–/]\s?(?:IV|III|II|I))?"
    rf"(?!\.\d|{_W})"
)
_BESIDE_TNM = re.compile(
    r"[NM][0-3xX][a-d]?[1-3]?(?:\s?\(\d{1,3}/\d{1,3}\))?\s{0,2}(?:\(|[-=]>\s?|→\s?|=\s?)"
    rf"(?P<value>(?:IV|III|II|I)[ABC]?[1-3]?)(?!\.\d|{_W})"
)
"""The group that a TNM amounts to: 'pT2a pN2 (IIIA)', 'T4 N1 M0 -> IIIC'."""
_GROUP_AFTER = re.compile(r"期([ABab])组?(?![A-Za-z])")
_CYRILLIC = str.maketrans("АВСавс", "ABCabc")
_NEW_SENTENCE = re.compile(r"\s+[^\W\d_](?<=[A-ZÀ-ÞА-ЯЁ])")
_SENTENCE_END = re.compile(r"\.\s")
_NEAR = 30
_STEM = 3
_LYMPHOMA = re.compile(
    r"lymphom|linfom|лимфом|淋巴瘤|Hodgkin|Ходжкин|DLBCL|NHL|LNH|LDCBG|ДВККЛ", re.IGNORECASE
)
_LYMPHOMA_STAGE = re.compile(r"(?:IV|III|II|I|[1-4])-?[ABE]{1,2}$")
_TUMOUR = re.compile(r"рак|карцином|опухол|лимфом|миелом|меланом|сарком|T[1-4x]", re.IGNORECASE)


class _System(NamedTuple):
    concept: str
    pattern: re.Pattern[str]
    """Name, fillers, value."""
    name: re.Pattern[str]
    reversed: re.Pattern[str]
    """Value, 'according to', name."""
    stems: tuple[str, ...]
    """How its names begin: a text without any of them is not searched."""


def _readings(system: _System) -> tuple[tuple[re.Pattern[str], str | int], ...]:
    """The two ways to write a system; its points after the name add nothing to a class before."""
    readings: tuple[tuple[re.Pattern[str], str | int], ...] = (
        (system.pattern, "value"), (system.reversed, 0),
    )  # fmt: skip
    return readings[::-1] if system.concept == "Child-Pugh" else readings


class StagingFinder:
    """Finds Observation facts of category staging."""

    name = "staging"
    version = 4

    def __init__(self, knowledge: Knowledge) -> None:
        data = knowledge.words.parsed("staging.json")
        filler = alternatives(data["fillers"])
        gap = (
            rf"(?:[\s:=('\"-]{{0,3}}(?:(?i:{filler})(?!{_W})|分期|分级|评分))?"
            rf"(?:[\s:=('\"-]{{1,3}}(?i:{filler})(?!{_W}))?[\s:=('\"-]{{0,3}}"
        )
        self._scores = frozenset(
            str(entry["concept"]) for entry in data["systems"] if entry.get("category") == "score"
        )
        links = alternatives(data["after_links"])
        self._systems = [_system(entry, gap, links) for entry in data["systems"]]
        words = alternatives(data["stage_words"])
        self._group = re.compile(
            rf"(?<!{_W})(?:{words})(?!{_W})\.?{gap}(?P<value>{_GROUP})", re.IGNORECASE
        )
        self._group_first = re.compile(
            rf"(?<!{_W})(?<!\.)(?P<value>(?:IV|III|II|I|[ⅠⅡⅢⅣ])\s?[ABCabcАБВСабвс]?[1-3]?)\s?"
            r"(?:期[ABCabc]?|стади[яию]|стадией|ст\.(?!\w)|(?=[(（](?:AJCC|UICC)))"
        )
        self._not_tumour = phrases_pattern(data["not_tumour"])
        self._no_group_after = re.compile(
            rf"(?<!{_W})(?:{alternatives(data['no_group_after'])})\W{{1,2}}$", re.IGNORECASE
        )
        self._kidney = phrases_pattern(data["kidney"])
        self._after = re.compile(rf"\s*(?:{links})\s*(?:der\s|den\s|the\s)?$", re.IGNORECASE)
        self._worded = [
            re.compile(rf"(?<!{_W}){written}(?!{_W})", re.IGNORECASE) for written in data["worded"]
        ]
        self._edition = _edition(data["editions"])
        self._operated = operated_pattern(knowledge)
        self._tumour = stems_pattern(data["tumour"])
        numbers = alternatives(data["number_words"])
        self._counted = re.compile(
            rf"(?<!{_W})(?<!-)(?:(?:{words})\s(?P<after>{numbers})"
            rf"|(?P<before>{alternatives(data['ordinal_words'])}|[1-4](?:-?[йя])?)\s(?:стади[яиюей]{{1,2}}|ст\.(?!\w))"
            rf"|(?P<zh>[一二三四])期)(?!{_W}|临床)",
            re.IGNORECASE,
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """TNM first, then named systems, then bare stage groups; none inside another."""
        taken: list[tuple[int, int]] = []
        for fact, span in self._candidates(prose):
            if not any(span[0] < e and s < span[1] for s, e in taken):
                taken.append(span)
                yield fact

    def _candidates(self, prose: Prose) -> Iterator[tuple[Fact, tuple[int, int]]]:
        yield from self._tnm(prose)
        for system in self._systems:
            if not any(stem in prose.text for stem in system.stems):
                continue
            for pattern, end in _readings(system):
                for match in pattern.finditer(prose.text):
                    yield self._of_system(prose, system.concept, match, match.end(end))
        for pattern in self._worded:
            for match in pattern.finditer(prose.text):
                yield self._made(prose, "Stage", match["value"], match.start(), match.end())
        for pattern in (self._group, self._group_first):
            for match in pattern.finditer(prose.text):
                yield from self._of_group(prose, match)
        for match in _BESIDE_TNM.finditer(prose.text):
            yield self._made(prose, "Stage", match["value"], *match.span("value"))
        yield from self._in_words(prose)

    def _of_system(
        self, prose: Prose, concept: str, match: re.Match[str], end: int
    ) -> tuple[Fact, tuple[int, int]]:
        """'Lugano III期B组': the group stands behind the word for stage."""
        group = _GROUP_AFTER.match(prose.text, end)
        value = _tidy(match["value"]) + (group[1] if group else "")
        return self._made(prose, concept, value, match.start(), group.end() if group else end)

    def _tnm(self, prose: Prose) -> Iterator[tuple[Fact, tuple[int, int]]]:
        for part in tnm_statements(prose.text):
            yield self._made(prose, "TNM", part.value, part.start, part.end)
        for part in residual_classes(prose.text, self._operated):
            if prose.context(part.start, part.end).hypothetical:
                continue  # the aim of an operation, not its result
            yield self._made(prose, "TNM", part.value, part.start, part.end)

    def _of_group(
        self, prose: Prose, match: re.Match[str]
    ) -> Iterator[tuple[Fact, tuple[int, int]]]:
        start, end = match.start(), match.end()
        before = prose.text[max(0, start - _NEAR) : start].rsplit("\n\n", 1)[-1]
        before = re.split(r"[.;]", before)[-1]
        value = _tidy(match["value"])
        behind = _GROUP_AFTER.match(prose.text, match.end("value"))
        if behind:
            value, end = value + behind[1], behind.end()
        if self._kidney.search(re.split(r"[,(]", before)[-1]):
            yield self._made(prose, "CKD", value, start, end)
            return
        around = f"{before[-28:]} {_rest_of_sentence(prose.text, end)}"
        if match[0].endswith("ст.") and not _TUMOUR.search(prose.text[max(0, start - 90) : start]):
            return
        if value.isdigit() and not self._tumour.search(prose.text):
            return
        if (
            self._no_group_after.search(before)
            or self._not_tumour.search(around)
            or not re.search(r"[IVⅠⅡⅢⅣ1-40]", value)
        ):
            return
        concept = self._system_around(prose, start, end) or "Stage"
        if concept == "Stage" and _LYMPHOMA_STAGE.match(_plain(value)):
            concept = "Ann Arbor" if self._is_of_lymphoma(prose, start) else concept
        yield self._made(prose, concept, value, start, end)

    def _in_words(self, prose: Prose) -> Iterator[tuple[Fact, tuple[int, int]]]:
        """'stage four', '4 стадия', '四期' of a tumour that the sentence names."""
        for match in self._counted.finditer(prose.text):
            sentence = prose.sentence_at(match.start())
            near = prose.text[max(sentence.start, match.start() - 28) : match.end() + 18]
            if not self._tumour.search(prose.text, sentence.start, sentence.end):
                continue
            if self._not_tumour.search(re.split(r"[,;]", near)[0]):
                continue
            value = match["after"] or match["before"] or match["zh"]
            value = re.sub(r"-?[йя]$", "", value) if value[0].isdigit() else value
            yield self._made(prose, "Stage", value, match.start(), match.end())

    @staticmethod
    def _is_of_lymphoma(prose: Prose, start: int) -> bool:
        """Whether the sentence speaks of a lymphoma: its stages with A, B, E are Ann Arbor's."""
        sentence = prose.sentence_at(start)
        return bool(_LYMPHOMA.search(prose.text, sentence.start, sentence.end))

    def _system_around(self, prose: Prose, start: int, end: int) -> str:
        """The system named right before the stage, or after 'according to', of the sentence."""
        before = prose.text[max(0, start - 24) : start]
        after = prose.text[end : end + 40].split(".")[0]
        for system in self._systems:
            named = list(system.name.finditer(before))
            if named and not re.search(r"[,;.，；。\n]", before[named[-1].end() :]):
                return system.concept
            later = system.name.search(after)
            if later and self._after.search(after[: later.start()] or " "):
                return system.concept
        return ""

    def _made(
        self, prose: Prose, concept: str, value: str, start: int, end: int
    ) -> tuple[Fact, tuple[int, int]]:
        fact = found(
            prose,
            "Observation",
            start,
            end,
            (start, end),
            text=concept,
            category="score" if concept in self._scores else "staging",
            concept=concept,
            value=value,
            certainty=prose.valued_certainty(start, end),
            method=self._edition_near(prose, start, end) if concept in ("TNM", "Stage") else "",
            date=date_of(prose, start, end),
        )
        return fact, (start, end)

    def _edition_near(self, prose: Prose, start: int, end: int) -> str:
        sentence = prose.sentence_at(start)
        left, right = max(sentence.start, start - 50), min(max(end, sentence.end), end + 50)
        match = self._edition.search(prose.text, left, right)
        if match is None:
            return ""
        number = match["a"] or match["b"] or match["c"]
        organisation = match["org"] or match["org2"] or match["org3"] or ""
        return f"{organisation} {number}".strip()


def _rest_of_sentence(text: str, end: int) -> str:
    """What follows a stage closely; 'III ст. Сопутствующий: ГБ' ends with its stop."""
    after = text[end : end + 18]
    is_over = text[end - 1 : end] == "." and _NEW_SENTENCE.match(after) is not None
    return "" if is_over else _SENTENCE_END.split(after)[0]


def _tidy(value: str) -> str:
    text = re.sub(r"\s*[(（]\s*\d+\s*(?:points?|Punkte|балл\w*|分|puntos|pts?)?\s*[)）]", "", value)
    text = re.sub(r"\s*(\d+)\s*(?:points?|Punkte|балл\w*|分|puntos|pts?)", r"\1", text)
    return re.sub(r"[\s()（）级]", "", text)


def _plain(value: str) -> str:
    """A stage in Latin letters, to be compared."""
    text = value.translate(_CYRILLIC)
    for sign, letters in _ROMAN.items():
        text = text.replace(sign, letters)
    return text


def _system(entry: dict[str, object], gap: str, links: str) -> _System:
    names = entry["names"]
    if not isinstance(names, list):
        raise TypeError("names of a staging system are a list")
    words = alternatives(names)
    return _System(
        concept=str(entry["concept"]),
        pattern=re.compile(
            rf"(?<!{_W})(?<!-)(?:{words})(?!{_W}){gap}(?P<value>{entry['value']})(?!{_W}|[.,]\d)"
        ),
        name=re.compile(rf"(?<!{_W})(?<!-)(?:{words})(?!{_W})"),
        reversed=re.compile(
            rf"(?<!{_W})(?<![.-])(?P<value>{entry['value']})\s(?:{links})\s(?:{words})(?!{_W})"
        ),
        stems=tuple(sorted({str(name)[:_STEM] for name in names})),
    )


def _edition(data: dict[str, list[str]]) -> re.Pattern[str]:
    organisations = alternatives(data["organisations"])
    words = alternatives(data["words"])
    return re.compile(
        rf"(?P<org>{organisations})[\s,(-]{{0,3}}(?P<a>[678]|20[01]\d)(?:th|\.|ª|e|ème|-е)?(?!\w)"
        rf"|(?:(?P<org2>{organisations})[\s,(-]{{0,3}})?(?P<b>[678])(?:th|\.|ª|e|ème|-е)?\s?(?:{words})"
        rf"(?:\s?(?:of|der|de la|del?)?\s?(?P<org3>{organisations}))?"
        r"|第(?P<c>[678])版",
        re.IGNORECASE,
    )
