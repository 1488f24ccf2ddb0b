"""Holds: what lies over a case in any stage, who owns it, what it blocks and how it ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

from huizhen.core.records.value import Value

Role = Literal[
    "patient",
    "home_physician",
    "coordinator",
    "reviewing_clinician",
    "medical_editor",
    "specialist",
    "department_secretary",
    "interpreter",
    "administrator",
    "auditor",
]

Action = Literal[
    "accept_enquiry",
    "decline_enquiry",
    "complete_intake",
    "release_from_quarantine",
    "decide_fit",
    "send_request",
    "sign_off_dossier",
    "seal_package",
    "invite",
    "submit",
    "accept",
    "sign_opinion",
    "complete_consultation",
    "sign_translation",
    "release_reports",
    "hand_over",
    "record_decision",
    "record_outcome",
    "close",
    "return_case",
    "reopen",
    "stop_case",
    "advise_local_care",
]
"""The guarded actions; the last two are never blocked."""

ACTIONS: tuple[Action, ...] = get_args(Action)
NEVER_BLOCKED: frozenset[Action] = frozenset(("stop_case", "advise_local_care"))

HoldName = Literal[
    "emergency",
    "quarantine",
    "consent_withdrawn",
    "waiting_for_home_team",
    "clock_stopped",
    "stale",
    "changed_since_confirmed",
    "fit_information_wanted",
]


class Hold(Value):
    """One kind of hold; its words stand in the content pack."""

    name: HoldName
    owner: Role
    begins_with: tuple[str, ...]
    ends_with: tuple[str, ...]
    blocks: frozenset[Action]


_EVERYTHING = frozenset(ACTIONS) - NEVER_BLOCKED
_SENDING: frozenset[Action] = frozenset(("sign_off_dossier", "seal_package", "invite", "submit"))

_ALL = (
    Hold(
        name="emergency",
        owner="reviewing_clinician",
        begins_with=("red_flag_raised",),
        ends_with=("emergency_over", "red_flag_found_wrong"),
        blocks=_EVERYTHING,
    ),
    Hold(
        name="consent_withdrawn",
        owner="coordinator",
        begins_with=("main_consent_withdrawn",),
        ends_with=("main_consent_given",),
        blocks=_EVERYTHING - {"close"},
    ),
    Hold(
        name="quarantine",
        owner="coordinator",
        begins_with=("file_quarantined",),
        ends_with=("quarantine_emptied",),
        blocks=_SENDING | {"complete_intake"},
    ),
    Hold(
        name="changed_since_confirmed",
        owner="coordinator",
        begins_with=("facts_changed",),
        ends_with=("changes_reviewed",),
        # the reports compare the opinion with the home plan, which is made of facts
        blocks=_SENDING | {"release_reports"},
    ),
    Hold(
        name="stale",
        owner="reviewing_clinician",
        begins_with=("dossier_outdated",),
        ends_with=("dossier_signed_off",),
        # the signed version can be read, not sent
        blocks=_SENDING - {"sign_off_dossier"},
    ),
    Hold(
        name="fit_information_wanted",
        owner="coordinator",
        begins_with=("fit_information_asked",),
        ends_with=("fit_information_complete",),
        # preparation may go on, submission may not (clinical content 3.2)
        blocks=frozenset(("submit",)),
    ),
    Hold(
        name="waiting_for_home_team",
        owner="home_physician",
        begins_with=("home_team_asked",),
        ends_with=("home_team_answered", "waiting_given_up"),
        blocks=frozenset(("submit",)),
    ),
    Hold(
        name="clock_stopped",
        owner="coordinator",
        begins_with=("clock_stopped",),
        ends_with=("clock_resumed",),
        # what the specialist asked for is still to come: supply it or withdraw the request
        blocks=frozenset(("sign_opinion", "complete_consultation")),
    ),
)

HOLDS: dict[HoldName, Hold] = {hold.name: hold for hold in _ALL}
"""Every hold by its name, the gravest first."""


def holds_after(holds: Iterable[HoldName], event: str) -> frozenset[HoldName]:
    """The holds over a case after an event; events that concern no hold change nothing."""
    kept = {name for name in holds if event not in HOLDS[name].ends_with}
    begun = {name for name, hold in HOLDS.items() if event in hold.begins_with}
    return frozenset(kept | begun)


def blocking_holds(action: Action, holds: Iterable[HoldName]) -> tuple[HoldName, ...]:
    """The holds that stand in the way of an action, the gravest first."""
    present = frozenset(holds)
    return tuple(name for name, hold in HOLDS.items() if name in present and action in hold.blocks)
