"""Who a page is about, from its free text."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.extraction.birth_date import birth_date_at, order_in
from huizhen.core.extraction.identity import mentions_in
from huizhen.core.extraction.identity_labels import identity_labels, plain
from huizhen.core.extraction.page_identity import page_number
from huizhen.core.language.detect import language_of
from huizhen.core.records.identity import Identity, PatientMention
from huizhen.core.records.page import Page, page_id

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared data")


def page(text: str) -> Page:
    return Page(page_id=page_id("0" * 64, 1), ordinal=1, text=text, language=language_of(text))


def mentions(text: str) -> tuple[PatientMention, ...]:
    return mentions_in([page(text)])


def shown(identity: Identity) -> tuple[str, str, str, str]:
    """Name, birth date, sex and identifiers as short texts, '' for what is absent."""
    names = " / ".join(
        f"{n.family}, {n.given}" if n.family and n.given else n.text for n in identity.names
    )
    numbers = " ".join(i.value + (f"@{i.issuer}" if i.issuer else "") for i in identity.identifiers)
    birth_date = identity.birth_date
    return names, str(birth_date) if birth_date else "", identity.sex or "", numbers


def found(text: str) -> tuple[str, str, str, str]:
    """The one mention of a text."""
    (mention,) = mentions(text)
    return shown(mention.identity)


ONE_PATIENT = [
    # English
    ("Patient: DOE, Jane  DOB: 02/11/1968", "DOE, Jane", "", "", ""),
    ("Patient: DOE, Jane  DOB: 02/28/1968 MRN 123456", "DOE, Jane", "1968-02-28", "", "123456"),
    ("DOE, JANE | MRN 12345 | 11-Feb-1968", "DOE, JANE", "", "", "12345"),
    ("Patient Name\nDOE, JANE\nDate of Birth\n11 Feb 1968", "DOE, JANE", "1968-02-11", "", ""),
    ("Name | DOB | MRN\nDOE, JANE | 11-Feb-1968 | 12345", "DOE, JANE", "1968-02-11", "", "12345"),
    ("RE: Jane Doe\nDOB: 11 Feb 1968\nMRN: 99887", "Jane Doe", "1968-02-11", "", "99887"),
    ("Mrs. Jane Doe (DOB 11 Feb 1968) was seen", "Jane Doe", "1968-02-11", "female", ""),
    (
        "Date of Birth (dd/mm/yyyy): 05/03/1968\nPatient name: Jane Doe",
        "Jane Doe", "1968-03-05", "", "",
    ),
    (
        ("Patient Name: DOE, JANE M.    Accession #: S25-12345\n"
        "MRN: 00123456    DOB: 2/11/1968 (Age: 57)   Gender: F\n"
        "Physician: SMITH, JOHN MD     Collected: 3/1/2025"),
        "DOE, JANE M.", "", "female", "00123456",
    ),
    (
        "Dear Dr Smith\nRe: Mrs Jane DOE, DOB: 11 Feb 1968, NHS No: 943 476 5919",
        "Jane DOE", "1968-02-11", "female", "943 476 5919@NHS",
    ),
    (
        "Name: Jane Doe   ID: 123456   Study Date: 2025-03-01   Sex: F   Birth Date: 19680211",
        "Jane Doe", "1968-02-11", "female", "123456",
    ),
    (
        "Patient: DOE, Jane  |  DOB 1968-02-11  |  Female  |  MRN HZ-DEMO-0003 (City Clinic)",
        "DOE, Jane", "1968-02-11", "female", "HZ-DEMO-0003",
    ),
    # German
    ("Name: Erika Mustermann geb. am 11.02.1968", "Erika Mustermann", "1968-02-11", "", ""),
    (
        ("Sehr geehrter Herr Kollege Hausarzt,\nwir berichten über Ihre Patientin Frau Erika "
        "Mustermann, geb. 11.02.1968, wohnhaft Musterweg 1"),
        "Erika Mustermann", "1968-02-11", "female", "",
    ),
    ("Herrn Max Mustermann, *11.02.1968", "Max Mustermann", "1968-02-11", "male", ""),
    (
        "Mustermann, Erika *11.02.1968   Fallnr. 123456   Seite 2/3",
        "Mustermann, Erika", "1968-02-11", "", "",
    ),
    (
        "Name: Mustermann\nVorname: Erika\nGeburtsdatum: 11.02.1968\nGeschlecht: w",
        "Mustermann, Erika", "1968-02-11", "female", "",
    ),
    (
        "Ehemann: Hans Mustermann, geb. 01.05.1965\nPatientin: Erika Mustermann, geb. 11.02.1968",
        "Erika Mustermann", "1968-02-11", "", "",
    ),
    # French, Spanish, Italian, Portuguese
    (
        "N° dossier : 123456\nNom : DUPONT\nPrénom : Marie\nNé(e) le : 28/02/1968  Sexe : F",
        "DUPONT, Marie", "1968-02-28", "female", "123456",
    ),
    ("Monsieur Jean DUPONT, né le 11 février 1968", "Jean DUPONT", "1968-02-11", "male", ""),
    (
        ("Nombre:  Ana.\nApellidos: Rico Mora.\nNHC: nhc-5467980.\n"
        "Fecha de nacimiento: 15-02-1970.\n"
        "Edad: 46 años Sexo: M.\nMédico: Ana Rubio Tortosa  NºCol: 46 28 52938."),
        "Rico Mora, Ana", "1970-02-15", "", "5467980",
    ),
    ("Paciente: María García López\nSexo: Mujer", "María García López", "", "female", ""),
    (
        "Paziente: ROSSI MARIA  Data di nascita: 28/02/1968  Sesso: F  C.F.: RSSMRA68B68H501X",
        "ROSSI MARIA", "1968-02-28", "female", "RSSMRA68B68H501X@IT-CF",
    ),
    ("Sig.ra Maria Rossi, nata il 11/02/1968", "Maria Rossi", "", "female", ""),
    (
        ("Utente: Maria da Silva Santos\nData de Nascimento: 28/02/1968\nProntuário: 123456-7\n"
        "Mãe: Ana da Silva"),
        "Maria da Silva Santos", "1968-02-28", "", "123456-7",
    ),
    # Dutch, Polish, Czech, Hungarian, Turkish, Vietnamese
    (
        "Naam: J. de Vries   Geb.datum: 28-02-1968   BSN: 123456782   Geslacht: V",
        "J. de Vries", "1968-02-28", "female", "123456782@NL-BSN",
    ),
    (
        "Pani Anna Kowalska, ur. 11.02.1968, PESEL 68021112345",
        "Anna Kowalska", "1968-02-11", "female", "68021112345@PL-PESEL",
    ),
    (
        "Pacient: Jan Novák   Rodné číslo: 680211/1234\nOšetřující lékař: MUDr. Petr Svoboda",
        "Jan Novák", "", "", "680211/1234@CZ-SK-RC",
    ),
    (
        "Beteg neve: Nagy István  Születési dátum: 1968.02.11.  Neme: F  Anyja neve: Kiss Mária",
        "Nagy István", "1968-02-11", "male", "",
    ),
    (
        "Adı Soyadı: AYŞE YILMAZ  T.C. Kimlik No: 12345678901 Doğum Tarihi: 11.02.1968 Cinsiyet: K",
        "AYŞE YILMAZ", "1968-02-11", "female", "12345678901@TR-TCKN",
    ),
    (
        "Họ và tên: NGUYỄN THỊ HOA    Năm sinh: 1968   Giới tính: Nữ\nMã BN: 25012345",
        "NGUYỄN THỊ HOA", "1968", "female", "25012345",
    ),
    # Russian and Ukrainian
    (
        "Пациент: Иванов Иван Иванович, 11.02.1968 г.р.\nЛечащий врач: Петров П.П.",
        "Иванов Иван Иванович", "1968-02-11", "", "",
    ),
    ("Иванов И.И., 1968 г.р., находился на лечении", "Иванов И.И.", "1968", "", ""),
    (
        "ФИО: Иванова Мария Петровна\nДата рождения: 11.02.1968\nПол: Ж",
        "Иванова Мария Петровна", "1968-02-11", "female", "",
    ),
    (
        "Фамилия: Иванова\nИмя: Мария\nОтчество: Петровна\n№ истории болезни: 12345/25",
        "Иванова, Мария Петровна", "", "", "12345/25",
    ),
    (
        "Пацієнт: Шевченко Тарас Григорович, 11.02.1968 р.н.",
        "Шевченко Тарас Григорович", "1968-02-11", "", "",
    ),
    # Chinese, Japanese, Korean, Arabic
    (
        "姓名：王小明 性别：男 年龄：58岁 病历号：ZY123456\n送检医生：李四  审核者：赵六",
        "王小明", "", "male", "ZY123456",
    ),
    ("姓名：王小明性别：男年龄：58岁", "王小明", "", "male", ""),
    ("姓 名：王小明    出生日期：1968年2月11日", "王小明", "1968-02-11", "", ""),
    ("张伟，男，1968年2月11日出生", "张伟", "1968-02-11", "", ""),
    (
        "氏名：山田 太郎　生年月日：昭和43年2月11日　性別：男",
        "山田 太郎", "1968-02-11", "male", "",
    ),
    (
        "성명: 김민준  생년월일: 1968-02-11  성별: 남  등록번호: 1234567",
        "김민준", "1968-02-11", "male", "1234567",
    ),
    (
        "الاسم: محمد أحمد علي العمر: 58 الجنس: ذكر رقم الملف: 12345\nالطبيب المعالج: خالد حسن",
        "محمد أحمد علي", "", "male", "12345",
    ),
]  # fmt: skip

NOBODY = [
    "Name of test: CBC",
    "Test name: Complete Blood Count",
    "Name: Hepatitis B Surface Antigen\nResult: Negative",
    "Hospital name: St. Mary Hospital",
    "Patient presents with pain",
    "Patient was informed",
    "Patient: presents with pain",
    "Patient: Alert and oriented",
    "Patient: Stable",
    "Patient: Male",
    "Patient: 58-year-old male with fever",
    "Patient: Jane reports pain",
    "Patient Education: Smoking Cessation\nPatient Instructions: Take With Food",
    "I informed the patient: He Agreed",
    "Referring physician: Dr. John Smith",
    "Name: Dr. John Smith",
    "Dear Dr. Smith,",
    "Sehr geehrter Herr Kollege Müller,",
    "Dr. John Smith, born 11 Feb 1958, is the attending.",
    "Mr. John Smith, husband of the patient, born 3 May 1960, was informed.",
    "Mrs. Jane Doe was seen today.",
    "Mutter: Eva Muster, geb. 12.03.1940",
    "Family history: Mother born 12.03.1940, died of breast cancer.",
    "Next of kin:\nName: John Doe\nDOB: 01/31/1960\nSex: M",
    "Surgeon: John Smith, MD. Assistant: Jane Roe.",
    "联系人姓名：王小红  电话：123",
    "主治医师：王小红",
    "患者签名：王小红",
    "RE: Lab Results\nHello",
    "DOB: 11.02.68",
    "",
]


@pytest.mark.parametrize(("text", "name", "birth_date", "sex", "numbers"), ONE_PATIENT)
def test_the_patient_of_a_page(
    text: str, name: str, birth_date: str, sex: str, numbers: str
) -> None:
    assert found(text) == (name, birth_date, sex, numbers)


@pytest.mark.parametrize("text", NOBODY)
def test_a_page_that_names_no_patient(text: str) -> None:
    assert mentions(text) == ()


def test_the_same_name_in_header_and_footer_is_one_mention() -> None:
    text = "DOE, JANE | MRN 12345\nfindings\nPatient: Jane Doe   DOB: 11 Feb 1968"
    assert found(text)[1:] == ("1968-02-11", "", "12345")


def test_two_patients_on_a_page_are_two_mentions() -> None:
    text = "Patient: DOE, Jane  DOB: 11 Feb 1968\nPatient: ROE, Richard  DOB: 2 Jan 1950"
    assert [shown(m.identity)[:2] for m in mentions(text)] == [
        ("DOE, Jane", "1968-02-11"),
        ("ROE, Richard", "1950-01-02"),
    ]


def test_two_birth_dates_of_one_name_are_two_mentions() -> None:
    text = "Patient: DOE, Jane  DOB: 11 Feb 1968\nPatient: DOE, Jane  DOB: 2 Jan 1950"
    assert [shown(m.identity)[:2] for m in mentions(text)] == [
        ("DOE, Jane", "1968-02-11"),
        ("DOE, Jane", "1950-01-02"),
    ]


def test_a_birth_name_is_a_further_name() -> None:
    text = "Name: Müller\nVorname: Erika\nGeburtsname: Schmidt\nGeburtsdatum: 11.02.1968"
    assert found(text)[0] == "Müller, Erika / Schmidt, Erika"


def test_where_names_the_span_of_the_statement() -> None:
    text = "Befund\nPatientin: Mustermann, Erika, geb. 11.02.1968, Musterstr. 5"
    (mention,) = mentions(text)
    start, end = map(int, mention.where.removeprefix("span ").split("-"))
    assert text[start:end] == "Mustermann, Erika, geb. 11.02.1968"
    assert mention.ordinals == (1,)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("11.02.1968", "de", "1968-02-11"),
        ("1968-02-11", "en", "1968-02-11"),
        ("1968/2/11", "ja", "1968-02-11"),
        ("19680211", "en", "1968-02-11"),
        ("28/02/1968", "en", "1968-02-28"),
        ("02/28/1968", "en", "1968-02-28"),
        ("05/05/1968", "en", "1968-05-05"),
        ("02/11/1968", "en", ""),
        ("02/11/1968", "es", ""),
        ("11-02-1968", "nl", ""),
        ("11.02.68", "de", ""),
        ("30.02.1968", "de", ""),
        ("11 Feb 1968", "en", "1968-02-11"),
        ("February 11th, 1968", "en", "1968-02-11"),
        ("11-FEB-1968", "en", "1968-02-11"),
        ("11. März 1968", "de", "1968-03-11"),
        ("11 de febrero de 1968", "es", "1968-02-11"),
        ("1er mars 1968", "fr", "1968-03-01"),
        ("11 марта 1968", "ru", "1968-03-11"),
        ("14 Mart 1968", "tr", "1968-03-14"),
        ("3 listopada 1968", "pl", "1968-11-03"),
        ("3 listopada 1968", "hr", "1968-10-03"),
        ("3 listopada 1968", "en", ""),
        ("Feb 1968", "en", "1968-02"),
        ("1968", "en", "1968"),
        ("1968年2月", "zh", "1968-02"),
        ("平成元年1月8日", "ja", "1989-01-08"),
        ("11/02/2511", "th", ""),
        ("1347/11/22", "fa", ""),
    ],
)
def test_a_birth_date_is_read_only_if_it_has_one_meaning(
    text: str, language: str, expected: str
) -> None:
    date = birth_date_at(plain(text), 0, identity_labels(), frozenset((language,)))
    assert (str(date.date) if date else "") == expected


@pytest.mark.parametrize(
    ("hint", "order"),
    [("dd/mm/yyyy", "dmy"), ("TT.MM.JJJJ", "dmy"), ("mm/dd/yy", "mdy"), ("years", ""), ("", "")],
)
def test_a_form_can_say_the_order_of_its_dates(hint: str, order: str) -> None:
    assert order_in(hint) == order


@pytest.mark.parametrize(
    ("text", "number", "total"),
    [
        ("Page 2 of 3", 2, 3),
        ("text\nSeite: 2/3", 2, 3),
        ("Стр. 2 из 3", 2, 3),
        ("第 2 页 / 共 3 页", 2, 3),
        ("2/3頁", 2, 3),
        ("Page 2", 2, None),
    ],
)
def test_printed_page_numbers(text: str, number: int, total: int | None) -> None:
    printed = page_number(page(text))
    assert printed is not None
    assert (printed.number, printed.total) == (number, total)


@pytest.mark.parametrize("text", ["RR 120/80 mmHg, 3/5 Kraft", "on the right side 2 cm"])
def test_other_figures_are_no_page_number(text: str) -> None:
    assert page_number(page(text)) is None


@given(st.text(max_size=300))
def test_plain_text_keeps_every_offset(text: str) -> None:
    assert len(plain(text)) == len(text)


_PIECES = st.sampled_from(
    ["Patient:", "Name:", "DOE, Jane", "geb.", "11.02.1968", "*", "|", "\n", "MRN", "12345", " ",
     "姓名：", "王小明", "г.р.", "Mutter", "Dr.", "Frau", "Sex:", "F", "(", ",", "  ", "é", "\t"]
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    for mention in mentions(text):
        start, end = map(int, mention.where.removeprefix("span ").split("-"))
        assert 0 <= start <= end <= len(text)
        for name in mention.identity.names:
            assert all(part in text for part in re.split(r"[\s,]+", name.text))
        assert not mention.identity.is_empty


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "a: ",
        "11.02.1968 ",
        "geb. 11.02.1968 Erika Mustermann ",
        "Patient:\n",
        "DOE, JANE | MRN 1\n",
    ],
)
def test_a_hostile_page_takes_no_hostile_time(unit: str) -> None:
    started = time.thread_time()
    mentions_in([page((unit * (200_000 // len(unit)))[:200_000]).replaced(language="en")])
    assert time.thread_time() - started < 10


@needs_shared_data
def test_every_shared_note_names_one_patient_at_most() -> None:
    notes = sorted((SHARED / "notes").glob("*/*.txt"))
    counts = {path.name: len(mentions(path.read_text("utf-8-sig"))) for path in notes}
    assert counts
    assert set(counts.values()) <= {0, 1}


@needs_shared_data
def test_the_annotated_patient_of_every_spanish_note_is_found() -> None:
    missed = []
    for path in sorted((SHARED / "notes" / "meddocan_es").glob("*.txt")):
        (mention,) = mentions(path.read_text("utf-8-sig"))
        name, _, _, numbers = shown(mention.identity)
        for line in path.with_suffix(".ann").read_text("utf-8").splitlines():
            kind, value = line.split("\t")[1].split()[0], line.split("\t")[2].strip(" .")
            if kind == "NOMBRE_SUJETO_ASISTENCIA" and value not in name:
                missed.append((path.name, kind))
            if kind == "ID_SUJETO_ASISTENCIA" and re.sub(r"\D", "", value) not in numbers:
                missed.append((path.name, kind))
    assert missed == []
