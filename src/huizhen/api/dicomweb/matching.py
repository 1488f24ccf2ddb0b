"""What a search asks for (PS3.18 8.3.4): attributes to match, attributes to show, how many."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import QueryDict

from huizhen.api.dicomweb.attributes import ATTRIBUTES, REPRESENTATION
from huizhen.core.errors import HuizhenError

Json = dict[str, Any]
MOST: Final = 5000
"""Objects in one answer; more are asked for with `offset`."""
_TAG = re.compile(r"[0-9A-Fa-f]{8}\Z")
_SET_ASIDE = ("limit", "offset", "includefield", "fuzzymatching")
_LISTED = ("UI",)
_RANGES = ("DA", "TM", "DT")
_WITHOUT_WILDCARDS = (*_LISTED, *_RANGES, "IS", "DS", "US", "UL")


class NoSuchAttribute(HuizhenError):
    """The search names what is no attribute."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "attribute_unknown",
            f"'{name[:40]}' is no attribute that can be searched.",
            "Name attributes by keyword (Modality) or tag (00080060).",
        )


@dataclass(frozen=True)
class Search:
    """What is asked for."""

    wanted: dict[str, str]
    """Tag -> what it has to be."""
    include: frozenset[str]
    """Tags to show besides; 'all' for everything that is known."""
    limit: int
    offset: int
    is_fuzzy: bool

    def page(self, found: list[Json]) -> list[Json]:
        """The part of the answer that is asked for."""
        return found[self.offset : self.offset + self.limit]

    def fits(self, told: Json) -> bool:
        """Whether an object's attributes are what is asked for."""
        return all(_fits(told.get(tag, {}), value, tag) for tag, value in self.wanted.items())


def search_of(query: QueryDict) -> Search:
    """The search of a request's parameters; NoSuchAttribute for others."""
    include: set[str] = set()
    for told in query.getlist("includefield"):
        include |= {"all" if name == "all" else tag_of(name) for name in told.split(",") if name}
    wanted = {
        tag_of(name): str(query[name]) for name in query if name not in _SET_ASIDE and query[name]
    }
    return Search(
        wanted=wanted,
        include=frozenset(include),
        limit=min(MOST, _number(query.get("limit"), MOST)),
        offset=_number(query.get("offset"), 0),
        is_fuzzy=query.get("fuzzymatching", "") == "true",
    )


@lru_cache(maxsize=512)
def tag_of(name: str) -> str:
    """An attribute's tag as eight figures, from its keyword or tag; of a path in sequences the
    outermost is looked at."""
    first = name.partition(".")[0]
    if _TAG.match(first):
        return first.upper()
    if first not in ATTRIBUTES:
        raise NoSuchAttribute(name)
    return ATTRIBUTES[first][0]


def _number(told: str | None, otherwise: int) -> int:
    if told is None or told == "":
        return otherwise
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise NoSuchAttribute(told)
    return int(told)


def _fits(element: Json, wanted: str, tag: str) -> bool:
    representation = element.get("vr") or REPRESENTATION.get(tag, "LO")
    values = [_text(value) for value in element.get("Value", ())]
    if not values:
        return wanted == "*"
    return any(_is(value, wanted, representation) for value in values)


def _is(value: str, wanted: str, representation: str) -> bool:
    if representation in _LISTED:
        return value in re.split(r"[,\\]", wanted)
    if representation in _RANGES and "-" in wanted:
        low, _, high = wanted.partition("-")
        return (not low or value[: len(low)] >= low) and (not high or value[: len(high)] <= high)
    if representation in _WITHOUT_WILDCARDS:
        return value == wanted
    return _pattern(wanted, representation == "PN").fullmatch(value) is not None


@lru_cache(maxsize=64)
def _pattern(wanted: str, is_name: bool) -> re.Pattern[str]:
    """Single value and wildcard matching; names without regard to case (PS3.4 C.2.2.2)."""
    told = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in wanted)
    return re.compile(f"{told}(\\^.*)?" if is_name else told, re.IGNORECASE if is_name else 0)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("Alphabetic", ""))
    return str(value)


def with_included(told: Json, more: Json, search: Search) -> Json:
    """The answer with the attributes that are to be shown besides, as far as they are known."""
    tags: Iterable[str] = more if "all" in search.include else search.include
    return {**{tag: more[tag] for tag in tags if tag in more}, **told}
