"""Complaints and signs that no name tells: one word that denies ('afebrile'), a limit of
temperature, an organ that is felt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Certainty, Fact

_FEVER: Final = "Fever"
_DEGREES: Final = r"(?:3[89]|4[0-2])(?:[.,]\d)?\s?(?:°\s?C|°|C\b|℃|Grad|градус\w*|度)"
_FAHRENHEIT: Final = r"10[0-7](?:\.\d)?\s?(?:°\s?F|F\b)"


class ToldOtherwise:
    """Finds fever where its name is not written, and organs below the ribs."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._denied = [
            (concept, phrases_pattern(phrases)) for concept, phrases in data["denied_words"].items()
        ]
        words, over = alternatives(data["temperature"]), alternatives(data["temperature_over"])
        least = alternatives(data["temperature_at_least"])
        self._limit = re.compile(
            rf"(?<!\w)(?:{words})\s*(?:(?:{over})\s*){{0,2}}(?:{_DEGREES}|{_FAHRENHEIT})"
            rf"\s*(?:{least})",
            re.IGNORECASE,
        )
        organs, felt = alternatives(data["felt_organs"]), alternatives(data["felt"])
        self._not_felt = phrases_pattern(data["not_felt"])
        self._felt = re.compile(
            rf"(?<!\w)(?:{organs})(?!\w)[^.;:,\n]{{0,60}}?(?<!\w)(?:{felt})(?!\w)",
            re.IGNORECASE,
        )

    def facts(self, prose: Prose) -> Iterator[Fact]:
        """Symptoms, each with how the text means it."""
        for concept, pattern in self._denied:
            for match in pattern.finditer(prose.text):
                context = prose.context(match.start(), match.end())
                if not (context.family or context.hypothetical or context.negated):
                    yield _symptom(prose, match, concept, "negated")
        for match in self._limit.finditer(prose.text):
            # a temperature 'or higher' is a limit that somebody sets, never one that was taken
            yield _symptom(prose, match, _FEVER, "hypothetical")
        for match in self._felt.finditer(prose.text):
            certainty = prose.context(match.start(), match.end()).certainty
            # words that hold their own 'not' would be denied twice: they name no sign
            if certainty in ("affirmed", "negated") and not self._not_felt.search(match[0]):
                yield _symptom(prose, match, "", certainty)


def _symptom(prose: Prose, match: re.Match[str], concept: str, certainty: Certainty) -> Fact:
    return found(
        prose,
        "Condition",
        match.start(),
        match.end(),
        match.span(),
        category="symptom",
        concept=concept,
        certainty=certainty,
    )
