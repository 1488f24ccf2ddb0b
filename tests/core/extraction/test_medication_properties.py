"""Number, unit, route and frequency in five languages come back as they went in."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from medication_bench import dosage

from huizhen.core.extraction.medication.phrase_patterns import Phrases
from huizhen.core.extraction.medication.spellings import spellings

_FOLDER = files("huizhen") / "content" / "extraction"
_FREQUENCIES = json.loads((_FOLDER / "frequencies.json").read_text("utf-8"))

LANGUAGES = {
    "en": (
        "metformin",
        ["mg", "mcg", "units", "tablets"],
        ["PO", "orally", "by mouth", "IV"],
        ["daily", "twice daily", "every other day", "every 6 hours", "three times a day", "q12h",
         "once weekly", "nightly", "BID", "QHS", "every 3 weeks", "twice a week", "with meals"],
    ),
    "de": (
        "Metformin",
        ["mg", "µg", "IE", "Tabletten"],
        ["p.o.", "i.v.", "s.c.", "oral"],
        ["täglich", "1-0-1", "1-0-1-0", "½-0-0", "morgens", "2x täglich", "alle 8 Stunden",
         "zur Nacht", "3x tgl.", "einmal wöchentlich", "jeden zweiten Tag"],
    ),
    "es": (
        "metformina",
        ["mg", "mcg", "UI", "comprimidos"],
        ["v.o.", "vía oral", "i.v."],
        ["cada 8 horas", "al día", "una vez al día", "dos veces al día", "cada 24 h", "1-0-1",
         "por la noche", "cada 3 semanas", "días alternos"],
    ),
    "fr": (
        "metformine",
        ["mg", "µg", "UI", "comprimés"],
        ["per os", "par voie orale", "IV"],
        ["3 fois par jour", "matin et soir", "le matin", "par jour", "toutes les 8 heures",
         "tous les 21 jours", "une fois par semaine", "un jour sur deux", "au coucher"],
    ),
    "ru": (
        "метформин",
        ["мг", "мкг", "ЕД", "таблетки"],
        ["внутрь", "в/в", "п/к"],
        ["1 раз в день", "2 раза в день", "утром", "на ночь", "через день", "каждые 8 часов",
         "3 раза в неделю", "2 р/д", "1 раз в 3 недели", "ежедневно"],
    ),
    "zh": (
        "二甲双胍",
        ["mg", "g", "μg", "片"],
        ["口服", "静脉滴注", "皮下注射"],
        ["每日1次", "每日两次", "每日2次", "每12小时1次", "每晚1次", "隔日1次", "每周1次",
         "bid", "qd", "睡前", "每3周1次"],
    ),
}  # fmt: skip


@st.composite
def posologies(draw: st.DrawFn) -> tuple[str, str, str, str, str, str]:
    language = draw(st.sampled_from(sorted(LANGUAGES)))
    name, units, routes, frequencies = LANGUAGES[language]
    whole = draw(st.integers(1, 999))
    fraction = draw(st.sampled_from(["", "5", "25", "75"]))
    mark = "," if language in ("de", "es", "fr", "ru") else "."
    number = f"{whole}{mark}{fraction}" if fraction else str(whole)
    unit = draw(st.sampled_from(units))
    route = draw(st.sampled_from(routes))
    frequency = draw(st.sampled_from(frequencies))
    text = f"{name} {number} {unit} {route} {frequency}"
    return text, language, number.replace(",", "."), unit, route, frequency


@given(posologies())
def test_a_posology_round_trips(case: tuple[str, str, str, str, str, str]) -> None:
    text, language, value, unit, route, frequency = case
    given_ = dosage(text, language)
    found = (given_.dose_value, given_.dose_unit, given_.route, given_.frequency)
    assert found == (value, unit, route, frequency)


def _spelled_out() -> list[str]:
    """Every phrase of the pack with a number for each place and each of its first choices."""
    phrases = []
    for phrase in (one for many in _FREQUENCIES["phrases"].values() for one in many):
        text = re.sub(r"\[([^\]]*)\]", lambda m: m[1].split("|")[0], phrase)
        text = text.replace("{n}", "3").replace("{l}", "1").replace("_", "")
        phrases.append(" ".join(text.split()))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


PHRASES = _spelled_out()
READER = Phrases(
    [one for many in _FREQUENCIES["phrases"].values() for one in many],
    _FREQUENCIES["numbers"],
    _FREQUENCIES["range_words"],
)


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_is_taken_whole_and_never_a_shorter_one_in_it(phrase: str) -> None:
    text = f" {phrase} "
    found = [text[one.start : one.end] for one in READER.finditer(text, 0, len(text))]
    assert found == [phrase]


@pytest.mark.parametrize(
    ("longer", "shorter"),
    sorted(
        (longer, shorter)
        for longer in PHRASES
        for shorter in PHRASES
        if longer.isascii() and shorter != longer and f" {longer} ".find(f" {shorter} ") >= 0
    )[::5],
)
def test_a_drug_given_by_a_longer_phrase_never_has_the_shorter_one(
    longer: str, shorter: str
) -> None:
    given_ = dosage(f"metformin 500 mg {longer}")
    assert given_.frequency != shorter


@given(st.text(max_size=200))
def test_any_text_gives_facts_or_none_but_never_an_error(text: str) -> None:
    from medication_bench import facts

    for fact in facts(f"aspirin 5 mg {text} metformin"):
        place = fact.evidence[0]
        assert f"aspirin 5 mg {text} metformin"[place.start : place.end] == place.quote  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("gemcitabine", {"gemcitabin", "gemcitabina", "гемцитабин", "гемцитабина"}),
        ("methotrexate", {"methotrexat", "metotrexato", "метотрексат"}),
        ("ciprofloxacin", {"ciprofloxacino", "ciprofloxacine", "ципрофлоксацин"}),
        ("entecavir", {"энтекавир", "энтекавиром"}),
    ],
)
def test_regular_national_spellings(name: str, forms: set[str]) -> None:
    assert forms <= set(spellings(name))
