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
          "(-)": "negative", "(−)": "negative"}  # fmt: skip
_PERCENT = re.compile(r"^(?P<figure>[<>≤≥]?\s?\d+(?:\.\d+)?(?:\s?[-–]\s?\d+(?:\.\d+)?)?)\s?%$")
_SCORED = re.compile(
    r"^(?P<name>TPS|CPS|IC|TC|TAP)\s*:?\s*(?P<figure>[<>≤≥]?\s?\d+(?:\.\d+)?\s?%?)$"
)
_PLUSES = re.compile(r"^(?:[0-3]\+|0|\+{2,3}|[0-3]\+?\s?[-–]\s?[0-3]\+)$")
_ABOUT = re.compile(
    r"about|approx|around|\bca\.|etwa|circa|около|environ|aprox|约|~", re.IGNORECASE
)
_VARIANT = re.compile(
    r"^(?:(?:p\.)?\(?[A-Z](?:[a-z]{2})?\d{1,4}(?:[A-Z](?:[a-z]{2})?|\*|fs|del|dup|ins|=)\w*\)?"
    r"|c\.\S+(?:,?\s?\(?p\.\S+)?|N[GM]_\S+|p\.\(\S+\))$"
)
_EXON = re.compile(
    r"^(?:exon|Exon|экзон\w*)[- ]?(?P<a>\d{1,2})(?:[- ]?(?P<kind>\D+))?$|^(?P<b>\d{1,2})\s?(?P<short>del|ins)$"
)
_EXON_KINDS = {"deletion": "缺失", "del": "缺失", "insertion": "插入突变", "ins": "插入突变",
               "skipping": "跳跃突变", "mutation": "突变"}  # fmt: skip
_LEADING_VARIANT = re.compile(r"^(?P<variant>(?:p\.)?[A-Z]\d{2,4}[A-Z*])\s+(?P<rest>\D+)$")
_MSI = {"high": "MSI-H(微卫星高度不稳定)", "msi h": "MSI-H(微卫星高度不稳定)",
        "unstable": "MSI-H(微卫星高度不稳定)",
        "low": "MSI-L(微卫星低度不稳定)", "msi l": "MSI-L(微卫星低度不稳定)",
        "stable": "MSS(微卫星稳定)", "mss": "MSS(微卫星稳定)"}  # fmt: skip
_MMR = {"dmmr": "dMMR(错配修复缺陷)", "pmmr": "pMMR(错配修复完整)",
        "kept": "pMMR(错配修复完整)", "lost": "dMMR(错配修复缺陷)"}  # fmt: skip
_METHODS = {"ihc": "免疫组化", "immunhistochemie": "免疫组化", "immunohistochemistry": "免疫组化",
            "immunohistochimie": "免疫组化", "inmunohistoquímica": "免疫组化",
            "иммуногистохимия": "免疫组化", "免疫组化": "免疫组化",
            "fish": "FISH", "ngs": "NGS", "pcr": "PCR", "karyotyping": "染色体核型",
            "citometría": "流式细胞术", "flow cytometry": "流式细胞术",
            "immunophenotyping": "免疫分型"}  # fmt: skip
_CYTOGENETIC = re.compile(
    r"^(?:del|t|inv|gain|amp|dup|ganancia|monosomy|trisomy|1q)\b|^(?:del|t|inv)\("
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
        denied = f"{name}(−)" if _kind(row) == "protein" else f"{name}阴性"
        return Phrase(zh=hedged(name, fact, denied), original=original)
    result, missing = _result(fact, name, _kind(row), value, lexicon)
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


def method_zh(method: str) -> str:
    """The method in Chinese ('免疫组化', 'FISH'); as written where it is not known."""
    return _METHODS.get(method.strip().casefold(), method.strip())


def _kind(row: Row | None) -> str:
    return row["kind"] if row else ""


def _result(
    fact: Fact, name: str, kind: str, value: str, lexicon: NotationLexicon
) -> tuple[str, tuple[str, ...]]:
    value = _SIGNS.get(value, value)
    for given in (_figures(fact, name, kind, value), _variant(fact, name, value, lexicon)):
        if given:
            return given, ()
    row = lexicon.marker_values.find(value)
    if kind == "status" and (row or value):
        known = _status(fact.concept, value, row)
        if known:
            return known, ()
    if row is not None:
        return _worded(fact, name, kind, row), ()
    if _HAN.search(value):
        return f"{name} {value}", ()
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
        said = _EXON_KINDS.get(kind)
        return f"{name} {exon['a'] or exon['b']}外显子{said}{_by(fact)}" if said else ""
    if _VARIANT.match(value):
        word = "变异" if value.startswith(("c.", "N", "p.(")) else "突变"
        shown = value if word == "突变" else f"{value} "
        return f"{name} {shown}{word}{_by(fact)}"
    leading = _LEADING_VARIANT.match(value)
    row = lexicon.marker_values.find(leading["rest"]) if leading else None
    if leading and row is not None:
        return f"{name} {leading['variant']}突变{row['gene']}{_by(fact)}"
    return ""


def _status(concept: str, value: str, row: Row | None) -> str:
    key = re.sub(r"[\s-]+", " ", value).casefold()
    table = _MSI if concept == "MSI" else _MMR
    return table.get(row["class"] if row else key, "") or table.get(key, "")


def _worded(fact: Fact, name: str, kind: str, row: Row) -> str:
    result = row["class"]
    if _CYTOGENETIC.match(name):
        said = {"positive": "阳性", "negative": "阴性"}.get(result, row["gene"])
        return f"{name}{said}{_by(fact)}"
    if result == "tn":
        return "三阴性(ER/PR/HER2)"
    if kind == "gene" or (kind == "protein" and result not in _IN_BRACKETS):
        return f"{name}{row['gene']}{_by(fact)}"
    if result in ("low", "high", "over"):
        return f"{name}{row['ihc']}"
    return f"{name}({row['ihc']})" if result in _IN_BRACKETS else f"{name}{row['gene']}{_by(fact)}"


def _by(fact: Fact) -> str:
    method = method_zh(fact.method) if fact.method else ""
    return f"({method})" if method in ("FISH", "NGS", "PCR", "染色体核型") else ""
