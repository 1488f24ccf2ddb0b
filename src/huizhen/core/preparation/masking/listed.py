"""Names that their form or the lists of names alone give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import FoundBy, IdentifierSpan
from huizhen.core.preparation.masking.words import MaskedText, Word, name_run

_RU_INITIALS = re.compile(
    r"(?<![\w.])(?:[А-ЯЁ]\.[ \u00a0]?){2}[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
    r"|(?<![\w])[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?[ \u00a0][А-ЯЁ]\.[ \u00a0]?[А-ЯЁ]\.?(?![\w])"
)
_RU_PATRONYMIC = re.compile(
    r"(?<![\w-])(?:[А-ЯЁ][а-яё-]+[ \u00a0]){1,2}[А-ЯЁ][а-яё]+(?:ович|евич|ьич|овн|евн|ичн|иничн)"
    r"(?:а|у|ем|ом|е|ы|ой|)(?:[ \u00a0][А-ЯЁ][а-яё-]+)?(?![\w-])"
)
_LATIN_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-Z]\.[ -]?){1,3}(?P<before>[A-ZÀ-Þ][\w'’\-]+)"
    r"|(?<![\w.])(?P<after>[A-ZÀ-Þ][\w'’\-]{2,}),?[ ](?:[A-Z]\.[ -]?){1,3}(?![\w])"
)
_HAN_FOREIGN = re.compile(r"[\u3400-\u9fff]{1,6}(?:[·・•‧][\u3400-\u9fff]{1,8}){1,3}")
_SHORTEST_SPELT = 4
_MOSTLY = 0.75
_HAN_EPONYM = re.compile("综合征|氏|病|征|瘤|试验|评分|分级|分期|现象")
_FAMILY_BEFORE = re.compile(
    r"(?:^|[\n|\t:]|\s{2})[ \t]*(?P<family>[A-ZÀ-ÞА-ЯЁ][\w'’\-]+(?:[ ][A-ZÀ-ÞА-ЯЁ][\w'’\-]+)?),[ ]$"
)
_GOES_ON = re.compile(r"(?:['’]s)?[ ][a-zà-ÿа-яё]{2,}|,")
_SENTENCE_END = re.compile(r"(?:^|[.!?:;\n•]|[-–] )\s*$")


def listed_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Names without a label or title; eponyms of signs, diseases and instruments are none."""
    for match in _HAN_FOREIGN.finditer(masked.text):
        is_eponym_zh = _HAN_EPONYM.match(masked.text, match.end()) or _HAN_EPONYM.search(match[0])
        if not is_eponym_zh and _is_spelt_in_hanzi(masked, match[0]):
            yield _span(match.start(), _without_title_zh(masked, match), "pattern")
    if masked.language in ("ru", "") or any("а" <= char <= "я" for char in masked.plain[:2000]):
        yield from _russian(masked)
    yield from _with_initials(masked)
    yield from _from_lists(masked)


def _is_spelt_in_hanzi(masked: MaskedText, text: str) -> bool:
    """Whether signs around a point spell a name: 玛利亚·加西亚, not 实验室检查·血常规."""
    first, *others = re.split("[·・•‧]", text)
    signs = first + "".join(others)
    spelt = sum(sign in masked.tables.foreign_signs_zh for sign in signs)
    return len(signs) >= _SHORTEST_SPELT and spelt >= _MOSTLY * len(signs)


def _without_title_zh(masked: MaskedText, match: re.Match[str]) -> int:
    """The end of a foreigner's name in hanzi, before '女士' or '医生'."""
    for titles in masked.tables.titles_after_zh.values():
        for title in titles:
            at = match[0].rfind(title)
            if at > 0:
                return match.start() + at
    return match.end()


def _russian(masked: MaskedText) -> Iterator[IdentifierSpan]:
    for form in (_RU_INITIALS, _RU_PATRONYMIC):
        for match in form.finditer(masked.text):
            start, end = match.span()
            words = _words_in(masked, start, end)
            while words and words[0].plain in masked.tables.not_names | masked.tables.kin:
                words = words[1:]
            while words and words[-1].plain in masked.tables.not_names:
                end = words[-2].end if len(words) > 1 else start
                words = words[:-1]
            if words and not is_eponym(masked, words[0]):
                yield _span(words[0].start, end, "list")


def _words_in(masked: MaskedText, start: int, end: int) -> list[Word]:
    return masked.words[masked.index_at(start) : masked.index_at(end)]


def _with_initials(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'J. M. Alvarado', 'Alvarado, J.': the surname has to be listed."""
    tables = masked.tables
    for match in _LATIN_INITIALS.finditer(masked.text):
        group = "before" if match["before"] else "after"
        surname = masked.plain[match.start(group) : match.end(group)]
        parts = {surname, *re.split("['’-]", surname)}
        word = masked.word_at(match.start(group))
        if not parts & tables.all_family or word is None or surname in tables.not_names:
            continue
        if not parts & tables.eponyms and not is_eponym(masked, word):
            yield _span(match.start(), match.end(), "list")


def _from_lists(masked: MaskedText) -> Iterator[IdentifierSpan]:
    tables, language = masked.tables, masked.language
    given = tables.given.get(language, tables.all_given) | tables.given["en"]
    position = -1
    for word in masked.words:
        if word.start < position or not word.is_capital or is_eponym(masked, word):
            continue
        head, *others = re.split("[‑-]", word.plain)
        if others and not tables.eponyms.isdisjoint((head, *others)):
            continue
        if word.plain in given or head in given:
            run = _run_from_given(masked, word)
        elif word.plain in tables.all_family:
            run = _run_from_family(masked, word)
        elif word.plain in tables.all_given:
            run = _run_from_given(masked, word, is_foreign=True)
        else:
            continue
        if run is not None:
            run = (_with_family_before(masked, run[0]), run[1])
            position = run[1]
            yield _span(*run, "list")


def _run_from_given(
    masked: MaskedText, word: Word, *, is_foreign: bool = False
) -> tuple[int, int] | None:
    """A given name with a listed surname, or one alone within a sentence that is no other word."""
    tables = masked.tables
    run = name_run(masked, word.start, len(masked.text), most=5)
    if run is None or run[0] != word.start:
        return None
    words = [w for w in _words_in(masked, *run) if w.plain not in tables.particles]
    rest = [part for w in words[1:] for part in (w.plain, *re.split("['’‑-]", w.plain))]
    if any(part in tables.all_family for part in rest) and not _is_of_eponyms(masked, words):
        return run
    if not masked.has_case or is_foreign or _is_ambiguous(masked, word) or word.is_upper:
        return None
    if word.plain in tables.eponyms:
        return None
    begins = _SENTENCE_END.search(masked.text, max(0, word.start - 12), word.start)
    if begins and not _GOES_ON.match(masked.text, word.end):
        return None
    if begins and (len(words) > 1 or is_ordinary(word.plain) or word.plain in tables.all_family):
        return None
    return (word.start, word.end) if len(words) == 1 else run


def _with_family_before(masked: MaskedText, start: int) -> int:
    """Where 'Beispiel, Jonas' begins: an unlisted surname before the comma, at the head of a line
    or cell."""
    match = _FAMILY_BEFORE.search(masked.text, max(0, start - 60), start)
    if match is None:
        return start
    word = masked.word_at(match.start("family"))
    is_word = word is None or word.plain in masked.tables.not_names
    return start if is_word else match.start("family")


def _is_ambiguous(masked: MaskedText, word: Word) -> bool:
    """Whether a given name, or a part of a double one, is a word, a month or a place too."""
    parts = (word.plain, *re.split("[‑-]", word.plain))
    return any(part in masked.tables.ambiguous for part in parts)


def _is_of_eponyms(masked: MaskedText, words: list[Word]) -> bool:
    """Whether every word is an eponym, as in 'Ivor Lewis' and 'Billroth'."""
    return all(word.plain in masked.tables.eponyms for word in words)


def _run_from_family(masked: MaskedText, word: Word) -> tuple[int, int] | None:
    """'Alvarado, María' and 'DUPONT Marie'."""
    tables = masked.tables
    run = name_run(masked, word.start, len(masked.text), most=5)
    if run is None or run[0] != word.start:
        return None
    words = _words_in(masked, *run)
    if len(words) < 2 or _is_of_eponyms(masked, words):
        return None
    follows_comma = "," in masked.text[word.end : words[1].start]
    later = [w for w in words[1:] if w.plain in tables.all_given]
    if not later:
        return None
    if follows_comma or (word.is_upper and not later[0].is_upper):
        return run
    is_listed = later[0].plain not in tables.ambiguous and masked.language in ("ru", "fr", "de")
    return run if is_listed and words[1] is later[0] else None


def is_eponym(masked: MaskedText, word: Word) -> bool:
    """Whether a word names a sign, disease, score or instrument here and not a person."""
    tables = masked.tables
    after = masked.text[word.end : word.end + 2]
    index = masked.index_at(word.start)
    following = masked.words[index + 1].plain if index + 1 < len(masked.words) else ""
    if following in tables.eponym_after and masked.words[index + 1].start - word.end < 4:
        return True
    if after in ("'s", "’s") and following in tables.eponym_after:
        return True
    if after.startswith(("-", "–", "/")) and word.plain in tables.eponyms:
        return True
    before = [w.plain for w in masked.words[max(0, index - 2) : index]]
    near = before[-1:] if not before or before[-1] not in _OF else before[-2:]
    is_beside = not before or len(masked.text[masked.words[index - 1].end : word.start]) <= _BESIDE
    return (
        is_beside
        and any(one in tables.eponym_before for one in near)
        and "\n" not in masked.text[masked.words[max(0, index - len(near))].start : word.start]
    )


_BESIDE = 3
"""Signs between a word such as 'syndrome' and the eponym."""
_OF = frozenset(("de", "of", "nach", "von", "del", "la", "du", "по", "selon", "the", "y"))


def _span(start: int, end: int, found_by: FoundBy) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind="name", found_by=found_by)
