"""初步诊断: numbered, the main one first, uncertain ones as uncertain as they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from huizhen.core.preparation.author import Author
from huizhen.core.preparation.paper import Items
from huizhen.core.preparation.record.conflicts import opposed_sides
from huizhen.core.preparation.record.view import CaseView
from huizhen.core.preparation.statement import Statement
from huizhen.core.preparation.wording import Wording
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact

SECTION = "preliminary_diagnosis"
_SIDE = re.compile("^[左右双]侧?")
_BRACKETS = re.compile(r"\([^)]*\)")

_NEAR = 4
RECURRENT = "复发"
_UNNAMED = "(分期系统及版本未注明)"

Group = list[Fact]


def preliminary_diagnosis(view: CaseView, author: Author) -> Items:
    """The illness with its stages, the specialty's own disease first, each in its most exact form;
    then companions, then tumours of the past."""
    groups = [*view.grouped(view.main_illness()), *view.grouped(view.companions())]
    groups = _ordered(view, most_exact(view, _without_weaker(view, groups)))
    statements = [
        _with_stages(view, author, group) if place == 0 else _plain(view, author, group)
        for place, group in enumerate(groups)
    ]
    known = {_bare(view, group[0]) for group in groups}
    for group in view.grouped(view.past_tumours()):
        if _bare(view, group[0]) not in known:
            named = author.words.name(group[0])
            text = author.frames.fill("diagnosis.past", disease=named.zh)
            statements.append(author.write(SECTION, text, group, [named]))
    return Items(
        statements=tuple(statements),
        is_numbered=True,
        empty=author.frames.text("empty.not_provided"),
    )


def _plain(view: CaseView, author: Author, group: Group) -> Statement:
    named = _named(view, author, group)
    return author.write(SECTION, named.zh, group, [named])


def _named(view: CaseView, author: Author, group: Group) -> Wording:
    """The disease, and that it has come back where a source says so of it."""
    named = _of_open_side(view, author, group[0])
    came_back = any(fact.clinical_status == "recurrence" for fact in group)
    if not came_back or RECURRENT in named.zh:
        return named
    return named.replaced(zh=author.frames.fill("diagnosis.recurrent", disease=named.zh))


def _of_open_side(view: CaseView, author: Author, fact: Fact) -> Wording:
    """The name; without its side where the very words are opposed by another source."""
    if not fact.side:
        return author.words.name(fact)
    opposed = {
        (e.page_id, e.start)
        for facts in opposed_sides(view)
        for one in facts
        for e in one.evidence
        if isinstance(e, PageSpan)
    }
    own = [e for e in fact.evidence if isinstance(e, PageSpan)]
    if not any(e.page_id == page and e.start <= start < e.end + _NEAR for e in own
               for page, start in opposed):  # fmt: skip
        return author.words.name(fact)
    bare = author.words.name(fact.replaced(side=None, body_site=""))
    return bare.replaced(zh=author.frames.fill("diagnosis.open_side", disease=bare.zh))


def _with_stages(view: CaseView, author: Author, group: Group) -> Statement:
    """The main diagnosis; a tumour with its stages."""
    stages = view.tumour_stages()
    if not (view.illness.is_malignant(group[0]) and stages):
        return _plain(view, author, group)
    named = _named(view, author, group)
    phrases = [w for w in (view.words.phrase(f) for f in stages) if w is not None]
    joined = "，".join(_named_stages(dict.fromkeys(w.zh for w in phrases if w.zh)))
    text = author.frames.fill(
        "diagnosis.main",
        disease=named.zh,
        stage=author.frames.fill("diagnosis.stage", stages=joined),
    )
    wordings: list[Wording] = [named, *phrases]
    return author.write(SECTION, text, [*group, *stages], wordings)


def _named_stages(stages: Iterable[str]) -> list[str]:
    """Without a stage of an unnamed system that a named one says too."""
    said = list(stages)
    return [
        one
        for one in said
        if _UNNAMED not in one
        or not any(one.partition(_UNNAMED)[0].strip() in other for other in said if other != one)
    ]


def _bare(view: CaseView, fact: Fact) -> str:
    """The name without side, brackets and certainty."""
    named = view.words.name(fact.replaced(certainty="affirmed", side=None)).zh
    return _SIDE.sub("", _BRACKETS.sub("", named)).strip()


def _without_weaker(view: CaseView, groups: Sequence[Group]) -> list[Group]:
    """Without a suspicion of what another line says for certain."""
    certain = [_bare(view, group[0]) for group in groups if group[0].certainty == "affirmed"]
    return [
        group
        for group in groups
        if group[0].certainty == "affirmed"
        or not any(_says_as_much(view, c, _bare(view, group[0])) for c in certain)
    ]


def _says_as_much(view: CaseView, certain: str, weaker: str) -> bool:
    return certain.endswith(weaker) or view.illness.is_general_form(weaker, certain)


def most_exact(view: CaseView, groups: Sequence[Group]) -> list[Group]:
    """Each disease once: a general name joins the more exact one, with all its places."""
    homes = [list(group) for group in groups]
    names = [_bare(view, group[0]) for group in groups]
    said = [view.words.name(group[0]).zh for group in groups]
    joined: set[int] = set()
    for place, group in enumerate(groups):
        home = next(
            (
                other
                for other in range(len(groups))
                if other not in joined
                and groups[other][0].certainty == group[0].certainty == "affirmed"
                and _can_be_one(group[0], groups[other][0])
                and (
                    view.illness.is_general_form(names[place], names[other])
                    or (names[place] == names[other] and _says_less(said, place, other))
                )
            ),
            None,
        )
        if home is not None:
            homes[home].extend(group)
            joined.add(place)
    return [group for place, group in enumerate(homes) if place not in joined]


def _says_less(said: Sequence[str], place: int, other: int) -> bool:
    """Whether one of two lines of one name says less where the disease is: its side is of the
    other's place."""
    one, more = said[place], said[other]
    return ("(" not in one and "(" in more) or (one != more and more.endswith(one))


def _can_be_one(one: Fact, other: Fact) -> bool:
    """Whether the sides of two names allow that they mean one thing."""
    return not one.side or not other.side or one.side == other.side


def _ordered(view: CaseView, groups: Sequence[Group]) -> list[Group]:
    """The specialty's own disease first, tumours before others, metastases behind their tumour,
    certain before uncertain, what most places say before what one says."""

    def rank(group: Group) -> tuple[bool, bool, bool, bool, bool, int]:
        first = group[0]
        places = sum(len(fact.evidence) for fact in group)
        return (
            first.certainty != "affirmed" and not view.illness.is_malignant(first),
            not (
                view.is_own(first) or _is_tumour_of_no_organ(view, first) or _is_placed(view, first)
            ),
            not view.illness.is_malignant(first),
            first.certainty != "affirmed" or _is_secondary(first),
            view.illness.is_comorbid(first),
            -places,
        )

    return sorted(groups, key=rank)


def _is_tumour_of_no_organ(view: CaseView, fact: Fact) -> bool:
    """A tumour named without its organ (腺癌) is the case's own, until something says otherwise."""
    if not view.illness.is_malignant(fact) or fact.certainty != "affirmed":
        return False
    return not view.illness.names_organ(_bare(view, fact))


def _is_placed(view: CaseView, fact: Fact) -> bool:
    """A tumour whose own phrase says where it is is told by it, whatever the language."""
    return view.illness.is_malignant(fact) and fact.certainty == "affirmed" and bool(fact.body_site)


def _is_secondary(fact: Fact) -> bool:
    return "metasta" in f"{fact.concept} {fact.text}".casefold()
