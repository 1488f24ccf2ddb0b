"""Script and language of texts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.language.detect import language_of
from huizhen.core.language.script import ideograph_form, script_of

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
needs_shared_data = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared data")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", ""),
        ("12.5 % / 3", ""),
        ("Patient entlassen", "Latn"),
        ("Пациент выписан", "Cyrl"),
        ("Ο ασθενής εξήλθε", "Grek"),
        ("המטופל שוחרר", "Hebr"),
        ("خرج المريض", "Arab"),
        ("ผู้ป่วยกลับบ้าน", "Thai"),
        ("रोगी को छुट्टी दी गई", "Deva"),
        ("환자는 퇴원하였다", "Kore"),
        ("患者主诉右上腹疼痛三天", "Hans"),
        ("患者主訴右上腹疼痛，經檢查診斷為肝癌", "Hant"),
        ("この患者は退院しました", "Jpan"),
        ("検査結果 異常なし", "Jpan"),
        ("肝臓 圧痛 発熱", "Jpan"),
        ("上腹部", "Hani"),
        ("CT 腹部平扫+增强：肝右叶占位，HCC 可能", "Hans"),
        ("Reaktionen: 你好", "Latn"),
        ("ބަލިމީހާ", "Thaa"),
        ("ܟܪܝܗܐ", "Syrc"),
    ],
)
def test_script_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_shared_ideographs_have_no_form() -> None:
    assert [ideograph_form(char) for char in "诊診圧上"] == ["Hans", "Hant", "Jpan", ""]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Patient wurde gestern in gutem Zustand entlassen.", "de"),
        ("The patient was discharged yesterday in good condition.", "en"),
        ("Le patient est sorti hier en bon état général.", "fr"),
        ("El paciente fue dado de alta ayer en buen estado.", "es"),
        ("Il paziente è stato dimesso ieri in buone condizioni.", "it"),
        ("O doente teve alta ontem em bom estado geral.", "pt"),
        ("De patiënt werd gisteren in goede toestand ontslagen.", "nl"),
        ("Chory został wypisany wczoraj w stanie dobrym.", "pl"),
        ("Nemocný byl propuštěn včera v dobrém stavu.", "cs"),
        ("Hasta dün taburcu edildi, genel durumu iyi.", "tr"),
        ("Bệnh nhân nhập viện vì đau bụng nhiều ngày.", "vi"),
        ("Пациент выписан вчера в удовлетворительном состоянии.", "ru"),
        ("Пацієнт виписаний додому у задовільному стані.", "uk"),
        ("Пациентът е изписан в добро общо състояние.", "bg"),
        ("المريض يعاني من ألم في البطن منذ ثلاثة أيام", "ar"),
        ("بیمار از درد شکم شکایت دارد و تب ندارد", "fa"),
        ("患者主诉右上腹疼痛三天", "zh"),
        ("患者は昨日退院しました", "ja"),
        ("환자는 어제 좋은 상태로 퇴원하였다", "ko"),
        ("Ο ασθενής εξήλθε χθες σε καλή κατάσταση", "el"),
    ],
)
def test_language_of_a_sentence(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "CT", "Hb 12.5", "肝癌", "WBC 5.6 RBC 4.3 HGB 13 PLT 250 MCV 8"]
)
def test_too_little_text_has_no_language(text: str) -> None:
    assert language_of(text) == ""


@given(st.text(max_size=200))
def test_any_text_has_a_code_or_nothing(text: str) -> None:
    assert len(language_of(text)) in (0, 2)
    assert len(script_of(text)) in (0, 4)


@needs_shared_data
@pytest.mark.parametrize(("folder", "language"), [("acibench", "en"), ("meddocan_es", "es")])
def test_language_of_every_shared_note(folder: str, language: str) -> None:
    notes = sorted((SHARED / "notes" / folder).glob("*.txt"))
    found = {path.name: language_of(path.read_text("utf-8-sig")) for path in notes}
    assert found
    assert set(found.values()) == {language}
