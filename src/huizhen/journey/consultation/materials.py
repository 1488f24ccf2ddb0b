"""What a department asks for besides, as those see it who are to supply it."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from huizhen.core.consultation.clock import deadline
from huizhen.core.consultation.deadlines import BothLanguages, DeadlineBook
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.actions import participants
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import inventory_of
from huizhen.journey.consultation.models import MaterialRequest

HOME_SIDE = ("home_physician", "patient")
"""Roles whose people supply material; what the office itself is to supply is not shown to them."""
ABOUT = "material:"
"""Of files and links that belong to a request; its id follows."""
_LIMIT = "home_team_request"
_OTHER = "other"


@lru_cache(maxsize=1)
def material_kinds() -> dict[str, BothLanguages]:
    """The labels that a department may put on what it asks for."""
    rows = pack("invitation").parsed("materials.json")["kinds"]
    return {row["id"]: BothLanguages(en=row["en"], zh=row["zh"]) for row in rows}


def kind_word(kind: str) -> str:
    """A label in the reader's language."""
    known = material_kinds()
    return known.get(kind, known[_OTHER]).text(get_language() or "en")


def asked_of_home(case: Case) -> QuerySet[MaterialRequest]:
    """What the home side was asked for, the newest first."""
    rows = case_rows(case, MaterialRequest).filter(owner_role__in=HOME_SIDE)
    return rows.select_related("invitation__organisation").order_by("-asked_at", "-id")


def arrived_for(case: Case, row: MaterialRequest) -> QuerySet[ReceivedFile]:
    """The files that were sent for a request, those that are held apart included."""
    return case_rows(case, ReceivedFile).filter(about=f"{ABOUT}{row.pk}")


def is_at_hand(case: Case) -> bool:
    """Whether something has come for everything that departments still wait for."""
    open_ones = case_rows(case, MaterialRequest).filter(state="open")
    return bool(open_ones) and all(arrived_for(case, row).exists() for row in open_ones)


def files_in(case: Case, row: MaterialRequest, version: PackageVersion) -> int:
    """How many of the files that came for a request a version holds as the patient's own: what is
    in quarantine or belongs to nobody is in none."""
    own = {
        entry.source_id
        for entry in inventory_of(case, version)
        if entry.status not in ("quarantined", "unidentified")
    }
    return sum(sha256 in own for sha256 in arrived_for(case, row).values_list("sha256", flat=True))


def material_due(case: Case, row: MaterialRequest) -> datetime:
    """Until when it is waited for: the limit of a letter, in the zone of those who are asked."""
    people = participants(case, [row.owner_role])
    zone = people[0].user.zone if people else "UTC"
    due = deadline(row.asked_at, DeadlineBook(pack("calendars")).rule(_LIMIT, zone))
    return due.at or due.without_stops


def material_line(case: Case, row: MaterialRequest) -> dict[str, Any]:
    """One request as its page shows it."""
    told = case.unseal_json(row.sealed)
    return {
        "row": row,
        "label": kind_word(told.get("kind", "")),
        "what": told["what"],
        "why": told["why"],
        "announced": told.get("announced", ""),
        "department": row.invitation.organisation,
        "is_open": row.state == "open",
        "due_at": material_due(case, row),
        "outcome": case.unseal(row.sealed_outcome).decode() if row.sealed_outcome else "",
    }
