"""Reactions of an allergy in Chinese, with their severity; several are separated."""

from __future__ import annotations

import re

from huizhen.core.language.terms import Lexicon
from huizhen.core.records.value import Value

_SEVERITY_ZH = {
    "mild": "轻度", "moderate": "中度", "severe": "重度", "fatal": "致死",
    "mild to moderate": "轻度至中度", "moderate to severe": "中度至重度",
    "life threatening": "危及生命", "life threatening severity": "危及生命",
}  # fmt: skip
_SEVERITY = re.compile(rf"^(.*\S)\s*\(({'|'.join(_SEVERITY_ZH)})\)$", re.IGNORECASE)


class Reaction(Value):
    """The reactions as printed, and which of them are not in Chinese."""

    zh: str
    unknown: tuple[str, ...] = ()
    """Names that stand in the original."""

    @property
    def is_known(self) -> bool:
        """Whether every name is in Chinese."""
        return not self.unknown


def reaction_text(written: str, lexicon: Lexicon) -> Reaction:
    """'Nausea (Mild); Rash' as 恶心(轻度)；皮疹."""
    pieces = [_one(piece.strip(), lexicon) for piece in written.split(";") if piece.strip()]
    return Reaction(
        zh="；".join(piece.zh for piece in pieces),
        unknown=tuple(name for piece in pieces for name in piece.unknown),
    )


def _one(written: str, lexicon: Lexicon) -> Reaction:
    alone = _SEVERITY_ZH.get(written.casefold())
    if alone:
        return Reaction(zh=f"{alone}反应")
    match = _SEVERITY.match(written)
    name, severity = (
        (match[1], f"({_SEVERITY_ZH[match[2].casefold()]})") if match else (written, "")
    )
    settled = lexicon.settled.find("AllergyIntolerance", name)
    zh = settled.zh if settled else _named(name, lexicon)
    return Reaction(zh=f"{zh or name}{severity}", unknown=() if zh else (name,))


def _named(name: str, lexicon: Lexicon) -> str:
    """The Chinese name of one reaction, or of each between commas."""
    whole = lexicon.find("reaction", name)
    if whole is not None:
        return whole.zh
    terms = _split(name.split(", "), lexicon)
    return "、".join(terms) if len(terms) > 1 else ""


def _split(pieces: list[str], lexicon: Lexicon) -> list[str]:
    """The names of all pieces, longest joined first; [] when one has none."""
    found: list[str] = []
    place = 0
    while place < len(pieces):
        for end in range(len(pieces), place, -1):
            term = lexicon.find("reaction", ", ".join(pieces[place:end]))
            if term is not None:
                found.append(term.zh)
                place = end
                break
        else:
            return []
    return found
