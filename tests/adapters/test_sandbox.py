"""Worker children: limited, replaced when they fail, and never trusted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.limits import Limits


def read_work(path: Path, reader: str, key: str = "k") -> Work:
    return Work(
        key=key,
        kind="read",
        input={"path": str(path), "name": path.name, "source_id": "0" * 64, "reader": reader},
    )


def performed(works: list[Work], tmp_path: Path, limits: Limits | None = None) -> list[Outcome]:
    workers = SandboxWorkers(tmp_path / "spool", limits or Limits(), count=1)
    try:
        return list(workers.perform(works))
    finally:
        workers.close()


def test_a_text_is_read_in_a_child(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague, thank you for seeing this patient with a liver lesion.")
    outcome = performed([read_work(path, "text")], tmp_path)[0]
    assert outcome.data is not None
    assert outcome.data["status"] == "read"


def test_a_program_among_the_records_is_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = tmp_path / "records"
    records.mkdir()
    for name in ("json", "signal", "dl", "pydantic", "numpy"):
        (records / f"{name}.py").write_text("open('was_run', 'w').close()\nraise SystemExit(3)\n")
    path = records / "letter.txt"
    path.write_text("A letter that can be read without any difficulty by anybody.")
    monkeypatch.chdir(records)
    outcome = performed([read_work(path, "text")], tmp_path)[0]
    assert outcome.data is not None
    assert not (records / "was_run").exists()


def test_an_unknown_reader_is_an_outcome_not_an_exception(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("x")
    outcome = performed([read_work(path, "no such reader")], tmp_path)[0]
    assert outcome.code == "reader_failed"
    assert "x" not in outcome.message


def test_a_child_that_is_killed_costs_only_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("A letter that can be read without any difficulty by anybody.")
    workers = SandboxWorkers(tmp_path / "spool", Limits(), count=1)
    outcomes = []
    try:
        works = [read_work(path, "text", str(number)) for number in range(3)]
        for outcome in workers.perform(works):
            outcomes.append(outcome)
            if len(outcomes) == 1:
                os.kill(workers._idle[0]._process.pid, signal.SIGKILL)
                time.sleep(0.2)
    finally:
        workers.close()
    assert [outcome.data is not None for outcome in outcomes] == [True, True, True]


def test_memory_above_the_limit_is_refused_with_a_reason(tmp_path: Path) -> None:
    limits = Limits(parser_memory_bytes=250_000_000, max_text_bytes=10**9)
    path = tmp_path / "large.txt"
    path.write_bytes(b"long line " * 20_000_000)
    outcome = performed([read_work(path, "text")], tmp_path, limits)[0]
    assert outcome.code in ("parser_memory", "parser_crashed", "reader_failed")
    assert outcome.remedy


def test_a_child_has_no_network(tmp_path: Path) -> None:
    code = (
        "import socket\n"
        "from huizhen.adapters.sandbox_child import confine\n"
        "from huizhen.core.reading.limits import Limits\n"
        "confine('read', Limits())\n"
        "try:\n"
        "    socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error:\n"
        "    print('refused', error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "a worker has no network" in done.stdout


@pytest.mark.slow
def test_a_reader_that_hangs_is_stopped_at_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("x" * 100)
    workers = SandboxWorkers(tmp_path / "spool", Limits(parser_seconds=6.0), count=1)
    start = time.monotonic()
    try:
        stopped = None
        for outcome in workers.perform([read_work(path, "text", "1")]):
            stopped = outcome
        assert stopped is not None
        child = workers._idle[0]
        os.kill(child._process.pid, signal.SIGSTOP)
        outcome = next(iter(workers.perform([read_work(path, "text", "2")])))
    finally:
        workers.close()
    assert outcome.code == "parser_timeout"
    assert time.monotonic() - start < 40
