"""Keys under which two printed words of a name are the same: folding, romanisation, misreading.

Folding removes what typewriters and registries change (diacritics, ä or ae, ß or ss). Sounding
brings the romanisations of one Cyrillic spelling together: ICAO 9303, BGN/PCGN, ISO 9, GOST 7.79
and the German, French and Polish customs differ in y/i/j, kh/h/ch, zh/ž, ts/z, shch/šč and ye/e.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice, product

_MOST_VARIANTS = 32
_MOST_LETTERS = 40
"""A longer word is no word of a name; the rest of it is not looked at."""

_LATIN_VARIANTS: dict[str, tuple[str, ...]] = {
    "ä": ("a", "ae"), "ö": ("o", "oe"), "ü": ("u", "ue"), "ø": ("o", "oe"), "å": ("a", "aa"),
    "æ": ("ae", "a"), "œ": ("oe", "o"), "ð": ("d", "th"), "þ": ("th",), "đ": ("d", "dj"),
    "ł": ("l",), "ı": ("i",), "ħ": ("h",), "ŋ": ("ng",), "ə": ("a", "e"), "ő": ("o", "oe"),
    "ű": ("u", "ue"), "š": ("s", "sh"), "ş": ("s", "sh"), "ș": ("s", "sh"), "ž": ("z", "zh"),
    "č": ("c", "ch"), "ć": ("c", "ch"), "ç": ("c", "ch"), "ĳ": ("ij",),
}  # fmt: skip

_ISO9_LATIN = str.maketrans({
    "š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "â": "ya", "û": "yu", "ë": "yo", "è": "e",
    "ě": "e", "ï": "yi", "ì": "i", "ĭ": "i", "ć": "ch", "ś": "sh", "ż": "zh", "ź": "z",
})  # fmt: skip

_CYRILLIC: dict[str, tuple[str, ...]] = {
    "а": ("a",), "б": ("b",), "в": ("v",), "г": ("h",), "ґ": ("h",), "д": ("d",), "е": ("e",),
    "ё": ("e", "io", "o"), "є": ("e",), "ж": ("Z",), "з": ("z",), "и": ("i",), "і": ("i",),
    "ї": ("i",), "й": ("i",), "ј": ("i",), "к": ("k",), "л": ("l",), "м": ("m",), "н": ("n",),
    "о": ("o",), "п": ("p",), "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u",), "ў": ("u", "v"),
    "ф": ("f",), "х": ("h",), "ц": ("z",), "ч": ("C",), "џ": ("Z",), "ш": ("S",), "щ": ("S",),
    "ъ": ("", "a"), "ы": ("i",), "ь": ("",), "э": ("e",), "ю": ("iu", "u"), "я": ("ia", "a"),
    "љ": ("li",), "њ": ("ni",), "ћ": ("C",), "ђ": ("di",), "ѓ": ("h",), "ќ": ("k",),
    "ѕ": ("z",), "ә": ("a", "e"), "ғ": ("h",), "қ": ("k",), "ң": ("n",), "ө": ("o",),
    "ұ": ("u",), "ү": ("u",), "һ": ("h",), "'": ("",),
}  # fmt: skip

_GREEK: dict[str, str] = {
    "αι": "ai", "αυ": "av", "ει": "ei", "ευ": "ev", "οι": "oi", "ου": "ou", "γγ": "ng",
    "γκ": "gk", "μπ": "b", "ντ": "nt", "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e",
    "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x",
    "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch",
    "ψ": "ps", "ω": "o",
}  # fmt: skip

_LATIN_SOUNDS: dict[str, tuple[str, ...]] = {
    "schtsch": ("S",), "chtch": ("S",), "shtch": ("S",), "szcz": ("S",), "shch": ("S",),
    "shh": ("S",), "sch": ("S",), "sh": ("S",), "sz": ("S",), "tsch": ("C",), "tch": ("C",),
    "ch": ("C", "h"), "cz": ("C", "z"), "zh": ("Z",), "dzh": ("dZ", "Z"), "dj": ("dZ", "di"),
    "kh": ("h",), "gh": ("h",), "ts": ("z",), "tz": ("z",), "ph": ("f",), "th": ("t",),
    "ck": ("k",), "gue": ("he",), "gui": ("hi",), "qu": ("kv",), "q": ("k",), "x": ("ks",),
    "w": ("v",), "g": ("h",), "c": ("k", "z"), "j": ("i", "Z"), "y": ("i",), "oo": ("u",),
    "ou": ("u",), "ee": ("i", "e"),
}  # fmt: skip
_LATIN_SOUND = re.compile("|".join(sorted(_LATIN_SOUNDS, key=len, reverse=True)))
_GREEK_SOUND = re.compile("|".join(sorted(_GREEK, key=len, reverse=True)))

_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ة": "ه", "ؤ": "و",
    "ک": "ك", "ـ": "",
})  # fmt: skip

_LOOK_ALIKE: tuple[tuple[str, str], ...] = (
    ("rn", "m"), ("cl", "d"), ("ci", "d"), ("vv", "w"), ("ii", "u"), ("ri", "n"), ("li", "h"),
    ("0", "o"), ("1", "l"), ("1", "i"), ("i", "l"), ("i", "j"),
    ("5", "s"), ("8", "b"), ("6", "b"), ("6", "g"), ("2", "z"), ("c", "e"), ("c", "o"),
    ("u", "v"), ("n", "h"), ("h", "b"), ("f", "t"), ("g", "q"), ("y", "v"), ("n", "u"),
    ("и", "н"), ("п", "н"), ("ш", "щ"), ("с", "е"), ("о", "с"), ("л", "п"), ("и", "й"),
    ("ц", "н"), ("б", "в"), ("з", "э"), ("3", "з"), ("0", "о"), ("б", "6"), ("ч", "4"), ("м", "ш"),
)  # fmt: skip

_SHORTEST_MISREAD = 3
_SHORTEST_EDITED = 6
"""In shorter names one letter makes another name: Wang and Yang, Lena and Lina, Jan and Jon."""


def without_marks(text: str) -> str:
    """The text without combining marks."""
    return "".join(
        char
        for char in unicodedata.normalize("NFD", text)
        if unicodedata.category(char) not in ("Mn", "Me")
    )


def folded_keys(word: str, script: str) -> frozenset[str]:
    """Every plain spelling of a casefolded word: Müller gives muller and mueller."""
    word = word[:_MOST_LETTERS]
    if script == "Latn":
        parts = (_latin_variants(char) for char in word)
        keys = {"".join(chosen) for chosen in islice(product(*parts), _MOST_VARIANTS)}
        if re.fullmatch("[ln]ü(e)?", word):
            keys |= {word[0] + ending for ending in ("v", "yu", "u", "ue")}
        return frozenset(key.replace("'", "") for key in keys)
    if script == "Arab":
        return frozenset((without_marks(word).translate(_ARABIC),))
    if script in ("Cyrl", "Grek", "Hebr"):
        return frozenset((without_marks(word).replace("'", ""),))
    return frozenset((word,))


def _latin_variants(char: str) -> tuple[str, ...]:
    return _LATIN_VARIANTS.get(char) or (without_marks(char),)


def without_digraphs(key: str) -> str:
    """A folded key with ae, oe, ue and aa as one vowel, so that Mueller meets Muller."""
    shorter = re.sub("([aou])e", r"\1", key).replace("aa", "a")
    return shorter if len(shorter) >= 3 else key


def sound_keys(word: str, script: str) -> frozenset[str]:
    """Keys that every romanisation of a casefolded word shares; empty for other scripts."""
    word = word[:_MOST_LETTERS]
    if script == "Cyrl":
        return _cyrillic_sounds(word)
    if script == "Grek":
        plain = without_marks(word)
        word = _GREEK_SOUND.sub(lambda match: _GREEK[match.group()], plain)
        return _latin_sounds(word)
    if script == "Latn":
        folded = folded_keys(word, "Latn")
        spellings = {*folded, *map(without_digraphs, folded)}
        spellings.add(without_marks(word.translate(_ISO9_LATIN)))
        return frozenset(key for spelling in spellings for key in _latin_sounds(spelling))
    return frozenset()


def _cyrillic_sounds(word: str) -> frozenset[str]:
    word = unicodedata.normalize("NFC", re.sub("[йь]о", "ё", word)).replace("дж", "џ")
    parts = [_CYRILLIC.get(char, (char,)) for char in word]
    # ä, ö and ü become я, ё and ю inside a word alone: Яна is not Ана
    if word[:1] in ("я", "ё", "ю"):
        parts[0] = tuple(sound for sound in parts[0] if sound not in ("a", "o", "u"))
    keys = islice(product(*parts), _MOST_VARIANTS)
    return frozenset(_settled("".join(chosen)) for chosen in keys)


def _latin_sounds(word: str) -> frozenset[str]:
    word = word.replace("'", "").replace("ʹ", "").replace("ʺ", "")
    word = re.sub("ff$", "v", re.sub("ah$", "a", word))
    word = re.sub("(?<=[bcdfghklmnprstvwxz])[yj]o", "e", word)
    used = sorted({match.group() for match in _LATIN_SOUND.finditer(word)})
    choices = islice(product(*(_LATIN_SOUNDS[part] for part in used)), _MOST_VARIANTS)
    return frozenset(_replaced(word, dict(zip(used, choice, strict=True))) for choice in choices)


def _replaced(word: str, sounds: Mapping[str, str]) -> str:
    return _settled(_LATIN_SOUND.sub(lambda match: sounds[match.group()], word))


def _settled(sounds: str) -> str:
    """What the systems write differently after the letters are gone: ye, doubled letters, yo."""
    sounds = re.sub(r"(.)\1+", r"\1", sounds)
    sounds = re.sub("ie(?=.)", "e", sounds)
    sounds = re.sub("([SC])o", r"\1e", sounds)
    return re.sub(r"(.)\1+", r"\1", sounds)


def is_misread(first: str, second: str, is_family: bool) -> bool:
    """Whether two folded words differ by what one slip of reading or typing explains.

    Look-alike shapes are believed from three letters on; any other single edit only in longer
    words, and in a given name not at its edges, where Aleksandr and Aleksandra, Mario and Maria
    are two people.
    """
    shorter = min(len(first), len(second))
    if shorter < _SHORTEST_MISREAD or first == second:
        return False
    if _differ_by_look_alike(first, second):
        return True
    return shorter >= _SHORTEST_EDITED and _is_one_edit(first, second, is_family)


def _differ_by_look_alike(first: str, second: str) -> bool:
    pairs = (*_LOOK_ALIKE, *((other, one) for one, other in _LOOK_ALIKE))
    return any(
        first[:at] + other + first[at + len(one) :] == second
        for one, other in pairs
        for at in range(len(first) - len(one) + 1)
        if first.startswith(one, at)
    )


def _is_one_edit(first: str, second: str, is_family: bool) -> bool:
    from rapidfuzz.distance import OSA

    if OSA.distance(first, second, score_cutoff=1) != 1:
        return False
    if is_family:
        return True
    return first[0] == second[0] and first[-2:] == second[-2:]


def similarity(first: Iterable[str], second: Iterable[str]) -> float:
    """0-100: how alike the most alike of two sets of keys are."""
    from rapidfuzz import fuzz

    others = tuple(second)
    return max((fuzz.ratio(one, other) for one in first for other in others), default=0.0)
