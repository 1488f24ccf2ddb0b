"""Body sites in Chinese: organ, side, segment, spinal level, node station (clinical content 1.7)."""

from __future__ import annotations

import re

from huizhen.core.language.notation.levels import (
    LevelForm,
    Levels,
    Organ,
    Segments,
    levels_in,
    segments_in,
)
from huizhen.core.language.notation.lexicon import NotationLexicon, Row, words_of
from huizhen.core.records.fact import Side
from huizhen.core.records.value import Value

_SHORT_SIDES = {"left": "左", "right": "右", "bilateral": "双"}
_HAN = re.compile(r"[㐀-鿿]")
_LIST = re.compile(r"\s*[,;&+/]\s*|\s+(?:and|und|y|et|и|sowie|oder|or)\s+")
_SMALL_WORDS = (
    "of the in at a an within region area level levels der die das des dem den im am vom von "
    "de del la el los las le les du d l à au aux en в на fascial part aspect wall side both"
)
_FILLERS = frozenset(word for text in _SMALL_WORDS.split() for word in words_of(text))
_ROOT = re.compile(r"\b(?:nerve\s)?roots?\b|wurzel|\braíz|\bracine|кореш", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:vertebral\s)?bod(?:y|ies)\b|\bvertebrae?\b|wirbel(?:körper)?|\bcuerpo\b|\bcorps\b|"
    r"позвон\w*|\bтел[ао]\b|椎体",
    re.IGNORECASE,
)
_DISC = re.compile(r"\bdis[ck]s?\b|bandscheibe|\bdisco\b|\bdisque\b|диск", re.IGNORECASE)


class Site(Value):
    """Where something is, in Chinese, side included."""

    zh: str
    region: str = ""
    """The organ or tract of the site's row ('liver', 'node', 'spine'); '' where unknown."""
    untranslated: tuple[str, ...] = ()
    is_general: bool = False
    """Whether it only names a whole organ, without part, side, segment or level."""


NOWHERE = Site(zh="")


def site_zh(
    text: str,
    side: Side | None,
    lexicon: NotationLexicon,
    *,
    form: LevelForm = "level",
    organ: Organ = "",
) -> Site:
    """The site with its side. `form` says what a spinal level is of, `organ` whose segments are
    meant where the site does not say; a segment of nothing known stays 'S5段'."""
    text = " ".join(text.split())
    if not text:
        return Site(zh=f"{_SHORT_SIDES[side]}侧", region="") if side else NOWHERE
    if _HAN.search(text):
        return Site(zh=text)
    whole = lexicon.sites.find(text)
    if whole is not None and whole["region"] not in ("side", "part"):
        return _of_rows((whole,), side)
    return _numbered(text, side, lexicon, form, organ) or _listed(text, side, lexicon)


def _numbered(
    text: str, side: Side | None, lexicon: NotationLexicon, form: LevelForm, organ: Organ
) -> Site | None:
    """A site with a spinal level or a segment."""
    segments = segments_in(text)
    levels = levels_in(text)
    if segments is not None and not (levels and _is_spinal(text, levels, form)):
        return _of_segments(segments, side, lexicon, organ)
    if levels is not None:
        return _of_levels(text, levels, side, lexicon, form)
    return None


def _is_spinal(text: str, levels: Levels, form: LevelForm) -> bool:
    """Whether a bare S1 is the sacrum: beside another region, a root, or a spinal finding."""
    regions = {one[0] for level in levels.levels for one in level if one}
    return regions != {"S"} or form != "level" or bool(_ROOT.search(text) or _BODY.search(text))


def _of_levels(
    text: str, levels: Levels, side: Side | None, lexicon: NotationLexicon, form: LevelForm
) -> Site:
    prefix = f"{_SHORT_SIDES[side]}侧" if side else ""
    rest = levels.rest
    if _ROOT.search(rest):
        form, tail, rest = "root", "神经根", _ROOT.sub(" ", rest)
    elif _BODY.search(rest):
        form, tail, rest = "vertebra", "", _BODY.sub(" ", rest)
    elif _DISC.search(rest):
        form, tail, rest = "disc", "椎间盘", _DISC.sub(" ", rest)
    else:
        tail = ""
    rows = lexicon.sites.covering(rest, _FILLERS.__contains__) or ()
    sides = {row["zh"] for row in rows if row["region"] == "side"}
    if not prefix and len(sides) == 1:
        prefix = f"{sides.pop()}侧"
    named = levels.zh(form)
    parts = "".join(row["zh"] for row in rows if row["region"] not in ("side", "spine", "vertebra"))
    left_over = [word for word in words_of(rest) if word not in _FILLERS]
    missing = (text,) if left_over and not rows else ()
    placed = f"{named}{prefix}" if form == "disc" and not tail else f"{prefix}{named}"
    return Site(zh=f"{placed}{tail}{parts}", region="spine", untranslated=missing)


def _of_segments(
    segments: Segments, side: Side | None, lexicon: NotationLexicon, organ: Organ
) -> Site:
    rest = lexicon.sites.covering(segments.rest, _FILLERS.__contains__) if segments.rest else ()
    region = next((row["region"] for row in rest or () if row["region"] in ("liver", "lung")), "")
    named = segments.joint.join(f"S{number}" for number in segments.numbers)
    if (region or organ) == "lung":
        where = _of_rows(rest or (), side, lexicon).zh or f"{_SHORT_SIDES.get(side or '', '')}肺"
        return Site(zh=f"{where}{named}段", region="lung")
    if (region or organ) == "liver":
        return Site(zh=f"肝{named}", region="liver")
    missing = () if rest is not None else (segments.rest,)
    return Site(zh=f"{_of_rows(rest or (), side).zh}{named}段", untranslated=missing)


def _listed(text: str, side: Side | None, lexicon: NotationLexicon) -> Site:
    """A site without numbers: one place, or several in a list."""
    rows = lexicon.sites.covering(text, _FILLERS.__contains__)
    parts = [part for part in _LIST.split(text) if part]
    if len(parts) > 1:
        each = [lexicon.sites.covering(part, _FILLERS.__contains__) for part in parts]
        if all(each):
            placed = [_of_rows(found or (), side) for found in each]
            return Site(zh="、".join(one.zh for one in placed), region=placed[0].region)
    if rows is None:
        prefix = f"({_SHORT_SIDES[side]}侧)" if side else ""
        return Site(zh=f"{text}{prefix}", untranslated=(text,))
    return _of_rows(rows, side)


def _of_rows(
    rows: tuple[Row, ...], side: Side | None, lexicon: NotationLexicon | None = None
) -> Site:
    """Rows in Chinese order: side and organ first, its part after it."""
    sides = {row["zh"] for row in rows if row["region"] == "side"}
    short = sides.pop() if len(sides) == 1 else _SHORT_SIDES.get(side or "", "")
    organs = [row for row in rows if row["region"] not in ("side", "part")]
    parts = [row["zh"] for row in rows if row["region"] == "part"]
    names = list(dict.fromkeys(row["zh"] for row in organs))
    zh = "".join(names)
    is_sided = bool(re.search("[左右双]", zh))
    if short and organs and not is_sided:
        first = organs[0]
        if first["sided"] == "-":
            zh = f"{zh}{short}侧"
        else:
            pattern = first["sided"] or f"{{s}}侧{first['zh']}"
            zh = pattern.replace("{s}", short) + "".join(names[1:])
    elif short and not organs:
        zh = f"{short}侧"
    return Site(
        zh=zh + "".join(parts),
        region=organs[0]["region"] if organs else "",
        is_general=len(organs) == 1 and not parts and not short and organs[0]["sided"] != "-sub",
    )
