"""What a difference is called, in English and Chinese."""

from __future__ import annotations

from huizhen.core.content import Pack


class Wording:
    """Names of differences from `wording.tsv` of the checks' pack."""

    def __init__(self, checks: Pack) -> None:
        rows = checks.rows("wording.tsv")
        self._en = {row["code"]: row["en"] for row in rows}
        self._zh = {row["code"]: row["zh"] for row in rows}

    def en(self, code: str) -> str:
        """'side: differs'; the code itself where no row has it."""
        return self._said(self._en, code, ": ")

    def zh(self, code: str) -> str:
        """'侧别：不一致'; the code itself where no row has it."""
        return self._said(self._zh, code, "：")

    @staticmethod
    def _said(words: dict[str, str], code: str, joint: str) -> str:
        if code in words:
            return words[code]
        name, *more = code.split(".")
        parts = [words.get(name, name)]
        parts += [words.get(f"{name}.{axis}", axis) for axis in more[:-1]]
        parts += [words.get(f".{kind}", kind) for kind in more[-1:]]
        return joint.join(part for part in parts if part)
