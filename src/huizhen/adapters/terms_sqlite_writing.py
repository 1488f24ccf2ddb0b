"""Writing an imported set: names are put in order by SQLite in a file, so that half a million of
them need no memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Final

from huizhen.core.language.imported.keys import MOST_LETTERS, code_key, name_key
from huizhen.core.language.imported.term import ImportedPack, ImportedTerm, Name

FORMAT: Final = 2
ROLES: Final = ("name", "synonym", "brand", "abbreviation")
_BATCH: Final = 5_000
_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE term (id INTEGER PRIMARY KEY, code TEXT, code_key TEXT, zh TEXT, kind TEXT, note TEXT);
CREATE TABLE name (key TEXT, term INTEGER, role INTEGER, language TEXT, text TEXT, within TEXT,
  PRIMARY KEY (key, term, role)) WITHOUT ROWID;
CREATE TABLE beginning (size INTEGER, key TEXT, PRIMARY KEY (size, key)) WITHOUT ROWID;
CREATE TABLE ending (size INTEGER, back TEXT, PRIMARY KEY (size, back)) WITHOUT ROWID;
CREATE TEMP TABLE loose (key TEXT, term INTEGER, role INTEGER, language TEXT, text TEXT);
"""
"""`within` lists the lengths at which a name's beginning is a name itself: where the longest match
in a text is looked for. `beginning` and `ending` have names by length: for misspellings."""
_SIZED: Final = """
INSERT INTO beginning SELECT DISTINCT length(key) AS size, key FROM name
  WHERE length(key) BETWEEN 3 AND {most} ORDER BY size, key;
INSERT INTO ending SELECT size, reversed(key) AS back FROM beginning ORDER BY size, back;
"""
_SETTINGS: Final = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA temp_store=FILE;
PRAGMA cache_size=-32000;
"""


def write_set(
    connection: sqlite3.Connection, pack: ImportedPack, terms: Iterable[ImportedTerm]
) -> ImportedPack:
    """Write a set into an empty database that nobody reads yet; the pack with its counts."""
    connection.executescript(_SETTINGS + _TABLES)
    count = _write_terms(connection, terms)
    connection.executemany(
        "INSERT OR IGNORE INTO name VALUES (?, ?, ?, ?, ?, ?)", _with_beginnings(connection)
    )
    connection.create_function("reversed", 1, lambda text: text[::-1], deterministic=True)
    connection.executescript(_SIZED.format(most=MOST_LETTERS))
    connection.execute("CREATE INDEX term_code ON term (code_key)")
    (named,) = connection.execute("SELECT COUNT(*) FROM name").fetchone()
    counted = pack.replaced(terms=count, names=named)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [("format", str(FORMAT)), ("pack", counted.model_dump_json())],
    )
    connection.commit()
    return counted


def _write_terms(connection: sqlite3.Connection, terms: Iterable[ImportedTerm]) -> int:
    count = 0
    rows: list[tuple[Any, ...]] = []
    names: list[tuple[Any, ...]] = []
    for count, term in enumerate(terms, 1):
        rows.append((count, term.code, code_key(term.code), term.zh, term.kind, term.note))
        names.extend(_name_rows(count, term))
        if len(rows) >= _BATCH:
            _flush(connection, rows, names)
    _flush(connection, rows, names)
    return count


def _flush(
    connection: sqlite3.Connection, rows: list[tuple[Any, ...]], names: list[tuple[Any, ...]]
) -> None:
    connection.executemany("INSERT INTO term VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO loose VALUES (?, ?, ?, ?, ?)", names)
    rows.clear()
    names.clear()


def _name_rows(number: int, term: ImportedTerm) -> Iterator[tuple[Any, ...]]:
    for name in (Name(term.zh, "name", "zh"), *term.names):
        key = name_key(name.text)
        if key:
            shown = None if key == name.text else name.text
            yield key, number, ROLES.index(name.role), name.language, shown


def _with_beginnings(connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    """Names in order, each with the lengths of the names that it begins with."""
    open_names: list[str] = []
    for row in connection.execute(
        "SELECT key, term, role, language, text FROM loose ORDER BY key, term, role"
    ):
        key = row[0]
        while open_names and not key.startswith(open_names[-1]):
            open_names.pop()
        if not open_names or open_names[-1] != key:
            open_names.append(key)
        within = " ".join(str(len(one)) for one in open_names[:-1])
        yield (*row, within or None)
