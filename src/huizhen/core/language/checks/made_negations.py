"""Words that deny by their making (不符合, 'unstable') of which the other side has the rest alone.

Such words need no answer, because each language has its own way round them. Where nothing on the
other side denies, a Chinese word that plainly does so was put in or lost its answer; an English one
only where the word without its denial stands in the Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from huizhen.core.content import Pack
from huizhen.core.language.checks.cues import Cue
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.stems import stem

_CHINESE = re.compile(
    "(?:并不|并未|尚未|从不|毫无|绝不|[不未无没])(?!良|足|当|满|安|适|幸|害|闭)[㐀-鿿]"
)
_ENGLISH = re.compile(r"(?:un|in|im|ir|il|non-?)([a-z]{4,})")
_NEGATES = frozenset(("no", "un"))
_MAY_ANSWER = frozenset(
    ("few", "lack", "avoid", "forbid", "hard", "poor", "different", "refuse", "yet", "prevent")
)
"""What may say the same in other words: 'unusual' is 少见."""
_DENIED = frozenset("不未无非没否")
_SHORTEST = 2


class MadeNegations:
    """Finds, among cues that nothing answered, those that the other side contradicts."""

    def __init__(self, checks: Pack) -> None:
        self._chinese: dict[str, frozenset[str]] = {}
        for row in checks.rows("general_words.tsv"):
            units = [unit for unit in row["zh"].split(";") if len(unit) >= _SHORTEST]
            word = stem(row["en"])
            self._chinese[word] = self._chinese.get(word, frozenset()).union(units)

    def __call__(
        self, side: Side, alone: Sequence[Cue], other: Side, others: Sequence[Cue]
    ) -> Iterator[Cue]:
        """The cues of `side` that stand alone while the other side says what they deny."""
        if any(cue.senses & _NEGATES for cue in others):
            return
        is_left = any(cue.senses & _MAY_ANSWER for cue in others)
        for cue in alone:
            if cue.is_required:
                continue
            if cue.is_made and not is_left:
                yield cue
                continue
            if not cue.senses & _NEGATES:
                continue
            form = side.folded[cue.start : cue.end]
            if _CHINESE.match(form) or (other.is_chinese and self._stands_in_chinese(form, other)):
                yield cue

    def _stands_in_chinese(self, form: str, chinese: Side) -> bool:
        made = _ENGLISH.fullmatch(form)
        units = self._chinese.get(stem(made[1]), ()) if made else ()
        return any(_is_stated(unit, chinese.folded) for unit in units)


def _is_stated(unit: str, text: str) -> bool:
    """Whether it stands in the text without a denial right before."""
    at = text.find(unit)
    while at >= 0:
        if _DENIED.isdisjoint(text[max(0, at - 1) : at]):
            return True
        at = text.find(unit, at + 1)
    return False
