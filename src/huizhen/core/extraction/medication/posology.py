"""How a drug is given, read from the words right before and after its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from huizhen.core.extraction.medication.doses import Dose
from huizhen.core.extraction.medication.elements import Element, ElementReader
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Dosage

_WINDOW = 220
_BEFORE = 70
_NO_CHANGE = r"(?:\S+\s+){0,3}?(?:taper|may|can|could|max|up|then|if)\b"
"""Words of a change that is not made yet."""
_CLOSE = 2
_MOST_FREE_WORDS = {"dose": 5, "frequency": 3, "needed": 3, "route": 2, "form": 0, "duration": 2}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|[\u3400-\u9fff]")
_BARE_NUMBER = (
    r"(?P<n>\d{1,4}(?:[.,]\d{1,3})?(?P<two>/\d{1,4}(?:[.,]\d{1,2})?)?)"
    r"(?![\w/%.,-]*\d)(?:(?=[\s,;.)]|$)|(?P<glued>bd|od|bid|tid|tds|qid|qds|qd|nocte|mane)(?!\w))"
    r"(?!\s?(?:x(?!\s?\d)|×|times|raz|раз|fois|veces|mal|[a-zµμ]{1,4}/))"
    r"(?(two)|(?!\s?(?:puff|tab|cap)))"
)
_ITEM_END = re.compile(r"[ \t]*(?:[,;)\n(]|\.?\s*\n|\.?\s*$)")
_TO_FREQUENCY = re.compile(r"(?:[ \t]|[xх×]){0,30}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE_END = re.compile(r"[;；。!?]|\.(?=\s+[A-ZÀ-ÞА-ЯЁ])|\n\s*\n|•")
_CHANGES_FREQUENCY = re.compile(
    r"(?:\b(?:times|time|x|×|fold|mal|fois|veces|vez|raza?|раза|раз|every|each|other|twice|once|"
    r"thrice|alternate|second|third|alle|jeden|jede|cada|half|less than|not|than|кажд\w+|"
    r"toutes les|tous les)|[×次])[\s-]*$",
    re.IGNORECASE,
)


class Posology(NamedTuple):
    """What was read around a name: the span of all parts, and the dosage."""

    start: int
    end: int
    dosage: Dosage | None
    doubts: tuple[str, ...] = ()
    has_dose: bool = False
    has_amount: bool = False
    """Whether the dose is an amount with a unit, not a strength or a bare number."""


class Limits(NamedTuple):
    """What may be read for one name: from the end of the one before to the start of the next."""

    left: int
    right: int
    is_next_drug: bool
    """Whether the right limit is the name of another drug."""


class PosologyReader:
    """Assembles the parts around a name."""

    def __init__(self, words: Mapping[str, Any], elements: ElementReader) -> None:
        self._elements = elements
        self._glue = frozenset(word.casefold() for word in words["glue"])
        self._before_glue = frozenset(word.casefold() for word in words["before_glue"])
        self._breakers = frozenset(word.casefold() for word in words["breakers"])
        self._usual = frozenset(words["usual_amounts"])
        forms = "|".join(sorted(map(re.escape, words["strength_words"]), key=len, reverse=True))
        self._strength_number = re.compile(rf"(?:[ \t](?:{forms}))?[ \t,:]{{1,12}}{_BARE_NUMBER}")
        self._joiners = frozenset(word.casefold() for word in words["joiners"])
        ordered = sorted(words["to"], key=len, reverse=True)
        change = "|".join(map(re.escape, ordered))
        self._change = re.compile(
            rf"^[\s,(]*(?!{_NO_CHANGE})(?:[^\W\d][^\s,]*[\s,]+){{0,3}}(?:\w+-)?(?:{change})"
            r"[\s:]*(?:to\s+|auf\s+)?$",
            re.IGNORECASE,
        )

    def read(self, prose: Prose, start: int, end: int, limits: Limits) -> Posology:
        """The posology of the name in a span."""
        before = self._before(prose, start, limits.left)
        if before and "\n" in prose.text[before[-1].end : start]:
            alone = self._after(prose, end, limits, stops_at_dose=False)
            # the end of another line of a list, where the name has an amount of its own
            before = [] if any(e.kind == "dose" for e in alone) else before
        dose_before = any(e.dose is not None and not e.dose.is_count for e in before)
        after = self._after(prose, end, limits, stops_at_dose=dose_before)
        first = before[0].start if before else start
        last = _core_end(after, end)
        if all(e.kind in ("duration", "supply") for e in (*before, *after)):
            return Posology(start, end, None)
        return _assembled(prose, before, after, first, last)

    def _before(self, prose: Prose, start: int, left: int) -> list[Element]:
        """Parts that stand directly before the name: '50 mg of', 'weekly', 'two tablets of'."""
        begin = max(left, start - _BEFORE)
        kept: list[Element] = []
        position = start
        for element in reversed(self._elements.elements(prose, begin, start)):
            gap = prose.text[element.end : position]
            if not self._is_before_gap(gap, element):
                break
            kept.insert(0, element)
            position = element.start
        while kept and kept[0].kind in ("form", "duration", "supply", "needed", "route"):
            kept.pop(0)
        return kept

    def _is_before_gap(self, gap: str, element: Element) -> bool:
        if re.search(r"[,;:.|\t()，；、。]|\n\s*\n|[^\S\n]{3,}", gap):
            return False
        if element.kind not in ("dose", "frequency", "route", "form"):
            return False
        words = [word.casefold() for word in _WORD.findall(gap)]
        return all(word in self._before_glue for word in words) and not re.search(r"\d", gap)

    def _after(self, prose: Prose, end: int, limits: Limits, stops_at_dose: bool) -> list[Element]:
        stop = self._stop(prose, end, limits)
        kept = self._bare(prose, end, stop)
        position = kept[-1].end if kept else end
        parts = self._elements.elements(prose, position, stop)
        for index, element in enumerate(parts):
            gap = _gap(prose, position, element.start)
            if element.kind == "dose" and element.dose is not None:
                if stops_at_dose or self._belongs_to_next(prose, parts, index, stop, limits, gap):
                    break
                if kept and any(e.kind == "dose" for e in kept) and self._change.match(gap):
                    kept = [e for e in kept if e.kind not in ("dose", "frequency", "needed")]
                    kept.append(element)
                    position = element.end
                    continue
            if not self._is_after_gap(gap, element, kept):
                if kept or element.kind in ("dose", "frequency"):
                    break
                continue
            if element.kind == "frequency" and _CHANGES_FREQUENCY.search(gap):
                break
            kept.append(element)
            position = element.end
        return kept

    def _bare(self, prose: Prose, end: int, stop: int) -> list[Element]:
        """An amount without a unit right after the name: 'Norco 5/325', 'lisinopril 20 daily'."""
        match = self._strength_number.match(prose.text, end, stop)
        if match is None or any(d.start <= match.start("n") < d.end for d in prose.dates):
            return []
        limit = min(stop, match.end() + 40)
        with_unit = self._elements.elements(prose, match.start("n"), limit)
        if with_unit and with_unit[0].start < match.end() and with_unit[0].kind == "dose":
            return []
        if "/" not in match["n"] and not (
            match["glued"] or self._is_followed(prose, match, limit) or self._is_usual(prose, match)
        ):
            return []
        value = "/".join(prose.number(part).value for part in match["n"].split("/"))
        dose = Dose(
            match.start("n"), match.end("n"), value, "", is_strength=True, doubt="unit_missing"
        )
        bare = Element("dose", dose.start, dose.end, dose)
        if match["glued"]:
            return [bare, Element("frequency", *match.span("glued"))]
        return [bare]

    def _is_followed(self, prose: Prose, match: re.Match[str], limit: int) -> bool:
        """Whether what a drug's strength is followed by comes right after a number."""
        following = self._elements.elements(prose, match.end(), limit)
        if not following:
            return False
        first = following[0]
        is_count = first.dose is not None and first.dose.is_count
        if first.kind not in ("frequency", "needed", "route") and not is_count:
            return False
        gap = prose.text[match.end() : first.start]
        return len(gap) <= _CLOSE or bool(_TO_FREQUENCY.fullmatch(gap))

    def _is_usual(self, prose: Prose, match: re.Match[str]) -> bool:
        """Whether a number that ends its item is a strength that drugs have: 'on ASA 81,'."""
        if "," in prose.text[match.start() : match.start("n")] or _YEAR.fullmatch(match["n"]):
            return False
        is_last = _ITEM_END.match(prose.text, match.end()) is not None
        return is_last and prose.number(match["n"]).value in self._usual

    def _stop(self, prose: Prose, end: int, limits: Limits) -> int:
        stop = min(limits.right, end + _WINDOW)
        clause = _CLAUSE_END.search(prose.text, end, stop)
        return clause.start() if clause else stop

    def _belongs_to_next(
        self,
        prose: Prose,
        parts: Sequence[Element],
        index: int,
        stop: int,
        limits: Limits,
        gap: str,
    ) -> bool:
        """'aspirin and 20 mg furosemide': the amount stands before the next name, and that has
        none of its own after it."""
        if not limits.is_next_drug or stop != limits.right or not gap.strip():
            return False
        rest = prose.text[parts[index].end : stop]
        if any(e.kind != "form" and e.kind != "route" for e in parts[index + 1 :]):
            return False
        if re.search(r"[,;:.\n|]", rest) or not re.search(r"[,&+]|\w", gap):
            return False
        words = [word.casefold() for word in _WORD.findall(rest)]
        return all(word in self._before_glue for word in words)

    def _is_after_gap(self, gap: str, element: Element, kept: Sequence[Element]) -> bool:
        """Whether the words between two parts leave them belonging to one drug."""
        if (
            re.search(r"\d", gap)
            or _PAST.search(gap)
            or (":" in gap and not re.search(r"\w\s*:\s*$", gap))
        ):
            return False
        words = [word.casefold() for word in _WORD.findall(gap)]
        if kept and all(word in self._joiners for word in words):
            return _is_joined(kept, element, words)
        if element.kind == "form" and words:
            return False
        free = [word for word in words if word not in self._glue]
        if any(word in self._breakers for word in free):
            return False
        if element.dose is not None and element.dose.is_strength:
            return not free
        if free and element.kind == "dose" and _NEXT_CELL.search(gap) and _has_dose(kept):
            return False  # the next line or column of a list, with a name that is not known
        most = 1 if kept or _is_volume(element) else _MOST_FREE_WORDS.get(element.kind, 0)
        if "," in gap and free and (kept or element.kind != "dose"):
            return False
        return len(free) <= most


_NEXT_CELL = re.compile(r"[\n\t|]|[^\S\n]{3,}")
_PAST = re.compile(r"[(\[（]\s?(?:was|previously|formerly|zuvor|vorher|antes|avant|ранее|原)", re.I)
"""What opens the amount of before: '3 mg bd (was 2 mg bd)'."""


def _has_dose(kept: Sequence[Element]) -> bool:
    """Whether an amount is among some parts."""
    return any(e.kind == "dose" for e in kept)


_THEN = frozenset(("then", "followed", "danach", "dann", "luego", "puis", "затем", "再"))


def _is_joined(kept: Sequence[Element], element: Element, words: Sequence[str]) -> bool:
    """Whether a part goes on after 'and', 'then' or a comma: another time of day, another amount
    of a split or tapered dose."""
    if not words or element.kind in ("needed", kept[-1].kind) or _THEN.intersection(words):
        return True
    return element.kind == "dose" and any(e.kind == "dose" for e in kept)


def _is_volume(element: Element) -> bool:
    """Whether an amount is a volume, which may be one of urine or blood."""
    return element.dose is not None and element.dose.unit.casefold() in ("ml", "мл", "毫升", "cc")


def _gap(prose: Prose, start: int, end: int) -> str:
    """The words between two parts, calendar dates blanked."""
    text = prose.text[start:end]
    for date in prose.dates_in(start, end):
        text = text[: date.start - start] + " " * (date.end - date.start) + text[date.end - start :]
    return text


def _core_end(after: Sequence[Element], end: int) -> int:
    """Where the last part that counts ends; a duration or a supply at the end does not."""
    counted = [e.end for e in after if e.kind not in ("duration", "supply")]
    return max(counted, default=end)


def _assembled(
    prose: Prose, before: Sequence[Element], after: Sequence[Element], first: int, last: int
) -> Posology:
    parts = [*before, *after]
    doses = _without_strength(prose, parts)
    main = _main_dose(doses)
    unit, per = _unit_and_time(main.unit if main else "")
    dosage = Dosage(
        text=_words(prose, parts[0].start if before else after[0].start, max(last, parts[-1].end)),
        dose=_words(prose, main.start, main.end) if main else "",
        dose_value=main.value if main else "",
        dose_unit=unit,
        route=_first(prose, parts, "route"),
        frequency=_frequency(prose, parts, doses, main) or per,
        form=_first(prose, parts, "form"),
        as_needed=any(e.kind == "needed" for e in parts),
    )
    doubts = (main.doubt,) if main and main.doubt else ()
    is_amount = main is not None and not main.is_strength
    return Posology(first, last, dosage, doubts, main is not None, is_amount)


_SIG_COLUMN = re.compile(
    r"(?:\s*\||[^\S\n]*\t|[^\S\n]{3,})\s*(?:(?:take|inject|inhale|give|apply)\s+)?"
    r"|[^\S\n,;]*(?:take|inject|inhale|give)\s+",
    re.IGNORECASE,
)
"""What stands between the strength of a product and the amount that is taken of it."""


def _without_strength(prose: Prose, parts: Sequence[Element]) -> list[Dose]:
    """The amounts; of '5 mg|7.5 mg PO daily', '5 mg tablet   Take 2.5 mg' the first is the
    product's strength, since the column of the directions names an amount of its own."""
    told = [e for e in parts if e.kind in ("dose", "form")]
    doses = [e.dose for e in told if e.dose is not None]
    if not told or len(doses) < 2 or told[0].dose is not doses[0]:
        return doses
    second = next(e for e in told if e.dose is doses[1])
    between = [e for e in told if told[0].end <= e.start and e.end <= second.start]
    if doses[0].is_count or doses[1].is_count or any(e.kind == "dose" for e in between):
        return doses
    gap = prose.text[between[-1].end if between else told[0].end : second.start]
    is_sig = _SIG_COLUMN.fullmatch(gap) is not None and _is_directed(prose, parts, second)
    return [doses[0]._replace(is_strength=True), *doses[1:]] if is_sig else doses


def _is_directed(prose: Prose, parts: Sequence[Element], dose: Element) -> bool:
    """Whether route or time follows an amount in its own cell: 'morning 500 mg | evening 1 g' are
    two amounts, no strength and directions."""
    following = next((e for e in parts if e.start >= dose.end), None)
    if following is None or following.kind not in ("route", "frequency", "needed"):
        return False
    return _NEXT_CELL.search(prose.text[dose.end : following.start]) is None


_PER_TIME = re.compile(
    r"\s?(?:/|per |pro |por |par )\s?(?:\d{1,2}\s?h|día|dia|day|d|jour|j|Tag|сут|сутки|нед|"
    r"неделю|week|semana|日|天|周)\.?$",
    re.IGNORECASE,
)


def _unit_and_time(written: str) -> tuple[str, str]:
    """The unit of one dose, and the time that it is for: 'mg/m2/día' is mg/m2 a day; an hourly
    rate stays a rate."""
    unit = " ".join(written.split())
    match = _PER_TIME.search(unit)
    return (unit[: match.start()], match[0].strip()) if match else (unit, "")


def _main_dose(doses: Sequence[Dose]) -> Dose | None:
    """The amount that counts: of substance before tablets, of one dose before a strength."""
    wishes: tuple[Callable[[Dose], bool], ...] = (
        lambda dose: not dose.is_count and not dose.is_strength,
        lambda dose: dose.is_count,
        bool,
    )
    for wanted in wishes:
        found = next((dose for dose in doses if wanted(dose)), None)
        if found is not None:
            return found
    return None


def _first(prose: Prose, parts: Sequence[Element], kind: str) -> str:
    return next((_words(prose, e.start, e.end) for e in parts if e.kind == kind), "")


def _frequency(
    prose: Prose, parts: Sequence[Element], doses: Sequence[Dose], main: Dose | None
) -> str:
    """The frequency in the source's words; a second amount stays in it, so that none is lost."""
    counted = [e for e in parts if e.kind == "frequency"]
    others = [d for d in doses if d is not main and not d.is_strength and _is_more(d, main)]
    if others and main is not None:
        places = [e for e in parts if e.end > main.end and e.kind in ("frequency", "dose")]
        if places:
            return _words(prose, places[0].start, places[-1].end)
    if not counted:
        return ""
    written = _words(prose, counted[0].start, counted[0].end)
    for previous, element in pairwise(counted):
        gap = prose.text[previous.end : element.start]
        is_joined = len(gap.strip()) <= 4 or gap.strip().casefold() in ("sowie", "followed by")
        written += (gap if is_joined else ", ") + _words(prose, element.start, element.end)
    return " ".join(written.split())


def _is_more(dose: Dose, main: Dose | None) -> bool:
    """Whether another amount says something: one tablet of the strength does not."""
    if main is None:
        return False
    return not (dose.is_count and dose.value == "1") and dose.value != main.value


def _words(prose: Prose, start: int, end: int) -> str:
    return " ".join(prose.text[start:end].split())
