"""Clauses left out, put in, or left in the source's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mutation import Mutation, exchanged
from .pairs import Right, draw

_SENTENCE = {"zh": r"[^。！？；]+[。！？；]?", "en": r"(?:[^.;!?]|[.](?!\s+[A-Z]))+[.;!?]?\s*"}
_CLAUSE = {
    "zh": r"[，][^，。；：、（）()]{8,}(?=[，。；])",
    "en": r",\s(?:[\w'-]+ ){5,}[\w'-]+(?=[,.;])",
}
ADDED = {
    "zh": (
        "患者既往有糖尿病病史。",
        "术后发生肺部感染。",
        "但该药可致肝功能衰竭。",
        "目前已出现骨转移。",
        "其父死于肺癌。",
        "建议立即停药。",
    ),
    "en": (
        "The patient has a history of diabetes.",
        "A lung infection followed the operation.",
        "The drug can cause liver failure, however.",
        "Bone metastases have appeared.",
        "His father died of lung cancer.",
        "Immediate withdrawal of the drug is advised.",
    ),
}


def _language(right: Right) -> str:
    return "zh" if right.into_chinese else "en"


def omissions(right: Right) -> Iterator[Mutation | None]:
    """A sentence or a long clause of the target left out."""
    language = _language(right)
    sentences = [m for m in re.finditer(_SENTENCE[language], right.target) if len(m.group()) > 8]
    if len(sentences) > 1:
        match = sentences[draw(right.name, "out") % len(sentences)]
        yield exchanged("omission", "sentence", right.target, match.span(), "")
        return
    clauses = list(re.finditer(_CLAUSE[language], right.target))
    if clauses:
        match = clauses[draw(right.name, "out") % len(clauses)]
        yield exchanged("omission", "clause", right.target, match.span(), "")


def additions(right: Right) -> Iterator[Mutation | None]:
    """A sentence that the source does not say."""
    if right.target[-1:] not in ".。" or len(right.target) < 20:
        return
    words = ADDED[_language(right)]
    said = words[draw(right.name, "in") % len(words)]
    end = len(right.target)
    gap = "" if right.into_chinese else " "
    yield exchanged("addition", "sentence", right.target, (end, end), gap + said)


def untranslated(right: Right) -> Iterator[Mutation | None]:
    """The whole source left as it is, or the last sentence, or one that follows in its place."""
    form = draw(right.name, "as is") % 3
    source, language = right.source, _language(right)
    # A line of names and figures alone reads the same in both languages.
    if len(re.findall(r"\b[a-z]{4,}\b|[\u4e00-\u9fff]{2}", source)) < 3:
        return
    other = "en" if language == "zh" else "zh"
    mine = list(re.finditer(_SENTENCE[language], right.target))
    theirs = list(re.finditer(_SENTENCE[other], source))
    if form and len(mine) == len(theirs) > 1:
        place = -1 if form == 1 else 0
        new = theirs[place].group()
        yield exchanged("untranslated", "sentence", right.target, mine[place].span(), new)
    else:
        yield exchanged("untranslated", "whole", right.target, (0, len(right.target)), source)
