"""The finding of an imaging statement in Chinese, composed of head, qualities and place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.language.notation.levels import without_numbers
from huizhen.core.language.notation.lexicon import NotationLexicon, Row, words_of
from huizhen.core.language.notation.sites import site_zh
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_HAN = re.compile(r"[㐀-鿿]")
_QUALITIES = ("mod", "count")
_APPEARANCE = "mod5"
"""Qualities of this rank can stand alone: a lesion that is bright on T2."""
_SMALL = frozenset(
    words_of("of the in with de del la el los las le les du d l der des das a an con are is")
)


SAME = "="
"""Denied form of words that are a denial themselves: 'not dilated' is never denied again."""
_AMOUNTS = {"小": "少量", "大": "大量", "轻度": "少量", "中度": "中等量"}
"""A fluid is little or much, not small or big."""


class Finding(Value):
    """The finding in Chinese, with what decides how it is put together."""

    zh: str
    kind: str = "plain"
    implies: str = ""
    """The organ that the finding already names."""
    denied: str = ""
    site: str = ""
    """A site that the finding's own words name, as its row has it."""
    untranslated: tuple[str, ...] = ()


def finding_zh(fact: Fact, lexicon: NotationLexicon) -> Finding:
    """The finding by its own words, else by its concept with the words in brackets."""
    text = " ".join(fact.text.split())
    row = lexicon.finding(text, fact.concept)
    if row is not None and row["kind"] == "state" and fact.value is not None:
        return Finding(zh="病灶", kind="mass")
    if row is not None and not row["kind"].startswith(_QUALITIES):
        return _finding(row)
    concept = lexicon.concepts.get(fact.concept)
    composed = _composed(text, lexicon) or _composed(without_numbers(text), lexicon)
    if composed is not None:
        return _of_concept(composed, concept) if fact.value is None else composed
    is_organ = fact.value is not None and text and not _HAN.search(text)
    if is_organ and not site_zh(text, None, lexicon).untranslated:
        return Finding(zh="", kind="measure", site=text)
    if _HAN.search(text):
        is_denial = re.search("未见|无|不|未", text) is not None
        kind = "mass" if fact.value else "plain"
        return Finding(zh=text, kind=kind, denied=SAME if is_denial else "")
    if concept is None:
        examination = lexicon.terms.rendered("procedure", text)
        if examination is not None:  # a report filed under the name of what was done
            return Finding(zh=examination.zh)
        name = text or fact.concept
        return Finding(zh=name, untranslated=(name,))
    known = _finding(concept)
    return known.replaced(zh=f"{known.zh}({text})", denied="", untranslated=(text,))


def _of_concept(composed: Finding, concept: Row | None) -> Finding:
    """Words that only name a place or a quality, with the finding that the concept means."""
    if concept is None or concept["kind"] in ("sign", "suv"):
        return composed
    if not composed.zh:
        return _finding(concept, site=composed.site)
    if composed.kind == "sign" and composed.denied and composed.zh == f"呈{composed.denied}":
        return _finding(concept, composed.denied, composed.site)
    return composed


def state_zh(value: str, lexicon: NotationLexicon) -> str:
    """A worded value of an organ or finding ('unremarkable', 'patent'); '' for any other."""
    row = lexicon.findings.find(value)
    return row["zh"] if row is not None and row["kind"] == "state" else ""


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
    split = _split(text, lexicon)
    if split is None:
        return None
    heads, qualities, places = split
    lead = "".join(dict.fromkeys(row["zh"] for row in sorted(qualities, key=_rank)))
    site = " ".join(places)
    if len(heads) == 1:
        if heads[0]["kind"] == "fluid":
            lead = _AMOUNTS.get(lead, lead)
        return _finding(heads[0], lead, site)
    if heads:
        return None
    if qualities:
        if all(row["kind"] == _APPEARANCE for row in qualities):
            return Finding(zh=f"呈{lead}", kind="sign", denied=lead, site=site)
        return Finding(zh=f"{lead}病灶", kind="mass", site=site)
    return Finding(zh="", kind="measure", site=site) if site else Finding(zh="病灶", kind="mass")


def _rank(row: Row) -> str:
    return row["kind"]


def _split(text: str, lexicon: NotationLexicon) -> tuple[list[Row], list[Row], list[str]] | None:
    """Heads, qualities and places of a finding; None when a word is none of these."""
    words = words_of(text)
    heads: list[Row] = []
    qualities: list[Row] = []
    places: list[str] = []
    at = 0
    while at < len(words):
        hit = lexicon.findings.at(words, at)
        place = lexicon.sites.at(words, at)
        if hit and _is_finding(hit, place):
            (qualities if hit[1]["kind"].startswith(_QUALITIES) else heads).append(hit[1])
            at += hit[0]
        elif place:
            places.append(place[1]["en"])
            at += place[0]
        elif words[at] in _SMALL:
            at += 1
        else:
            return None
    return _without_organs(heads), qualities, places


def _is_finding(hit: tuple[int, Row], place: tuple[int, Row] | None) -> bool:
    if place is None:
        return True
    return hit[0] >= place[0] and hit[1]["kind"] != "measure"


def _without_organs(heads: Iterable[Row]) -> list[Row]:
    """Heads without a bare organ beside a true finding."""
    found = list(heads)
    true = [row for row in found if row["kind"] not in ("measure", "state")]
    return true or found
