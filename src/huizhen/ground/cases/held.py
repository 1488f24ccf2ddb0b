"""A case as a key of what is kept in memory."""

from __future__ import annotations

from huizhen.ground.cases.models import Case


class HeldCase:
    """A case as a key of a cache: equal by its id, so that contents are kept in memory once."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __hash__(self) -> int:
        return hash(self.case.pk)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, HeldCase) and other.case.pk == self.case.pk
