"""The letter that tells a patient whether an opinion would help; an honest no has its reasons."""

from __future__ import annotations

import datetime
from typing import Final

from huizhen.core.assessment.fit import FitBook, FitDecision
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.letters.book import ENGLISH
from huizhen.core.preparation.paper import Blank, Block, Fixed, Items, Paper, Prose, Section
from huizhen.core.preparation.statement import Statement

_TOLD: Final = {"yes": ("S", "P", "I"), "no": ("N", "X"), "unsure": ("I",)}
"""The classes of reasons that a patient reads; the others are for the clinician."""


def fit_letter(
    decision: FitDecision,
    language: str,
    book: FitBook,
    created_on: datetime.date,
    case_number: str = "",
) -> Paper:
    """The letter of a decision, in English where the pack has not that language."""
    known = f"letter_{language}.json" in book.pack.files
    used = language if known else ENGLISH
    frames = Frames(book.pack, f"letter_{used}.json")
    return Paper(
        key=f"letter_fit_{decision.fit}_{used}",
        title=frames.text(f"{decision.fit}.title"),
        language=used,
        created_on=created_on.isoformat(),
        sections=(
            _head(decision, frames, created_on, case_number),
            _reasons(decision, frames, book, used),
            _end(decision, frames),
        ),
        footer=_footer(frames),
    )


def needs_call(decision: FitDecision, book: FitBook) -> bool:
    """Whether a clinician calls the patient before the letter may go out."""
    return any(book.reasons[code].needs_call for code in decision.reasons)


def _head(
    decision: FitDecision, frames: Frames, created_on: datetime.date, case_number: str
) -> Section:
    number: Block = Blank(label=frames.text("case"))
    if case_number:
        stated = Statement(key="letter:case", text=case_number, origin="request")
        number = Prose(label=frames.text("case"), statements=(stated,))
    day = Statement(key="letter:date", text=created_on.isoformat(), origin="request")
    department = frames.text(f"department.{decision.specialty}")
    blocks = (
        number,
        Prose(label=frames.text("date"), statements=(day,)),
        Fixed(text=frames.text("salutation")),
        Fixed(text=frames.fill(f"{decision.fit}.intro", department=department)),
    )
    return Section(key="head", title="", blocks=blocks)


def _reasons(decision: FitDecision, frames: Frames, book: FitBook, language: str) -> Section:
    told = tuple(
        Statement(key=f"letter:{code}", text=reason.for_patient(language), origin="content")
        for code in decision.reasons
        for reason in (book.reasons[code],)
        if reason.class_ in _TOLD[decision.fit]
    )
    label = frames.text(f"{decision.fit}.reasons")
    return Section(key="reasons", title="", blocks=(Items(label=label, statements=told),))


def _end(decision: FitDecision, frames: Frames) -> Section:
    by = Statement(key="letter:by", text=decision.by, origin="request")
    blocks = (
        Fixed(text=frames.text(f"{decision.fit}.next")),
        Fixed(text=frames.text("emergency")),
        Fixed(text=frames.text("regards")),
        Prose(label=frames.text("decided_by"), statements=(by,)),
        Blank(label=frames.text("signature")),
    )
    return Section(key="end", title="", blocks=blocks)


def _footer(frames: Frames) -> str:
    packs = f"{frames.stamp.id} {frames.stamp.version}"
    if not frames.stamp.is_reviewed:
        packs = f"{packs} ({frames.text('unreviewed')})"
    return frames.fill("footer", packs=packs)
