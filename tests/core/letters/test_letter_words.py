"""The words of letters: whole in every language, with equal slots, in one language each."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from letter_bench import (
    CONTENT,
    LANGUAGES,
    SPECIALTIES,
    book,
    every_item,
    finding,
    letters,
    lines,
    pack,
    said,
)

from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.letters.book import Letterbook
from huizhen.core.preparation.letters.letters import letters_for
from huizhen.core.preparation.requirements.definition import Cause
from huizhen.core.records.dates import PartialDate

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SLOT = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+")
_OF_ENGLISH = {
    "the", "and", "with", "of", "for", "please", "slices", "at", "most", "if", "or", "than",
}  # fmt: skip
_OF_OTHERS = {
    "de": {"el", "los", "las", "avec", "le", "les", "que", "con"},
    "es": {"der", "das", "und", "mit", "avec", "les", "des", "oder"},
    "fr": {"der", "das", "und", "mit", "con", "los", "las", "el", "oder"},
    "ru": {"der", "und", "avec", "con", "les", "los"},
}


def texts(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a file by dotted key."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from texts(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def words(language: str) -> dict[str, str]:
    """The texts of one language."""
    return dict(texts(pack().parsed(f"{language}.json")))


def slots(text: str) -> set[str]:
    """The slots of a frame."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_requirement_has_a_plan_and_nothing_else_has_one() -> None:
    assert set(book().plans) == set(every_item())


def test_who_is_asked_agrees_with_the_requirements() -> None:
    for key, item in every_item().items():
        keeper = book().plan(key).keeper
        assert (keeper == "patient") == (item.asks == "patient"), key
        assert (keeper == "coordinator") == (item.asks == "coordinator"), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_has_words_in_every_language(language: str) -> None:
    known = words(language)
    for key in every_item():
        plan = book().plan(key)
        assert known[f"items.{key}.name"].strip()
        assert known[f"items.{key}.ask"].strip()
        assert known[f"why.{plan.why}"]
        assert known[f"keeper.{plan.keeper}"]
        assert not plan.export or known[f"export.{plan.export}"]
        assert all(known[f"protocol.{protocol}"] for protocol in plan.protocols)


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_keys_and_dates_apart_the_same_slots(language: str) -> None:
    english, other = words("en"), words(language)
    assert set(english) == set(other)
    for key, text in english.items():
        if not key.startswith("date."):
            assert slots(text) == slots(other[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_another_language(language: str) -> None:
    for key, text in words(language).items():
        found = {word.lower() for word in _WORD.findall(_SLOT.sub("", text))}
        assert language == "en" or not found & _OF_ENGLISH, (key, text)
        assert not found & _OF_OTHERS.get(language, set()), (key, text)
        assert not _CHINESE.search(text) or key.startswith("department_zh."), (key, text)
        assert bool(_CYRILLIC.search(text)) <= (language == "ru"), (key, text)
    if language == "ru":
        named = (k for k in words("ru") if k.startswith(("why.", "keeper.", "export.", "status.")))
        assert all(_CYRILLIC.search(words("ru")[k]) or not words("ru")[k] for k in named)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_the_protocols_are_equal_in_all_languages(language: str) -> None:
    def numbers(text: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(\d),(\d)", r"\1.\2", text)))

    for key, text in words("en").items():
        if key.startswith("protocol."):
            assert numbers(text) == numbers(words(language)[key]), (language, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_closed_and_quotes_have_a_narrow_face(language: str) -> None:
    for key, text in words(language).items():
        ends = key.startswith(("why.", "export.", "protocol.")) or key.endswith(".ask")
        assert not ends or text.endswith((".", "?")), key
        assert not set(text) & set("„“”‘’"), key
        assert "  " not in text, key


def test_no_letter_orders_anything() -> None:
    for key, text in words("en").items():
        if key.startswith(("items.", "protocol.", "window.", "status.consider")):
            assert not re.search(r"\b(must|have to|order|required)\b", text), key
    for language in LANGUAGES:
        assert words(language)["letter_consider.closing"]


@pytest.mark.parametrize("specialty", SPECIALTIES)
@pytest.mark.parametrize("cause", ["missing", "by_event", "too_old", "mixed_dates", "unclear"])
def test_every_letter_is_whole(specialty: str, cause: Cause) -> None:
    prefixes = ("GEN", specialty.upper())
    found = [
        finding(key, cause, days=150, limit=90) for key in every_item() if key.startswith(prefixes)
    ]
    for paper in letters(found, specialty, LANGUAGES):
        assert not re.search(r"[{}]", said(paper))
        marked = [line for line in lines(paper) if _CHINESE.search(line)]
        most = 0 if "patient" in paper.key else 1
        assert len(marked) == most, "only the department is Chinese"
        numbers = [int(n) for n in re.findall(r"(?m)^(\d+)\. ", said(paper))]
        assert all(b - a == 1 for a, b in pairwise(numbers))


def test_a_site_adds_a_language_and_replaces_a_word() -> None:
    files = dict(pack().files)
    files["it.json"] = files["es.json"].replace("Atentamente,", "Cordiali saluti,")
    own = Letterbook(Pack(stamp=pack().stamp, files=files))
    papers = letters_for(
        [finding("HPB-01")], "hpb", PartialDate(year=2026, month=5, day=20), ["it"], own
    )
    assert [paper.language for paper in papers] == ["en", "it"]
    assert "Cordiali saluti," in said(papers[1])


@pytest.mark.parametrize(
    "entry", ['{"keeper": "attic"}', '{"keeper": "records", "missing": "burn"}', '{"export": "x"}']
)
def test_a_malformed_entry_is_named(entry: str) -> None:
    broken = Pack(
        stamp=pack().stamp, files={**pack().files, "items.json": f'{{"HPB-01": {entry}}}'}
    )
    with pytest.raises(ContentError, match="HPB-01"):
        Letterbook(broken).plan("HPB-01")


def test_the_pack_says_that_nobody_reviewed_it() -> None:
    assert not load_pack("letters", [CONTENT]).stamp.is_reviewed
    (paper,) = letters([finding("HPB-01")])
    assert "not yet reviewed by a clinician" in paper.footer
