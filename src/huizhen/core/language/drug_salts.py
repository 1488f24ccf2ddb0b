"""Salts in Chinese drug names: acids stand before the base, metals after it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from huizhen.core.records.value import Value

_METALS = ("钠", "钾", "钙", "镁", "锂", "锌", "铁", "铵", "铋", "铝")
_NO_SALT = re.compile(r"单抗|胰岛素|疫苗|因子|干扰素|白蛋白|球蛋白|制剂|剂$|/|复方")
"""Names that stand for a biological, a class or a mixture: no salt is put to them."""
_ALREADY = re.compile(r"^.{0,4}酸.")
"""A name that begins with an acid carries its salt."""


class Salt(Value):
    """One salt word: what it is in Chinese, and on which side of the base it stands."""

    zh: str
    place: str


class Salts:
    """The salt words of the lexicon, and names with a salt put to them."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._salts = {
            row["en"]: Salt(zh=row["zh"], place=row["place"]) for row in rows if row["en"]
        }

    def find(self, words: str) -> Salt | None:
        """The salt of one or two words in lower case."""
        return self._salts.get(words)

    def salted(self, zh: str, salt: Salt) -> str | None:
        """The name with its salt; None where putting them together could be wrong."""
        if salt.place == "hydrate" or zh.startswith("维生素"):
            return zh
        if _NO_SALT.search(zh):
            return None
        if salt.place == "before":
            return self._with_acid(zh, salt.zh)
        if zh.endswith(salt.zh):
            return zh
        if zh.endswith((*_METALS, "酯")) or _ALREADY.match(zh):
            return None
        return f"{zh}{salt.zh}"

    @staticmethod
    def _with_acid(zh: str, acid: str) -> str | None:
        if zh.startswith(acid):
            return zh
        if zh.endswith((*_METALS, "酸")) or _ALREADY.match(zh):
            return None
        return f"{acid}{zh}"
