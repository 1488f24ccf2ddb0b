"""What a report of images concludes of a tumour: its response by a criterion, its resectability."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact

_RESPONSE = re.compile(
    r"(?<!\w)(?P<value>(?:partial|complete) (?:metabolic )?(?:response|remission)|stable disease|"
    r"progressive disease|partielle Remission|Teilremission|stabile Erkrankung|respuesta parcial|"
    r"enfermedad estable|réponse partielle|maladie stable)(?!\w)"
    r"(?:[ \n]?(?:\(|by[ \n]|according to[ \n]|nach[ \n]|según[ \n]|selon[ \n])?"
    r"(?P<criterion>m?RECIST(?:[ \n]?1\.1)?|iRECIST|Lugano(?:[ \n]2014)?|Choi))?",
    re.IGNORECASE,
)
_RESECTABLE = re.compile(
    r"(?<![\w-])(?P<value>borderline[- ]resectable|grenzwertig resektabel|unresectable|"
    r"irresektabel|resectable|resektabel)(?=[ \n][\w-]+|[.,;])",
    re.IGNORECASE,
)
_SECTIONS = frozenset(("impression", "findings"))


class VerdictFinder:
    """Finds Observation facts of category score: RECIST, response, resectability."""

    name = "verdict"
    version = 2

    def __init__(self, knowledge: Knowledge) -> None:
        del knowledge

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Verdicts of the impression and findings of a report; a response by a named criterion
        wherever it stands."""
        for match in _RESPONSE.finditer(prose.text):
            if match["criterion"] or prose.section_kind(match.start()) in _SECTIONS:
                criterion = " ".join((match["criterion"] or "").split())
                concept = "mRECIST" if criterion.casefold().startswith("mrecist") else "response"
                end = match.end("criterion") if criterion else match.end("value")
                concept = "RECIST" if criterion.upper().startswith("RECIST") else concept
                yield self._fact(prose, match, concept, end, criterion)
        for match in _RESECTABLE.finditer(prose.text):
            if prose.section_kind(match.start()) in _SECTIONS:
                yield self._fact(prose, match, "resectability", match.end("value"), "")

    @staticmethod
    def _fact(prose: Prose, match: re.Match[str], concept: str, end: int, criterion: str) -> Fact:
        return found(
            prose,
            "Observation",
            match.start("value"),
            end,
            match.span("value"),
            category="score",
            concept=concept,
            value=" ".join(match["value"].replace("-", " ").split()),
            method=criterion,
        )
