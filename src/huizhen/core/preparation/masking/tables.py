"""The words, labels and lists of names by which identifiers are found."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from typing import Any

from huizhen.core.extraction.identity_labels import IdentityLabels, plain
from huizhen.core.language.name_tables import name_tables
from huizhen.core.records.value import Value

LANGUAGES = ("en", "de", "es", "fr", "ru", "zh")
_OWN_KINDS = frozenset((
    "address", "place", "postcode", "phone", "email", "id", "id_staff", "institution", "staff",
    "relative",
))  # fmt: skip


class MaskingTables(Value):
    """What `content/masking` says, folded for look-up in plain text."""

    labels: IdentityLabels
    """The labels of an identity and those of its addresses, telephones, licences and relatives."""
    given: dict[str, frozenset[str]]
    family: dict[str, frozenset[str]]
    all_given: frozenset[str]
    all_family: frozenset[str]
    ambiguous: frozenset[str]
    """Given names that are words, months or places too: one alone is no name."""
    not_names: frozenset[str]
    kin: frozenset[str]
    """Words of kinship: no name begins with one, though Nieto and Cousin are surnames."""
    eponyms: frozenset[str]
    eponym_before: frozenset[str]
    eponym_after: frozenset[str]
    initials: tuple[str, ...]
    """'Initials' in each language."""
    contact_openings: str
    """A pattern of the words with which the line of a letter's sender begins."""
    contact_kept: str
    """A pattern of what stays of such a line: departments, titles, 'e-mail'."""
    closing_words: tuple[str, ...]
    """What may stand between a closing and the name: 'Ihr'."""
    street_words: str
    streets_in_small: tuple[str, ...]
    """Words that make a street of what follows, printed in small letters too."""
    closings: str
    """A pattern of the words with which a letter ends before its name."""
    titles_staff: dict[str, tuple[str, ...]]
    titles_person: dict[str, tuple[str, ...]]
    titles_sure: frozenset[str]
    """Titles after which any capitalised word is a name."""
    titles_after_zh: dict[str, tuple[str, ...]]
    not_before_title_zh: frozenset[str]
    before_name_zh: frozenset[str]
    """Signs of a sentence behind which a name of one sign and a title stand: 请李主任."""
    foreign_signs_zh: frozenset[str]
    """Signs by which foreigners' names are spelt."""
    no_name_zh: frozenset[str]
    """How words begin that are no name though a surname is their first sign: 高血压, 白血病."""
    after_name_zh: frozenset[str]
    """Signs with which a sentence goes on after a Chinese name."""
    relatives: dict[str, tuple[str, ...]]
    from_words: dict[str, tuple[str, ...]]
    countries: frozenset[str]
    particles: frozenset[str]
    months: str
    """A pattern of every month's name in plain text."""
    surnames_zh: frozenset[str]


@lru_cache(maxsize=1)
def masking_tables() -> MaskingTables:
    """The tables that come with the package; read once, constant afterwards."""
    words = json.loads(_text("masking", "words.json"))
    labels = IdentityLabels.from_json(json.dumps(_all_labels()))
    given = {language: _names(f"given_{language}.txt") for language in LANGUAGES[:5]}
    family = {language: _names(f"family_{language}.txt") for language in LANGUAGES[:5]}
    family["ru"] = family["ru"] | _feminine(family["ru"])
    known = name_tables()
    return MaskingTables(
        labels=labels,
        given=given,
        family=family,
        all_given=frozenset().union(
            *given.values(), _romanised(given["ru"]), _names("given_other.txt")
        ),
        all_family=frozenset().union(
            *family.values(), _romanised(family["ru"]), _names("family_other.txt")
        ),
        ambiguous=_folded(words["ambiguous_given"]),
        not_names=(_folded(words["not_names"]) | labels.not_names) - {"donna"},
        kin=frozenset(plain(word) for said in words["relatives"].values() for word in said),
        eponyms=_folded(words["eponyms"]),
        eponym_before=_folded(words["eponym_before"]),
        eponym_after=_folded(words["eponym_after"]),
        initials=tuple(map(plain, words["initials"].split())),
        contact_openings="|".join(words["contact_openings"]),
        contact_kept="|".join(words["contact_kept"]),
        closing_words=tuple(words["closing_words"].split()),
        street_words="|".join(words["street_words"]),
        streets_in_small=tuple(words["streets_in_small"]),
        closings="|".join(re.escape(plain(one)) for one in words["closings"].split("|")),
        titles_staff=_by_language(words["titles_staff"]),
        titles_person=_by_language(words["titles_person"]),
        titles_sure=_folded(words["titles_sure"]),
        titles_after_zh={kind: tuple(said) for kind, said in words["titles_after_zh"].items()},
        not_before_title_zh=frozenset(words["not_before_title_zh"].split()),
        before_name_zh=frozenset(words["before_name_zh"]),
        foreign_signs_zh=frozenset(words["foreign_signs_zh"]),
        no_name_zh=frozenset(words["no_name_zh"].split()),
        after_name_zh=frozenset(words["after_name_zh"]),
        relatives=_by_language(words["relatives"]),
        from_words=_by_language(words["from_words"]),
        countries=_folded(words["countries"]),
        particles=frozenset(map(plain, known.particles))
        | {"del", "las", "los"}
        | _folded(words["particles_more"]),
        months=_months(labels),
        surnames_zh=frozenset(known.common_surnames) | frozenset(known.compound_surname_readings),
    )


@lru_cache(maxsize=1)
def beside_names() -> dict[str, Any]:
    """The words and pieces of patterns that stand beside names: `content/masking`."""
    found: dict[str, Any] = json.loads(_text("masking", "beside_names.json"))
    return found


@lru_cache(maxsize=1)
def familiar_names() -> dict[str, frozenset[str]]:
    """Plain given names with the familiar forms of each: Dolores, Lola."""
    forms = json.loads(_text("masking", "familiar_names.json"))["forms"]
    return {plain(name): frozenset(map(plain, said)) for name, said in forms.items()}


def _text(*path: str) -> str:
    return resources.files("huizhen").joinpath("content", *path).read_text(encoding="utf-8")


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(plain, words.split()))


def _names(file: str) -> frozenset[str]:
    return _folded(_text("masking", file))


def _feminine(names: frozenset[str]) -> frozenset[str]:
    """Russian surnames as women bear them, and both in the cases of a sentence."""
    forms = {name + ending for name in names if name[-2:] in ("ов", "ев", "ин", "ын")
             for ending in ("а", "ой", "у", "ым", "ом", "е")}  # fmt: skip
    return frozenset(forms | {name[:-2] + "ая" for name in names if name.endswith("ий")})


def _by_language(said: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Words of each language, those of any language in each, the longest first."""
    everywhere = said.get("any", [])
    return {
        language: tuple(
            sorted({plain(word) for word in (*everywhere, *said.get(language, []))}, key=len)[::-1]
        )
        for language in LANGUAGES
    }


_ICAO = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip


def _romanised(names: frozenset[str]) -> frozenset[str]:
    """Cyrillic names as passports (ICAO 9303) and letters write them in Latin."""
    latin = {name.translate(_ICAO) for name in names}
    return frozenset(latin | {name.replace("iu", "yu").replace("ia", "ya") for name in latin})


def _months(labels: IdentityLabels) -> str:
    forms = {form for months in labels.months.values() for said in months for form in said}
    return "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))


def _all_labels() -> dict[str, Any]:
    """The labels of identities with those of masking in the place of the same words."""
    data: dict[str, Any] = json.loads(_text("terms", "identity_labels.json"))
    own = json.loads(_text("masking", "labels.json"))["labels"]
    taken = {plain(text) for kinds in own.values() for texts in kinds.values() for text in texts}
    rest: dict[str, Any] = {}
    for language, kinds in data["labels"].items():
        rest[language] = {kind: _without(texts, taken) for kind, texts in kinds.items()}
    # what comes first decides the kind of a word that two languages have
    data["labels"] = {**{f"{language}+": kinds for language, kinds in own.items()}, **rest}
    return data


def _without(texts: Any, taken: set[str]) -> Any:
    if isinstance(texts, dict):
        return {issuer: _without(inner, taken) for issuer, inner in texts.items()}
    return [text for text in texts if plain(text) not in taken]
