"""Names of people: hanzi with pinyin by surname, Latin letters letter by letter, foreign names by
their sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.hanzi_names import (
    compare_with_latin,
    is_pinyin,
    is_pinyin_name,
    pinyin_of,
    surnames_by_spelling,
)
from huizhen.core.language.name_forms import Word

_PART = r"(?:[A-Z][A-Za-zÀ-ɏ'-]+|[A-Z]\.)"
_NAME = rf"({_PART}(?:[ ](?:{_PART}|van|von|de|der|al|bin)){{0,3}})"
_TITLED = re.compile(
    r"\b(?:Drs?|Prof|Mr|Mrs|Ms|Professor|Doctor|Miss|Madam|Nurse|Surgeon|President|Premier|Senator"
    r"|Governor|Minister|Chancellor|Secretary|Director-General)\.? (?:(?:Dr|Prof)\.? )?" + _NAME
)
_TITLE_WORDS = frozenset(
    ("dr", "drs", "prof", "mr", "mrs", "ms", "professor", "doctor", "miss", "madam", "nurse")
).union(("surgeon", "president", "premier", "senator", "governor", "minister", "chancellor"))
_LABELLED = re.compile(
    r"\b(?:[Nn]ame|[Pp]atient|[Ss]igned(?: by)?|[Rr]eported by|[Pp]hysician|[Rr]adiologist"
    r"|[Pp]athologist|[Ss]urgeon|[Rr]eferred by|[Aa]ttending|[Cc]ontact|[Ss]urname)[ ]?: ?" + _NAME
)
_TWO_OR_THREE = re.compile(r"\b[A-Z][a-z]+(?:-[a-z]+)?(?:[ ][A-Z][a-z]+(?:-[A-Za-z]+)?){1,2}\b")
_NAME_BEHIND = re.compile(r"[ :](?<=[A-Za-z.:].)[A-Z]|:[A-Z]")
_TWO_CAPITALS = re.compile(r" (?<=[a-z].)[A-Z]")
_TITLES = (
    "医生|医师|主任|副主任|教授|副教授|大夫|博士|先生|女士|护士|院长|小姐|同志|护士长|总干事"
    "|总统|总理|主席|部长|州长|市长|议员|参议员|秘书长|首相"
)
_TITLE = re.compile(_TITLES)
_LONGEST_BEFORE = 4
_HANZI_LABELLED = re.compile(
    r"(?:姓名|医师|医生|签名|签字|主刀|术者|联系人|报告者|审核者|主诊医师|患者) ?[:] ?"
    r"([㐀-鿿·]{2,12})"
)
_LATIN_TITLED = re.compile(
    rf"([A-Z][A-Za-zÀ-ɏ'-]+(?:[ ·][A-Z][A-Za-zÀ-ɏ'-]+){{0,2}}) ?(?=(?:{_TITLES}))"
)
_DOTTED = re.compile(r"[㐀-鿿]{1,8}(?:·[㐀-鿿]{1,8})+")
_SOUNDING = frozenset(
    "阿埃艾爱安奥巴白班邦包保鲍贝本比彼毕宾波伯博布查达代戴丹道德登邓迪蒂丁东杜多恩尔法范菲费芬丰冯佛弗福富盖"
    "翰甘冈高戈哥格葛古瓜贵哈海汉豪赫亨洪胡华霍基吉加贾简杰金京卡凯坎康考科克肯库夸奎拉莱赖兰朗劳勒雷里丽利莉连廉"
    "列林琳龙隆卢鲁路伦罗洛马玛迈麦曼芒毛梅门蒙米密明摩莫默姆木穆纳娜奈南内尼妮涅纽努诺欧帕潘庞佩彭皮匹平珀"
    "普奇齐乔切琴让热日荣茹瑞若萨塞桑瑟森沙莎山尚圣施史什士斯松苏索塔泰坦汤唐陶特腾提廷托瓦万汪威韦维魏温文翁沃"
    "沈乌武西希夏香肖谢辛欣雄休修许雪逊雅亚扬杨耶叶伊易因英尤于约赞泽扎詹芝兹卓佐伽茨谭"
)
_IN_NAMES = _SOUNDING | frozenset(
    "得约柯珂珍妮蒂姬娅兹札楚丘茜舒芙琪祖喀噶赛宝勃柏派蓬朴聂楠坚津俊尤姚"
)
"""Signs of foreign names that stand in other words too: they count right beside a dot or title."""
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9@._/-])[A-Z][a-zà-ɏ]{3,}(?![A-Za-z0-9@_/])")
_LONG_NAME = 5
_FULL_NAME = 2
_LONGEST_FOREIGN = 6
_FEWEST_SOUNDS = 2
_ALIKE, _LITTLE_ALIKE = 0.6, 0.45


class Person(NamedTuple):
    """A name as it stands, and its words."""

    span: Span
    words: tuple[str, ...]


def person_differences(
    pair: Pair, places: Iterable[Span], chinese_places: Iterable[Span] = ()
) -> Iterator[Difference]:
    """People of one side whom the other calls otherwise, or does not name."""
    en, zh = (pair.target, pair.source) if pair.source.is_chinese else (pair.source, pair.target)
    yield from _misspelt(pair, en, zh)
    where = list(places)
    english = [one for one in english_people(en) if not _is_within(one.span, where)]
    there = list(chinese_places)
    chinese = [one for one in chinese_people(zh) if not _is_within(one.span, there)]
    if not english and not chinese:
        return
    lost = [one for one in english if not _stands_in_chinese(one, zh)]
    new = [one for one in chinese if not _stands_in_english(one, en)]
    for at, one in enumerate(lost):
        other = new[at] if at < len(new) else None
        if other is not None:
            first, second = (one, other) if en is pair.source else (other, one)
            yield Difference(
                code="name.differs", effect="block", source=first.span, target=second.span,
                meant=first.span.text, says=second.span.text,
            )  # fmt: skip
        else:
            is_sure = is_pinyin_name(one.words) and len(one.words) > 1
            yield _alone(one, en is pair.source, is_sure)
    for other in new[len(lost) :]:
        yield _alone(other, zh is pair.source, bool(english) or "·" in other.span.text)


def _misspelt(pair: Pair, en: Side, zh: Side) -> Iterator[Difference]:
    """A Latin name in the Chinese that the English writes with another letter or two."""
    if not _LATIN_WORD.search(zh.narrow):
        return
    mine = {m.group() for m in _LATIN_WORD.finditer(en.narrow)}
    for match in _LATIN_WORD.finditer(zh.narrow):
        word = match.group()
        if word in mine or word.lower() in en.folded:
            continue
        for other in mine:
            is_close = 0 < Levenshtein.distance(word, other) <= 1 + (len(word) > _LONG_NAME)
            if is_close and other not in zh.narrow:
                here = zh.span(*match.span())
                at = en.narrow.index(other)
                there = en.span(at, at + len(other))
                source, target = (there, here) if en is pair.source else (here, there)
                yield Difference(
                    code="name.differs", effect="block", source=source, target=target,
                    meant=source.text, says=target.text,
                )  # fmt: skip
                break


def _is_within(span: Span, places: list[Span]) -> bool:
    return any(span.start < place.end and place.start < span.end for place in places)


def _alone(one: Person, is_source: bool, is_sure: bool) -> Difference:
    return Difference(
        code="name.missing" if is_source else "name.added",
        effect="block" if is_sure else "advise",
        source=one.span if is_source else None,
        target=None if is_source else one.span,
        meant=one.span.text if is_source else "",
        says="" if is_source else one.span.text,
    )


def english_people(side: Side) -> Iterator[Person]:
    """Names behind a title or a label, and names in pinyin anywhere."""
    text, taken = side.narrow, set[int]()
    patterns = (_TITLED, _LABELLED) if ":" in text else (_TITLED,)
    for pattern in patterns if _NAME_BEHIND.search(text) else ():
        for match in pattern.finditer(text):
            if match.start(1) not in taken:
                taken.update(range(*match.span(1)))
                yield Person(side.span(*match.span(1)), _words(match.group(1)))
    for match in _TWO_OR_THREE.finditer(text) if _TWO_CAPITALS.search(text) else ():
        words = _words(match.group())
        if taken.isdisjoint(range(*match.span())) and _is_chinese_name(words):
            yield Person(side.span(*match.span()), words)


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.sub("[^a-zà-ɏ]", "", word) for word in name.lower().replace("-", "").split())


def _is_chinese_name(words: tuple[str, ...]) -> bool:
    known = surnames_by_spelling()
    if words[0] in known and len(words) == _FULL_NAME and is_pinyin(words[1]):
        return True
    return (words[0] in known or words[-1] in known) and is_pinyin_name(words)


def chinese_people(side: Side) -> Iterator[Person]:
    """Names before a title, behind a label, and foreign names with a dot."""
    text, taken = side.narrow, set[int]()
    for match in _DOTTED.finditer(text) if "·" in text else ():
        start, end = _sounding(text, *match.span())
        taken.update(range(start, end))
        yield Person(side.span(start, end), ())
    if not _TITLE.search(text) and ":" not in text:
        return
    for match in _LATIN_TITLED.finditer(text):
        yield Person(side.span(*match.span(1)), _words(match.group(1)))
    stretches = [(*match.span(1), False) for match in _HANZI_LABELLED.finditer(text)]
    for match in _TITLE.finditer(text):
        end = match.start()
        stretches.append((max(0, end - _LONGEST_BEFORE), end, True))
    for first, last, is_open in stretches:
        start, end = _surname_start(text, first, last, is_open=is_open)
        if is_open and start == end:
            start, end = _foreign_start(text, last)
        if start < end and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield Person(side.span(start, end), ())


def _surname_start(text: str, start: int, end: int, is_open: bool) -> tuple[int, int]:
    """The Chinese name at the end of a stretch (a whole stretch behind a label); empty if none."""
    if not is_open:
        return (start, end) if end - start <= 4 and text[start] in _surname_signs() else (0, 0)
    for size in (3, 2, 1):
        at = end - size
        before = text[at - 1 : at] if at > 0 else ""
        is_alone = at == start or before in _BEFORE_NAMES
        if size == 1 and text[at] in _BEFORE_NAMES:
            continue
        if at >= start and text[at] in _surname_signs() and is_alone:
            return at, end
    return 0, 0


def _foreign_start(text: str, end: int) -> tuple[int, int]:
    """The signs right before a title that write a foreign name, and nothing else; empty if none."""
    start = end
    while start > 0 and text[start - 1] in _IN_NAMES and end - start < _LONGEST_FOREIGN:
        start -= 1
    is_alone = start == 0 or text[start - 1] in _BEFORE_NAMES
    return (start, end) if is_alone and end - start >= _FEWEST_SOUNDS else (0, 0)


_BEFORE_NAMES = frozenset(
    "由与和及经请向的对位名是为给找见让被以据应从院科室组属议诉知询学所系国州省市、，。,.;: "
)


@lru_cache(maxsize=1)
def _surname_signs() -> frozenset[str]:
    return frozenset(name[0] for names in surnames_by_spelling().values() for name in names)


def _sounding(text: str, start: int, end: int) -> tuple[int, int]:
    """A dotted name without the words around it."""
    dots = [at for at in range(start, end) if text[at] == "·"]
    first, last = dots[0], dots[-1]
    while first > start and text[first - 1] in _IN_NAMES:
        first -= 1
    last += 1
    while last < end and text[last] in _IN_NAMES:
        last += 1
    return first, last


def _stands_in_chinese(one: Person, zh: Side) -> bool:
    """In Latin letters, in hanzi that are read so, or in signs that sound so."""
    full = [word for word in one.words if len(word) > 1]
    if not full:
        return True
    if all(re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", zh.folded) for word in full):
        return True
    last = full[-1]
    if re.search(rf"(?<![a-z]){re.escape(last)}(?![a-z])", zh.folded) and len(full) > 1:
        return not _is_latin_name_near(zh, last)
    if any(_is_read_so(window, one.words) for window in _windows(one.words, zh.narrow)):
        return True
    if _is_chinese_name(one.words):
        return False
    return any(_is_heard(word, zh.narrow) for word in {full[0], last})


def _is_latin_name_near(zh: Side, word: str) -> bool:
    return re.search(rf"[a-z][a-z'-]+ {re.escape(word)}(?![a-z])", zh.folded) is not None


def _windows(words: tuple[str, ...], text: str) -> Iterator[str]:
    """Stretches of hanzi whose first is read as one of the words, or as the first two."""
    known = surnames_by_spelling()
    starts = {*words, "".join(words[:2]), "".join(words[-2:])}
    signs = {name[0] for word in starts for name in known.get(word, ())}
    for at, sign in enumerate(text):
        if sign >= "㐀" and (sign in signs or not pinyin_of(sign).isdisjoint(starts)):
            for size in range(1 + (len(words) > 1), 5):
                window = text[at : at + size]
                if len(window) == size and window[-1] >= "㐀":
                    yield window


def _is_read_so(hanzi: str, words: tuple[str, ...]) -> bool:
    known = surnames_by_spelling()
    if len(words) == 1:
        return hanzi in known.get(words[0], ()) or hanzi in known.get("".join(words), ())
    found = compare_with_latin(hanzi, "", [Word(word, "latin") for word in words])
    return found in ("romanised", "initials")


def _stands_in_english(one: Person, en: Side) -> bool:
    text = one.span.text
    if one.words:
        return all(
            re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", en.folded) for word in one.words
        )
    names = [
        tuple(word for word in _words(match.group()) if word not in _TITLE_WORDS)
        for match in re.finditer(_NAME, en.narrow)
    ]
    if "·" in text:
        return any(_is_dotted_name(text.split("·"), name) for name in names)
    for name in names:
        slices = (
            name[start:end] for start in range(len(name)) for end in range(start + 2, len(name) + 1)
        )
        if any(_is_read_so(text, part) for part in slices):
            return True
        # 'Dr Chen' may be 陈伟医生, and Chen Wei 陈医生
        if any(_is_read_so(sign, name[:1]) for sign in (text[:1], text[:2])) and len(name) == 1:
            return True
        if len(text) == 1 and any(_is_read_so(text, (word,)) for word in name):
            return True
    titled = [other.words for other in english_people(en)]
    foreign = [name for name in titled or names if not _is_chinese_name(name)]
    return any(
        _likeness(word, text) >= _ALIKE for name in foreign for word in name if len(text) > 1
    )


def _is_dotted_name(parts: list[str], name: tuple[str, ...]) -> bool:
    """Whether the last part sounds like a word of the name, and the first not quite unlike one."""
    if not any(_likeness(word, parts[-1]) >= _ALIKE for word in name):
        return False
    first, words = parts[0], [word for word in name if len(word) > 1]
    is_short = len(_sound_of(first)) < _FEWEST_SOUNDS or len(words) < _FULL_NAME
    return is_short or any(_likeness(word, first) >= _LITTLE_ALIKE for word in words)


def _is_heard(word: str, text: str) -> bool:
    """Whether a run of signs that write foreign names sounds like the word."""
    sound = _latin_sound(word)
    runs = _sounding_runs(text)
    if len(sound) < _FEWEST_SOUNDS:
        return any(sound in _sound_of(run) for run in runs)
    return any(_best_likeness(word, run) >= _LITTLE_ALIKE for run in runs)


@lru_cache(maxsize=64)
def _sounding_runs(text: str) -> list[str]:
    return re.findall(f"[{''.join(sorted(_SOUNDING))}]{{2,}}", text)


def _best_likeness(word: str, run: str) -> float:
    sizes = range(2, min(len(run), 7) + 1)
    return max(
        (_likeness(word, run[at : at + n]) for n in sizes for at in range(len(run) - n + 1)),
        default=0.0,
    )


_LATIN_SOUNDS = (("sch", "S"), ("tch", "S"), ("sh", "S"), ("ch", "S"), ("ph", "F"), ("th", "T"),
                 ("ck", "K"), ("ng", "N"), ("x", "KS"), ("qu", "K"), ("gh", ""),
                 ("wr", "L"))  # fmt: skip
_SOUND_CLASS = str.maketrans(
    {"b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "c": "K", "q": "S", "f": "F",
     "v": "F", "w": "F", "s": "S", "z": "S", "j": "S", "m": "N", "n": "N", "l": "L", "r": "L"}
)  # fmt: skip


@lru_cache(maxsize=4096)
def _latin_sound(word: str) -> str:
    for letters, sound in _LATIN_SOUNDS:
        word = word.replace(letters, sound)
    word = re.sub("c(?=[eiy])", "s", word).translate(_SOUND_CLASS)
    return re.sub(r"(.)\1+", r"\1", re.sub("[^PTKFSNL]", "", word))


@lru_cache(maxsize=4096)
def _sign_sound(sign: str) -> str:
    from pypinyin import Style, pinyin

    reading = pinyin(sign, style=Style.NORMAL, errors="ignore")
    text = reading[0][0] if reading else ""
    if text == "er":
        return "L"
    text = text.replace("zh", "z").replace("ch", "s").replace("sh", "s").replace("ng", "n")
    text = ("S" + text[1:] if text[:1] in "jqxzcs" else text).translate(_SOUND_CLASS)
    return re.sub("[^PTKFSNL]", "", text)


def _likeness(word: str, hanzi: str) -> float:
    """How much of the consonants of both is in the same order, 0 to 1."""
    first, second = _latin_sound(word), _sound_of(hanzi)
    if not first or not second:
        return 0.0
    shared = LCSseq.similarity(first, second)
    if shared < _FEWEST_SOUNDS < len(first):
        return 0.0
    return 2 * shared / (len(first) + len(second))


def _sound_of(hanzi: str) -> str:
    """The consonants of hanzi that write a foreign name."""
    return re.sub(r"(.)\1+", r"\1", "".join(map(_sign_sound, hanzi)))
