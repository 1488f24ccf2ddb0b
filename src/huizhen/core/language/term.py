"""A Chinese term, and labels made comparable: what every table of the lexicon shares."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Literal

from huizhen.core.records.value import Value

TermKind = Literal[
    "condition", "procedure", "drug", "observation", "allergen", "reaction", "immunization",
    "route", "frequency", "unit", "form", "role", "modality", "body",
    "relation", "result",
]  # fmt: skip

Status = Literal["approved", "attested", "unverified", "partly"]
"""`partly`: the head is Chinese and the rest stands in the original."""

_QUALIFIER = re.compile(
    r"\s*\((disorder|finding|procedure|substance|product|situation|event|observable entity|"
    r"regime/therapy|clinical drug|medicinal product|morphologic abnormality|assessment scale|"
    r"attribute|qualifier value|organism|physical object|body structure|person|occupation|"
    r"specimen|tumor staging|staging scale|record artifact|environment|"
    r"trastorno|hallazgo|sustancia|procedimiento|producto|organismo|calificador|atributo|"
    r"entidad observable|situación|evento|"
    r"aandoening|bevinding|substantie|verrichting|waarneembare entiteit|attribuut|situatie|"
    r"kwalificatiewaarde|gebeurtenis|meetschaal|organisme|"
    r"trouble|constatation|procédure|substance|entité observable|événement|"
    r"störung|befund|prozedur|substanz|beobachtbare entität|qualifikator)\)+\s*$"
)
"""SNOMED CT's tags behind a name, in the languages of its editions."""
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[\s\-‐-―_]+")
_AMERICAN = (
    ("haem", "hem"), ("oedema", "edema"), ("oesoph", "esoph"), ("tumour", "tumor"),
    ("anaem", "anem"), ("leukaem", "leukem"), ("caec", "cec"), ("paed", "ped"),
    ("diarrhoea", "diarrhea"), ("isation", "ization"), ("fibre", "fiber"), ("grey", "gray"),
)  # fmt: skip
AMBIGUOUS = frozenset(
    ["crs", "pr", "adc", "mmr", "scc", "ais", "mi", "ms", "pid", "mm", "bm", "pd", "pe",
     "pt", "ca", "mr", "icc", "cr", "mvi"]
)  # fmt: skip
"""Abbreviations with several meanings."""


def is_ambiguous(label: str) -> bool:
    """Whether an abbreviation has several meanings and never matches without its context."""
    return normalised(label) in AMBIGUOUS


class Term(Value):
    """A Chinese form with the status of its row."""

    zh: str
    en: str
    abbreviation: str = ""
    status: Status = "unverified"


@lru_cache(maxsize=1 << 15)  # a long case asks for the same labels a million times
def normalised(label: str) -> str:
    """A label for comparison: case, spacing, hyphens, spelling and SNOMED CT tags evened out."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", label)).casefold().strip()
    text = _QUALIFIER.sub("", text)
    text = _SPACES.sub(" ", text).strip(" .,;:")
    for british, american in _AMERICAN:
        text = text.replace(british, american)
    return text
