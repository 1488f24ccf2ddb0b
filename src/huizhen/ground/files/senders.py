"""Who sends files to which case: a person through the case's door, or the holder of a link."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.states.stages import JOURNEY
from huizhen.ground.accounts.actions import token_hash
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import access_case, link_row, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import UploadLink
from huizhen.ground.files.tus import Refused

KEPT = "upload_link"
"""Where a browser's session holds what its link was exchanged for."""


@dataclass(frozen=True)
class Sender:
    """A case that is open for files, and on whose behalf they come."""

    case: Case
    user: User | None = None
    link: UploadLink | None = None
    about: str = ""

    @property
    def actor_id(self) -> str:
        """As the trail names the sender."""
        return str(self.user.pk) if self.user else f"link:{self.link.pk if self.link else ''}"


def sender_of(request: HttpRequest, case_id: UUID | None) -> Sender:
    """The sender of a request; CaseNotFound or Refused says why there is none."""
    if case_id is None:
        link = link_of(request)
        case = system_case(link.case_id)
        sender = Sender(case, link=link, about=link.about)
    else:
        case = access_case(request.user, case_id, "upload")
        sender = Sender(case, user=request.user if isinstance(request.user, User) else None)
    require_open(case)
    return sender


def link_of(request: HttpRequest) -> UploadLink:
    """The link that this browser's session stands for; Refused when it has ended."""
    kept = str(request.session.get(KEPT, ""))
    link = link_row(UploadLink, session_hash=token_hash(kept)) if kept else None
    if link is None:
        raise Refused(
            403,
            "no_upload_link",
            _noop("This browser has no open upload link."),
            _noop("Open the link that you were sent; it can be used once, in one browser."),
        )
    require_usable(link)
    return link


def require_usable(link: UploadLink) -> None:
    """Passes while a link is neither revoked nor expired."""
    if link.revoked_at is not None:
        raise Refused(
            403,
            "link_revoked",
            _noop("This link was taken back by the person who sent it."),
            _noop("Ask the person who sent it for a new one. What had arrived is kept."),
        )
    if link.expires_at <= timezone.now():
        raise Refused(
            403,
            "link_expired",
            _noop("This link has expired."),
            _noop("Ask the person who sent it for a new one. What had arrived is kept."),
        )


def require_open(case: Case) -> None:
    """Passes while the case takes files."""
    if case.stage not in JOURNEY:
        raise Refused(
            409,
            "case_closed",
            _noop("This case is closed and takes no files."),
            _noop("Ask the coordinator to open it again."),
        )
    if "consent_withdrawn" in case.holds:
        raise Refused(
            409,
            "consent_withdrawn",
            _noop("The consent to this case was withdrawn: it takes no files."),
            _noop("Speak with the coordinator of the case."),
        )
