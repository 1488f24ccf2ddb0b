"""Norms of a Chinese record: each rule is kept by a line that it wants and broken by another."""

from __future__ import annotations

import pytest
from facts import fact

from huizhen.core.content import Pack, load_pack
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.norms import NormRules, complaint_length, lint_dossier
from huizhen.core.preparation.paper import Column, Items, Prose, Row, Section, Table
from huizhen.core.preparation.statement import Place, Statement
from huizhen.core.records.fact import Fact
from huizhen.project.config import CONTENT


@pytest.fixture(scope="module")
def wording() -> Pack:
    return load_pack("wording", [CONTENT])


def said(text: str, *facts: Fact, quote: str = "") -> Statement:
    place = Place(source=1, page_id="a" * 64 + ":1", quote=quote)
    keys = tuple(one.fact_key for one in facts)
    return Statement(key="x", text=text, fact_keys=keys, places=(place,))


def dossier(
    complaint: str = "右上腹隐痛2月",
    course: str = "",
    past: Statement | None = None,
    drug: str = "",
) -> Dossier:
    course_lines = (said(course),) if course else ()
    allergies = (past,) if past else ()
    cells = tuple(said(text) if text else Statement(key="e", text="") for text in drug.split("|"))
    record = (
        Section(key="particulars", title="一般情况"),
        Section(
            key="chief_complaint",
            title="主诉",
            blocks=(Prose(statements=(said(complaint),) if complaint else ()),),
        ),
        Section(
            key="present_illness",
            title="现病史",
            blocks=(Prose(label="诊治经过", statements=course_lines),),
        ),
        Section(
            key="past_history",
            title="既往史",
            blocks=(Prose(label="过敏史", statements=allergies),),
        ),
        *(
            Section(key=key, title=key)
            for key in (
                "personal_history", "marital_history", "physical_examination",
                "specialty_examination",
            )
        ),
        Section(
            key="preliminary_diagnosis",
            title="初步诊断",
            blocks=(Items(statements=(said("肝细胞癌"),)),),
        ),
    )  # fmt: skip
    columns = tuple(Column(title=title) for title in ("药名", "剂量", "途径", "频次"))
    rows = (Row(cells=cells),) if drug else ()
    return Dossier(
        specialty="hpb", department_zh="肝胆胰外科", department_en="HPB", as_of="2026-05-20",
        front_sheet=(), doubts=Section(key="doubts", title="待核事项"), record=record,
        annexes=(Section(key="medication", title="目前用药",
                         blocks=(Table(columns=columns, rows=rows),)),),
        terms=Section(key="terms", title="待定译名"),
        missing=Section(key="missing", title="尚缺资料"), sources=(), packs=(), composer="test",
    )  # fmt: skip


def codes(wording: Pack, one: Dossier, *facts: Fact) -> set[str]:
    rules, frames = NormRules(wording), Frames(wording, "record.json")
    return {finding.code for finding in lint_dossier(one, facts, rules, frames)}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("右上腹隐痛2月", 7),
        ("腰痛伴左下肢放射痛6月，加重2周", 15),
        ("体检发现左肺上叶结节3月", 12),
        ("胃癌根治术后14月，发现肝转移3周", 15),
        ("确诊弥漫大B细胞淋巴瘤1年，复发2月", 17),
        ("确诊胰头癌3周", 7),
    ],
)
def test_a_complaint_is_counted_as_the_examples_are(wording: Pack, text: str, length: int) -> None:
    assert complaint_length(text) == length
    assert not {c for c in codes(wording, dossier(text)) if c.startswith("complaint")}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("肝癌，求进一步诊治", "complaint_is_purpose"),
        ("肝癌，求进一步诊治", "complaint_no_duration"),
        ("Patient requests second opinion", "complaint_is_purpose"),
        ("发现甲胎蛋白1200 ng/mL", "complaint_is_result"),
        ("不适一段时间", "complaint_no_duration"),
        ("腹痛数月", "complaint_needs_figure"),
        ("", "complaint_missing"),
        ("右上腹隐痛2月" + "伴乏力纳差消瘦腹胀恶心呕吐发热", "complaint_long"),
        ("右上腹隐痛2月" + "伴乏力纳差消瘦腹胀恶心呕吐" * 2, "complaint_too_long"),
    ],
)
def test_a_complaint_that_is_none_is_told(wording: Pack, text: str, code: str) -> None:
    assert code in codes(wording, dossier(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/12/2026行CT", "date_form"),
        ("12.03.2026行CT", "date_form"),
        ("2026/3/12行CT", "date_form"),
        ("12 Mar 2026行CT", "date_form"),
        ("最大径5,2 cm", "decimal_comma"),
        ("总胆红素 1.0 mg/dL", "foreign_unit"),
        ("阿司匹林 81 mg po qd", "abbreviation"),
        ("予MTX化疗", "drug_abbreviation"),
        ("行CT(日期未注明)", "event_undated"),
    ],
)
def test_notation_that_the_rules_do_not_allow_is_told(wording: Pack, text: str, code: str) -> None:
    assert code in codes(wording, dossier(course=text))


@pytest.mark.parametrize(
    "text",
    [
        "2026年3月12日行CT", "总胆红素 17.1 µmol/L(原 1.0 mg/dL)", "最大径5.2 cm",
        "mFOLFOX6方案6周期", "EGFR 19外显子缺失", "2026-03-12至2026-04-01", "1,234",
    ],
)  # fmt: skip
def test_notation_as_the_rules_want_it_passes(wording: Pack, text: str) -> None:
    notation = {"date_form", "decimal_comma", "foreign_unit", "abbreviation", "drug_abbreviation"}
    assert not codes(wording, dossier(course=text)) & notation


def test_a_denial_needs_a_source_that_denies(wording: Pack) -> None:
    denied = fact(
        "AllergyIntolerance", "No known drug allergies", certainty="negated",
        absent_reason="no-known",
    )  # fmt: skip
    silent = fact("AllergyIntolerance", "Penicillin")
    kept = dossier(past=said("否认药物过敏史", denied, quote="No known drug allergies"))
    broken = dossier(past=said("否认药物过敏史", silent, quote="Penicillin"))
    unknown = dossier(past=said("否认药物过敏史"))
    assert "denial_without_source" not in codes(wording, kept, denied)
    assert "denial_without_source" in codes(wording, broken, silent)
    assert "denial_without_source" in codes(wording, unknown)


def test_allergies_have_to_be_explicit(wording: Pack) -> None:
    assert "allergy_missing" in codes(wording, dossier())
    assert "allergy_missing" not in codes(wording, dossier(past=said("青霉素过敏：皮疹")))


def test_a_drug_line_has_dose_route_and_frequency(wording: Pack) -> None:
    assert "drug_incomplete" in codes(wording, dossier(drug="恩替卡韦|0.5 mg||1次/日"))
    assert "drug_incomplete" not in codes(wording, dossier(drug="恩替卡韦|0.5 mg|口服|1次/日"))


def test_every_element_of_the_present_illness_is_asked_for(wording: Pack) -> None:
    rules, frames = NormRules(wording), Frames(wording, "record.json")
    found = lint_dossier(dossier(course="2026年3月12日行CT"), (), rules, frames)
    lacking = [f.zh for f in found if f.code == "element_missing"]
    assert len(lacking) == 4
    assert not any("诊治经过" in words for words in lacking)
