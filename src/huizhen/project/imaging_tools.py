"""The children in which the desk takes images apart."""

from __future__ import annotations

from pathlib import Path

from huizhen.adapters.sandbox import SandboxWorkers
from huizhen.core.reading.limits import Limits
from huizhen.project.config import Settings


class SandboxTools:
    """Children of this program, with the site's limits."""

    @property
    def limits(self) -> Limits:
        """The site's limits."""
        return Settings().limits

    def start(self, spool: Path, count: int = 0) -> SandboxWorkers:
        """So many children, or as many as the site's settings say."""
        settings = Settings()
        return SandboxWorkers(spool, settings.limits, "read", count or settings.workers)


tools = SandboxTools()
