"""Whose it is: the patient or a relative, he or she, which arm of a study, donor or recipient.

Each group of subjects is read and matched by itself. Kinship must stand on both sides; of the other
groups only a change from one to another is told, since either language may leave them unsaid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Mention, differences, share_a_sense, unmatched
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.roles import Roles
from huizhen.core.language.checks.words import WordFinder

_HIDDEN = "hidden"
_CHANGES: dict[str, Effect] = {
    "sex": "block",
    "pronoun": "block",
    "arm": "block",
    "giver": "block",
    "life": "block",
    "role": "block",
    "contact": "block",
}
"""Groups of which a change alone is told, and how strongly."""
_ABBREVIATIONS = frozenset({"DAD", "MOM", "SON", "HER", "HE", "HIS", "MS", "MR", "PA", "MEN"})
"""Words that in capitals are something else (diffuse alveolar damage, magnetic resonance)."""

_Entry = tuple[str, frozenset[str], bool]


class Subjects:
    """Reads and compares the subjects of both sides."""

    def __init__(self, rows: list[dict[str, str]], roles: Roles) -> None:
        self._roles = roles
        self._finders = {
            language: WordFinder(_entries(row for row in rows if row["language"] == language))
            for language in ("en", "zh")
        }

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Subjects that one side has and the other has not, or has otherwise."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self.read(pair.source), self.read(pair.target)
        yield from _kinship(source.get("kin", []), target.get("kin", []))
        for group, effect in _CHANGES.items():
            if group in source and group in target:
                yield from _changed(source[group], target[group], effect)
        yield from self._roles(pair, names_kin="kin" in source or "kin" in target)

    def read(self, side: Side) -> dict[str, list[Mention]]:
        """The mentions of a side by group."""
        found: dict[str, list[Mention]] = {}
        for hit in self._finders[side.language].hits(side):
            if side.text[hit.start : hit.end] in _ABBREVIATIONS:
                continue
            for group, senses, is_required in hit.value:
                if group != _HIDDEN:
                    mention = Mention(side.span(hit.start, hit.end), senses, is_required)
                    found.setdefault(group, []).append(mention)
        return found


def _entries(rows: Iterable[dict[str, str]]) -> dict[str, tuple[_Entry, ...]]:
    """Forms with what they mean in each group; a form may be in several."""
    found: dict[str, tuple[_Entry, ...]] = {}
    for row in rows:
        entry = (row["group"], frozenset(row["senses"].split(";")), row["need"] != "optional")
        found[row["form"]] = (*found.get(row["form"], ()), entry)
    return found


def _kinship(source: list[Mention], target: list[Mention]) -> Iterator[Difference]:
    """A relative that one side lacks; one that it only names less often is for someone to look."""
    for one in differences("subject", source, target):
        is_change = one.source is not None and one.target is not None
        others = target if one.source is not None else source
        place, own = (one.source, source) if one.source is not None else (one.target, target)
        mention = next(each for each in own if each.span == place)
        is_named = any(share_a_sense(mention, other) for other in others)
        weaker = is_named and not is_change
        yield one.model_copy(update={"effect": "advise"}) if weaker else one


def _changed(source: list[Mention], target: list[Mention], effect: Effect) -> Iterator[Difference]:
    lost, new = unmatched(source, target)
    for one, other in zip(lost, new, strict=False):
        yield Difference(
            code="subject.differs", effect=effect, source=one.span, target=other.span,
            meant=one.sense, says=other.sense,
        )  # fmt: skip


def build(packs: Packs) -> Check:
    """The check of the product."""
    roles = Roles(packs.checks.rows("role_words.tsv"))
    return Subjects(packs.checks.rows("subjects.tsv"), roles)
