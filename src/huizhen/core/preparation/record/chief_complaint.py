"""主诉: symptom or known disease with its duration, 20 characters at most (content 1.3)."""

from __future__ import annotations

import re

from huizhen.core.language.notation.dates import duration_zh
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Prose
from huizhen.core.preparation.record.illness import says
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact

SECTION = "chief_complaint"
_BRACKETS = re.compile(r"\([^()]*\)")


def chief_complaint(view: CaseView, author: Author) -> Prose:
    """One line; 未提供 where no symptom or disease of the records has a date."""
    statement = _treated_or_diagnosed(view, author) or _symptoms(view, author)
    return Prose(
        statements=(statement,) if statement else (),
        empty=author.frames.text("empty.not_provided"),
    )


def _treated_or_diagnosed(view: CaseView, author: Author) -> Statement | None:
    """A known disease: what was done for it and when, else when it was diagnosed; then what has
    happened since."""
    disease = next(
        (
            fact
            for fact in view.main_illness()
            if view.illness.is_malignant(fact)
            and fact.certainty == "affirmed"
            and fact.date is not None
            and view.words.term(fact) is not None
        ),
        None,
    )
    if disease is None or disease.date is None:
        return None
    same = [
        f
        for f in view.main_illness()
        if f.date and view.words.name(f).zh == view.words.name(disease).zh
    ]
    first = min(same, key=lambda f: str(f.date))
    used = [first]
    duration = duration_zh(first.date, author.as_of) if first.date else ""
    operation = _radical_operation(view, first)
    # twenty characters have no room for type and place
    name = _BRACKETS.sub("", view.words.name(first).zh)
    if operation is not None and operation.date is not None:
        used.append(operation)
        text = author.frames.fill(
            "chief.treated",
            disease=name,
            treatment=view.words.name(operation).zh,
            duration=duration_zh(operation.date, author.as_of),
        )
    else:
        text = author.frames.fill("chief.diagnosed", disease=name, duration=duration)
    event = _event(view, first)
    if event is not None and event.date is not None and (view.words.term(event) is not None):
        used.append(event)
        later = author.frames.fill(
            "chief.event",
            event=view.words.name(event).zh,
            duration=duration_zh(event.date, author.as_of),
        )
        text = author.frames.fill("chief.then", first=text, second=later)
    return author.write(SECTION, text, used)


def _radical_operation(view: CaseView, disease: Fact) -> Fact | None:
    """The operation on the disease: radical by its words, not before the diagnosis's year."""
    since = str(disease.date)[:4]
    found = [
        fact
        for fact in view.treatments()
        if fact.date is not None
        and str(fact.date) >= since
        and says(fact, view.illness.radical_surgery_words)
        and "biopsy" not in (fact.text + fact.concept).casefold()
        and view.words.term(fact) is not None
    ]
    return found[-1] if found else None


def _event(view: CaseView, disease: Fact) -> Fact | None:
    """The last dated relapse or progression after the diagnosis."""
    found = [
        fact
        for fact in view.events()
        if fact.date is not None and str(fact.date) > str(disease.date) and fact is not disease
    ]
    return found[-1] if found else None


def _symptoms(view: CaseView, author: Author) -> Statement | None:
    """Dated symptoms in order of onset, the longest first, two at most."""
    facts: list[Fact] = []
    names: set[str] = set()
    for fact in [*view.symptoms("affirmed"), *view.symptoms("historical")]:
        name = view.words.name(fact).zh
        if fact.date is None or name in names or view.words.term(fact) is None:
            continue
        names.add(name)
        facts.append(fact)
    facts.sort(key=lambda fact: str(fact.date))
    parts: list[str] = []
    used: list[Fact] = []
    for fact in facts[:2]:
        duration = duration_zh(fact.date, author.as_of) if fact.date else ""
        if duration:
            name = view.words.name(fact.replaced(certainty="affirmed")).zh
            parts.append(author.frames.fill("chief.symptom", symptom=name, duration=duration))
            used.append(fact)
    if not used:
        return _finding(view, author)
    text = parts[0]
    if len(parts) > 1 and used[0].date == used[1].date:
        first, second = (view.words.name(f.replaced(certainty="affirmed")).zh for f in used)
        text = author.frames.fill(
            "chief.together",
            first=first,
            second=second,
            duration=duration_zh(used[0].date, author.as_of) if used[0].date else "",
        )
    elif len(parts) > 1:
        text = author.frames.fill("chief.then", first=parts[0], second=parts[1])
    return author.write(SECTION, text, used)


def _finding(view: CaseView, author: Author) -> Statement | None:
    """A dated disease without a symptom in the records."""
    for fact in view.main_illness():
        duration = duration_zh(fact.date, author.as_of) if fact.date else ""
        if duration and fact.certainty == "affirmed" and view.words.term(fact) is not None:
            text = author.frames.fill(
                "chief.diagnosed", disease=view.words.name(fact).zh, duration=duration
            )
            return author.write(SECTION, text, [fact])
    return None
