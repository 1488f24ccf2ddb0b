"""Letters from findings: send what exists, consider a new examination, questions to the patient.

A letter names the patient by case number alone and no finding of the patient but the age of a
result; it asks, it never orders.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.phrasing import Phrasing
from huizhen.core.preparation.letters.wishes import (
    KINDS,
    Kind,
    Wish,
    by_keeper,
    wishes_of,
)
from huizhen.core.preparation.paper import Blank, Block, Fixed, Items, Paper, Prose, Section
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactKey

_ANSWER_LINES = 3


def letters_for(
    findings: Sequence[Finding],
    specialty: str,
    as_of: PartialDate,
    languages: Sequence[str],
    book: Letterbook,
    *,
    rules: RequirementSet | None = None,
    dates: Mapping[FactKey, PartialDate] | None = None,
    case_number: str = "",
) -> tuple[Paper, ...]:
    """The letters that the findings ask for, in English and in those of `languages` that letters
    are written in; none where nothing is asked.

    `rules` give the time windows of new results, `dates` the clinical dates of the facts that the
    findings rest on; without them a window or an exact partial date is not written.
    `as_of` has to be a day.
    """
    wishes = wishes_of(findings, book)
    day = datetime.date.fromisoformat(str(as_of))
    papers: list[Paper] = []
    for language in book.languages(languages):
        phrasing = Phrasing(book, language, day, rules, dates or {})
        for kind in KINDS:
            chosen = [wish for wish in wishes if wish.kind == kind]
            if chosen:
                papers.append(_letter(kind, chosen, specialty, phrasing, case_number))
    return tuple(papers)


def letter_file_name(paper: Paper) -> str:
    """The name of a letter's file without its ending, below a package's folder."""
    return f"letters/{paper.key}"


def _letter(
    kind: Kind, wishes: Sequence[Wish], specialty: str, phrasing: Phrasing, case_number: str
) -> Paper:
    frames = phrasing.frames
    sections = (
        _head(kind, specialty, phrasing, case_number),
        *_body(wishes, phrasing),
        _end(kind, phrasing),
        _answer(kind, phrasing),
    )
    return Paper(
        key=f"letter_{kind}_{phrasing.language}",
        title=frames.text(f"letter_{kind}.title"),
        language=phrasing.language,
        created_on=phrasing.as_of.isoformat(),
        summary=(frames.fill("head.on", date=phrasing.day(phrasing.as_of)),),
        sections=sections,
        footer=footer_of(phrasing),
    )


def footer_of(phrasing: Phrasing) -> str:
    """The pack that the words come from, and whether a clinician has reviewed it."""
    stamp = phrasing.book.stamp
    packs = f"{stamp.id} {stamp.version}"
    if not stamp.is_reviewed:
        packs = f"{packs} ({phrasing.frames.text('unreviewed')})"
    return phrasing.frames.fill("footer", packs=packs)


def _head(kind: Kind, specialty: str, phrasing: Phrasing, case_number: str) -> Section:
    frames = phrasing.frames
    number: Block = Blank(label=frames.text("head.case_open"))
    if case_number:
        stated = Statement(key="letter:case", text=case_number, origin="request")
        number = Prose(label=frames.text("head.case_open"), statements=(stated,))
    whom = "patient" if kind == "patient" else "home"
    addressed = () if kind == "patient" else (Blank(label=frames.text("head.to")),)
    intro = frames.fill(
        f"letter_{kind}.intro",
        department=frames.text(f"department.{specialty}"),
        department_zh=frames.text(f"department_zh.{specialty}"),
    )
    blocks = (
        number,
        *addressed,
        Blank(label=frames.text("head.date")),
        Fixed(text=frames.text(f"salutation.{whom}")),
        Fixed(text=intro),
    )
    return Section(key="head", title="", blocks=blocks)


def _body(wishes: Sequence[Wish], phrasing: Phrasing) -> list[Section]:
    sections: list[Section] = []
    number = 0
    for keeper, kept in by_keeper(wishes).items():
        blocks: list[Block] = []
        for wish in kept:
            number += 1
            blocks.append(_asked(wish, number, phrasing))
        if kept[0].kind == "send":
            blocks += _exports(kept, phrasing)
        title = phrasing.keeper(kept[0]) if kept[0].kind != "patient" else ""
        sections.append(Section(key=f"keeper:{keeper}", title=title, blocks=tuple(blocks)))
    return sections


def _asked(wish: Wish, number: int, phrasing: Phrasing) -> Block:
    frames = phrasing.frames
    label = frames.fill("number", number=str(number), name=phrasing.name(wish))
    ask = _said(wish, "ask", phrasing.ask(wish))
    why = _said(wish, "why", phrasing.why(wish))
    status = _said(wish, "status", phrasing.status(wish))
    if wish.kind != "consider":
        told = (ask, why, *(() if wish.kind == "patient" else (status,)))
        return Prose(label=label, statements=tuple(s for s in told if s.text))
    protocol = _said(wish, "protocol", " ".join(phrasing.protocols(wish)))
    window = _said(wish, "window", phrasing.window(wish))
    labelled = [
        _said(wish, part, f"{frames.text(f'label.{part}')} {said.text}", said)
        for part, said in (
            ("why", why), ("protocol", protocol), ("records", status), ("window", window),
        )
        if said.text
    ]  # fmt: skip
    return Items(label=label, statements=(ask, *labelled))


def _said(wish: Wish, part: str, text: str, like: Statement | None = None) -> Statement:
    """A statement of the letter; what tells of the records carries the facts it rests on."""
    is_told = like.origin == "records" if like else part == "status"
    finding = wish.finding
    return Statement(
        key=f"letter:{finding.requirement}:{part}",
        text=text,
        origin="records" if is_told else "content",
        fact_keys=finding.fact_keys if is_told else (),
    )


def _exports(wishes: Sequence[Wish], phrasing: Phrasing) -> list[Block]:
    frames = phrasing.frames
    keys = dict.fromkeys(wish.plan.export for wish in wishes if wish.plan.export)
    hints = tuple(
        Statement(key=f"letter:export:{key}", text=frames.text(f"export.{key}"), origin="content")
        for key in keys
    )
    if not hints:
        return []
    label = frames.text("label.export")
    return [Prose(label=label, statements=hints) if len(hints) == 1 else
            Items(label=label, statements=hints)]  # fmt: skip


def _end(kind: Kind, phrasing: Phrasing) -> Section:
    frames = phrasing.frames
    blocks: tuple[Block, ...] = (
        Fixed(text=frames.text(f"letter_{kind}.closing")),
        Fixed(text=frames.text("privacy")),
        Fixed(text=frames.text("regards")),
        *(
            Blank(label=frames.text(f"sender.{part}"))
            for part in ("name", "institution", "signature", "reply", "upload")
        ),
    )
    return Section(key="end", title=frames.text("section.note"), blocks=blocks)


def _answer(kind: Kind, phrasing: Phrasing) -> Section:
    """Room for the answer; a patient's bears the case number alone, no name."""
    frames = phrasing.frames
    free = Blank(label=frames.text("answer.free"), lines=_ANSWER_LINES)
    blocks = (free,) if kind == "patient" else (Blank(label=frames.text("answer.name")), free)
    return Section(key="answer", title=frames.text("section.answer"), blocks=blocks)
