"""Tissue markers and genes: CK7(+), HER2(2+), Ki-67(约60%+), KRAS p.G12C突变, MSI-H."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import ranged
from huizhen.core.language.notation.lexicon import NotationLexicon, Row
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.records.fact import Fact

_HAN = re.compile(r"[㐀-鿿]")
_SIGNS = {"+": "positive", "(+)": "positive", "-": "negative", "−": "negative", "–": "negative",
          "(-)": "negative", "(−)": "negative", "-ve": "negative", "+ve": "positive"}  # fmt: skip
_PERCENT = re.compile(r"^(?P<figure>[<>≤≥]?\s?\d+(?:\.\d+)?(?:\s?[-–]\s?\d+(?:\.\d+)?)?)\s?%$")
_SCORED = re.compile(
    r"^(?P<name>TPS|CPS|IC|TC|TAP)\s*:?\s*(?P<figure>[<>≤≥]?\s?\d+(?:\.\d+)?\s?%?)$"
)
_PLUSES = re.compile(r"^(?:[0-3]\+|0|\+{2,3}|[0-3]\+?\s?[-–]\s?[0-3]\+)$")
_ABOUT = re.compile(r"about|approx|around|\bca\.|etwa|circa|около|environ|约|~", re.IGNORECASE)
_VARIANT = re.compile(
    r"^(?:(?:p\.)?\(?[A-Z](?:[a-z]{2})?\d{1,4}(?:[A-Z](?:[a-z]{2})?|\*|fs|del|dup|ins|=)\w*\)?"
    r"|c\.\S+(?:,?\s?\(?p\.\S+)?|N[GM]_\S+|p\.\(\S+\))$"
)
_EXON = re.compile(
    r"^(?:exon|ex|экзон\w*)[- ]?(?P<a>\d{1,2})[- ]?(?P<kind>[a-zA-Z]+)?"
    r"(?:\s?\((?P<exact>[^()]+)\))?$"
    r"|^(?P<b>\d{1,2})\s?(?P<short>del|ins)$",
    re.IGNORECASE,
)
_STAINED_SHARE = re.compile(
    r"^(?P<share>\d{1,3})\s?%\s?,?\s?(?P<grade>[1-3]\+(?:\s?/\s?[1-3]\+)?)$"
)
_LEADING_VARIANT = re.compile(r"^(?P<variant>(?:p\.)?[A-Z]\d{2,4}[A-Z*])\s+(?P<rest>\D+)$")
_CYTOGENETIC = re.compile(
    r"^(?:del|t|inv|gain|amp|dup|ganancia|monosomy|trisomy|1q)\b|^(?:del|t|inv)\("
)
_CHANGES = (
    (re.compile(r"rearran|реаранж|перестро|réarrang|reordenam|重排", re.I), "重排"),
    (re.compile(r"amplif|амплиф|扩增", re.I), "扩增"),
    (re.compile(r"fusion|фузи|融合", re.I), "融合"),
    (re.compile(r"mutat|мутац|mutac|突变", re.I), "突变"),
)
_IN_BRACKETS = frozenset(
    ("positive", "negative", "equivocal", "kept", "lost", "undetected", "low", "high", "over")
)


def biomarker_phrase(fact: Fact, lexicon: NotationLexicon) -> Phrase:
    """One marker with its result; the symbol stays, the method stands behind a gene."""
    row = lexicon.marker(fact.concept) or lexicon.marker(fact.text)
    name = row["zh"] if row else (fact.concept or fact.text)
    value = " ".join((fact.value or "").split())
    original = quote_of(fact) or f"{fact.text} {value}".strip()
    if not value:
        return Phrase(zh=hedged(name, fact, _denied(fact, name, lexicon)), original=original)
    result, missing = _result(fact, name, _kind(row, fact, lexicon), value, lexicon)
    result = _noted(fact, name, value, result, lexicon)
    is_valued = fact.certainty == "negated"
    zh = result if is_valued else hedged(result, fact, result)
    return Phrase(zh=zh, original=original, untranslated=missing)


def biomarker_line(facts: Iterable[Fact], lexicon: NotationLexicon) -> Phrase:
    """Many markers in one line: '免疫组化：CK7(+)，CK20(−)；KRAS野生型', each once, in order."""
    stained: dict[str, None] = {}
    others: dict[str, None] = {}
    missing: list[str] = []
    for fact in facts:
        phrase = biomarker_phrase(fact, lexicon)
        missing.extend(phrase.untranslated)
        is_stain = re.search(r"\([^()]*[+−][^()]*\)$", phrase.zh) is not None
        (stained if is_stain else others)[phrase.zh] = None
    parts = [f"免疫组化：{'，'.join(stained)}"] if stained else []
    if others:
        parts.append("，".join(others))
    return Phrase(zh="；".join(parts), untranslated=tuple(dict.fromkeys(missing)))


def method_zh(method: str, lexicon: NotationLexicon) -> str:
    """The method in Chinese ('免疫组化', 'FISH'); as written where it is not known."""
    return lexicon.word("method", method.strip().casefold()) or method.strip()


def _noted(fact: Fact, name: str, value: str, result: str, lexicon: NotationLexicon) -> str:
    """The result with what stands behind it: CLDN18.2(+，80%), 19外显子缺失(丰度32%)."""
    kind, _, said = fact.note.partition(" ")
    if kind == "share" and said:
        return f"{result[:-1]}，{said})" if result.endswith(")") else f"{result}({said})"
    if kind == "VAF" and said:
        return f"{result}(丰度{said})"
    if kind.endswith("ISH") and said:
        row = lexicon.marker_values.find(said)
        in_situ = f"{kind}{row['gene']}" if row else ""
        return f"{result}，{in_situ}" if in_situ else result
    if fact.note == "positive" and _VARIANT.match(value):
        return f"{name} {value}(+)"
    return result


def _denied(fact: Fact, name: str, lexicon: NotationLexicon) -> str:
    """A marker denied without a value: what is denied as far as the words say it."""
    words = f"{fact.text} {quote_of(fact)}"
    for pattern, change in _CHANGES:
        if pattern.search(words):
            return f"{name}未检出{change}{_by(fact, lexicon)}"
    return f"{name}阴性{_by(fact, lexicon)}"


def _kind(row: Row | None, fact: Fact, lexicon: NotationLexicon) -> str:
    """Protein or gene: by the method where it says so, else by the symbol."""
    kind = row["kind"] if row else ""
    if kind in ("protein", "gene"):
        method = method_zh(fact.method, lexicon) if fact.method else ""
        if method in ("免疫组化", "流式细胞术", "免疫分型"):
            return "protein"
        if method in ("FISH", "NGS", "PCR"):
            return "gene"
    return kind


def _result(
    fact: Fact, name: str, kind: str, value: str, lexicon: NotationLexicon
) -> tuple[str, tuple[str, ...]]:
    value = _SIGNS.get(value.casefold(), value)
    if kind == "karyotype":
        return f"{name}：{value}", ()
    if kind == "origin":
        return f"{name}：{value}型", ()
    for given in (_figures(fact, name, kind, value), _variant(fact, name, value, lexicon)):
        if given:
            return given, ()
    row = lexicon.marker_values.find(value)
    if kind == "status" and (row or value):
        known = _status(fact.concept, value, row, lexicon)
        if known:
            return known, ()
    if row is not None:
        return _worded(fact, name, kind, row, lexicon), ()
    if _HAN.search(value):
        return f"{name}{'' if _HAN.match(value) else ' '}{value}", ()
    return f"{name} {value}", (value,)


def _figures(fact: Fact, name: str, kind: str, value: str) -> str:
    comparator = fact.comparator or ""
    percent = _PERCENT.match(value) or (_PERCENT.match(f"{value}%") if fact.unit == "%" else None)
    if percent:
        about = "约" if _ABOUT.search(quote_of(fact)) else ""
        figure = f"{about}{comparator}{ranged(percent['figure'])}%"
        return f"{name} {figure}" if kind == "gene" else f"{name}({figure}+)"
    scored = _SCORED.match(value)
    if scored:
        return f"{name}({scored['name']} {comparator}{scored['figure'].replace(' ', '')})"
    share = _STAINED_SHARE.match(value)
    if share:
        return f"{name}({share['share']}%，{share['grade'].replace(' ', '')})"
    if _PLUSES.match(value):
        return f"{name}({ranged(value)})"
    if re.fullmatch(r"\d+(?:\.\d+)?", value):
        unit = fact.unit or ""
        if fact.concept == "TMB":
            unit = "个突变/Mb" if unit else "(单位未注明)"
            return f"{name} {comparator}{value}{unit}"
        return f"{name} {comparator}{value} {unit}".strip()
    return ""


def _variant(fact: Fact, name: str, value: str, lexicon: NotationLexicon) -> str:
    exon = _EXON.match(value)
    if exon:
        kind = (exon["kind"] or exon["short"] or "mutation").strip(" -").casefold()
        said = lexicon.word("exon", kind)
        exact = f"({exon['exact']})" if exon["exact"] else ""
        return (
            f"{name} {exon['a'] or exon['b']}外显子{said}{exact}{_by(fact, lexicon)}"
            if said
            else ""
        )
    if _VARIANT.match(value):
        word = "变异" if value.startswith(("c.", "N", "p.(")) else "突变"
        shown = value if word == "突变" else f"{value} "
        return f"{name} {shown}{word}{_by(fact, lexicon)}"
    leading = _LEADING_VARIANT.match(value)
    row = lexicon.marker_values.find(leading["rest"]) if leading else None
    if leading and row is not None:
        return f"{name} {leading['variant']}突变{row['gene']}{_by(fact, lexicon)}"
    return ""


def _status(concept: str, value: str, row: Row | None, lexicon: NotationLexicon) -> str:
    key = re.sub(r"[\s-]+", " ", value).casefold()
    known = lexicon.word(concept, row["class"]) if row else ""
    return known or lexicon.word(concept, key)


def _worded(fact: Fact, name: str, kind: str, row: Row, lexicon: NotationLexicon) -> str:
    result = row["class"]
    if _CYTOGENETIC.match(name):
        said = {"positive": "阳性", "negative": "阴性"}.get(result, row["gene"])
        return f"{name}{said}{_by(fact, lexicon)}"
    if result == "tn":
        return "三阴性(ER/PR/HER2)"
    if kind == "gene" and result in ("positive", "negative", "undetected"):
        change = next((c for p, c in _CHANGES if p.search(quote_of(fact))), "")
        if change:
            return f"{name}{change}{row['gene']}{_by(fact, lexicon)}"
    if kind == "gene" or (kind == "protein" and result not in _IN_BRACKETS):
        return f"{name}{row['gene']}{_by(fact, lexicon)}"
    if result in ("low", "high", "over"):
        return f"{name}{row['ihc']}"
    return (
        f"{name}({row['ihc']})"
        if result in _IN_BRACKETS
        else f"{name}{row['gene']}{_by(fact, lexicon)}"
    )


def _by(fact: Fact, lexicon: NotationLexicon) -> str:
    method = method_zh(fact.method, lexicon) if fact.method else ""
    return f"({method})" if method in ("FISH", "NGS", "PCR", "染色体核型") else ""
