"""Log lines without content: an exception's text may hold what it failed on, an address what was
typed; kind and place are enough to find the fault."""

from __future__ import annotations

import logging
import traceback


class WithoutContent(logging.Formatter):
    """Time, level, logger, HTTP status, and for exceptions their types and code places."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        parts = [self.formatTime(record), record.levelname, record.name]
        status = getattr(record, "status_code", None)
        if status is not None:
            parts.append(str(status))
        if record.name.startswith("uvicorn"):
            parts.append(record.getMessage().strip())
        if record.exc_info and record.exc_info[1] is not None:
            parts.append(_kinds_and_places(record.exc_info[1]))
        return " ".join(parts)


def _kinds_and_places(error: BaseException) -> str:
    """The exception and its causes, innermost last, each with the three frames nearest to it."""
    told: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = traceback.extract_tb(current.__traceback__)[-3:]
        places = " > ".join(f"{frame.name}:{frame.lineno}" for frame in frames)
        told.append(f"{type(current).__name__} at {places or 'no place'}")
        current = current.__cause__ or current.__context__
    return " from ".join(told)
