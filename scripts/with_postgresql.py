#!/usr/bin/env python3
"""Run a command with a PostgreSQL server of its own: HUIZHEN_DATABASE names it, and it is gone
afterwards. `python scripts/with_postgresql.py python -m pytest tests/ground`. With --keep FOLDER
first, its databases stay in the folder for the next time."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

_NEW = ("-U", "huizhen", "-A", "trust", "-E", "UTF8")
_HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def main(command: list[str]) -> int:
    """The command's exit; 4 when there is no server to start."""
    home = next((path for path in _HOMES if (path / "initdb").is_file()), None)
    if home is None:
        sys.stdout.write("PostgreSQL is not installed (Debian: postgresql)\n")
        return 4
    # the server refuses to run as root; the address, not a socket, is what Django is given
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder, is_kept = Path(tempfile.mkdtemp(prefix="huizhen-postgresql-")), False
    data, port = folder / "data", _free_port()
    if command[:1] == ["--keep"]:
        data, is_kept, command = Path(command[1]).resolve(), True, command[2:]
        data.mkdir(parents=True, exist_ok=True)
    if owner:
        shutil.chown(folder, "postgres", "postgres")
        if is_kept:
            shutil.chown(data, "postgres", "postgres")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the server ends with its script
    quiet = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    try:
        if not (data / "PG_VERSION").exists():
            _run([*owner, home / "initdb", "-D", data, *_NEW])
        start = [home / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o"]
        _run([*owner, *start, f"{options} {quiet}", "start"])
        address = f"postgresql://huizhen@127.0.0.1:{port}/postgres"
        environment = {**os.environ, "HUIZHEN_DATABASE": address}
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        how = "fast" if is_kept else "immediate"
        stop = [*owner, home / "pg_ctl", "-D", data, "-m", how, "stop"]
        subprocess.run(list(map(str, stop)), stdout=subprocess.DEVNULL, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object]) -> None:
    words = list(map(str, command))
    subprocess.run(words, cwd="/", stdout=subprocess.DEVNULL, check=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
