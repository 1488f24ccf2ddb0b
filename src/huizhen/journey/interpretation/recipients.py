"""To whom the reports of a case may go: the patient, and home physicians with their practice."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from huizhen.core.states.standing import Transfer
from huizhen.ground.accounts.models import Membership, Organisation, Role, User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import participants
from huizhen.ground.cases.gate import MAIN_PURPOSE
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent

HOME_PURPOSE = "home_team"
"""Of the consent by which the home team is written to (content/consent)."""
AUDIENCES = {"home_team": ("physician", "patient"), "patient": ("patient",)}
"""What each reads: a physician also what the patient was told."""


@dataclass(frozen=True)
class Recipient:
    """One reader of reports."""

    kind: str
    """patient | home_team"""
    organisation: Organisation | None = None
    user: User | None = None

    @property
    def key(self) -> str:
        """By which a form names it."""
        about = self.user.pk if self.user else (self.organisation.pk if self.organisation else "")
        return f"{self.kind}:{about}"

    @property
    def transfer(self) -> Transfer:
        """What would leave to this reader."""
        if self.kind == "patient":
            return Transfer(
                purpose=MAIN_PURPOSE,
                recipient_kind="patient",
                recipient="",
                country="",
                channel="workspace",
            )
        return Transfer(
            purpose=HOME_PURPOSE,
            recipient_kind="home_team",
            recipient=str(self.organisation.pk) if self.organisation else "",
            country=self.organisation.country if self.organisation else "",
            channel="workspace",
        )


def recipients_of(case: Case) -> list[Recipient]:
    """Everybody to whom the reports may be addressed; the gate still asks for consent."""
    people = participants(case, [Role.PATIENT, Role.HOME_PHYSICIAN])
    found = [Recipient("patient", user=one.user) for one in people if one.role == Role.PATIENT]
    found.append(Recipient("patient"))
    agreed = _agreed(case)
    for one in people:
        if one.role == Role.HOME_PHYSICIAN:
            found.append(Recipient("home_team", _practice(one.user, agreed), one.user))
    named = {one.organisation.pk for one in found if one.organisation}
    others = Organisation.objects.filter(pk__in=[pk for pk in agreed if pk not in named])
    return found + [Recipient("home_team", one) for one in others.order_by("name")]


def is_agreed(case: Case, kind: str, organisation_id: UUID | None) -> bool:
    """Whether the consent by which a reader was written to is still in force."""
    rows = case_rows(case, Consent).filter(state="given")
    if kind == "patient":
        return rows.filter(purpose=MAIN_PURPOSE).exists()
    return rows.filter(purpose=HOME_PURPOSE, recipient=str(organisation_id or "")).exists()


def _agreed(case: Case) -> list[UUID]:
    rows = case_rows(case, Consent).filter(state="given", purpose=HOME_PURPOSE)
    return [UUID(one) for one in rows.values_list("recipient", flat=True) if one]


def _practice(user: User, agreed: list[UUID]) -> Organisation | None:
    """For which practice a home physician acts: one that the patient agreed to comes first."""
    rows = Membership.objects.filter(user=user, role=Role.HOME_PHYSICIAN)
    held = [one.organisation for one in rows.select_related("organisation") if one.organisation]
    return next((one for one in held if one.pk in agreed), held[0] if held else None)
