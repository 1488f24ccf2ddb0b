"""Addresses, postcodes with their towns, and institutions, by the words that they are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import MaskedText, Word

_MOST_FURTHER = 3
_LONG_COMPOUND = 11
"""A German word of more letters, ending in -klinikum, names a house by itself."""
_TOWN_END = re.compile(r"\s*(?:[.,;()\-–]|$|\n|tel|e-?mail|correo|fax|[\w.]+@)", re.I)
_SHORTEST_HAN_NAME = 2
_LONGEST_CODE = 5
"""No town has so few letters, all capitals, and a hyphen before its postcode."""
_SPECIALTY_ENDINGS = (
    "logie", "logy", "logia", "chirurgie", "cirugia", "surgery", "medizin", "medicine", "логия",
    "хирургия", "iatrie", "iatria", "iatrics", "istik",
)  # fmt: skip
_NO_NAMES = frozenset((
    "no", "number", "nr", "fur", "course", "stay", "day", "days", "admission", "discharge", "id",
))  # fmt: skip
"""Words behind 'Hospital' that make no name of it."""
_LANGUAGES = ("es", "de", "fr", "en", "ru", "zh")


class _Forms(NamedTuple):
    """The patterns of `content/masking/places.json`, compiled."""

    streets: dict[str, tuple[re.Pattern[str], ...]]
    postcodes: dict[str, tuple[re.Pattern[str], ...]]
    institutions: dict[str, tuple[re.Pattern[str], ...]]
    every_institution: tuple[re.Pattern[str], ...]
    cap: re.Pattern[str]
    town: re.Pattern[str]
    more_town: re.Pattern[str]
    town_ru: re.Pattern[str]
    han_institution: re.Pattern[str]
    han_before: re.Pattern[str]
    han_generic: frozenset[str]


@lru_cache(maxsize=1)
def _forms() -> _Forms:
    file = resources.files("huizhen").joinpath("content", "masking", "places.json")
    data = json.loads(file.read_text(encoding="utf-8"))
    parts: dict[str, str] = {}
    for name, pieces in data["parts"].items():
        parts[name] = _filled("".join(pieces), parts)

    def made(patterns: Iterable[list[str]], flags: int = 0) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_filled("".join(one), parts), flags) for one in patterns)

    groups = {name: made(patterns) for name, patterns in data["institutions"].items()}
    spanish = re.IGNORECASE | re.MULTILINE
    return _Forms(
        streets={
            language: made(patterns, spanish if language == "es" else re.MULTILINE)
            for language, patterns in data["streets"].items()
        },
        postcodes={language: made(said) for language, said in data["postcodes"].items()},
        institutions={
            language: tuple(one for name in names for one in groups[name])
            for language, names in data["institutions_of"].items()
        },
        every_institution=tuple(one for group in groups.values() for one in group),
        cap=re.compile(parts["cap"]),
        town=re.compile(parts["town"]),
        more_town=re.compile(rf"[ \t]*[.,\-–/(][ \t(]*(?P<town>{parts['town']})(?P<close>\)?)"),
        town_ru=re.compile(data["town_ru"]),
        han_institution=re.compile(data["han_institution"]),
        han_before=re.compile(data["han_before"]),
        han_generic=frozenset(data["han_generic"]),
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern


def place_spans(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Addresses, postcodes, towns beside them, institutions."""
    languages = [masked.language] if masked.language in _LANGUAGES else list(_LANGUAGES)
    if any("\u4e00" <= char <= "\u9fff" for char in masked.text) and "zh" not in languages:
        languages.append("zh")
    for language in languages:
        for pattern in _forms().streets[language]:
            for match in pattern.finditer(masked.text):
                yield from _street(masked, match, language)
        for pattern in _forms().postcodes[language]:
            for match in pattern.finditer(masked.text):
                yield from _postcode(masked, match)
        yield from _from(masked, language)
    yield from _institutions(masked)
    if "ru" in languages:
        for match in _forms().town_ru.finditer(masked.text):
            yield _span(match.start("town"), match.end("town"), "place")


def _street(masked: MaskedText, match: re.Match[str], language: str) -> Iterator[IdentifierSpan]:
    text, (start, end) = masked.text, match.span()
    if "\n" in match[0] and language != "fr":
        return
    if language == "es" and not _is_street_es(match[0]):
        return
    if language == "zh":
        start = _after_han_words(text, start, end)
    yield _span(start, end - len(match[0]) + len(match[0].rstrip(" ,.-–")), "address")


def _is_street_es(found: str) -> bool:
    """'Vía' of access and 'plaza' of work are streets only with a capital after them."""
    kind, _, rest = found.partition(" ")
    if kind.casefold().startswith("c/"):
        name = found[2:].lstrip()
        return name[:1].isupper() or name.casefold().startswith(("de ", "del ", "la ", "el "))
    if kind.casefold().startswith(masking_tables().streets_in_small):
        return True
    return bool(_forms().cap.search(rest)) and kind[:1].isupper()


def _after_han_words(text: str, start: int, end: int) -> int:
    """The place without '患者住于' before it."""
    last = start
    for match in _forms().han_before.finditer(text, start, min(end, start + 14)):
        last = match.end()
    return last if end - last >= 6 else start


def _postcode(masked: MaskedText, match: re.Match[str]) -> Iterator[IdentifierSpan]:
    town = match["town"]
    first = masked.word_at(match.start("town")) if town else None
    if first is not None and _is_no_town(masked, first):
        return
    if first is not None and _is_code(masked, match):
        return
    yield _span(match.start("code"), match.end("code"), "postcode")
    if not town:
        return
    end = _without_last_words(masked, match.start("town"), match.end("town"))
    yield _span(match.start("town"), end, "place")
    yield from _further_towns(masked, end)


def _is_code(masked: MaskedText, match: re.Match[str]) -> bool:
    """Whether town and postcode are letters and figures of one code: 'BMS-986165'."""
    town, code = match["town"], match["code"]
    between = masked.text[match.end("town") : match.start("code")]
    is_short = town.isupper() and len(town) <= _LONGEST_CODE
    return is_short and code.isdigit() and between in ("-", "–")


def _is_no_town(masked: MaskedText, word: Word) -> bool:
    """Whether a town cannot begin with the word; 'El' and 'Las' can, before a capital."""
    if word.plain.endswith(_SPECIALTY_ENDINGS):
        return True
    if word.plain not in masked.tables.not_names:
        return False
    following = masked.words[masked.index_at(word.start) + 1 :][:1]
    is_article = word.plain in masked.tables.particles
    return not (is_article and following and following[0].is_capital)


def _without_last_words(masked: MaskedText, start: int, end: int) -> int:
    """The end of a town's name: without words that belong to what follows ('Tel', 'E-mail')."""
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    for index, word in enumerate(words):
        if index and word.is_capital and _is_no_town(masked, word):
            return words[index - 1].end
    while len(words) > 1 and words[-1].plain in masked.tables.particles:
        words = words[:-1]
    return words[-1].end if words else end


def _further_towns(masked: MaskedText, position: int) -> Iterator[IdentifierSpan]:
    """'… Castrillón. Asturias. (España)': province and country behind a town."""
    for _ in range(_MOST_FURTHER):
        match = _forms().more_town.match(masked.text, position)
        if match is None:
            return
        word = masked.word_at(match.start("town"))
        if word is None or _is_no_town(masked, word):
            return
        end = _without_last_words(masked, match.start("town"), match.end("town"))
        is_country = masked.plain[match.start("town") : end] in masked.tables.countries
        if not is_country and not _TOWN_END.match(masked.text, end):
            return
        yield _span(match.start("town"), end, "place")
        position = end + (masked.text[end : end + 1] == ")")


@lru_cache(maxsize=8)
def _from_pattern(language: str) -> re.Pattern[str] | None:
    words = masking_tables().from_words[language]
    if not words:
        return None
    either = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<!\w)(?:{either})\s+(?:(?:la|el|los|las|der|die|le|г\.)\s)?")


def _from(masked: MaskedText, language: str) -> Iterator[IdentifierSpan]:
    """'natural de Argentina', 'resident of Leeds'; German 'aus' only before a country."""
    pattern = _from_pattern(language)
    if pattern is None:
        return
    for match in pattern.finditer(masked.plain):
        word = masked.word_at(match.end())
        if word is None or not word.is_capital or word.plain in masked.tables.not_names:
            continue
        if match[0].startswith("aus ") and word.plain not in masked.tables.countries:
            continue
        town = _forms().town.match(masked.text, word.start)
        if town is not None:
            end = _without_last_words(masked, word.start, town.end())
            yield _span(word.start, end, "place")
            yield from _country_behind(masked, end)


def _country_behind(masked: MaskedText, position: int) -> Iterator[IdentifierSpan]:
    """'(Marruecos)' behind a town."""
    match = _forms().more_town.match(masked.text, position)
    if match is not None:
        end = _without_last_words(masked, match.start("town"), match.end("town"))
        if masked.plain[match.start("town") : end] in masked.tables.countries:
            yield _span(match.start("town"), end, "place")


_SHORT_POSTCODE = re.compile(r"[ ,·–-]{1,4}(?P<code>(?:[A-Z]{1,2}-)?\d{4,5})[ ](?=[A-ZÀ-Þ])")
_OF_PERSON = re.compile(r",?[ ](?:aus|from|из|originaire de|natural de)[ ]")
_OF_BIRTH = re.compile(r"[ ](?:à|in|en|a|в г\.|в|at)[ ]")


def towns_beside(masked: MaskedText, found: Iterable[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """'Herr Ahlers aus Oldenburg', 'née le 02.07.1941 à Roubaix'."""
    for span in found:
        if span.kind == "address":
            code = _SHORT_POSTCODE.match(masked.text, span.end)
            town = _forms().town.match(masked.text, code.end()) if code is not None else None
            if code is not None and town is not None:
                yield _span(code.start("code"), code.end("code"), "postcode")
                end = _without_last_words(masked, town.start(), town.end())
                yield _span(town.start(), end, "place")
        if span.kind not in ("name", "name_relative", "birth_date"):
            continue
        words = _OF_BIRTH if span.kind == "birth_date" else _OF_PERSON
        match = words.match(masked.text, span.end)
        town = _forms().town.match(masked.text, match.end()) if match is not None else None
        word = masked.word_at(town.start()) if town is not None else None
        if town is not None and word is not None and not _is_no_town(masked, word):
            end = _without_last_words(masked, town.start(), town.end())
            yield _span(town.start(), end, "place")


def _institutions(masked: MaskedText) -> Iterator[IdentifierSpan]:
    for pattern in _forms().institutions.get(masked.language, _forms().every_institution):
        for match in pattern.finditer(masked.text):
            words = _institution_words(masked, match.start(), match.end())
            is_named = len(words) > 1 and words[1].plain not in _NO_NAMES
            if is_named or (words and len(words[0].plain) > _LONG_COMPOUND):
                yield _span(match.start(), match.end(), "institution")
                if masked.text[match.end() : match.end() + 1] != ".":
                    yield from _further_towns(masked, match.end())
    for match in _forms().han_institution.finditer(masked.text):
        start = _last_han_break(masked.text, match.start("name"), match.end("name") - 2)
        name = masked.text[start : match.end("name")]
        generic = re.sub(
            "(?:医院|卫生院|医学中心|卫生服务中心|诊所|保健院|肿瘤中心|医学院|疾控中心)$", "", name
        )
        if len(generic) >= 2 and generic not in _forms().han_generic:
            yield _span(start, match.end(), "institution")


def _last_han_break(text: str, start: int, end: int) -> int:
    """The place behind the last word such as 于 that leaves a name; not within 协和."""
    last = start
    for match in _forms().han_before.finditer(text, start, end):
        if end - match.end() >= _SHORTEST_HAN_NAME:
            last = match.end()
    return last


def _institution_words(masked: MaskedText, start: int, end: int) -> list[Word]:
    return [
        word
        for word in masked.words[masked.index_at(start) : masked.index_at(end)]
        if word.plain not in masked.tables.particles
    ]


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
