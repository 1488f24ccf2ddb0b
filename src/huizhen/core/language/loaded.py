"""The lexicons of a loaded terms pack, compiled once for the same content."""

from __future__ import annotations

from huizhen.core.content import Pack
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.terms import Lexicon
from huizhen.core.made_once import MadeOnce

_LEXICONS: MadeOnce[Lexicon] = MadeOnce()
_NOTATIONS: MadeOnce[NotationLexicon] = MadeOnce()


def lexicon_of(terms: Pack) -> Lexicon:
    """The lexicon of the pack."""
    return _LEXICONS.get(terms.stamp.sha256, lambda: Lexicon(terms))


def notation_of(terms: Pack) -> NotationLexicon:
    """The notation's tables of the pack."""
    return _NOTATIONS.get(terms.stamp.sha256, lambda: NotationLexicon(terms, lexicon_of(terms)))
