"""The desk's pipeline: the command line's own run, told by the ledger's job."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from huizhen.cli.case_run import run_case
from huizhen.cli.decisions_run import decided_case
from huizhen.cli.package_run import request_from, write_package
from huizhen.cli.papers_run import Bench, set_pdf
from huizhen.core.preparation.package import record_files
from huizhen.core.preparation.paper import Paper
from huizhen.core.preparation.setting import paper_data
from huizhen.core.records.decisions import decision_from
from huizhen.core.records.reference import reference_from_text
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop


def prepare(
    records: Path,
    package: Path,
    request: Mapping[str, str],
    decisions: Sequence[Mapping[str, object]],
    tell: Callable[[str], None],
) -> None:
    """Write the package as `huizhen prepare` does; inventory and facts alone while no specialty is
    decided."""
    bench_workshop = workshop(Settings())
    store = bench_workshop.open_store(package)
    made = tuple(decision_from(row, number) for number, row in enumerate(decisions, start=1))
    patient = request.get("patient", "")
    reference = reference_from_text(patient) if patient else None
    # labels are paths of the patient's files: the ledger is told the kind of step alone
    store.open()
    try:
        ran = run_case(records, bench_workshop, store, reference, lambda _label: tell("read"))
        case = decided_case(ran.case, made)
        if request.get("specialty"):
            bench = Bench(bench_workshop, store, ran.files, lambda _label: tell("compose"))
            write_package(case, request_from(None, request, bench_workshop), bench, package)
        else:
            for name, data in record_files(case.entries, case.merged, case.changed).items():
                bench_workshop.write(package / name, data)
    finally:
        store.close()


def set_paper_pdf(paper: Paper) -> bytes:
    """A letter or report as PDF/A."""
    return set_pdf(paper_data(paper), paper, workshop(Settings()))


def set_paper_docx(paper: Paper) -> bytes:
    """A letter or report as DOCX."""
    return workshop(Settings()).docx.render(paper)
