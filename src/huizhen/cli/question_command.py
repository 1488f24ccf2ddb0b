"""`huizhen lint-question`: whether a specialist can answer a question, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from huizhen.cli.output import EXIT_BLOCKED, json_rows, print_json_lines, said_plainly
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall
from huizhen.core.preparation.question import QuestionCheck, check_question
from huizhen.core.preparation.question_knowledge import QuestionKnowledge, load_question_knowledge
from huizhen.core.records.inventory import shown

QuestionText = Annotated[str, typer.Argument(help="The question (会诊目的), in quotes.")]
Specialty = Annotated[str, typer.Option(help="hpb, gio, hem, spn, tho, nsg or rar.")]
Language = Annotated[str, typer.Option(help="The asker's language: en, zh, de, es, fr, ru.")]
QuestionJsonl = Annotated[
    Path | None,
    typer.Option("--jsonl", help='Questions, an object a line: "id", "text", "language", ...'),
]


def lint_question(
    workshop: Workshop,
    text: str = "",
    specialty: str = "",
    language: str = "",
    jsonl: Path | None = None,
    as_json: bool = False,
) -> None:
    """Check one question, or each line of a file; exit 3 when any is weak or vague."""
    with said_plainly():
        if (jsonl is None) == (not text.strip()):
            raise WrongCall(
                "question_what",
                "Give one question, or --jsonl with a file of questions.",
                "See huizhen lint-question --help.",
            )
        knowledge = load_question_knowledge(workshop.terms_roots)
        _refuse_unknown(specialty, knowledge)
        checks = (
            _of_file(jsonl, specialty, language, knowledge)
            if jsonl is not None
            else iter([("", check_question(text, language, specialty, knowledge=knowledge))])
        )
        is_all_specific = True
        for id_, check in checks:
            is_all_specific = is_all_specific and check.is_specific
            if as_json or jsonl is not None:
                print_json_lines([question_line(id_, check)])
            else:
                _print_check(check)
        if not is_all_specific:
            raise typer.Exit(EXIT_BLOCKED)


def question_line(id_: object, check: QuestionCheck) -> dict[str, object]:
    """The machine line of one checked question."""
    return {"schema": "huizhen.question/1", "id": id_, **check.model_dump(mode="json")}


def _of_file(
    path: Path, specialty: str, language: str, knowledge: QuestionKnowledge
) -> Iterator[tuple[object, QuestionCheck]]:
    """The check of each line; a line's own language and specialty win over the options'."""
    for row in list(json_rows(path, "text")):
        code = str(row.get("specialty") or specialty)
        _refuse_unknown(code, knowledge)
        spoken = str(row.get("language") or language)
        check = check_question(row["text"], spoken, code, knowledge=knowledge)
        yield row.get("id", ""), check


def _refuse_unknown(specialty: str, knowledge: QuestionKnowledge) -> None:
    known = knowledge.specialties.names
    if specialty and specialty.casefold() not in known:
        raise WrongCall(
            "specialty_unknown", "There is no such specialty.", f"Choose one of {', '.join(known)}."
        )


def _print_check(check: QuestionCheck) -> None:
    typer.echo(f"{check.verdict} ({check.language}, {check.language_support} support)")
    options = [one.text for one in check.options if one.role == "named"]
    parts = {
        "decision": [one.text.strip() for one in check.decisions],
        "option": options,
        "anchor": [f"{one.kind} {one.text}" for one in check.anchors],
    }
    for name, found in parts.items():
        typer.echo(f"  {name}: {shown('; '.join(dict.fromkeys(found))) or '-'}")
    for hit in check.rules:
        typer.echo(f"  {hit.id} {hit.severity}: {hit.name_en} {hit.name_zh} {shown(hit.text)}")
    for advice in check.advice:
        said = [advice.en, advice.zh]
        if advice.own not in ("", *said):
            said.append(advice.own)
        typer.echo(f"  {' / '.join(said)}")
    reviewed = check.review or f"reviewed by {check.pack.reviewed_by}"
    typer.echo(f"  {check.pack.id} {check.pack.version}, {reviewed}")
