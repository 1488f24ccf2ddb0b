"""Names that no row has whole: a side or a length in their midst, words behind a known head."""

from __future__ import annotations

import re

from huizhen.core.language.name_tails import tail_zh, without_measure
from huizhen.core.language.term import Term, TermKind
from huizhen.core.language.terms import Lexicon

SIDES = {"left": "左侧", "right": "右侧", "bilateral": "双侧"}
_SIDE_WORD = re.compile(r"\b(left|right|bilateral)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*\(|,\s|\s(?:via|under|with|due to|after|following|secondary to|in|at)\s|"
    r"\s(?=to complete\b|zur Vervollständigung\b)",
    re.IGNORECASE,
)


def partial_name(lexicon: Lexicon, kind: TermKind, text: str, *, has_side: bool) -> Term | None:
    """The term of a condition or procedure whose name is known in part: what no table has stands
    behind it as written (status 'partly')."""
    if kind not in ("condition", "procedure"):
        return None
    return (
        _sided(lexicon, kind, text, has_side=has_side)
        or _headed(lexicon, kind, text)
        or _measured(lexicon, kind, text)
    )


def _sided(lexicon: Lexicon, kind: TermKind, text: str, *, has_side: bool) -> Term | None:
    """A name with one side in its midst: the same without it, the side before."""
    sides = _SIDE_WORD.findall(text)
    if len(sides) != 1:
        return None
    term = lexicon.rendered(kind, " ".join(_SIDE_WORD.sub(" ", text).split()))
    if term is None or has_side:
        return term
    return term.replaced(zh=f"{SIDES[sides[0].casefold()]}{term.zh}")


def _headed(lexicon: Lexicon, kind: TermKind, text: str) -> Term | None:
    """A name whose head alone is known: what follows in Chinese where all of it is understood."""

    def known(words: str) -> str:
        of_words = (lexicon.rendered("condition", words), lexicon.rendered("procedure", words))
        return next((term.zh for term in of_words if term is not None), "")

    for found in _TAIL.finditer(text):
        head, tail = text[: found.start()].strip(), text[found.start() :].strip()
        term = lexicon.rendered(kind, head) if head else None
        if term is not None:
            said = tail_zh(tail, known)
            if said:
                return term.replaced(zh=f"{term.zh}({said})")
            rest = tail if tail.startswith("(") else f"({tail.strip(', ')})"
            return term.replaced(zh=f"{term.zh}{rest}", status="partly")
    return None


def _measured(lexicon: Lexicon, kind: TermKind, text: str) -> Term | None:
    """A name with one length in its midst: the same without it, the length behind."""
    bare, length = without_measure(text)
    term = lexicon.rendered(kind, bare) if bare else None
    return term.replaced(zh=f"{term.zh}({length})") if term is not None else None
