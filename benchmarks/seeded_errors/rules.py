"""Replacements written as patterns, where a word list alone would break the grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seeded_errors.values import Change


@dataclass(frozen=True)
class Rule:
    """A pattern, what replaces it, and what it meant and means then."""

    pattern: str
    new: str
    before: str
    after: str
    sub: str
    uncommon: bool = False


def rules(block: str, before: str, after: str, sub: str) -> list[Rule]:
    """Rules written one a line as `pattern => replacement`; `*` marks an uncommon one.

    A replacement keeps the space at the end of what it replaces.
    """
    made = []
    for line in block.strip().splitlines():
        left, _, right = line.strip().partition(" =>")
        uncommon = left.startswith("* ")
        made.append(Rule(left.removeprefix("* "), right[1:], before, after, sub, uncommon))
    return made


def applied(made: Sequence[Rule], text: str) -> Iterator[Change]:
    """Each change that a rule makes to the text."""
    for rule in made:
        for match in re.finditer(rule.pattern, text):
            new = match.expand(rule.new)
            if new and match.group().endswith(" ") and not new.endswith(" "):
                new += " "
            if match.group()[:1].isupper() and new[:1].islower() and match.start() == 0:
                new = new[:1].upper() + new[1:]
            if new != match.group():
                yield Change(
                    match.start(), match.end(), new, rule.before, rule.after, rule.sub,
                    rule.uncommon,
                )  # fmt: skip
