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
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import LANGUAGES, beside_names, masking_tables
from huizhen.core.preparation.masking.words import MaskedText, Word, after_titles

_MOST = 5
_MOST_LISTED = 8
_LONGEST_CODE = 4
"""In capitals and no longer, words are as often abbreviations."""
_JOINS = re.compile(r"[ \u00a0]|,[ \u00a0]?|[ \u00a0]?-[ \u00a0]?|\.[ \u00a0]?")
_LIST = re.compile(
    r"\s{0,2}(?:\([^()\n]{1,24}\))?\s{0,2}(?:[,;/&+、–]|\b(?:y|and|und|et|и|sowie)\b)\s*"
    r"(?:(?:R\d|PJ|AiP)\s)?"
)
_SIGN = r"(?:\s{0,2}[:：\-–/|]\s{0,3}|[ \t\u00a0]{1,2})"
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "x"))
_INITIALS = re.compile(
    r"(?<![\w.])(?:[A-ZÀ-ÞА-ЯЁ]\.[ \u00a0]?-?){1,3}(?P<behind>[A-ZÀ-ÞА-ЯЁ][^\W\d_]+(?:-[^\W\d_]+)?)"
    r"|(?<![\w.])(?P<before>[A-ZÀ-ÞА-ЯЁ][^\W\d_]{2,}(?:-[^\W\d_]+)?),?[ \u00a0]"
    r"(?:[A-ZÀ-ÞА-ЯЁ]\.[ \u00a0]?){1,3}(?!\w)"
)
_PROVES: frozenset[IdentifierKind] = frozenset(
    ("birth_date", "id", "id_staff", "phone", "email", "address")
)
_BLANK = re.compile(r"[\s.,;:|()\[\]<>–—\-*#/№°º+=_'’\"]*")
_SKIPPED = 6
_REACH = 70
_AGE = re.compile(r"\d{1,3}")
_LINE = re.compile(r"[^\n]+")
_MOST_IN_LINE = 5
_LONGEST_LINE = 80
_BEFORE_LINE = re.compile(r"[\s\-–•*]*")


class _Cues(NamedTuple):
    """Patterns, for plain text, of what stands before a name, in one language."""

    role: re.Pattern[str]
    kin: re.Pattern[str]
    patient: re.Pattern[str]
    greeting: re.Pattern[str]
    closing: re.Pattern[str]
    first_person: re.Pattern[str]


def unlisted_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Names behind what says that a person is named."""
    languages = (masked.language,) if masked.language in LANGUAGES else LANGUAGES
    for language in languages:
        if language != "zh":
            yield from _behind(masked, _cues(language))
    yield from _with_initials(masked)


@lru_cache(maxsize=8)
def _cues(language: str) -> _Cues:
    said, tables = beside_names(), masking_tables()

    def made(pieces: Iterable[str], sign: str = _SIGN) -> re.Pattern[str]:
        either = "|".join(sorted(pieces, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{either}){sign}(?=[^\W\d_])")

    roles = [*said["roles"]["any"], *said["roles"][language], *said["roles"]["en"]]
    kin = [re.escape(word) for word in tables.relatives[language]]
    apart = r"(?:\s\([^()\n]{1,30}\))?[ \t]?[,:(–\-]?[ \t]{1,2}"
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
        first_person=re.compile(rf"(?<!\w){said['first_person'][language]}"),
    )


def _behind(masked: MaskedText, cues: _Cues) -> Iterator[IdentifierSpan]:
    for match in cues.role.finditer(masked.plain):
        yield from _persons(masked, match.end(), "name_staff", is_sure=":" in match[0])
    for match in cues.kin.finditer(masked.plain):
        yield from _persons(masked, match.end(), "name_relative", is_sure=False, most=1)
    for match in (*cues.patient.finditer(masked.plain), *cues.first_person.finditer(masked.plain)):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1)
    for match in (*cues.greeting.finditer(masked.plain), *cues.closing.finditer(masked.plain)):
        yield from _persons(masked, match.end(), "name", is_sure=False, most=1, is_alone=True)


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
        run = _run(masked, position)
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
    if not long or not masked.has_case:
        return bool(long) and any(is_listed_word(word.plain) for word in long)
    shortest_upper = 5
    return any(not w.is_upper or w.end - w.start >= shortest_upper for w in long)


def _run(masked: MaskedText, position: int) -> tuple[int, int] | None:
    """The name that begins at the place: words that are capitals and no words of a lexicon."""
    start = after_titles(masked, position, len(masked.text))
    if "\n" in masked.text[position:start]:
        return None
    index = masked.index_at(start)
    words: list[Word] = []
    for word in masked.words[index : index + _MOST]:
        is_particle = word.plain in masked.tables.particles and not word.is_capital
        if not is_particle and not _may_be(masked, word):
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
    if "." in between and words[-1].end - words[-1].start > 1:
        return False
    return "," not in between or _goes_on(masked, word, words[0].start)


def _goes_on(masked: MaskedText, word: Word, first: int) -> bool:
    """Whether a comma parts surname and given name: one word, or capitals, before it."""
    before = masked.words[masked.index_at(first) : masked.index_at(word.start)]
    if len(before) == 1:
        return is_listed_word(word.plain) or before[0].is_upper
    return all(one.is_upper for one in before) and is_listed_word(word.plain)


def _may_be(masked: MaskedText, word: Word) -> bool:
    """Whether a word can be of a name: a capital, and no word of the lexicon."""
    if not word.is_capital or word.plain[0] >= "\u2e80" or is_eponym(masked, word):
        return False
    if word.end - word.start == 1:
        return masked.text[word.end : word.end + 1] == "."
    return not is_ordinary(word.plain)


def _with_initials(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """'Y. Abgrall', 'Оганджанян С.'"""
    for match in _INITIALS.finditer(masked.text):
        group = "behind" if match["behind"] else "before"
        word = masked.word_at(match.start(group))
        if word is None or not _may_be(masked, word) or not masked.has_case:
            continue
        letters = [char for char in match[0] if char.isalpha()]
        if group == "before" and letters[-1].casefold() in _ROMAN:
            continue
        if word.end - word.start > 2 and not _ends_sentence(masked, match):
            yield _span(match.start(), match.end() if group == "before" else word.end, "name")


def _ends_sentence(masked: MaskedText, match: re.Match[str]) -> bool:
    """Whether the letter is of the words before: 'grade B. Keytruda', 'Vitamin K. Xarelto'."""
    if match["behind"] is None or match[0].count(".") > 1:
        return False
    index = masked.index_at(match.start())
    before = masked.words[index - 1] if index else None
    is_beside = before is not None and masked.text[before.end : match.start()] == " "
    return (
        is_beside
        and before is not None
        and is_ordinary(before.plain)
        and not is_listed_word(masked.plain[slice(*match.span("behind"))])
    )


@lru_cache(maxsize=1)
def _between_words() -> frozenset[str]:
    return frozenset(map(plain, beside_names()["beside"].split()))


def names_beside(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Words of no lexicon side by side with a number, a birth date or a way to reach somebody."""
    for span in found:
        if span.kind not in _PROVES:
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
        if names and not _JOINS.fullmatch(between):
            break
        if not names and not _is_blank(between):
            break
        if not names and (word.plain in _between_words() or is_number_word(word.plain)):
            skipped += 1
            if skipped > _SKIPPED:
                break
        elif _may_be(masked, word) or (names and word.plain in masked.tables.particles):
            names.append(word)
        else:
            break
        position = word.start
    while names and not names[-1].is_capital:
        names.pop()
    if _is_somebody(masked, names, least=2 if span.kind in ("id", "phone") else 1):
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
        if not names and word.plain in _between_words() and skipped < 2:
            skipped += 1
        elif _may_be(masked, word) or (names and word.plain in masked.tables.particles):
            names.append(word)
        else:
            break
        position = word.end
    while names and not names[-1].is_capital:
        names.pop()
    if _is_somebody(masked, names, least=2):
        yield _span(names[0].start, names[-1].end, "name")


def _is_blank(between: str) -> bool:
    """Whether nothing stands there but signs and an age."""
    return len(between) <= 14 and _BLANK.fullmatch(_AGE.sub("", between)) is not None


def _is_somebody(masked: MaskedText, names: Sequence[Word], *, least: int) -> bool:
    long = [word for word in names if word.end - word.start > 2]
    if not long:
        return False
    listed = [word for word in long if is_listed_word(word.plain)]
    if all(word.is_upper for word in long) and masked.has_case:
        longest = max(word.end - word.start for word in long)
        return len(long) >= 2 and (longest > _LONGEST_CODE or bool(listed))
    return len(long) >= least or bool(listed)


def lines_of_names(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Lines of nothing but a name: over an address, over a role, under a title."""
    lines = [match.span() for match in _LINE.finditer(masked.text)]
    lines = [line for line in lines if masked.text[slice(*line)].strip()]
    for number, (start, end) in enumerate(lines):
        if end - start > _LONGEST_LINE:
            continue
        words = masked.words[masked.index_at(start) : masked.index_at(end)]
        named = [w for w in words if _may_be(masked, w)]
        rest = [w for w in words if w not in named]
        is_line = 2 <= len(named) <= _MOST_IN_LINE and all(
            w.plain in masked.tables.particles or _is_title(w) for w in rest
        )
        if not is_line or any(char.isdigit() for char in masked.text[start:end]):
            continue
        beside = [lines[at] for at in (number - 1, number + 1) if 0 <= at < len(lines)]
        if any(_says_person(masked, line, found) for line in beside) and _is_somebody(
            masked, named, least=2
        ):
            yield _span(named[0].start, named[-1].end, "name")


def _is_title(word: Word) -> bool:
    tables = masking_tables()
    titles = [*tables.titles_staff.values(), *tables.titles_person.values()]
    return any(word.plain in said or f"{word.plain}." in said for said in titles)


@lru_cache(maxsize=1)
def _role_line() -> re.Pattern[str]:
    said = beside_names()["roles"]
    words = [piece for pieces in said.values() for piece in pieces]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)")


def _says_person(
    masked: MaskedText, line: tuple[int, int], found: Sequence[IdentifierSpan]
) -> bool:
    start, end = line
    if end - start > _LONGEST_LINE:
        return False
    text = masked.plain[start:end].strip(" ,:")
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    if words and len(words) <= 2 and all(map(_is_title, words)):
        return True
    if len(words) <= 8 and _role_line().search(text) and not text.endswith((".", ":")):
        return True
    return any(
        span.kind in ("address", "postcode", "phone", "email", "id_staff")
        and start <= span.start < end
        and (span.end - span.start) * 3 >= len(text)
        for span in found
    )


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
