"""Fixed words and sentence frames of a content pack: what the product itself says on paper."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Any

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError

_FORMATTER = string.Formatter()


class Frames:
    """Texts of one file by dotted key; a frame has named slots in braces."""

    def __init__(self, pack: Pack, file: str) -> None:
        self.stamp: PackStamp = pack.stamp
        self._file = file
        self._texts = dict(_flattened(pack.parsed(file)))

    def has(self, key: str) -> bool:
        """Whether the pack has a text of that key."""
        return key in self._texts

    def text(self, key: str) -> str:
        """A fixed text; ContentError when the pack has none of that key."""
        if key not in self._texts:
            raise ContentError(
                "content_missing",
                f"The file {self._file} of the pack {self.stamp.id} has no text {key}.",
                "Add it, or remove the site's copy to use the product's.",
            )
        return self._texts[key]

    def fill(self, key: str, **slots: str) -> str:
        """A frame with its slots filled; ContentError when the frame names an unknown slot."""
        frame = self.text(key)
        try:
            return frame.format(**slots)
        except (KeyError, IndexError, ValueError) as error:
            raise ContentError(
                "content_malformed",
                f"The frame {key} of {self.stamp.id}/{self._file} does not fit its slots.",
                f"It may name {', '.join(sorted(slots)) or 'no slot'} in braces.",
            ) from error

    def parts(self) -> tuple[str, ...]:
        """Every fixed stretch of every text, without the slots: what a trace knows as fixed."""
        found: dict[str, None] = {}
        for text in self._texts.values():
            for literal, _, _, _ in _FORMATTER.parse(text):
                if literal.strip():
                    found[literal] = None
        return tuple(found)


def _flattened(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
