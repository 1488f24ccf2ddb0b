"""What a package for a department is masked with, and which images can travel in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.masked_package import KNOWN, PapersToMask
from huizhen.core.preparation.masked_package_images import (
    OfferedSeries,
    iso_day,
    sealed_series,
    series_named_in,
)
from huizhen.core.preparation.masking_report import MaskingReport
from huizhen.core.preparation.package import DOSSIER_PAGE, FORM, PICTURES
from huizhen.core.preparation.page_pictures import PictureTask, picture_tasks
from huizhen.core.preparation.sealing import SealedSeries
from huizhen.core.records.identity import Identity
from huizhen.core.records.known_identifiers import KnownIdentifiers, known_identifiers
from huizhen.core.records.page import Box
from huizhen.core.records.reference import reference_from_text
from huizhen.core.states.standing import CaseStanding, Transfer
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.actions import identity_of
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_queries import Masks, masks_of, run_of
from huizhen.ground.imaging.queries import SeriesShown, StudyShown, instances_of, studies_of
from huizhen.ground.records.jobs import pipeline_request
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import (
    desk_pages_of,
    dossier_of,
    facts_of,
    file_names,
    has_file,
    inventory_of,
    version_file,
)
from huizhen.journey.preparation.models import SealedPackage, SignOffRow
from huizhen.journey.preparation.queries import signed_version, standing
from huizhen.journey.preparation.recipients import patient_of
from huizhen.journey.preparation.signed_papers import signature_of
from huizhen.journey.preparation.slides import series_ids, slide_sources

_TRAVELS = ("read", "part")


@dataclass(frozen=True)
class SeriesOffered:
    """A series that can be ticked on the page of sealing."""

    shown: SeriesShown
    is_named: bool
    """A statement of the dossier rests on it: it travels unless somebody unticks it."""
    unseen: int
    """Objects at which somebody still has to look."""
    withheld: int
    """Objects that somebody keeps back."""


@dataclass(frozen=True)
class StudyOffered:
    """A study with its series."""

    shown: StudyShown
    series: tuple[SeriesOffered, ...]

    @property
    def day(self) -> str:
        """Its date as people write it."""
        return iso_day(self.shown.date)


def studies_offered(case: Case, version: PackageVersion | None) -> list[StudyOffered]:
    """The patient's images; what is held apart is not offered."""
    studies = studies_of(case)
    if version is None or not studies:
        return []
    named = series_named_in(dossier_of(case, version), facts_of(case, version))
    sources = {
        one.id: [row.sha256 for row in instances_of(case, one.id)]
        for study in studies
        for one in study.series
    }
    masks = masks_of(case, {source for held in sources.values() for source in held})
    return [
        StudyOffered(
            study,
            tuple(
                _offered(one, one.series_instance_uid in named, [masks[s] for s in sources[one.id]])
                for one in study.series
            ),
        )
        for study in studies
    ]


def _offered(shown: SeriesShown, is_named: bool, masks: Sequence[Masks | None]) -> SeriesOffered:
    return SeriesOffered(
        shown=shown,
        is_named=is_named,
        unseen=sum(1 for one in masks if one is None),
        withheld=sum(1 for one in masks if one is not None and not one.leaves),
    )


def named_series(case: Case, version: PackageVersion | None) -> list[str]:
    """The ids of the series that travel unless somebody says otherwise."""
    return [
        str(one.shown.id)
        for study in studies_offered(case, version)
        for one in study.series
        if one.is_named
    ]


def sealing_standing(
    case: Case, actor: User | None, transfer: Transfer, series: Sequence[str]
) -> CaseStanding:
    """The standing for sealing: for a department also what is masked and looked at."""
    if transfer.recipient_kind != "department":
        return standing(case, actor, transfer=transfer)
    return standing(
        case,
        actor,
        transfer=transfer,
        is_masking_available=True,
        is_masking_complete=is_looked_at(case, series),
    )


def is_looked_at(case: Case, series: Sequence[str]) -> bool:
    """Whether every page and every image that would travel was searched, and a person decided on
    what was found."""
    version = signed_version(case)
    if version is None:
        return False
    sources = slide_sources(series)
    for one in series_ids(series):
        sources |= {row.sha256 for row in instances_of(case, UUID(one))}
    return are_pages_looked_at(case, version, sources)


def are_pages_looked_at(
    case: Case, version: PackageVersion, more: AbstractSet[str] = frozenset()
) -> bool:
    """Whether every page that a version shows was searched and decided on, and `more` sources."""
    if run_of(case) is None or not has_file(case, version, KNOWN):
        return False
    sources = {str(task.source_id) for task in pictured(case, version)} | more
    return all(masks is not None for masks in masks_of(case, sources).values())


def pictured(case: Case, version: PackageVersion) -> list[PictureTask]:
    """The cited pages of which the version holds a picture."""
    return _pictured(dossier_of(case, version), file_names(case, version))


def _pictured(dossier: Dossier, names: Iterable[str]) -> list[PictureTask]:
    statements = [s for section in dossier.sections for s in section.statements]
    held = set(names)
    return [t for t in picture_tasks(statements, dossier.sources) if t.file_name in held]


def known_of_case(case: Case, version: PackageVersion | None) -> KnownIdentifiers:
    """What identifies the patient: as persons entered it, as the records have it, and how the
    account and whoever wrote the enquiry are reached."""
    found = KnownIdentifiers()
    if version is not None and has_file(case, version, KNOWN):
        found = KnownIdentifiers.model_validate_json(version_file(case, version, KNOWN))
    told = pipeline_request(case)["patient"]
    stated = reference_from_text(told) if told else Identity()
    patient = patient_of(case)
    entered = identity_of(case)
    emails = [patient.email] if patient is not None else []
    stated_known = known_identifiers(
        stated, phones=[entered.get("phone", "")], emails=[*emails, entered.get("email", "")]
    )
    return KnownIdentifiers.model_validate(
        {
            field: tuple(dict.fromkeys((*getattr(found, field), *getattr(stated_known, field))))
            for field in KnownIdentifiers.model_fields
        }
    )


def decisions_on_pages(case: Case, version: PackageVersion) -> tuple[str, ...]:
    """Ids of what persons decided on the pages that are shown."""
    masks = masks_of(case, {str(task.source_id) for task in pictured(case, version)})
    ids = (one for found in masks.values() if found is not None for one in found.decisions)
    return tuple(dict.fromkeys(ids))


def papers_to_mask(
    case: Case, signed: SignOffRow, known: KnownIdentifiers, form: Blob | None = None
) -> PapersToMask:
    """What the masked papers of a signed version are set from, with a hospital's own form. A source
    that could not be read, and a page that somebody keeps back, is neither shown nor told."""
    version = signed.version
    names = file_names(case, version)
    tasks = _pictured(dossier_of(case, version), names)
    masks = masks_of(case, {str(task.source_id) for task in tasks})
    unread = {str(e.source_id) for e in inventory_of(case, version) if e.status not in _TRAVELS}
    pages = desk_pages_of(case, version)
    return PapersToMask(
        files={name: version_file(case, version, name) for name in names if _is_needed(name)},
        signed=signature_of(signed),
        number=case.number,
        known=known,
        pages=pages,
        boxes=_boxes(tasks, masks),
        withheld=frozenset(
            {str(t.page_id) for t in tasks if not _leaves(t, masks) or str(t.source_id) in unread}
            | {p for p in pages if p.partition(":")[0].partition("!")[0] in unread}
        ),
        hospital_form=blob_bytes(case, form) if form is not None else b"",
    )


def _is_needed(name: str) -> bool:
    return name in ("dossier.json", FORM, DOSSIER_PAGE) or name.startswith(f"{PICTURES}/")


def _leaves(task: PictureTask, masks: Mapping[str, Masks | None]) -> bool:
    found = masks.get(str(task.source_id))
    return found is not None and found.leaves and task.ordinal not in found.withheld


def _boxes(
    tasks: Iterable[PictureTask], masks: Mapping[str, Masks | None]
) -> dict[str, tuple[Box, ...]]:
    boxes: dict[str, tuple[Box, ...]] = {}
    for task in tasks:
        found = masks.get(str(task.source_id))
        if found is not None and (held := found.boxes.get(task.ordinal)):
            boxes[str(task.page_id)] = held
    return boxes


def sealed_series_of(case: Case, chosen: Sequence[str]) -> list[tuple[SeriesShown, SealedSeries]]:
    """The chosen series that there still are, the oldest study first, with their neutral names."""
    wanted = set(chosen)
    found = [
        (study, one)
        for study in sorted(studies_of(case), key=lambda each: (each.date, each.time, str(each.id)))
        for one in study.series
        if str(one.id) in wanted
    ]
    named = sealed_series(
        [
            OfferedSeries(
                study=str(study.id),
                modality=one.modality,
                date=study.date,
                instances=one.instances,
            )
            for study, one in found
        ]
    )
    return [(one, name) for (_study, one), name in zip(found, named, strict=True)]


def report_of(case: Case, row: SealedPackage) -> MaskingReport | None:
    """What was masked in a package; None for one under the patient's name, or not made yet."""
    if row.report is None:
        return None
    return MaskingReport.model_validate(json.loads(blob_bytes(case, row.report)))
