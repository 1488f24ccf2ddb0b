"""Whether received studies are whole: originals, not compressed with loss, not key images only.

Headers prove a copy or a lossy compression; that a study is not whole they only suggest, so that
a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from huizhen.core.language.terms import normalised
from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.definition import Cause, Text
from huizhen.core.preparation.requirements.headers import pictures
from huizhen.core.preparation.requirements.outcome import Outcome
from huizhen.core.preparation.requirements.studies import Studies

_CROSS_SECTIONS = frozenset(("CT", "MR", "PT"))
"""Kinds whose originals are stored without loss and have many slices; ultrasound is neither."""
Say = Callable[..., Text]


def doubts_of_studies(series: Sequence[CaseFact], studies: Studies, say: Say) -> list[Outcome]:
    """What headers hold against each study of the received series."""
    return [doubt for members in _by_study(series) for doubt in _doubts(members, studies, say)]


def _by_study(series: Iterable[CaseFact]) -> list[list[CaseFact]]:
    found: dict[tuple[str, str], list[CaseFact]] = {}
    for known in series:
        kind = known.fact.code.code if known.fact.code else ""
        if kind in _CROSS_SECTIONS:
            found.setdefault((str(known.fact.date or ""), kind), []).append(known)
    return list(found.values())


def _doubts(members: Sequence[CaseFact], studies: Studies, say: Say) -> Iterator[Outcome]:
    first = members[0].fact
    kind = first.code.code if first.code else ""
    label = Text(en=f"{kind} ({first.date or '?'})", zh=f"{kind}({first.date or '?'})")
    originals = [known for known in members if studies.pictures.is_original(known)]
    if not originals:
        yield _found("wrong_format", say("only_derived", label=label), members)
        return
    if all(map(studies.pictures.is_lossy, originals)):
        yield _found("wrong_format", say("lossy", label=label), originals)
    if all(pictures(known) == 1 for known in originals):
        yield _found("unclear", say("key_images", label=label), originals)
    reports = studies.reports_of(members[0])
    wanted = max((_series_told(known, studies) for known in reports), default=0)
    if wanted > len(members):
        sentence = say("fewer_series", label=label, found=len(members), wanted=wanted)
        yield _found("unclear", sentence, [*members, *reports])


def _series_told(report: CaseFact, studies: Studies) -> int:
    """How many series a report speaks of: its own number, else the contrast phases it names."""
    text = f"{report.label} | {report.said}"
    words = "|".join(re.escape(normalised(word)) for word in studies.series_words)
    told = re.findall(rf"(?<![\d.,])(\d{{1,3}}) ?(?:{words})(?!\w)", text) if words else []
    return max([*map(int, told), studies.phases_told(text)])


def _found(cause: Cause, sentence: Text, facts: Sequence[CaseFact]) -> Outcome:
    return Outcome(cause=cause, facts=tuple(facts), sentences=(sentence,))
