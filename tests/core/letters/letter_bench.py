"""Findings of every state for every requirement, and letters from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from huizhen.core.content import Pack, load_pack
from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.letters import letters_for
from huizhen.core.preparation.paper import Blank, Fixed, Items, Paper, Prose, Table
from huizhen.core.preparation.requirements.definition import (
    Cause,
    Effect,
    Item,
    Level,
    RequirementSet,
    Text,
)
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.requirements.outcome import STATE_OF
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactKey

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
SPECIALTIES = ("hpb", "gio", "hem", "spn", "tho", "nsg", "rar")
LANGUAGES = ("en", "de", "es", "fr", "ru")
AS_OF = PartialDate(year=2026, month=5, day=20)


@cache
def pack() -> Pack:
    """The product's pack of letters."""
    return load_pack("letters", [CONTENT])


@cache
def book() -> Letterbook:
    """The product's letters."""
    return Letterbook(pack())


@cache
def rules(specialty: str) -> RequirementSet:
    """The rules of a specialty with the common ones."""
    roots = [CONTENT / "specialties"]
    return requirement_set(load_pack(specialty, roots), load_pack("common", roots))


@cache
def every_item() -> dict[str, Item]:
    """Every requirement of all packs, by its id."""
    return {item.id: item for code in SPECIALTIES for item in rules(code).items}


def finding(
    requirement: str,
    cause: Cause = "missing",
    *,
    days: int | None = None,
    limit: int | None = None,
    effect: Effect = "block",
    level: Level = "M",
    keys: Sequence[str] = (),
    request: str = "",
) -> Finding:
    """A finding of a requirement of the packs."""
    item = every_item()[requirement]
    return Finding(
        requirement=requirement,
        name=Text(en=item.en, zh=item.zh),
        level=level,
        state=STATE_OF[cause],
        cause=cause,
        effect=effect,
        override_allowed=True,
        reason=Text(en="Jaundice of Mrs Secret (2026-01-02).", zh="机密"),
        request=Text(en=request or item.request.en, zh=item.request.zh),
        asks=item.asks,
        days=days,
        limit=limit,
        fact_keys=tuple(FactKey(key) for key in keys),
        pack="hpb",
        pack_version="2026.1",
        pack_review="nobody",
    )


def letters(
    findings: Sequence[Finding],
    specialty: str = "hpb",
    languages: Sequence[str] = (),
    case_number: str = "HZ-2026-0001",
    dates: dict[FactKey, PartialDate] | None = None,
) -> tuple[Paper, ...]:
    """The letters of the product's pack."""
    return letters_for(
        findings,
        specialty,
        AS_OF,
        languages,
        book(),
        rules=rules(specialty),
        dates=dates,
        case_number=case_number,
    )


def one(papers: Sequence[Paper], key: str) -> Paper:
    """The paper of that key."""
    return next(paper for paper in papers if paper.key == key)


def lines(paper: Paper) -> Iterator[str]:
    """Every text that a reader of the paper sees."""
    yield from (paper.title, paper.subtitle, *paper.summary, paper.footer)
    for section in paper.sections:
        yield section.title
        for block in section.blocks:
            if isinstance(block, Fixed):
                yield block.text
            elif isinstance(block, (Prose | Items, Blank)):
                yield block.label
            elif isinstance(block, Table):
                yield from (column.title for column in block.columns)
        yield from (statement.text for statement in section.statements)


def said(paper: Paper) -> str:
    """The whole paper as one text."""
    return "\n".join(lines(paper))


def asked(paper: Paper) -> list[str]:
    """The requirements that a letter asks for, in its order."""
    keys = (s.key.split(":") for section in paper.sections for s in section.statements)
    return [key[1] for key in keys if key[0] == "letter" and key[-1] == "ask"]
