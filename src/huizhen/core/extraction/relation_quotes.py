"""The clause around a relation of a lesion whose object no table names: 'no bone invasion'.

What a lesion touches or invades decides whether it can be removed. Where no site was understood the
fact stands on its whole clause, so that the paper can print these words instead of losing them.
"""

from __future__ import annotations

import re

from huizhen.core.extraction.prose import Prose
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

_RELATIONS = frozenset(("contact", "invasion", "macrovascular invasion"))
_LESIONS = frozenset(("mass", "lesion", "nodule", "metastasis", "recurrence"))
_BOUNDARY = re.compile(r"[;,。；，]\s|[;。；\n]")
_LONGEST = 90


def with_clause(prose: Prose, fact: Fact, vessels: re.Pattern[str]) -> Fact:
    """The fact on its clause where it is a relation without object, or a lesion told of beside a
    vessel without a word for how they lie; else unchanged."""
    place = fact.evidence[0]
    if fact.category != "imaging" or not isinstance(place, PageSpan):
        return fact
    is_relation = fact.concept in _RELATIONS and not fact.body_site
    is_beside = fact.concept in _LESIONS and bool(vessels.search(fact.body_site))
    if not (is_relation or is_beside):
        return fact
    start, end = _clause(prose, place.start, place.end)
    if (start, end) == (place.start, place.end) or end - start > _LONGEST:
        return fact
    return fact.model_copy(update={"evidence": (prose.evidence(start, end), *fact.evidence[1:])})


def _clause(prose: Prose, start: int, end: int) -> tuple[int, int]:
    """The part between two boundaries of the sentence that holds a span."""
    sentence = prose.sentence_at(start)
    begin = max(
        (m.end() for m in _BOUNDARY.finditer(prose.text, sentence.start, start)),
        default=sentence.start,
    )
    after = _BOUNDARY.search(prose.text, end, max(end, sentence.end))
    stop = after.start() if after else max(end, sentence.end)
    written = prose.text[begin:stop]
    lead = len(written) - len(written.lstrip())
    return begin + lead, begin + len(written.rstrip().rstrip("."))
