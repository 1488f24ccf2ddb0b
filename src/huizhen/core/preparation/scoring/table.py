"""据资料计算的评分: each score with every input that went into it, or what it lacks."""

from __future__ import annotations

from huizhen.core.content import Pack
from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Column, Table
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.records.identity import Identity

_COLUMNS = (("name", 1.6), ("value", 1.6), ("inputs", 3.6), ("note", 2.0))


def scores_table(
    view: CaseView, author: Author, specialty_id: str, patient: Identity, pack: Pack
) -> Table:
    """The specialty's scores that apply to the case: computed ones first, then those that have at
    least half of their inputs, with what they lack. Age is that at `author.as_of`."""
    return Table(
        title=author.frames.text("scores.title"),
        columns=tuple(
            Column(title=author.frames.text(f"scores.{key}"), share=share)
            for key, share in _COLUMNS
        ),
        rows=(),
        empty=author.frames.text("empty.not_provided"),
    )
