"""Terms that a site's medical editors have settled: printed wherever their original stands.

They lie over the product's terms as `settled_terms.tsv`, with `settled.json` naming their version;
looking up what a fact is about goes by the product's own rows alone, so that a new wording never
changes which requirement a fact meets.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.language.term import Term, is_ambiguous, normalised
from huizhen.core.records.value import Value

ROWS: Final = "settled_terms.tsv"
MANIFEST: Final = "settled.json"
PACK_ID: Final = "site-terms"
COLUMNS: Final = ("kind", "original", "zh", "source", "version")


class SettledRow(Value):
    """One settled term: the kind of fact, what the records say, and how it is printed."""

    kind: str
    original: str
    zh: str
    source: str
    version: str
    """The version of the site's terms since which it holds."""


class SettledTerms:
    """The settled terms of a terms pack; none where the site has settled none. An abbreviation of
    several meanings is settled in the statement of its case, never for all of them."""

    def __init__(self, pack: Pack) -> None:
        rows = pack.rows(ROWS) if ROWS in pack.files else []
        self._terms = {
            settled_key(row["kind"], row["original"]): Term(
                zh=row["zh"], en=row["original"], status="approved"
            )
            for row in rows
            if not is_ambiguous(row["original"])
        }
        self.stamp = _stamp(pack) if rows else None

    def find(self, kind: str, original: str) -> Term | None:
        """The settled term of a name in facts of that kind."""
        return self._terms.get(settled_key(kind, original)) if self._terms else None

    def over(self, kind: str, original: str, known: Term | None) -> Term | None:
        """The settled wording of what is known, else what is known."""
        settled = self.find(kind, original)
        if settled is None or known is None:
            return settled or known
        return known.replaced(zh=settled.zh, status=settled.status)

    def said_in(
        self, kind: str, zh: str, untranslated: Iterable[str]
    ) -> tuple[str, tuple[str, ...]]:
        """A Chinese phrase with its settled words put in, and what still stands in the original."""
        still_open: list[str] = []
        for words in untranslated:
            settled = self.find(kind, words)
            if settled is not None and words in zh:
                zh = zh.replace(words, settled.zh, 1)
            else:
                still_open.append(words)
        return zh, tuple(still_open)


def settled_key(kind: str, original: str) -> tuple[str, str]:
    """What makes two open names one: the kind of fact, and the name evened out."""
    return kind, normalised(original)


def settled_files(rows: Iterable[SettledRow], version: str) -> Mapping[str, str]:
    """The files that lie over the product's terms, by name; the same rows give the same bytes."""
    lines = ["\t".join(COLUMNS)]
    ordered = sorted(rows, key=lambda row: (row.kind, normalised(row.original)))
    lines += ["\t".join(_cell(getattr(row, name)) for name in COLUMNS) for row in ordered]
    manifest = {"id": PACK_ID, "version": version}
    return {ROWS: "\n".join(lines) + "\n", MANIFEST: json.dumps(manifest) + "\n"}


def _cell(text: str) -> str:
    """A text on one line of a table whose cells are never quoted."""
    return " ".join(text.split())


def _stamp(pack: Pack) -> PackStamp:
    """What dossiers name of the site's own terms."""
    told = pack.parsed(MANIFEST)
    version = told.get("version") if isinstance(told, dict) else None
    if not isinstance(version, str):
        raise ContentError(
            "content_malformed",
            f"{MANIFEST} beside {ROWS} does not say which version of the site's terms it is.",
            'It is one object: {"id": "site-terms", "version": "2026.1"}.',
        )
    digest = hashlib.sha256(pack.files[ROWS].encode()).hexdigest()
    return PackStamp(id=PACK_ID, version=version, sha256=digest)
