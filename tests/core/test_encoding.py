"""Text in old encodings is read as its writer wrote it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.reading.encoding import (
    charset_codec,
    decode_text,
    is_plausible_text,
    plausible_codec,
)

SENTENCES = {
    "zh": "患者女，58岁，因右乳肿块3月入院。病理：浸润性导管癌，ER阳性。未见远处转移。",
    "zh-short": "出院小结",
    "zh-Hant": "病人主訴胸痛三天，心電圖顯示ST段上升，診斷為急性心肌梗塞，已轉介心臟科。",
    "ja": "患者は58歳女性。右乳房にしこりを自覚し来院。病理診断：浸潤性乳管癌。",
    "ja-drug": "アムロジピン錠5mg 朝食後1回",
    "ko": "환자는 58세 여성으로 우측 유방 종괴로 내원하였다. 침윤성 유관암으로 진단됨.",
    "ru": "Пациентка 58 лет поступила с жалобами на боли в груди. Диагноз: рак молочной железы.",
    "ru-capitals": "ВЫПИСНОЙ ЭПИКРИЗ ИЗ ИСТОРИИ БОЛЕЗНИ",
    "ru-word": "Диагноз",
    "uk": "Пацієнтка 58 років, скарги на біль у грудях. Її стан задовільний.",
    "de": "Die Patientin klagt über Rückenschmerzen und Übelkeit. Größe 165 cm, 37,2 °C",
    "de-name": "Müller",
    "micro": "Kreatinin 80 µmol/l",
    "degree": "37,5 °C",
    "fr": "La patiente présente une douleur thoracique traitée par amlodipine à 5 mg",
    "es": "Paciente mujer de 58 años con diagnóstico de cáncer. ¿Alergias? Ninguna.",
    "pt": "Não há sinais de metástase. A medicação foi suspensa após três sessões.",
    "pl": "Rozpoznanie: rak piersi, choroba wieńcowa, nadciśnienie tętnicze, żadnych zmian",
    "cs": "Pacientka přijata pro bolesti na hrudi. Závěr: žádné známky metastáz, příště",
    "tr": "Hasta göğüs ağrısı şikayeti ile başvurdu. Tanı: meme kanseri",
    "el": "Η ασθενής προσήλθε με πόνο στο στήθος. Διάγνωση: καρκίνος του μαστού.",
    "ar": "المريضة تبلغ من العمر 58 عاما وتعاني من ألم في الصدر. التشخيص: سرطان الثدي",
    "he": "החולה בת 58 התקבלה עקב כאבים בחזה. אבחנה: סרטן השד",
    "th": "ผู้ป่วยหญิงอายุ 58 ปี มาด้วยอาการเจ็บหน้าอก การวินิจฉัย มะเร็งเต้านม",
}
WRITTEN = [
    ("zh", "gb18030"), ("zh", "gbk"), ("zh-short", "gbk"), ("zh-Hant", "big5"),
    ("zh-Hant", "gbk"), ("ja", "cp932"), ("ja", "euc_jp"), ("ja", "iso2022_jp"),
    ("ja-drug", "cp932"), ("ko", "cp949"), ("ru", "cp1251"), ("ru", "koi8_r"), ("ru", "cp866"),
    ("ru", "iso8859_5"), ("ru-capitals", "cp1251"), ("ru-capitals", "koi8_r"),
    ("ru-word", "cp1251"), ("ru-word", "koi8_r"), ("uk", "cp1251"), ("uk", "koi8_u"),
    ("de", "cp1252"), ("de", "cp850"), ("de-name", "cp1252"), ("micro", "cp1252"),
    ("degree", "cp1252"), ("fr", "cp1252"), ("es", "cp1252"), ("es", "cp850"), ("pt", "cp1252"),
    ("pl", "cp1250"), ("pl", "iso8859_2"), ("cs", "cp1250"), ("cs", "cp852"), ("tr", "cp1254"),
    ("el", "cp1253"), ("ar", "cp1256"), ("he", "cp1255"), ("th", "cp874"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "codec"), WRITTEN)
def test_old_encodings_are_recognised_and_named(name: str, codec: str) -> None:
    text, _, deviation = decode_text(SENTENCES[name].encode(codec))
    assert text == SENTENCES[name]
    assert deviation.startswith("read as ") or codec == "iso2022_jp"


@pytest.mark.parametrize("name", [n for n in SENTENCES if "short" not in n and "word" not in n])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_mark(name: str, codec: str) -> None:
    assert decode_text(SENTENCES[name].encode(codec))[0] == SENTENCES[name]


def test_a_declared_charset_is_used_when_the_bytes_agree() -> None:
    data = "Größe".encode("cp1250")
    assert decode_text(data, "windows-1250")[:2] == ("Größe", "cp1250")
    assert decode_text("王小明".encode("gbk"), "GB2312")[:2] == ("王小明", "gb18030")


def test_a_wrong_declaration_is_corrected_and_said() -> None:
    text, codec, deviation = decode_text("Größe".encode(), "iso-8859-1")
    assert (text, codec) == ("Größe", "utf-8")
    assert "declared as cp1252" in deviation


@pytest.mark.parametrize("name", ["zlib_codec", "hex", "idna", "utf-99", "\x00", "rot13", "x" * 99])
def test_what_is_no_charset_is_none(name: str) -> None:
    assert charset_codec(name) == ""


def test_broken_utf8_stays_utf8_and_the_loss_is_counted() -> None:
    data = ("Müdigkeit, Übelkeit und Größe " * 5).encode() + b"\xff end"
    text, codec, deviation = decode_text(data)
    assert codec == "utf-8"
    assert text.count("\ufffd") == 1
    assert "1 characters" in deviation


def test_stray_zeros_do_not_make_utf16() -> None:
    assert decode_text(b"Test,Value\r\n\x00lucose,5.4\r\n")[1] == "utf-8"


def test_random_bytes_are_not_plausible_and_real_text_is() -> None:
    rng = random.Random(7)
    assert not any(is_plausible_text(rng.randbytes(rng.randrange(40, 5000))) for _ in range(60))
    assert all(is_plausible_text(SENTENCES[name].encode(codec)) for name, codec in WRITTEN)


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "gbk", "koi8-r", "nonsense"]))
def test_any_bytes_become_text(data: bytes, declared: str) -> None:
    text, codec, _ = decode_text(data, declared)
    assert isinstance(text, str)
    assert codec


def test_a_choice_of_encodings_can_be_limited() -> None:
    data = "история болезни".encode("cp866")
    assert plausible_codec(data, lambda profile: profile.codec in ("cp866", "cp1251")) == "cp866"
