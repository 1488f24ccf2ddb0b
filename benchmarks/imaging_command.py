"""`huizhen imaging check` for benchmarks that ask it of hundreds of folders.

Files are read in this process: a reading child costs more than most folders.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

IN_CHILDREN = "IMAGING_DEFECTS_IN_CHILDREN"


class _Here:
    """Reads in this process what the command gives to a child: a child costs more than a folder."""

    def __init__(self, spool: Path) -> None:
        from huizhen.adapters.sandbox_tasks import performer
        from huizhen.core.reading.limits import Limits

        self._perform = performer(spool, Limits())

    def perform(self, works: Iterable[Any]) -> Iterator[Any]:
        """Outcomes as the children give them; what raises has crashed its child."""
        from huizhen.core.errors import HuizhenError
        from huizhen.core.ports import Outcome

        for work in works:
            try:
                data = self._perform({"kind": work.kind, "input": work.input})
                yield Outcome(key=work.key, data=data)
            except HuizhenError as error:
                yield Outcome(
                    key=work.key, code=error.code, message=error.message, remedy=error.remedy
                )
            except Exception as error:  # noqa: BLE001
                yield Outcome(key=work.key, code="parser_crashed", message=str(error))

    def close(self) -> None:
        """Nothing to end."""


@cache
def _application() -> Any:
    """The console command, loaded once a process: loading it costs more than most folders."""
    warnings.simplefilter("ignore")
    from huizhen.cli import imaging_command
    from huizhen.project.config import Settings
    from huizhen.project.main import app
    from huizhen.project.wiring import workshop

    if not os.environ.get(IN_CHILDREN):
        tools: Any = replace(workshop(Settings()), start_readers=_Here)
        imaging_command._made[:] = [lambda: tools]
    return app


def checked(folder: Path, *options: str) -> Result:
    """What the command prints of a folder, as JSON lines."""
    asked = ["imaging", "check", str(folder), "--json", *options]
    return CliRunner().invoke(_application(), asked)
