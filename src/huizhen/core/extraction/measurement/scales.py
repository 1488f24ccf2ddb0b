"""Performance status, clinical scores and function figures as written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from huizhen.core.extraction.dating import date_or_heading
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact

_W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
_FILLER = (
    r"(?:was|is|of|at|score|scored|grade|class|status|index|level|PS|points|equal to|estimated at|"
    r"estimated|around|about|approximately|currently|remains|today|now|calculated|war|bei|von|beträgt|"
    r"ca\.|Grad|Stadium|Klasse|Punkte|es|de|est|à|составляет|соответствует|класс|ФК|балл|баллов|"
    r"equals|performance status|performance|to be|评分|分级|级|为|约)"
)
_MORE = rf"(?:\s{{1,2}}{_FILLER}(?!{_W}))?"
_GAP = (
    rf"(?:\s?\([A-Za-z ./-]{{1,24}}\))?(?:[\s:=,-]{{0,3}}{_FILLER}(?!{_W}))?{_MORE}{_MORE}"
    r"[\s:=(]{0,4}"
)

_PARTS = re.compile(r"\s?\((?P<parts>E[1-4]V(?:[1-5]|T)M[1-6])\)")
"""Eyes, speech and movement behind the sum of a coma scale."""


class _Scale(NamedTuple):
    concept: str
    category: str
    pattern: re.Pattern[str]


class ScaleFinder:
    """Finds Observation facts of categories performance-status, score and function."""

    name = "scale"
    version = 3

    def __init__(self, knowledge: Knowledge) -> None:
        words = knowledge.words.parsed("measurement.json")
        self._scales = [_scale(entry) for entry in words["scales"]]

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every scale with its value; none inside another."""
        taken: list[tuple[int, int]] = []
        for scale in self._scales:
            for match in scale.pattern.finditer(prose.text):
                span = (match.start(), match.end("value"))
                if any(span[0] < e and s < span[1] for s, e in taken):
                    continue
                if any(d.start < span[1] and match.start("value") < d.end for d in prose.dates):
                    continue
                taken.append(span)
                yield self._fact(prose, scale, match)

    def _fact(self, prose: Prose, scale: _Scale, match: re.Match[str]) -> Fact:
        value = re.sub(r"\s", "", match["value"]).replace(",", ".").replace("–", "-")
        unit = (match["unit"] or "").strip()
        if value.endswith("%"):
            value, unit = value[:-1], "%"
        end = match.end("unit") if match["unit"] else match.end("value")
        parts = _PARTS.match(prose.text, end) if scale.concept == "GCS" else None
        end = parts.end() if parts else end
        return found(
            prose,
            "Observation",
            match.start(),
            end,
            match.span("name"),
            text=" ".join(match["name"].split()),
            category=scale.category,
            concept=scale.concept,
            value=value.replace("−", "-"),
            unit=unit or None,
            method=parts["parts"] if parts else "",
            certainty=prose.valued_certainty(match.start(), end),
            date=date_or_heading(prose, match.start(), end),
        )


def _scale(entry: Mapping[str, Any]) -> _Scale:
    names = alternatives(entry["names"])
    unit = entry.get("unit", "%")
    return _Scale(
        entry["concept"],
        entry["category"],
        re.compile(
            rf"(?<!{_W})(?<!-)(?P<name>(?i:{names}))(?:(?!{_W})|(?<=[\u3400-\u9fff])(?=\d)){_GAP}(?P<value>{entry['value']})"
            rf"(?:\s?(?P<unit>{unit}))?(?![A-Za-z\u0400-\u04ff]{{2}}|\d|[.,]\d)"
        ),
    )
