"""The dominant script of a text, as an ISO 15924 code; which engine reads it, which rules apply."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x00AA, "Latn"),
    (0x00BA, 0x00BA, "Latn"), (0x00C0, 0x02AF, "Latn"), (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"), (0x0531, 0x058F, "Armn"), (0x05D0, 0x05F4, "Hebr"),
    (0x0600, 0x06FF, "Arab"), (0x0700, 0x074F, "Syrc"), (0x0750, 0x077F, "Arab"),
    (0x0780, 0x07BF, "Thaa"), (0x08A0, 0x08FF, "Arab"),
    (0x0900, 0x097F, "Deva"), (0x0980, 0x09FF, "Beng"), (0x0A00, 0x0A7F, "Guru"),
    (0x0A80, 0x0AFF, "Gujr"), (0x0B00, 0x0B7F, "Orya"), (0x0B80, 0x0BFF, "Taml"),
    (0x0C00, 0x0C7F, "Telu"), (0x0C80, 0x0CFF, "Knda"), (0x0D00, 0x0D7F, "Mlym"),
    (0x0D80, 0x0DFF, "Sinh"), (0x0E00, 0x0E7F, "Thai"), (0x0E80, 0x0EFF, "Laoo"),
    (0x0F00, 0x0FFF, "Tibt"), (0x1000, 0x109F, "Mymr"), (0x10A0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Hang"), (0x1200, 0x139F, "Ethi"), (0x1780, 0x17FF, "Khmr"),
    (0x1800, 0x18AF, "Mong"), (0x1C80, 0x1C8F, "Cyrl"), (0x1C90, 0x1CBF, "Geor"),
    (0x1D00, 0x1DBF, "Latn"), (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFF, "Grek"),
    (0x2C60, 0x2C7F, "Latn"), (0x2DE0, 0x2DFF, "Cyrl"), (0x3041, 0x309F, "Hira"),
    (0x30A1, 0x30FA, "Kana"), (0x30FC, 0x30FF, "Kana"), (0x3105, 0x312F, "Bopo"),
    (0x3131, 0x318E, "Hang"), (0x31F0, 0x31FF, "Kana"), (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"), (0xA640, 0xA69F, "Cyrl"), (0xA720, 0xA7FF, "Latn"),
    (0xAC00, 0xD7A3, "Hang"), (0xF900, 0xFAFF, "Hani"), (0xFB1D, 0xFB4F, "Hebr"),
    (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFC, "Arab"), (0xFF21, 0xFF3A, "Latn"),
    (0xFF41, 0xFF5A, "Latn"), (0xFF66, 0xFF9F, "Kana"), (0x20000, 0x3134F, "Hani"),
)  # fmt: skip
_STARTS = tuple(block[0] for block in _BLOCKS)

_LETTERS_EACH = {"Hani": 3, "Hang": 3, "Hira": 2, "Kana": 2}
"""An ideograph or a syllable stands for about that many letters of an alphabet."""

_KANA_SHARE_OF_JAPANESE = 0.05
"""Japanese text of any kind has more kana than this among its characters; Chinese has none."""


def script_of_letter(char: str) -> str:
    """The script of one letter (Hira and Kana apart, Hani for ideographs); '' for anything else."""
    index = bisect_right(_STARTS, ord(char)) - 1
    if index < 0 or ord(char) > _BLOCKS[index][1] or not (char.isalpha() or char.isidentifier()):
        return ""
    return _BLOCKS[index][2]


def letters_by_script(text: str) -> Counter[str]:
    """How many letters of each script a text has, ideographs and syllables counted as several."""
    letters: Counter[str] = Counter()
    for char, times in Counter(text).items():
        script = script_of_letter(char)
        if script:
            letters[script] += times * _LETTERS_EACH.get(script, 1)
    return letters


def script_of(text: str) -> str:
    """The ISO 15924 code of most letters; '' without letters.

    Ideographs are Hans or Hant by characters that only one of them has, Jpan with kana or with
    characters that only Japanese has, Hani when no character tells.
    """
    letters = letters_by_script(text)
    kana = letters.pop("Hira", 0) + letters.pop("Kana", 0)
    han = letters.get("Hani", 0)
    if kana:
        letters["Hani"] = han + kana
    if not letters:
        return ""
    script = max(letters, key=lambda name: (letters[name], name))
    if script == "Hang":
        return "Kore"
    if script != "Hani":
        return script
    if kana > _KANA_SHARE_OF_JAPANESE * (kana + han):
        return "Jpan"
    return _script_of_ideographs(text)


def ideograph_form(char: str) -> str:
    """Hans, Hant or Jpan for an ideograph that only one of them uses; '' for a shared one.

    GB 2312 was made for simplified Chinese, Big5 for traditional, JIS X 0208 for Japanese: what
    one of them alone contains tells the form, without a table of our own.
    """
    is_simplified = _is_in("gb2312", char)
    is_traditional = _is_in("big5", char)
    if is_simplified != is_traditional:
        return "Hans" if is_simplified else "Hant"
    return "Jpan" if not is_simplified and _is_in("shift_jis", char) else ""


def _is_in(codec: str, char: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _script_of_ideographs(text: str) -> str:
    forms: Counter[str] = Counter()
    for char, times in Counter(text).items():
        if script_of_letter(char) == "Hani":
            form = ideograph_form(char)
            if form:
                forms[form] += times
    if not forms:
        return "Hani"
    ranked = forms.most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return "Hani"
    return ranked[0][0]
