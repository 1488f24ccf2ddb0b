"""What preparation lets out in two languages: the dossier with its questions, and letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huizhen.core.language.detect import language_of
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.papers import questions_of
from huizhen.core.preparation.plain_facts import plain_words
from huizhen.core.preparation.statement import Statement
from huizhen.core.records.fact import Fact, FactKey
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.language.checking import READ, Kind, LanguagePair
from huizhen.ground.language.queries import Leaving, checked_now, leaving_run
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import (
    current_version,
    dossier_of,
    facts_of,
    inventory_of,
)
from huizhen.journey.preparation.models import LetterRow
from huizhen.journey.preparation.queries import (
    dossier_about,
    editable_statements,
    key_hash,
)
from huizhen.journey.preparation.words import KINDS

_IN_LETTERS: Final = ("numbers", "unit", "laterality", "segment", "level", "drug")
_COMPUTED: Final = "scores:"
"""Keys of statements that are worked out from facts, and accounted for where they are."""


def leaving(case: Case) -> Iterator[Leaving]:
    """The newest dossier, and letters that are not sent yet."""
    version = current_version(case)
    if version is not None and version.dossier_hash:
        title = _("The dossier, version %(number)s") % {"number": version.number}
        yield leaving_run(case, dossier_about(version), title, reverse("dossier", args=[case.pk]))
    for row in case_rows(case, LetterRow).filter(state="drafted").order_by("drafted_at"):
        address = reverse("letter", args=[case.pk, row.pk])
        title = _("Letter: %(kind)s") % {"kind": KINDS[row.kind]}
        found = checked_now(case, letter_pairs(case, row))
        yield Leaving(f"letter:{row.pk}", title, found, address=address)


def dossier_pairs(case: Case, key: str) -> Iterable[LanguagePair] | None:
    """The pairs of the version of that id; None where it is gone or has no dossier."""
    version = case_rows(case, PackageVersion).filter(pk=UUID(key)).first()
    if version is None or not version.dossier_hash:
        return None
    read = {one for entry in inventory_of(case, version) for one in entry.language.split(",")}
    known = Known({fact.fact_key: fact for fact in facts_of(case, version)}, frozenset(read))
    return pairs_in(case, dossier_of(case, version), known)


@dataclass(frozen=True)
class Known:
    """What a dossier was composed of."""

    facts: Mapping[FactKey, Fact]
    languages: frozenset[str]
    """Of the records."""


def pairs_in(case: Case, dossier: Dossier, known: Known) -> Iterator[LanguagePair]:
    """Questions in a named person's words, edited statements, and composed ones: each once.

    What a person worded is a translation and is compared whole. A composed statement is condensed
    from its facts and longer quotes: what it leaves out is no difference."""
    address = reverse("questions", args=[case.pk])
    for question in questions_of(dossier):
        if question.entry is not None:
            yield _worded("question", question, known, address)
    told: set[tuple[str, str]] = set()
    for statement in editable_statements(dossier):
        address = reverse("statement", args=[case.pk, key_hash(statement.key)])
        if statement.entry is None and statement.key.startswith(_COMPUTED):
            continue
        pair = _of_facts(statement, known, address)
        has_original = statement.entry is not None and bool(statement.original.strip())
        if has_original and _language(statement.original, known) in READ:
            pair = _worded("statement", statement, known, address)
        if pair.source.strip() and (pair.source, pair.target) not in told:
            told.add((pair.source, pair.target))
            yield pair


def _worded(kind: Kind, statement: Statement, known: Known, address: str) -> LanguagePair:
    return LanguagePair(
        kind=kind,
        source=statement.original,
        target=statement.text,
        source_language=_language(statement.original, known),
        target_language="zh",
        place=statement.about,
        address=address,
    )


def _of_facts(statement: Statement, known: Known, address: str) -> LanguagePair:
    """A statement against its facts and quotes. One in a person's words has all checks, one that
    was composed those that can be told of it."""
    facts = [known.facts[key] for key in statement.fact_keys if key in known.facts]
    quotes = [place.quote for place in statement.places]
    lines = dict.fromkeys([*map(plain_words, facts), statement.original, *quotes])
    return LanguagePair(
        kind="statement",
        source="\n".join(filter(None, lines)),
        target=statement.text,
        source_language="en",
        target_language="zh",
        is_condensed=True,
        is_composed=statement.entry is None,
        place=statement.about,
        address=address,
    )


def _language(text: str, known: Known) -> str:
    """The text's language. A short one is easily taken for a language of which there is no record:
    then it is read as English, for of another language little can be compared."""
    found = language_of(text)
    return found if found in known.languages | {"zh"} else "en"


def letter_pairs(case: Case, row: LetterRow) -> list[LanguagePair]:
    """What a letter asks, in English and as the Chinese dossier names it. Both are fixed words of
    a content pack and no translation of each other: what both name is compared."""
    address = reverse("letter", args=[case.pk, row.pk])
    return [
        LanguagePair(
            kind="letter",
            source=_asked(item, "en"),
            target=_asked(item, "zh"),
            source_language="en",
            target_language="zh",
            codes=_IN_LETTERS,
            place=item["requirement"],
            address=address,
        )
        for item in case.unseal_json(row.sealed)["items"]
    ]


def _asked(item: dict[str, Any], language: str) -> str:
    return f"{item['name'][language]}\n{item['request'][language]}"
