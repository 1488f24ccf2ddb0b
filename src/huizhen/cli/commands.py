"""The commands of `huizhen`."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from huizhen.cli.case_run import existing_records, opened, run_case
from huizhen.cli.check_command import check as check_folder
from huizhen.cli.check_translation_command import check_translation
from huizhen.cli.checklist_command import write_checklist
from huizhen.cli.decisions_run import decided_case, decision_lines, decisions_of
from huizhen.cli.deidentify_command import deidentify_texts
from huizhen.cli.desk_commands import add_desk_commands
from huizhen.cli.extract_command import Jsonl, context_of_texts, extract_texts
from huizhen.cli.imaging_command import add_imaging_commands
from huizhen.cli.norms_command import lint_package
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_inventory,
    print_json_lines,
    said_plainly,
)
from huizhen.cli.package_run import full_day, request_from, write_package
from huizhen.cli.papers_run import Bench
from huizhen.cli.question_command import (
    Language,
    QuestionJsonl,
    QuestionText,
    lint_question,
)
from huizhen.cli.question_command import Specialty as SpecialtyCode
from huizhen.cli.score_command import score
from huizhen.cli.terms_command import add_terms_commands
from huizhen.cli.trace_command import TraceOptions
from huizhen.cli.trace_command import trace as trace_package_back
from huizhen.cli.workshop import Workshop
from huizhen.core.language.bilingual.unit import Languages
from huizhen.core.preparation.form_filling import FilledForm
from huizhen.core.preparation.package import fact_line, file_line
from huizhen.core.records.inventory import shown
from huizhen.core.records.reference import reference_from_text

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Huizhen 会诊: foreign records in, a case that a Chinese specialist can answer out.",
)
_made: list[Callable[[], Workshop]] = []

AsJson = Annotated[bool, typer.Option("--json", help="JSON lines for machines.")]
PatientText = Annotated[
    str,
    typer.Option(help='"Family, Given; 1968-02-11; F; MRN@issuer"; parts may be left out.'),
]


def use_workshop(make: Callable[[], Workshop]) -> None:
    """Tell the commands how to get their workshop; called once by the wiring."""
    _made[:] = [make]


def _workshop() -> Workshop:
    return _made[0]()


@app.command()
def read(
    folder: Path,
    patient: PatientText = "",
    as_json: AsJson = False,
    keep: Annotated[Path | None, typer.Option(help="Keep readings here for a next run.")] = None,
) -> None:
    """Say of every file what it is and what became of it; with --json also its facts."""
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        workshop = _workshop()
        records = existing_records(folder, keep)
        reference = reference_from_text(patient) if patient else None
        store = workshop.open_store(keep or Path(scratch))
        with opened(store, as_json) as tick:
            case = run_case(records, workshop, store, reference, tick).case
        if as_json:
            print_json_lines(file_line(entry) for entry in case.entries)
            print_json_lines(fact_line(fact) for fact in case.all_facts)
        else:
            print_inventory(case.entries)
        if not case.anything_read:
            raise typer.Exit(EXIT_NOTHING_READ)


@app.command()
def prepare(
    records: Path,
    out: Annotated[Path, typer.Option(help="The package folder: new, or of an earlier run.")],
    specialty: Annotated[str, typer.Option(help="hpb, gio, hem, spn, tho, nsg or rar.")] = "",
    question: Annotated[str, typer.Option(help="What the specialist is asked.")] = "",
    patient: PatientText = "",
    as_of: Annotated[str, typer.Option(help="The day the case is seen from: 2026-05-20.")] = "",
    request: Annotated[
        Path | None, typer.Option(help="A JSON file with these four; options win over it.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(help="What people decided of facts, an object a line.")
    ] = None,
    form: Annotated[
        Path | None, typer.Option(help="A hospital's own .docx form with fields like {{F01}}.")
    ] = None,
    clean: Annotated[bool, typer.Option(help="Remove readings and progress afterwards.")] = False,
    as_json: AsJson = False,
) -> None:
    """Turn a folder of records into a package: inventory, facts, first page, manifest.

    Run it again after a change or a stop: only what is new is done. Exit 0 done, 3 done with
    blocking findings, 4 nothing readable, 2 wrong call.
    """
    with said_plainly():
        workshop = _workshop()
        given = {"specialty": specialty, "question": question, "patient": patient, "as_of": as_of}
        wanted = request_from(request, given, workshop, form)
        made = decisions_of(decisions)
        source = existing_records(records, out)
        store = workshop.open_store(out)
        with opened(store, as_json) as tick:
            ran = run_case(source, workshop, store, wanted.reference, tick)
            case = decided_case(ran.case, made)
            bench = Bench(workshop, store, ran.files, tick)
            dossier, filled = write_package(case, wanted, bench, out)
        if clean:
            store.clean()
        _report(case.entries, dossier.blocking, out, as_json)
        if filled is not None:
            _report_form(filled)
        if not case.anything_read:
            raise typer.Exit(EXIT_NOTHING_READ)
        if dossier.blocking:
            raise typer.Exit(EXIT_BLOCKED)


def _report(entries: Any, blocking: tuple[str, ...], out: Path, as_json: bool) -> None:
    if as_json:
        print_json_lines(file_line(entry) for entry in entries)
        return
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.status] = counts.get(entry.status, 0) + 1
    typer.echo(", ".join(f"{count} {status}" for status, count in sorted(counts.items())))
    if blocking:
        typer.echo(f"to be resolved before anything is sent: {', '.join(blocking)}")
    typer.echo(
        f"written: {out}/dossier.pdf, dossier.html, 申请单.pdf, 会诊意见书.pdf, inventory.csv, "
        "facts.json, findings.json"
    )


def _report_form(filled: FilledForm) -> None:
    """What did not come together in a hospital's own form."""
    if filled.unfilled:
        typer.echo(f"the form has no place for: {', '.join(filled.unfilled)}", err=True)
    if filled.unknown:
        names = ", ".join(map(shown, filled.unknown))
        typer.echo(f"the form asks for what is not known here: {names}", err=True)


@app.command()
def decisions(package: Path) -> None:
    """Print a confirming line for each fact that nobody has decided on; complete it, keep the
    lines in a file and give it to prepare --decisions."""
    with said_plainly():
        print_json_lines(decision_lines(package))


@app.command()
def check(
    folder: Path,
    specialty: Annotated[str, typer.Option(help="hpb, gio, hem, spn, tho, nsg or rar.")] = "",
    as_of: Annotated[str, typer.Option(help="The day the case is seen from: 2026-05-20.")] = "",
    question: Annotated[str, typer.Option(help="What the specialist is asked.")] = "",
    patient: PatientText = "",
    as_json: AsJson = False,
) -> None:
    """Say what a case lacks for a specialty, and what to ask for."""
    check_folder(folder, specialty, as_of, question, patient, as_json, _workshop())


app.command()(score)


@app.command("lint-question")
def question_of_case(
    text: QuestionText = "",
    specialty: SpecialtyCode = "",
    language: Language = "",
    jsonl: QuestionJsonl = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a specialist can answer a question, and what it lacks. Weak is no error."""
    lint_question(_workshop(), text, specialty, language, jsonl, as_json)


@app.command("checklist")
def checklist_of(
    specialty: Annotated[str, typer.Argument(help="hpb, gio, hem, spn, tho, nsg or rar.")],
    out: Annotated[Path, typer.Option(help="The file to write: .pdf or .docx.")],
    language: Annotated[str, typer.Option(help="en, de, es, fr, ru or zh.")] = "en",
    as_of: Annotated[str, typer.Option(help="The day on it, as 2026-05-20.")] = "",
) -> None:
    """Write what a patient collects before sending anything."""
    with said_plainly():
        day = date.fromisoformat(str(full_day(as_of)))
    write_checklist(specialty, language, out, day, _workshop())


@app.command("check-translation")
def check_translation_of(
    file: Annotated[Path, typer.Argument(help="XLIFF, TMX, TSV or JSON lines, of any translator.")],
    source: Annotated[str, typer.Option(help="The source's language, as en.")] = "",
    target: Annotated[str, typer.Option(help="The translation's language, as zh-CN.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what a translation says otherwise than its source 核对译文; 3 when something blocks."""
    check_translation(file, Languages(source, target), as_json, _workshop())


@app.command("deidentify")
def deidentify_of(
    file: Annotated[Path | None, typer.Argument(help="A text; without it, or '-', stdin.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Objects a line: "id", "text", "language".')
    ] = False,
    language: Annotated[str, typer.Option(help="en, de, es, fr, ru or zh; else told.")] = "",
    patient: PatientText = "",
    as_json: AsJson = False,
) -> None:
    """Print a text with what identifies people replaced, or with --jsonl where it stands."""
    deidentify_texts(file, jsonl, language, patient, as_json)


@app.command("lint-dossier")
def lint_dossier(package: Path, as_json: AsJson = False) -> None:
    """Say where a package's dossier departs from the norms of a Chinese record; 3 on an error."""
    lint_package(package, as_json, _workshop())


@app.command()
def trace(
    package: Path,
    records: Annotated[
        Path | None, typer.Option(help="The received folder: its files are compared byte by byte.")
    ] = None,
    request: Annotated[
        Path | None, typer.Option(help="The JSON file given to prepare, if it filled the form.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of reasons: en or zh.")] = "en",
    statements: Annotated[
        bool, typer.Option("--statements", help="Also each statement and where it stands.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read a package back: account for all text of its papers, say why a fact is not in the
    dossier, look up every quote. Exit 0 only when all is accounted for and in place, else 3."""
    options = TraceOptions(
        records=records,
        request=request,
        language=language,
        statements=statements,
        as_json=as_json,
    )
    trace_package_back(package, options, _workshop())


@app.command()
def extract(
    files: Annotated[list[Path] | None, typer.Argument(help="Records to look into.")] = None,
    jsonl: Jsonl = None,
    as_json: AsJson = False,
) -> None:
    """Print the facts of files, or of texts given with --jsonl ({"id", "text", "language"})."""
    extract_texts(_workshop(), files or [], jsonl, as_json)


@app.command()
def context(
    jsonl: Annotated[Path, typer.Option("--jsonl", help="Texts and concepts, an object a line.")],
) -> None:
    """Print how texts mean a concept ({"id", "text", "concept"}): negated, uncertain, of whom."""
    context_of_texts(_workshop(), jsonl)


@app.command()
def samples(
    out: Path,
    only: Annotated[str, typer.Option(help="One sample: hpb, hem or spn.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write the synthetic sample cases, a folder each, with the request of each beside it."""
    with said_plainly():
        from huizhen.cli.sample_run import write_samples

        written = write_samples(out, only, _workshop())
        if as_json:
            print_json_lines(written)
        else:
            for line in written:
                typer.echo(f"{line['folder']}: {line['files']} files, request {line['request']}")


add_desk_commands(app, _workshop)
add_terms_commands(app, _workshop)
add_imaging_commands(app, _workshop)
