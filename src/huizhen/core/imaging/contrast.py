"""Whether a series was taken with an intravenous agent, by its words and its contrast tags."""

from __future__ import annotations

from typing import Literal

from huizhen.core.imaging.header_values import Shown, stated, values, without
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import ContrastWords
from huizhen.core.language.label_words import says, word_said
from huizhen.core.language.terms import normalised
from huizhen.core.records.value import Value

Contrast = Literal["with", "without", "unknown"]
_SERIES_WORDS = ("SeriesDescription", "ProtocolName")


class ContrastShown(Value):
    """What is known, what shows it, and what says otherwise."""

    contrast: Contrast = "unknown"
    shown: Shown | None = None
    against: Shown | None = None
    """A tag that says the opposite of the words."""

    @property
    def is_with(self) -> bool:
        """Whether an agent was given."""
        return self.contrast == "with"


def contrast_of(series: Series, phase: Shown | None, table: ContrastWords) -> ContrastShown:
    """The series' own words decide before the tag, which scanners carry over from series to
    series; a phase after the injection is with an agent."""
    agent = _agent(series, table)
    said = _said(series, table)
    if said is None and phase is not None and phase.tag in _SERIES_WORDS:
        said = phase.replaced(name="with")
    if said is None:
        if agent is None:
            return ContrastShown()
        return ContrastShown(contrast="with", shown=agent)
    if said.name == "without":
        return ContrastShown(contrast="without", shown=said, against=agent)
    return ContrastShown(contrast="with", shown=said, against=_none_given(series, table))


def _agent(series: Series, table: ContrastWords) -> Shown | None:
    """An agent that is named, or a volume, and was not swallowed."""
    for one in series.instances:
        route = stated(one.instance, "ContrastBolusRoute").upper()
        if route in table.oral_routes:
            continue
        agent = stated(one.instance, "ContrastBolusAgent")
        if agent.upper() not in table.no_agent:
            return Shown(name="with", tag="ContrastBolusAgent", value=agent)
        for keyword in ("ContrastBolusStartTime", "ContrastBolusVolume"):
            value = stated(one.instance, keyword)
            if value.strip("0. ") and not agent:
                return Shown(name="with", tag=keyword, value=value)
    return None


def _none_given(series: Series, table: ContrastWords) -> Shown | None:
    """A tag that says in words that no agent was given."""
    for value in values(series, "ContrastBolusAgent"):
        if value.upper() in table.no_agent:
            return Shown(name="without", tag="ContrastBolusAgent", value=value)
    return None


def _said(series: Series, table: ContrastWords) -> Shown | None:
    """The words of the series, else of its protocol; those of the study speak of all its series
    and decide nothing of one."""
    for keyword in _SERIES_WORDS:
        for value in values(series, keyword):
            text = without(normalised(value), table.ignored)
            if says(text, table.both):
                # a protocol with both says nothing of the single series
                if keyword == "SeriesDescription":
                    return Shown(name="with", tag=keyword, value=value)
                continue
            if word_said(text, table.without):
                return Shown(name="without", tag=keyword, value=value)
            if word_said(text, table.with_agent) and keyword == "SeriesDescription":
                return Shown(name="with", tag=keyword, value=value)
    return None
