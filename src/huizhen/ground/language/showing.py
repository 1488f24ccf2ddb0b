"""Differences as a page lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Span
from huizhen.ground.cases.models import Case
from huizhen.ground.language.checking import LanguagePair, difference_key
from huizhen.ground.language.models import DifferenceResolution
from huizhen.ground.language.queries import Leaving, marked, resolutions
from huizhen.ground.language.runs import Found
from huizhen.ground.language.words import KINDS, code_word

_TAGS = {"zh": "zh-Hans"}


def shown_leaving(case: Case, leaving: Iterable[Leaving]) -> list[dict[str, Any]]:
    """What leaves, each with its differences: those that block and are open, resolved ones, and
    those that somebody should look at."""
    resolved = resolutions(case)
    return [
        {"leaving": one, "is_checked": one.is_checked, **sorted_lines(case, one.found, resolved)}
        for one in leaving
    ]


def sorted_lines(
    case: Case, found: Iterable[Found], resolved: Mapping[str, DifferenceResolution]
) -> dict[str, list[dict[str, Any]]]:
    """The lines by what has to be done: open, resolved, advice."""
    made: dict[str, list[dict[str, Any]]] = {"open": [], "resolved": [], "advice": []}
    for one in found:
        for each in one.differences:
            line = _line(one.pair, each)
            row = resolved.get(line["key"])
            if each.effect != "block":
                made["advice"].append(line)
            elif row is None:
                made["open"].append(line)
            else:
                reason = case.unseal(row.sealed_reason).decode()
                made["resolved"].append({**line, "row": row, "reason": reason})
    return made


def _line(pair: LanguagePair, one: Difference) -> dict[str, Any]:
    meant, says = _told(pair, one)
    return {
        "key": difference_key(pair, one),
        "kind": KINDS[pair.kind],
        "place": pair.place,
        "address": pair.address,
        "word": code_word(one.code),
        "meant": meant,
        "says": says,
        "source": marked(pair.source, [one.source]),
        "target": marked(pair.target, [one.target]),
        "source_tag": _TAGS.get(pair.source_language, pair.source_language),
        "target_tag": _TAGS.get(pair.target_language, pair.target_language),
    }


def _told(pair: LanguagePair, one: Difference) -> tuple[str, str]:
    """What either side says: senses have English names, a Chinese reader sees the words."""
    is_chinese = (get_language() or "").startswith("zh")
    if not is_chinese or (one.source is None and one.target is None):
        return one.meant, one.says
    return _words(pair.source, one.source), _words(pair.target, one.target)


def _words(text: str, span: Span | None) -> str:
    return "" if span is None else text[span.start : span.end]
