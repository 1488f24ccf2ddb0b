"""A term of an imported set, its names, and what is known of the set."""

from __future__ import annotations

from typing import Literal, NamedTuple

from huizhen.core.records.value import Value

Role = Literal["name", "synonym", "brand", "abbreviation"]


class Name(NamedTuple):
    """One name of a term, in one language (BCP 47; '' where nobody told)."""

    text: str
    role: Role = "name"
    language: str = ""


class ImportedTerm(NamedTuple):
    """One row of a set; a tuple, because sets have half a million of them."""

    code: str = ""
    zh: str = ""
    names: tuple[Name, ...] = ()
    """Every name beside `zh`, and further Chinese ones."""
    kind: str = ""
    note: str = ""


class ImportedPack(Value):
    """An imported set: what it is, whence, and under which terms it may be used."""

    id: str
    title: str
    version: str
    """As its publisher counts it."""
    source: str
    """The file or publisher that it came from."""
    licence: str
    """What its owner allows, in one line."""
    sha256: str
    """Of the imported file."""
    layout: str
    system: str = ""
    """The code system's address, '' for none."""
    imported_on: str = ""
    terms: int = 0
    names: int = 0


class FoundTerm(Value):
    """A term that was looked up, and by which of its names."""

    pack: str
    """Id of its set."""
    version: str
    code: str = ""
    system: str = ""
    kind: str = ""
    zh: str = ""
    name: str = ""
    """The name by which it was found; '' when found by code."""
    role: str = ""
    language: str = ""
    status: str = "attested"
    """Of an imported set: its publisher says so. Never approved by that alone."""
    source: str = ""
    distance: int = 0
    """Letters by which the name differs from what was asked: above 0 it is a proposal."""


class TermLine(FoundTerm):
    """A found term as the command prints it."""

    words: str = ""
    """The words of a text that it stands for; '' where a name was asked for."""
    is_proposed: bool = False
    """Only looks like what was asked: misspelt, or longer."""


class TermInText(NamedTuple):
    """A term that stands in a text: half-open span, and what it may be."""

    start: int
    end: int
    terms: tuple[FoundTerm, ...]
