"""Left, right, both and their like, read from an English or Chinese side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.content import Pack
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import WordFinder

_LETTERS = {"L": "left", "R": "right", "LT": "left", "RT": "right"}
_LETTER = re.compile(
    r"(?<![A-Za-z0-9/&])(?<!\d\s)(Lt|Rt|LT|RT|lt|rt|L|R)\b\.?(?![\s-]*[\d%])"
    r"(?=((?:[\s-]+(?!(?:and|or|to|of|in|the|for|on|with|was|is|are|were)\b)[a-z][a-z'-]*){0,4}))"
)
_PARTLY = re.compile(r"(?:ectomy|otomy|ostomy|plasty|itis|algia|oid|[eirnl]al|lar)$")
"""Endings of words for a part or for what is done to it."""
_ON_THE = re.compile(r"\b(?:on|to|in|of|from) (?:the )?$")
_NO_NAME = re.compile(r"\s*(?:$|[.,;:)!?]|(?:by|after|before|with|than|since|during|when|at)\b)")
"""What stands before and behind a letter that is a side though no part follows ('on the L')."""
_ANY_LETTER = re.compile(r"[LR]|\b[lr]t\b")
_BRACKETED = re.compile(
    r"[(\[](L|R|Lt|Rt)\.?[)\]]|(?<=[\s(])([LR])(?=\s?[<>=]\s?[LR]\b)|([LR])(?=侧|側)"
    r"|(?<![A-Za-z0-9/-])([LR])(?=[ :=]{1,2}\d)|(?<=[<>=] )([LR])\b|(?<=[<>=])([LR])\b"
)
_COMPARED = frozenset("<>")
_LATIN_EYES = {"OD": "right", "OS": "left", "OU": "both"}
_LATIN_EARS = {"AD": "right", "AS": "left", "AU": "both"}
_LATIN = re.compile(r"(?<![A-Za-z0-9])(?:(?:O\.?[DSU]|A\.?[DSU])(?![A-Za-z0-9])\.?|[oa]\.[dsu]\.)")
_EYE = re.compile(
    r"\beyes?\b|visual|vision|\biop\b|ocular|retin|cornea|catarac|macul|pupil|glaucom|\bva\b|20/\d"
    r"|fundus|optic|lens\b|vitre|\b6/\d|眼|视力|视网膜|瞳孔|角膜|黄斑|白内障|晶状体|眼压"
)
_EAR = re.compile(
    r"\bears?\b|\botic|otitis|tympan|hearing|audio|cerumen|tinnitus|deaf|vertigo|耳|听力|鼓膜|眩晕"
)
_CAPITALS = 4
_ONE = frozenset(("left", "right", "one"))


class SideReader:
    """Reads sides by `side_words.tsv`, by letters beside a noun, and by the doctors' Latin."""

    def __init__(self, checks: Pack) -> None:
        forms: dict[str, list[tuple[str, tuple[str, str]]]] = {"en": [], "zh": []}
        for row in checks.rows("side_words.tsv"):
            forms[row["language"]].append((row["form"], (row["sense"], row["role"])))
        self._english, self._chinese = PhraseFinder(forms["en"]), WordFinder(forms["zh"])
        nouns = [name.split()[-1] for row in checks.rows("side_nouns.tsv") for name in _names(row)]
        self._nouns = frozenset(
            (*nouns, "side", "sided", "upper", "lower", "anterior", "posterior")
        )

    def __call__(self, side: Side) -> list[Mention]:
        """The sides named, in their order."""
        found: list[Mention] | None = side.kept.get("sides")
        if found is None:
            found = list(_without_named(sorted(self._read(side), key=lambda one: one.span.start)))
            side.kept["sides"] = found
        return found

    def _read(self, side: Side) -> Iterator[Mention]:
        for hit in (self._chinese if side.is_chinese else self._english).hits(side):
            sense, role = hit.value
            short = hit.end - hit.start <= _CAPITALS and side.folded[hit.start].isascii()
            if role == "hide" or (short and sense not in side.folded[hit.start : hit.end]
                                  and not _is_written_so(side, hit.start, hit.end)):  # fmt: skip
                continue
            yield _mention(side, hit.start, hit.end, sense, role == "must")
        yield from self._letters(side)
        yield from _latin(side)

    def _letters(self, side: Side) -> Iterator[Mention]:
        text = side.narrow
        if not _ANY_LETTER.search(text):
            return
        for found in _LETTER.finditer(text):
            is_sure = found[1] in ("lt", "rt", "Lt", "Rt")
            is_one = found[1] in ("L", "R")
            words = found[2].replace("-", " ").split()
            has_part = not self._nouns.isdisjoint(words) or (
                is_one and any(map(_PARTLY.search, words))
            )
            if is_sure or has_part or (is_one and _stands_alone(text, *found.span(1))):
                yield _mention(side, *found.span(1), _LETTERS[found[1].upper()], True)
        for found in _BRACKETED.finditer(text):
            start, end = found.span(found.lastindex or 0)
            is_compared = not _COMPARED.isdisjoint(text[max(0, start - 2) : end + 2])
            yield _mention(side, start, end, _LETTERS[text[start:end].upper()], is_compared)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a letter is a side although no part follows, and no name either ('on R-CHOP')."""
    return bool(_ON_THE.search(text, 0, start) and _NO_NAME.match(text, end))


def _without_named(mentions: list[Mention]) -> Iterator[Mention]:
    """The sides but those of a part whose side stands right before it ('left lung' is one)."""
    before: Mention | None = None
    for one in mentions:
        is_named = (
            before is not None and one.span.start - before.span.end == 1 and before.sense in _ONE
        )
        if not (is_named and not one.is_required and one.sense == "both"):
            yield one
        before = one


def _names(row: dict[str, str]) -> Iterator[str]:
    return (name for name in row["en"].split(";") if name)


def _is_written_so(side: Side, start: int, end: int) -> bool:
    """Whether a short form is what it seems: a word, or an abbreviation in capitals."""
    return side.narrow[start:end].isupper() or not side.folded[start:end].isalpha() or (
        side.folded[start:end] in ("both", "eyes", "ears", "legs", "arms", "feet", "hips", "lids")
        or side.folded[start:end] in ("two", "pair", "one", "side", "lung", "eye", "leg", "bil")
    )  # fmt: skip


def _latin(side: Side) -> Iterator[Mention]:
    """OD, OS, OU where eyes are spoken of; AD, AS, AU where ears are."""
    found = list(_LATIN.finditer(side.narrow))
    if not found:
        return
    eyes, ears = _EYE.search(side.folded), _EAR.search(side.folded)
    for one in found:
        word = one[0].replace(".", "").upper()
        sense = (eyes and _LATIN_EYES.get(word)) or (ears and _LATIN_EARS.get(word))
        if sense:
            yield _mention(side, *one.span(), sense, True)


def _mention(side: Side, start: int, end: int, sense: str, is_required: bool) -> Mention:
    return Mention(side.span(start, end), frozenset((sense,)), is_required, sense)
