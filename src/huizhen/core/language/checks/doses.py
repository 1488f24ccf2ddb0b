"""Which dose belongs to which drug, on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.contradictions import contradictions
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.dose_amounts import Dose, doses
from huizhen.core.language.checks.drug_names import drug_names
from huizhen.core.language.checks.frequencies import FrequencyReader
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side, folded
from huizhen.core.language.checks.routes import RouteReader
from huizhen.core.language.checks.words import WordFinder

_CODE = "dose"
_PIECES = frozenset({"tablet", "capsule", "drop", "puff", "bag", "patch", "suppository"})
_SENTENCE = re.compile(r"[。;\n!?]|\.(?=\s+[A-Z一-鿿]|\s*$)")
_OF_A_THING = re.compile(r"(?:结石|淋巴结|结节|斑|骨|影|切|病灶|息肉|肿物|组织)[^,。;、\d]{0,3}$")
_OF_SOMETHING = re.compile(r"\s(?:of|in)\s")
"""'Two patches of erythema', 'a drop in pressure', 红斑2片: no pieces of a drug."""
_OF = re.compile(r"\s?(?:of\s|dose of\s|的|x\s)?(?:oral\s|intravenous\s|iv\s)?")
_BETWEEN = 14


@dataclass
class Line:
    """A drug with what is said of its giving."""

    drug: str
    start: int
    end: int
    doses: list[Dose] = field(default_factory=list)
    rates: list[Mention] = field(default_factory=list)
    routes: list[Mention] = field(default_factory=list)


class DoseCheck:
    """Compares dose, frequency and route drug by drug, and the number of pieces."""

    def __init__(self, packs: Packs) -> None:
        self._names = drug_names(packs)
        self._frequencies = FrequencyReader(packs)
        self._routes = RouteReader(packs)
        rows = packs.checks.rows("dose_words.tsv")
        forms = {(row["language"], folded(row["form"])): row["sense"] for row in rows}
        self._words = LatinWords({form: s for (lang, form), s in forms.items() if lang == "en"})
        self._signs = WordFinder({form: s for (lang, form), s in forms.items() if lang == "zh"})

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Doses that belong to another drug, or differ in pieces or in what they are per."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        if not doses(pair.source) and not doses(pair.target):
            return
        yield from self._by_drug(pair)
        drugs_named = bool(self._names.named(pair.source) or self._names.named(pair.target))
        yield from contradictions(
            "dose.pieces",
            self._pieces(pair.source, near_drug=drugs_named),
            self._pieces(pair.target, near_drug=drugs_named),
        )
        yield from contradictions(
            "dose.portion", self._words_of(pair.source), self._words_of(pair.target)
        )
        yield from contradictions("dose.per", _per(pair.source), _per(pair.target))

    def _by_drug(self, pair: Pair) -> Iterator[Difference]:
        source, target = self._lines(pair.source), self._lines(pair.target)
        both = [(source[name], target[name]) for name in source if name in target]
        if not both:
            return
        yield from _of_other_drug(pair, both)
        for what, of, same in (
            ("frequency", _rates_of, _share), ("route", _routes_of, _share),
        ):  # fmt: skip
            crossed = [
                (one, other)
                for one, other in both
                if of(one) and of(other) and not any(same(a, b) for a in of(one) for b in of(other))
            ]
            if len(crossed) > 1:
                one, other = crossed[0]
                yield Difference(
                    code=f"{_CODE}.{what}_of_other_drug", effect="block",
                    source=of(one)[0].span, target=of(other)[0].span,
                    meant=f"{one.drug}: {of(one)[0].sense}",
                    says=f"{other.drug}: {of(other)[0].sense}",
                )  # fmt: skip

    def _words_of(self, side: Side) -> list[Mention]:
        """What an amount is (each time, in all, at most, a loading dose); need not be said."""
        hits = (self._signs if side.is_chinese else self._words).hits(side)
        reach = 8 if side.is_chinese else 20
        found: dict[str, Mention] = {}
        for hit in hits:
            near = any(
                -reach <= dose.start - hit.end <= reach or -reach <= hit.start - dose.end <= reach
                for dose in doses(side)
            )
            if near and hit.value not in found:
                span = side.span(hit.start, hit.end)
                found[hit.value] = Mention(span, frozenset(hit.value.split("|")), False)
        return list(found.values())

    def _pieces(self, side: Side, *, near_drug: bool) -> list[Mention]:
        """How many tablets, drops or puffs; 'a tablet' need not be said, bags only of a drug.

        Pieces that a phrase like 早1片晚1片 counts belong to its frequency and need not be said.
        """
        read = self._frequencies.read(side)
        counted = [one.mention.span for one in read]
        is_treatment = near_drug or any(one.family == "rate" for one in read)
        found = []
        for dose in doses(side):
            if dose.kind not in _PIECES or (dose.kind == "bag" and not near_drug):
                continue
            figure = "-".join(format(value.normalize(), "f") for value in dose.values)
            is_free = (
                not is_treatment
                or _need_not_be_said(side, dose)
                or any(span.start <= dose.start and dose.end <= span.end for span in counted)
            )
            span = side.span(dose.start, dose.end)
            found.append(Mention(span, frozenset({figure}), not is_free, dose.says))
        return found

    def _lines(self, side: Side) -> dict[str, Line]:
        """The drugs that a side names once, each with what follows it up to the next drug."""
        named = [Line(one.substance.head(0), one.start, one.end) for one in self._names.named(side)]
        if not named:
            return {}
        text = side.text
        for dose in doses(side):
            owner = _owner(text, named, dose.start, dose.end, can_precede=True)
            if owner:
                owner.doses.append(dose)
        for reading in self._frequencies.read(side):
            mention = reading.mention
            if reading.family == "rate":
                owner = _owner(text, named, mention.span.start, mention.span.end)
                if owner:
                    owner.rates.append(mention)
        for mention in self._routes.read(side):
            owner = _owner(text, named, mention.span.start, mention.span.end)
            if owner and mention.is_required:
                owner.routes.append(mention)
        names = [line.drug for line in named]
        return {line.drug: line for line in named if names.count(line.drug) == 1}


def _need_not_be_said(side: Side, dose: Dose) -> bool:
    """'A tablet', and what are pieces of something else."""
    text = side.folded
    if text[dose.start : dose.end] in ("一片", "一粒", "1枚", "一枚") or text.startswith(
        ("a ", "an "), dose.start
    ):
        return True
    if side.is_chinese:
        return _OF_A_THING.search(text, max(0, dose.start - 8), dose.start) is not None
    return dose.kind in ("patch", "drop") and _OF_SOMETHING.match(text, dose.end) is not None


def _owner(
    text: str, lines: Sequence[Line], start: int, end: int, *, can_precede: bool = False
) -> Line | None:
    """The drug of whose giving something tells: the one before it, or the one right after."""
    before = next((line for line in reversed(lines) if line.end <= start), None)
    if before and _SENTENCE.search(text, before.end, start):
        before = None
    if can_precede:
        after = next((line for line in lines if line.start >= end), None)
        follows = after is not None and _OF.fullmatch(text, end, after.start) is not None
        is_taken = before is None or bool(before.doses) or start - before.end > _BETWEEN
        if follows and is_taken:
            return after
    return before


def _of_other_drug(pair: Pair, both: Sequence[tuple[Line, Line]]) -> Iterator[Difference]:
    """Doses of a drug that are another one's, or nobody's, on the other side."""
    wrong = [
        (one, other)
        for one, other in both
        if one.doses
        and other.doses
        and not any(a.is_same(b) for a in one.doses for b in other.doses)
    ]
    for one, other in wrong:
        dose, said = one.doses[0], other.doses[0]
        comparable = {d.kind for d in one.doses} & {d.kind for d in other.doses}
        elsewhere = any(said.is_same(d) for line, _ in both if line is not one for d in line.doses)
        if not comparable or (len(wrong) < 2 and elsewhere):
            continue
        yield Difference(
            code=f"{_CODE}.differs", effect="block",
            source=pair.source.span(dose.start, dose.end),
            target=pair.target.span(said.start, said.end),
            meant=f"{one.drug}: {dose.says}", says=f"{other.drug}: {said.says}",
        )  # fmt: skip


def _rates_of(line: Line) -> list[Mention]:
    return line.rates


def _routes_of(line: Line) -> list[Mention]:
    return line.routes


def _share(one: Mention, other: Mention) -> bool:
    return not one.senses.isdisjoint(other.senses)


Read = Callable[[Side], list[Mention]]


def _per(side: Side) -> list[Mention]:
    """Doses by weight or by surface."""
    return [
        Mention(side.span(dose.start, dose.end), frozenset(dose.per), True, "/".join(dose.per))
        for dose in doses(side)
        if dose.per
    ]


def build(packs: Packs) -> Check:
    """The check of doses."""
    return DoseCheck(packs)
