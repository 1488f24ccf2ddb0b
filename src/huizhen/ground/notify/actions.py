"""Telling people: a notice on the desk, and an e-mail that says no more than that there is one."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import get_language

from huizhen.core.errors import ContentError
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.actions import participants
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.jobs.ledger import Running, ask
from huizhen.ground.notify.models import Notice

MAIL = "mail_notice"


def tell(users: Iterable[User], kind: str, case: Case | None = None, path: str = "") -> None:
    """A notice to each person, mailed by the worker; the same unread notice is not given twice.

    ContentError for a kind without words: a mistake of ours."""
    notice_title(kind, "en")
    for user in users:
        unread = Notice.objects.filter(
            user=user, kind=kind, case_id=case.pk if case else None, path=path, read_at=None
        )
        if unread.exists():
            continue
        notice = Notice.objects.create(
            user=user, kind=kind, case_id=case.pk if case else None, path=path
        )
        ask(MAIL, f"{MAIL}:{notice.pk}", case.pk if case else None, notice=str(notice.pk))


def tell_roles(case: Case, roles: Iterable[str], kind: str, path: str = "") -> None:
    """A notice to those who take part in the case in these roles, coordinators of the site
    included."""
    wanted = set(roles)
    people = {each.user_id: each.user for each in participants(case, wanted)}
    if "coordinator" in wanted:
        members = User.objects.filter(
            memberships__organisation=case.organisation_id, memberships__role="coordinator"
        )
        people.update({user.pk: user for user in members})
    tell(people.values(), kind, case, path)


def notice_title(kind: str, language: str) -> str:
    """The words of a kind of notice."""
    words = pack("notices").parsed("notices.json")["kinds"].get(kind)
    if words is None:
        raise ContentError("content_missing", f"There are no words for the notice {kind}.", "")
    return str(words["zh" if language.startswith("zh") else "en"])


def send_mail_to(address: str, kind: str, language: str, number: str, path: str) -> None:
    """One e-mail: the title of a notice, the case's number and a link; never more."""
    told = pack("notices").parsed("notices.json")["mail"]
    tongue = "zh" if language.startswith("zh") else "en"
    title = notice_title(kind, language)
    link = f"{settings.HUIZHEN_ORIGIN}{path or '/'}"
    EmailMessage(
        subject=told["subject"][tongue].format(title=title),
        body=told["body"][tongue].format(title=title, number=number or "-", link=link),
        to=[address],
    ).send()


def mail_notice(running: Running) -> None:
    """The job that mails one notice; a person without an account's use gets it all the same."""
    notice = Notice.objects.filter(pk=running.job.payload["notice"]).select_related("user").first()
    if notice is None or notice.mailed_at is not None or notice.user.is_demo:
        return
    case = system_case(notice.case_id) if notice.case_id else None
    path = notice.path or (f"/cases/{notice.case_id}/" if case else "/")
    send_mail_to(
        notice.user.email, notice.kind, notice.user.language, case.number if case else "", path
    )
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def mark_read(user: User, case: Case) -> None:
    """The person has opened the case: its notices are read."""
    unread = Notice.objects.filter(user=user, case_id=case.pk, read_at=None)
    if unread.exists():  # most have none, and looking locks nothing
        unread.update(read_at=timezone.now())


def unread_notices(user: User, most: int = 8) -> list[dict[str, str]]:
    """The newest unread notices of a person, in words, with where they lead."""
    language = get_language() or "en"
    rows = Notice.objects.filter(user=user, read_at=None).order_by("-made_at")[:most]
    return [
        {
            "title": notice_title(row.kind, language),
            "path": row.path or (f"/cases/{row.case_id}/" if row.case_id else "/"),
        }
        for row in rows
    ]
