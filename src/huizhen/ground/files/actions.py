"""Taking files in: begun, continued, finished, given up; the database knows how far each is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import HuizhenError
from huizhen.core.states.small_tables import UPLOADS
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.events.actions import emit
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import delete_blob, store_many, store_stream
from huizhen.ground.files.models import Blob, ReceivedFile, Upload
from huizhen.ground.files.parts import joined_parts, keep_part, remove_parts, write_part
from huizhen.ground.files.queries import ORIGINAL, bytes_taken, known_hashes, quota_bytes
from huizhen.ground.files.senders import Sender
from huizhen.ground.files.tus import (
    PART_BYTES,
    Refused,
    check_part,
    file_name,
    no_such_upload,
    stated_sha256,
    subject,
    too_large_part,
    unlike_checksum,
    wrong_offset,
)

FILES_RECEIVED = "files_received"
FILES_ARRIVING = "files_arriving"
_SETTLES = timedelta(seconds=60)
"""More files may follow: what arrives within this time is read together."""
_GIVEN_UP = timedelta(days=14)
_LEFT_OVER = timedelta(days=1)


@dataclass(frozen=True)
class Small:
    """A file that came whole, beside others in one request."""

    name: str
    data: bytes | memoryview
    sha256: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of one such file."""

    state: Literal["received", "known", "refused"]
    error: HuizhenError | None = None


def begin_upload(
    sender: Sender, name: str, size_bytes: int, sha256: str = "", about: str = ""
) -> Upload:
    """A place for a file that is to come; an empty file is complete at once."""
    clean, stated = file_name(name), stated_sha256(sha256)
    _require_room(sender.case, size_bytes)
    upload = Upload.behind_door.create(
        case=sender.case,
        sealed_name=sender.case.seal(clean.encode()),
        size_bytes=size_bytes,
        sha256=stated,
        about=sender.about or subject(about),
        by=sender.user,
        link=sender.link,
    )
    return _complete(sender, upload, b"") if size_bytes == 0 else upload


def upload_of(sender: Sender, upload_id: UUID) -> Upload:
    """A sender's own upload that is under way or complete; Refused (404) otherwise."""
    rows = case_rows(sender.case, Upload).filter(pk=upload_id, by=sender.user, link=sender.link)
    upload = rows.first()
    if upload is None or upload.state not in ("open", "complete"):
        raise no_such_upload()
    return upload


def append_part(
    sender: Sender, upload: Upload, offset_bytes: int, data: bytes, checksum: str | None = None
) -> Upload:
    """The upload with one more part; with its last part the file is received."""
    if upload.state != "open" or offset_bytes != upload.offset_bytes:
        raise wrong_offset()
    if len(data) > PART_BYTES:
        raise too_large_part()
    after = offset_bytes + len(data)
    if after > upload.size_bytes:
        raise Refused(
            400,
            "beyond_the_end",
            _noop("More arrived than the file's length was said to be."),
            _noop("Begin the file anew; it may have changed while it was sent."),
        )
    check_part(data, checksum)
    if after == upload.size_bytes:
        return _complete(sender, upload, data)
    place = write_part(sender.case, upload.pk, data)
    try:
        with transaction.atomic():
            rows = case_rows(sender.case, Upload).filter(pk=upload.pk, state="open")
            if not rows.filter(offset_bytes=offset_bytes).update(
                offset_bytes=after, touched_at=timezone.now()
            ):
                raise wrong_offset()
            keep_part(place, offset_bytes)
    finally:
        place.unlink(missing_ok=True)
    upload.offset_bytes = after
    return upload


def end_upload(sender: Sender, upload: Upload) -> None:
    """Give an upload up and remove what has come of it; a complete file stays."""
    rows = case_rows(sender.case, Upload).filter(pk=upload.pk, state="open")
    if rows.update(state=UPLOADS.after("open", "upload_abandoned")):
        remove_parts(upload.pk)


def receive_small(sender: Sender, files: Sequence[Small], about: str = "") -> list[Taken]:
    """Take whole files in, each for itself: one that is refused does not stop the others."""
    named = sender.about or subject(about)
    found: list[Taken] = []
    names: list[str] = []
    new: dict[str, bytes | memoryview] = {}
    _require_room(sender.case, sum(len(file.data) for file in files))
    digests = [hashlib.sha256(file.data).hexdigest() for file in files]
    present = set(known_hashes(sender, digests))
    for file, digest in zip(files, digests, strict=True):
        try:
            name = _checked(file, digest)
        except HuizhenError as error:
            found.append(Taken("refused", error))
            continue
        if digest in present:
            found.append(Taken("known"))
            continue
        present.add(digest)
        names.append(name)
        new[digest] = file.data
        found.append(Taken("received"))
    blobs = store_many(sender.case, ORIGINAL, list(new.values()), list(new))
    _receive_all(sender, list(zip(names, blobs, strict=True)), named)
    return found


def finish_batch(case: Case) -> None:
    """The sender says that nothing more follows: what arrived is read now."""
    waiting = Event.objects.filter(case_id=case.pk, kind=FILES_RECEIVED, done_at=None)
    waiting.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())


def sweep_uploads(case: Case) -> int:
    """Give up what was not continued for two weeks, and remove what an interruption left behind;
    how many uploads were given up."""
    now = timezone.now()
    stale = case_rows(case, Upload).filter(state="open", touched_at__lt=now - _GIVEN_UP)
    ended = 0
    for upload in stale:
        rows = case_rows(case, Upload).filter(pk=upload.pk, state="open")
        ended += rows.update(state=UPLOADS.after("open", "upload_abandoned"))
        remove_parts(upload.pk)
    kept = case_rows(case, ReceivedFile).values("blob")
    left = case_rows(case, Blob).filter(kind=ORIGINAL, made_at__lt=now - _LEFT_OVER)
    for blob in left.exclude(pk__in=kept):
        delete_blob(blob)
    return ended


def _checked(file: Small, digest: str) -> str:
    """The name of a file whose bytes are what their sender states."""
    name, stated = file_name(file.name), stated_sha256(file.sha256)
    if stated and stated != digest:
        raise unlike_checksum()
    return name


def _require_room(case: Case, size_bytes: int) -> None:
    if bytes_taken(case) + size_bytes > quota_bytes():
        raise Refused(
            413,
            "quota_exceeded",
            _noop("The files of this case would take more room than a case may have."),
            _noop("Send the newest studies and letters first, and ask the coordinator for room."),
        )


def _complete(sender: Sender, upload: Upload, last: bytes) -> Upload:
    """Join the parts, check the whole, and receive it: in one short transaction at the end."""
    case, offset = sender.case, upload.offset_bytes
    rows = case_rows(case, Upload).filter(pk=upload.pk, state="open", offset_bytes=offset)
    try:
        blob = store_stream(case, ORIGINAL, joined_parts(case, upload.pk, offset, last))
    except FileNotFoundError as error:  # somebody else completed it just now
        raise wrong_offset() from error
    try:
        if upload.sha256 not in ("", blob.sha256) or blob.size_bytes != upload.size_bytes:
            if not rows.exists():
                raise wrong_offset()  # somebody else completed it, and its parts are gone
            end_upload(sender, upload)
            raise unlike_checksum()
        with transaction.atomic():
            ended = rows.update(
                state=UPLOADS.after("open", "upload_completed"),
                offset_bytes=upload.size_bytes,
                finished_at=timezone.now(),
            )
            if not ended:
                raise wrong_offset()
            name = case.unseal(upload.sealed_name).decode()
            is_new = _receive(sender, [(name, blob)], upload.about) == 1
    except BaseException:
        delete_blob(blob)
        raise
    if not is_new:
        delete_blob(blob)
    remove_parts(upload.pk)
    upload.refresh_from_db()
    return upload


def _receive_all(sender: Sender, ready: list[tuple[str, Blob]], about: str) -> None:
    if not ready:
        return
    try:
        with transaction.atomic():
            _receive(sender, ready, about)
    except BaseException:
        for _, blob in ready:
            delete_blob(blob)
        raise
    used = case_rows(sender.case, ReceivedFile).filter(blob__in=[blob for _, blob in ready])
    known = set(used.values_list("blob_id", flat=True))
    for _, blob in ready:
        if blob.pk not in known:
            delete_blob(blob)


def _receive(sender: Sender, ready: Sequence[tuple[str, Blob]], about: str) -> int:
    """Note originals within the caller's transaction; how many were not there before."""
    mine = case_rows(sender.case, ReceivedFile).filter(sha256__in=[b.sha256 for _, b in ready])
    before = set(mine.values_list("sha256", flat=True))
    ReceivedFile.behind_door.bulk_create(
        [
            ReceivedFile(
                case=sender.case,
                sha256=blob.sha256,
                blob=blob,
                sealed_name=sender.case.seal(name.encode()),
                about=about,
                by=sender.user,
                link=sender.link,
            )
            for name, blob in ready
            if blob.sha256 not in before
        ],
        ignore_conflicts=True,  # somebody else may send the same file just now
    )
    kept = dict(mine.values_list("sha256", "blob_id"))
    told = [[str(pk), sha256] for pk, sha256 in mine.values_list("pk", "sha256")]
    new = sum(kept[blob.sha256] == blob.pk for _, blob in ready)
    record(
        "receive_files",
        actor_id=sender.actor_id,
        case_id=sender.case.pk,
        about=about,
        data={"files": told, "new": new},
    )
    _tell(sender, about)
    return new


def _tell(sender: Sender, about: str) -> None:
    """One event for what arrives together, and one for those who begin with it at once."""
    now = timezone.now()
    begun = Event.objects.filter(case_id=sender.case.pk, kind=FILES_ARRIVING, done_at=None)
    if not begun.exists():
        emit(FILES_ARRIVING, sender.case.pk)
    waiting = Event.objects.filter(
        case_id=sender.case.pk, kind=FILES_RECEIVED, done_at=None, due_at__gt=now, data__about=about
    )
    if not waiting.exists():
        emit(FILES_RECEIVED, sender.case.pk, now + _SETTLES, about=about)
