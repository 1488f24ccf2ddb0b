"""medspaCy's ConText as a peer: installed apart from the project, asked through JSON lines.

Imported, this gives `install` and `ask`. Run by the peer's own Python, `IN OUT` are files: each
line of IN is {"text", "start", "end", "language"}, one sentence and the place of its concept; each
line of OUT is the flags of that line, and the last line has the seconds of each language.

medspaCy and what it brings write clinical text to their logs: every logger is shut before they
load, and both output streams of the process are thrown away.
"""

from __future__ import annotations

import importlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from measured import ROOT

VERSION = "1.3.1"
LANGUAGES = ("en", "fr")
"""Those of ours for which this version ships rules; its files for de and es are empty."""
PLACE = ROOT / ".cache" / "peers" / "medspacy"
_PYTHON = PLACE / "bin" / "python"
_READY = PLACE / "ready"
_PLACEHOLDER = "999.9.9"
"""A version that only a name squatted on a registry has: never installed."""
_FLAGS = {
    "NEGATED_EXISTENCE": "negated",
    "POSSIBLE_EXISTENCE": "uncertain",
    "UNCERTAIN": "uncertain",
    "HISTORICAL": "historical",
    "HYPOTHETICAL": "hypothetical",
    "CONDITIONAL": "hypothetical",
    "FAMILY": "family",
}
"""Its categories; UNCERTAIN and CONDITIONAL are the names in its French rules."""
_PASSES = 3
"""Each with rules loaded anew, as ours are: no pass finds what the one before has cached."""
_INSTALL_SECONDS = 900


class PeerMissing(Exception):
    """medspaCy cannot be had here; the message says why."""


def install() -> None:
    """Makes the peer's own environment once; PeerMissing where pip cannot."""
    if _READY.exists() and _READY.read_text(encoding="utf-8") == VERSION:
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    _run([sys.executable, "-m", "venv", str(PLACE)])
    report = PLACE / "resolved.json"
    _pip(["--dry-run", "--report", str(report), f"medspacy=={VERSION}"])
    resolved = [
        (one["metadata"]["name"], one["metadata"]["version"])
        for one in json.loads(report.read_text(encoding="utf-8"))["install"]
    ]
    squatted = [name for name, version in resolved if version == _PLACEHOLDER]
    if squatted:
        raise PeerMissing(f"placeholder versions were resolved: {', '.join(squatted)}")
    # What is installed is what was looked at, not a second resolution.
    _pip(["--no-deps", *(f"{name}=={version}" for name, version in resolved)])
    _READY.write_text(VERSION, encoding="utf-8")


def _pip(arguments: Sequence[str]) -> None:
    _run([str(_PYTHON), "-m", "pip", "install", "--quiet", *arguments])


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_INSTALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PeerMissing(f"{command[2]} did not finish: {type(error).__name__}") from error
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "ERROR" in line] or ["no message"]
        raise PeerMissing(f"pip cannot install medspaCy: {errors[-1][:200]}")


def ask(rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, bool]], dict[str, float]]:
    """The flags of every row, and the seconds that each language took (the quickest of three)."""
    with tempfile.TemporaryDirectory(prefix="huizhen-peer-") as name:
        given, made = Path(name) / "in.jsonl", Path(name) / "out.jsonl"
        given.write_text(_lines(rows), encoding="utf-8")
        command = [str(_PYTHON), __file__, str(given), str(made)]
        try:
            done = subprocess.run(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=1800
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PeerMissing(f"medspaCy did not answer: {type(error).__name__}") from error
        if done.returncode or not made.exists():
            raise PeerMissing(f"medspaCy ended with code {done.returncode}")
        answers = [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
    return answers[:-1], answers[-1]


def _lines(rows: Sequence[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _silence() -> None:
    logging.disable(logging.CRITICAL)
    try:
        loguru = importlib.import_module("loguru")
    except ImportError:
        return
    loguru.logger.remove()


class _ConText:
    """medspaCy's tokenizer and ConText with its own rules of one language."""

    def __init__(self, language: str) -> None:
        medspacy = importlib.import_module("medspacy")
        _silence()
        self._nlp = medspacy.load(
            medspacy_enable={"medspacy_tokenizer", "medspacy_context"}, language_code=language
        )
        self._context = self._nlp.get_pipe("medspacy_context")

    def flags(self, row: dict[str, Any]) -> dict[str, bool]:
        """The flags of one concept; its text is one sentence, as it is for ours."""
        doc = self._nlp.tokenizer(row["text"])
        for token in doc:
            token.is_sent_start = token.i == 0
        span = doc.char_span(row["start"], row["end"], label="CONDITION", alignment_mode="expand")
        doc.ents = [span]
        self._context(doc)
        found = {modifier.category for modifier in doc.ents[0]._.modifiers}
        return {flag: True for category, flag in _FLAGS.items() if category in found}


def main() -> None:
    """Answers the file of rows, in the peer's own Python."""
    _silence()
    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]
    answers: list[dict[str, bool]] = [{} for _ in rows]
    seconds: dict[str, float] = {}
    for language in sorted({row["language"] for row in rows}):
        chosen = [number for number, row in enumerate(rows) if row["language"] == language]
        seconds[language] = float("inf")
        for _ in range(_PASSES):
            peer = _ConText(language)
            start = time.perf_counter()
            for number in chosen:
                answers[number] = peer.flags(rows[number])
            seconds[language] = min(seconds[language], time.perf_counter() - start)
    Path(sys.argv[2]).write_text(_lines([*answers, seconds]), encoding="utf-8")


if __name__ == "__main__":
    main()
