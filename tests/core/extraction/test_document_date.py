"""Which date of a document's text is its own, by kind of label, in six languages."""

from __future__ import annotations

import pytest
from prose_bench import extraction, extractor, page

from huizhen.core.extraction.document_date import AMBIGUOUS, CONFLICT
from huizhen.core.extraction.extract import Extraction
from huizhen.core.records.page import Page, page_id

_FOUND = [
    (
        "en",
        "Harbour Imaging Centre\nCT of the chest\nDate of exam: 14 May 2025",
        "2025-05-14",
        "examined",
    ),
    (
        "en",
        "MRI lumbar spine\nExamination date | 2026-03-12 Report date | 2026-03-13",
        "2026-03-13",
        "reported",
    ),
    (
        "en",
        "OUTPATIENT NOTE   Date of service: 04/28/2026\nThe patient walks.",
        "2026-04-28",
        "service",
    ),
    (
        "en",
        "Tel. 555-0100\n\nMarch 5, 2026\n\nDear Dr. Hale,\nthank you for your letter.",
        "2026-03-05",
        "letter",
    ),
    ("en", "Brookfield, 05/16/2026\nRe: Jane Doe\nDear Colleague,", "2026-05-16", "letter"),
    (
        "en",
        "DISCHARGE SUMMARY\nAdmitted: 2026-02-01   Discharged: 2026-02-09\n",
        "2026-02-09",
        "discharge",
    ),
    ("en", "OPERATIVE NOTE 21 Jan 2026\nDecompression of L4/5.", "2026-01-21", "titled"),
    (
        "de",
        "Frau Dr. Muster\nHeidelberg, den 12.03.2026\nSehr geehrte Frau Kollegin,",
        "2026-03-12",
        "letter",
    ),
    (
        "de",
        "Institut für Pathologie\nEingang: 27.01.2025   Befund vom: 03.02.2025",
        "2025-02-03",
        "reported",
    ),
    (
        "de",
        "Herr K. war vom 06.04.2026 bis zum 10.04.2026 in unserer stationären Behandlung.",
        "2026-04-10",
        "discharge",
    ),
    ("de", "Laborbefund\nDatum\n12.03.2026\nHb 12,3 g/dl", "2026-03-12", "dated"),
    ("es", "INFORME DE ALTA\nIngreso: 03/03/2025   Alta: 10/03/2025", "2025-03-10", "discharge"),
    (
        "es",
        "Servicio de Radiodiagnóstico\nPaciente: Prueba    Fecha: 23/01/2025\nTAC de tórax",
        "2025-01-23",
        "dated",
    ),
    ("fr", "Lyon, le 4 avril 2025\nCher Confrère,", "2025-04-04", "letter"),
    ("fr", "IRM PELVIENNE du 06 mai 2025\nINDICATION\nBilan.", "2025-05-06", "titled"),
    ("fr", "Laboratoire\nPrélevé le 10/03/2025   Validé le 21/03/2025", "2025-03-21", "reported"),
    ("ru", "г. Примерск, 30.04.2026\nВыписной эпикриз № 14", "2026-04-30", "letter"),
    (
        "ru",
        "Отделение лучевой диагностики\nДата исследования: 19.02.2025\nМРТ бедра",
        "2025-02-19",
        "examined",
    ),
    (
        "ru",
        "Находился на стационарном лечении с 11.03.2025 по 14.03.2025",
        "2025-03-14",
        "discharge",
    ),
    (
        "zh",
        "示例医院 放射科\n检查日期：2025-03-06  报告日期：2025-03-07\n肝右叶占位。",
        "2025-03-07",
        "reported",
    ),
    ("zh", "门诊病历  就诊日期：2025.04.22\n主诉：腰痛6月。", "2025-04-22", "service"),
    ("zh", "出院小结\n入院日期：2025年3月4日 出院日期：2025年3月18日", "2025-03-18", "discharge"),
]


@pytest.mark.parametrize(("language", "text", "date", "kind"), _FOUND)
def test_a_labelled_date_is_the_document_s(language: str, text: str, date: str, kind: str) -> None:
    own = extraction(text, language).document.own
    assert (str(own.value), own.kind, own.reason) == (date, kind, "")


_NOT_FOUND = [
    ("en", "Progress note\nDOB: 03/17/1959   Printed: 05/18/2026   Received: 05/19/2026"),
    ("en", "Fax received 2026-05-18 10:33\nNext appointment: 2026-07-01"),
    ("en", "He was last seen on 11/24/2020 and his last stress test was performed on 09/19/2019."),
    ("en", "A gene panel\nreported March 15, 2018 (BRCA1, PALB2) found a variant."),
    ("en", "Clinic note\nComparison: MRI of 11/24/2025.\nPain since 2024."),
    ("en", "Date of diagnosis: 2024-05-02\nInsurance valid until 2027-01-01"),
    ("de", "Patientin: geb. 11.02.1968\nKumulativbefund Labor Ausdruck vom 12.05.2026"),
    ("de", "Voruntersuchung vom 05.09.2024\nEingangsdatum: 12.03.2026"),
    ("es", "F. nac.: 17/02/1960   Impreso el 19/05/2026\nPróxima cita: 20/06/2026"),
    ("fr", "née le 30/11/1960   Reçu le 21/03/2025   Imprimé le 22/03/2025"),
    ("ru", "Дата рождения: 23.09.1971   Распечатано 13.05.2026"),
    ("zh", "出生日期：1968-02-11  打印日期：2026-05-12  送检日期：2026-05-11"),
    ("zh", "登记日期：2026-05-11\n患者2025年3月6日行手术。"),
]


@pytest.mark.parametrize(("language", "text"), _NOT_FOUND)
def test_birth_print_receipt_and_running_text_date_no_document(language: str, text: str) -> None:
    assert extraction(text, language).document.own.value is None


def test_a_page_footer_dates_nothing() -> None:
    text = "Clinic letter\n" + "The patient is well.\n" * 12 + "Page 1 of 2   05/18/2026"
    assert extraction(text).document.candidates == ()


def test_day_and_month_that_nothing_tells_apart_stay_open() -> None:
    made = extraction("CT of the chest\nDate of exam: 03/04/2025")
    assert (made.document.own.value, made.document.own.reason) == (None, AMBIGUOUS)
    assert AMBIGUOUS in {question.code for question in made.questions}


def test_another_date_of_the_page_tells_day_from_month() -> None:
    own = extraction("CT of the chest\nDate of exam: 03/04/2025\nSigned: 03/14/2025").document.own
    assert str(own.value) == "2025-03-04"


def test_a_month_stays_a_month() -> None:
    own = extraction("CT of the chest\nDate of exam: March 2025").document.own
    assert str(own.value) == "2025-03"


def test_two_dates_of_the_deciding_kind_give_none_and_a_reason() -> None:
    made = extraction("Date of exam: 2025-05-14\nMRI spine\nDate of exam: 2025-05-20")
    assert (made.document.own.value, made.document.own.reason) == (None, CONFLICT)
    assert [q.code for q in made.questions] == [CONFLICT]


def test_the_same_date_twice_is_one() -> None:
    own = extraction("Date of exam: 2025-05-14\nMRI spine\nExam date: 14 May 2025").document.own
    assert str(own.value) == "2025-05-14"


def test_columns_of_labels_stand_over_columns_of_dates() -> None:
    text = "Pathology\nCollected    Received    Reported\n2025-02-18   2025-02-19   2025-02-24"
    kinds = [(c.kind, str(c.value)) for c in extraction(text).document.candidates]
    assert kinds == [("collected", "2025-02-18"), ("reported", "2025-02-24")]


def _file(*texts: str, language: str = "en") -> list[Page]:
    return [
        Page(page_id=page_id("0" * 64, n), ordinal=n, text=text, language=language)
        for n, text in enumerate(texts, start=1)
    ]


def _dates(made: list[Extraction]) -> list[str]:
    return [str(one.document.own.value or "") for one in made]


def test_pages_that_go_on_share_the_date_of_the_first() -> None:
    pages = _file(
        "OUTPATIENT NOTE Date of service: 04/28/2026\nPage 1 of 2", "Plan: walk.\nPage 2 of 2"
    )
    made = extractor().pages(pages, kind="pdf")
    assert _dates(made) == ["2026-04-28", "2026-04-28"]


def test_a_page_of_a_pile_dates_no_other() -> None:
    pages = _file("OUTPATIENT NOTE Date of service: 04/28/2026", "Tramadol 50 mg daily.")
    assert _dates(extractor().pages(pages, kind="pdf")) == ["2026-04-28", ""]
    assert _dates(extractor().pages(pages, kind="word")) == ["2026-04-28", "2026-04-28"]


def test_what_the_reader_knows_of_a_mail_wins() -> None:
    from huizhen.core.records.dates import PartialDate

    sent = PartialDate(year=2026, month=5, day=8)
    made = extractor().page(page("Aspirin 81 mg daily.\n\nBrookfield, 05/16/2026\nDear Sir,"), sent)
    assert {fact.document_date for fact in made.facts} == {sent}
