"""The content packs as the desk uses them: the product's, with the site's over them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from huizhen.core.content import Pack, load_pack
from huizhen.core.states.words import StateWords


@lru_cache(maxsize=64)
def pack(name: str, below: str = "") -> Pack:
    """A pack by its folder name; loaded once a process."""
    roots = [Path(root) / below if below else Path(root) for root in settings.HUIZHEN_CONTENT]
    return load_pack(name, roots)


@lru_cache(maxsize=1)
def state_words() -> StateWords:
    """Words of stages, holds, gates and of who is waited for."""
    return StateWords(pack("states"))


@lru_cache(maxsize=32)
def department_of(specialty: str, language: str) -> str:
    """The department's name of a specialty; its code where there is no such pack."""
    from huizhen.core.errors import ContentError
    from huizhen.core.preparation.specialty import specialty_from

    try:
        found = specialty_from(pack(specialty, "specialties"), pack("common", "specialties"))
    except ContentError:
        return specialty
    return found.department_zh if language.startswith("zh") else found.department_en


@lru_cache(maxsize=1)
def specialties() -> tuple[str, ...]:
    """The specialties that there are packs for."""
    roots = [Path(root) / "specialties" for root in settings.HUIZHEN_CONTENT]
    found = {file.parent.name for root in roots for file in root.glob("*/front_sheet.json")}
    return tuple(sorted(found))


@lru_cache(maxsize=512)
def country_name(code: str, language: str) -> str:
    """A country's name; its code where there is none."""
    for row in pack("enquiry").rows("countries.tsv"):
        if row.get("code") == code:
            return row.get("zh" if language.startswith("zh") else "en") or code
    return code
