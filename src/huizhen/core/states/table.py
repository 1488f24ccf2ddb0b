"""A table of states: (state, event) -> next state; anything else is a named error.

The table is data, so that the diagram in the docs is drawn from it and a test can walk it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from huizhen.core.errors import WrongState
from huizhen.core.records.value import Value

Row = tuple[str, str, str]
"""States that the event leaves (separated by spaces), the event, the state that it leads to."""


class StateTable(Value):
    """The states of one kind of thing and the events that move it."""

    name: str
    initial: str
    finals: tuple[str, ...]
    """States in which nothing more is awaited; some may still be left, by a correction."""
    states: tuple[str, ...]
    transitions: dict[tuple[str, str], str] = Field(repr=False)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        leaving = {state for state, _ in self.transitions}
        named = {self.initial, *self.finals, *leaving, *self.transitions.values()}
        if unknown := named - set(self.states):
            raise ValueError(f"{self.name}: states not listed: {sorted(unknown)}")
        if stuck := set(self.states) - set(self.finals) - leaving:
            raise ValueError(f"{self.name}: no event leaves {sorted(stuck)}")
        return self

    @property
    def events(self) -> tuple[str, ...]:
        """Every event of the table once, in the order of its rows."""
        return tuple(dict.fromkeys(event for _, event in self.transitions))

    def after(self, state: str, event: str) -> str:
        """The state that the event leads to; raises WrongState where it does not belong."""
        found = self.transitions.get((state, event))
        if found is not None:
            return found
        possible = ", ".join(self.events_from(state)) or "nothing"
        raise WrongState(
            "wrong_state",
            f"'{event}' does not belong to {self.name} in the state '{state}'.",
            f"Load the page again: someone may have changed it. Possible now: {possible}.",
        )

    def events_from(self, state: str) -> tuple[str, ...]:
        """The events that are possible in a state."""
        return tuple(event for (before, event) in self.transitions if before == state)

    def states_before(self, event: str) -> tuple[str, ...]:
        """The states that an event can leave, in the order of the states."""
        return tuple(state for state in self.states if (state, event) in self.transitions)

    def is_final(self, state: str) -> bool:
        """Whether nothing more is awaited in this state."""
        return state in self.finals


def state_table(name: str, states: str, finals: str, rows: Iterable[Row]) -> StateTable:
    """A table from plain rows; the first of the states is the initial one.

    Raises ValueError for a row given twice, a state that is not listed or one that is stuck.
    """
    transitions: dict[tuple[str, str], str] = {}
    for before, event, after in rows:
        for state in before.split():
            if (state, event) in transitions:
                raise ValueError(f"{name}: ({state}, {event}) is given twice")
            transitions[state, event] = after
    listed = tuple(states.split())
    return StateTable(
        name=name,
        initial=listed[0],
        finals=tuple(finals.split()),
        states=listed,
        transitions=transitions,
    )
