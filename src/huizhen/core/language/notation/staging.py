"""Tumour stages as Chinese departments write them: cT3N1M0 ⅢB期 (AJCC第8版)."""

from __future__ import annotations

import re

from huizhen.core.language.notation.certainty import hedged, quote_of
from huizhen.core.language.notation.figures import as_roman, roman_signs
from huizhen.core.language.notation.lexicon import NotationLexicon, Row
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.records.fact import Fact

NO_EDITION = "版本未注明"
_NO_SYSTEM = "分期系统及版本未注明"
_EDITION = re.compile(
    r"(?P<organisation>AJCC/UICC|UICC/AJCC|AJCC|UICC|FIGO|WHO|TNM)?\D{0,12}"
    r"(?P<number>20[012]\d|[5-9])?(?!\d)",
    re.IGNORECASE,
)
_CHILD_PUGH = re.compile(r"^([ABC])?\(?(\d{1,2})?\)?$")
_CYRILLIC = str.maketrans("сСТМрАВ", "cCTMpAB")
"""Letters of a Russian keyboard that look like those of the TNM."""


def staging_phrase(fact: Fact, lexicon: NotationLexicon, group: Fact | None = None) -> Phrase:
    """The stage of its system; a TNM may take the stage group of the same finding with it."""
    system = fact.concept or fact.text
    value = (fact.value or "").strip().translate(_CYRILLIC)
    original = quote_of(fact) or f"{fact.text} {value}".strip()
    if not value:
        return Phrase(zh=fact.text, original=original, untranslated=(fact.text,))
    if system == "TNM":
        stage = _tnm(fact, value, group, lexicon)
    elif system == "Stage":
        stage = f"{group_zh(value, lexicon)} ({edition_zh(fact.method) or _NO_SYSTEM})"
    else:
        row = lexicon.stages.get(system)
        if row is None:
            return Phrase(zh=f"{system} {value}", original=original, untranslated=(system,))
        stage = system_stage(row, value, lexicon)
    return Phrase(zh=hedged(stage, fact, f"非{stage}"), original=original)


def system_stage(row: Row, value: str, lexicon: NotationLexicon) -> str:
    """A value in the notation of its system's row: 'BCLC A期', 'Child-Pugh A级(5分)'."""
    if row["numeral"] == "child-pugh":
        return _child_pugh(row, value)
    worded = lexicon.word("extent", value.casefold())
    if worded:
        return row["template"].replace("{v}期", worded)
    shown = {"roman": as_roman, "written": roman_signs}.get(row["numeral"], str)(value)
    if row["numeral"] == "upper":
        shown = value.upper()
    if row["numeral"] == "lirads":
        shown = re.sub(r"^LR-?", "", value.upper())
    return row["template"].replace("{v}", shown)


def group_zh(value: str, lexicon: NotationLexicon) -> str:
    """A stage group: 'IIIB' is ⅢB期, '0' is 0期, 'limited' is 局限期."""
    worded = lexicon.word("extent", value.casefold())
    return worded or f"{as_roman(value)}期"


def edition_zh(method: str) -> str:
    """'AJCC第8版', 'UICC 2017年版', '第8版'; 'AJCC，版本未注明' without a number; else ''."""
    match = _EDITION.search(method)
    organisation = (match["organisation"] or "").upper() if match else ""
    number = match["number"] if match else None
    if number is None:
        found = re.search(r"(?<!\d)(20[012]\d|[5-9])(?!\d)", method)
        number = found[1] if found else None
    if number is None:
        return f"{organisation}，{NO_EDITION}" if organisation else ""
    if organisation == "TNM":
        organisation = ""
    if len(number) == 4:
        return f"{organisation} {number}年版".strip()
    return f"{organisation}第{number}版"


def residual_zh(value: str, lexicon: NotationLexicon) -> str:
    """One part of a residual or invasion class in words ('R0', 'L1', 'Pn0'); '' for another."""
    return lexicon.word("residual", value.strip().upper())


def _tnm(fact: Fact, value: str, group: Fact | None, lexicon: NotationLexicon) -> str:
    classes, parts = _without_parts(_spaced(value, quote_of(fact)))
    said = [residual_zh(part, lexicon) or part for part in parts]
    shown = [classes] if classes else []
    if group is not None and group.value:
        shown.append(group_zh(group.value, lexicon))
    if classes:
        method = fact.method or (group.method if group else "")
        shown.append(f"({edition_zh(method) or NO_EDITION})")
    head = " ".join(shown)
    return "，".join(filter(None, (head, *said)))


def _spaced(value: str, quote: str) -> str:
    """The classes apart where each has its own prefix: cT1b cN0 cM0, but cT4N1M0. A 'c' before N
    may be of T3c: only the source's own blanks or three equal prefixes tell."""
    written = re.sub(r"[\s,;/]+(?![^()]*\))", " ", quote).strip()
    written = re.sub(r"\s+(?=\()", "", written)
    if written.replace(" ", "") != value.replace(" ", ""):
        written = value
    if " " in written:
        return re.sub(r"(?<![cpymru])\s(?=[NM][0-3Xx+])", "", written)
    if re.match(r"[ya]?cT", value) and re.search(r"cM", value):
        return re.sub(r"(?<=[0-9a-dxX+)])(?=y?c[NM])", " ", value)
    return re.sub(r"(?<=[0-9a-dxX+)])(?=y?p[NM])|(?<=[)abxX])(?=cM)", " ", value)


def _without_parts(value: str) -> tuple[str, tuple[str, ...]]:
    """The classes without residual and invasion parts, and these."""
    parts: list[str] = []

    def taken(hit: re.Match[str]) -> str:
        parts.append(hit[0])
        return ""

    classes = re.sub(
        r"(?:(?<=[0-9a-dX)\s])|^)(?:Pn[01Xx]|[RLV][012Xx])(?=[RLVPG\s,;)]|$)", taken, value
    )
    return " ".join(classes.split()), tuple(parts)


def _child_pugh(row: Row, value: str) -> str:
    match = _CHILD_PUGH.match(value.strip())
    if match is None:
        return row["template"].replace("{v}", value)
    letter, points = match[1], match[2]
    if letter is None:
        return f"Child-Pugh {points}分"
    stage = row["template"].replace("{v}", letter)
    return f"{stage}({points}分)" if points else stage
