"""Sentences as letters and reports write them, each thing in them with how it is meant.

In `assertions/*.txt` a thing stands in brackets after a sign: [-denied], [?suspected],
[~to exclude], [^past], [@hypothetical], [&of kin], [+affirmed].
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prose_bench import prose

_SIGNS = {
    "-": "negated", "?": "suspected", "~": "to_exclude", "^": "historical", "@": "hypothetical",
    "&": "family", "+": "affirmed",
}  # fmt: skip
_MARKED = re.compile(r"\[([-?~^@&+])([^\]]+)\]")
_FOLDER = Path(__file__).parent / "assertions"


def things(marked: str) -> Iterator[tuple[str, int, int, str]]:
    """The plain sentence with each marked thing's span and how it is meant."""
    text = _MARKED.sub(r"\2", marked)
    for number, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 3 * number
        yield text, start, start + len(match[2]), _SIGNS[match[1]]


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_every_thing_of_a_sentence_is_meant_as_marked(path: Path) -> None:
    language = path.stem[:2]
    wrong = [
        f"{text[start:end]}: {said} instead of {meant}, in: {text}"
        for line in path.read_text(encoding="utf-8").splitlines()
        for text, start, end, meant in things(line)
        if (said := prose(text, language).context(start, end).certainty) != meant
    ]
    assert not wrong, "\n".join(wrong)


def test_all_styles_are_there() -> None:
    assert len(list(_FOLDER.glob("*.txt"))) == 8
