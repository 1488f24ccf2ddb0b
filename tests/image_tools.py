"""Images taken apart in the test's own process: what children do, without their start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from huizhen.adapters import sandbox_tasks
from huizhen.core.errors import HuizhenError
from huizhen.core.ports import Outcome, Work
from huizhen.core.reading.limits import Limits


class OwnProcess:
    """Workers that are none."""

    def __init__(self, spool: Path) -> None:
        self._perform = sandbox_tasks.performer(spool, Limits())

    def perform(self, works: Iterable[Work]) -> Iterator[Outcome]:
        """Outcomes in the order of the works."""
        for work in works:
            try:
                data = self._perform(work.model_dump())
            except HuizhenError as error:
                yield Outcome(key=work.key, code=error.code, message=error.message)
            else:
                yield Outcome(key=work.key, data=data)

    def close(self) -> None:
        """Nothing was started."""


class OwnTools:
    """As project.imaging_tools has them."""

    limits = Limits()

    def start(self, spool: Path, count: int = 0) -> OwnProcess:
        """The test's own process."""
        return OwnProcess(spool)


tools = OwnTools()
