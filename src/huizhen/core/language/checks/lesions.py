"""Lesions: single for multiple, enlarged for shrunk, new for stable, solid for cystic."""

from __future__ import annotations

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.opposites import Opposites


def build(packs: Packs) -> Opposites:
    """The check of what is said of lesions."""
    return Opposites("lesion", packs.checks.rows("lesion_words.tsv"))
