"""Writes content/masking/lexicon.txt, lexicon_zh.txt and pairs_zh.txt: the words of the content
packs, none of which is a name; of Chinese those that look like one; and the signs that stand side
by side in Chinese texts of the packs, in pypinyin's phrases and in everyday_zh.txt.

    python scripts/masking_lexicon.py

A capitalised word beside a title, a role or a number is a person's name unless it is a word of
medicine or of a letter. The packs have those words in six languages, and the catalogues of the
desk those of offices.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "src" / "huizhen"
PACKS = (
    "checks", "consent", "enquiry", "extraction", "imaging", "letters", "opinion", "packs",
    "questions", "red_flags", "reports", "scores", "sealed", "specialties", "states", "terms",
    "wording",
)  # fmt: skip
_HAN = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_RUN = re.compile("[\u4e00-\u9fff]+")
_TRANSLATED = re.compile(r'^(?:msgstr(?:\[\d\])? )"(.*)"', re.M)
_WORD = re.compile(r"[^\W\d_]{3,40}")


def texts() -> Iterator[str]:
    """The files whose words are collected."""
    for pack in PACKS:
        for path in sorted((ROOT / "content" / pack).rglob("*")):
            if path.suffix in (".json", ".tsv", ".txt"):
                yield path.read_text(encoding="utf-8")
    for path in sorted(ROOT.rglob("*.po")):
        yield path.read_text(encoding="utf-8")


def catalogue_words() -> Iterator[str]:
    """The words of Django's catalogues (BSD): everyday ones that no pack of medicine has."""
    import django

    root = Path(django.__file__).parent
    for language in ("de", "es", "fr", "ru"):
        for path in sorted(root.rglob(f"locale/{language}/LC_MESSAGES/*.po")):
            _, _, body = path.read_text(encoding="utf-8").partition("\n\n")
            for line in _TRANSLATED.findall(body):
                yield from _WORD.findall(line)


def pairs_zh() -> dict[str, set[str]]:
    """Each Chinese sign with those that stand behind it."""
    from pypinyin.phrases_dict import phrases_dict

    everyday = (ROOT / "content" / "masking" / "everyday_zh.txt").read_text(encoding="utf-8")
    pairs: dict[str, set[str]] = {}
    for text in (*texts(), *phrases_dict, *everyday.split()):
        for run in _RUN.findall(text):
            for one, other in pairwise(run):
                pairs.setdefault(one, set()).add(other)
    return pairs


def main() -> int:
    """Writes the files and says how many words they have."""
    sys.path.insert(0, str(ROOT.parent))
    from huizhen.core.extraction.identity_labels import plain
    from huizhen.core.preparation.masking.tables import masking_tables

    tables = masking_tables()
    names = tables.all_given | tables.all_family
    words = {plain(word) for text in texts() for word in _WORD.findall(text) if word < "\u2e80"}
    words |= {plain(word) for word in catalogue_words()}
    kept = sorted(word for word in words if word not in names)
    target = ROOT / "content" / "masking" / "lexicon.txt"
    target.write_text("\n".join(kept) + "\n", encoding="utf-8")
    from huizhen.core.preparation.masking.names_zh import is_name_zh

    han = {word for text in texts() for word in _HAN.findall(text)}
    alike = sorted(word for word in han if is_name_zh(word))
    chinese = ROOT / "content" / "masking" / "lexicon_zh.txt"
    chinese.write_text("\n".join(alike) + "\n", encoding="utf-8")
    lines = (sign + "".join(sorted(after)) for sign, after in sorted(pairs_zh().items()))
    (target.parent / "pairs_zh.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(kept)} words, {len(alike)} Chinese ones")
    return 0


if __name__ == "__main__":
    sys.exit(main())
