"""Whom preparation writes and sends to: home physicians for their practice, and the patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huizhen.core.states.standing import Channel, Permission, Transfer
from huizhen.ground.accounts.models import Membership, Organisation, Role, User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import participants
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent
from huizhen.ground.content import pack


@dataclass(frozen=True)
class Practice:
    """A home physician who takes part in the case, and where they work."""

    organisation: Organisation
    user: User

    @property
    def key(self) -> str:
        """By which a form names it."""
        return f"{self.organisation.pk}:{self.user.pk}"


def practices_of(case: Case) -> list[Practice]:
    """The home physicians of the case with their practices."""
    users = [one.user for one in participants(case, [Role.HOME_PHYSICIAN])]
    rows = Membership.objects.filter(
        user__in=users, role=Role.HOME_PHYSICIAN, organisation__kind="home_team"
    ).select_related("organisation", "user")
    return [
        Practice(row.organisation, row.user)
        for row in rows.order_by("organisation__name", "id")
        if row.organisation is not None
    ]


def practice_named(case: Case, key: str) -> Practice | None:
    """The practice that a form names, if it is one of the case's."""
    return next((one for one in practices_of(case) if one.key == key), None)


def patient_of(case: Case) -> User | None:
    """The patient's account, when there is one."""
    found = participants(case, [Role.PATIENT])
    return found[0].user if found else None


def purpose_of(recipient_kind: str) -> str:
    """The consent's purpose for what goes to such a recipient."""
    return str(pack("consent").parsed("texts.json")["purpose_of_transfer"][recipient_kind])


def transfer_to(organisation: Organisation | None, channel: Channel = "workspace") -> Transfer:
    """What would leave to a practice of the home team, or without one to the patient."""
    kind = "home_team" if organisation else "patient"
    return Transfer.model_validate(
        {
            "purpose": purpose_of(kind),
            "recipient_kind": kind,
            "recipient": str(organisation.pk) if organisation else "",
            "country": organisation.country if organisation else "",
            "channel": channel,
        }
    )


def sealing_transfer(organisation: Organisation) -> Transfer:
    """What would leave in a package for an organisation of the home side or of a hospital."""
    if organisation.kind == "home_team":
        return transfer_to(organisation, "package_file")
    return Transfer.model_validate(
        {
            "purpose": purpose_of("department"),
            "recipient_kind": "department",
            "recipient": str(organisation.pk),
            "country": organisation.country,
            "channel": "package_file",
        }
    )


def sealing_recipients(case: Case) -> list[Organisation]:
    """The practices and departments whose people take part in the case."""
    roles = [Role.HOME_PHYSICIAN, Role.SPECIALIST, Role.DEPARTMENT_SECRETARY]
    found: dict[str, Organisation] = {}
    for each in participants(case, roles):
        rows = Membership.objects.filter(
            user=each.user, role=each.role, organisation__kind__in=("home_team", "department")
        )
        for row in rows.select_related("organisation"):
            if row.organisation is not None:
                found[str(row.organisation.pk)] = row.organisation
    return sorted(found.values(), key=lambda one: (one.kind != "home_team", one.name))


def consents_for(case: Case, transfer: Transfer) -> list[Consent]:
    """The consents in force on which it would leave."""
    permission = Permission(
        purpose=transfer.purpose, recipient=transfer.recipient, country=transfer.country
    )
    return list(
        case_rows(case, Consent)
        .filter(
            state="given",
            purpose=permission.purpose,
            recipient=permission.recipient,
            country=permission.country,
        )
        .order_by("id")
    )


def do_consents_hold(case: Case, consent_ids: Sequence[str]) -> bool:
    """Whether every consent that was named when something was sealed is still in force."""
    held = case_rows(case, Consent).filter(pk__in=consent_ids, state="given").count()
    return bool(consent_ids) and held == len(set(consent_ids))
