"""What a check tells: a difference between the two sides, or what makes one likely."""

from __future__ import annotations

from typing import Literal

from huizhen.core.language.checks.pair import Span
from huizhen.core.records.value import Value

Effect = Literal["block", "advise"]
"""`block`: nothing leaves while it stands. `advise`: someone should look."""


class Difference(Value):
    """A difference of sense between a source and its translation.

    One of the two spans may be None: the thing is missing there.
    """

    code: str
    """The check and what it saw, dotted: 'number.differs', 'laterality.missing'."""
    effect: Effect
    source: Span | None = None
    target: Span | None = None
    meant: str = ""
    """The sense in the source, in neutral notation ('right', '3.5 mg', 'negated')."""
    says: str = ""
    """The sense in the target; empty when the target has none."""
