"""Terminologies of a site: workbooks of known columns become sets that are looked up."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from huizhen.adapters.terms_sqlite import SqliteTerms
from huizhen.core.content import load_pack
from huizhen.core.errors import HuizhenError, PackageError, WrongCall
from huizhen.core.language.exchange import terms_tmx
from huizhen.core.language.imported.layout import Layout, layouts_of
from huizhen.core.language.imported.reading import layout_of, memory_terms, table_terms
from huizhen.core.language.imported.term import ImportedPack, ImportedTerm, Name
from huizhen.core.language.settled import SettledRow
from huizhen.core.reading.limits import Limits
from huizhen.project.config import CONTENT

LAYOUTS = layouts_of(load_pack("imports", [CONTENT]))
ICD10 = (
    ("章", "章代码范围", "章的名称", "节代码范围", "节名称", "类目代码", "类目名称", "亚目代码",
     "亚目名称", "诊断代码", "诊断名称"),
    ("2", "C00-D48", "肿瘤", "C15-C26", "消化器官恶性肿瘤", "C22", "肝恶性肿瘤", "C22.0",
     "肝细胞癌", "C22.000", "肝细胞癌"),
    ("2", "C00-D48", "肿瘤", "C15-C26", "消化器官恶性肿瘤", "C22", "肝恶性肿瘤", "C22.0",
     "肝细胞癌", "C22.001", "肝细胞癌破裂"),
)  # fmt: skip
OPERATIONS = (
    ("章", "类目代码", "类目名称", "亚目代码", "亚目名称", "细目代码", "细目名称", "手术操作代码",
     "手术操作名称"),
    ("9", "50", "肝脏手术", "50.2", "肝组织切除", "50.22", "部分肝切除术", "50.2200",
     "部分肝切除术"),
)  # fmt: skip
LOINC = (
    "LOINC_NUM,COMPONENT,PROPERTY,SHORTNAME,LONG_COMMON_NAME,RELATEDNAMES2,"
    "LinguisticVariantDisplayName\n"
    '1834-1,甲胎蛋白,质量浓度,,甲胎蛋白 [质量/体积],"AFP; 甲种胎儿球蛋白",甲胎蛋白\n'
)
NAMES = (Name("Lenvatinib", "name", "en"), Name("乐卫玛", "brand", "zh"))
DRUGS = (
    ("国家基本医疗保险药品目录",),
    ("药品分类代码", "药品分类", "编号", "药品名称", "剂型", "备注"),
    ("XL01", "抗肿瘤药", "", "", "", ""),
    ("XL01XE", "蛋白激酶抑制剂", "1101", "仑伐替尼", "口服常释剂型", "限一线治疗"),
)


def workbook(*sheets: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, layout: str = "") -> tuple[Layout, list[ImportedTerm]]:
    found = LAYOUTS[layout] if layout else layout_of(io.BytesIO(data), len(data), LAYOUTS, Limits())
    return found, list(table_terms(io.BytesIO(data), len(data), found, Limits()))


def a_pack(name: str = "own", **more: str) -> ImportedPack:
    told = {"title": name, "version": "1", "source": "own.csv", "licence": "own", "sha256": "0"}
    return ImportedPack.model_validate({"id": name, "layout": "plain", **told, **more})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTerms]:
    made = SqliteTerms(tmp_path / "terms")
    yield made
    made.close()


def keep(store: SqliteTerms, terms: Iterable[tuple[str, str, str]], name: str = "own") -> None:
    rows = (ImportedTerm(code, zh, (Name(en, "name", "en"),)) for code, zh, en in terms)
    store.keep(a_pack(name), rows)


def test_each_level_of_a_classification_is_a_term_once() -> None:
    layout, terms = read(workbook((("说明",),), ICD10))
    assert layout.id == "nhsa-icd10"
    assert [(term.code, term.zh) for term in terms] == [
        ("C22", "肝恶性肿瘤"), ("C22.0", "肝细胞癌"), ("C22.000", "肝细胞癌"),
        ("C22.001", "肝细胞癌破裂"),
    ]  # fmt: skip


def test_operations_drugs_and_results_are_recognised_by_their_columns() -> None:
    layout, terms = read(workbook(OPERATIONS))
    assert (layout.id, layout.kind) == ("nhsa-icd9cm3", "procedure")
    assert [term.code for term in terms] == ["50", "50.2", "50.22", "50.2200"]
    layout, terms = read(workbook(DRUGS))
    assert layout.id == "nrdl"
    assert [(t.code, t.zh, t.note) for t in terms] == [
        ("1101", "仑伐替尼", "口服常释剂型；限一线治疗")
    ]
    layout, terms = read(LOINC.encode())
    assert (layout.id, layout.system) == ("loinc-zh", "http://loinc.org")
    (afp,) = terms
    assert (afp.code, afp.zh) == ("1834-1", "甲胎蛋白")
    assert [name.text for name in afp.names] == ["甲胎蛋白 [质量/体积]", "AFP", "甲种胎儿球蛋白"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_plain_table_of_a_hospital_needs_one_chinese_column(encoding: str) -> None:
    rows = (
        "编码,中文名称,英文名,别名",
        "H1,肝动脉化疗栓塞术,TACE procedure,经导管栓塞;化疗栓塞",
        ",,空行,",
    )
    text = "\n".join(rows)
    layout, terms = read(text.encode(encoding))
    assert layout.id == "plain"
    (term,) = terms
    assert (term.code, term.zh) == ("H1", "肝动脉化疗栓塞术")
    assert [(name.text, name.role) for name in term.names] == [
        ("TACE procedure", "name"), ("经导管栓塞", "synonym"), ("化疗栓塞", "synonym"),
    ]  # fmt: skip


def test_other_columns_are_told_with_what_is_expected() -> None:
    data = workbook((("Kode", "Bezeichnung"), ("C22.0", "Leberzellkarzinom")))
    with pytest.raises(WrongCall) as told:
        read(data, "nhsa-icd10")
    assert "Kode, Bezeichnung" in told.value.message
    assert "诊断代码" in told.value.message
    with pytest.raises(WrongCall, match="Kode"):
        read(data)


def test_what_is_no_table_is_refused() -> None:
    for data in (b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n\0\0\0"):
        with pytest.raises(HuizhenError):
            read(data)


def test_a_memory_gives_its_pairs_with_chinese() -> None:
    rows = [SettledRow(kind="Condition", original="AFP", zh="甲胎蛋白", source="s", version="1")]
    (term,) = memory_terms(io.BytesIO(terms_tmx(rows)))
    assert (term.zh, term.names) == ("甲胎蛋白", (Name("AFP", "name", ""),))


def test_a_set_is_found_by_code_name_and_beginning(store: SqliteTerms) -> None:
    layout, terms = read(workbook(ICD10))
    kept = store.keep(a_pack("icd", system=layout.system), terms)
    assert (kept.terms, kept.names) == (4, 4)
    assert [term.zh for term in store.by_code("c22.001")] == ["肝细胞癌破裂"]
    assert store.by_code("C22.001", "http://loinc.org") == ()
    assert {term.code for term in store.by_name("肝细胞癌")} == {"C22.0", "C22.000"}
    assert [term.name for term in store.beginning("肝细胞癌破")] == ["肝细胞癌破裂"]
    (pack,) = store.packs()
    assert (pack.version, pack.source, pack.licence) == ("1", "own.csv", "own")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("hepatocelular carcinoma", True),  # one letter missing
        ("hepatocellular carcinmoa", True),  # two exchanged
        ("hepatocellular carcinoma", False),  # exact: no proposal
        ("hepatozelluläre carcinoma", False),  # three
        ("肝细胞瘤", True),
        ("胃细胞瘤", False),  # two signs of four
    ],
)
def test_a_misspelling_is_proposed_within_bounds(
    store: SqliteTerms, asked: str, found: bool
) -> None:
    keep(store, [("C22.0", "肝细胞癌", "Hepatocellular carcinoma"), ("A", "痛风", "gout")])
    near = store.near(asked)
    assert [term.zh for term in near] == (["肝细胞癌"] if found else [])
    assert all(term.distance in (1, 2) for term in near)


def test_short_names_are_never_guessed(store: SqliteTerms) -> None:
    keep(store, [("1", "甲胎蛋白", "AFP"), ("2", "肺炎", "pneumonia")])
    assert store.near("AFB") == ()
    assert store.near("肝炎") == ()


def test_the_longest_name_in_a_chinese_text_is_found_without_a_segmenter(
    store: SqliteTerms,
) -> None:
    keep(store, [("1", "肝细胞癌", "HCC"), ("2", "肝", "liver"), ("3", "肝细胞癌破裂", "rupture"),
                 ("4", "细胞", "cell")])  # fmt: skip
    text = "患者肝细胞癌破裂，肝细胞癌HCC术后，livers 及 liver"
    found = [(text[one.start : one.end], one.terms[0].code) for one in store.in_text(text)]
    assert found == [("肝细胞癌破裂", "3"), ("肝细胞癌", "1"), ("HCC", "1"), ("liver", "2")]


def test_a_new_version_takes_the_place_of_the_old_and_a_failed_one_of_nothing(
    store: SqliteTerms,
) -> None:
    keep(store, [("1", "甲", "one")])
    keep(store, [("1", "乙", "one")])
    assert [term.zh for term in store.by_code("1")] == ["乙"]

    def broken() -> Iterator[tuple[str, str, str]]:
        yield "1", "丙", "one"
        raise WrongCall("stopped", "stopped")

    with pytest.raises(WrongCall):
        keep(store, broken())
    assert [term.zh for term in store.by_code("1")] == ["乙"]
    assert len(list((store._folder).iterdir())) == 1
    assert store.remove("own")
    assert not store.remove("own")
    assert store.by_code("1") == ()


def test_a_damaged_set_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "own.terms").write_bytes(b"not a database at all, for sure" * 40)
    with pytest.raises(PackageError):
        SqliteTerms(tmp_path).packs()


def test_every_term_comes_out_as_it_went_in(store: SqliteTerms) -> None:
    terms = [
        ImportedTerm("A1", "仑伐替尼", NAMES, "drug", "口服"),
        ImportedTerm("", "甲", (), "", ""),
    ]  # fmt: skip
    store.keep(a_pack(), terms)
    out = list(store.terms("own"))
    assert [term._replace(names=()) for term in out] == [t._replace(names=()) for t in terms]
    assert {
        set(term.names) == set(other.names) for term, other in zip(out, terms, strict=True)
    } == {True}
    (brand,) = store.by_name("乐卫玛")
    assert (brand.role, brand.zh) == ("brand", "仑伐替尼")
