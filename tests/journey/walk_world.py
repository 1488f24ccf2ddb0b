"""A site and a new case for each random walk, with somebody in every role and some in two."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP
from preparation_world import SECRET

import walk_pipeline
from huizhen.ground.accounts.actions import give_role, new_user
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.actions import add_participant, open_case
from huizhen.ground.cases.models import Case
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.journey.assessment import jobs as looking_for_emergencies
from huizhen.journey.consultation.departments import directory_of, organisation_for
from huizhen.journey.flow import follow_up
from huizhen.journey.intake.models import Enquiry
from worlds import Site, make_site

DEPARTMENTS = ("F01", "F02")
CANARY = "Quokkavitz"
"""In every name and every text that somebody writes: it may stand in no clear column."""
IDENTITY = {
    "family": CANARY,
    "given": "Thessalie",
    "birth_date": "1968-02-11",
    "sex": "F",
    "identifiers": "PAT90731@Quokkahospital",
    "email": "thessalie@quokkavitz.example",
    "phone": "+49 171 5550173",
}
TRACES = (CANARY, "Thessalie", "1968-02-11", "PAT90731", "5550173")
_HOME = ("patient", "home_physician", "interpreter")
_TWO = "clinician and editor"
"""One person with both roles that a translation needs: still one person."""


@dataclass
class Stage:
    """What all walks of a test share: the site, its people, two departments, two practices."""

    site: Site
    people: dict[str, User] = field(default_factory=dict)
    practice: Organisation = field(default_factory=Organisation)
    other_practice: Organisation = field(default_factory=Organisation)
    departments: dict[str, Organisation] = field(default_factory=dict)


def make_stage() -> Stage:
    """A site with everybody that a case can need, and people who belong to no case."""
    walk_pipeline.make_ready()
    looking_for_emergencies._detector()
    site = make_site("one")
    found = Stage(site, dict(site.people))
    for number, name in enumerate(("practice", "other_practice")):
        made = Organisation.objects.create(
            kind="home_team", name=f"Practice {number}", country="DE"
        )
        setattr(found, name, made)
    give_role(site["home_physician"], "home_physician", found.practice)
    both = new_user(_TWO, "both@one.example")
    for role in ("reviewing_clinician", "medical_editor"):
        give_role(both, role, site.organisation)
    found.people[_TWO] = both
    directory = directory_of(site.organisation)
    for name in DEPARTMENTS:
        department = organisation_for(directory.department(name))
        found.departments[name] = department
        for role in ("specialist", "department_secretary"):
            user = new_user(f"{role} {name}", f"{role}.{name}@hospital.example".lower())
            give_role(user, role, department)
            found.people[f"{role} {name}"] = user
    stranger = new_user("coordinator elsewhere", "coordinator@elsewhere.example")
    elsewhere = Organisation.objects.create(kind="site", name="Elsewhere")
    give_role(stranger, "coordinator", elsewhere)
    found.people["stranger"] = stranger
    for name in (_TWO, "reviewing_clinician", "medical_editor", "coordinator", "specialist F01",
                 "specialist F02"):  # fmt: skip
        TOTP.activate(found.people[name], SECRET)
    return found


@dataclass
class Walk:
    """One case on its way, and the dice."""

    stage: Stage
    rng: random.Random
    case_id: Any = None
    done: list[str] = field(default_factory=list)
    """What was done, by whom, and how it ended: shown when a law is broken."""

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return system_case(self.case_id)

    def person(self, name: str) -> User:
        """Somebody as a new request finds them."""
        return User.objects.get(pk=self.stage.people[name].pk)

    def rows(self, model: Any, **which: Any) -> list[Any]:
        """Rows of the case, the oldest first."""
        return list(case_rows(self.case, model).filter(**which).order_by("pk"))

    def newest(self, model: Any, **which: Any) -> Any:
        """The newest such row, or None."""
        found = self.rows(model, **which)
        return found[-1] if found else None

    def any_of(self, model: Any) -> Any:
        """Some row, or an id that stands for none."""
        found = self.rows(model)
        return self.rng.choice(found).pk if found else uuid4()

    def words(self) -> str:
        """Something that somebody writes, about the patient by name."""
        return f"{CANARY} {self.rng.randint(0, 9999)}"


def new_walk(stage: Stage, seed: int) -> Walk:
    """A case that somebody has just enquired about, before any consent."""
    walk = Walk(stage, random.Random(seed))
    site = stage.site
    case = open_case(site.organisation, site["coordinator"], IDENTITY, is_sample=True, country="DE")
    walk.case_id = case.pk
    for role in (*_HOME, "reviewing_clinician", "medical_editor"):
        add_participant(case, site["coordinator"], site[role], role)
    for role in ("reviewing_clinician", "medical_editor"):
        add_participant(case, site["coordinator"], stage.people[_TWO], role)
    answers = {"answers": {"email": IDENTITY["email"]}, "red_flags": {}, "flags": []}
    Enquiry.behind_door.create(case=case, form_id=uuid4(), sealed_answers=case.seal_json(answers))
    return walk


def let_worker_run(most: int = 40) -> int:
    """What follows from events, and the jobs that wait, as the worker takes them; how much."""
    done = 0
    for _ in range(most):
        events = follow_up()
        job = claim("walk")
        if job is not None:
            perform(job)
        elif not events:
            break
        done += events + (job is not None)
    return done
