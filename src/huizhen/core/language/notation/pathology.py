"""Pathology statements as a Chinese report writes them: 切缘阴性, 淋巴结转移(3/15), MVI(M1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import (
    chinese_length_unit,
    dimensions,
    ranged,
    roman_signs,
    size_zh,
)
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.language.notation.sites import site_zh, station_zh
from huizhen.core.language.notation.staging import residual_zh, system_stage
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_HAN = re.compile(r"[㐀-鿿]")
_NODES = re.compile(r"(\d{1,3})\s?/\s?(\d{1,3})")
_CLEARANCE = re.compile(
    r"^(?P<word>[^\d]*?)\s*(?:by|um|por|de|\(|,|:|на)?\s*(?P<size>\d+(?:[.,]\d+)?)\s?"
    r"(?P<unit>mm|cm|мм|см)\b"
)
_MITOSES = re.compile(
    r"^(?P<number>[<>≤≥]?\s?\d+(?:[.,]\d+)?)\D*?(?:/|per|pro|por|на)?\s?(?P<field>.*)$"
)
_FIELDS = re.compile(
    r"(?P<count>\d+)?\s?(?:HPF|HGF|hpf|high|champs|campos|полей|高倍)", re.IGNORECASE
)
_DIFFERENTIATED = re.compile(r"(?P<grade>[A-Za-z]+(?: to [A-Za-z]+)?[- ]differentiated)\s")
_CHANGED = re.compile(r"(?P<gene>[A-Z][A-Z0-9]{1,6})[- ](?P<change>mutant|mutated|wild[- ]?type)")
_QUALIFIED_GRADE = re.compile(r"(?P<system>FNCLCC|CNS WHO|WHO)[- ](?:grade|Grade) (?P<grade>[1-4])")
_GRADE = re.compile(
    r"^(?P<g>G)?(?P<value>(?:[1-4]|IV|III|II|I)(?:\s?[-–/]\s?G?(?:[1-4]|IV|III|II|I))?)$"
)
_SYSTEM_GRADE = re.compile(
    r"^(?P<system>.*?)[\s-]?(?:grade|grad|grado)?\s?G?(?P<value>[1-4]|IV|I{1,3})$", re.IGNORECASE
)
_GLEASON = re.compile(
    r"(?:(?P<sum>\d{1,2})[(=]*)?(?P<a>[3-5])\+(?P<b>[3-5])(?:=(?P<total>\d{1,2}))?"
)
_PERCENT = re.compile(
    r"^(?:ca\.?|about|approx\.?|около|约)?\s?(\d{1,3}(?:\s?[-–]\s?\d{1,3})?)\s?%?$"
)
_LEVEL = re.compile(r"\s+(?:level|grade|stage|class)$", re.IGNORECASE)
_CLAUSES = re.compile(r"\s*[,;，；]\s*|\.\s+")
_PARTS = re.compile(r"\s*[,;，；]\s*")


class _Said(Value):
    """What a statement says, its denied form, and the words that stay in the original."""

    zh: str
    denied: str = ""
    untranslated: tuple[str, ...] = ()


def pathology_phrase(fact: Fact, lexicon: NotationLexicon) -> Phrase:
    """The statement of one pathology fact."""
    value = " ".join((fact.value or "").split())
    word = _BY_CONCEPT.get(fact.concept, _other)
    said = word(fact, value, lexicon)
    zh = said.zh
    if not said.denied:
        zh = said.zh if fact.certainty == "negated" else hedged(said.zh, fact, said.zh)
    else:
        zh = hedged(said.zh, fact, said.denied)
    return Phrase(zh=zh, original=quote_of(fact) or fact.text, untranslated=said.untranslated)


def _histology(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    name = value or fact.text
    found = histology_zh(name, lexicon)
    if found:
        return _Said(zh=f"组织学类型：{found}", denied=f"未见{found}")
    return _Said(zh=f"组织学类型：{name}", denied=f"未见{name}", untranslated=(name,))


def histology_zh(name: str, lexicon: NotationLexicon) -> str:
    """A tumour type in Chinese, its subtype after it; '' where a word of it is unknown."""
    if _HAN.search(name):
        return name
    table = lexicon.pathology("histology")
    whole = table.find(name)
    if whole is not None:
        return whole["zh"]
    term = lexicon.terms.find("condition", name)
    if term is not None:
        return term.zh
    said: list[str] = []
    for part in filter(None, _CLAUSES.split(name.strip(" ."))):
        row = table.find(part)
        named = _tumour_zh(part, lexicon) if row is None and not said else ""
        qualified = _qualified(part) if said else ""
        if row is not None or named or qualified:
            said.append(row["zh"] if row else named or qualified)
        elif said and _GRADE.match(part):
            said.append(part)
        elif not (said and _is_marker(part, lexicon)):
            return ""
    return "，".join(said)


def _tumour_zh(part: str, lexicon: NotationLexicon) -> str:
    """A tumour by its name, its differentiation before it: '中分化胃腺癌'."""
    term = lexicon.terms.rendered("condition", part)
    if term is not None:
        return term.zh
    graded = _DIFFERENTIATED.match(part)
    row = lexicon.pathology("grade").find(graded["grade"]) if graded else None
    name = lexicon.terms.rendered("condition", part[graded.end() :]) if graded and row else None
    return f"{row['zh']}{name.zh}" if row and name else ""


def _qualified(part: str) -> str:
    """'IDH-mutant', 'FNCLCC grade 3' behind a tumour's name; '' for any other words."""
    changed = _CHANGED.fullmatch(part)
    if changed:
        return f"{changed['gene']}{'野生型' if changed['change'][0] == 'w' else '突变型'}"
    graded = _QUALIFIED_GRADE.fullmatch(part)
    return f"{graded['system']} {graded['grade']}级" if graded else ""


def _is_marker(part: str, lexicon: NotationLexicon) -> bool:
    """'TTF-1 positive': a marker with its result, which is a fact of its own."""
    symbol, _, result = part.partition(" ")
    return lexicon.marker(symbol) is not None and (lexicon.marker_values.find(result) is not None)


def _grade(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    if not value:
        return _other(fact, value, lexicon)
    systems = lexicon.pathology("gradesystem")
    system = systems.find(fact.method) if fact.method else None
    if system is None and not fact.method:  # 'grado nuclear IV' says whose grade it is
        system = next(iter(systems.within(fact.text)), None)
    named = system["zh"] if system else fact.method
    gleason = _GLEASON.search(value)
    if named == "Gleason" or gleason:
        return _Said(zh=_gleason(value, gleason))
    match = _GRADE.match(value)
    if match:
        figure = ranged(roman_signs(match["value"]).replace("G", ""))
        if named:
            shown = f"{named} {figure}级"
        elif match["g"]:
            shown = f"组织学分级：G{figure}"
        else:
            shown = f"组织学分级：{figure}级"
        return _Said(zh=shown)
    split = _SYSTEM_GRADE.match(value)
    named_in = lexicon.pathology("gradesystem").find(split["system"]) if split else None
    if split and not split["system"]:
        return _Said(zh=f"组织学分级：{roman_signs(split['value'])}级")
    if split and named_in:
        return _Said(zh=f"{named_in['zh']} {roman_signs(split['value'])}级")
    row = lexicon.pathology("grade").find(value)
    shown = row["zh"] if row else value
    known = row is not None or bool(_HAN.search(value))
    label = f"{named}：" if named else ("" if shown.endswith(("分化", "化")) else "组织学分级：")
    return _Said(zh=f"{label}{shown}", untranslated=() if known else (value,))


def _gleason(value: str, gleason: re.Match[str] | None) -> str:
    if gleason is None:
        return f"Gleason评分{value}分"
    total = gleason["sum"] or gleason["total"] or str(int(gleason["a"]) + int(gleason["b"]))
    return f"Gleason评分{gleason['a']}+{gleason['b']}={total}分"


def _margin(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    residual = residual_zh(value, lexicon)
    if residual:
        return _Said(zh=residual)
    label = _label(fact, "margin", lexicon)
    table = lexicon.pathology("margin")
    if dimensions(value) and chinese_length_unit(fact.unit or "") in ("mm", "cm"):
        figure = f"{fact.comparator or ''}{size_zh(value, fact.unit, keep_mm=True)}"
        return _Said(zh=f"{label}距肿瘤{figure}")
    clearance = _CLEARANCE.match(value)
    if clearance:
        row = table.find(clearance["word"]) if clearance["word"] else None
        size = size_zh(clearance["size"].replace(",", "."), clearance["unit"], keep_mm=True)
        if row is not None or not clearance["word"]:
            return _Said(
                zh=f"{label}{row['zh'] if row else ''}，距肿瘤{size}".replace("，距", "，距")
            )
    if dimensions(value):
        return _Said(zh=f"{label}距肿瘤{fact.comparator or ''}{value}(单位未注明)")
    row = table.find(value)
    if row is not None:
        return _Said(zh=row["zh"] if row["zh"].startswith("切缘") else f"{label}{row['zh']}")
    if not value:
        return _Said(zh=label, denied=f"{label}阴性(原文否认受累)")
    first, _, rest = value.partition(";")
    row = table.find(first) if rest else None
    if row is not None:
        return _Said(zh=f"{label}{row['zh']}；{rest.strip()}", untranslated=(rest.strip(),))
    known = bool(_HAN.search(value))
    return _Said(zh=f"{label}：{value}", untranslated=() if known else (value,))


def _nodes(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    match = _NODES.fullmatch(value)
    where = station_zh(fact.body_site) or site_zh(fact.body_site, None, lexicon).zh
    if match:
        said = "淋巴结未见转移" if match[1] == "0" else "淋巴结转移"
        return _Said(zh=f"{where.removesuffix('淋巴结')}{said}({match[1]}/{match[2]})")
    if value.isdigit():
        return _Said(zh=f"淋巴结：{value}(送检总数未注明)")
    known = not value or bool(_HAN.search(value))
    return _Said(zh=f"{where}淋巴结：{value}", untranslated=() if known else (value,))


def _tumour_size(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    parts = dimensions(value)
    named = lexicon.sites.find(fact.text)
    if named is not None and named["region"] == "nodeword" and parts:
        return _Said(zh=f"淋巴结大小{size_zh(value, fact.unit)}")
    if not parts:
        known = bool(_HAN.search(value))
        said = f"肿瘤大小：{value}" if value else "肿瘤大小"
        return _Said(zh=said, untranslated=() if known or not value else (value,))
    word = "肿瘤最大径" if len(parts) == 1 else "肿瘤大小"
    return _Said(zh=f"{word}{fact.comparator or ''}{size_zh(value, fact.unit)}")


def _presence(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    """An invasion or another thing that is there or not."""
    label = _label(fact, fact.concept, lexicon)
    denied = f"未见{label}"
    residual = residual_zh(value, lexicon)
    if residual:
        return _Said(zh=residual, denied=residual)
    graded = re.match(r"(M[012])(?!\w)\s*(.*)$", value) if fact.concept == "MVI" else None
    if graded:
        said = f"微血管侵犯：MVI({graded[1]}){graded[2]}"
        return _Said(zh=said, denied=said, untranslated=(graded[2],) if graded[2] else ())
    percent = _PERCENT.match(value)
    if percent and (fact.unit == "%" or value.endswith("%")):
        return _Said(zh=f"{label}{fact.comparator or ''}{ranged(percent[1])}%", denied=denied)
    if lexicon.pathology("absent").find(value) is not None or value in ("-", "−", "(-)"):
        return _Said(zh=denied, denied=denied)
    row = lexicon.pathology("present").find(value)
    if row is not None:
        return _Said(zh=_present(label, row["zh"]), denied=denied)
    if not value or value.casefold() == fact.text.casefold():
        return _Said(zh=label, denied=denied)
    return _in_parts(label, value, lexicon)


def _present(label: str, how: str) -> str:
    if how in ("可见", "广泛", "灶性", "可疑"):
        return f"{how}{label}"
    return f"{label}{how}"


def _in_parts(label: str, value: str, lexicon: NotationLexicon) -> _Said:
    """A value of several words: 'Present, incomplete, infiltrated' is 包膜：可见，不完整，受侵."""
    said = []
    for part in _PARTS.split(value):
        row = lexicon.pathology("value").find(part) or lexicon.pathology("present").find(part)
        said.append(row["zh"] if row else part)
    known = all(_HAN.search(one) for one in said)
    joint = "" if len(said) == 1 and known else "："
    return _Said(
        zh=f"{label}{joint}{'，'.join(said)}",
        denied=f"未见{label}",
        untranslated=() if known else (value,),
    )


def _mitoses(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    label = _label(fact, "mitoses", lexicon)
    value = re.sub(r"^(?:less|fewer) than\s", "<", value)
    match = _MITOSES.match(value)
    worded = lexicon.pathology("value").find(value)
    if worded is not None:
        return _Said(zh=f"{label}{worded['zh']}")
    if match is None:
        known = bool(_HAN.search(value)) or not value
        said = f"{label}：{value}" if value else label
        return _Said(zh=said, untranslated=() if known else (value,))
    number = match["number"].replace(",", ".").replace(" ", "")
    field = f"{match['field']} {fact.unit or ''}"
    fields = _FIELDS.search(field)
    if fields:
        return _Said(zh=f"{label}{number}个/{fields['count'] or ''} HPF".replace("/ ", "/"))
    if re.search(r"mm\s?[2²]", field):
        count = re.search(r"(\d+)\s?mm", field)
        return _Said(zh=f"{label}{number}个/{(count[1] + ' ') if count else ''}mm²")
    return _Said(zh=f"{label}{number}个(视野数未注明)")


def _label(fact: Fact, concept: str, lexicon: NotationLexicon) -> str:
    """The name of the statement: by its own words, else by its concept."""
    named = lexicon.pathology(f"label:{concept}").within(fact.text)
    own = named[0] if len({row["zh"] for row in named}) == 1 else None
    row = own or lexicon.pathology("concept").find(concept)
    return row["zh"] if row else (fact.text or concept)


def _other(fact: Fact, value: str, lexicon: NotationLexicon) -> _Said:
    """A statement outside the concepts: by its own words; one that is not known stays whole."""
    name = re.split(r"\s*[:：]\s*", fact.text)[0]
    row = lexicon.pathology("statement").find(name)
    stage = lexicon.stages.get(_LEVEL.sub("", name)) if value else None
    if stage is not None:
        return _Said(zh=system_stage(stage, value, lexicon))
    if row is None and not _HAN.search(name):
        figure = f"{value} {fact.unit or ''}".strip()
        written = fact.text if value.casefold() in fact.text.casefold() else f"{name} {figure}"
        return _Said(zh=written, denied=f"{written}(原文为否定)", untranslated=(written,))
    label = row["zh"] if row else name
    if lexicon.pathology("absent").find(value) is not None:
        return _Said(zh=f"未见{label}", denied=f"未见{label}")
    present = lexicon.pathology("present").find(value)
    worded = lexicon.pathology("value").find(value)
    if present is not None:
        return _Said(zh=_present(label, present["zh"]), denied=f"未见{label}")
    if worded is not None:
        return _Said(zh=f"{label}：{worded['zh']}", denied=f"未见{label}")
    if not value or value in label:
        return _Said(zh=label, denied=f"未见{label}")
    unit = chinese_length_unit(fact.unit or "")
    figure = f"{value}{'' if unit == '%' else ' '}{unit}".strip()
    is_known = bool(_HAN.search(value)) or value[0].isdigit()
    return _Said(
        zh=f"{label} {figure}", denied=f"未见{label}", untranslated=() if is_known else (value,)
    )


_BY_CONCEPT: Mapping[str, Callable[[Fact, str, NotationLexicon], _Said]] = {
    "histology": _histology,
    "grade": _grade,
    "margin": _margin,
    "lymph-nodes": _nodes,
    "tumour-size": _tumour_size,
    "lymphovascular-invasion": _presence,
    "perineural-invasion": _presence,
    "MVI": _presence,
    "necrosis": _presence,
    "capsule": _presence,
    "extranodal extension": _presence,
    "mitoses": _mitoses,
}
