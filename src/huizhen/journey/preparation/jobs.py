"""Work of preparation that runs outside a request: setting letters, sealing packages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongState
from huizhen.core.preparation.masking_report import MaskingReport
from huizhen.core.preparation.sealing import SealedFor, is_sealed_file, parts_of
from huizhen.core.records.value import canonical_json
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.access import case_row, case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes, store_stream, workplace
from huizhen.ground.files.models import Blob
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.jobs.models import Job
from huizhen.ground.jobs.pipeline import PackageKey, docx_setter, folder_sealer, pdf_setter
from huizhen.ground.records.jobs import holds_all_that_is_known
from huizhen.ground.records.queries import current_version, file_names
from huizhen.journey.preparation.left_over import sweep_blobs
from huizhen.journey.preparation.letter_text import letter_paper
from huizhen.journey.preparation.masked_view import keep_view, masked_view
from huizhen.journey.preparation.masking import is_looked_at
from huizhen.journey.preparation.masking_job import Proven, not_looked_at, seal_masked_package
from huizhen.journey.preparation.models import (
    FORM_KIND,
    LetterRow,
    SealedPackage,
    SignOffRow,
)
from huizhen.journey.preparation.recipients import do_consents_hold
from huizhen.journey.preparation.signed_papers import KIND, paper_file, set_papers_of

SET_LETTER = "set_letter"
SEAL = "seal_package"


def ask_to_set(letter: LetterRow) -> Job:
    """Let the worker set a letter's paper."""
    return ask(SET_LETTER, f"{SET_LETTER}:{letter.pk}", letter.case_id, letter=str(letter.pk))


def set_letter(running: Running) -> None:
    """Set a drafted letter as PDF and DOCX; done twice, it is kept once."""
    case = system_case(UUID(str(running.job.case_id)))
    letter = case_row(case, LetterRow, pk=running.job.payload["letter"])
    if letter.pdf_id is not None:
        return
    told = case.unseal_json(letter.sealed)
    wanted = [item["requirement"] for item in told["items"]]
    paper = letter_paper(case, letter.version, wanted, letter.kind, letter.language)
    if paper is None:
        return
    sweep_blobs(case, "letter")
    running.tell("compose")
    made = [store_bytes(case, "letter", setter(paper)) for setter in (pdf_setter(), docx_setter())]
    try:
        with transaction.atomic():
            running.still_mine()
            with changing(case, None, "set_letter", about=f"letter:{letter.pk}"):
                case_rows(case, LetterRow).filter(pk=letter.pk).update(pdf=made[0], docx=made[1])
    except BaseException:
        for blob in made:
            delete_blob(blob)
        raise


def ask_to_seal(package: SealedPackage) -> Job:
    """Let the worker make a package."""
    return ask(SEAL, f"{SEAL}:{package.pk}", package.case_id, package=str(package.pk))


def seal_package(running: Running) -> None:
    """Make the archive of a package that was asked for; a second run changes nothing, a killed one
    leaves nothing that counts."""
    case = system_case(UUID(str(running.job.case_id)))
    row = case_row(case, SealedPackage, pk=running.job.payload["package"])
    if row.blob_id is not None or row.discarded_at is not None:
        return
    for kind in ("sealed", "masking_report", FORM_KIND, KIND):
        sweep_blobs(case, kind)
    set_papers_of(case, row.sign_off, running)
    words = case.unseal(row.sealed_passphrase).decode() if row.sealed_passphrase else ""
    key = PackageKey(words, row.age_key)
    with workplace("seal") as place:
        if row.recipient_kind == "department":
            sealed = seal_masked_package(case, row, _told(case, row), key, place, running)
            _keep_report(row, sealed.report, running)
            _keep_view(row.sign_off, sealed.proven, running)
        else:
            files = _files(case, row, running)
            running.tell("seal_package")
            folder_sealer()(parts_of(files), _told(case, row), key, place / "archive")
        with (place / "archive").open("rb") as source:
            blob = store_stream(case, "sealed", source)
    try:
        with transaction.atomic():
            running.still_mine()
            with changing(case, None, "package_made", about=f"package:{row.pk}") as change:
                _require_ground(change.case, row)
                waiting = case_rows(change.case, SealedPackage).filter(
                    pk=row.pk, blob=None, discarded_at=None
                )
                if not waiting.update(blob=blob, made_at=timezone.now()):
                    raise _MadeAlready
                change.data.update(sha256=blob.sha256, bytes=blob.size_bytes)
                change.emit("package_sealed", package=str(row.pk))
    except _MadeAlready:
        delete_blob(blob)
    except BaseException:
        delete_blob(blob)
        raise


def _keep_report(row: SealedPackage, report: MaskingReport, running: Running) -> None:
    """What was masked stays with the package, whether it is let out or not; WrongState when
    something known is left in it."""
    case = system_case(row.case_id)
    data = canonical_json(report.model_dump(mode="json")).encode("utf-8")
    blob = store_bytes(case, "masking_report", data)
    old: Blob | None = row.report
    try:
        with transaction.atomic():
            running.still_mine()
            about = f"package:{row.pk}"
            with changing(case, None, "search_package", about=about) as change:
                case_rows(change.case, SealedPackage).filter(pk=row.pk).update(report=blob)
                change.data.update(
                    masked=report.count,
                    series=len(report.series),
                    withheld=len(report.withheld),
                    residual=len(report.residual),
                )
    except BaseException:
        delete_blob(blob)
        raise
    if old is not None:
        delete_blob(old)
    if not report.is_clean:
        raise WrongState(
            "package_residual",
            _noop("The package was not let out: the search of it found a known identifier."),
            _noop("See below where; mask it in the queue, remove the package and seal it again."),
        )


def _keep_view(signed: SignOffRow, proven: Proven, running: Running) -> None:
    """What was sealed and searched is what the department reads on the desk as well."""
    case = system_case(signed.case_id)
    if masked_view(case, signed.version) is None:
        keep_view(case, signed, proven, running)


def _require_ground(case: Case, row: SealedPackage) -> None:
    """Sign-off and consents were there when it was asked for; both may have ended since, and what
    was decided, asked or received since will outdate the sign-off when it is composed anew."""
    signed = case_rows(case, SignOffRow).filter(pk=row.sign_off_id, state="given").exists()
    version = current_version(case)
    is_newest = version is not None and version.dossier_hash == row.dossier_hash
    is_whole = version is not None and holds_all_that_is_known(case, version)
    if row.recipient_kind == "department" and not is_looked_at(case, row.series):
        raise not_looked_at()
    if not (signed and is_newest and is_whole and do_consents_hold(case, row.consent_ids)):
        raise WrongState(
            "package_without_ground",
            _noop("The package was not made: a consent or the sign-off has ended meanwhile."),
            _noop("Remove it, see to what is missing, then seal again."),
        )


class _MadeAlready(Exception):
    """Somebody else's run was first, or the package is no longer wanted."""


def _files(case: Case, row: SealedPackage, running: Running) -> dict[str, bytes]:
    names = [name for name in file_names(case, row.version) if is_sealed_file(name)]
    files: dict[str, bytes] = {}
    for name in names:
        running.tell("open_files", len(names))
        files[name] = paper_file(case, row.version, name)
    return files


def _told(case: Case, row: SealedPackage) -> SealedFor:
    organisation = Organisation.objects.filter(pk=row.recipient).first()
    name = (organisation.name_zh or organisation.name) if organisation else row.recipient
    return SealedFor(
        number=case.number,
        dossier_sha256=row.dossier_hash,
        recipient=name,
        consent_ids=tuple(row.consent_ids),
        day=row.asked_at.date().isoformat(),
        specialty=case.specialty,
    )
