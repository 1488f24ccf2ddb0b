"""初步诊断: numbered, the main one first, uncertain ones as uncertain as they are."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Items
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.fact import Fact

SECTION = "preliminary_diagnosis"


def preliminary_diagnosis(view: CaseView, author: Author) -> Items:
    """The illness with its stages, other diseases of the case, then companions."""
    groups = [*view.grouped(view.main_illness()), *view.grouped(view.companions())]
    groups = _ordered(view, _without_weaker(view, groups))
    stages = view.tumour_stages()
    statements = []
    for place, group in enumerate(groups):
        named = author.words.name(group[0])
        wordings: list[Wording] = [named]
        facts: list[Fact] = list(group)
        text = named.zh
        if place == 0 and view.illness.is_malignant(group[0]) and stages:
            phrases = [w for w in (view.words.phrase(f) for f in stages) if w is not None]
            joined = "，".join(dict.fromkeys(w.zh for w in phrases if w.zh))
            text = author.frames.fill(
                "diagnosis.main",
                disease=named.zh,
                stage=author.frames.fill("diagnosis.stage", stages=joined),
            )
            wordings.extend(phrases)
            facts.extend(stages)
        statements.append(author.write(SECTION, text, facts, wordings))
    return Items(
        statements=tuple(statements),
        is_numbered=True,
        empty=author.frames.text("empty.not_provided"),
    )


def _without_weaker(view: CaseView, groups: Sequence[list[Fact]]) -> list[list[Fact]]:
    """Without a suspicion of what another line says for certain."""

    def name(group: list[Fact]) -> str:
        return view.words.name(group[0].replaced(certainty="affirmed", side=None)).zh

    certain = [name(group) for group in groups if group[0].certainty == "affirmed"]
    return [
        group
        for group in groups
        if group[0].certainty == "affirmed" or not any(c.endswith(name(group)) for c in certain)
    ]


def _ordered(view: CaseView, groups: Sequence[list[Fact]]) -> list[list[Fact]]:
    """Certain before uncertain, tumours first, what most places say before what one says."""

    def rank(group: list[Fact]) -> tuple[bool, bool, bool, int]:
        first = group[0]
        places = sum(len(fact.evidence) for fact in group)
        return (
            not view.illness.is_malignant(first),
            first.certainty != "affirmed",
            view.illness.is_comorbid(first),
            -places,
        )

    return sorted(groups, key=rank)
