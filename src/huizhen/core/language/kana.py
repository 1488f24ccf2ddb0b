"""Kana and romaji: one key for Hepburn, Kunrei and passport spellings of a Japanese name."""

from __future__ import annotations

import re
import unicodedata

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ",
    "h": "ハヒフヘホ", "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ",
    "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ",
}  # fmt: skip
_SYLLABLES = {
    **{
        kana: row + vowel
        for row, line in _ROWS.items()
        for kana, vowel in zip(line, "aiueo", strict=True)
    },
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "bu",
    "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ー": "",
}  # fmt: skip
_SMALL_Y = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
_HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}

_TO_KUNREI = (
    ("tch", "tt"), ("sch", "sy"), ("shi", "si"), ("sh", "sy"), ("chi", "ti"), ("ch", "ty"),
    ("tsu", "tu"), ("ji", "zi"), ("jy", "zy"), ("j", "zy"), ("fu", "hu"), ("di", "zi"),
    ("du", "zu"),
)  # fmt: skip
_ROMAJI = re.compile(r"(?:(?:[kstnhmrgzdbp]{1,2}y?|[yw])?[aiueo]|n(?![aiueoy]))+")


def kana_key(kana: str) -> str:
    """The key of a name in hiragana or katakana; '' when a character is neither."""
    text = unicodedata.normalize("NFKC", kana).translate(_HIRAGANA_TO_KATAKANA)
    sounds = ""
    is_doubled = False
    for char in text:
        if char in _SMALL_Y and sounds:
            sounds = sounds[:-1] + _SMALL_Y[char]
        elif char == "ッ":
            is_doubled = True
        elif char in _SYLLABLES:
            syllable = _SYLLABLES[char]
            sounds += syllable[:1] + syllable if is_doubled else syllable
            is_doubled = False
        else:
            return ""
    return _key(sounds)


def romaji_key(latin: str) -> str:
    """The key of a Latin word that can be romaji; '' for any other word."""
    text = "".join(
        char
        for char in unicodedata.normalize("NFD", latin.casefold())
        if unicodedata.category(char) != "Mn" and char != "'"
    )
    return _key(re.sub("oh(?![aiueo])", "o", text))


def _key(sounds: str) -> str:
    """Kunrei without long vowels; '' when that is no sequence of Japanese syllables."""
    for hepburn, kunrei in _TO_KUNREI:
        sounds = sounds.replace(hepburn, kunrei)
    sounds = re.sub("m(?=[bmp])", "n", sounds)
    sounds = re.sub(r"([aiueo])\1+", r"\1", sounds.replace("ou", "o"))
    return sounds if _ROMAJI.fullmatch(sounds) else ""
