"""Imported terminologies on disk: one SQLite file a set, read with a small cache.

A set is written beside its place and moved there whole, so that a stopped import leaves nothing;
readers open it read-only.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from huizhen.adapters.terms_sqlite_writing import FORMAT, ROLES, write_set
from huizhen.core.errors import PackageError
from huizhen.core.language.imported.keys import (
    MOST_LETTERS,
    code_key,
    errors_allowed,
    errors_between,
    folded_with_map,
    is_border,
    name_key,
    pieces,
)
from huizhen.core.language.imported.term import (
    FoundTerm,
    ImportedPack,
    ImportedTerm,
    Name,
    TermInText,
)

_SUFFIX: Final = ".terms"
_AFTER: Final = "\U0010ffff"
_MOST_CANDIDATES: Final = 20_000
_BEGINNING: Final = (
    "SELECT key FROM beginning WHERE size = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"
)
_ENDING: Final = (
    "SELECT back FROM ending WHERE size = ? AND back >= ? AND back < ? ORDER BY back LIMIT ?"
)
_FOUND: Final = (
    "SELECT term.code, term.kind, term.zh, name.key, name.role, name.language, name.text "
    "FROM name JOIN term ON term.id = name.term "
)


class SqliteTerms:
    """The imported sets of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[Path, tuple[int, sqlite3.Connection, ImportedPack]] = {}

    def packs(self) -> tuple[ImportedPack, ...]:
        """What was imported, by id."""
        return tuple(pack for _, pack in self._each())

    def keep(self, pack: ImportedPack, terms: Iterable[ImportedTerm]) -> ImportedPack:
        """Write a set in place of one of the same id; the pack with its counts."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._path(pack.id)
        draft = target.with_name(f".{target.name}.part")  # a backup passes it over
        draft.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(draft)) as connection:
                counted = write_set(connection, pack, terms)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        return counted

    def remove(self, pack_id: str) -> bool:
        """Take a set away; whether it was there."""
        path = self._path(pack_id)
        self._forget(path)
        there = path.exists()
        path.unlink(missing_ok=True)
        return there

    def by_code(self, code: str, system: str = "") -> tuple[FoundTerm, ...]:
        """The terms of a code."""
        found: list[FoundTerm] = []
        for connection, pack in self._each():
            if system and pack.system != system:
                continue
            rows = connection.execute(
                "SELECT code, kind, zh FROM term WHERE code_key = ? ORDER BY id LIMIT 50",
                (code_key(code),),
            )
            found += [_of(pack, code=row[0], kind=row[1], zh=row[2]) for row in rows]
        return tuple(found)

    def by_name(self, name: str, language: str = "") -> tuple[FoundTerm, ...]:
        """The terms that have exactly this name, evened out, in any role."""
        where, told = "WHERE name.key = ?", [name_key(name)]
        if language:
            where, told = f"{where} AND name.language = ?", [*told, language]
        return self._found(f"{where} LIMIT 50", told)

    def beginning(self, prefix: str, most: int = 20) -> tuple[FoundTerm, ...]:
        """The terms of which a name begins so, in the order of the names."""
        key = name_key(prefix)
        if not key:
            return ()
        where = "WHERE name.key >= ? AND name.key < ? ORDER BY name.key LIMIT ?"
        return self._found(where, [key, key + _AFTER, most])[:most]

    def near(self, name: str, most: int = 10) -> tuple[FoundTerm, ...]:
        """The terms whose name differs by a slip of the pen, the nearest first: proposals alone."""
        key = name_key(name)
        found: list[FoundTerm] = []
        for connection, pack in self._each():
            for distance, one in _near_keys(connection, key)[:most]:
                for row in connection.execute(f"{_FOUND} WHERE name.key = ? LIMIT 5", (one,)):
                    found.append(_of_row(pack, row).replaced(distance=distance))
        return tuple(sorted(found, key=lambda term: (term.distance, term.name))[:most])

    def in_text(self, text: str) -> tuple[TermInText, ...]:
        """The longest names that stand in a text, left to right, none inside another."""
        folded, origin = folded_with_map(text)
        places: dict[tuple[int, int], list[FoundTerm]] = {}
        for connection, pack in self._each():
            for start, end, key in _longest_matches(connection, folded):
                rows = connection.execute(f"{_FOUND} WHERE name.key = ? LIMIT 5", (key,))
                place = (origin[start], origin[end - 1] + 1)
                places.setdefault(place, []).extend(_of_row(pack, row) for row in rows)
        return tuple(_apart(places))

    def terms(self, pack_id: str) -> Iterator[ImportedTerm]:
        """Every term of a set, in the order of its file."""
        for connection, pack in self._each():
            if pack.id == pack_id:
                yield from _all_terms(connection)

    def _found(self, where: str, told: list[Any]) -> tuple[FoundTerm, ...]:
        return tuple(
            _of_row(pack, row)
            for connection, pack in self._each()
            for row in connection.execute(_FOUND + where, told)
        )

    def _path(self, pack_id: str) -> Path:
        return self._folder / f"{pack_id}{_SUFFIX}"

    def _each(self) -> Iterator[tuple[sqlite3.Connection, ImportedPack]]:
        """Open sets by id; one that was imported anew is opened anew."""
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            stamp = path.stat().st_mtime_ns
            held = self._open.get(path)
            if held is None or held[0] != stamp:
                self._forget(path)
                held = (stamp, *_opened(path))
                self._open[path] = held
            yield held[1], held[2]

    def _forget(self, path: Path) -> None:
        self._open.pop(path, None)  # whoever still reads from it keeps it until done

    def close(self) -> None:
        """Close every file."""
        for _, connection, _pack in self._open.values():
            connection.close()
        self._open.clear()


def _opened(path: Path) -> tuple[sqlite3.Connection, ImportedPack]:
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        connection.execute("PRAGMA cache_size=-4000")
        told = dict(connection.execute("SELECT name, value FROM meta"))
        if told.get("format") != str(FORMAT):
            raise ValueError(told.get("format"))
        return connection, ImportedPack.model_validate(json.loads(told["pack"]))
    except (sqlite3.DatabaseError, ValueError, KeyError) as error:
        raise PackageError(
            "terms_damaged",
            f"The imported terms {path.name} cannot be opened.",
            "Import the file again with 'huizhen terms import'.",
        ) from error


def _of(pack: ImportedPack, **fields: Any) -> FoundTerm:
    return FoundTerm(
        pack=pack.id, version=pack.version, system=pack.system, source=pack.source, **fields
    )


def _of_row(pack: ImportedPack, row: tuple[Any, ...]) -> FoundTerm:
    code, kind, zh, key, role, language, text = row
    return _of(
        pack,
        code=code,
        kind=kind,
        zh=zh,
        name=text or key,
        role=ROLES[role],
        language=language,
    )


def _near_keys(connection: sqlite3.Connection, key: str) -> list[tuple[int, str]]:
    """Keys that differ by as few errors as there are any; nearest first."""
    for errors in range(1, errors_allowed(key) + 1):
        first, last = pieces(key, errors)
        sizes = range(len(key) - errors, len(key) + errors + 1)
        ends = _sized(connection, _ENDING, last[::-1], sizes)
        tried = {*_sized(connection, _BEGINNING, first, sizes), *(one[::-1] for one in ends)}
        found = [(n, one) for one in tried if (n := errors_between(key, one, errors))]
        if found:
            return sorted(found)
    return []


def _sized(
    connection: sqlite3.Connection, query: str, first: str, sizes: Iterable[int]
) -> Iterator[str]:
    """Keys of these lengths which begin, or backwards begin, with a piece."""
    for size in sizes:
        rows = connection.execute(query, (size, first, first + _AFTER, _MOST_CANDIDATES))
        yield from (row[0] for row in rows)


def _longest_matches(connection: sqlite3.Connection, folded: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    while at < len(folded):
        key = _longest_at(connection, folded, at) if is_border(folded, at) else ""
        if key:
            yield at, at + len(key), key
        at += len(key) or 1


def _longest_at(connection: sqlite3.Connection, folded: str, at: int) -> str:
    """The longest name that begins there and ends at a border; '' for none.

    Every name that begins the text begins the greatest name not above it, too, and that one's row
    tells which do."""
    asked = folded[at : at + MOST_LETTERS]
    row = connection.execute(
        "SELECT key, within FROM name WHERE key <= ? ORDER BY key DESC LIMIT 1", (asked,)
    ).fetchone()
    if row is None:
        return ""
    key, within = row
    sizes = (len(key), *(int(size) for size in reversed((within or "").split())))
    for size in sizes:
        if size > 1 and asked.startswith(key[:size]) and is_border(folded, at + size):
            return str(key[:size])
    return ""


def _apart(places: dict[tuple[int, int], list[FoundTerm]]) -> Iterator[TermInText]:
    """Of matches of several sets the longest at each place, none inside another."""
    free = 0
    for (start, end), terms in sorted(places.items(), key=lambda one: (one[0][0], -one[0][1])):
        if start >= free:
            free = end
            yield TermInText(start, end, tuple(terms))


def _all_terms(connection: sqlite3.Connection) -> Iterator[ImportedTerm]:
    named: dict[int, list[Name]] = {}
    rows = connection.execute("SELECT term, role, language, COALESCE(text, key) FROM name")
    for number, role, language, text in rows:
        named.setdefault(number, []).append(Name(text, ROLES[role], language))
    for number, code, zh, kind, note in connection.execute(
        "SELECT id, code, zh, kind, note FROM term ORDER BY id"
    ):
        names = tuple(name for name in named.get(number, []) if name.text != zh)
        yield ImportedTerm(code, zh, names, kind, note)
