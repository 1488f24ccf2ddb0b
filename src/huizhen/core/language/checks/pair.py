"""A source text and its translation, each made comparable once for all checks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from huizhen.core.records.value import Value

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SAME_LENGTH: dict[int, int | str] = {
    **_WIDE,
    0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ",
    ord("‐"): "-", ord("‑"): "-", ord("–"): "-", ord("—"): "-", ord("−"): "-",
    ord("～"): "~", ord("〜"): "~", ord("∼"): "~",
    ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"',
    ord("µ"): "μ", ord("╳"): "×", ord("✕"): "×",
}  # fmt: skip
"""One sign for one sign: places in the folded text are places in the original."""


class Span(Value):
    """A stretch of one side: offsets in characters of the original text, end exclusive."""

    start: int
    end: int
    text: str


def folded(text: str) -> str:
    """The text in lower case with narrow signs, as long as the original."""
    narrow = text.translate(_SAME_LENGTH)
    lower = narrow.lower()
    if len(lower) == len(narrow):
        return lower
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in narrow)


@dataclass(frozen=True)
class Side:
    """One side of a pair; `folded` is what patterns read, `text` what people see."""

    text: str
    language: str
    """A BCP 47 primary subtag: en, zh, or another."""

    @cached_property
    def folded(self) -> str:
        """Lower case, narrow signs, same length."""
        return folded(self.text)

    @cached_property
    def narrow(self) -> str:
        """Narrow signs with their case kept, same length."""
        return self.text.translate(_SAME_LENGTH)

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What checks have read of this side, by the reader, so that two never read it twice."""
        return {}

    @property
    def is_chinese(self) -> bool:
        """Whether this side is read by the Chinese patterns."""
        return self.language == "zh"

    def span(self, start: int, end: int) -> Span:
        """The stretch from start to end in the original."""
        return Span(start=start, end=end, text=self.text[start:end])


@dataclass(frozen=True)
class Pair:
    """What was written and what it was translated to."""

    source: Side
    target: Side

    @classmethod
    def of(cls, source: str, target: str, source_language: str, target_language: str) -> Pair:
        """A pair of plain texts, languages as BCP 47 tags ('zh-CN' counts as zh)."""
        return cls(
            Side(source, source_language.partition("-")[0].lower()),
            Side(target, target_language.partition("-")[0].lower()),
        )
