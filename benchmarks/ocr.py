"""OCR on noisy printed pages: character error by language; every number waits for a person.

Pages are set in Noto Sans (SC), rendered at 200 dpi, turned by half a degree, blurred a little,
given noise and saved as JPEG of quality 60. The engine is the one that the product chooses for the
page by its script; where it is missing, the figure is what the page says to install.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from rapidfuzz.distance import Levenshtein

from huizhen.adapters.ocr_page import find_engines, page_picture, recognise
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.ocr import OcrTask
from huizhen.core.reading.ocr_fold import fold_page
from huizhen.core.records.page import Page, SourceId, page_id
from huizhen.project.config import CONTENT
from measured import SEED, write_proof

TEXTS = {
    "en": (
        "Discharge summary of 12 March 2026",
        "The CT of the liver shows an 8.2 cm lesion in segments 5 and 8.",
        "The portal vein is patent; there is no ascites.",
        "Bilirubin 1.8 mg/dL, albumin 3.7 g/dL, INR 1.12, platelets 116.",
        "Entecavir 0.5 mg once daily, metformin 850 mg twice daily.",
        "The tumour board recommends a second opinion on resection.",
    ),
    "de": (
        "Entlassungsbrief vom 12. März 2026",
        "Die Computertomographie zeigt eine 8,2 cm große Läsion in Segment 5 und 8.",
        "Die Pfortader ist durchgängig, kein Aszites.",
        "Bilirubin 1,8 mg/dl, Albumin 37 g/l, Quick 88 %, Thrombozyten 116.",
        "Entecavir 0,5 mg einmal täglich, Metformin 850 mg zweimal täglich.",
        "Die Tumorkonferenz empfiehlt eine Zweitmeinung zur Operation.",
    ),
    "zh": (
        "出院记录 2026年3月12日",
        "上腹部增强CT示肝右叶占位，最大径8.2 cm，位于S5、S8段。",
        "门静脉未见癌栓，无腹水。",
        "总胆红素30.8 µmol/L，白蛋白37 g/L，血小板116×10/L。",
        "恩替卡韦0.5 mg 口服 每日1次，二甲双胍0.85 g 口服 每日2次。",
        "多学科讨论建议就手术切除征求会诊意见。",
    ),
    "ru": (
        "Выписной эпикриз от 12 марта 2026 года",
        "При компьютерной томографии печени образование 8,2 см в сегментах 5 и 8.",
        "Воротная вена проходима, асцита нет.",
        "Билирубин 30,8 мкмоль/л, альбумин 37 г/л, тромбоциты 116.",
        "Энтекавир 0,5 мг один раз в день, метформин 850 мг два раза в день.",
        "Консилиум рекомендует второе мнение об операции.",
    ),
}
NOISES = (6.0, 12.0, 18.0)


def noisy_page(lines: tuple[str, ...], deviation: float, path: Path) -> None:
    """One printed page as a worn scan."""
    rng = np.random.default_rng(SEED + int(deviation))
    name = "NotoSansSC-Regular.ttf"
    font = ImageFont.truetype(str(CONTENT / "fonts" / name), 31)
    page = Image.new("L", (1654, 2339), 250)
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((150, 200 + number * 90), line, font=font, fill=25)
    page = page.rotate(0.5, fillcolor=250, resample=Image.Resampling.BICUBIC)
    page = page.filter(ImageFilter.GaussianBlur(0.7))
    pixels = np.asarray(page, dtype=np.float32) + rng.normal(0, deviation, page.size[::-1])
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path, quality=60, dpi=(200, 200))


def _plain(text: str) -> str:
    """Without blanks: engines differ in where they see them, and no figure depends on it."""
    return re.sub(r"\s+", "", text)


def measured(language: str, deviation: float, folder: Path) -> dict[str, object]:
    """Character error of one page, seconds, and whether its numbers are marked."""
    path = folder / f"{language}-{deviation}.jpg"
    noisy_page(TEXTS[language], deviation, path)
    identifier = page_id("0" * 64, 1)
    task = OcrTask(page_id=identifier, source_id=SourceId("0" * 64), ordinal=1, kind="image")
    limits = Limits()
    start = time.perf_counter()
    result = recognise(task, page_picture(task, path, limits), find_engines(limits))
    seconds = time.perf_counter() - start
    if result.code:
        return {"code": result.code, "remedy": result.remedy}
    page = fold_page(Page(page_id=identifier, ordinal=1, needs_ocr=True, origin="none"), result)
    truth = _plain("".join(TEXTS[language]))
    distance = Levenshtein.distance(truth, _plain(page.text))
    numbers = re.findall(r"\d+(?:[.,]\d+)?", truth)
    return {
        "engine": f"{result.engine} {result.engine_version}",
        "character_error_percent": round(100 * distance / len(truth), 2),
        "seconds": round(seconds, 1),
        "numbers_in_truth": len(numbers),
        "page_is_marked_unconfirmed": page.origin == "ocr" and "numbers_unconfirmed" in page.notes,
    }


def main() -> None:
    """Every language at every noise."""
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-ocr-") as name:
        figures = {
            language: {
                f"noise_{noise:g}": measured(language, noise, Path(name)) for noise in NOISES
            }
            for language in TEXTS
        }
    write_proof("ocr", figures, started)


if __name__ == "__main__":
    main()
