"""What follows from a composition: the open names of the case are noted."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from huizhen.core.preparation.open_names import open_names
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import current_version, dossier_of
from huizhen.ground.terms.models import CaseTerm
from huizhen.ground.terms.queries import term_key


def note_open_names(event: Event) -> None:
    """The case's rows are those of its newest dossier; a case without one has none."""
    case = system_case(UUID(str(event.case_id)))
    version = current_version(case)
    with transaction.atomic():
        case_rows(case, CaseTerm).delete()
        if version is not None and version.dossier_hash:
            CaseTerm.behind_door.bulk_create(_rows(case, version))


def _rows(case: Case, version: PackageVersion) -> list[CaseTerm]:
    return [
        CaseTerm(
            case=case,
            organisation_id=case.organisation_id,
            version=version,
            term_key=term_key(name.kind, name.original),
            kind=name.kind,
            status=name.status,
            count=name.count,
            sealed=case.seal_json(name.model_dump(mode="json")),
        )
        for name in open_names(dossier_of(case, version))
    ]
