"""Papers seen through a mask: what goes, what stays, where a quote stands afterwards."""

from __future__ import annotations

import pytest

from huizhen.core.content import load_pack
from huizhen.core.preparation.desk_files import DeskPage
from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.masked_package import (
    Masker,
    masked_paper,
    masking_rules,
    neutral_names,
    with_summary,
)
from huizhen.core.preparation.masked_package_images import OfferedSeries, sealed_series
from huizhen.core.preparation.masking_report import MaskedItem, added, masked_count
from huizhen.core.preparation.paper import (
    Column,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Reference,
    Row,
    Section,
    Table,
)
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.known_identifiers import known_identifiers
from huizhen.project.config import CONTENT

RULES = masking_rules(load_pack("sealed", [CONTENT]))
KNOWN = known_identifiers(
    Identity(
        names=(PersonName(text="Musterfrau, Erika", family="Musterfrau", given="Erika"),),
        birth_date=parse_partial_date("1968-02-11"),
        identifiers=(PatientIdentifier(value="HZ-DEMO-0001"),),
    )
)
TEXT = "Musterfrau, Erika, geb. 11.02.1968\nDiagnose: HCC in Segment VIII bei Frau Musterfrau."
PAGE = "a" * 64 + ":1"
SOURCES = (
    SourceLine(number=1, path="Musterfrau/Brief Erika.PDF", source_id="a" * 64, kind="pdf"),
    SourceLine(
        number=2, path="b.txt", source_id="b" * 64, kind="text", same_as=("Musterfrau copy",)
    ),
)


@pytest.fixture
def masker() -> Masker:
    page = DeskPage(page_id=PAGE, path=SOURCES[0].path, ordinal=1, text=TEXT, language="de")
    return Masker(KNOWN, RULES, SOURCES, {PAGE: page}).at("dossier.html")


def statement(text: str, **more: object) -> Statement:
    return Statement.model_validate({"key": "k", "text": text, **more})


def test_a_quote_stands_where_it_stood_in_the_masked_page(masker: Masker) -> None:
    quote = "HCC in Segment VIII bei Frau Musterfrau"
    start = TEXT.index(quote)
    place = Place(source=1, page_id=PAGE, quote=quote, start=start, end=start + len(quote))
    seen, page = masker.place(place), masker.page(PAGE)
    assert seen.quote == "HCC in Segment VIII bei Frau [姓名]"
    assert page[seen.start : seen.end] == seen.quote
    assert "Musterfrau" not in page
    assert "11.02.1968" not in page


def test_a_quote_that_begins_within_a_name_shows_none_of_it(masker: Masker) -> None:
    start = TEXT.index("frau, Erika")
    place = Place(source=1, page_id=PAGE, quote="frau, Erika", start=start, end=start + 11)
    assert "Erika" not in masker.place(place).quote
    assert "frau" not in masker.place(place).quote


def test_a_quote_of_no_known_page_is_masked_by_itself(masker: Masker) -> None:
    place = Place(source=2, page_id="c:1", quote="Frau Erika Musterfrau", start=3, end=9)
    seen = masker.place(place)
    assert (seen.start, seen.end) == (None, None)
    assert "Musterfrau" not in seen.quote


def test_names_of_files_are_neutral_wherever_they_stand(masker: Masker) -> None:
    names = neutral_names(SOURCES, RULES)
    assert names["Musterfrau/Brief Erika.PDF"] == "资料01.pdf"
    assert names["Musterfrau copy"] == "资料02.txt"
    assert masker.composed("见附件 Brief Erika.PDF 及 b.txt") == "见附件 资料01.pdf 及 资料02.txt"
    assert masker.name("Musterfrau/Brief Erika.PDF") == "资料01.pdf"
    assert "Musterfrau" not in masker.name("elsewhere/Musterfrau.pdf")


def test_every_block_of_a_paper_is_masked_and_its_own_words_stay(masker: Masker) -> None:
    named = statement("患者Erika Musterfrau", original="Erika Musterfrau, HZ-DEMO-0001")
    blocks = (
        Fixed(text="姓名以病例编号代替"),
        Prose(label="姓名", statements=(named,)),
        Items(statements=(named,)),
        Table(columns=(Column(title="项目"),), rows=(Row(cells=(named,)),)),
        Fields(fields=(Prose(label="联系", statements=(named,)),)),
    )
    reference = Reference(
        number=1, source=1, path=SOURCES[0].path, quote="Frau Musterfrau", where="[1 2 3 4]"
    )
    paper = Paper(
        key="dossier",
        title="会诊病历",
        created_on="2026-05-20",
        summary=("签署",),
        sections=(Section(key="s", title="一般情况", blocks=blocks),),
        references=(reference,),
        footer="abc",
    )
    seen = masked_paper(paper, masker)
    told = seen.model_dump_json()
    assert "Musterfrau" not in told
    assert "Erika" not in told
    assert "HZ-DEMO-0001" not in told
    assert "姓名以病例编号代替" in told
    assert (seen.title, seen.footer, seen.references[0].where) == ("会诊病历", "abc", "[1 2 3 4]")
    assert {item.kind for item in masker.items} >= {"name", "id", "file"}
    line = with_summary(seen, RULES, 7, "HZ-2026-0007").summary
    assert line[0] == "签署"
    assert "共7处" in line[1]
    assert "以病例编号HZ-2026-0007代替姓名" in line[1]


def test_the_cases_own_number_stays_where_a_patients_would_go() -> None:
    masker = Masker(KNOWN, RULES, number="HZ-2026-0007").at("form")
    assert masker.composed("申请编号：HZ-2026-0007") == "申请编号：HZ-2026-0007"
    assert "HZ-2026-0008" not in masker.composed("病历号：HZ-2026-0008")
    of_patient = Masker(KNOWN, RULES, number="HZ-DEMO-0001").at("form")
    assert "HZ-DEMO-0001" not in of_patient.composed("病历号：HZ-DEMO-0001")


def test_in_a_text_of_a_named_person_only_the_patient_is_masked(masker: Masker) -> None:
    text = "Frau Musterfrau, geb. 11.02.1968: Dr. Hans Weber, Praxis am Markt, Tel. 0351 458019"
    told = masker.of_patient(text)
    assert "Musterfrau" not in told
    assert "11.02.1968" not in told
    assert "Dr. Hans Weber, Praxis am Markt, Tel. 0351 458019" in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Hausärztliche Praxis Dr. Rehbein：胸部CT",
            "Hausärztliche Praxis Dr. [医务人员姓名]：胸部CT",
        ),
        ("Klinikum Prof. Rehbein", "Klinikum Prof. [医务人员姓名]"),
        ("Praxis am Markt", "Praxis am Markt"),
        ("Klinikum Musterstadt", "Klinikum Musterstadt"),
        ("Universitätsklinikum Carl Gustav Carus", "Universitätsklinikum Carl Gustav Carus"),
    ],
)
def test_a_physician_whose_name_an_institution_bears_is_masked_and_the_house_stays(
    masker: Masker, text: str, told: str
) -> None:
    assert masker.composed(text) == told


def test_what_is_clinical_stays(masker: Masker) -> None:
    text = "肝S8段肝细胞癌 5.2 cm，AFP 412 ng/mL（2026-03-12），Child-Pugh A级，BCLC A期"
    assert masker.composed(text) == text


def test_counts_are_added_and_names_of_files_are_no_places() -> None:
    one = MaskedItem(file="a", kind="name", found_by="known", count=2)
    items = added([one, one, one.replaced(kind="file")])
    assert [(item.kind, item.count) for item in items] == [("file", 2), ("name", 4)]
    assert masked_count(items) == 4


def test_neutral_names_of_series_count_studies_and_tell_no_strange_modality() -> None:
    first = OfferedSeries(study="x", modality="CT", date="20260312", instances=2)
    strange = OfferedSeries(study="y", modality="Musterfrau CT", date="12.3.2026", instances=1)
    made = sealed_series([first, first, strange])
    assert [one.folder for one in made] == [
        "影像/01-CT-2026-03-12/01",
        "影像/01-CT-2026-03-12/02",
        "影像/02-OT/01",
    ]
