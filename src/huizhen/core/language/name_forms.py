"""A printed name taken apart: words, roles where the print tells them, titles away.

'Prof. Dr. med. Erika von Müller-Lüdenscheid, geb. Schmidt' and DICOM's
'Yamada^Tarou=山田^太郎' become forms of one script each, ready for comparison.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from huizhen.core.language.name_tables import NameTables, name_tables
from huizhen.core.language.script import script_of_letter
from huizhen.core.records.identity import PersonName

_MOST_WORDS = 12
_MOST_CHARACTERS = 200
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʹ", "'"))
_BREAKS = re.compile(r"[\s\-‐‑‒–—―/_+;:\"“”«»()\[\]{}|]+")
_PARENTHESES = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_TO_CYRILLIC = str.maketrans("aecopxyiABEKMHOPCTXI", "аесорхуіАВЕКМНОРСТХІ")
_TO_LATIN = str.maketrans("аесорхуіАВЕКМНОРСТХІ", "aecopxyiABEKMHOPCTXI")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name, casefolded."""

    text: str
    script: str
    is_abbreviated: bool = False
    """A single letter, or a few with a full stop."""
    is_optional: bool = False
    """A particle or a soft title: its absence elsewhere says nothing."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """One name in one script; `family` and `given` where roles are known, else `free`."""

    script: str
    family: tuple[Word, ...] = ()
    given: tuple[Word, ...] = ()
    free: tuple[Word, ...] = ()
    earlier_family: tuple[Word, ...] = ()
    """The maiden name, where the print says so."""
    generation: str = ""

    @property
    def words(self) -> tuple[Word, ...]:
        """All words but those of an earlier family name."""
        return self.family + self.given + self.free


@dataclass(frozen=True, slots=True)
class _Parts:
    family: list[Word]
    given: list[Word]
    free: list[Word]
    earlier: list[Word]
    generation: str


def name_forms(name: PersonName) -> tuple[NameForm, ...]:
    """The forms of a name, one for each script it is printed in; () when nothing is left."""
    tables = name_tables()
    forms: list[NameForm] = []
    for parts in _parts_of(name, tables):
        forms.extend(_by_script(parts))
    return tuple(forms)


def _parts_of(name: PersonName, tables: NameTables) -> Iterable[_Parts]:
    family, given = _clean(name.family), _clean(name.given)
    text = _clean(name.text)
    if family and given:
        yield _with_roles(family, given, tables)
    elif "^" in text or "=" in text:
        for group in text.split("="):
            parts = [part.strip() for part in group.split("^")]
            parts += [""] * (5 - len(parts))
            middle = " ".join((parts[1], parts[2], parts[4]))
            if any(parts[:3]):
                yield _with_roles(parts[0], middle, tables)
    elif (family or given) and not text:
        yield _with_roles(family, given, tables)
    elif text:
        yield _from_text(text, family, tables)


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS])
    return composed.translate(_APOSTROPHES).strip()


def _from_text(text: str, family: str, tables: NameTables) -> _Parts:
    before, *others = re.split("[,，、]", text)
    if others:
        maiden = [part for part in others if _opens_maiden_name(part, tables)]
        after = " ".join(part for part in others if part not in maiden)
        before = " ".join([before, *maiden])
        parts = _with_roles(before, after, tables)
        if parts.given or not parts.family:
            return parts
        # what followed the comma was a title, a generation or a maiden name
        return replace(parts, family=[], free=parts.family)
    words, earlier, generation = _words(text, tables)
    known = {word.text for word in _words(family, tables)[0]} if family else set()
    if known:
        return _Parts(
            family=[w for w in words if w.text in known],
            given=[w for w in words if w.text not in known],
            free=[],
            earlier=earlier,
            generation=generation,
        )
    capitals = _family_in_capitals(text, words)
    if capitals:
        rest = [word for word in words if word not in capitals]
        return _Parts(capitals, rest, [], earlier, generation)
    return _Parts([], [], words, earlier, generation)


def _opens_maiden_name(text: str, tables: NameTables) -> bool:
    return text.strip().partition(" ")[0].casefold().rstrip(".:") in tables.maiden_markers


def _with_roles(family: str, given: str, tables: NameTables) -> _Parts:
    family_words, earlier, generation = _words(family, tables)
    given_words, also_earlier, also_generation = _words(given, tables)
    return _Parts(
        family=family_words,
        given=given_words,
        free=[],
        earlier=earlier or also_earlier,
        generation=generation or also_generation,
    )


def _family_in_capitals(text: str, words: Sequence[Word]) -> list[Word]:
    """The words printed in capitals where the others are not: 'Marie DUPONT'."""
    chunks = [chunk for chunk in _BREAKS.split(text) if chunk]
    capitals = {c.casefold() for c in chunks if len(c) > 1 and c.isupper() and c.isalpha()}
    others = [c for c in chunks if len(c) > 1 and not c.isupper() and c[:1].isupper()]
    found = [word for word in words if word.text in capitals]
    return found if others and 0 < len(found) < len(words) else []


def _words(text: str, tables: NameTables) -> tuple[list[Word], list[Word], str]:
    """Words, words of the maiden name, and the generation (junior, senior ...)."""
    text, apart = _without_parentheses(text, tables)
    words: list[Word] = []
    earlier: list[Word] = []
    generation = ""
    target = words
    follows_title = False
    for chunk in [c for c in text.replace(",", " ").split() if c][:_MOST_WORDS]:
        bare = re.sub(r"[.\-']", "", chunk.casefold())
        follows_title = bare in tables.titles or (follows_title and bare in tables.soft_titles)
        if follows_title:
            continue
        if bare in tables.maiden_markers and words and target is words:
            target = earlier
            continue
        said = _generation_of(chunk, bare, tables)
        if said and (len(words) >= 2 or (words and len(bare) <= 3)):
            generation = said
            continue
        target.extend(_split_chunk(chunk, tables))
    if apart:
        earlier = earlier or [w for chunk in apart.split() for w in _split_chunk(chunk, tables)]
    if not words:
        words, earlier = earlier, []
    return words, earlier, generation


def _without_parentheses(text: str, tables: NameTables) -> tuple[str, str]:
    """Text without its parentheses, and the maiden name when they held one."""
    apart = ""
    for match in _PARENTHESES.finditer(text):
        inside = match.group(1).strip()
        if _opens_maiden_name(inside, tables):
            apart = inside.partition(" ")[2]
        elif inside.isalpha() and _main_script(inside) == _main_script(text):
            apart = inside  # 'Соколова (Петрова) Елена': an earlier name, or a nickname
    outside = _PARENTHESES.sub(" ", text)
    if not outside.strip():
        return text, ""
    other_script = [
        inside.group(1)
        for inside in _PARENTHESES.finditer(text)
        if _main_script(inside.group(1)) not in ("", _main_script(outside))
    ]
    return " ".join([outside, *other_script]), apart


def _generation_of(chunk: str, bare: str, tables: NameTables) -> str:
    if bare in tables.generations_with_dot:
        return tables.generations_with_dot[bare] if chunk.endswith(".") else ""
    return tables.generations.get(bare, "")


def _split_chunk(chunk: str, tables: NameTables) -> list[Word]:
    words = []
    for part in _BREAKS.split(chunk.replace(".", ". ")):
        text = part.strip(".,'*&#!?<>^~=·・•")
        # a foreigner's name in hanzi or kana has its parts set apart by a point
        for piece in re.split("[·・•]", text):
            word = _word(piece, part.endswith("."), tables)
            if word is not None:
                words.append(word)
    return words


def _word(text: str, has_stop: bool, tables: NameTables) -> Word | None:
    folded = _in_one_script(text).casefold()
    script = _main_script(folded)
    if not script:
        return None
    if script in ("Hani", "Kana", "Hang"):
        folded = _without_east_asian_title(folded, tables)
        return Word(text=folded, script=script) if folded else None
    if folded in tables.titles:
        return None
    is_short = len(folded) == 1 or (has_stop and len(folded) <= 4)
    is_optional = folded in tables.particles or folded in tables.soft_titles
    return Word(text=folded, script=script, is_abbreviated=is_short, is_optional=is_optional)


def _without_east_asian_title(text: str, tables: NameTables) -> str:
    for title in tables.titles:
        if text.endswith(title) and len(text) > len(title) and _main_script(title) != "Latn":
            return text.removesuffix(title)
    return "" if text in tables.titles else text


def _in_one_script(text: str) -> str:
    """A word whose Cyrillic letters were printed with their Latin twins, or the other way."""
    scripts = Counter(script_of_letter(char) for char in text)
    latin, cyrillic = scripts["Latn"], scripts["Cyrl"]
    if not latin or not cyrillic:
        return text
    return text.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)


def _main_script(text: str) -> str:
    scripts = Counter(script_of_letter(char) for char in text)
    scripts.pop("", None)
    if not scripts:
        return ""
    script = scripts.most_common(1)[0][0]
    return "Kana" if script == "Hira" else script


def _by_script(parts: _Parts) -> Iterable[NameForm]:
    everything = [*parts.family, *parts.given, *parts.free]
    for script in dict.fromkeys(word.script for word in everything):
        family, given, free, earlier = (
            tuple(word for word in words if word.script == script)
            for words in (parts.family, parts.given, parts.free, parts.earlier)
        )
        if (family and given) or (free and not family and not given):
            roles = {"family": family, "given": given, "free": free}
        elif parts.free or len(_scripts(everything)) > 1:
            roles = {"free": family + given + free}
        else:
            roles = {"family": family, "given": given}
        yield NameForm(script=script, earlier_family=earlier, generation=parts.generation, **roles)


def _scripts(words: Iterable[Word]) -> set[str]:
    return {word.script for word in words}
