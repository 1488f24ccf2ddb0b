"""Where a text speaks of giving a drug: names of drugs and amounts that are doses."""

from __future__ import annotations

import re

from huizhen.core.language.checks.drug_names import DrugNames
from huizhen.core.language.checks.pair import Side

_KEPT = "drug places"
_DOSE = re.compile(
    r"(?:\d|半|[一两二三四五六])\s?-?(?:mg|mcg|[uμ]g|ng|g|iu|u|ml|units?|tab(?:let)?s?|cap(?:sule)?s?|drops?|puffs?|pills?|"
    r"sprays?|vials?|sachets?|lozenges?|patch(?:es)?|suppositor(?:y|ies))(?![a-z])"
    r"|(?:\d|半|[一两二三四五六])\s?(?:片|粒|毫克|克(?!隆)|微克|单位|万单位|国际单位|毫升|滴|喷|揿|吸|丸|支|袋|包|贴)"
    r"|\b(?:one|two|three|four|half an?|half)\s(?:tablets?|capsules?|pills?|drops?|puffs?|sprays?|"
    r"patch(?:es)?|units?|vials?)\b"
)
_BEFORE, _AFTER = 45, 30


def drug_places(side: Side, names: DrugNames) -> list[tuple[int, int]]:
    """The stretches in which a word like 'daily' tells how a drug is given; read once."""
    kept: list[tuple[int, int]] | None = side.kept.get(_KEPT)
    if kept is None:
        places = [(one.start, one.end) for one in names.named(side)]
        places += [found.span() for found in _DOSE.finditer(side.folded)]
        reach = 0.5 if side.is_chinese else 1
        kept = [(start - int(_AFTER * reach), end + int(_BEFORE * reach)) for start, end in places]
        side.kept[_KEPT] = kept
    return kept


def is_near(start: int, end: int, places: list[tuple[int, int]]) -> bool:
    """Whether a stretch lies in one of the places."""
    return any(first <= start and end <= last for first, last in places)
