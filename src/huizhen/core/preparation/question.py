"""The specificity check of the clinical question (会诊目的): can a specialist answer it?

A question passes with a decision, a named option and at least two kinds of detail of the case,
and no blocking rule. A weak or vague one is a finding for its author, never an error.
"""

from __future__ import annotations

from typing import Literal

from huizhen.core.content import UNREVIEWED_MARK, PackStamp
from huizhen.core.preparation.question_anchors import Anchor
from huizhen.core.preparation.question_decision import Decision, DecisionReader
from huizhen.core.preparation.question_knowledge import QuestionKnowledge, Support
from huizhen.core.preparation.question_options import Option
from huizhen.core.preparation.question_rules import Advice, RuleHit, Situation
from huizhen.core.preparation.question_text import QuestionText
from huizhen.core.records.value import Value

Verdict = Literal["pass", "weak", "vague"]
_ANCHOR_KINDS = 2
_PARTS, _PARTS_OF_WEAK = 3, 2


class QuestionCheck(Value):
    """What one question holds, what it lacks, and what its author is told."""

    verdict: Verdict
    language: str
    language_support: Support
    decisions: tuple[Decision, ...] = ()
    options: tuple[Option, ...] = ()
    """Every option found; only those whose role is 'named' count."""
    anchors: tuple[Anchor, ...] = ()
    anchor_kinds: tuple[str, ...] = ()
    rules: tuple[RuleHit, ...] = ()
    advice: tuple[Advice, ...] = ()
    pack: PackStamp
    review: str = ""
    """'规则未经临床审核' until a named clinician has read the pack."""

    @property
    def is_specific(self) -> bool:
        """Whether the question may be submitted."""
        return self.verdict == "pass"


def check_question(
    text: str, language: str = "", specialty: str = "", *, knowledge: QuestionKnowledge
) -> QuestionCheck:
    """The verdict on a question with its parts, rules and advice.

    `language` is the asker's (advice is given in it too); what the text is written in is told
    from the text. `specialty` is the template's code; without it V7 is not asked.
    """
    question = QuestionText(text)
    asker = language.replace("_", "-").split("-", maxsplit=1)[0].casefold()
    written_in = knowledge.language_of(question, asker)
    support = knowledge.support(written_in)
    lists = knowledge.lexicon_languages(written_in)
    words = knowledge.words_of(lists)
    anchors = knowledge.anchors.anchors(question)
    options = knowledge.options.options(question, words, lists)
    disputed = knowledge.anchors.disputed(question)
    options = _with_compared(options, DecisionReader(question, words, options, disputed))
    reader = DecisionReader(question, words, options, disputed)
    decisions = reader.decisions()
    kinds = tuple(kind for kind in knowledge.anchors.kinds if any(kind == a.kind for a in anchors))
    situation = Situation(
        anchor_kinds=len(kinds),
        is_comparing_options=reader.is_comparing_options(),
        is_fully_supported=support == "full",
        other_specialties=knowledge.specialties.others(question, specialty.casefold()),
    )
    hits = tuple(
        hit for rule in knowledge.rules if (hit := rule.hit(question, lists, words, situation))
    )
    missing = _missing(decisions, options, kinds)
    spoken = asker or written_in
    advice = _advice(knowledge, support, missing, hits, situation, spoken)
    return QuestionCheck(
        verdict=_verdict(missing, hits, support),
        language=written_in,
        language_support=support,
        decisions=decisions,
        options=options,
        anchors=anchors,
        anchor_kinds=kinds,
        rules=hits,
        advice=advice,
        pack=knowledge.stamp,
        review="" if knowledge.stamp.is_reviewed else UNREVIEWED_MARK,
    )


def _with_compared(options: tuple[Option, ...], reader: DecisionReader) -> tuple[Option, ...]:
    """Options that are compared or may go on are what the question is about, past or not:
    'survival after resection versus ablation', 'on imatinib for 5 years: continue or stop?'."""
    compared = {one.span for one in reader.compared()}
    is_going_on = reader.has_action() and not any(one.role == "named" for one in options)
    return tuple(
        one.replaced(role="named")
        if one.span in compared or (is_going_on and one.role == "past")
        else one
        for one in options
    )


def _missing(
    decisions: tuple[Decision, ...],
    options: tuple[Option, ...],
    kinds: tuple[str, ...],
) -> tuple[str, ...]:
    has_option = any(one.role == "named" for one in options) or "diagnoses" in kinds
    is_anchored = len(kinds) >= _ANCHOR_KINDS
    holds = {"decision": bool(decisions), "option": has_option, "anchor": is_anchored}
    return tuple(part for part, is_there in holds.items() if not is_there)


def _verdict(missing: tuple[str, ...], hits: tuple[RuleHit, ...], support: Support) -> Verdict:
    if any(hit.severity == "block" for hit in hits):
        return "vague"
    if support == "none":
        return "weak"
    if not missing:
        return "pass"
    there = _PARTS - len(missing)
    if there >= _PARTS_OF_WEAK or support != "full":
        return "weak"
    return "vague"


def _advice(
    knowledge: QuestionKnowledge,
    support: Support,
    missing: tuple[str, ...],
    hits: tuple[RuleHit, ...],
    situation: Situation,
    language: str,
) -> tuple[Advice, ...]:
    said = [
        knowledge.rule_advice(
            hit.id, language, situation.other_specialties if hit.id == "V7" else ()
        )
        for hit in hits
    ]
    said += [knowledge.part_advice(part, language) for part in missing]
    if support != "full":
        said.append(knowledge.notice(support, language))
    return tuple(said)
