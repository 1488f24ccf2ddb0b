"""The shipped lexicon as people look it up: every row says what it rests on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from huizhen.core.content import Pack, load_pack
from huizhen.core.errors import ContentError
from huizhen.core.language.pinyin import pinyin_name
from huizhen.core.language.shipped import ShippedTerms, term_rows
from huizhen.core.language.terms import Lexicon, TermKind
from huizhen.project.config import CONTENT

DATA = Path("/work/shared/data/terms")
SETS = sorted((CONTENT / "packs").glob("*/set.json"))


@pytest.fixture(scope="module")
def tables() -> Pack:
    return load_pack("imports", [CONTENT])


@pytest.fixture(scope="module")
def shipped(tables: Pack) -> ShippedTerms:
    return ShippedTerms(load_pack("terms", [CONTENT]), tables)


def test_every_row_of_every_table_has_source_and_status(terms_pack: Pack, tables: Pack) -> None:
    rows = list(term_rows(terms_pack, tables))
    written = [len(terms_pack.rows(file)) for file in terms_pack.files if file.endswith(".tsv")]
    assert len(rows) == sum(written)
    assert {row.status for row in rows} <= {"approved", "attested", "unverified"}
    assert all(row.source.strip() for row in rows)


def test_a_table_that_nobody_answers_for_is_refused(terms_pack: Pack, tables: Pack) -> None:
    files = {**terms_pack.files, "new.tsv": "en\tzh\na\t甲\n"}
    with pytest.raises(ContentError, match=r"new\.tsv"):
        list(term_rows(terms_pack.replaced(files=files), tables))


@pytest.mark.parametrize(
    ("asked", "zh", "role"),
    [
        ("hepatocellular carcinoma", "肝细胞癌", "name"),
        ("Panadol", "对乙酰氨基酚", "synonym"),
        ("AFP", "甲胎蛋白", "abbreviation"),
        ("Hämoglobin", "血红蛋白", "name"),
        ("肝细胞性肝癌", "肝细胞癌", "synonym"),
    ],
)
def test_a_term_is_found_by_any_of_its_names(
    shipped: ShippedTerms, asked: str, zh: str, role: str
) -> None:
    found = shipped.by_name(asked)
    assert (zh, role) in {(term.zh, term.role) for term in found}
    assert all(term.distance == 0 for term in found)


def test_a_term_is_found_by_code_and_language(shipped: ShippedTerms) -> None:
    assert {term.zh for term in shipped.by_code("C22.0")} == {"肝细胞癌"}
    assert shipped.by_code("C22.0", "http://loinc.org") == ()
    assert {term.language for term in shipped.by_name("Hämoglobin", "de")} == {"de"}
    assert shipped.by_name("Hämoglobin", "fr") == ()


def test_a_misspelling_is_proposed_and_never_composed(
    shipped: ShippedTerms, lexicon: Lexicon
) -> None:
    near = shipped.near("hepatocelular carcinoma")
    assert {(term.zh, term.distance) for term in near} == {("肝细胞癌", 1)}
    assert shipped.by_name("hepatocelular carcinoma") == ()
    assert lexicon.find("condition", "hepatocelular carcinoma") is None
    assert lexicon.rendered("condition", "hepatocelular carcinoma") is None


def test_names_in_a_chinese_text_are_the_longest(shipped: ShippedTerms) -> None:
    text = "患者因肝细胞癌、门静脉癌栓行肝动脉化疗栓塞术"
    found = [text[one.start : one.end] for one in shipped.in_text(text)]
    assert found == ["患者", "肝细胞癌", "门静脉癌栓", "肝动脉化疗栓塞术"]


@pytest.mark.parametrize(
    ("kind", "label", "zh"),
    [
        ("condition", "Fracture of left femur", "左侧股骨骨折"),
        ("condition", "Fracture of right femur", "右侧股骨骨折"),
        ("condition", "L4/5 disc herniation", "L4/5椎间盘突出"),
        ("condition", "Compression fracture of L1 vertebra", "L1椎体压缩性骨折"),
        ("procedure", "L4-L5 laminectomy", "L4/5椎板切除术"),
    ],
)
def test_sides_and_levels_are_composed_and_not_listed(
    shipped: ShippedTerms, lexicon: Lexicon, kind: TermKind, label: str, zh: str
) -> None:
    assert shipped.by_name(label) == ()
    term = lexicon.rendered(kind, label)
    assert term is not None
    assert (term.zh, term.status) == (zh, "unverified")


@pytest.mark.parametrize(
    ("hanzi", "pinyin"),
    [
        ("单小明", "Shan Xiaoming"),
        ("仇英", "Qiu Ying"),
        ("欧阳修", "Ouyang Xiu"),
        ("曾国藩", "Zeng Guofan"),
        ("解晓东", "Xie Xiaodong"),
        ("尉迟恭", "Yuchi Gong"),
        ("李西安", "Li Xi'an"),
        ("吕布", "Lü Bu"),
        ("王", "Wang"),
        ("Anna 王", ""),
        ("", ""),
    ],
)
def test_surnames_are_read_as_surnames(hanzi: str, pinyin: str) -> None:
    assert pinyin_name(hanzi) == pinyin


def test_a_surname_that_the_source_separates_is_taken_as_told() -> None:
    assert pinyin_name("单明", "单") == "Shan Ming"
    assert pinyin_name("欧阳明", "欧") == "Ou Yangming"


@pytest.mark.parametrize("told", SETS, ids=lambda path: path.parent.name)
def test_shipped_sets_are_what_was_published_with_their_notice(told: Path) -> None:
    about = json.loads(told.read_text(encoding="utf-8"))
    data = (told.parent / about["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == about["sha256"]
    notice = (told.parent / about["notice"]).read_text(encoding="utf-8")
    assert about["sha256"] in notice
    for name in ("version", "source", "licence", "layout"):
        assert about[name]


@pytest.mark.skipif(not DATA.exists(), reason="the published files are not here")
@pytest.mark.parametrize("told", SETS, ids=lambda path: path.parent.name)
def test_shipped_sets_are_byte_identical_with_the_published_files(told: Path) -> None:
    about = json.loads(told.read_text(encoding="utf-8"))
    assert (told.parent / about["file"]).read_bytes() == (DATA / about["file"]).read_bytes()
