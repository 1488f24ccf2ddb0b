"""Vital signs, height and weight in prose and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from huizhen.core.extraction.dating import date_or_heading
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
_GAP = (
    r"(?:\s?\([^()\n]{1,16}\))?[\s:=]{0,4}(?i:(?:was|is|of|at|about|around|war|auf|von|bei|beträgt|es|de|"
    r"est|à|до|составляет|to|today|measured|reading|readings|the|in|rate|around|noted|found|be|"
    r"been|has|have|remains|again|currently|beträgt|lag|liegt|fue|era|"
    r"elevated|raised|high|low|stable|normal|erhöht|elevada|alta|élevée)\s+){0,4}"
)
_PRESSURE = r"\d{2,3}\s?/\s?\d{2,3}"
_HEIGHT = r"\d\s?(?:'|ft|feet|foot)\s?\d{1,2}\s?(?:\"|''|in|inches)?|" + NUMBER
_SCORE = r"\d{1,2}(?:\s?[-–]\s?\d{1,2})?\s?(?:/|out of|von|de|из)\s?10"
_NEEDS_UNIT = frozenset(
    ("T", "t", "P", "R", "F", "C", "KG", "RR", "FC", "FR", "PA", "TA", "AF", "HF", "PR")
)
_SIGN = re.compile(
    r"(?<!\w)(?:BP|HR|RR|PR|SpO2|SaO2|[Ss]ats?|SAT|Temp|T|t|P|R|FC|FR|TA|PA|AF|HF|ЧСС|АД|ЧДД)"
    r"\s?[:=.]?\s?\d{2,3}(?!\s?°(?!\s?[CF]))"
)
_LEAST_SIGNS = 3
_NEAR_SIGNS = 60
_ALONE = rf"(?<!{_W})(?<![.,])(?P<value>%s)\s?(?P<unit>%s)(?![\w/])"
_BARE = (
    ("WEIGHT", re.compile(_ALONE % (r"\d{2,3}(?:[.,]\d)?", "kg"))),
    ("HEIGHT", re.compile(_ALONE % (r"1\d\d(?:[.,]\d)?", "cm"))),
)
_LOSS = re.compile(
    r"(?:loss|gain|verlust|lost|p[ée]rdida|perte|prise|потеря|снижение|похуд\w*)\W{0,4}(?:de|of|du)?\s*$"
    r"|^(?:loss|gain|lost|-?verlust)",
    re.IGNORECASE,
)
_SHORT = 3
"""Abbreviations up to this length have the case that they are written in."""
_BARE_SECTIONS = frozenset(("exam", "vital_signs"))


class _Sign(NamedTuple):
    concept: str
    pattern: re.Pattern[str]


class VitalSignFinder:
    """Finds Observation facts of category vital-signs."""

    name = "vital-sign"
    version = 3

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words.parsed("measurement.json")
        self._signs = [_sign(entry) for entry in words["vital_signs"]]
        names = alternatives(
            name for entry in words["vital_signs"] for name in entry["names"] if len(name) > _SHORT
        )
        self._concepts = {
            name.casefold(): entry["concept"]
            for entry in words["vital_signs"]
            for name in entry["names"]
        }
        self._worded = re.compile(
            rf"(?<!{_W})(?P<name>{names})(?P<unit>)[\s:]{{0,3}}(?:(?:is|was|are|were|ist|war|est|es)\s)?"
            rf"(?P<value>{alternatives(words['vital_words'])})(?!{_W}|\s?(?:at|to|{_PRESSURE}|\d))",
            re.IGNORECASE,
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every sign that a name or its unit tells; none twice."""
        taken: list[tuple[int, int]] = []
        for sign in self._signs:
            for match in sign.pattern.finditer(prose.text):
                span = match.span("value")
                if any(span[0] < e and s < span[1] for s, e in taken) or not _is_plain(
                    prose, match
                ):
                    continue
                taken.append(span)
                yield self._fact(prose, sign.concept, match, match.span("name"))
        for match in self._worded.finditer(prose.text):
            concept = self._concepts.get(" ".join(match["name"].casefold().split()))
            if concept and not any(match.start() < e and s < match.end() for s, e in taken):
                yield self._fact(prose, concept, match, match.span("name"))
        for concept, pattern in _BARE:
            for match in pattern.finditer(prose.text):
                span = match.span("value")
                is_free = not any(span[0] < e and s < span[1] for s, e in taken)
                if (
                    is_free
                    and prose.section_kind(match.start()) in _BARE_SECTIONS
                    and (_is_in_list(prose, match))
                ):
                    taken.append(span)
                    yield self._fact(prose, concept, match, span)

    def _fact(
        self, prose: Prose, concept: str, match: re.Match[str], label: tuple[int, int]
    ) -> Fact:
        written = re.sub(r"\s", "", match["value"])
        number = prose.number(match["value"]) if concept not in ("BP", "PAIN") else None
        is_number = number is not None and bool(re.fullmatch(NUMBER, match["value"].strip()))
        unit = (match["unit"] or "").strip()
        has_none = concept in ("PAIN", "BP", "BMI") or not is_number
        return found(
            prose,
            "Observation",
            match.start(),
            match.end(),
            label,
            category="vital-signs",
            concept=concept,
            value=number.value if number is not None and is_number else written,
            unit=unit or None,
            date=date_or_heading(prose, match.start(), match.end()),
            certainty="affirmed",
            doubts=() if unit or has_none else ("unit_missing",),
        )


_OF_IRON = re.compile(
    r"(?:transferrin\w*|iron|трансферрина|转铁蛋白)[\s-]{1,3}(?:de\s)?$", re.IGNORECASE
)
"""'transferrin saturation of 55%' is none of oxygen."""


def _is_plain(prose: Prose, match: re.Match[str]) -> bool:
    start, end = match.span("value")
    if any(date.start < end and start < date.end for date in prose.dates):
        return False
    name = match["name"]
    if name in _NEEDS_UNIT and not match["unit"] and "/" not in match["value"]:
        return prose.section_kind(match.start()) == "vital_signs" or _is_in_series(prose, match)
    if _OF_IRON.search(prose.text[max(0, match.start() - 24) : match.start()]):
        return False
    following = prose.text[match.end() : match.end() + 8]
    is_loss = _LOSS.search(prose.text[max(0, match.start() - 24) : match.start()]) or _LOSS.match(
        prose.text[match.end("name") : match.end("name") + 12].lstrip()
    )
    return not is_loss and not re.match(
        r"\s?(?:mg|ml|mcg|tab|/\d|x\s?\d|weeks|days|hours|°(?!\s?[CF]))", following
    )


def _is_in_series(prose: Prose, match: re.Match[str]) -> bool:
    """'T 38.9, P 124, RR 24': a letter among other signs of one line needs no unit."""
    line = prose.line_at(match.start())
    left, right = max(line.start, match.start() - _NEAR_SIGNS), match.end() + _NEAR_SIGNS
    return len(_SIGN.findall(prose.text, left, min(line.end, right))) >= _LEAST_SIGNS


def _is_in_list(prose: Prose, match: re.Match[str]) -> bool:
    """'164 cm, 66 kg': between commas of a list of findings, not a size or a dose."""
    before = prose.text[max(0, match.start() - 3) : match.start()]
    after = prose.text[match.end() : match.end() + 2]
    return bool(re.search(r"[,;(]\s?$|^$|\n", before)) and bool(re.match(r"[,;.)\n]|$", after))


def _sign(entry: Mapping[str, Any]) -> _Sign:
    long = alternatives(name for name in entry["names"] if len(name) > _SHORT)
    short = alternatives(name for name in entry["names"] if len(name) <= _SHORT)
    names = f"(?i:{long})|{short}" if short else f"(?i:{long})"
    units = alternatives(entry["units"])
    value = {"pressure": _PRESSURE, "height": _HEIGHT, "score": _SCORE}.get(entry["value"], NUMBER)
    unit = rf"(?:\s?(?P<unit>{units})(?!{_W}))?" if units else "(?P<unit>)"
    return _Sign(
        entry["concept"],
        re.compile(
            rf"(?<!{_W})(?P<name>{names})(?:(?!{_W})|(?<=[\u3400-\u9fff])(?=\d))\.?{_GAP}(?P<value>{value}){unit}(?!{_W})"
        ),
    )
