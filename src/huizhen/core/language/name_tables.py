"""The tables behind the comparison of names: titles, particles, attested romanisations."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from huizhen.core.records.value import Value


class NameTables(Value):
    """What `content/terms/personal_names.json` says, ready for look-up."""

    titles: frozenset[str]
    soft_titles: frozenset[str]
    """Titles that are also names (Pan, Don, M.): ignored only where they match nothing."""
    generations: dict[str, str]
    generations_with_dot: dict[str, str]
    maiden_markers: frozenset[str]
    particles: frozenset[str]
    excluding_particles: tuple[frozenset[str], ...]
    """Particles that say different things of their bearer: Thị and Văn, bin and binti."""
    equivalents: tuple[tuple[str, ...], ...]
    """Forms of one given name across languages and scripts."""
    surname_readings: dict[str, tuple[str, ...]]
    """Hanyu Pinyin of hanzi that are read otherwise as a surname."""
    compound_surname_readings: dict[str, tuple[str, ...]]
    common_surnames: str
    merged_forms: tuple[str, ...]
    """Hanzi that are forms of one another though one of them belongs to both character sets."""
    attested_romanisations: dict[str, tuple[str, ...]]
    """Cantonese, Hokkien and older romanisations in use, by hanzi of either form."""

    @classmethod
    def from_json(cls, text: str) -> NameTables:
        """Tables from the text of the content file."""
        data = json.loads(text)
        data.pop("source", None)
        attested: dict[str, list[str]] = {}
        for hanzi, romanisations in data["attested_romanisations"].items():
            for char in hanzi:
                attested.setdefault(char, []).extend(romanisations)
        return cls.model_validate({**data, "attested_romanisations": attested})


@lru_cache(maxsize=1)
def name_tables() -> NameTables:
    """The tables that come with the package; read once, constant afterwards."""
    file = resources.files("huizhen").joinpath("content", "terms", "personal_names.json")
    return NameTables.from_json(file.read_text(encoding="utf-8"))
