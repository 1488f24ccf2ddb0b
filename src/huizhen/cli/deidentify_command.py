"""The command `deidentify`: the identifiers of texts found, or masked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from huizhen.cli.output import json_rows, print_json_lines, said_plainly
from huizhen.core.errors import WrongCall
from huizhen.core.language.pages import short_text_language
from huizhen.core.preparation.masking.lines import deidentify_line
from huizhen.core.preparation.masking.span import masked_text
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.identity import Identity
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.reference import reference_from_text

_STDIN = Path("/dev/stdin")
_LANGUAGES = ("en", "de", "es", "fr", "ru", "zh")


def deidentify_texts(
    file: Path | None, is_jsonl: bool, language: str, patient: str, as_json: bool
) -> None:
    """Print a line of spans for each text, or one text with its identifiers replaced.

    Without a file, or for '-', the input is read from stdin.
    """
    with said_plainly():
        known = _known(patient)
        path = _STDIN if file is None or str(file) == "-" else file
        if is_jsonl:
            print_json_lines(_lines(path, language, known))
            return
        text = _text(path)
        spans = identifier_spans(text, language_of(text, language), known)
        if as_json:
            print_json_lines([deidentify_line("", spans)])
        else:
            sys.stdout.write(masked_text(text, spans))


def _known(patient: str) -> KnownIdentifiers:
    identity = reference_from_text(patient) if patient else Identity()
    return known_identifiers(identity)


def _lines(path: Path, language: str, known: KnownIdentifiers) -> Iterator[dict[str, object]]:
    for row in json_rows(path, "text"):
        text = row["text"]
        said = language_of(text, str(row.get("language") or language))
        yield deidentify_line(str(row.get("id", "")), identifier_spans(text, said, known))


def language_of(text: str, said: str) -> str:
    """The language as given, else as told from the text; '' for one that has no lists here."""
    known = said.split("-", maxsplit=1)[0].casefold() or short_text_language(text)
    return known if known in _LANGUAGES else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise WrongCall(
            "text_unreadable",
            "The file cannot be read as UTF-8 text.",
            "Give a text file; of a PDF or picture, mask the package instead.",
        ) from error
