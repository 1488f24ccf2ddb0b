"""The checks of the core, set up once for this site: what differs in a pair of texts.

A short text is checked where it is asked for and kept in memory; a whole dossier is checked by a
job (`runs`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from huizhen import __version__
from huizhen.core.errors import HuizhenError
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.settled import SettledNames
from huizhen.core.records.value import Value, content_hash
from huizhen.ground.content import pack
from huizhen.ground.files.keyring import search_token

FAILED: Final = "check.failed"
"""A check broke on a pair: nobody knows what differs."""
READ: Final = frozenset({"en", "zh"})
"""The languages that the checks read; of a text in another one only figures are compared."""
_OF_ANY_LANGUAGE: Final = ("numbers", FAILED)
COMPOSED: Final = frozenset(
    {"laterality", "liver_segments", "spinal_levels", "lymph_nodes", "stages", "drugs"}
)
"""Modules of the checks that a composed statement is compared by. Its figures, dates and denials
come from fields of facts, some computed: each word of them is accounted for by the core."""

Kind = Literal["statement", "question", "letter", "part", "point"]


class LanguagePair(Value):
    """Something that leaves, in the two languages in which it stands."""

    kind: Kind
    source: str
    target: str
    source_language: str
    target_language: str
    is_condensed: bool = False
    """The target need not say all that the source says."""
    is_composed: bool = False
    """The target was composed by the product from fields of facts (`COMPOSED`)."""
    codes: tuple[str, ...] = ()
    """Beginnings of the codes that can be told of such a pair, where not all can: it is no
    translation, and only what both sides name is compared."""
    place: str = ""
    """Which one of its kind, for people: a number or a heading of its own."""
    address: str = ""
    """The page on which its words are corrected."""


def differences(pair: LanguagePair, settled: SettledNames | None = None) -> tuple[Difference, ...]:
    """What differs, the blocking first; nothing where this site cannot check. With the site's
    settled names, what says one of them otherwise is advised; composed texts have them anyway."""
    texts = pair.source, pair.target, pair.source_language, pair.target_language
    found = _found(*texts, pair.is_composed)
    if settled is not None and not pair.is_composed and not pair.codes:
        found = (*found, *settled(Pair.of(*texts)))
    if pair.codes:
        return tuple(
            one for one in found if one.code.startswith(pair.codes) and one.source and one.target
        )
    if pair.is_condensed:
        return tuple(one for one in found if one.target is not None or one.code == FAILED)
    return found


@lru_cache(maxsize=4096)
def _found(
    source: str, target: str, source_language: str, target_language: str, is_composed: bool
) -> tuple[Difference, ...]:
    checker = _checker(is_composed=is_composed)
    if checker is None or not source.strip() or not target.strip():
        return ()
    pair = Pair.of(source, target, source_language, target_language)
    try:
        found = checker(pair)
    except Exception:  # noqa: BLE001 - what could not be compared does not leave unseen
        return (Difference(code=FAILED, effect="block"),)
    if {pair.source.language, pair.target.language} <= READ:
        return tuple(found)
    return tuple(one for one in found if one.code.startswith(_OF_ANY_LANGUAGE))


@lru_cache(maxsize=1)
def _packs() -> Packs:
    return Packs(checks=pack("checks"), terms=pack("terms"))


@lru_cache(maxsize=2)
def _checker(*, is_composed: bool) -> Checker | None:
    chosen = [
        build
        for build in BUILTIN
        if not is_composed or build.__module__.rpartition(".")[2] in COMPOSED
    ]
    try:
        return Checker(_packs(), chosen)
    except HuizhenError:
        return None


def is_available() -> bool:
    """Whether this site can check; where it cannot, nothing leaves."""
    return _checker(is_composed=False) is not None


@lru_cache(maxsize=1)
def stamp() -> str:
    """What the findings depend on beside the texts."""
    packs = [pack(name).stamp.model_dump(mode="json") for name in ("checks", "terms")]
    return content_hash({"product": __version__, "packs": packs})


def forget() -> None:
    """Set the checks up anew: the packs have changed."""
    for kept in (_found, _checker, _packs, stamp):
        kept.cache_clear()


def difference_key(pair: LanguagePair, one: Difference) -> str:
    """By which a resolution holds: another text on either side is another pair.

    Keyed, so that nobody with the database alone can try texts against it."""
    told = [
        pair.source,
        pair.target,
        pair.source_language,
        pair.target_language,
        one.code,
        [one.source.start, one.source.end] if one.source else None,
        [one.target.start, one.target.end] if one.target else None,
    ]
    return search_token("difference", content_hash(told))
