"""Whether extracted text can be what is printed, or is the debris of a font or encoding fault."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = bytes([*range(9), *range(14, 32), *range(127, 160)])
_UNASSIGNED = re.compile("[\ufffd\ufffe\uffff\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SWAPPED = re.compile("[" + "".join(chr(h << 8) for h in range(0x20, 0xD8)) + "\uf900-\uff00]")
_HIGH_LATIN = bytes([0xA8, 0xB8, *range(0xC0, 0x100)])
_LATIN = bytes([*range(65, 91), *range(97, 123), *range(0xC0, 0x100)])
_VOWELS = bytes(
    set(b"AEIOUYaeiouy")
    | set(range(0xC0, 0x100)) - set(b"\xc7\xd0\xd1\xd7\xde\xdf\xe7\xf0\xf1\xf7\xfe")
)
_SPACES = b" \t\n\r\x0b\x0c\xa0"
_UTF8_AS_LATIN = re.compile("[\u00c3\u00c2\u00d0\u00d1\u00d8\u00d9][\u0080-\u00bf]|\u00e2\u20ac")
_WORD = re.compile(r"[^\W_]+")
_BREAKING = ("Cc", "Cs", "Zl", "Zp")

_MOST_BAD_SHARE = 0.1
_MOST_HIGH_LATIN_SHARE = 0.5
_LEAST_VOWEL_SHARE = 0.12
_SOME_LETTERS = 8
_ENOUGH_LETTERS = 200


def garbled_because(text: str) -> str:
    """Why the text cannot be what is printed, as a code, or '' when nothing speaks against it.

    'unmapped_glyphs': glyphs without characters (control, private-use, replacement characters);
    'swapped_bytes': UTF-16 read in the wrong byte order; 'wrong_encoding': an 8-bit or UTF-8
    encoding read as Latin-1; 'implausible_letters': Latin letters of no language.
    """
    data = text.encode("latin-1", "replace")
    printed = len(data) - _count(data, _SPACES)
    if printed == 0:
        return ""
    bad = _count(data, _UNPRINTABLE)
    if not text.isascii():
        bad += len(_UNASSIGNED.findall(text))
        if len(_SWAPPED.findall(text)) > max(3, 0.3 * printed):
            return "swapped_bytes"
        if len(_UTF8_AS_LATIN.findall(text)) > max(3, 0.05 * printed):
            return "wrong_encoding"
    if bad > max(2, _MOST_BAD_SHARE * printed):
        return "unmapped_glyphs"
    return _letter_fault(data)


def _letter_fault(data: bytes) -> str:
    latin = _count(data, _LATIN)
    if latin >= _SOME_LETTERS and _count(data, _HIGH_LATIN) > _MOST_HIGH_LATIN_SHARE * latin:
        return "wrong_encoding"
    if latin >= _ENOUGH_LETTERS and _count(data, _VOWELS) < _LEAST_VOWEL_SHARE * latin:
        return "implausible_letters"
    return ""


def _count(data: bytes, of: bytes) -> int:
    return len(data) - len(data.translate(None, of))


def is_debris(text: str) -> bool:
    """Whether text is mostly fragments, as a failed OCR leaves: few words, many stray signs."""
    printed = sum(map(len, text.split()))
    if printed < 20:
        return False
    tokens = text.split()
    if sum(1 for token in tokens if not _WORD.search(token)) > 0.15 * len(tokens):
        return True
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters < 0.5 * printed:
        return True
    return _is_alphabetic(text) and letters < 2.2 * len(words)


def _is_alphabetic(text: str) -> bool:
    """Whether the script separates words by spaces (Chinese and Japanese do not)."""
    ideographs = sum(1 for char in text if "\u2e80" <= char <= "\u9fff")
    return ideographs * 10 < len(text)


def without_control_characters(text: str) -> str:
    """The same number of code points; what would break a line or an encoding becomes a space."""
    if text.isprintable():
        return text
    return "".join(
        " " if unicodedata.category(char) in _BREAKING and char != "\n" else char for char in text
    )
