"""Sealing a signed version for one recipient: asked for once, made by the worker, shown once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongState
from huizhen.core.preparation.sealing import passphrase
from huizhen.core.records.value import content_hash
from huizhen.core.states.standing import Transfer
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.blobs import delete_blob, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.masking_queries import looked_items
from huizhen.journey.preparation.jobs import ask_to_seal
from huizhen.journey.preparation.masking import sealed_series_of, sealing_standing
from huizhen.journey.preparation.models import FORM_KIND, SealedPackage, SignOffRow
from huizhen.journey.preparation.queries import sign_off_of, signed_version
from huizhen.journey.preparation.recipients import consents_for, sealing_transfer
from huizhen.journey.preparation.slides import chosen_slides


class Contents(NamedTuple):
    """What is sealed beside the dossier, and for which key."""

    age_key: str = ""
    series: Sequence[str] = ()
    form: bytes = b""
    """The hospital's own form, to be filled; empty for none."""


def seal_package(
    case: Case,
    actor: User,
    organisation: Organisation,
    contents: Contents | None = None,
    *,
    seen: int | None = None,
) -> SealedPackage:
    """Have the signed version sealed for a recipient; the same inputs again give the package that
    there is. GateClosed names all that stands in the way. Images and the hospital's own form travel
    to a department alone; the home team has its own."""
    wanted = contents or Contents()
    with changing(case, actor, "seal_package", seen=seen) as change:
        transfer = sealing_transfer(organisation)
        if transfer.recipient_kind == "department":
            wanted = wanted._replace(series=_chosen(change.case, wanted.series))
        else:
            wanted = Contents(wanted.age_key)
        now = sealing_standing(change.case, actor, transfer, wanted.series)
        require_gate("seal_package", now)
        signed = sign_off_of(change.case)
        if signed is None:
            raise WrongState("dossier_unsigned", _noop("The dossier is not signed."), "")
        row = _wanted(change.case, actor, signed, transfer, wanted)
        change.about = f"package:{row.pk}"
        change.data.update(
            dossier=row.dossier_hash,
            recipient=row.recipient,
            consents=row.consent_ids,
            series=row.series,
            form=row.form_id is not None,
        )
    if row.blob_id is None:
        ask_to_seal(row)
    return row


def _chosen(case: Case, series: Sequence[str]) -> list[str]:
    """The ids of series and slides of the patient's, in the order in which they will stand in the
    package."""
    slides = chosen_slides(case, signed_version(case), series)
    found = [str(shown.id) for shown, _named in sealed_series_of(case, series)]
    return [*found, *(one.id for one in slides)]


def _masked_by(case: Case, transfer: Transfer, wanted: Contents) -> dict[str, object]:
    """What makes another package of the same dossier: other images, other decisions on pictures."""
    if transfer.recipient_kind != "department":
        return {}
    decided = sorted(str(o.decision.pk) for o in looked_items(case) if o.decision is not None)
    form = {"form": hashlib.sha256(wanted.form).hexdigest()} if wanted.form else {}
    return {
        **form,
        "series": list(wanted.series),
        "decisions": decided,
        "rules": pack("sealed").stamp.version,
    }


def _wanted(
    case: Case, actor: User, signed: SignOffRow, transfer: Transfer, wanted: Contents
) -> SealedPackage:
    """The package of these inputs: the one that there is, or a new one."""
    age_key = wanted.age_key
    consent_ids = [str(one.pk) for one in consents_for(case, transfer)]
    inputs = content_hash(
        {
            "dossier": signed.dossier_hash,
            "files": signed.version.content_hash,
            "sign_off": str(signed.pk),
            "recipient": transfer.recipient,
            "country": transfer.country,
            "consents": consent_ids,
            "key": age_key,
            **_masked_by(case, transfer, wanted),
        }
    )
    found = case_rows(case, SealedPackage).filter(inputs_hash=inputs).first()
    if found is not None:
        return found
    made: SealedPackage = SealedPackage.behind_door.create(
        case=case,
        version=signed.version,
        sign_off=signed,
        dossier_hash=signed.dossier_hash,
        recipient_kind=transfer.recipient_kind,
        recipient=transfer.recipient,
        country=transfer.country,
        purpose=transfer.purpose,
        consent_ids=consent_ids,
        age_key=age_key,
        series=list(wanted.series),
        form=store_bytes(case, FORM_KIND, wanted.form) if wanted.form else None,
        inputs_hash=inputs,
        sealed_passphrase=None if age_key else _new_passphrase(case),
        asked_by=actor,
    )
    return made


def show_passphrase(
    case: Case, actor: User, package: SealedPackage, *, seen: int | None = None
) -> str:
    """The passphrase, once: afterwards nobody can read it here."""
    with changing(
        case, actor, "show_passphrase", seen=seen, about=f"package:{package.pk}"
    ) as change:
        row = case_row(change.case, SealedPackage, pk=package.pk)
        if row.sealed_passphrase is None or row.blob_id is None:
            raise WrongState(
                "passphrase_gone",
                _noop("The passphrase is shown once, when the package is ready."),
                _noop("If it was lost, discard the package and seal it again."),
            )
        words = change.case.unseal(row.sealed_passphrase).decode()
        row.sealed_passphrase, row.shown_at, row.shown_to = None, timezone.now(), actor
        row.save(update_fields=["sealed_passphrase", "shown_at", "shown_to"])
    return words


def discard_package(
    case: Case, actor: User, package: SealedPackage, *, seen: int | None = None
) -> None:
    """Remove a package, so that it can be sealed anew; what was sent stays with its recipient."""
    with changing(
        case, actor, "discard_package", seen=seen, about=f"package:{package.pk}"
    ) as change:
        row = case_row(change.case, SealedPackage, pk=package.pk, discarded_at=None)
        blobs: list[Blob | None] = [row.blob, row.report, row.form]
        row.blob, row.sealed_passphrase, row.discarded_at = None, None, timezone.now()
        row.report = row.form = None
        row.inputs_hash = f"discarded:{row.pk}"
        row.save()
        for blob in blobs:
            if blob is not None:
                delete_blob(blob)


def _new_passphrase(case: Case) -> bytes:
    words = [row["word"] for row in pack("sealed").rows("words.tsv")]
    return case.seal(passphrase(words, secrets.randbelow).encode())
