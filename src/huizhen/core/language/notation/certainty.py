"""The certainty of a statement in Chinese: never higher than the source's."""

from __future__ import annotations

import re

from huizhen.core.records.evidence import ElementPath, PageSpan
from huizhen.core.records.fact import Fact

_NOT_EXCLUDED = re.compile(
    r"(?:can ?not|can't|could not|not) (?:be )?(?:entirely |fully )?(?:excluded?|rule)|"
    r"nicht (?:sicher )?(?:auszuschließen|ausgeschlossen)|no se (?:puede )?(?:descarta|excluy)|"
    r"ne peut être exclu|нельзя исключить|не исключ|不除外|不能除外|不能排除",
    re.IGNORECASE,
)
_STATED_AS_RISK = "(原文为假设或风险表述)"


def hedged(statement: str, fact: Fact, denied: str) -> str:
    """The statement with the certainty of its fact; `denied` is its negated form."""
    if fact.certainty == "negated":
        return denied
    if fact.certainty == "suspected":
        if _NOT_EXCLUDED.search(quote_of(fact)):
            return f"{statement}不除外"
        return f"考虑{statement}可能"
    if fact.certainty == "to_exclude":
        return f"{statement}待排"
    if fact.certainty == "historical":
        return f"既往{statement}"
    if fact.certainty == "family":
        return f"家族史：{statement}"
    if fact.certainty == "hypothetical":
        return f"{statement}{_STATED_AS_RISK}"
    return statement


def quote_of(fact: Fact) -> str:
    """The words of the source that the fact stands on; '' where it has none."""
    for place in fact.evidence:
        if isinstance(place, PageSpan | ElementPath) and place.quote:
            return " ".join(place.quote.split())
    return ""
