"""Dense lines of a front sheet: results of one day, one analyte over time, lists in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.record.said_once import said_once
from huizhen.core.preparation.selection import Rule, Selector
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.fact import Fact

_IS_RESIDUAL = re.compile(r"^(?:[RLVX][0-2X]|Pn[01X])+$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:y?[cpr])+(?=T|N|M)|^[ra]?y?[cp]?(?=T)")


class Lines:
    """Writes lines of several facts for one case; each line names its date once."""

    def __init__(
        self, author: Author, selector: Selector, short_names: Mapping[str, str] = {}
    ) -> None:
        self._short_names = short_names
        self._author = author
        self._words = author.words
        self._selector = selector

    def panel(self, section: str, rule: Rule, facts: Sequence[Fact]) -> list[Statement]:
        """The newest value of each analyte, those of one day in one line by their abbreviations;
        the newest day first."""
        newest = [
            fact
            for values in self._series(rule, facts)
            for fact in values
            if fact.date == values[0].date
        ]
        return self._by_date(section, newest, self._short)

    def values(self, section: str, rule: Rule, facts: Sequence[Fact]) -> list[Statement]:
        """The newest finding, stage, marker or scale of each kind, those of one day in one line."""
        newest: dict[str, list[Fact]] = {}
        for fact in _newest_first(self._selector.take(rule, facts)):
            same = newest.setdefault(self._kind(fact), [])
            if not same or same[0].date == fact.date:
                same.append(fact)
        kept = [fact for same in newest.values() for fact in same]
        return self._by_date(section, self._selector.take(rule, kept), self._worded)

    def stages(self, section: str, rule: Rule, facts: Sequence[Fact]) -> list[Statement]:
        """Stages of each system; a bare class of margin or vessels is of the pathology, and a
        stage without its system is not said beside the same of a named one."""
        staged = [f for f in facts if not _IS_RESIDUAL.match((f.value or "").replace(" ", ""))]
        named = {f.value for f in staged if f.concept not in ("TNM", "Stage")}
        kept = [f for f in staged if f.concept != "Stage" or f.value not in named]
        return self.values(section, rule, kept)

    def trend(self, section: str, rule: Rule, facts: Sequence[Fact]) -> list[Statement]:
        """One line an analyte: the newest value, then as many earlier ones as the rule asks."""
        lines = []
        for values in self._series(rule, facts):
            newest, earlier = values[0], values[1 : max(1, rule.trend)]
            text = self._dated(str(newest.date or ""), self._short(newest).zh)
            beside = self._beside(rule, newest, facts)
            if beside is not None:
                text = self._author.frames.fill(
                    "front.beside", newest=text, beside=self._short(beside).zh
                )
            if earlier:
                before = "←".join(self._earlier(newest, fact) for fact in earlier)
                text = self._author.frames.fill("front.earlier", newest=text, earlier=before)
            used = [newest, *([beside] if beside else []), *earlier]
            lines.append(
                self._author.write(section, text, used, [self._words.word(f) for f in used])
            )
        return lines

    def _beside(self, rule: Rule, newest: Fact, facts: Sequence[Fact]) -> Fact | None:
        """The result of the same day that the marker is not read without."""
        return next(
            (
                fact
                for fact in facts
                if fact.concept in rule.beside and fact.value and fact.date == newest.date
            ),
            None,
        )

    def listed(
        self, section: str, groups: Sequence[Sequence[Fact]], worded: Sequence[Wording]
    ) -> list[Statement]:
        """All groups in one line; none when there are none."""
        if not groups:
            return []
        comma = self._author.frames.text("front.comma")
        text = comma.join(dict.fromkeys(w.zh for w in worded if w.zh))
        facts = [fact for group in groups for fact in group]
        return [self._author.write(section, text, facts, worded)]

    def since(self, group: Sequence[Fact]) -> Wording:
        """A condition or procedure with its date in brackets."""
        named = self._words.name(group[0])
        date = next((str(fact.date) for fact in group if fact.date), "")
        recurrent = self._author.frames.text("front.recurrent")
        came_back = any(fact.clinical_status == "recurrence" for fact in group)
        if came_back and recurrent not in named.zh:
            date = self._author.frames.text("front.comma").join(filter(None, (date, recurrent)))
        if not date:
            return named
        text = self._author.frames.fill("front.since", name=named.zh, date=date)
        return named.replaced(zh=text)

    def _series(self, rule: Rule, facts: Sequence[Fact]) -> list[list[Fact]]:
        """Values of each analyte, the newest first, one a day; in the rule's order."""
        found: dict[str, list[Fact]] = {}
        for fact in self._selector.take(rule, facts):
            if fact.value is not None:
                found.setdefault(self._kind(fact), []).append(fact)
        return [self._one_a_day(values) for values in found.values()]

    def _one_a_day(self, values: Sequence[Fact]) -> list[Fact]:
        """The same result from two sources once: the one that states its unit; two different
        results of one day both stand."""
        kept: dict[tuple[str, str, str], Fact] = {}
        for fact in sorted(_newest_first(values), key=self._words.lacks_unit):
            shown = self._words.measure(fact)
            bare = fact.value if self._words.lacks_unit(fact) else shown.value.lstrip("<>=≤≥")
            kept.setdefault((str(fact.date or ""), fact.comparator or "", bare or ""), fact)
        return _newest_first(list(kept.values()))

    def _kind(self, fact: Fact) -> str:
        return (
            fact.concept
            or self._selector.analyte(fact)
            or self._words.name(fact).zh
            or fact.text.casefold()
        ) + ("" if fact.category == "laboratory" else _place(fact))

    def _by_date(
        self, section: str, facts: Sequence[Fact], word: Callable[[Fact], Wording]
    ) -> list[Statement]:
        days: dict[str, list[Fact]] = {}
        for fact in facts:
            days.setdefault(str(fact.date or ""), []).append(fact)
        comma = self._author.frames.text("front.comma")
        lines = []
        for day in sorted(days, reverse=True):
            wordings = [word(fact) for fact in days[day]]
            text = comma.join(said_once(w.zh for w in wordings))
            lines.append(self._author.write(section, self._dated(day, text), days[day], wordings))
        return lines

    def _dated(self, day: str, text: str) -> str:
        return self._author.frames.fill("front.dated", date=day, text=text) if day else text

    def _short(self, fact: Fact) -> Wording:
        """A result by its abbreviation: 'TBIL 17.1 µmol/L(原 1.0 mg/dL)', 'PLT 116 ×10⁹/L↓'."""
        word = self._words.word(fact)
        name = fact.concept or self._selector.analyte(fact) or self._words.analyte(fact).zh
        name = self._short_names.get(name, name)
        value = f"{self._words.measure(fact).text}{self._words.flag(fact)}"
        if self._words.lacks_unit(fact):
            value += self._author.frames.text("front.no_unit")
        return word.replaced(zh=f"{name} {value}")

    def _earlier(self, newest: Fact, fact: Fact) -> str:
        """An earlier value, its unit only where it is another one."""
        measure = self._words.measure(fact)
        same = measure.unit == self._words.measure(newest).unit
        value = measure.value if same else measure.text
        return f"{value}({fact.date})" if fact.date else value

    def _worded(self, fact: Fact) -> Wording:
        phrase = self._words.phrase(fact)
        if phrase is not None:
            return phrase
        if fact.category == "social-history":
            return self._words.word(fact.replaced(date=None))
        named = self._words.analyte(fact)
        measure = self._words.measure(fact)
        text = f"{named.zh} {measure.text}{self._words.flag(fact)}".strip()
        return self._words.word(fact).replaced(zh=text)


def _place(fact: Fact) -> str:
    """What tells two findings of one name apart: site, side, and how it was examined."""
    prefix = _PREFIX.match(fact.value or "") if fact.concept == "TNM" else None
    return f"|{fact.body_site}|{fact.side or ''}|{fact.method}|{prefix[0] if prefix else ''}"


def _newest_first(facts: Iterable[Fact]) -> list[Fact]:
    """What has no day of its own is as new as the document that it stands in."""

    def day(fact: Fact) -> tuple[str, str]:
        is_scale = fact.category in ("score", "function", "performance-status")
        given = fact.date or (fact.document_date if is_scale else None)
        return (str(given or ""), fact.time)

    return sorted(facts, key=day, reverse=True)
