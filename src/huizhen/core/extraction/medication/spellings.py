"""National spellings of drug names: 'gemcitabine' is Gemcitabin, gemcitabina, гемцитабин.

International nonproprietary names differ between languages by regular endings and, in Russian, by
letters (WHO, INN stem book). Irregular names stand in the pack's own table.
"""

from __future__ import annotations

from collections.abc import Iterator

_LEAST = 6
_GERMAN = (("ine", "in"), ("one", "on"), ("ide", "id"), ("ate", "at"), ("ole", "ol"), ("ene", "en"),
           ("ime", "im"), ("ane", "an"), ("ose", "ose"), ("ase", "ase"), ("ime", "im"))  # fmt: skip
_SPANISH = (("ine", "ina"), ("one", "ona"), ("ide", "ida"), ("ate", "ato"), ("ole", "ol"),
            ("ene", "eno"), ("ime", "ima"), ("in", "ina"), ("ane", "ano"))  # fmt: skip
_SPANISH_LETTERS = (("ph", "f"), ("th", "t"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("nn", "n"),
                    ("mm", "m"), ("ff", "f"), ("y", "i"), ("pp", "p"))  # fmt: skip
_SPANISH_ENDINGS = (("oxacina", "oxacino"), ("platina", "platino"), ("tyl", "tilo"))
_FRENCH = (("in", "ine"), ("ol", "ol"))
_RUSSIAN = (
    ("sch", "ш"), ("ph", "ф"), ("th", "т"), ("ch", "х"), ("qu", "кв"), ("x", "кс"), ("ae", "е"),
    ("ce", "це"), ("ci", "ци"), ("cy", "ци"), ("ya", "иа"), ("ll", "лл"), ("a", "а"), ("b", "б"),
    ("c", "к"), ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "г"), ("i", "и"),
    ("j", "й"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"),
    ("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("y", "и"),
    ("z", "з"),
)  # fmt: skip
_CASES = ("а", "у", "ом", "е")


def spellings(name: str) -> Iterator[str]:
    """The regular spellings of a one-word name in German, Spanish, French and Russian."""
    if len(name) < _LEAST or not (name.isascii() and name.isalpha() and name.islower()):
        return
    yield _ended(name, _GERMAN)
    spanish = _ended(name, _SPANISH)
    for before, after in _SPANISH_LETTERS:
        spanish = spanish.replace(before, after)
    yield _ended(spanish, _SPANISH_ENDINGS)
    yield _ended(name, _FRENCH)
    yield from russian_forms(_in_russian(name))


def russian_forms(name: str) -> Iterator[str]:
    """A Russian name in its cases: метформин, метформина, метформином."""
    yield name
    if name[-1] in "бвгдзклмнпрстфх":
        yield from (name + ending for ending in _CASES)
    elif name[-1] == "а":
        yield from (name[:-1] + ending for ending in ("ы", "у", "ой", "е"))


def _ended(name: str, endings: tuple[tuple[str, str], ...]) -> str:
    for before, after in endings:
        if name.endswith(before):
            return name.removesuffix(before) + after
    return name


def _in_russian(name: str) -> str:
    rest = name.removesuffix("e") if name[-3:-1] not in ("as", "os") else name[:-1] + "a"
    written = ""
    while rest:
        for latin, cyrillic in _RUSSIAN:
            if rest.startswith(latin):
                written += cyrillic
                rest = rest[len(latin) :]
                break
        else:
            return written
    written = written.replace("есс", "ес")
    return "э" + written[1:] if written[0] == "е" else written
