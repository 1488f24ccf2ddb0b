"""What the product may print of itself: words, titles and frames of the loaded content packs.

Nothing is taken from a dossier here: a label that stands in a dossier and in no pack is a stranger.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from huizhen.core.content import UNREVIEWED_MARK, Pack
from huizhen.core.preparation.accounting.page_text import letters_of
from huizhen.core.preparation.dossier import DRAFT_MARK, IDENTITY_UNCONFIRMED

_FORMATTER: Final = string.Formatter()
_MARKS: Final = (DRAFT_MARK, UNREVIEWED_MARK, IDENTITY_UNCONFIRMED)
_WORDING_FILES: Final = ("record.json", "papers.json")
_WORDS_OF_ILLNESS: Final = ("panels", "other_panel", "generic_studies", "unknown_study")
_SHOWN_KEYS: Final = ("zh", "en", "label", "title")
_JOINTS: Final = "·、，"
_WIDE_BLANK: Final = "\u3000"
_COUNT: Final = re.compile(r"\d{1,6}|[一二三四五六七八九十]{1,2}")
_DATE: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_DEPTH: Final = 4


class FixedWords:
    """Answers whether a text is the product's own."""

    def __init__(
        self,
        texts: Iterable[str],
        slots: Mapping[str, str],
        dates: Collection[str] = (),
        further: Iterable[str] = (),
    ) -> None:
        """`slots` are the only fillings of frames with these names; `dates` the only dates that
        stand by themselves; `further` are words from tables of the packs, units for one."""
        self._slots = {name: letters_of(text) for name, text in slots.items()}
        self._dates = frozenset(dates)
        self._whole: set[str] = {letters_of(text) for text in (*_MARKS, *further)}
        self._frames: list[tuple[re.Pattern[str], tuple[str, ...]]] = []
        for text in dict.fromkeys(texts):
            self._add(text)

    def _add(self, text: str) -> None:
        for line in (text, *text.splitlines()):
            parts = _parts(line)
            if not any(slot for _, slot in parts):
                self._whole.add(letters_of(line))
                continue
            pattern = "".join(
                re.escape(letters_of(literal)) + ("(.*?)" if slot else "")
                for literal, slot in parts
            )
            slots = tuple(slot for _, slot in parts if slot)
            if any(letters_of(literal) for literal, _ in parts):
                self._frames.append((re.compile(pattern, re.DOTALL), slots))

    def knows(self, text: str) -> bool:
        """Whether a printed text is wholly of packs, dates of the case and counts."""
        parts = [text] if letters_of(text) in self._whole else text.split(_WIDE_BLANK)
        return all(self._known(letters_of(part), _DEPTH) for part in parts)

    def _known(self, letters: str, depth: int) -> bool:
        if not letters or letters in self._whole or letters in self._dates:
            return True
        if _COUNT.fullmatch(letters):
            return True
        if depth == 0:
            return False
        return self._is_filled(letters, depth) or self._is_joined(letters, depth)

    def _is_filled(self, letters: str, depth: int) -> bool:
        for pattern, slots in self._frames:
            found = pattern.fullmatch(letters)
            if found and all(
                self._fits(slot, filling, depth)
                for slot, filling in zip(slots, found.groups(), strict=True)
            ):
                return True
        return False

    def _fits(self, slot: str, filling: str, depth: int) -> bool:
        if slot in self._slots:
            return filling == self._slots[slot]
        if slot == "count":
            return _COUNT.fullmatch(filling) is not None
        if slot == "date" and _DATE.fullmatch(filling):
            return filling in self._dates
        return bool(filling) and self._known(filling, depth - 1)

    def _is_joined(self, letters: str, depth: int) -> bool:
        """Whether it is known texts with joints between them."""
        return any(
            joint in letters
            and all(part and self._known(part, depth - 1) for part in letters.split(joint))
            for joint in _JOINTS
        )


def texts_of_wording(pack: Pack) -> Iterator[str]:
    """Every text of the wording pack that can stand on paper."""
    for name in _WORDING_FILES:
        yield from _leaves(pack.parsed(name))
    illness = pack.parsed("illness.json")
    for key in _WORDS_OF_ILLNESS:
        value = illness.get(key, ())
        for panel in value if isinstance(value, list) else (value,):
            yield from (
                (panel["zh"],) if isinstance(panel, dict) and "zh" in panel else _leaves(panel)
            )


def texts_of_forms(pack: Pack) -> Iterator[str]:
    """Titles, names and labels of a specialty's or the common pack."""
    for text in pack.files.values():
        try:
            yield from _shown(json.loads(text))
        except ValueError:
            continue


def texts_of_letters(pack: Pack) -> Iterator[str]:
    """Every text of the letters in all their languages."""
    for name, text in pack.files.items():
        if name.endswith(".json") and name != "pack.json":
            yield from _leaves(json.loads(text))


def _parts(text: str) -> list[tuple[str, str]]:
    """Literals, each with the name of the slot behind it; a text without slots is one."""
    try:
        return [(literal, slot or "") for literal, slot, _, _ in _FORMATTER.parse(text)]
    except ValueError:
        return [(text, "")]


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)


def _shown(data: Any) -> Iterator[str]:
    """Texts under keys that name what is shown."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key in _SHOWN_KEYS and isinstance(value, str):
                yield value
            else:
                yield from _shown(value)
    elif isinstance(data, list):
        for value in data:
            yield from _shown(value)
