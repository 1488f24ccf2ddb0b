"""The tables by which this site judges images, read once a process."""

from __future__ import annotations

from functools import lru_cache

from huizhen.core.imaging.findings import PACK
from huizhen.core.imaging.tables import JudgementTables, judgement_tables
from huizhen.ground.content import pack


@lru_cache(maxsize=1)
def site_tables() -> JudgementTables:
    """Of the content pack for images, and of what the site has put over it."""
    return judgement_tables(pack(PACK))
