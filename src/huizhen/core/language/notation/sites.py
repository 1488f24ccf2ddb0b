"""Body sites in Chinese: organ, side, segment, spinal level, node station (content 1.7)."""

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
_FILLERS = frozenset(
    words_of(
        "of the in at a an within region area level levels der die das des dem den im am vom von "
        "or oder o ou или de del la el los las le les du d l à au aux en в на part side both"
    )
)
_ROOT = re.compile(r"\b(?:nerve\s)?roots?\b|wurzel|\braíz|\bracine|кореш", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:vertebral\s)?bod(?:y|ies)\b|\bvertebrae?\b|wirbel(?:körper)?|\bcuerpo\b|\bcorps\b|"
    r"позвон\w*|\bтел[ао]\b|椎体",
    re.IGNORECASE,
)
_RIB = re.compile(
    r"^(?:left\s|right\s)?(?P<number>\d{1,2})(?:st|nd|rd|th|\.|[-–]?[а-я]{0,3})?\s?(?:left\s|right\s)?"
    r"(?:ribs?|Rippen?|ребр\w*)$",
    re.IGNORECASE,
)
_DISC = re.compile(r"\bdis[ck]s?\b|bandscheibe|\bdisco\b|\bdisque\b|диск", re.IGNORECASE)


_FORM: dict[str, LevelForm] = {"root": "root", "vertebra": "vertebra", "disc": "disc"}


class Site(Value):
    """Where something is, in Chinese, side included."""

    zh: str
    region: str = ""
    """The organ or tract of the site's row ('liver', 'node', 'spine'); '' where unknown."""
    untranslated: tuple[str, ...] = ()
    side: str = ""
    """左, 右 or 双 where the site has one."""
    is_general: bool = False
    """Whether it only names a whole organ, without part, segment or level."""


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
        short = "" if side is None or re.search("[左右双两]", text) else _SHORT_SIDES[side]
        return Site(zh=f"{short}侧{text}" if short else text)
    rib = _RIB.search(text)
    if rib:
        named = f"第{rib['number']}肋"
        return Site(zh=f"{_SHORT_SIDES[side]}侧{named}" if side else named, region="bone")
    station = station_zh(text)
    if station:
        return Site(zh=station, region="node")
    whole = lexicon.sites.find(text)
    if whole is not None and whole["region"] == "hilum":
        return _hilum(text, whole, side, organ)
    if whole is not None and whole["region"] not in ("side", "part"):
        return _of_rows((whole,), side)
    return _numbered(text, side, lexicon, form, organ) or _listed(text, side, lexicon)


def _hilum(text: str, row: Row, side: Side | None, organ: Organ) -> Site:
    """'hilar' is of the liver or of the lung; a side means the lung; else it stays as written."""
    if organ == "liver" and side is None:
        return Site(zh="肝门区", region="hepatic hilum")
    if organ == "lung" or side is not None:
        short = _SHORT_SIDES.get(side or "", "")
        return Site(zh=row["sided"].replace("{s}", short), region="node", side=short)
    return Site(zh=text, untranslated=(text,))


def _numbered(
    text: str, side: Side | None, lexicon: NotationLexicon, form: LevelForm, organ: Organ
) -> Site | None:
    """A site with a spinal level or a segment."""
    segments = segments_in(text)
    levels = levels_in(text)
    is_doubtful = segments is not None and not segments.is_named
    if segments is not None and is_doubtful and levels is not None:
        segments = None if _is_spinal(text, levels, form, organ, segments, lexicon) else segments
    if segments is not None:
        return _of_segments(segments, side, lexicon, organ)
    if levels is not None:
        return _of_levels(text, levels, side, lexicon, form)
    return None


def _is_spinal(
    text: str,
    levels: Levels,
    form: LevelForm,
    organ: Organ,
    segments: Segments,
    lexicon: NotationLexicon,
) -> bool:
    """Whether S1 is the sacrum and no segment: beside another region, a root or a body, or of a
    finding that only the spine has. A mass in S1 alone may be of sacrum, liver or lung."""
    if {one[0] for level in levels.levels for one in level if one} != {"S"}:
        return True
    if _ROOT.search(text) or _BODY.search(text):
        return True
    rows = lexicon.sites.covering(segments.rest, _FILLERS.__contains__) or ()
    if organ or any(row["region"] in ("liver", "lung") for row in rows):
        return False
    return form in ("disc", "vertebra", "root", "slip")


def _of_levels(
    text: str, levels: Levels, side: Side | None, lexicon: NotationLexicon, form: LevelForm
) -> Site:
    rest = levels.rest
    tail = ""
    for pattern, of_it, noun in (
        (_ROOT, "root", "神经根"),
        (_BODY, "vertebra", ""),
        (_DISC, "disc", "椎间盘"),
    ):
        if pattern.search(rest):
            form, tail, rest = _FORM[of_it], noun, pattern.sub(" ", rest)
            break
    rows = lexicon.sites.covering(rest, _FILLERS.__contains__) or ()
    sides = {row["zh"] for row in rows if row["region"] == "side"}
    short = _SHORT_SIDES.get(side or "") or (sides.pop() if len(sides) == 1 else "")
    parts = "".join(row["zh"] for row in rows if row["region"] not in ("side", "spine", "vertebra"))
    is_of_vertebra = any(row["region"] == "vpart" for row in rows)
    named = levels.zh("root" if is_of_vertebra else form)
    prefix = f"{short}侧" if short else ""
    left_over = [word for word in words_of(rest) if word not in _FILLERS]
    missing = (text,) if left_over and not rows else ()
    is_behind = form in ("disc", "level") and not tail and not is_of_vertebra
    placed = f"{named}{prefix}" if is_behind else f"{prefix}{named}"
    return Site(zh=f"{placed}{tail}{parts}", region="spine", untranslated=missing)


def _of_segments(
    segments: Segments, side: Side | None, lexicon: NotationLexicon, organ: Organ
) -> Site:
    rows = lexicon.sites.covering(segments.rest, _FILLERS.__contains__) if segments.rest else ()
    region = next((row["region"] for row in rows or () if row["region"] in ("liver", "lung")), "")
    region = region or ("liver" if segments.is_of_liver else "")
    named = segments.joint.join(f"S{number}" for number in segments.numbers)
    missing = () if rows is not None else (segments.rest,)
    parts = "".join(row["zh"] for row in rows or () if row["region"] == "part")
    if (region or organ) == "lung":
        where = _of_rows(rows or (), side).zh if region else f"{_SHORT_SIDES.get(side or '', '')}肺"
        return Site(zh=f"{where}{named}段{'' if region else parts}", region="lung")
    if (region or organ) == "liver":
        return Site(zh=f"肝{named}{parts}", region="liver", untranslated=missing)
    if not segments.is_named:
        sided = f"{_SHORT_SIDES[side]}侧" if side else ""
        return Site(zh=f"{sided}{named}{parts}", untranslated=missing)
    where = _of_rows(tuple(row for row in rows or () if row["region"] != "part"), side).zh
    return Site(zh=f"{where}{named}段{parts}", untranslated=missing)


def _name(row: Row, short: str) -> str:
    return row["sided"].replace("{s}", short) if row["region"] == "hilum" else row["zh"]


_STATION = re.compile(
    r"^(?:station|stn\.?|LN station|group|no\.?|№|Gruppe|estación|группа)\s?"
    r"(?P<name>\d{1,3}[a-z]?[LRlr]?)$",
    re.IGNORECASE,
)


def station_zh(text: str) -> str:
    """A numbered node station: 'Station 11R' is 第11R组; '' for anything else."""
    match = _STATION.match(text.strip())
    return f"第{match['name'].upper()}组" if match else ""


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


def _of_rows(rows: tuple[Row, ...], side: Side | None) -> Site:
    """Rows in Chinese order: side and organ first, its part after it."""
    sides = {row["zh"] for row in rows if row["region"] == "side"}
    short = sides.pop() if len(sides) == 1 else _SHORT_SIDES.get(side or "", "")
    organs = [row for row in rows if row["region"] not in ("side", "part")]
    organs.sort(key=lambda row: row["region"] == "nodeword")
    if len(organs) > 1 and organs[1]["zh"].startswith(organs[0]["zh"]):
        del organs[0]
    parts = [row["zh"] for row in rows if row["region"] == "part"]
    names = list(dict.fromkeys(_name(row, short) for row in organs))
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
        side=short,
        is_general=len(organs) == 1 and not parts and organs[0]["general"] == "yes",
    )
