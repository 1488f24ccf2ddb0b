"""Opening cases, naming their patient, and who takes part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from huizhen.ground.accounts.models import Invitation, Organisation, User
from huizhen.ground.audit.actions import record
from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case, CaseIdentity, NumberSeries, Participant, SearchToken
from huizhen.ground.cases.needs import ORGANISATION_WIDE
from huizhen.ground.events.actions import emit
from huizhen.ground.files.keyring import new_case_key, search_token

Identity = Mapping[str, str]
"""family, given, birth_date, sex, identifiers, email, phone: what is known of them."""


def open_case(
    organisation: Organisation,
    actor: User | None,
    identity: Identity,
    *,
    language: str = "en",
    country: str = "",
    specialty: str = "",
    case_format: str = "written",
    is_sample: bool = False,
) -> Case:
    """A new case in the stage 'enquiry', with its own key and number."""
    public, secret = new_case_key()
    with transaction.atomic():
        case = Case(
            number=_next_number(),
            organisation=organisation,
            language=language,
            country=country,
            specialty=specialty,
            format=case_format,
            is_sample=is_sample,
            public_key=public,
            sealed_secret=secret,
            waiting_role="coordinator",
            waiting_for="answer_enquiry",
        )
        case.save(force_insert=True)
        _write_identity(case, identity)
        record("open_case", actor_id=actor.pk if actor else "public", case_id=case.pk)
        emit("case_opened", case.pk)
    return case


def name_patient(case: Case, actor: User, identity: Identity, *, seen: int | None = None) -> None:
    """Enter or correct who the patient is; a person's word confirms it."""
    with changing(case, actor, "name_patient", seen=seen) as change:
        _write_identity(change.case, identity, is_confirmed=True)
        change.personal.update(identity)
        change.emit("identity_confirmed")


def _write_identity(case: Case, identity: Identity, *, is_confirmed: bool = False) -> None:
    told = {key: text.strip() for key, text in identity.items() if text.strip()}
    CaseIdentity.behind_door.update_or_create(
        case=case, defaults={"sealed": case.seal_json(told), "is_confirmed": is_confirmed}
    )
    SearchToken.behind_door.filter(case=case).delete()
    SearchToken.behind_door.bulk_create(
        SearchToken(case=case, token=search_token("case", word))
        for word in sorted(identity_words(told))
    )


def identity_words(identity: Identity) -> set[str]:
    """The words by which a patient is found: names with and without diacritics, dates, numbers."""
    words: set[str] = set()
    for key in ("family", "given", "birth_date", "identifiers"):
        for word in re.split(r"[\s,;@]+", identity.get(key, "")):
            if word:
                words |= {word.casefold(), _plain(word)}
    return words


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def identity_of(case: Case) -> dict[str, str]:
    """Who the patient is, in clear: for those with the need 'see_identity'."""
    row = CaseIdentity.behind_door.filter(case=case).first()
    found: dict[str, str] = case.unseal_json(row.sealed) if row else {}
    return found


def is_identity_confirmed(case: Case) -> bool:
    """Whether a person has said who the patient is."""
    return CaseIdentity.behind_door.filter(case=case, is_confirmed=True).exists()


def add_participant(case: Case, actor: User | None, user: User, role: str) -> Participant:
    """Give a person a part in the case; a second time changes nothing."""
    lying = Participant.behind_door.filter(case=case, user=user, role=role, until=None)
    if found := lying.first():
        return found
    with changing(case, actor, "add_participant", data={"role": role}) as change:
        made = Participant.behind_door.create(case=change.case, user=user, role=role)
        change.about = f"user:{user.pk}"
    return made


def take_part(user: User, invitation: Invitation) -> None:
    """Give whoever joined by an invitation to a case their part in it."""
    if invitation.case_id is not None and invitation.role not in ORGANISATION_WIDE:
        case = system_case(invitation.case_id)
        add_participant(case, user, user, invitation.role)


def end_participant(case: Case, actor: User, participant: Participant) -> None:
    """Take a person's part in the case away, from now on."""
    with changing(case, actor, "end_participant", about=f"user:{participant.user_id}"):
        Participant.behind_door.filter(pk=participant.pk).update(until=timezone.now())


def participants(case: Case, roles: Iterable[str] = ()) -> list[Participant]:
    """Who takes part now, in any of the roles or at all."""
    rows = Participant.behind_door.filter(case=case, until=None).select_related("user")
    wanted = list(roles)
    return list((rows.filter(role__in=wanted) if wanted else rows).order_by("since"))


def _next_number() -> str:
    year = timezone.now().year
    series, _ = NumberSeries.objects.select_for_update().get_or_create(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"HZ-{year}-{series.last:04d}"
