"""What has arrived of a case's files, what is on its way, and by which links."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet, Sum

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import Blob, ReceivedFile, Upload, UploadLink
from huizhen.ground.files.senders import Sender

ORIGINAL = "original"
_MOST_ASKED = 5000


def known_hashes(sender: Sender, hashes: Iterable[str]) -> list[str]:
    """Those of the files that are there already; a link's holder is told of the link's own."""
    asked = [text for text in list(hashes)[:_MOST_ASKED] if isinstance(text, str)]
    rows = case_rows(sender.case, ReceivedFile)
    if sender.link is not None:
        rows = rows.filter(link=sender.link)
    found: list[str] = []
    for start in range(0, len(asked), 500):
        some = rows.filter(sha256__in=asked[start : start + 500])
        found += some.values_list("sha256", flat=True)
    return sorted(set(found))


def files_received(case: Case) -> int:
    """How many originals there are."""
    return case_rows(case, ReceivedFile).count()


def bytes_taken(case: Case) -> int:
    """What the originals take, with what uploads under way have announced."""
    blobs = case_rows(case, Blob).filter(kind=ORIGINAL).aggregate(total=Sum("size_bytes"))
    coming = case_rows(case, Upload).filter(state="open").aggregate(total=Sum("size_bytes"))
    return (blobs["total"] or 0) + (coming["total"] or 0)


def quota_bytes() -> int:
    """What the originals of one case may take."""
    return int(settings.HUIZHEN_CASE_QUOTA_BYTES)


def open_uploads(case: Case) -> QuerySet[Upload]:
    """Files that are under way, the newest first."""
    return case_rows(case, Upload).filter(state="open").order_by("-touched_at")


def links_of(case: Case) -> QuerySet[UploadLink]:
    """The upload links of a case, the newest first."""
    return case_rows(case, UploadLink).select_related("made_by").order_by("-made_at")
