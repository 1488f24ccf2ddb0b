"""The date of a document itself: which date of its pages says when it was made or what it is of.

A date counts by its kind, and every use has its order of kinds. Two different dates of the kind
that decides give none: a person has to look. Ambiguous days stay ambiguous, partial ones partial.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.extraction.document_labels import DateCandidate, DocumentSubject, PageDates
from huizhen.core.extraction.document_words import DateWords
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value

AMBIGUOUS = "document_date_ambiguous"
CONFLICT = "document_date_conflict"
ABSENT = "document_date_absent"


class ChosenDate(Value):
    """A date with the kind that won; without one, `reason` says why."""

    value: PartialDate | None = None
    kind: str = ""
    reason: str = ""
    at: DateCandidate | None = None


class DocumentDates(Value):
    """What the pages of one document say of its own dates."""

    about: str = ""
    """What kind of document it is: 'imaging', 'laboratory', 'visit' ... or ''."""
    own: ChosenDate = ChosenDate(reason=ABSENT)
    candidates: tuple[DateCandidate, ...] = ()

    def chosen(self, kinds: Sequence[str]) -> ChosenDate:
        """The date of the first of these kinds that the document has; 'stay' is the stay."""
        if tuple(kinds) == ("stay",):
            return self._stay()
        return choose(self.candidates, kinds)

    def _stay(self) -> ChosenDate:
        """The day or the month that admission and discharge have in common."""
        days = [choose(self.candidates, [kind]) for kind in ("admission", "discharge")]
        first, last = (day.value for day in days)
        if first is None or last is None:
            return ChosenDate(kind="stay", reason=ABSENT)
        at = days[0].at
        if first == last:
            return ChosenDate(value=first, kind="stay", at=at)
        if (first.year, first.month) != (last.year, last.month) or first.month is None:
            return ChosenDate(kind="stay", reason=CONFLICT, at=at)
        month = PartialDate(year=first.year, month=first.month)
        return ChosenDate(value=month, kind="stay", at=at)


def choose(candidates: Iterable[DateCandidate], kinds: Sequence[str]) -> ChosenDate:
    """The date of the first kind that has any; none where it is ambiguous or contradicts."""
    every = list(candidates)
    for kind in kinds:
        found = [candidate for candidate in every if candidate.kind == kind]
        if found:
            return _only(kind, found)
    return ChosenDate(reason=ABSENT)


def _only(kind: str, found: Sequence[DateCandidate]) -> ChosenDate:
    doubtful = next((candidate for candidate in found if candidate.value is None), None)
    if doubtful is not None:
        return ChosenDate(kind=kind, reason=AMBIGUOUS, at=doubtful)
    finest = max(found, key=lambda candidate: len(str(candidate.value)))
    for other in found:
        if other.value is None or finest.value is None or not other.value.contains(finest.value):
            return ChosenDate(kind=kind, reason=CONFLICT, at=other)
    return ChosenDate(value=finest.value, kind=kind, at=finest)


class DocumentDateFinder:
    """Finds the dates of documents by the words of the content pack."""

    def __init__(self, words: DateWords) -> None:
        self.words = words
        self._subject = DocumentSubject(words)

    def of(self, pages: Sequence[Prose]) -> DocumentDates:
        """The dates of one document, whose pages these are."""
        about = self._subject.of(pages[0]) if pages else ""
        candidates = tuple(
            candidate
            for number, prose in enumerate(pages)
            for candidate in PageDates(prose, self.words, about, is_first=not number).candidates()
        )
        return DocumentDates(
            about=about,
            own=choose(candidates, self.words.order),
            candidates=candidates,
        )
