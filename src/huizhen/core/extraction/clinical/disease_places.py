"""Where a disease is, as its own phrase says: 'of the right thigh', 'at C5/6', 'left frontal'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import TermIndex

_LEAD = re.compile(
    r"[ \n](?:(?:of|in|at|des|der|du|de la|de l['’]|del|de|im|am|auf Höhe(?: von)?|на уровне)"
    r"[ \n]?)"
    r"(?:(?:the|la|le|el|los|las)[ \n])?"
    r"(?:(?:left|right|distal|proximal|linken|rechten|linke|rechte)[ \n])?",
    re.IGNORECASE,
)
_SIDE_BEHIND = re.compile(r"[ \n](?:izquierd[oa]|derech[oa]|gauche|droite?)(?!\w)", re.IGNORECASE)
_SPINE = r"(?:Th|[CTLS])"
_LEVEL = re.compile(
    rf"(?:[ \n](?:at|of|in|on|auf|bei|на уровне|Höhe))?[ \n](?P<level>{_SPINE}\d{{1,2}}"
    rf"(?:\s?[/–-]\s?{_SPINE}?\d{{1,2}})?)(?![\w.,/]\w)"
)
_BEFORE = 40
_RECURRENT = re.compile(
    r"(?:recurrent|relapsed|rezidiviertes|rezidivierter|rezidivierendes|recidivante|recidivad[oa]|"
    r"récidivante?|рецидив(?:ная|ный|ирующ\w+)?)[ \n](?:[\w-]+[ \n]){0,3}$",
    re.IGNORECASE,
)
_TUMOUR = re.compile(
    r"(?:oma|om|omas|ome|cancer|cáncer|krebs|tumou?r|leuk[aä]?emia|ома|рак)\b", re.IGNORECASE
)


class DiseasePlaces:
    """Finds the place that stands in the phrase of a disease."""

    def __init__(self, knowledge: Knowledge) -> None:
        imaging = knowledge.words.parsed("imaging.json")["sites"]
        names = [*imaging, *_body_sites(knowledge)]
        self._names: TermIndex[str] = TermIndex((name, name) for name in _inflected(names))

    def of(self, prose: Prose, start: int, end: int) -> str:
        """The place in the source's words; '' where the phrase names none."""
        text = prose.text
        level = _LEVEL.match(text, end)
        if level:
            return " ".join(level["level"].split())
        lead = _LEAD.match(text, end)
        if lead:
            stop = min(prose.sentence_at(start).end, lead.end() + _BEFORE)
            for match in self._names.matches(text, lead.end(), stop):
                if match.start == lead.end():
                    return " ".join(text[match.start : match.end].split())
        first = max(prose.sentence_at(start).start, start - _BEFORE)
        for match in self._names.matches(text, first, start):
            if match.end == start - 1:
                return " ".join(text[match.start : match.end].split())
        return ""


def has_come_back(text: str, start: int, end: int) -> bool:
    """Whether a tumour's own phrase says that it has come back: 'recurrent left frontal ...'."""
    if not _TUMOUR.search(text, start, end):
        return False
    named = text[start:end].casefold()
    is_said = named.startswith(
        ("recurrent", "relapsed", "rezidiv", "recidiv", "récidiv", "рецидив")
    )
    return is_said or _RECURRENT.search(text[max(0, start - _BEFORE) : start]) is not None


def _body_sites(knowledge: Knowledge) -> Iterator[str]:
    for row in knowledge.terms.rows("body_sites.tsv"):
        yield row["en"]
        yield from row["words"].split(";")


def _inflected(names: Iterable[str]) -> Iterator[str]:
    """German names in the genitive too: 'des Pankreaskopfes'."""
    for name in names:
        bare = name.strip()
        if len(bare) < 3:
            continue
        yield bare
        if bare[0].isupper() and bare.isalpha() and bare.isascii():
            yield f"{bare}s"
            yield f"{bare}es"
