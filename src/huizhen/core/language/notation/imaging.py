"""What images show, in the order of a Chinese report (clinical content 1.7.3): site, number,
finding, size, uptake, comparison. The examination and its date stand before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import chinese_length_unit, dimensions, size_zh
from huizhen.core.language.notation.levels import LevelForm, Organ
from huizhen.core.language.notation.lexicon import NotationLexicon, Row, words_of
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.language.notation.sites import NOWHERE, Site, site_zh
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_HAN = re.compile(r"[㐀-鿿]")
_LUNG = re.compile(r"lung|pulmon|lobe of|bronch|pleura|lunge|poumon|pulmón|легк", re.IGNORECASE)
_LIVER = re.compile(
    r"liver|hepat|couinaud|leber|hígado|foie|печен|portal|bile|biliar", re.IGNORECASE
)
_UP_TO = re.compile(
    r"\bup to\b|\blargest\b|\bbis (?:zu )?|\bhasta\b|jusqu|\bдо\b|最大", re.IGNORECASE
)
_SHORT_AXIS = re.compile(
    r"short[- ]axis|\bSAD\b|kurzachs|eje corto|petit axe|короткой оси|短径", re.I
)
_LONG_AXIS = re.compile(r"long[- ]axis|längsachs|longest|长径", re.I)
_FORMS: dict[str, LevelForm] = {
    "disc": "disc", "canal": "disc", "slip": "disc", "vertebra": "vertebra", "mass": "vertebra",
    "nodule": "vertebra", "root": "root",
}  # fmt: skip
_SIZE_WORDS = {"duct": "宽", "slip": "滑移", "distance": "移位", "canal": "测值", "organ": "测值",
               "measure": "", "fluid": "深", "disc": "测值", "vertebra": "测值", "root": "测值",
               "cord": "测值", "plain": "测值", "state": "测值", "statement": "测值"}  # fmt: skip
_KEEP_MM = frozenset(
    ("duct", "slip", "distance", "canal", "disc", "thrombus", "lungnodule", "measure", "cord")
)
_COUNTED = frozenset(("mass", "nodule", "lungnodule", "node", "mass0", "vertebra", "thrombus"))
_NODES = ("node",)


class Finding(Value):
    """The finding in Chinese, with what decides how it is put together."""

    zh: str
    kind: str = "plain"
    implies: str = ""
    denied: str = ""
    site: str = ""
    """A site that the finding's own words name, as written."""
    untranslated: tuple[str, ...] = ()


def imaging_phrase(fact: Fact, lexicon: NotationLexicon, organ: Organ = "") -> Phrase:
    """The statement without examination and date. `organ` says whose segments a report numbers
    where the statement does not ('liver' for a report on the upper abdomen)."""
    finding = finding_zh(fact, lexicon)
    organ = organ or _organ(fact, finding)
    place = fact.body_site or finding.site
    site = site_zh(place, fact.side, lexicon, form=_FORMS.get(finding.kind, "level"), organ=organ)
    core, denied = _placed(site, finding, _number(fact, finding, lexicon))
    statement = hedged(core, fact, denied) if finding.kind != "suv" else core
    rest, missing = _measured(fact, finding, site)
    return Phrase(
        zh="".join((statement, *rest)),
        original=quote_of(fact) or fact.text,
        untranslated=(*site.untranslated, *finding.untranslated, *missing),
    )


def finding_zh(fact: Fact, lexicon: NotationLexicon) -> Finding:
    """The finding by its own words, else by its concept with the words in brackets."""
    text = " ".join(fact.text.split())
    row = lexicon.findings.find(text)
    if row is not None and not row["kind"].startswith(("mod", "count")):
        return _finding(row)
    composed = _composed(text, lexicon)
    if composed is not None:
        return composed
    if _HAN.search(text):
        return Finding(zh=text, kind="mass" if fact.value else "plain")
    concept = lexicon.concepts.get(fact.concept)
    if concept is None:
        return Finding(zh=text or fact.concept, untranslated=(text or fact.concept,))
    known = _finding(concept)
    return known.replaced(zh=f"{known.zh}({text})", denied="", untranslated=(text,))


def _finding(row: Row, lead: str = "", site: str = "") -> Finding:
    return Finding(
        zh=f"{lead}{row['zh']}",
        kind=row["kind"],
        implies=row["implies"],
        denied="" if lead else row["denied"],
        site=site,
    )


def _composed(text: str, lexicon: NotationLexicon) -> Finding | None:
    """A finding with its qualities and its place: 'spiculated nodule', 'lesiones hepáticas'."""
    words = words_of(text)
    heads: list[Row] = []
    qualities: list[Row] = []
    places: list[str] = []
    at = 0
    while at < len(words):
        hit = lexicon.findings.at(words, at)
        place = lexicon.sites.at(words, at)
        if hit and (place is None or hit[0] >= place[0]):
            target = qualities if hit[1]["kind"].startswith(("mod", "count")) else heads
            target.append(hit[1])
            at += hit[0]
        elif place:
            places.append(place[1]["en"])
            at += place[0]
        elif words[at] in _SMALL:
            at += 1
        else:
            return None
    if len(heads) != 1:
        return None
    ranked = sorted(qualities, key=lambda row: row["kind"])
    lead = "".join(dict.fromkeys(row["zh"] for row in ranked))
    return _finding(heads[0], lead, " ".join(places))


_SMALL = frozenset(word for text in "of the in with de del la le les du d der des das a an".split()
                   for word in words_of(text))  # fmt: skip


def _organ(fact: Fact, finding: Finding) -> Organ:
    """Whose segments: by the finding, the words around it, Roman numerals, or the modality."""
    words = f"{fact.text} {quote_of(fact)} {fact.body_site}"
    if finding.kind == "lungnodule" or finding.implies.startswith("lung") or _LUNG.search(words):
        return "lung"
    if finding.implies in ("liver", "bile duct", "gallbladder") or _LIVER.search(words):
        return "liver"
    is_roman = re.search(r"\b(?:[IV]{1,4})[ab]?\b", fact.body_site)
    if is_roman or fact.method in ("US", "MRI") or fact.concept == "hyperenhancement":
        return "liver"
    return ""


def _number(fact: Fact, finding: Finding, lexicon: NotationLexicon) -> str:
    """'单发', '3枚', '多发' before the finding."""
    if not fact.count or finding.kind not in _COUNTED:
        return ""
    if fact.count == "1":
        return "单发"
    if fact.count.isdigit():
        return f"{fact.count}处" if finding.kind in ("vertebra", "mass0") else f"{fact.count}枚"
    row = lexicon.findings.find(fact.count)
    return row["zh"] if row is not None and row["kind"] == "count" else "多发"


def _placed(site: Site, finding: Finding, number: str) -> tuple[str, str]:
    """Site and finding together, affirmed and denied."""
    where, what = _merged(site, finding)
    denied = finding.denied or what
    if finding.kind == "sign":
        subject = f"{where}病灶" if where else "病灶"
        return f"{subject}{what}", f"{subject}未见{denied}"
    if finding.kind == "suv":
        return f"{where}{what}", f"{where}{what}"
    return f"{where}{number}{what}", f"{where}未见{denied}"


def _merged(site: Site, finding: Finding) -> tuple[str, str]:
    """The site and the finding without saying the organ twice."""
    where, what = site.zh, finding.zh
    if finding.implies and finding.implies == site.region:
        if site.is_general:
            return ("", what) if not re.search("[左右双]", where) else (where, what)
        for organ in ("胆管", "胰管", "胸腔", "门静脉", "肝", "肺", "肾", "脾"):
            if what.startswith(organ) and len(what) > len(organ) + 1 and organ[0] in where:
                return where, what.removeprefix(organ)
    for length in range(min(len(where), len(what)), 1, -1):
        if where.endswith(what[:length]) and length < len(what):
            return where.removesuffix(what[:length]), what
    if where.endswith("淋巴结") and "淋巴结" in what:
        return where.removesuffix("淋巴结"), what
    if where.endswith("肾") and what.startswith("肾") and not what.startswith("肾上腺"):
        return where.removesuffix("肾"), what
    return where, what


def _measured(fact: Fact, finding: Finding, site: Site) -> tuple[Iterable[str], tuple[str, ...]]:
    """Size or other figure behind the statement, and what of it waits for a translator."""
    if fact.value is None:
        return (), ()
    value = " ".join(fact.value.split())
    figure = f"{fact.comparator or ''}"
    if finding.kind == "suv":
        return (f" {figure}{value}",), ()
    parts = dimensions(value)
    if not parts:
        missing = () if _HAN.search(value) or not re.search(r"[^\W\d_]{3}", value) else (value,)
        return (f"：{value}",), missing
    is_lung = finding.kind == "lungnodule" or (finding.kind == "nodule" and site.region == "lung")
    unit = fact.unit or ""
    is_length = chinese_length_unit(unit) in ("cm", "mm") or not unit
    shown = (
        size_zh(value, fact.unit, keep_mm=is_lung or finding.kind in _KEEP_MM)
        if is_length
        else f"{value}{'' if unit in ('%', '°') else ' '}{unit}"
    )
    return (f"，{_measure_word(fact, finding, len(parts))}{figure}{shown}",), ()


def _measure_word(fact: Fact, finding: Finding, count: int) -> str:
    quote = quote_of(fact)
    word = _SIZE_WORDS.get(finding.kind, "大小")
    if _SHORT_AXIS.search(quote) and count == 1:
        word = "短径"
    elif _LONG_AXIS.search(quote) and count == 1:
        word = "长径"
    if _UP_TO.search(quote) and finding.kind in _COUNTED:
        word = f"最大者{word.removeprefix('大小')}"
    return f"前片{word}" if fact.note == "prior" else word


__all__ = ["NOWHERE", "Finding", "finding_zh", "imaging_phrase"]
