"""待核事项 and 待定译名: what a person has to settle, each once, out of the whole dossier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Column, Row, Table
from huizhen.core.preparation.statement import (
    UNCONFIRMED,
    OpenTerm,
    Statement,
)

_MOST_TERMS = 400


def doubts_table(
    author: Author, statements: Iterable[Statement], matters: Sequence[Statement] = ()
) -> Table:
    """The open matters of the case, then what stands marked for a reason of its own; that nobody
    has confirmed a line is said by its circle, not here."""
    rows = []
    for number, statement in enumerate(_doubtful(statements, matters), 1):
        why = author.frames.text(f"doubts.{statement.reason}")
        text = f"{statement.about} {statement.text}".strip()
        rows.append(
            Row(
                cells=(
                    author.fixed("doubts", f"{number}", str(number)),
                    statement.replaced(key=f"doubts:{statement.key}", text=text),
                    author.fixed("doubts", f"{number}why", why),
                )
            )
        )
    return Table(
        title=author.frames.text("doubts.title"),
        columns=(
            Column(title=author.frames.text("attachments.number"), share=0.4),
            Column(title=author.frames.text("doubts.item"), share=5.0),
            Column(title=author.frames.text("doubts.why"), share=2.0),
        ),
        rows=tuple(rows),
        empty=author.frames.text("doubts.none"),
    )


def _doubtful(statements: Iterable[Statement], matters: Sequence[Statement]) -> list[Statement]:
    """The matters, and the shortest statement of each further doubt: one that only repeats
    doubtful facts is left out."""
    others = [s for s in statements if s.reason and s.reason != UNCONFIRMED]
    marked = [*matters, *others]
    kept = list(matters)
    for statement in sorted(others, key=lambda s: (len(s.fact_keys), not s.about)):
        keys = set(statement.fact_keys)
        if not any(
            other.reason == statement.reason and set(other.fact_keys) <= keys for other in kept
        ):
            kept.append(statement)
    order = {id(statement): place for place, statement in enumerate(marked)}
    return sorted(kept, key=lambda statement: order[id(statement)])


def counted_terms(statements: Iterable[Statement]) -> list[tuple[OpenTerm, int]]:
    """Names without an approved Chinese form: those left in the original first, commonest first."""
    counts: Counter[OpenTerm] = Counter()
    for statement in statements:
        counts.update(dict.fromkeys(statement.open_terms, 1))
    order = {"untranslated": 0, "partly": 1, "unverified": 2, "attested": 3}
    return sorted(
        counts.items(),
        key=lambda item: (order[item[0].status], -item[1], item[0].original.casefold()),
    )


def terms_table(author: Author, terms: Sequence[tuple[OpenTerm, int]]) -> Table:
    """待定译名: the commonest first; one list for the whole dossier."""
    frames = author.frames
    rows = []
    for number, (term, count) in enumerate(terms[:_MOST_TERMS], 1):
        kind = frames.text(f"terms.{term.kind}")
        rows.append(
            Row(
                cells=(
                    author.request("terms", f"{number}o", term.original),
                    author.fixed("terms", f"{number}k", kind),
                    author.request("terms", f"{number}z", term.zh),
                    author.fixed("terms", f"{number}s", frames.text(f"terms.{term.status}")),
                    author.fixed("terms", f"{number}c", str(count)),
                )
            )
        )
    return Table(
        title=frames.text("terms.title"),
        columns=tuple(
            Column(title=frames.text(f"terms.{key}"), share=share)
            for key, share in (
                ("original", 3.0), ("kind", 1.0), ("printed", 2.4), ("status", 1.6), ("count", 0.8),
            )
        ),
        rows=tuple(rows),
        empty=frames.text("terms.none"),
    )  # fmt: skip
