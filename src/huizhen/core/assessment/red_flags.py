"""Emergencies in facts, in the patient's own words and in documents (section 3.4).

A structured trigger or the patient's own words show the fixed notice at once. Words of a document
open an urgent task and hold the case until a person has looked. What is in doubt (no date, no
unit, old with nothing later) makes a call-back the same day, never silence.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from huizhen.core.assessment.moments import Recency, recency
from huizhen.core.assessment.red_flag_rules import ENGLISH, Notice, RedFlagBook, Rule
from huizhen.core.assessment.signs import SignPlace, groups_said
from huizhen.core.assessment.triggers import Answer, Triggers
from huizhen.core.content import PackStamp
from huizhen.core.errors import WrongCall
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.script import script_of
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import Evidence, PersonEntry
from huizhen.core.records.fact import Fact, FactKey
from huizhen.core.records.page import Page, page_id
from huizhen.core.records.value import Value

Kind = Literal["structured", "own_words", "text"]

OWN_WORDS_PAGE: Final = page_id("own-words", 1)
_SELF_HARM: Final = "self_harm"
_BY_SCRIPT: Final = {"Hans": "zh", "Hant": "zh", "Hani": "zh", "Cyrl": "ru"}


class RedFlag(Value):
    """One emergency with what it rests on and its fixed message."""

    code: str
    kind: Kind
    words: str
    """What was seen or said, as it stands in the source."""
    evidence: tuple[Evidence, ...]
    notice: Notice
    fact_keys: tuple[FactKey, ...] = ()

    @property
    def shows_notice(self) -> bool:
        """Whether the patient sees the message at once; a document's words go to a person."""
        return self.kind != "text"


class CallBack(Value):
    """Something that may be an emergency and cannot be told: a person calls the same day."""

    code: str
    reasons: tuple[str, ...]
    """undated, date_partial, old, ongoing, unit_missing, unit_unknown, ambiguous_number, range,
    correction_not_stated, needs_judgement, may_be_known."""
    words: str
    evidence: tuple[Evidence, ...] = ()
    fact_keys: tuple[FactKey, ...] = ()


class Screening(Value):
    """What one look at a case found."""

    flags: tuple[RedFlag, ...] = ()
    call_backs: tuple[CallBack, ...] = ()
    stamp: PackStamp

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The messages to show at once, each once; the one of self-harm goes first."""
        shown = {f.notice.key: f.notice for f in self.flags if f.shows_notice}
        return tuple(sorted(shown.values(), key=lambda notice: notice.key != _SELF_HARM))

    @property
    def holds_case(self) -> bool:
        """Whether nothing else of the case goes on until a person has looked."""
        return bool(self.flags)

    @property
    def urgent(self) -> tuple[RedFlag, ...]:
        """The flags that a person has to look at now: all of them."""
        return self.flags


class RecentlyTreated(Value):
    """A clinician's word that an emergency has been treated: it closes a flag, with its reason."""

    code: str
    by: str
    at: str
    why: str


class DatedPage(NamedTuple):
    """A page of a document with the document's date."""

    page: Page
    document_date: PartialDate | None = None


class RedFlags:
    """The detector: made once with the packs, used for every case."""

    def __init__(self, book: RedFlagBook, knowledge: Knowledge) -> None:
        self.book = book
        self._knowledge = knowledge
        self._triggers = Triggers(book, knowledge)

    def in_facts(
        self, facts: Iterable[Fact], as_of: datetime.date, *, is_child: bool = False
    ) -> Screening:
        """What the facts of a case say; rejected and withdrawn ones are left out."""
        standing = [
            fact for fact in facts if fact.status != "rejected" and fact.record_status == "current"
        ]
        flags: list[RedFlag] = []
        calls: list[CallBack] = []
        for rule in self.book.rules:
            answers = self._triggers.answers(rule, standing, as_of, is_child)
            sure = [answer for answer in answers if answer.state == 2]
            if sure:
                best = min(sure, key=lambda answer: answer.by_text)
                flags.append(self._of_facts(rule, best))
            elif answers:
                calls.append(_call(rule, answers))
        return self._screening(flags, calls)

    def in_own_words(
        self, text: str, language: str, who: str, at: str, *, is_of_kin: bool = False
    ) -> Screening:
        """What a patient (or whoever writes for the patient) says in free text.

        `language` is that of the page it was written on, which may be another. `at` is an ISO
        time: what the words themselves date long before it is a call-back. `is_of_kin` says that
        a relative writes, so that 'my mother has fever' is the patient's.
        """
        spoken = _spoken(text, language)
        page = Page(page_id=OWN_WORDS_PAGE, ordinal=1, text=text, language=spoken)
        prose = self._knowledge.prose(page)
        as_of = _day(at)
        flags: dict[str, RedFlag] = {}
        calls: dict[str, CallBack] = {}
        also = ("family",) if is_of_kin else ()
        for rule in self.book.rules:
            for found in self._said(rule, prose, None, also):
                words = _quoted(prose, found)
                entry = PersonEntry(who=who, at=at, why=words)
                if as_of and self._recency(rule, prose, found, as_of) == "old":
                    call = CallBack(code=rule.id, reasons=("old",), words=words, evidence=(entry,))
                    calls.setdefault(rule.id, call)
                    continue
                flags.setdefault(rule.id, self._flag(rule, "own_words", words, (entry,)))
        open_calls = [call for code, call in calls.items() if code not in flags]
        return self._screening(list(flags.values()), open_calls)

    def in_answers(self, codes: Iterable[tuple[str, str]], who: str, at: str) -> Screening:
        """Questions of the enquiry that were answered yes: the code of each, and its words."""
        flags = []
        for code, words in codes:
            entry = PersonEntry(who=who, at=at, why=words)
            flags.append(self._flag(self.book.by_id[code], "own_words", words, (entry,)))
        return self._screening(flags, [])

    def in_documents(self, pages: Iterable[DatedPage], as_of: datetime.date) -> Screening:
        """What documents say: recent words are flags of kind text, old ones call-backs."""
        flags: dict[str, RedFlag] = {}
        old: dict[str, list[tuple[str, str, tuple[Evidence, ...]]]] = {}
        for dated in pages:
            prose = self._knowledge.prose(dated.page, dated.document_date)
            for rule in self.book.rules:
                for found in self._said(rule, prose, self.book.reach):
                    when = self._recency(rule, prose, found, as_of)
                    words = _quoted(prose, found)
                    places = tuple(prose.evidence(one.start, one.end) for one in found)
                    if when == "old":
                        old.setdefault(rule.id, []).append(("old", words, places))
                    else:
                        flags.setdefault(rule.id, self._flag(rule, "text", words, places))
        calls = [
            CallBack(
                code=code,
                reasons=("old",),
                words="; ".join(dict.fromkeys(words for _, words, _ in found)),
                evidence=tuple(place for _, _, places in found for place in places),
            )
            for code, found in old.items()
            if code not in flags
        ]
        return self._screening(list(flags.values()), calls)

    def _said(
        self, rule: Rule, prose: Prose, reach: int | None, also: Sequence[str] = ()
    ) -> Iterable[tuple[SignPlace, ...]]:
        signs = (sign for group in rule.text for sign in group)
        places = self._triggers.signs.places(prose, signs, (*rule.counts, *also))
        return groups_said(rule.text, places, reach)

    def _recency(
        self, rule: Rule, prose: Prose, found: Sequence[SignPlace], as_of: datetime.date
    ) -> Recency:
        """By the newest date of the sentence, else by the document's."""
        days = rule.days or self.book.windows["sign"]
        sentence = prose.sentence_at(found[0].start)
        mentions = prose.dates_in(sentence.start, sentence.end)
        dates = [one.value for one in mentions if one.value]
        candidates = [max(dates)] if dates else [prose.document_date]
        return recency(candidates[0], as_of, days)

    def _of_facts(self, rule: Rule, answer: Answer) -> RedFlag:
        kind: Kind = "text" if answer.by_text else "structured"
        evidence = tuple(place for fact in answer.facts for place in fact.evidence)
        flag = self._flag(rule, kind, _listed(answer.facts), evidence)
        return flag.replaced(fact_keys=tuple(fact.fact_key for fact in answer.facts))

    def _flag(self, rule: Rule, kind: Kind, words: str, evidence: tuple[Evidence, ...]) -> RedFlag:
        notice = self.book.notice(rule.notice)
        return RedFlag(code=rule.id, kind=kind, words=words, evidence=evidence, notice=notice)

    def _screening(self, flags: Sequence[RedFlag], calls: Sequence[CallBack]) -> Screening:
        return Screening(flags=tuple(flags), call_backs=tuple(calls), stamp=self.book.stamp)


def joined(screenings: Sequence[Screening]) -> Screening:
    """Several looks as one: a flag of a code makes its call-backs needless."""
    flags = {(f.code, f.kind): f for one in screenings for f in one.flags}
    codes = {code for code, _ in flags}
    calls = {c.code: c for one in screenings for c in one.call_backs if c.code not in codes}
    stamp = screenings[0].stamp
    return Screening(flags=tuple(flags.values()), call_backs=tuple(calls.values()), stamp=stamp)


def recently_treated(code: str, by: str, at: str, why: str) -> RecentlyTreated:
    """A clinician's override of a flag; WrongCall without a name or without a reason in words."""
    if not by.strip() or not why.strip():
        raise WrongCall(
            "override_needs_reason",
            "A red flag is closed only by a named clinician who says why.",
            "Write in a sentence where and when the emergency was treated.",
        )
    return RecentlyTreated(code=code, by=by.strip(), at=at, why=why.strip())


def _day(at: str) -> datetime.date | None:
    """The day of an ISO time, None for anything else."""
    try:
        return datetime.date.fromisoformat(at[:10])
    except ValueError:
        return None


def _spoken(text: str, language: str) -> str:
    """The language by the script of a text, where it cannot be that of the page."""
    own = _BY_SCRIPT.get(script_of(text), "")
    if own:
        return own
    return ENGLISH if language in _BY_SCRIPT.values() else language


def _call(rule: Rule, answers: Sequence[Answer]) -> CallBack:
    facts = tuple({f.fact_key: f for answer in answers for f in answer.facts}.values())
    return CallBack(
        code=rule.id,
        reasons=tuple(dict.fromkeys(r for answer in answers for r in answer.reasons)),
        words=_listed(facts),
        evidence=tuple(place for fact in facts for place in fact.evidence),
        fact_keys=tuple(fact.fact_key for fact in facts),
    )


def _listed(facts: Iterable[Fact]) -> str:
    """The facts in their own words, for the person who is asked to look."""
    return "; ".join(
        " ".join(
            filter(
                None,
                (fact.text, f"{fact.comparator or ''}{fact.value or ''}", fact.unit,
                 f"({fact.date})" if fact.date else ""),
            )
        )
        for fact in facts
    )  # fmt: skip


def _quoted(prose: Prose, found: Sequence[SignPlace]) -> str:
    return " … ".join(prose.text[place.start : place.end] for place in found)
