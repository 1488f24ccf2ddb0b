"""What a case lacks, one finding for each requirement that applies."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.content import UNREVIEWED_MARK, PackStamp
from huizhen.core.preparation.requirements.answer import Answer
from huizhen.core.preparation.requirements.definition import (
    Absence,
    Asked,
    Cause,
    Effect,
    Item,
    Level,
    State,
    Text,
)
from huizhen.core.preparation.requirements.outcome import EFFECTS, Outcome
from huizhen.core.preparation.requirements.wording import Wording, joined, listed
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import Evidence
from huizhen.core.records.fact import FactKey
from huizhen.core.records.value import Value


class Finding(Value):
    """One requirement in one case."""

    requirement: str
    name: Text
    level: Level
    state: State
    cause: Cause
    effect: Effect
    override_allowed: bool
    reason: Text
    request: Text | None = None
    """What would close it; None where nothing is wanted."""
    asks: Asked
    days: int | None = None
    """Age of what was found, in days."""
    limit: int | None = None
    """The limit that the age has passed."""
    fact_keys: tuple[FactKey, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    pack: str
    pack_version: str
    pack_review: str
    """Who reviewed the pack, or the mark that nobody has."""
    parts: tuple[Text, ...] = ()
    """Names of the parts that are not met."""
    absence: Absence = "never"
    """Who may accept that it lacks once somebody answered that it cannot be had."""
    answer: Answer | None = None
    """Of a named person, that it is not there."""


class Requirements(Value):
    """All findings of a case for one specialty on one day."""

    specialty: str
    as_of: PartialDate
    findings: tuple[Finding, ...]
    not_applicable: tuple[str, ...] = ()
    """Items whose condition the case answers with no."""
    packs: tuple[PackStamp, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings that stop the case from being sent."""
        return tuple(finding for finding in self.findings if finding.effect == "block")

    def of(self, requirement: str) -> Finding | None:
        """The finding of one requirement; None where it does not apply."""
        return next((f for f in self.findings if f.requirement == requirement), None)


def finding_of(item: Item, outcome: Outcome, wording: Wording) -> Finding:
    """The finding that an outcome makes of an item."""
    effect = outcome.effect
    is_free = item.override_allowed if effect == "block" else None
    return Finding(
        requirement=item.id,
        name=Text(en=item.en, zh=item.zh),
        level=outcome.level,
        state=outcome.state,
        cause=outcome.cause,
        effect=effect,
        override_allowed=outcome.may_be_overridden if is_free is None else is_free,
        reason=_reason(item, outcome, wording),
        request=_request(item, outcome, wording),
        asks=item.asks,
        days=outcome.days,
        limit=_passed(outcome),
        fact_keys=tuple(dict.fromkeys(known.fact.fact_key for known in outcome.facts)),
        evidence=tuple(
            dict.fromkeys(
                (*(p for known in outcome.facts for p in known.fact.evidence), *outcome.tags)
            )
        ),
        pack=item.stamp.id,
        pack_version=item.stamp.version,
        pack_review=item.stamp.reviewed_by or UNREVIEWED_MARK,
        parts=outcome.parts,
        absence=_absence(item, outcome),
    )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings with the worst effect first, else in the order of the packs."""
    return sorted(findings, key=lambda finding: -EFFECTS.index(finding.effect))


def finding_line(finding: Finding) -> dict[str, object]:
    """One `huizhen.finding/1` record."""
    return {"schema": "huizhen.finding/1", **finding.model_dump(mode="json")}


def _absence(item: Item, outcome: Outcome) -> Absence:
    """Question, consent and whose records these are can never lack (decision 0013); age may be
    overridden by a coordinator, and so may that nothing newer can be had."""
    is_identity = any(part.need.identity and part.name in outcome.parts for part in item.parts)
    if item.override_allowed is False or is_identity:
        return "never"
    if outcome.effect == "block" and (item.override_allowed or outcome.may_be_overridden):
        return "coordinator"
    return item.absence


def _reason(item: Item, outcome: Outcome, wording: Wording) -> Text:
    sentences = outcome.sentences or (wording.say("met", item=Text(en=item.en, zh=item.zh)),)
    why = (item.reason,) if item.reason is not None and outcome.effect != "none" else ()
    return wording.joined((*sentences, *why))


def _request(item: Item, outcome: Outcome, wording: Wording) -> Text | None:
    if outcome.effect == "none":
        return None
    wanted = [part for part in outcome.parts if part.en != item.en]
    if not wanted:
        return item.request
    return joined((item.request, wording.say("wanted_parts", parts=listed(wanted))))


def _passed(outcome: Outcome) -> int | None:
    if outcome.limits is None:
        return None
    return {
        "aging": outcome.limits.ideal,
        "flagged": outcome.limits.flag,
        "too_old": outcome.limits.block,
    }.get(outcome.cause)
