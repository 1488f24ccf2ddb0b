"""The rows of the shipped lexicon with source and status, found by code, name and misspelling.

Composing reads the lexicon itself (`terms.Lexicon`); this is for people who look a term up, and
what it finds by a misspelling is a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final, Literal, cast

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError
from huizhen.core.language.imported.keys import (
    SortedKeys,
    code_key,
    name_key,
)
from huizhen.core.language.imported.term import FoundTerm, Name, TermInText
from huizhen.core.language.term_index import TermIndex
from huizhen.core.records.value import Value

RowStatus = Literal["approved", "attested", "unverified"]
_STATUSES: Final = ("approved", "attested", "unverified")


class TermRow(Value):
    """One row of the lexicon: where it stands, what it says, and what that rests on."""

    file: str
    line: int
    kind: str
    zh: str
    names: tuple[Name, ...]
    """In the order of the row; its own name first."""
    code: str = ""
    system: str = ""
    status: RowStatus
    source: str


class _Table(Value):
    """How a file of the lexicon is read."""

    file: str
    kind: str
    name: str
    synonyms: str
    abbreviations: str
    further_zh: str
    languages: str
    code: str
    system: str
    status: RowStatus
    source: str


def term_rows(terms: Pack, tables: Pack) -> Iterator[TermRow]:
    """Every row of the lexicon's tables; ContentError for a table that `shipped.tsv` lacks."""
    told = {row["file"]: _Table.model_validate(row) for row in tables.rows("shipped.tsv")}
    for file in sorted(terms.files):
        if not file.endswith(".tsv"):
            continue
        if file not in told:
            raise ContentError(
                "content_missing",
                f"Nothing says what the rows of terms/{file} rest on.",
                "Add a line for it to imports/shipped.tsv: source and status.",
            )
        for line, row in enumerate(terms.rows(file), 2):
            yield _row(told[file], line, row)


def _row(table: _Table, line: int, row: Mapping[str, str]) -> TermRow:
    status = row.get("status", "")
    code = row.get(table.code, "") if table.code else ""
    return TermRow(
        file=table.file,
        line=line,
        kind=table.kind,
        zh=row.get("zh", row.get("cn", "")),
        names=tuple(_names(table, row)),
        code=code,
        system=table.system if code else "",
        status=cast("RowStatus", status if status in _STATUSES else table.status),
        source=row.get("source", "") or table.source,
    )


def _names(table: _Table, row: Mapping[str, str]) -> Iterator[Name]:
    if table.name:
        for number, text in enumerate(row.get(table.name, "").split(";")):
            if text.strip():
                yield Name(text.strip(), "synonym" if number else "name", "en")
    for columns, role, language in (
        (table.abbreviations, "abbreviation", ""),
        (table.synonyms, "synonym", ""),
        (table.further_zh, "synonym", "zh"),
    ):
        for column in filter(None, columns.split(";")):
            for text in filter(None, map(str.strip, row.get(column, "").split(";"))):
                yield Name(text, cast("Literal['synonym', 'abbreviation']", role), language)
    for language in filter(None, table.languages.split(";")):
        for text in filter(None, map(str.strip, row.get(language, "").split(";"))):
            yield Name(text, "name", language)


class ShippedTerms:
    """The shipped rows, looked up."""

    def __init__(self, terms: Pack, tables: Pack) -> None:
        self._stamp = terms.stamp
        self.rows = tuple(row for row in term_rows(terms, tables) if row.kind and row.zh)
        self._by_name: dict[str, list[tuple[TermRow, Name]]] = {}
        self._by_code: dict[str, list[TermRow]] = {}
        for row in self.rows:
            for name in (Name(row.zh, "name", "zh"), *row.names):
                self._by_name.setdefault(name_key(name.text), []).append((row, name))
            if row.code:
                self._by_code.setdefault(code_key(row.code), []).append(row)
        self._by_name.pop("", None)
        self._keys = SortedKeys(self._by_name)
        self._in_text: TermIndex[str] | None = None

    def by_code(self, code: str, system: str = "") -> tuple[FoundTerm, ...]:
        """The rows of a code; a code is no unique key."""
        rows = self._by_code.get(code_key(code), [])
        return tuple(self._found(row) for row in rows if not system or row.system == system)

    def by_name(self, name: str, language: str = "") -> tuple[FoundTerm, ...]:
        """The rows that have exactly this name, evened out, in any role."""
        return self._of(name_key(name), language)

    def _of(self, key: str, language: str = "", distance: int = 0) -> tuple[FoundTerm, ...]:
        return tuple(
            self._found(row, name, distance)
            for row, name in self._by_name.get(key, ())
            if not language or name.language == language
        )

    def beginning(self, prefix: str, most: int = 20) -> tuple[FoundTerm, ...]:
        """The rows of which a name begins so, in the order of the names."""
        key = name_key(prefix)
        keys = islice(self._keys.beginning(key), most) if key else ()
        return tuple(term for one in keys for term in self._of(one))[:most]

    def near(self, name: str, most: int = 10) -> tuple[FoundTerm, ...]:
        """The rows whose name differs by a slip of the pen, the nearest first: proposals alone."""
        near = self._keys.near(name_key(name))
        return tuple(term for number, one in near for term in self._of(one, "", number))[:most]

    def in_text(self, text: str) -> tuple[TermInText, ...]:
        """The longest names that stand in a text, none inside another; no segmenter is needed."""
        if self._in_text is None:
            self._in_text = TermIndex(
                (name.text, key) for key, named in self._by_name.items() for _, name in named
            )
        return tuple(
            TermInText(match.start, match.end, self._of(match.payload))
            for match in self._in_text.matches(text)
        )

    def _found(self, row: TermRow, name: Name | None = None, distance: int = 0) -> FoundTerm:
        return FoundTerm(
            pack=self._stamp.id,
            version=self._stamp.version,
            code=row.code,
            system=row.system,
            kind=row.kind,
            zh=row.zh,
            name=name.text if name else "",
            role=name.role if name else "",
            language=name.language if name else "",
            status=row.status,
            source=f"{row.file}:{row.line}; {row.source}",
            distance=distance,
        )


def nearest_first(terms: Iterable[FoundTerm]) -> list[FoundTerm]:
    """Found terms: exact before proposals, approved and attested before unverified."""
    rank = {status: number for number, status in enumerate(_STATUSES)}
    return sorted(terms, key=lambda term: (term.distance, rank.get(term.status, len(rank))))
