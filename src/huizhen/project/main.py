"""The console script: wires adapters into ports and calls the command line."""

from __future__ import annotations

from huizhen.cli.commands import app, use_workshop
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop

__all__ = ["app"]

use_workshop(lambda: workshop(Settings()))


if __name__ == "__main__":
    app()
