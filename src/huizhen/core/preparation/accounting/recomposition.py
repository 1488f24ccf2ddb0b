"""Whether a dossier says what the composition makes of its facts with the loaded packs."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.paper import Section
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, Sex
from huizhen.core.records.value import Value

Composition = Literal["same", "differs", "other_version"]

_PARTICULARS: Final = "particulars"
_AGE: Final = re.compile(r"(约?)(\d{1,3})([岁月天])")


class Recomposed(Value):
    """A line that the dossier has and a composition of its facts has not, or the other way."""

    section: str
    statement: str
    text: str = ""
    """What the dossier has; '' when it lacks the line."""
    expected: str = ""
    """What the composition has; '' when it has no such line."""


def may_be_compared(dossier: Dossier, again: Dossier) -> bool:
    """Whether both are of one composer and the same packs; else they may well differ."""
    return dossier.composer == again.composer and dossier.packs == again.packs


def differences(dossier: Dossier, again: Dossier) -> tuple[Recomposed, ...]:
    """Lines that differ, in the dossier's order; a section that differs in words of its own alone
    is one line."""
    return tuple(_differences(dossier.sections, again.sections))


def printed_patient(dossier: Dossier, frames: Frames) -> Identity:
    """Sex and age as the dossier prints them: all of the patient that a package tells."""
    said = {
        statement.key.partition(":")[2]: statement.text
        for section in dossier.record
        if section.key == _PARTICULARS
        for statement in section.statements
        if statement.origin == "request"
    }
    sexes: dict[str, Sex] = {
        frames.text("particulars.female"): "female",
        frames.text("particulars.male"): "male",
    }
    return Identity(
        sex=sexes.get(said.get("sex", "")),
        birth_date=_born(said.get("age", ""), datetime.date.fromisoformat(dossier.as_of)),
    )


def _born(age: str, on: datetime.date) -> PartialDate | None:
    """A birth date with that age on that day."""
    found = _AGE.fullmatch(age)
    if found is None:
        return None
    count = int(found[2])
    if found[1]:
        return PartialDate(year=on.year - count) if found[3] == "岁" else None
    if found[3] == "天":
        return _of_day(on - datetime.timedelta(days=count))
    months = count * 12 if found[3] == "岁" else count
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return PartialDate(year=year, month=month + 1, day=1)


def _of_day(day: datetime.date) -> PartialDate:
    return PartialDate(year=day.year, month=day.month, day=day.day)


def _differences(before: Sequence[Section], after: Sequence[Section]) -> Iterator[Recomposed]:
    left, right = _by_place(before), _by_place(after)
    for place in [*left, *(place for place in right if place not in left)]:
        one, other = left.get(place), right.get(place)
        if one == other:
            continue
        lines = list(_lines(place[0], one, other))
        yield from lines or [
            Recomposed(
                section=place[0],
                statement="",
                text=one.title if one else "",
                expected=other.title if other else "",
            )
        ]


def _by_place(sections: Sequence[Section]) -> dict[tuple[str, int], Section]:
    """Sections by key; a front sheet's and the record's may share one."""
    result: dict[tuple[str, int], Section] = {}
    for section in sections:
        count = sum(key == section.key for key, _ in result)
        result[section.key, count] = section
    return result


def _lines(section: str, one: Section | None, other: Section | None) -> Iterator[Recomposed]:
    mine, theirs = _statements(one), _statements(other)
    for place in [*mine, *(place for place in theirs if place not in mine)]:
        have, made = mine.get(place), theirs.get(place)
        if have != made:
            yield Recomposed(
                section=section,
                statement=place[0],
                text=_told(have),
                expected=_told(made),
            )


def _statements(section: Section | None) -> dict[tuple[str, int], Statement]:
    result: dict[tuple[str, int], Statement] = {}
    seen: dict[str, int] = {}
    for statement in section.statements if section else ():
        count = seen.get(statement.key, 0)
        seen[statement.key] = count + 1
        result[statement.key, count] = statement
    return result


def _told(statement: Statement | None) -> str:
    """All that a person may see of a statement: where only its places differ, these too."""
    if statement is None:
        return ""
    places = " ".join(f"{place.source}:{place.quote}" for place in statement.places)
    shown = (statement.text, statement.original, *statement.marks, places)
    return " | ".join(part for part in shown if part)
