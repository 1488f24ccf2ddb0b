"""Red flags: every limit on both sides, every phrase, and what is doubt and not silence."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from red_flag_table import BESIDE, CHANGES, LIMITS, PHRASES, WINDOWS

from huizhen.core.assessment.red_flag_rules import RedFlagBook
from huizhen.core.assessment.red_flags import (
    DatedPage,
    RedFlags,
    Screening,
    joined,
    recently_treated,
)
from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import ContentError, WrongCall
from huizhen.core.extraction.knowledge import Knowledge, load_knowledge
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import ElementPath, PageSpan, PersonEntry
from huizhen.core.records.fact import Fact, FactType, make_fact
from huizhen.core.records.page import Page, page_id
from huizhen.project.config import CONTENT

AS_OF = datetime.date(2026, 3, 10)
PLACE = ElementPath(page_id=page_id("a" * 64, 1), path="/x", quote="")
TYPES: dict[str, FactType] = {
    "sign": "Condition", "drug": "MedicationStatement", "procedure": "Procedure",
}  # fmt: skip


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge([CONTENT])


@pytest.fixture(scope="module")
def detector(knowledge: Knowledge) -> RedFlags:
    return RedFlags(RedFlagBook(load_pack("red_flags", [CONTENT])), knowledge)


def ago(days: int) -> PartialDate:
    return PartialDate.model_validate((AS_OF - datetime.timedelta(days=days)).isoformat())


def known(kind: str, value: str, days: int | None = 1, **fields: Any) -> Fact:
    """A coded fact so many days old: a sign, a drug, a procedure, or a result 'value unit'."""
    date = None if days is None else ago(days)
    fields.setdefault("evidence", (PLACE,))
    if kind in TYPES:
        return make_fact(TYPES[kind], text=value, date=date, **fields)
    number, _, unit = value.partition(" ")
    fields.setdefault("text", "corrected Ca" if kind == "Ca" else kind)
    return make_fact(
        "Observation", concept=kind, value=number, unit=unit or None, date=date, **fields
    )


def beside(names: str) -> list[Fact]:
    return [
        known(kind if kind in TYPES else label, label if kind in TYPES else value)
        for name in names.split("+")
        for kind, label, value in BESIDE[name]
    ]


def codes(screening: Screening) -> set[str]:
    return {flag.code for flag in screening.flags}


@pytest.mark.parametrize(("code", "near", "analyte", "over", "under"), LIMITS)
def test_a_limit_triggers_on_its_own_side_alone(
    detector: RedFlags, code: str, near: str, analyte: str, over: str, under: str
) -> None:
    assert code in codes(detector.in_facts([*beside(near), known(analyte, over)], AS_OF))
    assert code not in codes(detector.in_facts([*beside(near), known(analyte, under)], AS_OF))


@pytest.mark.parametrize(("code", "near", "analyte", "over", "under"), CHANGES)
def test_a_change_triggers_from_its_size_on(
    detector: RedFlags,
    code: str,
    near: str,
    analyte: str,
    over: tuple[str, str],
    under: tuple[str, str],
) -> None:
    for values, expected in ((over, True), (under, False)):
        facts = [*beside(near), known(analyte, values[0], 2), known(analyte, values[1], 1)]
        assert (code in codes(detector.in_facts(facts, AS_OF))) is expected


@pytest.mark.parametrize(("code", "kind", "value", "last"), WINDOWS)
def test_a_finding_counts_up_to_its_last_day_and_is_a_call_back_after_it(
    detector: RedFlags, code: str, kind: str, value: str, last: int
) -> None:
    assert code in codes(detector.in_facts([known(kind, value, last)], AS_OF))
    later = detector.in_facts([known(kind, value, last + 1)], AS_OF)
    assert code not in codes(later)
    assert [(call.code, call.reasons) for call in later.call_backs] == [(code, ("old",))]


@pytest.mark.parametrize(("code", "language", "phrase"), PHRASES)
def test_the_phrases_of_the_specification_are_understood(
    detector: RedFlags, code: str, language: str, phrase: str
) -> None:
    found = detector.in_own_words(phrase, language, "patient", "2026-03-10T08:00Z")
    assert code in codes(found)
    assert found.notices


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have no fever. My father was vomiting blood."),
        ("en", "My doctor told me to come back if black tarry stool should occur."),
        ("zh", "没有发热，皮肤不黄。"), ("zh", "父亲曾有呕血。"),
        ("de", "Kein Bluterbrechen, kein Teerstuhl."), ("es", "No tengo fiebre ni melena."),
        ("fr", "Pas de fièvre, pas d'hématémèse."), ("ru", "Рвоты кровью нет."),
        ("en", "Follicular lymphoma in remission for three years, I would like to be sure."),
    ],
)  # fmt: skip
def test_what_is_denied_of_kin_or_hypothetical_never_triggers(
    detector: RedFlags, language: str, text: str
) -> None:
    assert detector.in_own_words(text, language, "patient", "").flags == ()


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("de", "Seit gestern Fieber nach der Chemotherapie.", "RF-H2"),
        ("es", "Vómitos de sangre desde esta mañana.", "RF-L2"),
        ("fr", "Fièvre et jaunisse depuis hier.", "RF-L1"),
        ("ru", "У меня рвота кровью.", "RF-L2"),
        ("de", "Ich will nicht mehr leben.", "RF-M3"),
        ("fr", "Je ne veux plus vivre.", "RF-M3"),
        ("ru", "Я не хочу жить.", "RF-M3"),
    ],
)
def test_four_more_languages_are_understood(
    detector: RedFlags, language: str, text: str, code: str
) -> None:
    assert code in codes(detector.in_own_words(text, language, "patient", ""))


@pytest.mark.parametrize(
    ("page", "text", "codes_found"),
    [("en", "没有发热，皮肤不黄，没有呕血。", set()),
     ("zh", "No fever. I am vomiting blood.", {"RF-L2"}),
     ("en", "Рвоты кровью нет, желтухи нет.", set())],
)  # fmt: skip
def test_words_in_another_language_than_the_page_are_read_in_their_own(
    detector: RedFlags, page: str, text: str, codes_found: set[str]
) -> None:
    assert codes(detector.in_own_words(text, page, "patient", "")) == codes_found


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [("en", "My mother has fever and jaundice.", "RF-L1"), ("zh", "我父亲呕血了。", "RF-L2"),
     ("de", "Meine Mutter hat Fieber und gelbe Augen.", "RF-L1"),
     ("en", "My husband wants to die.", "RF-M3")],
)  # fmt: skip
def test_a_relative_who_writes_for_the_patient_is_understood(
    detector: RedFlags, language: str, text: str, code: str
) -> None:
    assert code in codes(detector.in_own_words(text, language, "proxy", "", is_of_kin=True))
    assert code not in codes(detector.in_own_words(text, language, "patient", ""))


def test_what_the_words_date_long_ago_is_a_call_back_and_a_later_one_still_a_flag(
    detector: RedFlags,
) -> None:
    at, past = "2026-03-10T08:00Z", "In 2015 I was vomiting blood."
    found = detector.in_own_words(past, "en", "patient", at)
    assert (found.flags, [call.code for call in found.call_backs]) == ((), ["RF-L2"])
    again = detector.in_own_words(f"{past} Now I am vomiting blood again.", "en", "patient", at)
    assert (codes(again), again.call_backs) == ({"RF-L2"}, ())


def test_an_old_sentence_of_a_document_does_not_hide_a_new_one(detector: RedFlags) -> None:
    text = "Melaena on 12 March 2019. He now has melaena since yesterday."
    page = Page(page_id=page_id("b" * 64, 1), ordinal=1, language="en", text=text)
    assert codes(detector.in_documents([DatedPage(page, ago(1))], AS_OF)) == {"RF-L2"}


def test_suicidal_intent_has_its_own_message_and_goes_first(detector: RedFlags) -> None:
    found = detector.in_own_words("I am vomiting blood and I want to die.", "en", "patient", "")
    assert [notice.key for notice in found.notices] == ["self_harm", "emergency"]
    assert found.notices[0].text("zh").startswith("您提到可能伤害自己。")
    assert found.notices[0].version == detector.book.stamp.version
    entry = found.flags[0].evidence[0]
    assert isinstance(entry, PersonEntry)
    assert entry.why in "I am vomiting blood and I want to die."


def test_words_of_a_document_open_a_task_but_show_no_message(detector: RedFlags) -> None:
    page = Page(
        page_id=page_id("b" * 64, 1), ordinal=1, language="en",
        text="Emergency visit. No melaena. The patient has been vomiting blood since the morning.",
    )  # fmt: skip
    found = detector.in_documents([DatedPage(page, ago(1))], AS_OF)
    assert [(flag.code, flag.kind) for flag in found.flags] == [("RF-L2", "text")]
    assert found.notices == ()
    assert found.holds_case
    span = found.flags[0].evidence[0]
    assert isinstance(span, PageSpan)
    assert page.text[span.start : span.end] == span.quote == "vomiting blood"


def test_old_words_of_a_document_are_a_call_back_and_undated_ones_a_task(
    detector: RedFlags,
) -> None:
    page = Page(page_id=page_id("b" * 64, 1), ordinal=1, language="en", text="Vomiting blood.")
    old = detector.in_documents([DatedPage(page, ago(400))], AS_OF)
    assert old.flags == ()
    assert [call.reasons for call in old.call_backs] == [("old",)]
    assert codes(detector.in_documents([DatedPage(page)], AS_OF)) == {"RF-L2"}


def test_a_sentence_that_has_its_own_date_counts_by_that(detector: RedFlags) -> None:
    text = "In hospital on 12 March 2019 for vomiting blood. Now well."
    page = Page(page_id=page_id("b" * 64, 1), ordinal=1, language="en", text=text)
    found = detector.in_documents([DatedPage(page, ago(1))], AS_OF)
    assert (found.flags, [call.code for call in found.call_backs]) == ((), ["RF-L2"])


def test_a_sign_that_only_a_document_says_is_of_kind_text_until_confirmed(
    detector: RedFlags,
) -> None:
    span = PageSpan(page_id=page_id("b" * 64, 1), start=0, end=13, quote="haematemesis")
    proposed = known("sign", "haematemesis", evidence=(span,))
    assert [f.kind for f in detector.in_facts([proposed], AS_OF).flags] == ["text"]
    confirmed = proposed.replaced(status="confirmed")
    assert [f.kind for f in detector.in_facts([confirmed], AS_OF).flags] == ["structured"]
    assert detector.in_facts([proposed.replaced(status="rejected")], AS_OF).flags == ()
    assert detector.in_facts([proposed.replaced(certainty="negated")], AS_OF).flags == ()


def test_a_later_normal_laboratory_value_ends_it_and_a_later_normal_temperature_does_not(
    detector: RedFlags,
) -> None:
    potassium = [known("K", "6.9 mmol/L", 2), known("K", "4.4 mmol/L", 1)]
    found = detector.in_facts(potassium, AS_OF)
    assert (found.flags, found.call_backs) == ((), ())
    fever = [known("NEUT", "0.3 10*9/L"), known("TEMP", "39 Cel", 2), known("TEMP", "36.8 Cel", 1)]
    assert "RF-H2" in codes(detector.in_facts(fever, AS_OF))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (known("K", "7.2"), "unit_missing"), (known("K", "7.2 mmol/L", None), "undated"),
        (known("K", "7.2 mmol/L", doubts=("ambiguous_number",)), "ambiguous_number"),
        (known("Ca", "3.9 mmol/L", text="calcium"), "correction_not_stated"),
        (known("K", "6.0 mmol/L", comparator=">"), "range"),
        (known("K", "7.2 mmol/L", None, document_date=None), "undated"),
    ],
)  # fmt: skip
def test_doubt_is_a_call_back_and_never_silence(
    detector: RedFlags, fact: Fact, reason: str
) -> None:
    found = detector.in_facts([fact], AS_OF)
    assert found.flags == ()
    assert any(reason in call.reasons for call in found.call_backs)


def test_a_number_without_unit_that_is_harmless_in_some_unit_is_silent(
    detector: RedFlags,
) -> None:
    found = detector.in_facts([known("HGB", "13.2"), known("TEMP", "98.6")], AS_OF)
    assert (found.flags, found.call_backs) == ((), ())


def test_a_partial_date_that_may_be_recent_is_a_call_back(detector: RedFlags) -> None:
    fact = known("K", "7.2 mmol/L", None).replaced(date=PartialDate(year=2026, month=3))
    assert detector.in_facts([fact], AS_OF).call_backs[0].reasons == ("date_partial",)


def test_known_haematology_patients_have_their_own_limits(detector: RedFlags) -> None:
    facts = [known("PLT", "15 10*9/L"), known("sign", "acute myeloid leukaemia", 200)]
    assert codes(detector.in_facts(facts, AS_OF)) == set()
    assert codes(detector.in_facts(facts[:1], AS_OF)) == {"RF-M2"}


def test_fever_after_chemotherapy_without_a_count_triggers_up_to_six_weeks(
    detector: RedFlags,
) -> None:
    fever = known("TEMP", "38.0 Cel")
    for days, expected in ((42, True), (43, False)):
        facts = [fever, known("drug", "cisplatin", days)]
        assert ("RF-H2" in codes(detector.in_facts(facts, AS_OF))) is expected
    counted = [fever, known("drug", "cisplatin", 10), known("NEUT", "3.1 10*9/L", 1)]
    assert "RF-H2" not in codes(detector.in_facts(counted, AS_OF))


def test_an_axillary_temperature_has_the_lower_limit(detector: RedFlags) -> None:
    anc = known("NEUT", "0.4 10*9/L")
    axillary = known("TEMP", "38.0 Cel", text="axillary temperature")
    assert "RF-H2" in codes(detector.in_facts([anc, axillary], AS_OF))
    unknown = detector.in_facts([anc, known("TEMP", "38.0 Cel")], AS_OF)
    assert "RF-H2" not in codes(unknown)
    assert [call.code for call in unknown.call_backs] == ["RF-H2"]


def test_children_have_their_own_limit_of_phosphate(detector: RedFlags) -> None:
    facts = [*beside("lymphoma+high K"), known("P", "1.9 mmol/L")]
    assert "RF-H5" in codes(detector.in_facts(facts, AS_OF))
    assert "RF-H5" not in codes(detector.in_facts(facts, AS_OF, is_child=True))


def test_a_pressure_of_two_figures_is_read_by_its_parts(detector: RedFlags) -> None:
    facts = [*beside("headache"), known("BP", "150/120")]
    assert "RF-M6" in codes(detector.in_facts(facts, AS_OF))
    assert "RF-M6" not in codes(
        detector.in_facts([*beside("headache"), known("BP", "150/119")], AS_OF)
    )


def test_an_answer_of_the_enquiry_is_the_patients_own_word(detector: RedFlags) -> None:
    found = detector.in_answers([("RF-L2", "Are you vomiting blood?")], "patient", "")
    assert [(f.code, f.kind, f.shows_notice) for f in found.flags] == [("RF-L2", "own_words", True)]


def test_several_looks_are_joined_and_a_flag_makes_its_call_back_needless(
    detector: RedFlags,
) -> None:
    flag = detector.in_facts([known("K", "7.2 mmol/L")], AS_OF)
    call = detector.in_facts([known("K", "7.2 mmol/L", None)], AS_OF)
    both = joined([flag, call])
    assert (codes(both), both.call_backs) == ({"RF-M2"}, ())


def test_a_flag_is_closed_only_by_a_named_clinician_who_says_why() -> None:
    assert recently_treated("RF-L2", "Dr A", "2026-03-10", " banded on 8 March ").why == (
        "banded on 8 March"
    )
    for by, why in (("", "treated"), ("Dr A", "  ")):
        with pytest.raises(WrongCall, match="named clinician"):
            recently_treated("RF-L2", by, "", why)


def test_the_pack_has_every_emergency_and_both_languages_of_every_message() -> None:
    book = RedFlagBook(load_pack("red_flags", [CONTENT]))
    numbers = {"S": 5, "H": 8, "L": 7, "C": 5, "N": 6, "M": 8}
    expected = {f"RF-{s}{n}" for s, most in numbers.items() for n in range(1, most + 1)}
    assert set(book.by_id) == expected
    assert {rule.notice for rule in book.rules} == {"emergency", "self_harm"}
    for key in ("emergency", "self_harm"):
        assert {"en", "zh", "de", "es", "fr", "ru"} <= set(book.notice(key).texts)


def test_a_rule_that_names_an_unknown_sign_is_refused() -> None:
    pack = load_pack("red_flags", [CONTENT])
    files = {**pack.files, "rules.json": pack.files["rules.json"].replace("melaena", "melena1")}
    with pytest.raises(ContentError, match="melena1"):
        RedFlagBook(Pack(stamp=pack.stamp, files=files))
