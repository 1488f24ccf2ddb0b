"""What became of every run of a document's text: of a statement, of a pack, or reported."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from huizhen.core.preparation.accounting.alignment import Alignment, Letters, aligned
from huizhen.core.preparation.accounting.fixed_words import FixedWords
from huizhen.core.preparation.accounting.page_text import PageText, letters_of, page_texts
from huizhen.core.preparation.accounting.runs import Band, Expected, Run, RunKind, front_sheet_text
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.paper import Paper, Reference
from huizhen.core.preparation.requirements.definition import Item, RequirementSet
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.shortening import MOST_STEPS, shortened_paper
from huizhen.core.preparation.statement import TO_VERIFY_MARK, UNTRANSLATED_MARK, Statement
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

Code = Literal[
    "unknown_text",
    "differs",
    "not_printed",
    "not_in_content",
    "not_in_request",
    "no_source",
    "fact_unknown",
    "source_unknown",
    "reference_unknown",
    "mark_unknown",
    "page_number",
    "not_composed",
]
_MARKS: Final = (TO_VERIFY_MARK, UNTRANSLATED_MARK)
_FURTHER_STEPS: Final = 5
_AGE: Final = re.compile(r"约?\d{1,3}[岁月天]")
_BREAK: Final = "\u200b"


class Reported(Value):
    """Text that nothing accounts for, or a statement that is not printed as it is."""

    document: str
    code: Code
    page: int | None = None
    text: str = ""
    """What the page says."""
    expected: str = ""
    """What the dossier has there."""
    statement: str = ""
    """The key of the statement that it is about."""


class Account(Value):
    """One document: how many of its letters are accounted for, by what they are."""

    document: str
    pages: int
    letters: int
    accounted: int
    percent: str
    """Rounded down: 100.00 only where nothing is left."""
    kinds: Mapping[str, int]
    """Letters by kind of run."""
    statements: int
    """How many statements stand on its pages, repeated ones counted again."""
    reported: tuple[Reported, ...] = ()


class Grounds(NamedTuple):
    """What a run may rest on."""

    facts: Mapping[str, Sequence[Fact]]
    """By key, as `facts.json` has them."""
    sources: Mapping[int, str]
    """Paths by number."""
    references: Mapping[int, Reference]
    fixed: FixedWords
    requested: frozenset[str]
    """Letters of what the request itself says."""
    composed: frozenset[tuple[str, str]] = frozenset()
    """Key and text of the fixed lines that the composition of the facts gives: notes of scores."""
    are_words_of_packs: bool = False
    """Whether the paper was made again from packs alone, as letters are: its own words stand."""


def grounds_of(
    dossier: Dossier,
    facts: Iterable[Fact],
    fixed: FixedWords,
    requested: Iterable[str],
    again: Dossier | None = None,
) -> Grounds:
    """The grounds of a dossier's papers; `again` is what its facts give with the loaded packs."""
    by_key: dict[str, list[Fact]] = {}
    for fact in facts:
        by_key.setdefault(fact.fact_key, []).append(fact)
    return Grounds(
        facts=by_key,
        sources={source.number: source.path for source in dossier.sources},
        references={reference.number: reference for reference in dossier.references},
        fixed=fixed,
        requested=frozenset(map(letters_of, requested)),
        composed=frozenset(
            (statement.key, statement.text)
            for section in (again.sections if again else ())
            for statement in section.statements
            if statement.origin == "content"
        ),
    )


def account_of(
    document: str, texts: Sequence[str], expected: Expected, grounds: Grounds
) -> Account:
    """The account of a document from the text of its pages."""
    pages = page_texts(texts)
    book = _Book(document, grounds)
    bodies = [book.body(page, len(pages), expected) for page in pages]
    book.add(aligned(expected.bands, Letters(bodies)), Letters(bodies))
    total = sum(len(page.letters) for page in pages)
    return book.closed(len(pages), total)


def account_of_findings(
    document: str, findings: Iterable[Finding], rules: RequirementSet
) -> tuple[Reported, ...]:
    """Findings whose name or request is not that of the loaded requirement packs: papers and
    letters repeat them."""
    items = {item.id: item for item in rules.items}
    return tuple(
        Reported(
            document=document,
            code="not_in_content",
            text=f"{finding.requirement} {finding.name.zh}",
            statement=f"missing:{finding.requirement}",
        )
        for finding in findings
        if not _is_of_pack(finding, items.get(finding.requirement))
    )


def _is_of_pack(finding: Finding, item: Item | None) -> bool:
    if item is None or (finding.name.en, finding.name.zh) != (item.en, item.zh):
        return False
    request = finding.request
    return request is None or (
        request.en.startswith(item.request.en) and request.zh.startswith(item.request.zh)
    )


def printed_front(front: Paper, more: str, first_page: str) -> Paper:
    """The front sheet as far shortened as the first page shows it: the form that agrees best."""
    letters = Letters(page_texts([first_page]))
    best, least = front, -1
    seen: set[tuple[object, ...]] = set()
    for step in range(MOST_STEPS + _FURTHER_STEPS):
        short = shortened_paper(front, step, more)
        if short.sections in seen:
            continue
        seen.add(short.sections)
        left = _left_over(front_sheet_text(short), letters)
        if least < 0 or left < least:
            best, least = short, left
    return best


def _left_over(bands: Sequence[Band], letters: Letters) -> int:
    found = aligned(bands, letters)
    strange = sum(end - start for start, end in found.strangers)
    return strange + sum(len(parted.run.letters) for parted in found.parted)


class _Book:
    """Enters runs, each as what it is or as reported."""

    def __init__(self, document: str, grounds: Grounds) -> None:
        self._document = document
        self._grounds = grounds
        self._kinds: Counter[str] = Counter()
        self._reported: list[Reported] = []
        self._said: set[tuple[int, int]] = set()
        self._statements = 0

    def body(self, page: PageText, count: int, expected: Expected) -> PageText:
        """A page without what stands above and below every page; that is entered."""
        letters = page.letters
        start, end = 0, len(letters)
        head = "".join(run.letters for run in expected.header)
        if head and page.number > 1 and letters.startswith(head):
            start = len(head)
            self._margins(expected.header, page.number)
        number = f"{page.number}/{count}"
        foot = "".join(run.letters for run in expected.footer)
        if expected.bands and letters.endswith(foot + number):
            end -= len(foot) + len(number)
            self._margins(expected.footer, page.number)
            self._kinds["page_number"] += len(number)
        else:
            self._report("page_number", page.number, expected=f"{foot} {number}")
        return PageText(page.number, letters[start:end], page.places[start:end], page.text)

    def _margins(self, runs: Sequence[Run], page: int) -> None:
        for run in runs:
            self._enter(run, len(run.letters), page, run.text)

    def add(self, alignment: Alignment, letters: Letters) -> None:
        """Everything between head and foot of the pages."""
        for run, start, end in alignment.found:
            self._enter(run, end - start, letters.page_of(start), letters.shown(start, end))
        for run, start, end in alignment.parted:
            code: Code = "differs" if end > start else "not_printed"
            self._report(
                code,
                letters.page_of(start),
                text=letters.shown(start, end),
                expected=run.text.replace(_BREAK, ""),
                statement=run.statement.key if run.statement else "",
            )
        for start, end in alignment.strangers:
            self._report("unknown_text", letters.page_of(start), text=letters.shown(start, end))

    def _enter(self, run: Run, letters: int, page: int, shown: str) -> None:
        code = self._fault(run)
        if code is None:
            self._kinds[run.kind] += letters
            self._statements += run.kind == "statement"
            return
        key = run.statement.key if run.statement else ""
        self._report(code, page, text=shown, expected="", statement=key)

    def _fault(self, run: Run) -> Code | None:
        """Why a run that stands where it should may not stand at all."""
        if run.statement is not None and run.kind == "statement":
            return _fault_of(run.statement, self._grounds)
        if run.kind in _FIXED_KINDS:
            is_known = self._grounds.are_words_of_packs or self._grounds.fixed.knows(run.text)
            return None if is_known else "not_in_content"
        if run.kind == "mark":
            return None if run.text in _MARKS else "mark_unknown"
        if run.reference is not None:
            return self._fault_of_reference(run.reference)
        return None

    def _fault_of_reference(self, number: int) -> Code | None:
        reference = self._grounds.references.get(number)
        if reference is None:
            return "reference_unknown"
        known = self._grounds.sources.get(reference.source)
        return None if known == reference.path else "source_unknown"

    def _report(
        self, code: Code, page: int | None, text: str = "", expected: str = "", statement: str = ""
    ) -> None:
        self._reported.append(
            Reported(
                document=self._document,
                code=code,
                page=page,
                text=text,
                expected=expected,
                statement=statement,
            )
        )

    def closed(self, pages: int, letters: int) -> Account:
        """The account."""
        accounted = sum(self._kinds.values())
        return Account(
            document=self._document,
            pages=pages,
            letters=letters,
            accounted=accounted,
            percent=percent_of(accounted, letters),
            kinds=dict(sorted(self._kinds.items())),
            statements=self._statements,
            reported=tuple(self._reported),
        )


def percent_of(part: int, whole: int) -> str:
    """With two decimals, rounded down; of nothing it is all."""
    hundredths = part * 10000 // whole if whole else 10000
    return f"{hundredths // 100}.{hundredths % 100:02d}"


_FIXED_KINDS: Final[tuple[RunKind, ...]] = ("fixed", "title", "heading_again")


def _fault_of(statement: Statement, grounds: Grounds) -> Code | None:
    """What a statement lacks to stand: words of a pack, of the request, or facts with places."""
    is_any_unknown = any(key not in grounds.facts for key in statement.fact_keys)
    if grounds.are_words_of_packs:
        return "fact_unknown" if is_any_unknown else None
    if statement.origin == "content":
        is_composed = (statement.key, statement.text) in grounds.composed
        is_known = is_composed or grounds.fixed.knows(statement.text)
        return None if is_known else "not_in_content"
    if statement.origin == "request":
        return None if _is_requested(statement.text, grounds) else "not_in_request"
    facts = [fact for key in statement.fact_keys for fact in grounds.facts.get(key, ())]
    if is_any_unknown:
        return "fact_unknown"
    by_person = any(evidence.kind == "person" for fact in facts for evidence in fact.evidence)
    if not facts or not (statement.places or by_person):
        return "no_source"
    if any(place.source not in grounds.sources for place in statement.places):
        return "source_unknown"
    if any(number not in grounds.references for number in statement.references):
        return "reference_unknown"
    return None


def _is_requested(text: str, grounds: Grounds) -> bool:
    """Whether the request says it, in whole or part by part: sex and age stand in one line."""
    parts = [text] if letters_of(text) in grounds.requested else text.split("，")
    return all(
        letters_of(part) in grounds.requested or _AGE.fullmatch(part) or grounds.fixed.knows(part)
        for part in parts
    )
