"""The decisions file of `prepare`, and the lines that a person starts one from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from huizhen.cli.output import json_rows
from huizhen.cli.tracing import load_json
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.records.decisions import Decision, confirmation, decision_from, replayed
from huizhen.core.records.fact import Fact

CHANGED = "changed_since_confirmed"


def decisions_of(path: Path | None) -> tuple[Decision, ...]:
    """The decisions of a JSON-lines file in their order; WrongCall names the line that is none."""
    if path is None:
        return ()
    return tuple(decision_from(row, number) for number, row in enumerate(json_rows(path), start=1))


def decided_case(case: CaseFile, decisions: tuple[Decision, ...]) -> CaseFile:
    """The case with people's decisions replayed over its facts."""
    if not decisions:
        return case
    decided = replayed(case.merged, decisions)
    blocking = [code for code in case.blocking if code != "contradiction"]
    if decided.merged.contradictions:
        blocking.append("contradiction")
    if decided.changed:
        blocking.append(CHANGED)
    changes = {"merged": decided.merged, "changed": decided.changed, "blocking": tuple(blocking)}
    return case.model_copy(update=changes)


def decision_lines(package: Path) -> Iterator[dict[str, object]]:
    """A confirming line for each fact of a package that nobody has decided on."""
    for data in load_json(package, "facts.json")["facts"]:
        fact = Fact.model_validate({k: v for k, v in data.items() if k != "schema"})
        if fact.status == "proposed":
            yield confirmation(fact)
