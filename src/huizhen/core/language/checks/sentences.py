"""The sentences of a pair, side by side where both texts have as many."""

from __future__ import annotations

import re
from typing import NamedTuple

from huizhen.core.language.checks.pair import Pair, Side

_END = {
    True: re.compile(r"[。！？；!?;]+[\"')\]」』]*|\n"),
    False: re.compile(
        r"[.!?;\n](?:(?<=\n)|(?<!\n)(?<!\b[a-z].)(?<!\b(?:dr|no|vs|mr|st).)(?<!\bmrs.)(?<!&amp.)"
        r"[.!?;]*[\"')\]]*(?=\s|$))"
    ),
}


class Stretch(NamedTuple):
    """A sentence of the source and the one that stands for it in the target."""

    start: int
    end: int
    target_start: int
    target_end: int


def stretches(pair: Pair) -> list[Stretch]:
    """Sentence by sentence, or the whole of both where their numbers differ."""
    found: list[Stretch] | None = pair.source.kept.get(_key(pair))
    if found is None:
        ends, target_ends = _ends(pair.source), _ends(pair.target)
        if len(ends) != len(target_ends):
            ends, target_ends = [len(pair.source.text)], [len(pair.target.text)]
        found = [
            Stretch(start, end, target_start, target_end)
            for start, end, target_start, target_end in zip(
                [0, *ends], ends, [0, *target_ends], target_ends, strict=False
            )
        ]
        pair.source.kept[_key(pair)] = found
    return found


def _key(pair: Pair) -> tuple[str, int]:
    return "stretches", id(pair.target)


def _ends(side: Side) -> list[int]:
    """Where the sentences of a side end, the last one with the text."""
    text = side.folded
    ends = [found.end() for found in _END[side.is_chinese].finditer(text)]
    return ends if ends and ends[-1] >= len(text.rstrip()) else [*ends, len(text)]
