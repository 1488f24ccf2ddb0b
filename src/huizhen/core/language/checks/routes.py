"""By which way a drug is given: mouth, vein (drip or push), muscle, skin, airway, tube."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.contradictions import contradictions
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.drug_names import DrugNames, drug_names
from huizhen.core.language.checks.drug_places import drug_places, is_near
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side, folded
from huizhen.core.language.checks.words import Hit, WordFinder

_CODE = "route"
_WARD_LATIN = ("strict", "lower")
"""Letters that are a route only beside a drug; 'lower' ones in capitals mean something else."""
_ALIKE = [{"inh", "neb"}, {"ngt", "gast"}, {"top", "td"}]
"""Routes that a translation takes for one another: someone should look."""


_OVER_A_TIME = re.compile(
    r"\bover (?:a period of |at least |about |approximately )?(?:\d[\d.]*|one|two|three|an)"
    r"(?:\s?(?:-|to)\s?\d+)?[\s-]?(?:h|hrs?|hours?|min(?:ute)?s?)\b"
)
_INFUSED = frozenset({"ivgtt", "pump", "iv", "hai", "ia"})
"""'5-FU 2,400 mg/m2 over 46 hours' is an infusion, though nobody says so."""
_MANY = 5
"""From so many senses on a noun tells no way by itself: 'injection', 'infusion', 输注."""
_DOSE_BEFORE = re.compile(r"\d\s?(?:m?g|mcg|μg|ug|ml|i?u|units?|tabs?|片|粒|支|枚)\s?$")
_NOUN_FOLLOWS = re.compile(r"[\s-]?")


@dataclass(frozen=True)
class Route:
    """A listed form; without senses it only hides a shorter one."""

    senses: frozenset[str]
    need: str


@dataclass(frozen=True)
class Way(Mention):
    """A route of a side."""

    is_told: bool = True
    """Whether the word tells a way by itself; 'take' and 片 only answer one that does."""


class RouteReader:
    """Reads the routes of a side, in English or Chinese."""

    def __init__(self, packs: Packs) -> None:
        self._names: DrugNames = drug_names(packs)
        forms: dict[str, dict[str, Route]] = {"mul": {}, "en": {}, "zh": {}}
        for row in packs.checks.rows("routes.tsv"):
            senses = frozenset(filter(None, row["sense"].split("|")))
            forms[row["language"]].setdefault(folded(row["form"]), Route(senses, row["need"]))
        letters = {form: route for form, route in forms["zh"].items() if form[0].isascii()}
        self._english = LatinWords({**forms["mul"], **forms["en"]})
        self._latin = LatinWords({**forms["mul"], **letters})
        self._signs = WordFinder({k: v for k, v in forms["zh"].items() if k not in letters})
        self._key = ("routes", packs.checks.stamp.sha256)

    def read(self, side: Side) -> list[Way]:
        """Every route in order; read once."""
        kept: list[Way] | None = side.kept.get(self._key)
        if kept is None:
            kept = side.kept[self._key] = list(self._mentions(side))
        return kept

    def _mentions(self, side: Side) -> Iterator[Way]:
        hits = list(self._latin.hits(side) if side.is_chinese else self._english.hits(side))
        if side.is_chinese:
            hits += self._signs.hits(side)
        hits = _qualified([hit for hit in hits if hit.value.senses], side.folded)
        if not side.is_chinese and "over " in side.folded:
            for found in _OVER_A_TIME.finditer(side.folded):
                yield Way(side.span(*found.span()), _INFUSED, False, "iv", is_told=False)
        if not hits:
            return
        places = drug_places(side, self._names)
        inside = [(one.start, one.end) for one in self._names.named(side)]
        for hit in hits:
            need, near = hit.value.need, is_near(hit.start, hit.end, places)
            if (need in _WARD_LATIN and not near) or is_near(hit.start, hit.end, inside):
                continue
            if need == "lower" and not _is_ward_latin(side, hit):
                continue
            must = need in ("must", *_WARD_LATIN) or (need == "near" and near)
            says = "iv" if "iv" in hit.value.senses else min(hit.value.senses)
            span = side.span(hit.start, hit.end)
            yield Way(span, hit.value.senses, must, says, is_told=need != "may")


def _is_ward_latin(side: Side, hit: Hit[Route]) -> bool:
    """Whether letters that in capitals mean something else stand in small, or behind a dose."""
    if side.narrow[hit.start : hit.end].islower():
        return True
    return _DOSE_BEFORE.search(side.folded, max(0, hit.start - 12), hit.start) is not None


def _qualified(hits: list[Hit[Route]], text: str) -> list[Hit[Route]]:
    """The hits in order, a way and the noun that it qualifies as one.

    'Epidural infusion' is epidural: the noun alone would answer an intravenous one.
    """
    kept: list[Hit[Route]] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        last = kept[-1] if kept else None
        if last and len(hit.value.senses) >= _MANY and _qualifies(last, hit, text):
            need = "near" if "near" in (last.value.need, hit.value.need) else last.value.need
            kept[-1] = Hit(last.start, hit.end, Route(last.value.senses, need))
        else:
            kept.append(hit)
    return kept


def _qualifies(one: Hit[Route], noun: Hit[Route], text: str) -> bool:
    is_way = len(one.value.senses) < _MANY and one.value.need != "may"
    return is_way and _NOUN_FOLLOWS.fullmatch(text, one.end, noun.start) is not None


class RouteCheck:
    """Compares the routes of two sides."""

    def __init__(self, packs: Packs) -> None:
        self._reader = RouteReader(packs)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Routes that differ, are missing or were added.

        That a tablet is swallowed need not be said: by mouth alone is only advised.
        """
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._reader.read(pair.source), self._reader.read(pair.target)
        clear, said = _required(source), _required(target)
        told = [way for way in source if way.is_told], [way for way in target if way.is_told]
        if not clear and not said:
            # Away from drugs a way need not be answered and still may not be contradicted.
            if all(told):
                yield from contradictions(_CODE, *told, mild=_is_mild)
            return
        if clear and said:
            # What 'take' or 'drops' may mean answers nothing where the way itself is told.
            source, target = told
        for one in contradictions(
            _CODE, source, target, mild=_is_mild, both_optional=None, repeated=None
        ):
            is_alone = one.source is None or one.target is None
            other_side = said if one.source else clear
            if is_alone and not other_side and "po" in (one.meant, one.says):
                yield one.model_copy(update={"effect": "advise"})
            else:
                yield one


def _required(ways: list[Way]) -> list[Way]:
    return [way for way in ways if way.is_required]


def _is_mild(one: Mention, other: Mention) -> bool:
    return any({a, b} == group for group in _ALIKE for a in one.senses for b in other.senses)


def build(packs: Packs) -> Check:
    """The check of routes."""
    return RouteCheck(packs)
