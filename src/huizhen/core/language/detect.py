"""The language of a text: its script first, then a classifier among that script's languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, cast

from huizhen.core.language.script import letters_by_script, script_of

MINIMUM_LETTERS = 20
"""Fewer letters say too little; ideographs count as three."""

_SAMPLE_CHARACTERS = 20_000

_ONE_LANGUAGE = {
    "Hans": "zh", "Hant": "zh", "Hani": "zh", "Jpan": "ja", "Kore": "ko", "Grek": "el",
    "Hebr": "he", "Thai": "th", "Armn": "hy", "Geor": "ka", "Beng": "bn", "Guru": "pa",
    "Gujr": "gu", "Taml": "ta", "Telu": "te", "Knda": "kn", "Mlym": "ml", "Sinh": "si",
    "Khmr": "km", "Laoo": "lo", "Mymr": "my", "Ethi": "am", "Mong": "mn",
}  # fmt: skip

_NO_LANGUAGE = "zxx"
"""The classifier's class for what is not running text, such as columns of codes."""

_LANGUAGES = {
    "Latn": frozenset((
        "en", "de", "es", "fr", "it", "pt", "nl", "pl", "cs", "sk", "hu", "ro", "tr", "vi", "id",
        "sv", "da", "no", "fi", "hr", "sl", "et", "lv", "lt", _NO_LANGUAGE,
    )),
    "Cyrl": frozenset(("ru", "uk", "bg", "sr", "kk", "ky", "mn", "be", "mk")),
    "Arab": frozenset(("ar", "fa", "ur")),
    "Deva": frozenset(("hi", "mr", "ne")),
}  # fmt: skip


class _Classifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]:
        """Every language with its likelihood, the best first."""


@lru_cache(maxsize=1)
def _classifier() -> _Classifier:
    """The model (5 MB) at first use; it is read-only afterwards."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return cast("_Classifier", LanguageIdentifier.from_model_file(MODEL_FILE))


def language_of(text: str) -> str:
    """ISO 639-1 code of a text's language, '' when it has too few letters or cannot be told."""
    sample = text[:_SAMPLE_CHARACTERS]
    if sum(letters_by_script(sample).values()) < MINIMUM_LETTERS:
        return ""
    script = script_of(sample)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    candidates = _LANGUAGES.get(script)
    if candidates is None:
        return ""
    # figures and blanks carry no language, but they swamp the short features of a table
    words = " ".join(word for word in sample.split() if any(char.isalpha() for char in word))
    best = next((code for code, _ in _classifier().rank(words) if code in candidates), "")
    return "" if best == _NO_LANGUAGE else best
