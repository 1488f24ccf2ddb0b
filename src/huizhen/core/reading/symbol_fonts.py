"""Characters of symbol fonts as Unicode: there a 'm' is a 'μ', and 'mg' would be read for 'μg'."""

from __future__ import annotations

from functools import cache

_PRIVATE = 0xF000
UNREADABLE = "\ufffd"

_SYMBOL_CAPITALS = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_SYMBOL_SMALL = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
_SYMBOL_OTHERS = {
    0x22: "∀", 0x24: "∃", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼",
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•",
    0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC6: "∅", 0xD1: "∇", 0xD2: "®",
    0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xDE: "⇒", 0xE5: "∑",
}  # fmt: skip
_WINGDINGS = {
    0x28: "☎", 0x4A: "☺", 0x4C: "☹", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "☐", 0x72: "☐",
    0x73: "⬧", 0x75: "◆", 0x76: "❖", 0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0x98: "●",
    0xA3: "☐", 0xA2: "■",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}


@cache
def _tables() -> dict[str, dict[int, str]]:
    symbol = dict(_SYMBOL_OTHERS)
    symbol.update({0x41 + at: char for at, char in enumerate(_SYMBOL_CAPITALS)})
    symbol.update({0x61 + at: char for at, char in enumerate(_SYMBOL_SMALL)})
    symbol.update({code: chr(code) for code in range(0x20, 0x40) if code not in symbol})
    return {
        "symbol": symbol,
        "wingdings": _WINGDINGS,
        "wingdings 2": _WINGDINGS_2,
        "webdings": _WEBDINGS,
    }


def is_symbol_font(font: str) -> bool:
    """Whether a font shows other characters than its codes say."""
    folded = font.strip().casefold()
    return folded in _tables() or folded.startswith(("wingdings", "symbol"))


def symbol_text(font: str, text: str) -> str:
    """The text as the font shows it; U+FFFD for signs that are not known."""
    table = _tables().get(font.strip().casefold(), {})
    return "".join(_shown(table, char) for char in text)


def _shown(table: dict[int, str], char: str) -> str:
    code = ord(char)
    if _PRIVATE <= code <= _PRIVATE + 0xFF:
        code -= _PRIVATE
    elif code > 0xFF or char in " \t\n":
        return char
    return table.get(code, UNREADABLE)
