"""The papers of a signed version as a department reads them on the desk.

They are those of a sealed package: masked by the same function, searched in the same way, made by
the worker and kept with the sign-off. Papers that name somebody are never what a department sees.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongState
from huizhen.core.preparation.masking_report import MaskingReport, Withheld
from huizhen.core.records.value import canonical_json
from huizhen.ground.cases.access import case_row, case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes, delete_blob, store_bytes, workplace
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_models import ItemKind, MaskingDecision
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.jobs.pipeline import Sought, papers_masker, papers_searcher
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.preparation.left_over import sweep_blobs
from huizhen.journey.preparation.masking import (
    are_pages_looked_at,
    decisions_on_pages,
    known_of_case,
    papers_to_mask,
    pictured,
)
from huizhen.journey.preparation.masking_job import Proven, not_looked_at
from huizhen.journey.preparation.models import MaskedFile, MaskedView, SignOffRow

MASK = "mask_papers"
KIND = "masked"
"""Of the blobs."""
_STANDS = ("given", "stale")


def sign_off_for(case: Case, version: PackageVersion) -> SignOffRow | None:
    """The newest sign-off of a version that nobody took back."""
    rows = case_rows(case, SignOffRow).filter(version=version, state__in=_STANDS)
    return rows.select_related("version", "by").order_by("-at", "-id").first()


def masked_view(case: Case, version: PackageVersion) -> MaskedView | None:
    """What a department may read of a version; None where it is not made yet, where the sign-off
    was taken back, and where a person has decided anew on a page that it shows."""
    signed = sign_off_for(case, version)
    view = case_rows(case, MaskedView).filter(sign_off=signed).first() if signed else None
    return None if view is None or is_outdated(case, view) else view


def is_outdated(case: Case, view: MaskedView) -> bool:
    """Whether a person has decided on a page of it since it was made."""
    later = case_rows(case, MaskingDecision).filter(at__gt=view.read_at, item__kind=ItemKind.PAGE)
    return later.filter(item__source_id__in=view.sources).exists()


def masked_names(case: Case, view: MaskedView) -> frozenset[str]:
    """The names of its papers and pictures."""
    return frozenset(case_rows(case, MaskedFile).filter(view=view).values_list("name", flat=True))


def masked_file(case: Case, view: MaskedView, name: str) -> bytes:
    """A paper or picture of it; KeyError when it has none of that name."""
    row = case_rows(case, MaskedFile).filter(view=view, name=name).select_related("blob").first()
    if row is None:
        raise KeyError(name)
    return blob_bytes(case, row.blob)


def masking_job_of(signed: SignOffRow) -> Job | None:
    """The job that makes the view of a sign-off, if it was ever asked for."""
    return Job.objects.filter(key=_key(signed)).first()


def ask_to_mask(signed: SignOffRow) -> Job:
    """Let the worker make the view of a sign-off."""
    return ask(MASK, _key(signed), signed.case_id, sign_off=str(signed.pk))


def _key(signed: SignOffRow) -> str:
    return f"{MASK}:{signed.pk}"


def mask_papers(running: Running) -> None:
    """Make the view, where there is none that holds; WrongState where somebody still has to look
    at a page, and where the search finds a known identifier."""
    case = system_case(UUID(str(running.job.case_id)))
    signed = case_row(case, SignOffRow, pk=running.job.payload["sign_off"])
    if signed.state not in _STANDS or masked_view(case, signed.version) is not None:
        return
    read_at = timezone.now()
    if not are_pages_looked_at(case, signed.version):
        raise not_looked_at()
    known = known_of_case(case, signed.version)
    with workplace("mask") as place:
        papers = papers_masker()(papers_to_mask(case, signed, known), place, running.tell)
        running.tell("mask")
        searched = papers_searcher()(papers.files, Sought(known, papers.read), place)
    keep_view(case, signed, Proven(papers, searched, read_at), running)


def keep_view(case: Case, signed: SignOffRow, proven: Proven, running: Running) -> None:
    """Within a job: keep papers as what a department reads of a sign-off, in the place of older
    ones. WrongState, and nothing kept, where the search found a known identifier."""
    if proven.searched.residual:
        raise WrongState(
            "papers_residual",
            _noop("The masked papers are not shown: the search found a known identifier in them."),
            _noop("Seal a package for the department: its report names the place to be masked."),
        )
    sweep_blobs(case, KIND)
    report = _report(case, signed, proven)
    made: dict[str, Blob] = {}
    try:
        told = canonical_json(report.model_dump(mode="json")).encode("utf-8")
        made[""] = store_bytes(case, KIND, told)
        for name, data in proven.papers.files.items():
            made[name] = store_bytes(case, KIND, data)
        with transaction.atomic():
            running.still_mine()
            old = _write(case, signed, proven, made, report)
    except BaseException:
        for blob in made.values():
            delete_blob(blob)
        raise
    for blob in old:
        delete_blob(blob)


def _write(
    case: Case,
    signed: SignOffRow,
    proven: Proven,
    made: dict[str, Blob],
    report: MaskingReport,
) -> list[Blob]:
    """Note the view; the blobs of the one before it."""
    with changing(case, None, "mask_papers", about=f"sign_off:{signed.pk}") as change:
        before = case_rows(change.case, MaskedView).filter(sign_off=signed)
        files = case_rows(change.case, MaskedFile).filter(view__in=before).select_related("blob")
        old = [*(one.blob for one in files), *(v.report for v in before.select_related("report"))]
        before.delete()
        sources = sorted({str(task.source_id) for task in pictured(case, signed.version)})
        view = MaskedView.behind_door.create(
            case=change.case,
            sign_off=signed,
            sources=sources,
            read_at=proven.read_at,
            report=made[""],
        )
        MaskedFile.behind_door.bulk_create(
            MaskedFile(case=change.case, view=view, name=name, blob=blob)
            for name, blob in made.items()
            if name
        )
        change.data.update(files=len(made) - 1, masked=report.count)
        if not old:
            change.emit("papers_masked", sign_off=str(signed.pk))
    return old


def _report(case: Case, signed: SignOffRow, proven: Proven) -> MaskingReport:
    return MaskingReport(
        number=case.number,
        dossier_sha256=signed.dossier_hash,
        items=proven.papers.items,
        withheld=tuple(Withheld(what=one, code="withheld") for one in proven.papers.withheld),
        decisions=decisions_on_pages(case, signed.version),
        checked=proven.searched.checked,
        residual=proven.searched.residual,
    )
