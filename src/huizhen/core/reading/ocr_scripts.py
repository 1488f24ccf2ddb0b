"""Scripts of tesseract's data and packages, and the signs that an engine was the wrong one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from huizhen.core.language.script import script_of_letter
from huizhen.core.records.page import Box

RAPID_SCRIPTS = frozenset({"", "Latn", "Hani", "Hans", "Hant", "Jpan"})
"""What rapidocr's model knows: European Latin, Chinese, Japanese; '' is tried and judged."""

_RAPID_LETTERS = RAPID_SCRIPTS | {"Hira", "Kana", "Bopo"}

_DEFAULT_LANGUAGE = {
    "Latn": "eng", "Hani": "chi_sim", "Hans": "chi_sim", "Hant": "chi_tra", "Jpan": "jpn",
    "Cyrl": "rus", "Arab": "ara", "Grek": "ell", "Hebr": "heb", "Deva": "hin", "Thai": "tha",
    "Kore": "kor", "Beng": "ben", "Taml": "tam", "Telu": "tel", "Gujr": "guj", "Guru": "pan",
    "Knda": "kan", "Mlym": "mal", "Sinh": "sin", "Mymr": "mya", "Khmr": "khm", "Laoo": "lao",
    "Geor": "kat", "Armn": "hye", "Ethi": "amh", "Tibt": "bod", "Orya": "ori", "Thaa": "div",
    "Syrc": "syr",
}  # fmt: skip
_OF_LANGUAGE = {
    "Latn": {
        "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "pt": "por", "nl": "nld",
        "pl": "pol", "cs": "ces", "sk": "slk", "ro": "ron", "hu": "hun", "tr": "tur", "vi": "vie",
        "sv": "swe", "da": "dan", "no": "nor", "nb": "nor", "fi": "fin", "hr": "hrv", "sl": "slv",
        "et": "est", "lv": "lav", "lt": "lit", "id": "ind", "ms": "msa", "az": "aze", "sq": "sqi",
    },
    "Cyrl": {
        "ru": "rus", "uk": "ukr", "bg": "bul", "sr": "srp", "mk": "mkd", "be": "bel", "kk": "kaz",
        "ky": "kir", "mn": "mon", "tg": "tgk", "tt": "tat", "uz": "uzb_cyrl", "az": "aze_cyrl",
    },
    "Arab": {"ar": "ara", "fa": "fas", "ur": "urd", "ps": "pus", "ug": "uig", "sd": "snd"},
    "Deva": {"hi": "hin", "mr": "mar", "ne": "nep", "sa": "san"},
    "Hebr": {"he": "heb", "yi": "yid"},
    "Ethi": {"am": "amh", "ti": "tir"},
    "Beng": {"bn": "ben", "as": "asm"},
}  # fmt: skip
_OSD_SCRIPTS = {
    "Latin": "Latn", "Fraktur": "Latn", "Vietnamese": "Latn", "Cyrillic": "Cyrl",
    "Greek": "Grek", "Arabic": "Arab", "Hebrew": "Hebr", "Han": "Hani", "HanS": "Hans",
    "HanT": "Hant", "Japanese": "Jpan", "Hiragana": "Jpan", "Katakana": "Jpan",
    "Hangul": "Kore", "Korean": "Kore", "Devanagari": "Deva", "Thai": "Thai", "Bengali": "Beng",
    "Tamil": "Taml", "Telugu": "Telu", "Gujarati": "Gujr", "Gurmukhi": "Guru",
    "Kannada": "Knda", "Malayalam": "Mlym", "Sinhala": "Sinh", "Myanmar": "Mymr",
    "Khmer": "Khmr", "Lao": "Laoo", "Georgian": "Geor", "Armenian": "Armn",
    "Ethiopic": "Ethi", "Tibetan": "Tibt", "Oriya": "Orya", "Thaana": "Thaa", "Syriac": "Syrc",
}  # fmt: skip
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]{4,}")
_TURNS_UP = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u00ff][A-Z\u00c0-\u00d6\u00d8-\u00de]")
_LEAST_DENSITY = 1.2
_MOST_FOREIGN_LETTERS = 0.08
_MOST_TURNING_WORDS = 0.15


class Placed(Protocol):
    """A line with a text and a box."""

    @property
    def text(self) -> str:
        """What was recognised."""

    @property
    def box(self) -> Box:
        """Where."""


def tesseract_language(script: str, language: str = "") -> str:
    """tesseract's name of the data for a script, the language's own where it is known; '' for an
    unknown script."""
    return _OF_LANGUAGE.get(script, {}).get(language) or _DEFAULT_LANGUAGE.get(script, "")


def package_for(language: str) -> str:
    """The Debian package of a tesseract language: underscores are hyphens there."""
    return f"tesseract-ocr-{language.replace('_', '-')}"


def osd_script(name: str) -> str:
    """ISO 15924 for the name that tesseract's detector uses; '' for an unknown one."""
    return _OSD_SCRIPTS.get(name.removesuffix("_vert"), "")


def foreign_script(text: str) -> str:
    """A script beyond rapidocr's that is strewn into its result: its model knows some letters of
    Greek and Cyrillic, but not enough to read them."""
    counted = Counter(script_of_letter(char) for char in text if char.isalpha())
    total = sum(counted.values())
    for script, count in counted.most_common():
        if script not in _RAPID_LETTERS and count > _MOST_FOREIGN_LETTERS * total:
            return "Kore" if script == "Hang" else script
    return ""


def is_vietnamese(text: str) -> bool:
    """Whether letters of Vietnamese alone occur; rapidocr drops most of them."""
    return len(_VIETNAMESE.findall(text)) >= 2


def is_misread(lines: Sequence[Placed]) -> bool:
    """Whether lines look like a script that the engine does not know.

    It leaves out what it does not know, so that too few characters stand in the lines' boxes; or
    it takes letters for those of another script, whose capitals then turn up within words.
    """
    text = "\n".join(line.text for line in lines)
    words = _WORD.findall(text)
    turning = sum(1 for word in words if _TURNS_UP.search(word))
    if len(words) >= 10 and turning > _MOST_TURNING_WORDS * len(words):
        return True
    return _density(lines) < _LEAST_DENSITY


def _density(lines: Sequence[Placed]) -> float:
    """Characters (Han and kana count twice) per box height of width; print has about 2."""
    characters = heights = 0.0
    for line in lines:
        left, top, right, bottom = line.box
        length = (right - left) / max(1.0, bottom - top)
        if length >= 4.0:
            characters += sum(_width(char) for char in line.text if not char.isspace())
            heights += length
    return characters / heights if heights else _LEAST_DENSITY


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
