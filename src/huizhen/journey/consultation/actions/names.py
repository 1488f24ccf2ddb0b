"""A person says that words of a dossier do not name the patient."""

from __future__ import annotations

from uuid import UUID

from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.consultation.dossier_papers import open_places
from huizhen.journey.consultation.models import NamesCleared


def clear_names(case: Case, actor: User, version_id: UUID, *, seen: int | None = None) -> None:
    """The words that were shown do not name the patient in this version of the dossier."""
    with changing(case, actor, "clear_names", seen=seen) as change:
        version = case_row(change.case, PackageVersion, id=version_id)
        words = sorted(place.word for place in open_places(change.case, version))
        made = NamesCleared.behind_door.create(
            case=change.case, version=version, sealed_words=change.case.seal_json(words), by=actor
        )
        change.about = f"names_cleared:{made.pk}"
        change.data.update(version=str(version.pk), words=len(words))
