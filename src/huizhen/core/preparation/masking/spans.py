"""Identifiers in a text: the case's known values first, then patterns and lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huizhen.core.preparation.masking.addresses import address_spans, whole_addresses
from huizhen.core.preparation.masking.births import birth_spans
from huizhen.core.preparation.masking.contact import contact_spans
from huizhen.core.preparation.masking.dwellings import dwellings
from huizhen.core.preparation.masking.free_forms import free_spans, numbers_beside
from huizhen.core.preparation.masking.free_names import free_names
from huizhen.core.preparation.masking.headers import header_spans
from huizhen.core.preparation.masking.known_hanzi import known_hanzi_places
from huizhen.core.preparation.masking.known_names import RUSSIAN_ENDINGS, known_name_places
from huizhen.core.preparation.masking.known_values import known_values
from huizhen.core.preparation.masking.labelled import births_beside, labelled_spans
from huizhen.core.preparation.masking.letterspaced import joined, placed
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.listed import is_eponym, listed_spans
from huizhen.core.preparation.masking.misread import as_meant, beside_changes
from huizhen.core.preparation.masking.name_lines import lines_of_names, names_of_mail
from huizhen.core.preparation.masking.names_zh import is_name_zh, names_zh
from huizhen.core.preparation.masking.numbers import numbers_by_form
from huizhen.core.preparation.masking.places import place_spans, towns_beside
from huizhen.core.preparation.masking.rejoined import crossing, rejoined
from huizhen.core.preparation.masking.romanised_zh import romanised_zh
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan, settled
from huizhen.core.preparation.masking.spoken_zh import spoken_spans_zh
from huizhen.core.preparation.masking.tables import MaskingTables, masking_tables
from huizhen.core.preparation.masking.titled import titled_spans
from huizhen.core.preparation.masking.unlisted import names_beside, unlisted_spans
from huizhen.core.preparation.masking.within_zh import names_within_zh
from huizhen.core.preparation.masking.words import MaskedText, masked_text_of
from huizhen.core.records.known_identifiers import KnownIdentifiers

_NAMES: frozenset[IdentifierKind] = frozenset(("name", "name_staff", "name_relative"))
_SHORTEST_REPEATED = 3
_SHORTEST_STEM = 4
_WHOLE_HAN = 3
"""A surname of one sign and a given name of two, which stands alone elsewhere."""
_LEAST_LISTED = 2
"""A single word of a list may be something else elsewhere; two are a person."""
_SHORT_TITLES = frozenset(("pr", "dr", "sr", "fr", "hr", "mr", "oa", "pd", "ca", "st"))


def identifier_spans(
    text: str,
    language: str,
    known: KnownIdentifiers,
    tables: MaskingTables | None = None,
) -> tuple[IdentifierSpan, ...]:
    """Every identifier of a text, in order and without overlaps.

    `language` is an ISO 639-1 code, '' when it is not known (then every language's forms are
    tried). Dates other than of birth are no identifiers here.
    """
    tables = tables or masking_tables()
    found = _found(text, language, known, tables)
    spaced = joined(text)
    if spaced is not None:
        found += placed(settled(_found(spaced.text, language, known, tables)), spaced)
    meant = as_meant(text)
    if meant != text:
        found += beside_changes(settled(_found(meant, language, known, tables)), text, meant)
    whole = rejoined(text)
    if whole is not None:
        found += crossing(settled(_found(whole.text, language, known, tables)), whole, text)
    return settled(found)


def _found(
    text: str, language: str, known: KnownIdentifiers, tables: MaskingTables
) -> list[IdentifierSpan]:
    masked = masked_text_of(text, language.split("-", maxsplit=1)[0].casefold(), tables)
    found = [*_known(masked, known), *_unknown(masked)]
    found += births_beside(masked, found)
    found += numbers_beside(masked, found)
    found += towns_beside(masked, found)
    found += dwellings(masked, found)
    found += whole_addresses(masked, found)
    found += names_beside(masked, found)
    found += lines_of_names(masked, found)
    found += names_of_mail(masked, found)
    found += _repeated(masked, found)
    found += _repeated(masked, found)  # now also a given name that stood before a known surname
    found += contact_spans(masked, found)
    return found


def _known(masked: MaskedText, known: KnownIdentifiers) -> Iterator[IdentifierSpan]:
    if known.is_empty:
        return
    for start, end, kind in known_values(masked.plain, known):
        yield IdentifierSpan(start=start, end=end, kind=kind, found_by="known")
    for start, end in (*known_name_places(masked, known), *known_hanzi_places(masked, known)):
        yield IdentifierSpan(start=start, end=end, kind="name", found_by="known")


def _unknown(masked: MaskedText) -> Iterator[IdentifierSpan]:
    yield from labelled_spans(masked)
    yield from titled_spans(masked)
    yield from numbers_by_form(masked)
    yield from place_spans(masked)
    yield from listed_spans(masked)
    yield from free_spans(masked)
    yield from free_names(masked)
    yield from header_spans(masked)
    yield from address_spans(masked)
    yield from birth_spans(masked)
    yield from unlisted_spans(masked)
    yield from names_zh(masked)
    yield from names_within_zh(masked)
    yield from spoken_spans_zh(masked)
    yield from romanised_zh(masked)


def _repeated(masked: MaskedText, found: Iterable[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """The same names elsewhere in the text, where no label stands before them."""
    kinds: dict[str, IdentifierKind] = {}
    han: dict[str, IdentifierKind] = {}
    for span in found:
        if span.kind not in _NAMES:
            continue
        if "\u3400" <= masked.text[span.start] <= "\u9fff":
            _add_han(han, masked.text[span.start : span.end], span.kind)
        else:
            _add_words(kinds, masked, span)
    for index, word in enumerate(masked.words):
        plain = _without_s(word.plain)
        if plain not in kinds and word.is_capital and "\u0400" <= plain[0] <= "\u04ff":
            kinds |= _declined(plain, kinds)
        if plain in kinds and word.is_capital and not is_eponym(masked, word):
            end = word.end - len(word.plain) + len(plain)
            yield _span(_given_before(masked, index), end, kinds[plain])
    for name, kind in han.items():
        at = masked.text.find(name) if len(name) >= 2 else -1
        while at >= 0:
            yield _span(at, at + len(name), kind)
            at = masked.text.find(name, at + len(name))


def _add_words(kinds: dict[str, IdentifierKind], masked: MaskedText, span: IdentifierSpan) -> None:
    words = masked.words[masked.index_at(span.start) : masked.index_at(span.end)]
    if span.found_by == "list" and len(words) < _LEAST_LISTED:
        return
    for word in words:
        if _may_repeat(masked, word.plain):
            kinds.setdefault(_without_s(word.plain), span.kind)


def _add_han(han: dict[str, IdentifierKind], name: str, kind: IdentifierKind) -> None:
    """A name in hanzi, and its given name, which stands alone elsewhere."""
    han.setdefault(name, kind)
    if len(name) == _WHOLE_HAN and is_name_zh(name):
        han.setdefault(name[1:], kind)


def _declined(word: str, kinds: dict[str, IdentifierKind]) -> dict[str, IdentifierKind]:
    """The word with the kind of a Russian name of which it is a case: Щекочихину of Щекочихин."""
    for cut in range(len(word), max(_SHORTEST_STEM, len(word) - 3) - 1, -1):
        stem, ending = word[:cut], word[cut:]
        if ending in RUSSIAN_ENDINGS:
            for end in ("", "а", "я", "й", "ь"):
                if stem + end in kinds:
                    return {word: kinds[stem + end]}
    return {}


def _without_s(word: str) -> str:
    """A word without the English genitive."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _given_before(masked: MaskedText, index: int) -> int:
    """Where a name begins whose last word is known: 'seeing Tadeusz Kowalczyk'."""
    word, before = masked.words[index], masked.words[index - 1] if index else None
    if before is None or not before.is_capital or before.is_upper or not masked.has_case:
        return word.start
    is_beside = masked.text[before.end : word.start] == " "
    tables = masked.tables
    is_word = any(
        before.plain in words
        for words in (
            tables.not_names,
            tables.kin,
            tables.eponyms,
            tables.titles_sure,
            _SHORT_TITLES,
        )
    )
    starts_sentence = masked.text[max(0, before.start - 2) : before.start].strip(" ") in (
        "", ".", "\n", ":", "!", "?",
    )  # fmt: skip
    if masked.language == "de" or not is_beside or is_word or starts_sentence:
        return word.start
    return before.start


def _may_repeat(masked: MaskedText, word: str) -> bool:
    tables = masked.tables
    is_common = word in tables.particles or word in tables.eponyms or word in tables.ambiguous
    is_common = is_common or is_ordinary(word)
    return len(word) >= _SHORTEST_REPEATED and not is_common


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
