"""Two sites with a person in every role, and cases: the world that tests of the desk stand in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from huizhen.ground.accounts.actions import give_role, new_user
from huizhen.ground.accounts.models import Organisation, Role, User
from huizhen.ground.cases.actions import add_participant, open_case
from huizhen.ground.cases.gate import MAIN_PURPOSE
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.models import Consent
from huizhen.ground.files.keyring import make_ring
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.language.queries import checked_now
from huizhen.ground.language.runs import keep
from huizhen.ground.records.queries import current_version
from huizhen.journey.flow import follow_up
from huizhen.journey.preparation.languages import dossier_pairs
from huizhen.journey.preparation.queries import dossier_about
from kept_steps import kept

ROLES = tuple(Role.values)
_ORGANISED = {"coordinator", "reviewing_clinician", "medical_editor", "administrator", "auditor"}


@dataclass
class Site:
    """An organisation and its people, by role."""

    organisation: Organisation
    people: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, role: str) -> User:
        return self.people[role]


def make_site(name: str) -> Site:
    """A site with one person in each role; home and department people belong to none of it."""
    return kept(f"site {name}", lambda: _made_site(name))


def _made_site(name: str) -> Site:
    from django.conf import settings

    make_ring(settings.HUIZHEN_HOME)
    organisation = Organisation.objects.create(kind="site", name=name)
    site = Site(organisation)
    for role in ROLES:
        user = new_user(f"{role} of {name}", f"{role}@{name}.example".lower())
        give_role(user, role, organisation if role in _ORGANISED else None)
        site.people[role] = user
    return site


def make_case(site: Site, **more: Any) -> Case:
    """A case of the site in which everybody takes part, with consent to prepare it."""
    return kept(f"case of {site.organisation.pk} {more}", lambda: _made_case(site, more))


def _made_case(site: Site, more: dict[str, Any]) -> Case:
    identity = {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"}
    case = open_case(site.organisation, site["coordinator"], identity, **more)
    for role, user in site.people.items():
        if role not in ("administrator", "auditor", "coordinator"):
            add_participant(case, site["coordinator"], user, role)
    give_consent(case, site["patient"])
    return case


def give_consent(case: Case, patient: User, purpose: str = MAIN_PURPOSE, **more: Any) -> Consent:
    """A consent in force."""
    return Consent.behind_door.create(
        case=case,
        purpose=purpose,
        text_version="test/1",
        language="en",
        sealed_signer=case.seal_json({"name": "Anna Probe"}),
        signed_by=patient,
        signed_at=datetime(2026, 5, 1, tzinfo=UTC),
        **more,
    )


_HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all browsers, as a server has one: each new one would read every static file."""


def signed_in(user: User) -> Client:
    """A browser in which the person is signed in with a second factor."""
    client = Client()
    client.handler = _HANDLER
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["has_second_factor"] = True
    session.save()
    return client


def settle_events() -> None:
    """Run what follows from every event that is due."""
    while follow_up():
        pass


def compare_languages(case: Case) -> None:
    """What the worker does after a composition: the newest dossier's two languages."""
    version = current_version(case)
    assert version is not None
    pairs = list(dossier_pairs(case, str(version.pk)) or ())
    keep(case, dossier_about(version), len(pairs), list(checked_now(case, pairs)))


def work_off(*kinds: str) -> list[str]:
    """Run the waiting jobs as the worker does, where kinds are told those alone and the others
    are dropped; how they ended."""
    if kinds:
        Job.objects.exclude(kind__in=kinds).filter(state=JobState.WAITING).delete()
    ended = []
    while job := claim("test"):
        perform(job)
        job.refresh_from_db()
        ended.append(job.code or job.state)
    return ended
