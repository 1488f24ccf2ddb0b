"""How well Chinese signs write the sound of a Latin drug name.

The sounds of each sign were counted by aligning the pure transliterations of our own lists
(expectation maximisation over about 3,000 pairs) and kept where a sign has a sound often.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_LONGEST = 5
_LETTER = 0.5
"""What a Latin letter costs that no sign says."""
_SIGN = 1.2
"""What a sign costs that says no letter."""


class Sounds:
    """Likeness of a Latin name and a Chinese one, by the sounds of signs."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._sounds = {row["sign"]: frozenset(row["sounds"].split()) for row in rows}

    def likeness(self, latin: str, text: str, *, whole: bool = False) -> float:
        """1 where signs of the text say every letter; 0 and less where they say another name.

        The name may begin anywhere in the text and must end with it; `whole` binds its
        beginning to the beginning of the text too.
        """
        return self._best(latin, text, whole)[-1] / len(latin) if latin and text else -1.0

    def heard(self, latin: str, text: str) -> float:
        """The likeness of the best place anywhere in the text."""
        return max(self._best(latin, text, False)) / len(latin) if latin and text else -1.0

    def _best(self, latin: str, text: str, whole: bool) -> list[float]:
        """The best sum for the whole name, after each sign of the text."""
        size = len(latin)
        row = [-_LETTER * at for at in range(size + 1)]
        ends = []
        for sign in text:
            row = self._after(sign, row, latin)
            if not whole:
                row[0] = max(row[0], 0.0)
            ends.append(row[size])
        return ends

    def _after(self, sign: str, row: list[float], latin: str) -> list[float]:
        sounds = self._sounds.get(sign, frozenset())
        new = [value - _SIGN for value in row]
        for at in range(1, len(latin) + 1):
            best = max(new[at], new[at - 1] - _LETTER)
            if sounds:
                for size in range(1, min(_LONGEST, at) + 1):
                    if latin[at - size : at] in sounds:
                        best = max(best, row[at - size] + size)
            new[at] = best
        return new
