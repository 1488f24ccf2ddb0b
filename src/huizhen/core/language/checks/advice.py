"""How strongly a text advises: must, should, may, or not at all, taken for one another."""

from __future__ import annotations

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.exclusive_senses import ExclusiveSenses

_DEGREES = ("must", "should", "may", "bar")


def build(packs: Packs) -> ExclusiveSenses:
    """The check over the words of the pack."""
    others = {meant: [says for says in _DEGREES if says != meant] for meant in _DEGREES}
    return ExclusiveSenses(packs, "advice", "advice_words.tsv", others)
