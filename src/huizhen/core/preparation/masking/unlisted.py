"""Names that no list has: capitalised words that no lexicon has, where a person must stand.

Behind a role ('Operateur', 'validé par'), a word of kinship, 'Pat.', a greeting or a closing; in
'I, …, consent'; with initials; beside a number, a birth date, a telephone; in a line of its own
over an address or a role.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from huizhen.core.extraction.identity_labels import plain
from huizhen.core.preparation.masking.free_forms import is_number_word
from huizhen.core.preparation.masking.labelled import is_listed_word
from huizhen.core.preparation.masking.lexicon import is_ordinary, may_be_called
from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import LANGUAGES, beside_names, masking_tables
from huizhen.core.preparation.masking.words import MaskedText, Word, after_titles

_MOST = 5
_MOST_LISTED = 8
_SHORTEST_UPPER = 2
_LONGEST_CODE = 4
"""In capitals and no longer, words are as often abbreviations."""
_BESIDE = re.compile(r"[ \u00a0]")
_SHORTENED = re.compile(r"(?:[fghmr][a-z]{0,4}[dn]?e?z|st|ste|mª)$")
"""'Hdez.', 'Fdez.', 'Glez.', 'Mtnez.', 'Rguez.' and 'St.': parts of names with a full stop."""
_JOINS = re.compile(
    r" (?:ép|épouse|née?|geb|dite?|vda|viuda|domu)\.? |[ \u00a0]{1,2}"
    r"|,[ \u00a0]?|[ \u00a0]?-[ \u00a0]?|\.[ \u00a0]?"
)
_LIST = re.compile(
    r"\s{0,2}(?:\([^()\n]{1,24}\))?\s{0,2}(?:[,;/&+、–]|\b(?:y|and|und|et|и|sowie)\b)\s*"
    r"(?:(?:R\d|PJ|AiP)\s)?"
)
_SIGN = r"(?:\s{0,2}[:：\-–/|]\s{0,3}|[ \t\u00a0]{1,2})"
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "x"))
_INITIALS_BEFORE = re.compile(
    r"(?<![\w.])(?:[A-ZÀ-ÞА-ЯЁ]\.[ \u00a0]?-?){1,3}"
    r"(?P<word>(?:[ÓŌ][ ]|Mc|O['’])?[A-ZÀ-ÞА-ЯЁh][^\W\d_]+(?:-[^\W\d_]+)?)"
)
_INITIALS_BEHIND = re.compile(
    r"(?<![\w.])(?P<word>[A-ZÀ-ÞА-ЯЁ][^\W\d_]{2,}(?:-[^\W\d_]+)?),?[ \u00a0]"
    r"(?:[A-ZÀ-ÞА-ЯЁ]\.[ \u00a0]?){1,3}(?!\w)"
)
PROVES: frozenset[IdentifierKind] = frozenset(
    ("birth_date", "id", "id_staff", "phone", "email", "address")
)
_BLANK = re.compile(r"[\s.,;:|()\[\]<>–—\-*#/№°º+=_'’\"]*")
_SKIPPED = 6
_REACH = 70
_AGE = re.compile(r"\d{1,3}")
_NO_NOUNS = frozenset(("en", "es", "fr", "ru"))
"""Languages in which a capital within a sentence makes a name."""
_SHORTEST_SINGLE = 4
_COLON = re.compile(r"[^\W\d_][)\].]?[ ]?[:：][ \t]{0,3}(?=[A-ZÀ-ÞА-ЯЁ])")
_VALUE_END = re.compile(r"[ \t]*(?:[,;/|)_(]|\.(?:\s|$)|$|\n|\s{2}|\s(?:y|and|und|et|и)\s)")
_MOST_SMALL = 3
_LONGEST_HEAD = 30
_SHORTEST_SMALL = 3
_COMMA = re.compile(
    r"(?m)(?:^|(?<=[|:;\t(])|(?<=\s\s)|(?<=[|:;] ))[ \t]*"
    r"(?P<name>[A-ZÀ-ÞА-ЯЁ][^\W\d_]+(?:[-'’ ][A-ZÀ-ÞА-ЯЁ][^\W\d_]+)?,"
    r"[ ]?(?:[A-ZÀ-ÞА-ЯЁ][^\W\d_]+(?:[- ][A-ZÀ-ÞА-ЯЁ][^\W\d_]*)?|[A-ZÀ-ÞА-ЯЁ])(?![\w.,]))"
)
_OF_DICOM = re.compile(
    r"(?<![\w^])[^\W\d_][\w'’ \-]{1,30}\^[^\W\d_][\w'’ \-]{0,30}(?:\^[\w. ]*){0,3}"
)


class _Cues(NamedTuple):
    """Patterns, for plain text, of what stands before a name, in one language."""

    role: re.Pattern[str]
    kin: re.Pattern[str]
    patient: re.Pattern[str]
    greeting: re.Pattern[str]
    closing: re.Pattern[str]
    first_person: re.Pattern[str]
    subject: re.Pattern[str]
    verb: re.Pattern[str]
    role_after: re.Pattern[str]


def unlisted_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Names behind what says that a person is named."""
    languages = (masked.language,) if masked.language in LANGUAGES else LANGUAGES
    for language in languages:
        if language != "zh":
            yield from _behind(masked, _cues(language))
    for match in _behind_label().finditer(masked.plain):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1)
    yield from _pairs(masked)
    yield from _singles(masked)
    if masked.language in ("en", "") and masked.has_case:
        yield from _genitives(masked)
    yield from _in_capitals(masked)
    yield from _with_commas(masked)
    yield from _behind_colons(masked)
    if masked.is_small:
        yield from _in_small(masked)
    for match in _OF_DICOM.finditer(masked.text):
        yield _span(*match.span(), "name")
    yield from _with_initials(masked)


@lru_cache(maxsize=1)
def _behind_label() -> re.Pattern[str]:
    """A label of a name with nothing but spaces behind it, where a line or a cell begins."""
    said = beside_names()
    either = "|".join([*said["label"], *said["label_family"], *said["label_given"]])
    return re.compile(rf"(?m)(?:^|(?<=[|;,\t(])|(?<=\s\s))[ \t]*(?:{either})[ \t]+(?=[^\W\d_])")


@lru_cache(maxsize=8)
def _cues(language: str) -> _Cues:
    said, tables = beside_names(), masking_tables()

    def made(pieces: Iterable[str], sign: str = _SIGN) -> re.Pattern[str]:
        either = "|".join(sorted(pieces, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{either}){sign}(?=[^\W\d_])")

    roles = [*said["roles"]["any"], *said["roles"][language], *said["roles"]["en"]]
    kin = [re.escape(word) for word in tables.relatives[language]]
    apart = r"(?:\s[^\W\d_]{1,12}\s?(?=\()|\s\([^()\n]{1,30}\))?[ \t]?(?:[,:–\-]?[ \t]{1,2}|\(\s?)"
    return _Cues(
        role=made(roles),
        kin=made(kin, apart),
        patient=made(said["patient"][language]),
        greeting=re.compile(
            rf"(?m)^[ \t]*(?:{'|'.join(said['greeting'][language])})[ \t]+(?=[^\W\d_])"
        ),
        closing=re.compile(
            rf"(?<!\w)(?:{'|'.join(said['closings'][language])})[ \t]*[,.:!]?\s{{0,4}}(?=[^\W\d_])"
        ),
        subject=re.compile(
            rf"(?<!\w)(?:{'|'.join(said['subject'][language])})[ \t]?[:\-–]?[ \t]{{1,2}}"
            r"(?=[^\W\d_])"
            rf"|(?<!\w)(?:{said['beds']})[ ]?\d{{1,4}}[a-z]?[ ]?[:.)\-–|/]?[ \t]{{1,3}}(?=[^\W\d_])"
        ),
        verb=re.compile(rf"[ ](?:{'|'.join(said['person_verbs'][language])})(?!\w)"),
        role_after=re.compile(
            rf"(?:,[ ]|[ ]\(|[ ][–-][ ])(?:{said['role_after'][language]})(?![\w-])"
        ),
        first_person=re.compile(rf"(?<!\w){said['first_person'][language]}"),
    )


def _behind(masked: MaskedText, cues: _Cues) -> Iterator[IdentifierSpan]:
    for match in cues.role.finditer(masked.plain):
        yield from _persons(masked, match.end(), "name_staff", is_sure=":" in match[0])
    for match in cues.kin.finditer(masked.plain):
        yield from _persons(masked, match.end(), "name_relative", is_sure=False, most=1)
    for match in (*cues.patient.finditer(masked.plain), *cues.first_person.finditer(masked.plain)):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1)
    for match in cues.subject.finditer(masked.plain):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1)
    for match in cues.verb.finditer(masked.plain):
        yield from _subject_of(masked, match.start(), "name")
    for match in cues.role_after.finditer(masked.plain):
        yield from _subject_of(masked, match.start(), "name_staff")
    for match in (*cues.greeting.finditer(masked.plain), *cues.closing.finditer(masked.plain)):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1, is_alone=True)


def _subject_of(masked: MaskedText, end: int, kind: IdentifierKind) -> Iterator[IdentifierSpan]:
    """'Okafor reports pain': the words before a verb of which persons alone are the subject."""
    index = masked.index_at(end) - 1
    if index < 0 or masked.words[index].end != end or not masked.has_case:
        return
    names: list[Word] = []
    for word in reversed(masked.words[max(0, index - _MOST + 1) : index + 1]):
        is_particle = bool(names) and word.plain in masked.tables.particles
        is_joined = not names or _JOINS.fullmatch(masked.text[word.end : names[-1].start])
        if not is_joined or not (is_particle or may_be(masked, word)):
            break
        names.append(word)
    while names and not names[-1].is_capital:
        names.pop()
    if names and _is_believed(masked, (names[-1].start, names[0].end)):
        yield _span(names[-1].start, names[0].end, kind)


def _genitives(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Randhawa's scan': a capitalised word of no lexicon that owns something."""
    for word in masked.words:
        base = word.plain[:-2]
        is_genitive = word.plain.endswith(("'s", "’s")) and len(base) >= _SHORTEST_SINGLE
        if not is_genitive or not word.is_capital or word.is_upper or is_eponym(masked, word):
            continue
        if not is_ordinary(base) and base not in _sure_titles():
            yield _span(word.start, word.end - 2, "name")


def _pairs(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Two and more words of no lexicon side by side: outside of names, texts hardly have them."""
    if not masked.has_case:
        return
    run: list[Word] = []
    for word in (*masked.words, None):
        is_next = word is not None and (
            not run or _BESIDE.fullmatch(masked.text[run[-1].end : word.start]) is not None
        )
        if word is not None and is_next and _may_be_of_pair(masked, word, run):
            run.append(word)
            continue
        while run and not run[-1].is_capital:
            run.pop()
        full = [one for one in run if one.is_capital]
        if masked.language in ("de", "") and not any(is_listed_word(w.plain) for w in full):
            full = []
        if len(full) >= 2 and len(run) <= _MOST:
            yield _span(run[0].start, run[-1].end, "name")
        run = []
        if word is not None and _may_be_of_pair(masked, word, run):
            run.append(word)


def _singles(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """A capitalised word of no lexicon within a sentence; in German every noun has a capital."""
    if not masked.has_case or masked.is_small or masked.language not in _NO_NOUNS:
        return
    for index, word in enumerate(masked.words[1:], start=1):
        before = masked.words[index - 1]
        between = masked.text[before.end : word.start]
        is_within = between in (" ", ", ", "\u00a0", " (") and not before.is_capital
        is_long = word.end - word.start >= _SHORTEST_SINGLE and not word.is_upper
        is_within = is_within or (
            masked.language == "ru" and word.plain in masked.tables.family["ru"]
        )
        is_stopped = before.plain in masked.tables.eponym_before
        if is_within and is_long and not is_stopped and may_be(masked, word):
            yield _span(word.start, word.end, "name")


def _in_capitals(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'FUENTES ALARCON BENJAMIN', 'Rosalind June ABERNATHY-OKAFOR', 'CHAN Pak On'."""
    run: list[Word] = []
    for word in (*masked.words, None):
        is_next = word is not None and (
            not run or masked.text[run[-1].end : word.start] in (" ", "\u00a0")
        )
        if word is not None and is_next and _may_be_in_capitals(masked, word, run):
            run.append(word)
            continue
        while run and (not run[-1].is_capital or run[-1].plain in masked.tables.particles):
            run.pop()
        if _are_capitals_of_name(masked, run):
            yield _span(run[0].start, run[-1].end, "name")
        run = [word] if word is not None and _may_be_in_capitals(masked, word, []) else []


def _may_be_in_capitals(masked: MaskedText, word: Word, run: Sequence[Word]) -> bool:
    if run and word.plain in masked.tables.particles:
        return True
    is_given = bool(run) and word.is_capital and word.plain in masked.tables.all_given
    return word.end - word.start > 1 and (is_given or may_be(masked, word))


def _are_capitals_of_name(masked: MaskedText, run: Sequence[Word]) -> bool:
    full = [one for one in run if one.plain not in masked.tables.particles]
    upper = [one for one in full if one.is_upper and one.end - one.start > _SHORTEST_UPPER]
    if len(full) < 2 or not upper or len(run) > _MOST:
        return False
    least = _LONGEST_CODE if masked.has_case else _LONGEST_CODE + 1
    return any(one.end - one.start > least for one in upper) or any(
        is_listed_word(one.plain) for one in full
    )


def _with_commas(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Whitlow, Harriet D', 'RAMACHANDRAN, V', where a line, a cell or a list begins."""
    for match in _COMMA.finditer(masked.text):
        words = masked.words[masked.index_at(match.start("name")) : masked.index_at(match.end())]
        first, second = words[0], words[1]
        is_initial = second.end - second.start == 1
        others = [word for word in words if word.end - word.start > 1]
        if all(may_be(masked, word) for word in others) and (
            not is_initial or first.end - first.start > _LONGEST_CODE
        ):
            yield _span(match.start("name"), match.end(), "name")


def _behind_colons(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Wundmanagement: Quandt': a value that is nothing but words of no lexicon."""
    for match in _COLON.finditer(masked.text):
        line = masked.plain.rfind("\n", 0, match.start()) + 1
        if _of_things().search(masked.plain, max(line, match.start() - _LONGEST_HEAD), match.end()):
            continue
        for run in _runs_behind(masked, match.end()):
            yield _span(*run, "name")


@lru_cache(maxsize=1)
def _of_things() -> re.Pattern[str]:
    """Headings behind whose colon drugs, germs or methods stand: 'Selbstmedikation: Iberogast'."""
    stems = beside_names()["no_person_before_colon"]
    return re.compile(rf"(?:{stems})[^:\n]{{0,20}}[:：]")


def _runs_behind(masked: MaskedText, position: int) -> Iterator[tuple[int, int]]:
    for _ in range(_MOST_LISTED):
        run = name_at(masked, position)
        if run is None or not _is_believed(masked, run):
            return
        if _VALUE_END.match(masked.text, run[1]) is None:
            return
        yield run
        more = _LIST.match(masked.text, run[1])
        if more is None:
            return
        position = more.end()


@lru_cache(maxsize=1)
def _small_cues() -> re.Pattern[str]:
    either = "|".join(sorted(beside_names()["small_cues"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})[ ,:]{{1,2}}(?=[^\W\d_])")


def _in_small(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'my father hendra gunawan', in messages without capitals."""
    for match in _small_cues().finditer(masked.plain):
        names: list[Word] = []
        for word in masked.words[masked.index_at(match.end()) :][:_MOST_SMALL]:
            position = names[-1].end if names else match.end()
            is_word = is_ordinary(word.plain) or word.end - word.start < _SHORTEST_SMALL
            if is_word or masked.text[position : word.start].strip(" "):
                break
            names.append(word)
        if names and (len(names) > 1 or is_listed_word(names[0].plain)):
            yield _span(names[0].start, names[-1].end, "name")


def _may_be_of_pair(masked: MaskedText, word: Word, run: Sequence[Word]) -> bool:
    if run and word.plain in masked.tables.particles and not word.is_capital:
        return True
    is_long = word.end - word.start > 2 and not word.is_upper
    return is_long and may_be(masked, word)


def _persons(
    masked: MaskedText,
    start: int,
    kind: IdentifierKind,
    *,
    is_sure: bool,
    most: int = _MOST_LISTED,
    is_alone: bool = False,
) -> Iterator[IdentifierSpan]:
    """One name, or several parted by commas and 'and', that begin at a place."""
    position = start
    for _ in range(most):
        run = name_at(masked, position, is_cued=kind == "name_staff" or is_alone)
        if run is None or (is_alone and not _ends(masked.text, run[1])):
            return
        if not is_sure and not _is_believed(masked, run):
            return
        yield _span(*run, kind)
        more = _LIST.match(masked.text, run[1])
        if more is None:
            return
        position = more.end()


def _ends(text: str, position: int) -> bool:
    """Whether a line or a sentence ends there."""
    return re.match(r"[ \t]*(?:[,.!;:(<|]|$|\n|–)", text[position : position + 12]) is not None


def _is_believed(masked: MaskedText, run: tuple[int, int]) -> bool:
    """Not an abbreviation: 'Pat. CT', 'son HIV'; not a word of a text in capitals."""
    words = masked.words[masked.index_at(run[0]) : masked.index_at(run[1])]
    long = [word for word in words if word.end - word.start > 2]
    shortest_upper = 5
    if not long or not masked.has_case:
        longest = max((word.end - word.start for word in long), default=0)
        return longest >= shortest_upper or any(is_listed_word(word.plain) for word in long)
    return any(not w.is_upper or w.end - w.start >= shortest_upper for w in long)


def name_at(masked: MaskedText, position: int, *, is_cued: bool = False) -> tuple[int, int] | None:
    """The name that begins at the place: words that are capitals and no words of a lexicon.

    `is_cued`: behind a role or a title, where people with names of things and signs stand too.
    """
    start = after_titles(masked, position, len(masked.text))
    if "\n" in masked.text[position:start]:
        return None
    index = masked.index_at(start)
    words: list[Word] = []
    for word in masked.words[index : index + _MOST]:
        is_particle = word.plain in masked.tables.particles and not word.is_capital
        is_named = may_be(masked, word) or (is_cued and _is_called(masked, word))
        if not is_particle and not is_named:
            break
        is_joined = _is_joined(masked, words, word) if words else not _gap(masked, start, word)
        if not is_joined:
            break
        words.append(word)
    while words and not words[-1].is_capital:
        words.pop()
    if all(w.end - w.start == 1 or w.plain in masked.tables.particles for w in words):
        return None
    return words[0].start, words[-1].end


def _gap(masked: MaskedText, start: int, word: Word) -> str:
    return masked.text[start : word.start].strip(" \t")


def _is_joined(masked: MaskedText, words: Sequence[Word], word: Word) -> bool:
    """Whether a word goes on the name of those before it."""
    between = masked.text[words[-1].end : word.start]
    if not _JOINS.fullmatch(between):
        return False
    is_short = words[-1].end - words[-1].start == 1 or _SHORTENED.match(words[-1].plain)
    if between.startswith(".") and not is_short:
        return False
    return "," not in between or _goes_on(masked, word, words[0].start)


def _goes_on(masked: MaskedText, word: Word, first: int) -> bool:
    """Whether a comma parts surname and given name: one word, or capitals, before it."""
    before = masked.words[masked.index_at(first) : masked.index_at(word.start)]
    if len(before) == 1:
        return is_listed_word(word.plain) or before[0].is_upper
    return all(one.is_upper for one in before) and is_listed_word(word.plain)


def may_be(masked: MaskedText, word: Word) -> bool:
    """Whether a word can be of a name: a capital, and no word of the lexicon."""
    if not word.is_capital or word.plain[0] >= "\u2e80" or is_eponym(masked, word):
        return False
    if word.end - word.start == 1:
        return masked.text[word.end : word.end + 1] == "." or _is_capital_particle(masked, word)
    if word.is_upper and masked.has_case and word.end - word.start <= _SHORTEST_UPPER:
        return is_listed_word(word.plain)
    return not is_ordinary(word.plain) and word.plain not in _sure_titles()


def _is_called(masked: MaskedText, word: Word) -> bool:
    is_written = word.is_capital and word.end - word.start > 2 and not is_eponym(masked, word)
    return is_written and may_be_called(word.plain)


def _is_capital_particle(masked: MaskedText, word: Word) -> bool:
    """'PUIGDEMUNT I CASAMITJANA', 'Ruairí Ó hEochagáin'."""
    index = masked.index_at(word.start)
    beside = [masked.words[at] for at in (index - 1, index + 1) if 0 <= at < len(masked.words)]
    is_upper = all(one.is_upper for one in beside) or word.plain == "o"
    return word.plain in masked.tables.particles and is_upper and len(beside) > 1


def _with_initials(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Y. Abgrall', 'Оганджанян С.'"""
    for pattern in (_INITIALS_BEFORE, _INITIALS_BEHIND):
        for match in pattern.finditer(masked.text):
            words = masked.words[masked.index_at(match.start("word")) :]
            word = words[0] if words[0].end - words[0].start > 1 else words[1]
            is_behind = pattern is _INITIALS_BEHIND
            letters = [char for char in match[0] if char.isalpha()]
            if not may_be(masked, word) or (is_behind and letters[-1].casefold() in _ROMAN):
                continue
            if word.end - word.start > 2 and (is_behind or not _ends_sentence(masked, match)):
                yield _span(*match.span(), "name")


def _ends_sentence(masked: MaskedText, match: re.Match[str]) -> bool:
    """Whether the letter is of the words before: 'grade B. Keytruda', 'Vitamin K. Xarelto'."""
    if match[0].count(".") > 1:
        return False
    index = masked.index_at(match.start())
    before = masked.words[index - 1] if index else None
    is_beside = before is not None and masked.text[before.end : match.start()] == " "
    return (
        is_beside
        and before is not None
        and is_ordinary(before.plain)
        and not is_listed_word(masked.plain[slice(*match.span("word"))])
    )


@lru_cache(maxsize=1)
def between_words() -> frozenset[str]:
    """Plain words that may stand between a name and what identifies its bearer."""
    return frozenset(map(plain, beside_names()["beside"].split()))


def names_beside(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Words of no lexicon side by side with a number, a birth date or a way to reach somebody."""
    for span in found:
        if span.kind not in PROVES:
            continue
        if span.kind != "address":
            yield from _before(masked, span)
        if span.kind in ("birth_date", "id"):
            yield from _after(masked, span)


def _before(masked: MaskedText, span: IdentifierSpan) -> Iterator[IdentifierSpan]:
    position, skipped = span.start, 0
    names: list[Word] = []
    for word in reversed(masked.words[: masked.index_at(span.start)][-_SKIPPED - _MOST :]):
        between = masked.text[word.end : position]
        if "\n" in between or span.start - word.start > _REACH + 40 * bool(names):
            break
        if names and not _JOINS.fullmatch(between) and between != " / ":
            break
        if not names and not _is_blank(between):
            break
        if not names and (word.plain in between_words() or is_number_word(word.plain)):
            skipped += 1
            if skipped > _SKIPPED:
                break
        elif may_be(masked, word) or (names and word.plain in masked.tables.particles):
            names.append(word)
        else:
            break
        position = word.start
    while names and not names[-1].is_capital:
        names.pop()
    if is_somebody(masked, names, least=2 if span.kind in ("id", "phone") else 1):
        yield _span(names[-1].start, names[0].end, "name")


def _after(masked: MaskedText, span: IdentifierSpan) -> Iterator[IdentifierSpan]:
    position, skipped = span.end, 0
    names: list[Word] = []
    for word in masked.words[masked.index_at(span.end) :][: _SKIPPED + _MOST]:
        between = masked.text[position : word.start]
        if "\n" in between or (names and not _JOINS.fullmatch(between)):
            break
        if not names and not _is_blank(between):
            break
        if not names and word.plain in between_words() and skipped < 2:
            skipped += 1
        elif may_be(masked, word) or (names and word.plain in masked.tables.particles):
            names.append(word)
        else:
            break
        position = word.end
    while names and not names[-1].is_capital:
        names.pop()
    if is_somebody(masked, names, least=2):
        yield _span(names[0].start, names[-1].end, "name")


def _is_blank(between: str) -> bool:
    """Whether nothing stands there but signs and an age."""
    return len(between) <= 14 and _BLANK.fullmatch(_AGE.sub("", between)) is not None


def is_somebody(masked: MaskedText, names: Sequence[Word], *, least: int) -> bool:
    long = [word for word in names if word.end - word.start > 2]
    if not long:
        return False
    listed = [word for word in long if is_listed_word(word.plain)]
    if all(word.is_upper for word in long) and masked.has_case:
        longest = max(word.end - word.start for word in long)
        return len(long) >= 2 and (longest > _LONGEST_CODE or bool(listed))
    return len(long) >= least or bool(listed)


def is_title(word: Word) -> bool:
    """Whether a word is a form of address or a degree."""
    return word.plain in _every_title()


@lru_cache(maxsize=1)
def _sure_titles() -> frozenset[str]:
    return frozenset(title.rstrip(".") for title in masking_tables().titles_sure)


@lru_cache(maxsize=1)
def _every_title() -> frozenset[str]:
    tables = masking_tables()
    titles = [*tables.titles_staff.values(), *tables.titles_person.values()]
    return frozenset(title.rstrip(".") for said in titles for title in said)


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
