"""What stands after an identity label: a name, a sex, a number. Doubtful values are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huizhen.core.extraction.identity_labels import IdentityLabels, plain
from huizhen.core.language.name_tables import name_tables
from huizhen.core.language.script import script_of_letter
from huizhen.core.records.identity import PersonName, Sex

_WORD = re.compile(r"[^\W\d_][\w'’ʼ`´]*(?:[-‐‑][^\W\d_][\w'’ʼ`´]*)*\.?")
_DOTTED_TITLE = re.compile(r"[^\W\d_]{2,8}\.-?[^\W\d_]{2,5}\.?(?!\w)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[-\s]?){1,3}(?![^\W\d_])")
_HANZI_NAME = re.compile(
    r"[㐀-䶿一-鿿々〆]{1,4}(?:[·・•][㐀-䶿一-鿿]{1,6})*(?:[ 　][㐀-䶿一-鿿]{1,4})?"
)
_KANA_NAME = re.compile(r"[ぁ-ゖァ-ヺー]{1,10}(?:[ 　・][ぁ-ゖァ-ヺー]{1,10})?")
_HANGUL_NAME = re.compile(r"[가-힣]{2,5}(?: [가-힣]{1,3})?")
_UNCASED_WORD = re.compile(r"[^\W\d_]+(?:['’״׳-][^\W\d_]+)*")
_NUMBER = re.compile(r"[^\W_]+(?:[-/.:№#][^\W_]+)*")
_GROUPED_NUMBER = re.compile(r"[A-Za-z]{0,6}\d[\dA-Za-z]*(?:[-/. ][\dA-Za-z]*\d[\dA-Za-z]*)*")
_LABEL_IN_NUMBER = re.compile(r"^(?:nhc|mrn|hc|id|nr|no|n|№|pid|cip)[-:.\s#]+(?=\d)", re.IGNORECASE)

_MOST_WORDS = 7
_SHORTEST_NUMBER = 3
_SHORTEST_SEX_WORD = 4
_CASED = frozenset(("Latn", "Cyrl", "Grek", "Armn"))


@dataclass(frozen=True, slots=True)
class FoundName:
    """A person's name in a page's text, and what its salutation says of the sex."""

    name: PersonName
    start: int
    end: int
    words: int
    """Words of the name itself, without titles and particles."""
    sex: Sex | None = None
    has_comma: bool = False
    has_salutation: bool = False
    has_title: bool = False
    """'Dr.' or 'Prof.': more often the physician than the patient."""
    is_in_capitals: bool = False
    is_cut_off: bool = False
    """Whether prose went on after it: 'Patient: Jane reports'."""


@dataclass(slots=True)
class _Reader:
    """Where the reading of a cased name stands."""

    text: str
    at: int
    end: int
    names: int = 0
    first: int = -1
    stop: int = -1
    comma_at: int = -1
    sex: Sex | None = None
    has_salutation: bool = False
    has_title: bool = False
    is_cut_off: bool = False


def name_at(text: str, start: int, end: int, labels: IdentityLabels) -> FoundName | None:
    """The name that begins at an offset of a page's text and ends before `end`."""
    while start < end and not text[start].isalnum():
        if text[start] not in " \t\u3000\u00a0._":
            return None
        start += 1
    if start >= end:
        return None
    script = script_of_letter(text[start])
    if script in _CASED:
        return _cased_name(text, start, end, labels)
    return _uncased_name(text, start, end, script, labels)


def _cased_name(text: str, start: int, end: int, labels: IdentityLabels) -> FoundName | None:
    reader = _Reader(text=text, at=start, end=end)
    while reader.at < end and reader.names < _MOST_WORDS and _take_word(reader, labels):
        pass
    if not reader.names:
        return None
    if reader.comma_at >= reader.stop:
        reader.comma_at = -1
    shown = _without_full_stop(text[reader.first : reader.stop].strip(" ,-"))
    if reader.comma_at >= 0:
        family = text[reader.first : reader.comma_at].strip()
        given = _without_full_stop(text[reader.comma_at + 1 : reader.stop].strip(" ,"))
        name = PersonName(text=shown, family=family, given=given)
    else:
        name = PersonName(text=shown)
    letters = [char for char in shown if char.isalpha()]
    return FoundName(
        name=name,
        start=reader.first,
        end=reader.stop,
        words=reader.names,
        sex=reader.sex,
        has_comma=reader.comma_at >= 0,
        has_salutation=reader.has_salutation,
        has_title=reader.has_title,
        is_in_capitals=all(char.isupper() for char in letters),
        is_cut_off=reader.is_cut_off,
    )


def _without_full_stop(name: str) -> str:
    """The name without the sentence's end; 'J.' and 'Jr.' keep theirs."""
    last = re.split(r"[\s.]", name.rstrip("."))[-1]
    return name.rstrip(".") if name.endswith(".") and len(last) > 2 else name


def _take_word(reader: _Reader, labels: IdentityLabels) -> bool:
    """Reads one more word or the one comma; False at the end of the name."""
    text, at = reader.text, reader.at
    if text[at] in ",，" and reader.names and reader.comma_at < 0:
        reader.comma_at = at
        reader.at = _after_space(text, at + 1, reader.end)
        return reader.at < reader.end and text[reader.at].isalpha()
    dotted = _DOTTED_TITLE.match(text, at, reader.end)
    if dotted is not None and _is_known_address(dotted.group(), labels):
        match: re.Match[str] | None = dotted
    else:
        match = _INITIALS.match(text, at, reader.end) or _WORD.match(text, at, reader.end)
    if match is None or _has_foreign_figure(match.group()):
        return False
    word = match.group().rstrip()
    key = plain(word).replace("’", "'")
    if key in labels.salutations or key.rstrip(".") in labels.salutations:
        return _take_salutation(reader, labels, key, match.end())
    if _is_title(word):
        reader.has_title = True
        return _move_on(reader, match.end())
    if _is_particle(word) and not (word.isupper() and len(word) > 1):
        return _take_particle(reader, match)
    if not word[0].isupper() or key.rstrip(".") in labels.not_names:
        reader.is_cut_off = word[0].islower() and reader.names > 0 and not _is_sex(key, labels)
        return False
    return _take_name(reader, match.start(), at + len(word), match.end())


def _take_salutation(reader: _Reader, labels: IdentityLabels, key: str, end: int) -> bool:
    if reader.names:
        # 'Sr.' and 'M.' after a name are a generation or an initial
        return _take_name(reader, reader.at, end, end) if len(key) <= 3 else False
    sex = labels.salutations.get(key, labels.salutations.get(key.rstrip(".")))
    reader.sex = reader.sex or sex
    reader.has_salutation = True
    return _move_on(reader, end)


def _take_particle(reader: _Reader, match: re.Match[str]) -> bool:
    if reader.first < 0:
        reader.first = match.start()
    if match.group()[0].isupper():
        reader.stop = match.end()
        reader.names += 1
    return _move_on(reader, match.end())


def _take_name(reader: _Reader, start: int, stop: int, end: int) -> bool:
    if reader.first < 0:
        reader.first = start
    reader.names += 1
    reader.stop = stop
    return _move_on(reader, end)


def _move_on(reader: _Reader, end: int) -> bool:
    """To the next word: one space, or none after a full stop or before a comma."""
    text = reader.text
    after = _after_space(text, end, reader.end)
    if after >= reader.end or after - end > 1:
        return False
    reader.at = after
    return text[after].isalpha() or text[after] in ",，"


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \u00a0":
        at += 1
    return at


def _has_foreign_figure(word: str) -> bool:
    """Whether a word has more figures than a misread letter or two explains."""
    figures = sum(char.isdigit() for char in word)
    return figures > 2 or figures * 2 > len(word)


def _is_known_address(word: str, labels: IdentityLabels) -> bool:
    """'Sig.ra', 'Dott.ssa', 'Dr.med.' and 'Univ.-Prof.' in one piece."""
    return plain(word) in labels.salutations or _is_title(word)


def _is_title(word: str) -> bool:
    bare = re.sub(r"[.\-']", "", word.casefold())
    return bare in name_tables().titles or (
        word.endswith(".") and bare in name_tables().soft_titles
    )


def _is_particle(word: str) -> bool:
    return word.casefold() in name_tables().particles


def _is_sex(key: str, labels: IdentityLabels) -> bool:
    return any(key in values for values in labels.sex_values.values())


def _uncased_name(
    text: str, start: int, end: int, script: str, labels: IdentityLabels
) -> FoundName | None:
    pattern = {"Hani": _HANZI_NAME, "Hira": _KANA_NAME, "Kana": _KANA_NAME, "Hang": _HANGUL_NAME}
    if script in pattern:
        match = pattern[script].match(text, start, end)
        if match is None or _goes_on(text, match.end(), end, script):
            return None
        shown, stop, words = match.group().strip(), match.end(), max(2, len(match.group()))
        words = 1 if len(shown) < 2 else words
    elif script in ("Arab", "Hebr"):
        shown, stop, words = _words_with_spaces(text, start, end)
    else:
        return None
    if not shown or any(plain(part) in labels.not_names for part in (shown, *shown.split())):
        return None
    return FoundName(name=PersonName(text=shown), start=start, end=stop, words=words)


def _goes_on(text: str, at: int, end: int, script: str) -> bool:
    """Whether more of the script follows at once: then it was a sentence, not a name."""
    return at < end and script_of_letter(text[at]) == script


def _words_with_spaces(text: str, start: int, end: int) -> tuple[str, int, int]:
    at, stop, words = start, start, 0
    while words < _MOST_WORDS:
        match = _UNCASED_WORD.match(text, at, end)
        if match is None:
            break
        words += 1
        stop = match.end()
        at = _after_space(text, stop, end)
        if at != stop + 1:
            break
    return text[start:stop], stop, words


def sex_at(
    page: str,
    start: int,
    end: int,
    labels: IdentityLabels,
    languages: frozenset[str],
    page_language: str,
) -> Sex | None:
    """The sex that a value of a plain text says in its label's languages; None when they differ
    and the page's language does not settle it."""
    value = page[start:end].strip(" .,;:()[]/")
    word = re.split(r"[\s,;/()|]", value, maxsplit=1)[0].rstrip(".")
    if len(word) > 2 and script_of_letter(word[0]) == "Hani":
        word = word[0]
    ordered: Sequence[frozenset[str]] = (languages & {page_language}, languages)
    for spoken in ordered:
        meanings: set[Sex] = set()
        for language in spoken:
            values = labels.sex_values.get(language, {})
            meanings |= values.get(word, values.get(f"{word}.", frozenset()))
        if len(meanings) == 1:
            return meanings.pop()
        if meanings:
            return None
    return None


def number_at(text: str, start: int, end: int, is_national: bool) -> str:
    """The identifier that begins at an offset of a page's text; '' when there is none."""
    value = _LABEL_IN_NUMBER.sub("", text[start:end].strip(" \t\u00a0.:#№-/"))
    match = (_GROUPED_NUMBER if is_national else _NUMBER).match(value)
    number = match.group().strip(" .-/:#№") if match is not None else ""
    if not any(char.isdigit() for char in number):
        return ""
    return number if sum(char.isalnum() for char in number) >= _SHORTEST_NUMBER else ""


def sex_word(text: str, labels: IdentityLabels) -> Sex | None:
    """The sex that a whole word says in every language that has it: 'Female', 'männlich'."""
    word = plain(text.strip(" .,"))
    if len(word) < _SHORTEST_SEX_WORD and not word.startswith(("男", "女")):
        return None
    meanings = [values[word] for values in labels.sex_values.values() if word in values]
    sexes = frozenset[Sex]().union(*meanings)
    return next(iter(sexes)) if len(sexes) == 1 else None
