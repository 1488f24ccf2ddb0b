"""Writes the synthetic samples: a records folder each, and the request of its case beside it."""

from __future__ import annotations

import json
from pathlib import Path

from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall
from huizhen.core.samples import generate_sample, sample_case


def write_samples(out: Path, only: str, workshop: Workshop) -> list[dict[str, object]]:
    """One `huizhen.sample/1` line for each sample written; files that are right stay untouched."""
    definitions = workshop.samples_folder
    known = sorted(folder.name for folder in definitions.iterdir() if folder.is_dir())
    if only and only not in known:
        raise WrongCall(
            "sample_unknown",
            "There is no such sample.",
            f"Give --only with one of: {', '.join(known)}.",
        )
    return [_write(out, name, workshop) for name in ([only] if only else known)]


def _write(out: Path, name: str, workshop: Workshop) -> dict[str, object]:
    definition = workshop.samples_folder / name
    count = 0
    for path, data in generate_sample(name, definition, workshop.renderer):
        _write_changed(out / name / path, data, workshop)
        count += 1
    case = sample_case(definition)
    request = {
        "specialty": case.specialty,
        "question": case.question,
        "patient": case.patient,
        "as_of": str(case.as_of),
    }
    text = json.dumps(request, ensure_ascii=False, indent=1) + "\n"
    _write_changed(out / f"{name}.json", text.encode(), workshop)
    return {
        "schema": "huizhen.sample/1",
        "name": name,
        "folder": str(out / name),
        "files": count,
        "request": str(out / f"{name}.json"),
    }


def _write_changed(path: Path, data: bytes, workshop: Workshop) -> None:
    if not path.is_file() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        workshop.write(path, data)
