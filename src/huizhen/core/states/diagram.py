"""Mermaid state diagrams of the tables, and the page that holds them all."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.states.gates import GUARDS
from huizhen.core.states.holds import HOLDS
from huizhen.core.states.table import StateTable
from huizhen.core.states.words import StateWords

_INTRODUCTION = """# States

Where a case and what hangs on it stand, and what may happen next. Drawn from the tables in
`src/huizhen/core/states/` and their words by `scripts/draw_states.py`; anything that has no arrow
here is refused.
"""
_HOLDS = """## Holds

They lie over any stage. A hold stands in the way of the actions named; stopping the case and the
advice to seek local care are never blocked.

| hold | owner | begins with | blocks | ends with |
|---|---|---|---|---|
"""
_GATES = """## Actions and their gates

| action | stages | roles | needs | stage events |
|---|---|---|---|---|
"""


def mermaid(table: StateTable) -> str:
    """The table as a Mermaid state diagram; arrows between the same states share one line."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, event), after in table.transitions.items():
        arrows.setdefault((before, after), []).append(event)
    lines = ["stateDiagram-v2", f"    [*] --> {table.initial}"]
    lines += [
        f"    {before} --> {after}: {' / '.join(events)}"
        for (before, after), events in arrows.items()
    ]
    lines += [f"    {state} --> [*]" for state in table.finals]
    return "\n".join(lines)


def _section(table: StateTable, words: StateWords) -> str:
    title = words.table(table.name)
    parts = [f"## {title.en} {title.zh}", f"```mermaid\n{mermaid(table)}\n```"]
    named = [(state, words.state(table.name, state)) for state in table.states]
    rows = "\n".join(f"| `{state}` | {text.en} | {text.zh} |" for state, text in named)
    parts.append(f"| state | | |\n|---|---|---|\n{rows}")
    happened = [(event, words.event(table.name, event)) for event in table.events]
    rows = "\n".join(f"| `{event}` | {text.en} | {text.zh} |" for event, text in happened)
    parts.append(f"| event | | |\n|---|---|---|\n{rows}")
    return "\n\n".join(parts)


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "–"


def _holds(words: StateWords) -> str:
    rows = [
        f"| `{hold.name}` {words.hold(hold.name).zh} | {hold.owner} | {_list(hold.begins_with)} "
        f"| {_list(sorted(hold.blocks))} | {_list(hold.ends_with)} |"
        for hold in HOLDS.values()
    ]
    return _HOLDS + "\n".join(rows)


def _gates() -> str:
    rows = [
        f"| `{action}` | {_list(guard.stages)} | {_list(sorted(guard.roles))} "
        f"| {_list(guard.needs)} | {_list(guard.events)} |"
        for action, guard in GUARDS.items()
    ]
    return _GATES + "\n".join(rows)


def states_page(tables: Iterable[StateTable], words: StateWords) -> str:
    """The whole page: a diagram and the words of each table, holds, gates."""
    sections = [_section(table, words) for table in tables]
    return "\n\n".join([_INTRODUCTION.rstrip(), *sections, _holds(words), _gates()]) + "\n"
