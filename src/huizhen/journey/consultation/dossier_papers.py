"""What of the dossier a department may see, and what keeps it from being seen."""

from __future__ import annotations

from typing import Literal

from huizhen.core.preparation.package import DOSSIER_PAGE
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import has_file, version_file
from huizhen.journey.consultation.identity_guard import NamedPlace, named_places
from huizhen.journey.consultation.models import NamesCleared
from huizhen.journey.preparation.signed_papers import are_papers_awaited

PDF, WORD = "dossier.pdf", "dossier.docx"


class Papers(Value):
    """Which papers can be shown."""

    state: Literal["awaited", "withheld", "shown"]
    has_pdf: bool = False
    has_word: bool = False


def open_places(case: Case, version: PackageVersion) -> tuple[NamedPlace, ...]:
    """Words of the version's page that could name the patient and that nobody has cleared."""
    cleared: set[str] = set()
    for row in case_rows(case, NamesCleared).filter(version=version):
        cleared |= set(case.unseal_json(row.sealed_words))
    found = named_places(case, version_file(case, version, DOSSIER_PAGE))
    return tuple(place for place in found if place.word not in cleared)


def papers_of(case: Case, version: PackageVersion | None) -> Papers:
    """What of a version can be shown to a department."""
    if version is None or not has_file(case, version, DOSSIER_PAGE):
        return Papers(state="awaited")
    if are_papers_awaited(case, version):
        return Papers(state="awaited")
    if open_places(case, version):
        return Papers(state="withheld")
    return Papers(
        state="shown",
        has_pdf=has_file(case, version, PDF),
        has_word=has_file(case, version, WORD),
    )
