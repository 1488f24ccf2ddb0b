"""Chinese names made by frames, where terminology composes regularly: 'closed fracture of {bone}'.

A frame is a row of words and slots; a slot holds a part of its own class (a bone, a joint, an
organ) or another name of the lexicon. Every word of the label has to find its place: a label of
which a single word is left over is not composed at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Words = tuple[str, ...]
KnownName = Callable[[str, str], str | None]
"""The Chinese form of a normalised name of a kind, exactly as the lexicon lists it."""

_WORD = re.compile(r"[^\s,;:/()\[\]&]+|[,;/()&]")
_MARKS = {"&": "and", ";": ","}
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "their", "my", "your"])
"""Words before a noun that no name of a disease has: 'blood in her stool'."""
_SLOT = re.compile(r"\{([a-z|]+)(\d?)\}")
_BOUND = re.compile(r"[(（，,、：:；;/《]|^[无未有不待应]")
"""Chinese names that are a remark of their own and no part of another name."""
_MOST_WORDS = 20
_LEVELS = {"head": 1, "modifier": 2, "link": 3, "status": 4}
_SIDES = {"left": "左", "right": "右", "bilateral": "双", "both": "双"}
_SIDE_WORDS = frozenset(["side", "sided", "of"])
_NAMES = frozenset(
    ["condition", "procedure", "drug", "allergen", "observation", "immunization", "role"]
)
_SPINE = re.compile(r"([ctls])(\d{1,2})(?:[ /]+([ctls]?)(\d{1,2}))?")
_SPINE_MOST = {"c": 7, "t": 12, "l": 5, "s": 5}
_ROMAN = {"i": "Ⅰ", "ii": "Ⅱ", "iii": "Ⅲ", "iv": "Ⅳ", "1": "Ⅰ", "2": "Ⅱ", "3": "Ⅲ", "4": "Ⅳ"}


def words_of(text: str) -> Words:
    """The words and the dividing marks of a normalised label, without articles."""
    found = _WORD.findall(text.replace("[", "(").replace("]", ")"))
    return tuple(_MARKS.get(word, word) for word in found if word not in _ARTICLES)


def singulars(words: Words) -> Iterator[Words]:
    """The words as they are, then with the last one in the singular forms that it may have."""
    yield words
    last = words[-1] if words else ""
    if len(last) < 4 or not last.endswith("s") or last.endswith(("ss", "us", "is")):
        return
    yield (*words[:-1], last[:-1])
    if last.endswith("ies"):
        yield (*words[:-1], f"{last[:-3]}y")
    elif last.endswith("es"):
        yield (*words[:-1], last[:-2])


@dataclass(frozen=True, slots=True)
class _Slot:
    classes: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class _Frame:
    pattern: tuple[str | _Slot, ...]
    zh: str
    level: int
    only: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(item for item in self.pattern if isinstance(item, str))

    def allows(self, zh: str) -> bool:
        """Whether the name in the slot may stand in this frame, by its Chinese form."""
        if any(part in zh for part in self.without):
            return False
        return not self.only or zh.endswith(self.only)


class Parts:
    """Sites, devices and organisms by class and name; a side where the part has two."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._parts: dict[tuple[str, Words], str] = {}
        self._paired: set[tuple[str, Words]] = set()
        self.unsaid: list[Words] = []
        for row in rows:
            names = [row["en"], *filter(None, row.get("synonyms_en", "").split(";"))]
            classes = row["classes"].split()
            if classes == ["unsaid"]:
                self.unsaid.extend(words_of(name) for name in names)
                continue
            for name in map(words_of, names):
                for one in classes:
                    self._parts.setdefault((one, name), row["zh"])
                    if "paired" in classes:
                        self._paired.add((one, name))
        self.unsaid.sort(key=len, reverse=True)

    def find(self, part_class: str, words: Words) -> str | None:
        """The part, with its side in front: '左侧股骨', '右肺'."""
        for name in singulars(words):
            if (part_class, name) in self._parts:
                return self._parts[part_class, name]
        side, rest = _sided(words)
        for name in singulars(rest) if side else ():
            if (part_class, name) in self._paired:
                zh = self._parts[part_class, name]
                return f"{side}{zh}" if len(zh) == 1 else f"{side}侧{zh}"
        return None


def _sided(words: Words) -> tuple[str, Words]:
    """The side that stands before or behind a part, and the part."""
    if len(words) > 1 and words[0] in _SIDES:
        rest = words[2:] if len(words) > 2 and words[1] in _SIDE_WORDS else words[1:]
        return _SIDES[words[0]], rest
    if len(words) > 2 and words[-2] == "," and words[-1] in _SIDES:
        return _SIDES[words[-1]], words[:-2]
    return "", words


class TermFrames:
    """Composes names of conditions and procedures; None for whatever no frame holds exactly."""

    def __init__(
        self,
        parts: Parts,
        frames: Iterable[Mapping[str, str]],
        known: KnownName,
        others: Mapping[str, Callable[[Words], str | None]] | None = None,
    ) -> None:
        self._parts = parts
        self._known = known
        self._others = dict(others or {})
        self._frames: dict[tuple[str, str], list[_Frame]] = {}
        for row in frames:
            for pattern in row["en"].split(";"):
                self._add(row["kind"], _frame(pattern, row))
        for found in self._frames.values():
            found.sort(key=lambda frame: -len(frame.words))
        self._named = lru_cache(maxsize=16_384)(self._named_anew)

    def _add(self, kind: str, frame: _Frame) -> None:
        self._frames.setdefault((kind, frame.words[0]), []).append(frame)

    def compose(self, kind: str, text: str) -> str | None:
        """The Chinese name of a normalised label of a kind, or None."""
        words = self._said(words_of(text))
        if not words or len(words) > _MOST_WORDS:
            return None
        whole = self._named(kind, words, max(_LEVELS.values()))
        if whole is None and words.count(",") == 1:
            comma = words.index(",")  # 'pneumonia, bacterial' is filed under its noun
            turned = (*words[comma + 1 :], *words[:comma])
            whole = self._named(kind, turned, _LEVELS["modifier"])
        return whole

    def _said(self, words: Words) -> Words:
        """The words without what says only that something is not said: ', unspecified'."""
        for phrase in self._parts.unsaid:
            size = len(phrase)
            if len(words) > size and words[-size:] == phrase:
                return self._said(words[:-size])
            if len(words) > size and phrase[0] != "," and words[:size] == phrase:
                return self._said(words[size:])
        return words

    def _named_anew(self, kind: str, words: Words, level: int) -> str | None:
        for name in singulars(words):
            known = self._known(kind, _spelled(name))
            if known is not None:
                return known
        sided = self._parts.find(f"named:{kind}", words)
        if sided is not None:
            return sided
        if kind in self._others:
            made = self._others[kind](words)
            if made is not None:
                return made
        for frame in self._candidates(kind, words):
            if frame.level <= level:
                made = self._filled(frame, words)
                if made is not None:
                    return made
        return None

    def _candidates(self, kind: str, words: Words) -> list[_Frame]:
        found = [
            frame for word in dict.fromkeys(words) for frame in self._frames.get((kind, word), ())
        ]
        return sorted(found, key=lambda frame: -len(frame.words))

    def _filled(self, frame: _Frame, words: Words) -> str | None:
        for slots in self._bindings(frame, frame.pattern, words):
            zh = frame.zh
            for name, value in slots.items():
                zh = zh.replace(f"{{{name}}}", value)
            return zh
        return None

    def _bindings(
        self, frame: _Frame, pattern: Sequence[str | _Slot], words: Words
    ) -> Iterator[dict[str, str]]:
        if not pattern:
            if not words:
                yield {}
            return
        item, rest = pattern[0], pattern[1:]
        if isinstance(item, str):
            if words and words[0] == item:
                yield from self._bindings(frame, rest, words[1:])
            return
        for size in _sizes(rest, words):
            value = self._slot(frame, item, words[:size])
            if value is not None:
                for others in self._bindings(frame, rest, words[size:]):
                    yield {item.name: value, **others}

    def _slot(self, frame: _Frame, slot: _Slot, words: Words) -> str | None:
        for one in slot.classes:
            value = self._value(frame, one, words)
            if value is not None:
                return value
        return None

    def _value(self, frame: _Frame, slot_class: str, words: Words) -> str | None:
        if slot_class in _NUMERALS:
            return _NUMERALS[slot_class](" ".join(words))
        if slot_class not in _NAMES:
            found = self._parts.find(slot_class, words) or self._site(slot_class, words)
            return found if found and frame.allows(found) else None
        deepest = frame.level if frame.level == _LEVELS["modifier"] else frame.level - 1
        value = self._named(slot_class, words, deepest)
        if value is None or _BOUND.search(value) or not frame.allows(value):
            return None
        return value

    def _site(self, part_class: str, words: Words) -> str | None:
        """A part of a part: 'shaft of left femur'; frames of sites are of kind 'site:CLASS'."""
        kind = f"site:{part_class}"
        for frame in self._candidates(kind, words):
            made = self._filled(frame, words)
            if made is not None:
                return made
        return None


def _spelled(words: Words) -> str:
    """The words as the lexicon spells a name: no blank before a mark or inside brackets."""
    text = " ".join(words).replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    return text.replace(" / ", "/")


def _sizes(rest: Sequence[str | _Slot], words: Words) -> Iterator[int]:
    """How many words a slot may take: up to the word that follows it, or all when it is last."""
    if not rest:
        if words:
            yield len(words)
        return
    follower = rest[0]
    for size in range(1, len(words)):
        if not isinstance(follower, str) or words[size] == follower:
            yield size


def _frame(pattern: str, row: Mapping[str, str]) -> _Frame:
    items: list[str | _Slot] = []
    for word in words_of(pattern):
        slot = _SLOT.fullmatch(word)
        if slot:
            items.append(_Slot(tuple(slot[1].split("|")), f"{slot[1]}{slot[2]}"))
        else:
            items.append(word)
    return _Frame(
        pattern=tuple(items),
        zh=row["zh"],
        level=_LEVELS[row.get("level") or "head"],
        only=tuple(filter(None, row.get("only", "").split(";"))),
        without=tuple(filter(None, row.get("without", "").split(";"))),
    )


def _number(text: str) -> str | None:
    return str(int(text)) if re.fullmatch(r"\d{1,3}", text) else None


def _stage(text: str) -> str | None:
    stage = re.fullmatch(r"([1-4]|i{1,3}|iv) ?([abc]?)", text)
    return f"{_ROMAN[stage[1]]}{stage[2].upper()}" if stage else None


def _spine_level(text: str) -> str | None:
    """'l4 l5' and 'l4/5' as L4/5; a vertebra that nobody has is none."""
    found = _SPINE.fullmatch(text)
    if found is None:
        return None
    first, upper, second, lower = found.groups()
    if not 1 <= int(upper) <= _SPINE_MOST[first]:
        return None
    if not lower:
        return f"{first.upper()}{upper}"
    second = second or first
    if not 1 <= int(lower) <= _SPINE_MOST[second]:
        return None
    same = second == first
    return f"{first.upper()}{upper}/{'' if same else second.upper()}{lower}"


_NUMERALS: Mapping[str, Callable[[str], str | None]] = {
    "n": _number,
    "stage": _stage,
    "level": _spine_level,
}
