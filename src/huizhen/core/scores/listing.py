"""Scores as rows of a list: what each takes, in which unit, and where it comes from."""

from __future__ import annotations

from typing import Any

from huizhen.core.scores.definition import InputSpec, Score


def inputs_text(score: Score) -> str:
    """The inputs in one line: units in brackets, choices after '=', optional ones with '?'."""
    grouped = {name: group for group in score.one_of for name in group}
    parts: list[str] = []
    for spec in score.inputs:
        group = grouped.get(spec.name)
        if group is None:
            parts.append(input_text(spec))
        elif spec.name == group[0]:
            members = [score.input_named(name) for name in group]
            parts.append(" | ".join(input_text(member) for member in members if member))
    return ", ".join(parts)


def input_text(spec: InputSpec) -> str:
    """One input as it is typed: name, then unit, choices or 'yes/no'."""
    name = spec.name if spec.is_required else f"{spec.name}?"
    if spec.choices:
        return f"{name} = {' / '.join(choice.value for choice in spec.choices)}"
    if spec.kind == "bool":
        return f"{name} = yes / no"
    several = f"{spec.length} × " if spec.length else "list, " if spec.kind == "decimals" else ""
    if spec.kind == "ints":
        return f"{name} [{several}{spec.low}-{spec.high}]"
    unit = f"{several}{spec.unit}" if spec.unit else ""
    if not unit and spec.kind == "int":
        unit = f"{spec.low}-{spec.high}"
    return f"{name} [{unit}]" if unit else name


def definition_line(score: Score) -> dict[str, Any]:
    """The machine line of one score: its inputs, source, edition and how far it is checked."""
    data = score.model_dump(mode="json", include={"id", "name", "title", "source", "edition",
                            "confidence", "specialties", "one_of", "review"})  # fmt: skip
    data["inputs"] = [
        {
            "name": spec.name,
            "kind": spec.kind,
            "label": spec.en,
            "label_zh": spec.zh,
            "unit": spec.unit,
            "unit_zh": spec.unit_zh,
            "choices": {choice.value: choice.zh for choice in spec.choices},
            "is_required": spec.is_required,
        }
        for spec in score.inputs
    ]
    return {"schema": "huizhen.score-definition/1", **data}
