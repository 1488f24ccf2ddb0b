"""Turns facts and their words into statements: marks, places and references in one manner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.references import References
from huizhen.core.preparation.statement import (
    TO_VERIFY_MARK,
    UNCONFIRMED,
    UNTRANSLATED_MARK,
    Mark,
    OpenTerm,
    Statement,
)
from huizhen.core.preparation.wording import Wording, Wordsmith
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, FactKey

_SETTLED = ("confirmed", "corrected")
_NOTES = ("date_of_document",)
"""Doubts that say where a date is from; nobody has to settle them."""


class Author:
    """Writes the statements of one case."""

    def __init__(
        self,
        words: Wordsmith,
        frames: Frames,
        references: References,
        opposed: Collection[FactKey],
        as_of: PartialDate,
        changed: Collection[FactKey] = (),
    ) -> None:
        self.words = words
        self.frames = frames
        self.references = references
        self.as_of = as_of
        self._opposed = frozenset(opposed)
        self._changed = frozenset(changed)

    def state(self, section: str, fact: Fact) -> Statement:
        """One fact in its own words."""
        return self.join(section, [fact])

    def join(self, section: str, newest: Sequence[Fact], earlier: Sequence[Fact] = ()) -> Statement:
        """Facts of one thing in one statement, earlier values behind the newest."""
        wordings = [self.words.word(fact) for fact in newest]
        before = [self.words.earlier(fact) for fact in earlier]
        text = self.frames.text("join.values").join(dict.fromkeys(w.zh for w in wordings))
        if before:
            text = self.frames.fill(
                "join.with_earlier",
                newest=text,
                earlier=self.frames.text("join.earlier").join(w.zh for w in before),
            )
        return self.write(section, text, [*newest, *earlier], wordings)

    def write(
        self,
        section: str,
        text: str,
        facts: Sequence[Fact],
        wordings: Iterable[Wording] = (),
        reason: str = "",
        part: str = "",
    ) -> Statement:
        """A statement of a composed text with the facts that it rests on.

        `part` tells several statements of the same facts in one section apart.
        """
        used = list(wordings)
        marks: dict[Mark, None] = {}
        terms: dict[OpenTerm, None] = {}
        for wording in used:
            marks.update(dict.fromkeys(wording.marks))
            terms.update(dict.fromkeys(wording.open_terms))
        why = self._reason(facts, reason or next((w.reason for w in used if w.reason), ""))
        if why:
            marks[TO_VERIFY_MARK] = None
        keys = tuple(dict.fromkeys(fact.fact_key for fact in facts))
        places = self.references.places(facts)
        return Statement(
            key=":".join(filter(None, (section, part, "+".join(keys), str(len(facts))))),
            text=text,
            original="; ".join(dict.fromkeys(w.original for w in used if w.original)),
            marks=tuple(marks),
            reason=why,
            fact_keys=keys,
            places=places,
            references=self.references.numbers(places),
            open_terms=tuple(terms),
        )

    def united(self, statements: Iterable[Statement]) -> list[Statement]:
        """Statements of a section in their order, those of one text made one: what another fact
        says in the same words adds its places."""
        kept: dict[str, Statement] = {}
        for statement in statements:
            first = kept.get(statement.text)
            kept[statement.text] = self._both(first, statement) if first else statement
        return list(kept.values())

    def _both(self, first: Statement, other: Statement) -> Statement:
        if set(other.fact_keys) <= set(first.fact_keys) and set(other.places) <= set(first.places):
            return first
        places = tuple(dict.fromkeys((*first.places, *other.places)))
        originals = dict.fromkeys(filter(None, (first.original, other.original)))
        return first.replaced(
            original="; ".join(originals),
            marks=tuple(dict.fromkeys((*first.marks, *other.marks))),
            reason=_graver(first.reason, other.reason),
            fact_keys=tuple(dict.fromkeys((*first.fact_keys, *other.fact_keys))),
            places=places,
            references=self.references.numbers(places) if first.references else (),
            open_terms=tuple(dict.fromkeys((*first.open_terms, *other.open_terms))),
        )

    def untranslated(self, section: str, fact: Fact, text: str) -> Statement:
        """A text in the source's words, for a translator."""
        wording = Wording(zh=text, original="", marks=(UNTRANSLATED_MARK,))
        return self.write(section, text, [fact], [wording])

    def fixed(self, section: str, part: str, text: str) -> Statement:
        """A cell or line of fixed words."""
        return Statement(key=f"{section}:{part}", text=text, origin="content")

    def request(
        self, section: str, part: str, text: str, marks: tuple[Mark, ...] = ()
    ) -> Statement:
        """What the request itself says: the question, the doctor wanted, the day."""
        return Statement(
            key=f"{section}:{part}", text=text, original=text, origin="request", marks=marks
        )

    def _reason(self, facts: Sequence[Fact], reason: str) -> str:
        """Why a person has to look: what is wrong first, else that nobody has looked yet."""
        if any(fact.fact_key in self._opposed for fact in facts):
            return "contradiction"
        if any(fact.fact_key in self._changed for fact in facts):
            return "changed"
        if reason:
            return reason
        doubt = next((d for fact in facts for d in fact.doubts if d not in _NOTES), "")
        if doubt:
            return doubt
        open_facts = [fact for fact in facts if fact.status not in _SETTLED]
        if any(_from_ocr(fact) for fact in open_facts):
            return "read_by_ocr"
        return UNCONFIRMED if open_facts else ""


def _graver(one: str, other: str) -> str:
    """What a person has to settle goes before that nobody has looked."""
    return other if not one or (one == UNCONFIRMED and other) else one


def _from_ocr(fact: Fact) -> bool:
    """Whether a number of the fact was read by OCR alone: no other place says the same."""
    if not all(isinstance(e, PageSpan) and e.origin == "ocr" for e in fact.evidence):
        return False
    dosage = fact.dosage.dose if fact.dosage else ""
    said = (fact.value or "", str(fact.date or ""), dosage, fact.count, fact.text)
    return any(char.isdigit() for text in said for char in text)
