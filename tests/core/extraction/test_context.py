"""How a text means what it names, in six languages; certainty is never raised."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_bench import knowledge, prose

import sizes
from huizhen.core.extraction.context import Context, ContextRules

MEANT = [
    # English
    ("en", "The patient has ascites.", "ascites", "affirmed"),
    ("en", "No ascites.", "ascites", "negated"),
    ("en", "She denies fever, chills or cough.", "cough", "negated"),
    ("en", "Ascites: absent", "Ascites", "negated"),
    ("en", "Ascites is not seen.", "Ascites", "negated"),
    ("en", "CT rules out pulmonary embolism.", "pulmonary embolism", "negated"),
    ("en", "Pulmonary embolism was ruled out.", "Pulmonary embolism", "negated"),
    ("en", "Neither ascites nor pleural effusion.", "pleural effusion", "negated"),
    ("en", "No fever but has cough.", "cough", "affirmed"),
    ("en", "No fever; cough for two weeks.", "cough", "affirmed"),
    ("en", "No change in the known ascites.", "ascites", "affirmed"),
    ("en", "Not only ascites but also effusion.", "ascites", "affirmed"),
    ("en", "Fever did not respond to paracetamol.", "Fever", "affirmed"),
    ("en", "Fever with no cough.", "Fever", "affirmed"),
    ("en", "Suspicious for hepatocellular carcinoma.", "hepatocellular carcinoma", "suspected"),
    ("en", "Metastasis cannot be excluded.", "Metastasis", "suspected"),
    ("en", "Cannot exclude metastasis.", "metastasis", "suspected"),
    ("en", "Likely cirrhosis.", "cirrhosis", "suspected"),
    ("en", "? pneumonia", "pneumonia", "suspected"),
    ("en", "r/o pneumonia", "pneumonia", "to_exclude"),
    ("en", "CT to rule out pulmonary embolism.", "pulmonary embolism", "to_exclude"),
    ("en", "History of hepatitis B.", "hepatitis B", "historical"),
    ("en", "s/p stroke", "stroke", "historical"),
    ("en", "No history of stroke.", "stroke", "negated"),
    ("en", "Mother had breast cancer.", "breast cancer", "family"),
    ("en", "Family history of colon cancer.", "colon cancer", "family"),
    ("en", "No family history of colon cancer.", "colon cancer", "family"),
    ("en", "Return if fever occurs.", "fever", "hypothetical"),
    ("en", "Counseled on the risk of bleeding.", "bleeding", "hypothetical"),
    ("en", "Screening for lung cancer.", "lung cancer", "hypothetical"),
    ("en", "Fever after cough.", "Fever", "affirmed"),
    # German
    ("de", "Aszites.", "Aszites", "affirmed"),
    ("de", "Kein Aszites.", "Aszites", "negated"),
    ("de", "Kein Nachweis von Metastasen.", "Metastasen", "negated"),
    ("de", "Fieber wird verneint.", "Fieber", "negated"),
    ("de", "Weder Aszites noch Pleuraerguss.", "Pleuraerguss", "negated"),
    ("de", "Kein Fieber, aber Husten.", "Husten", "affirmed"),
    ("de", "V.a. Pneumonie", "Pneumonie", "suspected"),
    ("de", "Eine Metastase ist nicht auszuschließen.", "Metastase", "suspected"),
    ("de", "Zum Ausschluss einer Lungenembolie.", "Lungenembolie", "to_exclude"),
    ("de", "Z.n. Schlaganfall 2019", "Schlaganfall", "historical"),
    ("de", "Mutter mit Mammakarzinom.", "Mammakarzinom", "family"),
    ("de", "Wiedervorstellung, falls Fieber auftritt.", "Fieber", "hypothetical"),
    # Spanish
    ("es", "Presenta ascitis.", "ascitis", "affirmed"),
    ("es", "No se observa ascitis.", "ascitis", "negated"),
    ("es", "Niega fiebre.", "fiebre", "negated"),
    ("es", "Sin fiebre pero con tos.", "tos", "affirmed"),
    ("es", "Sospecha de metástasis.", "metástasis", "suspected"),
    ("es", "No se puede descartar metástasis.", "metástasis", "suspected"),
    ("es", "TC para descartar embolia.", "embolia", "to_exclude"),
    ("es", "Antecedentes de hepatitis B.", "hepatitis B", "historical"),
    ("es", "Madre con cáncer de mama.", "cáncer de mama", "family"),
    ("es", "Acudir si fiebre.", "fiebre", "hypothetical"),
    # French
    ("fr", "Ascite.", "Ascite", "affirmed"),
    ("fr", "Pas d'ascite.", "ascite", "negated"),
    ("fr", "Absence de métastase.", "métastase", "negated"),
    ("fr", "Pas de fièvre mais toux.", "toux", "affirmed"),
    ("fr", "Suspicion de métastase.", "métastase", "suspected"),
    ("fr", "Une métastase ne peut être exclue.", "métastase", "suspected"),
    ("fr", "Scanner à la recherche de métastases.", "métastases", "to_exclude"),
    ("fr", "Antécédent d'AVC.", "AVC", "historical"),
    ("fr", "Mère : cancer du sein.", "cancer du sein", "family"),
    ("fr", "Revenir en cas de fièvre.", "fièvre", "hypothetical"),
    # Russian
    ("ru", "Асцит.", "Асцит", "affirmed"),
    ("ru", "Асцита нет.", "Асцита", "negated"),
    ("ru", "Метастазы не выявлены.", "Метастазы", "negated"),
    ("ru", "Данных за метастазы не получено.", "метастазы", "negated"),
    ("ru", "Лихорадку отрицает.", "Лихорадку", "negated"),
    ("ru", "Лихорадки нет, но есть кашель.", "кашель", "affirmed"),
    ("ru", "Подозрение на метастаз.", "метастаз", "suspected"),
    ("ru", "Нельзя исключить метастаз.", "метастаз", "suspected"),
    ("ru", "КТ для исключения тромбоза.", "тромбоза", "to_exclude"),
    ("ru", "Инсульт в анамнезе.", "Инсульт", "historical"),
    ("ru", "У матери рак молочной железы.", "рак молочной железы", "family"),
    ("ru", "Обратиться в случае лихорадки.", "лихорадки", "hypothetical"),
    # Chinese
    ("zh", "腹水。", "腹水", "affirmed"),
    ("zh", "CT未见腹水。", "腹水", "negated"),
    ("zh", "无腹水。", "腹水", "negated"),
    ("zh", "未见腹水。", "腹水", "negated"),
    ("zh", "否认发热、咳嗽。", "咳嗽", "negated"),
    ("zh", "无发热,有咳嗽。", "咳嗽", "affirmed"),
    ("zh", "无发热，有咳嗽。", "咳嗽", "affirmed"),
    ("zh", "考虑肝癌。", "肝癌", "suspected"),
    ("zh", "不能除外转移。", "转移", "suspected"),
    ("zh", "转移待排。", "转移", "to_exclude"),
    ("zh", "既往高血压。", "高血压", "historical"),
    ("zh", "母亲患乳腺癌。", "乳腺癌", "family"),
    ("zh", "如出现发热及时就诊。", "发热", "hypothetical"),
]


def meant(text: str, concept: str, language: str) -> str:
    """The certainty of a concept in a text."""
    start = text.index(concept)
    return prose(text, language).context(start, start + len(concept)).certainty


@pytest.mark.parametrize(("language", "text", "concept", "certainty"), MEANT)
def test_a_mention_is_meant_as_the_text_says(
    language: str, text: str, concept: str, certainty: str
) -> None:
    assert meant(text, concept, language) == certainty


ORDER = ["family", "hypothetical", "to_exclude", "negated", "suspected", "historical"]
FLAGS = {"suspected": "uncertain"}


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(ORDER, 2)])
def test_the_first_of_the_order_wins(first: str, second: str) -> None:
    flags = {FLAGS.get(name, name): True for name in (first, second)}
    assert Context(**flags).certainty == first


def test_without_a_flag_it_is_affirmed() -> None:
    assert Context().certainty == "affirmed"


def test_the_section_of_family_history_makes_all_in_it_of_the_family() -> None:
    text = "FAMILY HISTORY:\nBreast cancer, diabetes.\n"
    assert meant(text, "diabetes", "en") == "family"


def test_an_unknown_language_is_read_by_the_english_rules() -> None:
    assert meant("No ascites", "ascites", "xx") == "negated"


BUT = {
    "en": ("{} but she has {}.", ["No fever", "Denies chills", "No ascites was seen"], "cough"),
    "de": ("{}, aber {}.", ["Kein Fieber", "Ohne Husten", "Fieber wird verneint"], "Erbrechen"),
    "es": ("{} pero {}.", ["Sin fiebre", "Niega tos", "No presenta ascitis"], "vómitos"),
    "fr": ("{} mais {}.", ["Pas de fièvre", "Absence de toux", "Aucune ascite"], "vomissements"),
    "ru": ("{}, но {}.", ["Лихорадки нет", "Кашель отрицает", "Без асцита"], "рвота"),
}


@pytest.mark.sized
@settings(max_examples=sizes.count(150, 1_000, 10_000), deadline=None)
@given(st.sampled_from(sorted(BUT)), st.data(), st.booleans())
def test_a_denied_neighbour_before_but_changes_nothing(
    language: str, data: st.DataObject, is_joined: bool
) -> None:
    form, clauses, concept = BUT[language]
    chosen = data.draw(st.lists(st.sampled_from(clauses), min_size=1, max_size=3))
    text = form.format((", " if is_joined else ". ").join(chosen), concept)
    assert meant(text, concept, language) == "affirmed"
    assert meant(f"{concept}.", concept, language) == "affirmed"


@pytest.mark.sized
@settings(max_examples=sizes.count(150, 1_000, 10_000), deadline=None)
@given(
    st.text(alphabet="no,; ?.-无не ", max_size=30),
    st.text(alphabet="no,; ?.-无не ", max_size=30),
    st.sampled_from(["en", "de", "es", "fr", "ru", "zh"]),
)
def test_a_context_is_given_for_every_place(before: str, after: str, language: str) -> None:
    sentence = f"{before}ascites{after}"
    rules: ContextRules = knowledge().context
    start = len(before)
    assert rules.assess(sentence, start, start + 7, "", language).certainty in (
        "affirmed", *ORDER,
    )  # fmt: skip


@pytest.mark.sized
@settings(max_examples=sizes.count(60, 400, 4_000), deadline=None)
@given(st.lists(st.sampled_from(MEANT), min_size=1, max_size=6))
def test_a_sentence_is_meant_the_same_among_others(
    chosen: list[tuple[str, str, str, str]],
) -> None:
    language = chosen[0][0]
    own = [one for one in chosen if one[0] == language and one[1].endswith((".", "。"))]
    text = "\n\n".join(one[1] for one in own)
    place = 0
    for _, sentence, concept, certainty in own:
        start = place + sentence.index(concept)
        place += len(sentence) + 2
        assert prose(text, language).context(start, start + len(concept)).certainty == certainty
