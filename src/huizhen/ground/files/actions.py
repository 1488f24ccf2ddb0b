"""Taking files in: begun, continued, finished, given up; the database knows how far each is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
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
from huizhen.ground.files.blobs import (
    NewBlob,
    delete_blob,
    forget_blobs,
    note_blobs,
    store_stream,
    write_blob,
)
from huizhen.ground.files.keyring import envelope_for
from huizhen.ground.files.models import Blob, ReceivedFile, Upload
from huizhen.ground.files.parts import joined_parts, keep_part, remove_parts, write_part
from huizhen.ground.files.queries import ORIGINAL, bytes_taken, known_hashes, quota_bytes
from huizhen.ground.files.sealed_streams import Sealing, seal_text
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
from huizhen.ground.inserting import insert_rows

FILES_RECEIVED = "files_received"
FILES_ARRIVING = "files_arriving"
_SETTLES = timedelta(seconds=60)
"""More files may follow: what arrives within this time is read together."""
_GIVEN_UP = timedelta(days=14)
_LEFT_OVER = timedelta(days=1)
_GROUP_BYTES = 32 << 20
_GROUP_FILES = 500
"""Of files that come together so many are noted at once: less than this is lost with a line."""


@dataclass(frozen=True)
class Small:
    """A file that came whole, beside others in one request."""

    name: str
    data: bytes | memoryview
    sha256: str = ""
    """As its sender states it."""
    digest: str = ""
    """Where its SHA-256 was worked out already."""


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
    size = sum(len(file.data) for file in files)
    return receive_stream(sender, files, size, [file.sha256 for file in files], about)


def receive_stream(
    sender: Sender, files: Iterable[Small], size_bytes: int, stated: Iterable[str], about: str = ""
) -> list[Taken]:
    """The same for files that are still coming, of so many bytes together and the SHA-256 that
    their sender states. Where the line is cut, what was noted before stays received."""
    _require_room(sender.case, size_bytes)
    there = known_hashes(sender, filter(None, stated))
    receipt = _Receipt(sender, sender.about or subject(about), there)
    try:
        for file in files:
            receipt.take(file)
        receipt.note()
    except BaseException:
        receipt.give_up()
        raise
    return receipt.told


class _Receipt:
    """Files as they come: each is sealed at once, and those of a group are noted together."""

    def __init__(self, sender: Sender, about: str, there: Iterable[str]) -> None:
        self.told: list[Taken] = []
        self._sender, self._about = sender, about
        self._present = set(there)
        self._ready: list[tuple[int, str, NewBlob]] = []
        self._unstated: list[str] = []
        self._size = 0
        self._sealing = Sealing(envelope_for(sender.case.public_key))

    def take(self, file: Small) -> None:
        """Seal one more file, and note the group when it is large enough."""
        digest = file.digest or hashlib.sha256(file.data).hexdigest()
        try:
            name = _checked(file, digest)
        except HuizhenError as error:
            self.told.append(Taken("refused", error))
            return
        self.told.append(Taken("known" if digest in self._present else "received"))
        if digest in self._present:
            return
        self._present.add(digest)
        blob = write_blob(file.data, digest, self._sealing)
        self._ready.append((len(self.told) - 1, name, blob))
        if not file.sha256:
            self._unstated.append(digest)
        self._size += blob.size_bytes
        if self._size >= _GROUP_BYTES or len(self._ready) >= _GROUP_FILES:
            self.note()

    def note(self) -> None:
        """Let what is sealed be received, in one short transaction."""
        self._leave_known()
        if self._ready:
            blobs = [blob for _, _, blob in self._ready]
            with transaction.atomic():
                note_blobs(self._sender.case, ORIGINAL, blobs)
                spare = _receive(self._sender, [one[1:] for one in self._ready], self._about)
            self._ready.clear()
            _delete_spare(self._sender.case, spare)
        self._size = 0

    def give_up(self) -> None:
        """Remove what was sealed and not noted."""
        forget_blobs(blob for _, _, blob in self._ready)

    def _leave_known(self) -> None:
        """Whether a file is there already is asked here where its sender could not state what it
        is."""
        known = set(known_hashes(self._sender, self._unstated))
        self._unstated.clear()
        for place, _, blob in self._ready:
            if blob.sha256 in known:
                self.told[place] = Taken("known")
                forget_blobs([blob])
        self._ready = [one for one in self._ready if one[2].sha256 not in known]


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
            new = NewBlob(blob.pk, blob.sha256, blob.size_bytes)
            spare = _receive(sender, [(name, new)], upload.about)
    except BaseException:
        delete_blob(blob)
        raise
    _delete_spare(case, spare)
    remove_parts(upload.pk)
    upload.refresh_from_db()
    return upload


def _delete_spare(case: Case, spare: Sequence[UUID]) -> None:
    for blob in case_rows(case, Blob).filter(pk__in=spare) if spare else ():
        delete_blob(blob)


def _receive(sender: Sender, ready: Sequence[tuple[str, NewBlob]], about: str) -> list[UUID]:
    """Note originals within the caller's transaction; the blobs of those that were there before."""
    mine = case_rows(sender.case, ReceivedFile).filter(sha256__in=[b.sha256 for _, b in ready])
    before = set(mine.values_list("sha256", flat=True))
    envelope = envelope_for(sender.case.public_key)
    insert_rows(
        ReceivedFile,
        ("sha256", "blob_id", "sealed_name"),
        [
            (blob.sha256, blob.blob_id, seal_text(envelope, name.encode()))
            for name, blob in ready
            if blob.sha256 not in before
        ],
        skips_known=True,  # somebody else may send the same file just now
        case_id=sender.case.pk,
        about=about,
        by_id=sender.user.pk if sender.user else None,
        link_id=sender.link.pk if sender.link else None,
    )
    rows = list(mine.values_list("pk", "sha256", "blob_id"))
    kept = {blob_id for _, _, blob_id in rows}
    told = [[str(pk), sha256] for pk, sha256, _ in rows]
    spare = [blob.blob_id for _, blob in ready if blob.blob_id not in kept]
    record(
        "receive_files",
        actor_id=sender.actor_id,
        case_id=sender.case.pk,
        about=about,
        data={"files": told, "new": len(ready) - len(spare)},
    )
    _tell(sender, about)
    return spare


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
