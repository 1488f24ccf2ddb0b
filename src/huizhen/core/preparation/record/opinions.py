"""当地治疗意见 (F12): who advises what, under what condition; never merged with diagnoses."""

from __future__ import annotations

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.medication import without_narratives
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.record.advice import AdviceWords
from huizhen.core.preparation.record.gist import gist_of
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import open_words
from huizhen.core.records.fact import Fact

SECTION = "opinions"
_COLUMNS = (("who", 1.1), ("date", 0.9), ("opinion", 2.4), ("original", 3.6))


def opinions_table(view: CaseView, author: Author, words: AdviceWords) -> Table:
    """One row a sentence of advice, its own words beside it."""
    rows = []
    for fact in sorted(without_narratives(view.of("CarePlan")), key=_in_time):
        who = proposer(author, fact.performer) or author.frames.text("opinions.unnamed")
        date = str(fact.date or fact.document_date or "")
        rows.append(
            Row(
                cells=(
                    _beside(author, fact, "who", who),
                    _beside(author, fact, "date", date),
                    _gist(view, author, fact, words),
                    _beside(author, fact, "original", fact.text),
                )
            )
        )
    return Table(
        title=author.frames.text("opinions.title"),
        columns=tuple(
            Column(title=author.frames.text(f"opinions.{key}"), share=share)
            for key, share in _COLUMNS
        ),
        rows=tuple(rows),
        empty=author.frames.text("empty.no_opinion"),
    )


def _in_time(fact: Fact) -> tuple[str, bool, str]:
    """By day, named proposers first, each one's sentences together."""
    return (str(fact.date or fact.document_date or "9999"), not fact.performer, fact.performer)


def _beside(author: Author, fact: Fact, part: str, text: str) -> Statement:
    """A cell beside the one that carries the marks."""
    if not text:
        return author.fixed(SECTION, part, "")
    return author.write(SECTION, text, [fact], part=part).replaced(
        marks=(), reason="", references=()
    )


def _gist(view: CaseView, author: Author, plan: Fact, words: AdviceWords) -> Statement:
    """The gist of one sentence; one that names nothing known points to its own words."""
    term = view.words.term(plan)
    gist = gist_of(view, author, plan, words)
    if term is not None and (term.status != "partly" or not gist.told):
        return author.state(SECTION, plan)
    if not gist.told:
        return author.untranslated(SECTION, plan, "").replaced(
            about=plan.text,
            text=author.frames.text("opinions.see_original"),
            open_terms=open_words(plan.type, plan.text),
        )
    return author.write(SECTION, gist.text, [plan, *gist.named], gist.told)


def proposer(author: Author, written: str) -> str:
    """Who advises, in Chinese where a table has the role; '' where nobody is named."""
    role = author.words.lexicon.find("role", written) if written else None
    return role.zh if role else written
