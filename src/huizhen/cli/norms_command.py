"""Whether a package's dossier keeps the norms of a Chinese record."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import typer

from huizhen.cli.output import EXIT_BLOCKED, print_json_lines, said_plainly
from huizhen.cli.tracing import dossier_of, load_json
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.norms import NormFinding, NormRules, lint_dossier
from huizhen.core.preparation.package import norm_line
from huizhen.core.records.fact import Fact


def norm_findings(
    dossier: Dossier, facts: Iterable[Fact], workshop: Workshop
) -> tuple[NormFinding, ...]:
    """The findings of a dossier by the wording pack's norms."""
    pack = load_pack("wording", workshop.terms_roots)
    return lint_dossier(dossier, facts, NormRules(pack), Frames(pack, "record.json"))


def lint_package(package: Path, as_json: bool, workshop: Workshop) -> None:
    """Print the findings of a package; exit 3 when one of them is an error."""
    with said_plainly():
        facts = [
            Fact.model_validate({k: v for k, v in line.items() if k != "schema"})
            for line in load_json(package, "facts.json")["facts"]
        ]
        found = norm_findings(dossier_of(package), facts, workshop)
        if as_json:
            print_json_lines(norm_line(finding) for finding in found)
        else:
            for finding in found:
                typer.echo(f"{finding.severity}: {finding.section}: {finding.zh} ({finding.en})")
        if any(finding.severity == "error" for finding in found):
            raise typer.Exit(EXIT_BLOCKED)
