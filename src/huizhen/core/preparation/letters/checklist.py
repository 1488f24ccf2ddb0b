"""A checklist per specialty for patients before they send anything, in plain words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.paper import Block, Column, Fixed, Paper, Row, Section, Table
from huizhen.core.preparation.statement import Statement

_COMMON: Final = "checklist.json"
_BOX: Final = "□"
_CROSS: Final = "×"
_BOX_SHARE: Final = 0.05


def checklist_languages(pack: Pack) -> tuple[str, ...]:
    """The languages that checklists are written in."""
    return tuple(pack.parsed(_COMMON))


def checklist_specialties(pack: Pack) -> tuple[str, ...]:
    """The specialties that have a checklist."""
    names = (file.removesuffix(".json") for file in sorted(pack.files))
    return tuple(n.removeprefix("checklist_") for n in names if n.startswith("checklist_"))


def checklist(specialty: str, language: str, pack: Pack, created_on: datetime.date) -> Paper:
    """What a patient collects for a specialty, in what form, and what not to do.

    `created_on` is the day printed nowhere but in the file; ContentError when the pack has not
    that specialty or language.
    """
    words = _of(pack, _COMMON, language)
    special = _of(pack, f"checklist_{specialty}.json", language)
    return Paper(
        key=f"letter_checklist_{specialty}_{language}",
        title=words["title"],
        language=language,
        created_on=created_on.isoformat(),
        summary=(words["subtitle"].format(department=words["department"][specialty]),),
        sections=(
            Section(key="intro", title="", blocks=(Fixed(text=words["intro"]),)),
            _emergency(words, special["signs"]),
            _ticked("collect", words["collect_title"], words["collect"], _BOX),
            _ticked("special", words["special_title"], special["collect"], _BOX),
            _ticked("form", words["form_title"], words["form"], _BOX),
            _ticked("dont", words["dont_title"], words["dont"], _CROSS),
        ),
        footer=_footer(words, pack),
    )


def _of(pack: Pack, file: str, language: str) -> Mapping[str, Any]:
    data = pack.parsed(file)
    if language not in data:
        raise ContentError(
            "content_missing",
            f"The file {pack.stamp.id}/{file} has no words in {language}.",
            f"Choose one of: {', '.join(sorted(data))}; or add the language to the file.",
        )
    words: Mapping[str, Any] = data[language]
    return words


def _ticked(key: str, title: str, lines: Sequence[str], sign: str) -> Section:
    rows = tuple(
        Row(
            cells=(
                Statement(key=f"{key}:{number}:sign", text=sign, origin="content"),
                Statement(key=f"{key}:{number}", text=line, origin="content"),
            )
        )
        for number, line in enumerate(lines, 1)
    )
    columns = (Column(title="", share=_BOX_SHARE), Column(title=title, share=1 - _BOX_SHARE))
    return Section(key=key, title="", blocks=(Table(columns=columns, rows=rows),))


def _emergency(words: Mapping[str, Any], signs: str) -> Section:
    blocks: tuple[Block, ...] = (
        Fixed(text=words["emergency"]),
        Fixed(text=words["signs"].format(signs=signs)),
    )
    return Section(key="emergency", title=words["emergency_title"], blocks=blocks)


def _footer(words: Mapping[str, Any], pack: Pack) -> str:
    packs = f"{pack.stamp.id} {pack.stamp.version}"
    if not pack.stamp.is_reviewed:
        packs = f"{packs} ({words['unreviewed']})"
    return str(words["footer"].format(packs=packs))
