"""Facts and words for the tests of notation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import huizhen
from huizhen.core.content import load_pack
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.page import page_id

CONTENT = Path(huizhen.__file__).parent / "content"


@lru_cache(maxsize=1)
def lexicon() -> NotationLexicon:
    """The product's own words."""
    return NotationLexicon(load_pack("terms", [CONTENT]))


def observed(category: str, text: str, *, quote: str = "", **fields: Any) -> Fact:
    """An observation of that category; `quote` is what stands in the source."""
    place = PageSpan(page_id=page_id("text", 1), start=0, end=len(quote or text), quote=quote)
    if isinstance(fields.get("date"), str):
        fields["date"] = PartialDate.model_validate(fields["date"])
    return make_fact("Observation", text=text, category=category, evidence=(place,), **fields)
