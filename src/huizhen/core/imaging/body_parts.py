"""Which parts of the body a series shows, by BodyPartExamined and by words of descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from huizhen.core.imaging.header_values import DESCRIPTIONS, Shown, usual, values, without
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.tables import BodyPart
from huizhen.core.language.label_words import word_said
from huizhen.core.language.terms import normalised

_CODE = "BodyPartExamined"


def body_parts_of(
    series: Series, table: Mapping[str, BodyPart], ignored: tuple[str, ...] = ()
) -> tuple[Shown, ...]:
    """Each part once: what the code says first, then what the descriptions say."""
    found: dict[str, Shown] = {}
    code = usual(series, _CODE)
    folded = code.upper().replace(" ", "").replace("_", "").replace("-", "")
    for name, part in table.items():
        if folded and folded in part.codes:
            found[name] = Shown(name=name, tag=_CODE, value=code)
    # a code in the words of a language is a description; the study's words tell only where the
    # series says nothing of itself
    for keywords in ((*(() if found else (_CODE,)), *DESCRIPTIONS[:2]), DESCRIPTIONS[2:]):
        if keywords != DESCRIPTIONS[2:] or not found:
            _add_said(series, keywords, table, ignored, found)
    _add_organs(series, table, ignored, found)
    return tuple(found.values())


def _add_organs(
    series: Series,
    table: Mapping[str, BodyPart],
    ignored: tuple[str, ...],
    found: dict[str, Shown],
) -> None:
    """A code is often of a region alone: the study's words name the organ in it that is looked at;
    of other regions they say nothing of this series."""
    if any(table[name].group for name in found):
        return
    said: dict[str, Shown] = {}
    _add_said(series, DESCRIPTIONS[2:], table, ignored, said)
    for name, shown in said.items():
        if table[name].group in found:
            found[name] = shown


def _add_said(
    series: Series,
    keywords: Iterable[str],
    table: Mapping[str, BodyPart],
    ignored: tuple[str, ...],
    found: dict[str, Shown],
) -> None:
    for keyword in keywords:
        for value in values(series, keyword):
            said = without(normalised(value), ignored)
            for name, part in table.items():
                if name not in found and word_said(said, part.words):
                    found[name] = Shown(name=name, tag=keyword, value=value)


def contradiction(
    shown: tuple[Shown, ...], table: Mapping[str, BodyPart], apart: frozenset[frozenset[str]]
) -> Shown | None:
    """What the series' own description names that lies apart from all that BodyPartExamined
    says; neighbouring regions are often imaged under one code."""
    coded = {_region(one.name, table) for one in shown if one.tag == _CODE}
    for one in shown:
        if one.tag != "SeriesDescription" or not coded:
            continue
        if all(frozenset((_region(one.name, table), code)) in apart for code in coded):
            return one
    return None


def study_contradiction(
    series: Series,
    shown: tuple[Shown, ...],
    table: Mapping[str, BodyPart],
    apart: frozenset[frozenset[str]],
    ignored: tuple[str, ...] = (),
) -> Shown | None:
    """What the study's words name where all of it lies apart from all that BodyPartExamined
    says; the series' own words come first, and a study of several regions names more than one."""
    coded = {_region(one.name, table) for one in shown if one.tag == _CODE}
    if not coded or any(one.tag == "SeriesDescription" for one in shown):
        return None
    said: dict[str, Shown] = {}
    _add_said(series, DESCRIPTIONS[2:], table, ignored, said)
    pairs = [
        frozenset((_region(name, table), code)) in apart for name in said for code in coded
    ]  # fmt: skip
    return next(iter(said.values())) if pairs and all(pairs) else None


def _region(name: str, table: Mapping[str, BodyPart]) -> str:
    return table[name].group or name
