"""What the command line does with the desk: set it up, serve it, work, verify."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

from huizhen.core.errors import WrongCall
from huizhen.web.server import refuse_open_host, serve_application

_SETTINGS = "huizhen.project.settings"


class DeskTools:
    """The desk in one home folder."""

    def open(self, home: Path) -> None:
        """Let Django work on the folder."""
        _django(home)

    def set_up(self, home: Path) -> None:
        """Make keys, database and tables where there are none; safe to run at each start."""
        _django(home)
        from django.core.management import call_command

        from huizhen.ground.files.blobs import make_places
        from huizhen.ground.files.keyring import make_ring

        make_ring(home)
        make_places()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def serve(self, home: Path, host: str, port: int) -> None:
        """Serve the desk with a worker beside it until stopped."""
        refuse_open_host(host)
        answer_under(host, port)
        self.set_up(home)
        with _worker_child(home):
            serve_application(host, port)

    def invite(self, home: Path, email: str, role: str, site: tuple[str, str]) -> str:
        """A link by which somebody joins the site, which has a name and a country."""
        self.set_up(home)
        from huizhen.web.first_people import invite_to_site

        return invite_to_site(email, role, *site)

    def work(self, home: Path) -> None:
        """Be a worker until stopped."""
        refuse_no_desk(home)
        _django(home)
        from huizhen.web.worker import Worker

        told = os.environ.get("HUIZHEN_WORKER_OF", "")
        if told.isdigit():
            Worker(int(told), _own_line()).run()
        else:
            Worker().run()

    def verify(self, home: Path) -> list[str]:
        """Where the trail is broken, a line each; empty when it is whole."""
        refuse_no_desk(home)
        _django(home)
        from huizhen.ground.audit.heads import head_breaks
        from huizhen.ground.audit.verify import breaks

        found = [*breaks(), *head_breaks(home)]
        return [f"{each.chain} {each.number} {each.reason}" for each in found]

    def back_up(self, home: Path, out: Path, *, with_keys: bool) -> int:
        """Write the backup while the desk serves; how many files it holds."""
        from huizhen.web.backup import make_backup

        return make_backup(home, out, with_keys=with_keys).files

    def restore(self, archive: Path, home: Path, keys: Path | None) -> list[str] | None:
        """Put a backup into an empty folder and verify it: what is broken, a line each; None where
        there are no keys to verify it with."""
        from huizhen.web.backup import missing_bytes, restore_backup

        told = restore_backup(archive, home, keys)
        absent = [f"blob {name} absent" for name in missing_bytes(home)]
        return [*absent, *self.verify(home)] if told.has_keys or keys else None


def refuse_no_desk(home: Path) -> None:
    """WrongCall for a folder in which no desk was ever set up: nothing is made there."""
    if not (home / "keys/ring.txt").is_file():
        raise WrongCall(
            "no_desk_here",
            "There is no desk in this folder.",
            "Give its folder with --home, or set one up with `huizhen serve`.",
        )


def answer_under(host: str, port: int) -> None:
    """Let links in mails lead to this address, unless HUIZHEN_ORIGIN names another."""
    name = f"[{host}]" if ":" in host and not host.startswith("[") else host
    os.environ["HUIZHEN_ORIGIN"] = os.environ.get("HUIZHEN_ORIGIN") or f"http://{name}:{port}"


def _django(home: Path) -> None:
    os.environ["HUIZHEN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _SETTINGS)
    import django

    django.setup()


def _own_line() -> int:
    """The bell's line, which a worker is given as its standard input; what it starts itself has
    none."""
    line = os.dup(0)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), 0)
    return line


def _rung(ring: BinaryIO) -> None:
    """Let the worker hear it; a line that is full has rung enough."""
    with suppress(OSError, ValueError):
        ring.write(b".")


@contextmanager
def _worker_child(home: Path) -> Iterator[None]:
    """A worker process that ends with this one, and is started again should it die."""
    import threading

    over = threading.Event()
    running: list[subprocess.Popen[bytes]] = []
    environment = {**os.environ, "HUIZHEN_WORKER_OF": str(os.getpid())}
    command = [sys.executable, "-P", "-m", "huizhen.project.main", "worker", "--home", str(home)]

    def keep_alive() -> None:
        from huizhen.ground.jobs.doorbell import bell

        while not over.is_set():
            hears, rings = os.pipe()
            os.set_blocking(rings, False)
            with os.fdopen(hears, "rb") as line, os.fdopen(rings, "wb", buffering=0) as ring:
                child = subprocess.Popen(command, env=environment, stdin=line)  # noqa: S603 - our own
                running[:] = [child]
                with bell(partial(_rung, ring)):
                    while child.poll() is None and not over.wait(0.5):
                        pass
            if not over.is_set():
                over.wait(1)

    keeper = threading.Thread(target=keep_alive, name="worker", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        for child in running:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        keeper.join(timeout=2)
