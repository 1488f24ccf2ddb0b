"""Writes content/masking/lexicon.txt and lexicon_zh.txt: the words of the content packs, none of
which is a name; of Chinese those that look like one.

    python scripts/masking_lexicon.py

A capitalised word beside a title, a role or a number is a person's name unless it is a word of
medicine or of a letter. The packs have those words in six languages, and the catalogues of the
desk those of offices.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "src" / "huizhen"
PACKS = (
    "checks", "consent", "enquiry", "extraction", "imaging", "letters", "opinion", "packs",
    "questions", "red_flags", "reports", "scores", "sealed", "specialties", "states", "terms",
    "wording",
)  # fmt: skip
_HAN = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_WORD = re.compile(r"[^\W\d_]{3,40}")


def texts() -> Iterator[str]:
    """The files whose words are collected."""
    for pack in PACKS:
        for path in sorted((ROOT / "content" / pack).rglob("*")):
            if path.suffix in (".json", ".tsv", ".txt"):
                yield path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.po")):
        yield path.read_text(encoding="utf-8")


def main() -> int:
    """Writes the file and says how many words it has."""
    sys.path.insert(0, str(ROOT.parent))
    from huizhen.core.extraction.identity_labels import plain
    from huizhen.core.preparation.masking.tables import masking_tables

    tables = masking_tables()
    names = tables.all_given | tables.all_family
    words = {plain(word) for text in texts() for word in _WORD.findall(text) if word < "\u2e80"}
    kept = sorted(word for word in words if word not in names)
    target = ROOT / "content" / "masking" / "lexicon.txt"
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
    from huizhen.core.preparation.masking.names_zh import is_name_zh

    han = {word for text in texts() for word in _HAN.findall(text)}
    alike = sorted(word for word in han if is_name_zh(word))
    chinese = ROOT / "content" / "masking" / "lexicon_zh.txt"
    chinese.write_text("\n".join(alike) + "\n", encoding="utf-8")
    print(f"{len(kept)} words, {len(alike)} Chinese ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
