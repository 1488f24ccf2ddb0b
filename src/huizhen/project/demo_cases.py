"""The synthetic samples as cases of the demonstration, each at its stage, by the stages' actions.

hpb waits for the decision of fit and spn is being prepared: their files are read here. hem waits in
the intake; the worker reads its files after the start, so that the pages show how far it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from huizhen.core.assessment.enquiry import check_enquiry
from huizhen.ground.accounts.models import Role
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.actions import add_participant, name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.actions import give_consent, want_consent
from huizhen.ground.files.actions import Small, finish_batch, receive_small
from huizhen.ground.files.senders import Sender
from huizhen.ground.ids import new_id
from huizhen.ground.jobs.ledger import claim, perform
from huizhen.ground.records.actions import set_request
from huizhen.journey.assessment.actions import decide_fit
from huizhen.journey.flow import follow_up
from huizhen.journey.intake.actions import (
    Told,
    accept_enquiry,
    complete_intake,
    drafted_letter,
    take_enquiry,
)
from huizhen.journey.intake.quarantine_actions import settle_held_file
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.intake.queries import enquiry_book, screened
from huizhen.project.demo import DemoPeople

_STAGES = {"hpb": "assessment", "spn": "preparation", "hem": "intake"}
_ASKED = {
    "hpb": ("Liver cancer (hepatocellular carcinoma)", "Can my tumour be removed by surgery?"),
    "hem": ("Multiple myeloma", "Which treatment should come next?"),
    "spn": ("Narrowed spinal canal in the neck", "Should I be operated on?"),
}
_LANGUAGES = {"hpb": ("en", "DE"), "hem": ("en", "RU"), "spn": ("en", "GB")}
_IN_CASE = (
    Role.PATIENT,
    Role.HOME_PHYSICIAN,
    Role.REVIEWING_CLINICIAN,
    Role.MEDICAL_EDITOR,
)
_AT_ONCE = 40


def load_samples(samples: Path, people: DemoPeople, say: Callable[[str], None]) -> list[Case]:
    """A case for each sample folder below `samples`, with the request beside it."""
    made = []
    for name, stage in _STAGES.items():
        if not (samples / name).is_dir():
            continue
        say(name)
        case = _opened(samples, name, people)
        if stage != "intake":
            _read_now()
            _keep_apart(case, people)
            _read_now()
        if stage in ("assessment", "preparation"):
            complete_intake(case, people["coordinator"])
        if stage == "preparation":
            told = _request(samples, name)
            reasons = [_first_reason(told["specialty"])]
            decide_fit(case, people["reviewing_clinician"], "yes", told["specialty"], reasons)
        made.append(system_case(case.pk))
    return made


def _read_now() -> None:
    """Do what the worker would do, so that the case can go on: its files are read."""
    while follow_up():
        pass
    while job := claim("demo"):
        perform(job)
        while follow_up():
            pass


def _keep_apart(case: Case, people: DemoPeople) -> None:
    """The page of another person that each sample has planted stays out."""
    for item in case_rows(case, QuarantinedFile).filter(state="held"):
        settle_held_file(
            system_case(case.pk),
            people["coordinator"],
            item.pk,
            "file_kept_out",
            "It is about another person.",
            role=Role.COORDINATOR,
        )


def _opened(samples: Path, name: str, people: DemoPeople) -> Case:
    """Enquired, accepted, consented to, received, and confirmed to be this patient's."""
    told = _request(samples, name)
    coordinator, patient = people["coordinator"], people["patient"]
    case, _ = take_enquiry(people.site, coordinator, _enquiry(name, told))
    Case.behind_door.filter(pk=case.pk).update(is_sample=True)
    case = system_case(case.pk)
    for role in _IN_CASE:
        add_participant(case, coordinator, people[role.value], role.value)
    accept_enquiry(case, coordinator, drafted_letter(case, "accepted"))
    want_consent(case, coordinator, "home_team", people.home_team)
    give_consent(case, patient, "home_team", people.home_team, patient.name, language="en")
    set_request(case, coordinator, {"question": told["question"], "as_of": told["as_of"]})
    records = samples / name
    files = [
        Small(path.relative_to(records).as_posix(), path.read_bytes())
        for path in sorted(records.rglob("*"))
        if path.is_file()
    ]
    for start in range(0, len(files), _AT_ONCE):
        receive_small(Sender(case, user=patient), files[start : start + _AT_ONCE])
    finish_batch(case)
    name_patient(case, coordinator, _identity(told))
    return case


def _enquiry(name: str, told: dict[str, str]) -> Told:
    diagnosis, asked = _ASKED[name]
    language, country = _LANGUAGES[name]
    book = enquiry_book()
    answers = check_enquiry(
        {
            **{flag.id: "no" for flag in book.red_flags},
            "writes_as": "patient",
            "specialty": told["specialty"],
            "diagnosis": diagnosis,
            "asked": asked,
            "language": language,
            "country": country,
            "email": "patient@demo.huizhen.example",
        },
        book,
    ).enquiry
    identity = _identity(told)
    return Told(
        form_id=new_id(),
        identity=identity,
        answers=answers,
        screening=screened(answers, "en"),
        language="en",
        signer=f"{identity['given']} {identity['family']}",
        invites=False,
    )


def _request(samples: Path, name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((samples / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _identity(told: dict[str, str]) -> dict[str, str]:
    name, birth_date, sex, identifier = (part.strip() for part in told["patient"].split(";"))
    family, _, given = name.partition(", ")
    return {
        "family": family,
        "given": given,
        "birth_date": birth_date,
        "sex": sex,
        "identifiers": identifier,
    }


def _first_reason(specialty: str) -> str:
    """The first reason for an opinion that the pack offers this specialty."""
    from huizhen.journey.assessment.queries import fit_book

    offered = fit_book().offered(specialty)
    return next(
        reason.id for reason in offered if reason.class_ == "S" and not reason.is_never_alone
    )
