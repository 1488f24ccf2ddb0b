"""Letting a finding pass with a reason, and taking that back."""

from __future__ import annotations

from django.utils import timezone

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.queries import current_version, findings_of
from huizhen.journey.preparation.actions.waiting import tell
from huizhen.journey.preparation.models import FindingOverride
from huizhen.journey.preparation.queries import finding_hash, overrides_of


def override_finding(
    case: Case, actor: User, requirement: str, reason: str, *, seen: int | None = None
) -> FindingOverride:
    """Let a blocking finding pass in the person's name; it holds while the finding is the same."""
    with changing(case, actor, "override_finding", seen=seen) as change:
        finding = _blocking(change.case, requirement)
        lying = overrides_of(change.case).get(finding_hash(finding))
        if lying is not None:
            raise WrongCall(
                "finding_overridden",
                "Somebody has let this finding pass already.",
                "Load the page again to read the reason.",
            )
        row: FindingOverride = FindingOverride.behind_door.create(
            case=change.case,
            requirement=requirement,
            finding_hash=finding_hash(finding),
            sealed_reason=change.case.seal(reason.encode()),
            by=actor,
        )
        change.about = f"override:{row.pk}"
        change.data["requirement"] = requirement
        tell(change, actor)
    return row


def withdraw_override(
    case: Case, actor: User, row: FindingOverride, *, seen: int | None = None
) -> None:
    """Let the finding block again."""
    with changing(
        case, actor, "withdraw_override", seen=seen, about=f"override:{row.pk}"
    ) as change:
        FindingOverride.behind_door.filter(pk=row.pk, withdrawn_at=None).update(
            withdrawn_at=timezone.now(), withdrawn_by=actor
        )
        change.data["requirement"] = row.requirement
        tell(change, actor)


def _blocking(case: Case, requirement: str) -> Finding:
    """The finding of the current version, where a person may let it pass."""
    version = current_version(case)
    found = findings_of(case, version) if version else []
    finding = next((one for one in found if one.requirement == requirement), None)
    if finding is None or finding.effect != "block":
        raise WrongCall(
            "finding_gone",
            "This finding no longer blocks the case.",
            "Load the page again to see what was found in the newest version.",
        )
    if not finding.override_allowed:
        raise WrongCall(
            "override_not_allowed",
            "This finding cannot be let pass: what is missing has to be there.",
            "Ask for it by a letter.",
        )
    return finding
