"""What the checks of invitations and opinions find, and the words that people are told it in."""

from __future__ import annotations

from typing import Literal

from huizhen.core.content import Pack
from huizhen.core.preparation.frames import Frames
from huizhen.core.records.value import Value

Effect = Literal["block", "ask"]
"""Block: it may not be sent or signed so. Ask: the person or the department is asked."""


class Lack(Value):
    """One thing that is missing, doubled or does not belong."""

    code: str
    effect: Effect
    subject: str = ""
    """The key of a section or part, a question's id, a case number or a number."""


class NamedPart(Value):
    """A part of a form with its headings."""

    key: str
    zh: str
    en: str

    def heading(self, language: str) -> str:
        """The Chinese heading for any Chinese, else the English one."""
        return self.zh if is_chinese(language) else self.en


def is_chinese(language: str) -> bool:
    """Whether a language tag asks for Chinese."""
    return language.casefold().startswith("zh")


def has_words(text: str) -> bool:
    """Whether somebody wrote something; lines, boxes and dashes of a form are nothing."""
    return any(character.isalnum() for character in text)


class LackWords:
    """Message and remedy of every lack from a pack's `findings.json`."""

    def __init__(self, pack: Pack, parts: tuple[NamedPart, ...]) -> None:
        self._frames = Frames(pack, "findings.json")
        self._parts = {part.key: part for part in parts}

    def message(self, lack: Lack, language: str) -> str:
        """What is wrong, in one sentence."""
        part = self._parts.get(lack.subject)
        subject = part.heading(language) if part else lack.subject
        return self._frames.fill(f"{lack.code}.{self._tag(language)}", subject=subject)

    def remedy(self, lack: Lack, language: str) -> str:
        """What to do about it."""
        return self._frames.text(f"{lack.code}.remedy_{self._tag(language)}")

    def _tag(self, language: str) -> str:
        return "zh" if is_chinese(language) else "en"
