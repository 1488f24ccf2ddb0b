"""Up and down: increased for decreased, hyper- for hypo-, better for worse, before for after."""

from __future__ import annotations

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.opposites import Opposites


def build(packs: Packs) -> Opposites:
    """The check of directions of change."""
    return Opposites("trend", packs.checks.rows("trend_words.tsv"))
