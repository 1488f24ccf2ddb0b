"""Words of the source's language that still stand in the translation.

In a Chinese target English words stay only as names, abbreviations, units, genes, quoted titles, a
gloss in brackets behind its Chinese, or before the mark 【原文，待译】; in an English target no
Chinese sign stays but in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.english_words import EnglishWords
from huizhen.core.language.checks.pair import Pair, Side

_WORD = re.compile(
    r"(?<![a-zA-Z0-9À-ɏͰ-Ͽ_/@.&-])[A-Za-z][a-z]+(?:['-][a-z]+)*(?![A-Za-z0-9À-ɏͰ-Ͽ_/@&]|-\d|\.[a-z]|-[A-Z])"
)
_CAPITALS = re.compile(r"(?<![A-Za-z0-9_/-])[A-Z]{5,}(?![A-Za-z0-9_/-])")
_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_HAN_PHRASE = re.compile(r"[㐀-鿿豈-﫿][㐀-鿿豈-﫿、，·0-9A-Za-z ]*[㐀-鿿豈-﫿]|[㐀-鿿豈-﫿]")
_BRACKETS = re.compile(
    r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|《[^《》]{0,200}》|【[^【】]{0,200}】|\"[^\"]{1,200}\""
)
_MARK = re.compile(r"[^㐀-鿿。；，、;]*?\s*【原文[，,]\s*待译】")
_ADDRESS = re.compile(r"\S*(?:@|https?:|www\.)[^\s㐀-鿿]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n]\s*|[-*•]\s*|\"\s*|\(\s*)$")
_TERMS = (
    "glossary_core.tsv", "diagnoses.tsv", "general_conditions.tsv", "more_conditions.tsv",
    "procedures.tsv", "general_procedures.tsv", "imaging_findings.tsv", "pathology_terms.tsv",
)  # fmt: skip
_NAME_BEFORE = re.compile(r"[A-Z][a-z.'-]+[ &-]+(?:(?:of|and|the|for|de|van|von|in)[ ]+){0,2}$")
_NAME_AFTER = re.compile(r"[ &-]+(?:(?:of|and|the|for|de|in)[ ]+){0,2}[A-Z][a-z]")
_FEWEST_LETTERS = 3


class Untranslated:
    """Reads a target of English or Chinese for what was left of the other."""

    def __init__(self, words: EnglishWords, staying: frozenset[str], nouns: frozenset[str]) -> None:
        self._words = words
        self._nouns = nouns
        self._staying = staying

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """The words that were left, neighbours told as one."""
        languages = (pair.source.language, pair.target.language)
        if languages == ("zh", "en"):
            yield from _chinese_left(pair.target)
        elif languages[1] == "zh" and languages[0] != "zh":
            yield from self._words_left(pair)
            yield from self._all_left(pair)

    def _words_left(self, pair: Pair) -> Iterator[Difference]:
        target = pair.target
        if not re.search("[a-z]{3}", target.narrow):
            return
        apart = _stretches_apart(target)
        left: list[tuple[int, int, Effect]] = []
        for match in _WORD.finditer(target.narrow):
            start, end = match.span()
            effect = self._effect(match.group(), start, pair)
            if effect and not any(a <= start and end <= b for a, b in apart):
                left.append((start, end, effect))
        for start, end, effect in _joined(left, target.narrow):
            yield _told(target, start, end, effect)

    def _all_left(self, pair: Pair) -> Iterator[Difference]:
        """Words in capitals, and a target that is its source."""
        target = pair.target
        is_same = target.folded.strip() == pair.source.folded.strip()
        for match in _CAPITALS.finditer(target.narrow):
            low = match.group().lower()
            if self._words.is_everyday(low) and _has_word(pair.source, low):
                yield _told(target, match.start(), match.end(), "block")
        if is_same and any(
            word in self._nouns or word.removesuffix("s") in self._nouns
            for word in re.findall("[a-z]{4,}", target.folded)
        ):
            yield _told(target, 0, len(target.text), "block")

    def _effect(self, word: str, start: int, pair: Pair) -> Effect | None:
        low = word.lower()
        if len(word) < _FEWEST_LETTERS or low in self._staying:
            return None
        is_beside_name = _is_beside_name(pair.target, start, word)
        if pair.source.language != "en":
            return "block" if word[0].islower() and _has_word(pair.source, word) else None
        is_known = self._words.knows(low) or self._words.is_function_word(low)
        if word[0].islower():
            if is_beside_name and (not is_known or self._words.is_function_word(low)):
                return None
            return "block" if is_known or _has_word(pair.source, low) else "advise"
        if is_beside_name or not _has_word(pair.source, low):
            return None
        is_no_name = low in self._nouns or low.removesuffix("s") in self._nouns
        if not is_no_name and (not is_known or _is_name_in(pair.source, word)):
            return None
        return "block" if is_no_name or _has_word(pair.source, low, is_small=True) else None


def _told(target: Side, start: int, end: int, effect: Effect) -> Difference:
    span = target.span(start, end)
    return Difference(code="untranslated.missing", effect=effect, target=span, says=span.text)


def _has_word(side: Side, word: str, is_small: bool = False) -> bool:
    text = side.narrow if is_small else side.folded
    return re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", text) is not None


def _is_name_in(source: Side, word: str) -> bool:
    """Whether the source has it capitalised where no sentence begins, or nowhere in small."""
    text = source.narrow
    if word.upper() in text and word.upper() != word:
        return True
    for match in re.finditer(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", text):
        if not _SENTENCE_START.search(text[max(0, match.start() - 3) : match.start()]):
            return True
    return False


def _is_beside_name(target: Side, start: int, word: str) -> bool:
    """Part of a name of several words: 'Johns Hopkins', 'Bureau of Labor', 'Escherichia coli'."""
    text = target.narrow
    return (
        _NAME_BEFORE.search(text[max(0, start - 40) : start]) is not None
        or _NAME_AFTER.match(text[start + len(word) :][:40]) is not None
    )


def _stretches_apart(target: Side) -> list[tuple[int, int]]:
    """Where English may stand: glosses, titles, addresses, what is marked as not yet translated."""
    text = target.narrow
    apart = [m.span() for m in _MARK.finditer(text)] if "【" in text else []
    if "@" in text or "http" in text or "www" in text:
        apart += [m.span() for m in _ADDRESS.finditer(text)]
    for match in _BRACKETS.finditer(text):
        if match.group()[0] != "(" or _HAN.search(text[: match.start()][-3:]):
            apart.append(match.span())
    return apart


def _joined(left: list[tuple[int, int, Effect]], text: str) -> Iterator[tuple[int, int, Effect]]:
    """Words with nothing but blanks, short words and commas between them, as one."""
    run: tuple[int, int, Effect] | None = None
    for start, end, effect in left:
        if run and re.fullmatch(r"[\s,;-]*(?:[a-zA-Z]{1,3}[\s,;-]+){0,3}", text[run[1] : start]):
            run = (run[0], end, "block" if "block" in (effect, run[2]) else "advise")
            continue
        if run:
            yield run
        run = (start, end, effect)
    if run:
        yield run


def _chinese_left(target: Side) -> Iterator[Difference]:
    text = target.narrow
    if not _HAN.search(text):
        return
    apart = [m.span() for m in _BRACKETS.finditer(text)]
    for match in _HAN_PHRASE.finditer(text):
        start, end = match.span()
        effect: Effect = "advise" if any(a < start < b for a, b in apart) else "block"
        yield _told(target, start, end, effect)


def build(packs: Packs) -> Check:
    """The check of the product."""
    staying = frozenset(row["form"].casefold() for row in packs.checks.rows("latin_in_chinese.tsv"))
    return Untranslated(EnglishWords(packs.checks), staying, _nouns(packs))


def _nouns(packs: Packs) -> frozenset[str]:
    """Everyday words and those that terms write small: no capital makes a name of them."""
    found = {row["en"] for row in packs.checks.rows("general_words.tsv")}
    for name in _TERMS:
        for row in packs.terms.rows(name):
            inside = row["en"].partition(" ")
            found.update(re.findall("(?<![A-Za-z-])[a-z]{4,}(?![A-Za-z])", inside[2]))
            if inside[0].islower():
                found.add(inside[0])
    return frozenset(found)
