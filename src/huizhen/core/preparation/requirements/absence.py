"""Answers set beside the findings that they are about, and who may accept that something lacks.

An answer speaks of the finding as its person was asked about it. Where a later version finds more
missing, or something else, the answer is not stretched over it: the item is open again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from huizhen.core.preparation.requirements.answer import Answer, Speaker, Why
from huizhen.core.preparation.requirements.findings import Finding, Requirements
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.value import content_hash

ROLES = {
    "coordinator": ("coordinator", "reviewing_clinician"),
    "clinician": ("reviewing_clinician",),
}
"""By `Finding.absence`, the roles whose person may accept; an item that can never lack has none."""


def is_answerable(finding: Finding) -> bool:
    """Whether somebody may say that what the finding wants is not there."""
    return finding.state != "met" and finding.effect in ("block", "warn")


def answer_about(finding: Finding, why: Why, speaker: Speaker, entry: PersonEntry) -> Answer:
    """The answer of a person who was asked about the finding as it is."""
    return Answer(
        requirement=finding.requirement,
        why=why,
        speaker=speaker,
        entry=entry,
        state=finding.state,
        parts=tuple(part.en for part in finding.parts),
        fact_keys=finding.fact_keys,
    )


def covers(answer: Answer, finding: Finding) -> bool:
    """Whether the answer speaks of all that the finding wants now."""
    if answer.requirement != finding.requirement or answer.state != finding.state:
        return False
    if not {part.en for part in finding.parts} <= set(answer.parts):
        return False
    if finding.state == "missing" and finding.parts:
        return True
    # of the wrong format, too old, or of a study without report: it was said of these, no others
    return set(finding.fact_keys) <= set(answer.fact_keys)


def answered(found: Requirements, answers: Sequence[Answer]) -> Requirements:
    """The findings, each with the newest answer that speaks of it; their effects stay: that
    nothing can be had makes the case no more complete."""
    if not answers:
        return found
    return found.replaced(findings=tuple(_with_answer(one, answers) for one in found.findings))


def may_accept(finding: Finding, roles: Collection[str]) -> bool:
    """Whether a person of these roles may let the case go on without the answered item."""
    return finding.answer is not None and bool(set(ROLES.get(finding.absence, ())) & set(roles))


def acceptance_hash(finding: Finding) -> str:
    """What an acceptance holds for: this lack with this answer, and no other."""
    told = finding.model_dump(
        mode="json",
        include={
            "requirement", "state", "cause", "effect", "level", "parts", "absence", "answer",
            "fact_keys", "pack_version",
        },
    )  # fmt: skip
    return content_hash(told)


def _with_answer(finding: Finding, answers: Iterable[Answer]) -> Finding:
    if not is_answerable(finding):
        return finding
    fitting = [answer for answer in answers if covers(answer, finding)]
    if not fitting:
        return finding
    return finding.replaced(answer=max(fitting, key=lambda answer: answer.entry.at))
