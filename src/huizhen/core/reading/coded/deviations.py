"""What departs from a standard, each with its path: reported, never guessed away."""

from __future__ import annotations

_MAX_DEVIATIONS = 200


class Deviations:
    """Codes with paths; the first of them are kept, the number of all is known."""

    def __init__(self) -> None:
        self._kept: dict[str, None] = {}
        self._more = 0

    def add(self, code: str, path: str = "") -> None:
        """One departure from the standard."""
        entry = f"{code}: {path}" if path else code
        if entry in self._kept:
            return
        if len(self._kept) < _MAX_DEVIATIONS:
            self._kept[entry] = None
        else:
            self._more += 1

    def listed(self) -> tuple[str, ...]:
        """All that was kept, and how many were not."""
        more = (f"further_deviations: {self._more}",) if self._more else ()
        return (*self._kept, *more)
