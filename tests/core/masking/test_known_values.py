"""The case's own values are found in every written form, and other people's are not."""

from __future__ import annotations

import pytest
from fictional_patients import GARCIA, IVANOV, KLEIN, MUELLER, WANG, ZHANG

from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.reference import reference_from_text


def found(text: str, known: KnownIdentifiers, language: str = "es") -> list[tuple[str, str]]:
    """Text and kind of what is found by a known value."""
    spans = identifier_spans(text, language, known)
    return [(text[s.start : s.end], s.kind) for s in spans if s.found_by == "known"]


@pytest.mark.parametrize(
    "text",
    [
        "María García López", "GARCÍA LÓPEZ, MARÍA", "Garcia Lopez Maria", "maria garcia lopez",
        "M. García", "García, M.", "García-López", "Gar-\ncía", "M A R Í A G A R C Í A",
        "Garcla Lopez", "GARC1A", "Мария Гарсия Лопес", "LOPEZ",
    ],
)  # fmt: skip
def test_a_name_in_every_form(text: str) -> None:
    assert found(f"acude {text} hoy", GARCIA) == [(text, "name")]


@pytest.mark.parametrize(
    "text",
    [
        "11/02/1968", "02/11/68", "11.2.68", "11-feb-1968", "11 de febrero de 1968",
        "Feb 11, 1968", "February 11th, 1968", "1968年2月11日", "1968-02-11", "19680211",
        "11.Feb.1968", "11 février 1968", "11 февраля 1968", "一九六八年二月十一日",
        "l1.02.1968",
    ],
)  # fmt: skip
def test_a_birth_date_in_every_order_and_language(text: str) -> None:
    assert found(f"({text})", GARCIA) == [(text, "birth_date")]


@pytest.mark.parametrize("text", ["11.02.2018", "11/02/1986", "12/02/1968", "111.02.1968"])
def test_another_date_stays(text: str) -> None:
    assert found(f"TAC {text}", GARCIA) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A1234567", "id"), ("A 1234 567", "id"), ("a-123.4567", "id"), ("482771", "id"),
        ("612345678", "phone"), ("0034 612-34-56-78", "phone"), ("612.345.678", "phone"),
        ("mayor, 12", "address"), ("28013", "address"), ("Madrid", "address"),
        ("MARIA.GARCIA@EXAMPLE.ORG", "email"), ("maria.garcia @ example.org", "email"),
        ("la maestra  de Alcorcón", "other"),
    ],
)  # fmt: skip
def test_numbers_and_addresses(text: str, kind: str) -> None:
    assert found(f"véase {text}; bien", GARCIA) == [(text, kind)]


@pytest.mark.parametrize("text", ["A12345678", "1482771", "482.771,5", "612345679"])
def test_longer_and_other_numbers_stay(text: str) -> None:
    assert found(f"valor {text} U", GARCIA) == []


@pytest.mark.parametrize(
    "text",
    ["Иванов И.П.", "И.П. Иванов", "Ivanov Ivan", "Iwanow", "Иванова Ивана Петровича", "ИВАНОВ"],
)
def test_russian_names_in_cases_and_latin(text: str) -> None:
    assert found(text, IVANOV, "ru") == [(text, "name")]


@pytest.mark.parametrize(
    "text",
    [
        "王建国", "王 建 国", "Wang Jianguo", "WANG Jian Guo", "Jianguo Wang", "Wáng Jiànguó",
        "jian-guo WANG", "建国", "wangjianguo",
    ],
)  # fmt: skip
def test_chinese_names_in_pinyin(text: str) -> None:
    assert found(f" {text} ", WANG, "en") == [(text, "name")]


@pytest.mark.parametrize("text", ["张晓明", "章晓明", "Xiao-Ming Zhang", "ZHANG XIAOMING"])
def test_pinyin_names_in_hanzi(text: str) -> None:
    assert found(text, ZHANG, "zh") == [(text, "name")]


@pytest.mark.parametrize("text", ["Mueller", "MÜLLER", "Muller Joerg", "Miiller"])
def test_umlauts(text: str) -> None:
    assert found(f"Herr {text} kam", MUELLER, "de") == [(text, "name")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kleine rosa Läsion im Kleinhirn, klein und rosa", "de"),
        ("Wang's long list of warm days", "en"),
        ("大王、建筑、国家", "zh"),
    ],
)
def test_words_that_look_like_the_name_stay(text: str, language: str) -> None:
    assert found(text, KLEIN if language == "de" else WANG, language) == []


def test_an_eponym_is_not_the_patient() -> None:
    assert found("Müller-Gänge, Müller Zeichen", MUELLER, "de") == []


def test_values_are_gathered_from_all_accepted_mentions() -> None:
    first = Identity(
        names=(PersonName(text="A B"),), birth_date=PartialDate(year=1968, month=2, day=11)
    )
    second = Identity(
        names=(PersonName(text="A B"), PersonName(text="A C", family="C", given="A")),
        birth_date=PartialDate(year=1968),
        identifiers=(PatientIdentifier(value=" 77 "),),
    )
    known = known_identifiers(first, [second], phones=("", "12"))
    assert [name.text for name in known.names] == ["A B", "A C"]
    assert (known.families, known.givens, known.ids, known.phones) == (
        ("C",),
        ("A",),
        ("77",),
        ("12",),
    )
    assert known.birth_dates == (PartialDate(year=1968, month=2, day=11),)
    assert not known.is_empty
    assert KnownIdentifiers().is_empty


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("患者García López男58岁", "患者男58岁"),
        ("病历号HC0044781出生于1966-07-14。", "病历号出生于。"),
        ("电话+34 655 43 21 09转告", "电话转告"),
    ],
)
def test_known_values_are_found_where_they_touch_chinese(text: str, kept: str) -> None:
    known = known_identifiers(
        reference_from_text("García López, Ana; 1966-07-14; F; HC0044781@x"),
        phones=["+34 655 432 109"],
    )
    gone = {a for one in identifier_spans(text, "zh", known) for a in range(one.start, one.end)}
    assert "".join(char for at, char in enumerate(text) if at not in gone) == kept


@pytest.mark.parametrize(
    ("patient", "text", "gone"),
    [
        ("陈伯安", "陳伯安先生，伯安", ["陳伯安", "伯安"]),
        ("陈伯安", "陈柏安今日出院", ["陈柏安"]),
        ("陈伯安", "Mr CHAN Pak On was seen", ["CHAN Pak On"]),
        ("Chan, Tai Man", "患者陳文明，男", ["陳文明"]),
        ("Ruiz, Dolores", "Lola refiere dolor, dolores no", ["Lola"]),
        ("Зуева, Клавдия", "помогла Клаве", ["Клаве"]),
        ("Gunawan, Hendra", "hi, hendra is worse", ["hendra"]),
    ],
)
def test_a_name_as_others_write_or_call_it(patient: str, text: str, gone: list[str]) -> None:
    known = known_identifiers(reference_from_text(f"{patient}; 1950-01-02; F; 12345@x"))
    language = "zh" if "\u4e00" <= text[0] <= "\u9fff" else ""
    masked = [span for span in identifier_spans(text, language, known) if span.found_by == "known"]
    covered = {at for span in masked for at in range(span.start, span.end)}
    for word in gone:
        start = text.rindex(word)
        assert set(range(start, start + len(word))) - covered <= {
            at for at in range(len(text)) if not text[at].isalnum()
        }
    assert "dolores" not in [text[s.start : s.end] for s in masked]
