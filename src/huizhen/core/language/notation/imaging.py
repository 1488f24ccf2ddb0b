"""What images show, in the order of a Chinese report (clinical content 1.7.3): site, number,
finding, size, uptake, comparison. The examination and its date stand before it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import (
    as_roman,
    chinese_length_unit,
    dimensions,
    size_zh,
)
from huizhen.core.language.notation.findings import SAME, Finding, finding_zh, state_zh
from huizhen.core.language.notation.levels import LevelForm, Organ
from huizhen.core.language.notation.lexicon import NotationLexicon, words_of
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.language.notation.sites import Site, site_zh
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_HAN = re.compile(r"[㐀-鿿]")
_LUNG = re.compile(
    r"lung|pulmon|rundherd|upper lobe|lower lobe|middle lobe|bronch|lunge|poumon|pulmón|легк",
    re.IGNORECASE,
)
_LIVER = re.compile(r"liver|hepat|couinaud|leber|hígado|foie|печен|biliar", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![A-Za-z])[IV]{1,4}[ab]?(?![A-Za-z])")
_UP_TO = re.compile(
    r"\bup to\b|\blargest\b|\bbis (?:zu )?|\bhasta\b|jusqu|\bдо\b|最大", re.IGNORECASE
)
_SHORT_AXIS = re.compile(
    r"short[- ]axis|\bSAD\b|kurzachs|eje corto|petit axe|короткой оси|短径", re.IGNORECASE
)
_LONG_AXIS = re.compile(r"long[- ]axis|längsachs|longest|长径", re.IGNORECASE)
_GRADE = re.compile(r"^grade\s(?P<grade>IV|V|I{1,3}|[1-5])$", re.IGNORECASE)
_FORMS: dict[str, LevelForm] = {
    "disc": "disc",
    "canal": "disc",
    "slip": "slip",
    "vertebra": "vertebra",
    "root": "root",
    "mass": "lesion",
    "nodule": "lesion",
    "sign": "lesion",
    "prior": "lesion",
    "largest": "lesion",
}
_OF_LESIONS = frozenset(
    ("mass", "mass0", "nodule", "lungnodule", "node", "thrombus", "prior", "largest", "sign")
)
_LESIONS = frozenset(("mass", "nodule", "prior", "largest"))
_SIZE_WORDS = {
    "duct": "宽",
    "slip": "滑移",
    "distance": "移位",
    "fluid": "深",
    "thickness": "厚",
    "contact": "范围",
}
_DEGREES = {"º": "°", "deg": "°", "degrees": "°", "Grad": "°"}
_KEEP_MM = frozenset(
    ("duct", "slip", "distance", "canal", "disc", "thrombus", "lungnodule", "measure", "cord",
     "thickness", "root")
)  # fmt: skip
_INNER = re.compile(
    r"\b(?:with|mit|con|avec)\b[^.;]{0,40}\b(?:area|zone|component|portion|Areal|Zone|Anteil)\b"
    r"[^.;\d]{0,12}\d",
    re.IGNORECASE,
)
"""A size of an area within what is described: 'capsule, with a non-enhancing area of 2.2 cm'."""
_ON = re.compile(
    r"\b([CTLS]\d{1,2})\s+(?:on|over|upon|über|gegen|sobre|sur|на)\s+[CTLS]\d{1,2}\b", re.IGNORECASE
)
_SHIFTED = re.compile("^([左右])侧中线移位$")
_RELATIONS = frozenset(("contact", "invasion", "macrovascular invasion"))
"""What a lesion does to something beside it."""
_COUNTED = frozenset(("mass", "nodule", "lungnodule", "node", "mass0", "vertebra", "thrombus"))
_ORGANS = ("肾上腺", "胆管", "胰管", "胸腔", "门静脉", "肝", "肺", "肾", "脾")


_OF_LIVER = frozenset(
    ("hyperenhancement", "cirrhosis", "cirrhosis morphology", "biliary dilatation")
)


class _Measure(Value):
    """The figure behind a statement, and what of it waits for a translator."""

    zh: str = ""
    untranslated: tuple[str, ...] = ()


def imaging_phrase(fact: Fact, lexicon: NotationLexicon, organ: Organ = "") -> Phrase:
    """The statement without examination and date. `organ` says whose segments a report numbers
    where the statement does not ('liver' for a report on the upper abdomen)."""
    inner = _INNER.search(quote_of(fact)) if fact.value else None
    if inner is not None:  # the size of a part is not that of the whole
        whole = imaging_phrase(fact.replaced(value=None, unit=None), lexicon, organ)
        return whole.replaced(zh=f"{whole.zh}，其内区域{size_zh(fact.value or '', fact.unit)}")
    finding = finding_zh(fact, lexicon)
    slipped = _ON.search(quote_of(fact)) if finding.kind == "slip" else None
    if slipped is not None:  # the upper vertebra is the one that has slipped
        fact = fact.replaced(body_site=slipped[1])
    site = _site(fact, finding, lexicon, organ or _organ(fact, finding))
    finding = _with_own_place(fact, _touching(fact, finding, site, lexicon), site, lexicon)
    original = quote_of(fact) or fact.text
    state = state_zh(fact.value, lexicon) if fact.value else ""
    if state:
        where, what = _merged(site, finding)
        return Phrase(
            zh=f"{where}{what}{state}",
            original=original,
            untranslated=(*site.untranslated, *finding.untranslated),
        )
    core, denied = _placed(fact, site, finding, _number(fact, finding, lexicon))
    core = _SHIFTED.sub(r"中线向\1侧移位", core)
    statement = core if finding.kind == "suv" else hedged(core, fact, denied)
    measure = _measured(fact, finding, site)
    clause = _object_in_words(fact, site)
    beside = f"(原文“{clause}”)" if clause else ""
    return Phrase(
        zh=f"{statement}{measure.zh}{beside}",
        original=original,
        untranslated=(
            *site.untranslated,
            *finding.untranslated,
            *measure.untranslated,
            *((clause,) if clause else ()),
        ),
    )


def _touching(fact: Fact, finding: Finding, site: Site, lexicon: NotationLexicon) -> Finding:
    """A contact by its concept where its own words only name the place: 'and with the vein'."""
    row = lexicon.findings.find(fact.concept) if fact.concept == "contact" else None
    is_known = bool(site.zh) and not site.untranslated
    if row is None or not is_known or finding.untranslated != (fact.text,):
        return finding
    return Finding(zh=row["zh"], kind=row["kind"])


def _object_in_words(fact: Fact, site: Site) -> str:
    """The source's clause about a relation whose object has no site: what is touched or invaded
    is never left out."""
    if site.zh or fact.concept not in _RELATIONS:
        return ""
    clause = quote_of(fact)
    is_more = len(words_of(clause)) > len(words_of(fact.text)) + 1
    return clause if is_more and not _HAN.search(clause) else ""


def report_organ(facts: Iterable[Fact], lexicon: NotationLexicon) -> Organ:
    """Whose segments a report numbers, from all its imaging facts: 'liver' where something of the
    liver and no lobe of a lung is described, 'lung' where the other way round, else ''."""
    regions: set[str] = set()
    for fact in facts:
        finding = finding_zh(fact, lexicon)
        site = site_zh(fact.body_site or finding.site, None, lexicon)
        if "肺底" not in site.zh:
            regions.add(site.region)
        regions.add("liver" if fact.concept in _OF_LIVER else finding.implies)
    if "liver" in regions:
        return "" if "lung" in regions else "liver"
    return "lung" if regions & {"lung", "lungsign"} else ""


def _site(fact: Fact, finding: Finding, lexicon: NotationLexicon, organ: Organ) -> Site:
    form = _FORMS.get(finding.kind, "level")
    where = fact.body_site or finding.site
    if finding.kind == "node" and not organ:
        organ = "lung"  # a hilar node without more is of the lung
    return site_zh(where, fact.side, lexicon, form=form, organ=organ)


def _with_own_place(fact: Fact, finding: Finding, site: Site, lexicon: NotationLexicon) -> Finding:
    """The finding with a place that its own words add to the site: 'epidural' beside 'T7'."""
    if not (fact.body_site and finding.site):
        return finding
    own = site_zh(finding.site, None, lexicon)
    bare = re.sub("^[左右双]侧?", "", own.zh)
    if not bare or bare in site.zh or own.region == site.region or own.region == "nodeword":
        return finding
    if finding.kind == "contact":
        return finding.replaced(zh=f"病灶与{bare}{finding.zh}", denied="", kind="plain")
    return finding.replaced(zh=f"{bare}{finding.zh}", denied="")


def _organ(fact: Fact, finding: Finding) -> Organ:
    """Whose segments: by the finding, the words around it, Roman numerals, or the modality."""
    words = f"{fact.text} {quote_of(fact)} {fact.body_site}"
    if finding.kind == "lungnodule" or finding.implies.startswith("lung") or _LUNG.search(words):
        return "lung"
    if finding.implies in ("liver", "bile duct", "gallbladder") or _LIVER.search(words):
        return "liver"
    is_named = re.search(r"seg|сегм", fact.body_site, re.IGNORECASE)
    is_abdominal = fact.method.upper() in ("US", "MRI") or fact.concept == "hyperenhancement"
    if is_named and (is_abdominal or _ROMAN.search(fact.body_site)):
        return "liver"
    return ""


def _number(fact: Fact, finding: Finding, lexicon: NotationLexicon) -> str:
    """'单发', '多发', '3枚'; '' for words that are no number."""
    if not fact.count or finding.kind not in _COUNTED:
        return ""
    if fact.count == "1":
        return "单发"
    if fact.count.isdigit():
        return f"{fact.count}{'处' if finding.kind in ('vertebra', 'mass0') else '枚'}"
    row = lexicon.findings.find(fact.count)
    return row["zh"] if row is not None and row["kind"] == "count" else ""


def _placed(fact: Fact, site: Site, finding: Finding, number: str) -> tuple[str, str]:
    """Site and finding together, affirmed and denied."""
    where, what = _merged(site, finding)
    if finding.denied == SAME:
        return f"{where}{what}", f"{where}{what}"
    denied = finding.denied or what
    if finding.kind in _LESIONS and site.region == "vessel" and "动脉瘤" not in what:
        clause = quote_of(fact)
        words = f"“{clause}”" if len(words_of(clause)) > len(words_of(fact.text)) + 1 else ""
        return f"{number}{what}(与{where}的关系见原文{words})", f"{where}未见{denied}"
    if finding.kind == "sign":
        lesion = f"{where}病灶"
        return f"{lesion}{what}", f"{lesion}未见{denied}"
    if finding.kind == "contact" and where:
        return f"与{where}{what}", f"与{where}未见{denied}"
    if number[:1].isdigit():
        return f"{where}{what}{number}", f"{where}未见{denied}"
    return f"{where}{number}{what}", f"{where}未见{denied}"


def _merged(site: Site, finding: Finding) -> tuple[str, str]:
    """The site and the finding without saying the organ twice."""
    where, what = site.zh, finding.zh
    if finding.implies and finding.implies == site.region:
        if finding.kind == "diffuse":
            return "", what
        if site.is_general:
            return _without_organ(site, what)
        for organ in _ORGANS:
            if what.startswith(organ) and len(what) > len(organ) + 1 and organ[0] in where:
                return where, what.removeprefix(organ)
    return where.removesuffix(_shared(where, what)), what


def _without_organ(site: Site, what: str) -> tuple[str, str]:
    """A finding that names its organ needs only the side: 左侧胸腔积液, 右肾积水."""
    if not site.side:
        return "", what
    if site.zh[-1] == what[0]:
        return site.zh[:-1], what
    return f"{site.side}侧", what


def _shared(where: str, what: str) -> str:
    """The end of the site that the finding begins with."""
    for length in range(min(len(where), len(what) - 1), 1, -1):
        if where.endswith(what[:length]):
            return what[:length]
    if where.endswith("淋巴结") and "淋巴结" in what:
        return "淋巴结"
    is_kidney = what.startswith("肾") and not what.startswith("肾上腺")
    return "肾" if where.endswith("肾") and is_kidney else ""


def _measured(fact: Fact, finding: Finding, site: Site) -> _Measure:
    """Size or other figure behind the statement."""
    if fact.value is None:
        return _Measure()
    value = " ".join(fact.value.split())
    figure = fact.comparator or ""
    if finding.kind == "suv":
        return _Measure(zh=f" {figure}{value}")
    graded = _GRADE.match(value)
    if graded:
        return _Measure(zh=f"，{as_roman(graded['grade'].upper())}度")
    parts = dimensions(value)
    if not parts and finding.kind == "measure" and re.fullmatch(r"[-−]\d+(\.\d+)?", value):
        return _Measure(zh=f" −{value[1:]}{fact.unit or ''}")
    if not parts:
        return _worded(value, fact.unit)
    shown = _shown(fact, finding, site, value)
    if finding.kind == "measure":
        return _Measure(zh=f" {figure}{shown}")
    return _Measure(zh=f"，{_measure_word(fact, finding, len(parts))}{figure}{shown}")


def _worded(value: str, unit: str | None) -> _Measure:
    """A value that is no plain size: as written with its unit."""
    written = f"{value} {chinese_length_unit(unit)}" if unit else value
    is_plain = _HAN.search(value) or not re.search(r"[^\W\d_]{3}", value)
    return _Measure(zh=f"：{written}", untranslated=() if is_plain else (value,))


def _shown(fact: Fact, finding: Finding, site: Site, value: str) -> str:
    unit = fact.unit or ""
    if unit and chinese_length_unit(unit) not in ("cm", "mm"):
        unit = _DEGREES.get(unit, unit)
        return f"{value}{unit}" if unit in ("%", "°") else f"{value} {unit}"
    if not unit and finding.implies == "heart":
        return f"{value}(单位未注明)"
    is_lung = finding.kind == "nodule" and site.region == "lung"
    if not unit and finding.zh.startswith("相对"):
        return value
    return size_zh(value, fact.unit, keep_mm=is_lung or finding.kind in _KEEP_MM)


def _measure_word(fact: Fact, finding: Finding, count: int) -> str:
    """'大小', '短径', '最大者', '前片大小' before the figure."""
    quote = quote_of(fact)
    is_lesion = finding.kind in _OF_LESIONS
    word = _SIZE_WORDS.get(finding.kind, "大小" if is_lesion else "测值")
    if count == 1 and _SHORT_AXIS.search(quote):
        word = "短径"
    elif count == 1 and _LONG_AXIS.search(quote):
        word = "长径"
    if finding.kind == "largest" or (finding.kind in _COUNTED and _UP_TO.search(quote)):
        word = f"最大者{word.removeprefix('大小')}"
    is_prior = fact.note == "prior" or finding.kind == "prior"
    return f"前片{word}" if is_prior else word
