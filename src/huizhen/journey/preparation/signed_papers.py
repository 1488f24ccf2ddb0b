"""The papers of a signed version: who signed stands on them, and they are no draft.

What was signed is the dossier of that hash, and it stays as it was. Its papers were set before
anybody had signed, so a job sets them anew from the same dossier, and these are what is read, shown
to a department and sealed.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from huizhen.core.preparation.package import DOSSIER_PAGE, FORM
from huizhen.core.preparation.signature import Signature
from huizhen.ground.cases.access import case_row, case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.content import state_words
from huizhen.ground.files.blobs import blob_bytes, delete_blob, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.jobs.pipeline import signed_setter
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import has_file, version_file
from huizhen.journey.preparation.models import SignedPaper, SignOffRow

SET_SIGNED = "set_signed"
KIND = "signed"
"""Of the blobs."""
_NEEDED = ("dossier.json", FORM, DOSSIER_PAGE)


def ask_to_set_signed(signed: SignOffRow) -> Job:
    """Let the worker set the papers of a version that has just been signed."""
    key = f"{SET_SIGNED}:{signed.pk}"
    return ask(SET_SIGNED, key, signed.case_id, sign_off=str(signed.pk))


def set_signed(running: Running) -> None:
    """Set them; done twice, they are kept once."""
    case = system_case(UUID(str(running.job.case_id)))
    set_papers_of(case, case_row(case, SignOffRow, pk=running.job.payload["sign_off"]), running)


def set_papers_of(case: Case, signed: SignOffRow, running: Running) -> None:
    """Within a job: the papers of a sign-off, where there are none yet."""
    if not has_file(case, signed.version, "dossier.json") or _papers(case, signed).exists():
        return
    running.tell("compose")
    files = {
        name: version_file(case, signed.version, name)
        for name in _NEEDED
        if has_file(case, signed.version, name)
    }
    made: dict[str, Blob] = {}
    try:
        for name, data in signed_setter()(files, signature_of(signed)).items():
            made[name] = store_bytes(case, KIND, data)
        with transaction.atomic():
            running.still_mine()
            about = f"sign_off:{signed.pk}"
            with changing(case, None, "set_signed", about=about) as change:
                is_first = not _papers(change.case, signed).exists()
                if is_first:
                    SignedPaper.behind_door.bulk_create(
                        SignedPaper(case=change.case, sign_off=signed, name=name, blob=blob)
                        for name, blob in made.items()
                    )
                change.data["files"] = len(made)
    except BaseException:
        _drop(made)
        raise
    if not is_first:
        _drop(made)


def _drop(made: dict[str, Blob]) -> None:
    for blob in made.values():
        delete_blob(blob)


def signature_of(signed: SignOffRow) -> Signature:
    """What the papers say of a sign-off."""
    return Signature(
        name=signed.by.name,
        role=state_words().role(signed.role).zh,
        at=signed.at,
        dossier_sha256=signed.dossier_hash,
    )


def paper_file(case: Case, version: PackageVersion, name: str) -> bytes:
    """A file of a version, in its signed form where the version stands signed; KeyError when it
    has none of that name."""
    signed = _sign_off(case, version)
    if signed is not None:
        row = _papers(case, signed).filter(name=name).select_related("blob").first()
        if row is not None:
            return blob_bytes(case, row.blob)
    return version_file(case, version, name)


def are_papers_awaited(case: Case, version: PackageVersion) -> bool:
    """Whether the version was signed and its papers do not say so yet."""
    signed = _sign_off(case, version)
    if signed is None or not has_file(case, version, "dossier.json"):
        return False
    return not _papers(case, signed).exists()


def _sign_off(case: Case, version: PackageVersion) -> SignOffRow | None:
    rows = case_rows(case, SignOffRow).filter(version=version, state__in=("given", "stale"))
    return rows.order_by("-at", "-id").first()


def _papers(case: Case, signed: SignOffRow) -> QuerySet[SignedPaper]:
    return case_rows(case, SignedPaper).filter(sign_off=signed)
