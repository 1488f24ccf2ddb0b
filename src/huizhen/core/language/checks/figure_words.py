"""Listed words beside numbers: numbers without a numeral, idioms that hide one, words of time."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.content import Pack
from huizhen.core.language.checks.figure import plain
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.words import Hit, WordFinder

_NOT_SOUGHT = frozenset({"follower", "one", "none", "name"})


@dataclass(frozen=True)
class Word:
    """A listed word: a number without a numeral, an idiom that hides one, a word of time."""

    kind: str
    senses: tuple[Hashable, ...]
    is_required: bool = False


class FigureWords:
    """Finds the words of `numeral_words.tsv` and `calendar_words.tsv` in English and Chinese."""

    def __init__(self, checks: Pack) -> None:
        rows = [(row, _word(row)) for row in checks.rows("numeral_words.tsv")]
        rows += [(row, _time_word(row)) for row in checks.rows("calendar_words.tsv")]
        self.followers = frozenset(row["form"] for row, word in rows if word.kind == "follower")
        self.other_figures = {
            row["form"]: tuple(map(Decimal, row["senses"].split(";")))
            for row, word in rows
            if word.kind == "name"
        }
        """Figures by which another name says the same, by the key of a name (covid19: 2019)."""
        self._finders: dict[tuple[str, str], WordFinder[Word]] = {}
        for language in ("en", "zh"):
            own = [(row["form"], word) for row, word in rows if row["language"] == language]
            for kind in ("one", "none"):
                self._finders[kind, language] = WordFinder(
                    [(form, word) for form, word in own if word.kind == kind]
                )
            sought = [(form, word) for form, word in own if word.kind not in _NOT_SOUGHT]
            self._finders["", language] = WordFinder(sought)

    def hits(self, side: Side) -> list[Hit[Word]]:
        """The words of a side in their order."""
        finder = self._finders.get(("", side.language))
        return list(finder.hits(side)) if finder else []

    def may_say(self, kind: str, side: Side) -> bool:
        """Whether a word of a side may stand for 'one' (a, each, 首) or 'none' (no, 无)."""
        finder = self._finders.get((kind, side.language))
        return finder is not None and any(finder.hits(side))


def _word(row: dict[str, str]) -> Word:
    if row["senses"] in ("", "="):
        kind = row["kind"] if row["kind"] != "number" else "hide" if not row["senses"] else "weak"
        return Word(kind, ())
    senses = [
        ("%", Decimal(one[1:])) if one.startswith("%") else plain(Decimal(one))
        for one in row["senses"].split(";")
    ]
    return Word(row["kind"], tuple(senses), row["required"] == "yes")


def _time_word(row: dict[str, str]) -> Word:
    sense = row["sense"]
    value: Hashable = int(sense) if sense.isdecimal() else sense
    kind = row["kind"]
    return Word(kind, ((kind.removesuffix("_short"), value),), is_required=True)
