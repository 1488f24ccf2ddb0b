"""The demonstration: people in every role, and the three synthetic samples at three stages.

Everything goes through the stages' own actions. A home folder with a real case is refused.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.actions import give_role, new_user
from huizhen.ground.accounts.models import Organisation, Role, User
from huizhen.ground.cases.access import for_each_case
from huizhen.ground.files.private_files import keys_folder, write_private

_FILE = "demo.json"
_ADDRESS = "{role}@demo.huizhen.example"
_ZONES = {
    Role.PATIENT: "Europe/Berlin",
    Role.HOME_PHYSICIAN: "Europe/Berlin",
    Role.SPECIALIST: "Asia/Shanghai",
    Role.DEPARTMENT_SECRETARY: "Asia/Shanghai",
}
_NAMES = {
    Role.PATIENT: "Erika Musterfrau",
    Role.HOME_PHYSICIAN: "Dr. Max Beispiel",
    Role.COORDINATOR: "Clara Sample",
    Role.REVIEWING_CLINICIAN: "Dr. Robin Sample",
    Role.MEDICAL_EDITOR: "Yan Sample 样例",
    Role.SPECIALIST: "示例专家",
    Role.DEPARTMENT_SECRETARY: "示例秘书",
    Role.INTERPRETER: "Ina Sample",
    Role.ADMINISTRATOR: "Ada Sample",
    Role.AUDITOR: "Otto Sample",
}
_AT_SITE = frozenset(
    {
        Role.COORDINATOR,
        Role.REVIEWING_CLINICIAN,
        Role.MEDICAL_EDITOR,
        Role.ADMINISTRATOR,
        Role.AUDITOR,
    }
)


@dataclass(frozen=True)
class DemoPeople:
    """The site, the home team, and a person for each role."""

    site: Organisation
    home_team: Organisation
    by_role: dict[str, User]

    def __getitem__(self, role: str) -> User:
        return self.by_role[role]


def refuse_real_cases() -> None:
    """WrongCall when the home folder holds anything that is not the demonstration's."""

    def refuse(_case: object) -> None:
        raise WrongCall(
            "home_not_demo",
            "This data folder holds a case that is no sample.",
            "Give another folder with --home; the demonstration is never mixed with real cases.",
        )

    for_each_case(refuse, is_sample=False)
    if User.objects.filter(is_demo=False).exists():
        refuse(None)


def demo_people() -> DemoPeople:
    """The accounts of the demonstration, made at the first call."""
    site, _ = Organisation.objects.get_or_create(
        kind="site",
        name="Huizhen demonstration",
        defaults={"name_zh": "会诊演示站点", "country": "DE", "is_fictional": True},
    )
    home_team, _ = Organisation.objects.get_or_create(
        kind="home_team",
        name="Praxis Beispiel",
        defaults={"country": "DE", "is_fictional": True},
    )
    told = _secrets()
    organisations = {Role.HOME_PHYSICIAN: home_team}
    people: dict[str, User] = {}
    for role in Role:
        organisation = site if role in _AT_SITE else organisations.get(role)
        people[role.value] = _person(role, told[role.value], organisation)
    return DemoPeople(site, home_team, people)


def _person(role: Role, told: dict[str, str], organisation: Organisation | None) -> User:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    address = _ADDRESS.format(role=role.value)
    user = User.objects.by_email(address)
    if user is None:
        user = new_user(_NAMES[role], address, is_demo=True)
        if role in (Role.SPECIALIST, Role.DEPARTMENT_SECRETARY):
            user.language = "zh-hans"
        user.zone = _ZONES.get(role, "UTC")
        user.set_password(told["password"])
        user.save()
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, told["secret"])
    give_role(user, role.value, organisation)
    return user


def demo_sign_in(role: str) -> tuple[str, str, str]:
    """Address, password and the code of just now; WrongCall for a role that there is none of."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    told = _secrets().get(role)
    if told is None:
        raise WrongCall(
            "role_unknown", "There is no such role.", f"Give one of: {', '.join(Role.values)}."
        )
    code = format_hotp_value(hotp_value(told["secret"], int(time.time()) // 30))
    return _ADDRESS.format(role=role), told["password"], str(code)


def _secrets() -> dict[str, dict[str, str]]:
    """Passwords and second factors of the demonstration, made once for this folder."""
    path = keys_folder(Path(settings.HUIZHEN_HOME)) / _FILE
    if path.exists():
        found: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
        return found
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    password = "-".join(secrets.token_hex(2) for _ in range(4))
    made = {role: {"password": password, "secret": generate_totp_secret()} for role in Role.values}
    write_private(path, json.dumps(made))
    return made


def has_cases() -> bool:
    """Whether the sample cases are there."""
    found: list[object] = []
    for_each_case(found.append, is_sample=True)
    return bool(found)
