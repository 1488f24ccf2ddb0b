"""Open names over the cases that a person works in, and what their site has settled."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet, Sum

from huizhen.core.language.imported.term import FoundTerm
from huizhen.core.language.settled import SettledRow, settled_files, settled_key
from huizhen.core.preparation.open_names import TO_SETTLE, OpenName
from huizhen.ground.accounts.models import Membership, Organisation, Role, User
from huizhen.ground.cases.access import cases_of_need
from huizhen.ground.cases.models import Case
from huizhen.ground.files.keyring import search_token
from huizhen.ground.jobs.pipeline import term_finder
from huizhen.ground.terms.models import CaseTerm, SettledTerm, TermList

MOST_PROPOSED = 8
READERS = (Role.COORDINATOR, Role.REVIEWING_CLINICIAN, Role.MEDICAL_EDITOR)
"""Who sees the list; a medical editor settles."""


@dataclass(frozen=True)
class OpenTerms:
    """One open name over several cases."""

    key: UUID
    name: OpenName
    count: int
    cases: int


@dataclass(frozen=True)
class Standing:
    """Where an open name stands in one case."""

    case: Case
    name: OpenName


def term_key(kind: str, original: str) -> UUID:
    """What equal names share over all cases; nothing can be read back from it."""
    return UUID(hex=search_token("term", "\x1f".join(settled_key(kind, original)))[:32])


def terms_site(user: User, *roles: str) -> Organisation | None:
    """The site whose terms the person works with; None for anybody else."""
    sites = Organisation.objects.filter(
        kind="site", memberships__user=user, memberships__role__in=roles or READERS
    )
    return sites.order_by("pk").first()


def _rows(site: Organisation, user: User) -> QuerySet[CaseTerm]:
    """The open names of the site's cases in which the person may see the work. Who reaches them
    all is answered from one index, whatever stage they are in: it is ten thousand cases."""
    if Membership.objects.filter(user=user, organisation=site, role=Role.COORDINATOR).exists():
        return CaseTerm.behind_door.filter(organisation=site)
    cases = cases_of_need(user, "see_work").filter(organisation=site)
    return CaseTerm.behind_door.filter(case__in=cases.values("pk"))


def open_keys(site: Organisation, user: User, status: str, kind: str = "") -> QuerySet[Any]:
    """Keys of the open names in the person's cases of the site with counts, the commonest first;
    status 'open' is what is printed in the original."""
    rows = _rows(site, user).filter(status__in=TO_SETTLE if status == "open" else [status])
    if kind:
        rows = rows.filter(kind=kind)
    counted = rows.values("term_key").annotate(times=Sum("count"), cases=Count("case"))
    return counted.order_by("-cases", "-times", "term_key")


def named(site: Organisation, user: User, counted: Iterable[dict[str, Any]]) -> list[OpenTerms]:
    """The names of some of those keys: one row of each is opened."""
    rows = _rows(site, user).select_related("case")
    found: list[OpenTerms] = []
    for one in counted:
        # one at a time: a common name has thousands of rows, and all say the same
        row = next(iter(rows.filter(term_key=one["term_key"])[:1]), None)
        if row is not None:
            found.append(OpenTerms(one["term_key"], opened(row), one["times"], one["cases"]))
    return found


def opened(row: CaseTerm) -> OpenName:
    """The name of a row."""
    return OpenName.model_validate(row.case.unseal_json(row.sealed))


def standings(site: Organisation, user: User, key: UUID) -> list[Standing]:
    """Where a name stands, case by case; none where the person may not see the case's work."""
    rows = (
        _rows(site, user).filter(term_key=key).select_related("case").order_by("-case__opened_at")
    )
    return [Standing(row.case, opened(row)) for row in rows[:100]]


def settled_now(site: Organisation) -> QuerySet[SettledTerm]:
    """The site's settled terms that hold."""
    rows = SettledTerm.objects.filter(organisation=site, ended_at=None)
    return rows.select_related("settled_by", "approved_by").order_by("kind", "original")


def settled_history(site: Organisation, key: UUID) -> list[SettledTerm]:
    """Every wording that the site gave a name, the newest first."""
    rows = SettledTerm.objects.filter(organisation=site, term_key=key)
    return list(
        rows.select_related("settled_by", "approved_by", "ended_by").order_by("-settled_at")
    )


def version_of(site: Organisation) -> str:
    """The version of the site's settled terms; '' before the first."""
    found = TermList.objects.filter(organisation=site).first()
    return str(found) if found else ""


def proposals(original: str) -> list[FoundTerm]:
    """What the lexicon and the site's imported lists have of a name: for an editor to judge."""
    found = term_finder()(original, Path(settings.HUIZHEN_HOME))
    return [*found.exact, *found.proposed][:MOST_PROPOSED]


def rows_in_use(site: Organisation) -> list[SettledRow]:
    """The settled terms that dossiers are composed with."""
    rows = settled_now(site)
    if settings.HUIZHEN_TERMS_TWO_PEOPLE:
        rows = rows.exclude(approved_at=None)
    return [
        SettledRow(
            kind=row.kind,
            original=row.original,
            zh=row.zh,
            source=row.source,
            version=row.version,
        )
        for row in rows
    ]


def pipeline_terms(site: Organisation) -> str:
    """What the pipeline lays over the product's terms: files by name as JSON; '' for none."""
    rows = rows_in_use(site)
    if not rows:
        return ""
    return json.dumps(settled_files(rows, version_of(site)), ensure_ascii=False, sort_keys=True)
