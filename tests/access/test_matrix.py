"""Every address of the desk, tried by every role of two organisations in many states of a case."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from matrix import ROLES, TABLE, WIDE, Entry

from huizhen.core.states.stages import STAGES
from huizhen.ground.accounts.models import Membership, User
from huizhen.ground.accounts.token_actions import SCOPES, make_token
from huizhen.ground.cases import access
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case, Participant
from huizhen.ground.cases.needs import NEEDS, ORGANISATION_WIDE
from huizhen.ground.consent.models import Consent, ConsentWanted
from huizhen.ground.content import pack
from huizhen.ground.files.models import Upload
from sizes import count, left_of, note
from worlds import Site, make_case, make_site, signed_in

STATES = tuple(sorted(STAGES.states))
ABSENT = "-"
MAY_BE_ABSENT = {"authenticator", "factor", "own_upload", "none"}
"""Rows of one person alone, or of work that has not been done: whoever may see them finds none."""
WORKERS = {
    "staff": ("coordinator", "reviewing_clinician", "medical_editor"),
    "editor": ("medical_editor",),
    "approver": ("medical_editor", "reviewing_clinician"),
}
"""Rules of pages that belong to a whole site: each sees those of their own."""
ORDINALS = {"number"}
"""A page's number within its document: not the key of a row."""
SERIAL = re.compile(r"<int:\w*(id|pk)\w*>|\(\?P<\w*(id|pk|number)\w*>(?:\\d|\[0-9\])")


def patterns() -> Iterator[tuple[str, str, URLPattern]]:
    """Every address: its name with its namespaces, its route, its pattern."""

    def walk(resolver: URLResolver, route: str, name: str) -> Iterator[tuple[str, str, URLPattern]]:
        for each in resolver.url_patterns:
            here = route + str(each.pattern)
            if isinstance(each, URLResolver):
                space = f"{name}{each.namespace}:" if each.namespace else name
                yield from walk(each, here, space)
            else:
                yield f"{name}{each.name}", here, each

    yield from walk(get_resolver(), "", "")


ADDRESSES = {name: (route, pattern) for name, route, pattern in patterns()}
AREAS: dict[str, list[str]] = {}
for _name, (_, _pattern) in sorted(ADDRESSES.items()):
    if _name in TABLE:
        AREAS.setdefault(".".join(_pattern.callback.__module__.split(".")[:3]), []).append(_name)


def test_every_address_is_in_the_table_and_the_table_has_no_others() -> None:
    found = [name for name, _, _ in patterns()]
    assert sorted(set(found) - set(TABLE)) == []
    assert sorted(set(TABLE) - set(found)) == []
    assert sorted(name for name in set(found) if found.count(name) > 1) == []


def test_no_address_counts_its_rows() -> None:
    assert [route for _, route, _ in patterns() if SERIAL.search(route)] == []
    assert any("<uuid:" in route for _, route, _ in patterns())
    for _, route, pattern in patterns():
        for argument, converter in pattern.pattern.converters.items():
            assert type(converter).__name__ != "IntConverter" or argument in ORDINALS, route


def test_the_trail_has_words_for_each_page_of_a_case() -> None:
    pages = {
        name
        for name, (route, _) in ADDRESSES.items()
        if "case_id" in route and TABLE[name].get != ABSENT and ":" not in TABLE[name].get
    }
    worded = pack("trail").parsed("about.json")
    assert sorted(name for name in pages - set(worded) if "dicomweb" not in name) == []


def test_the_desk_knows_the_needs_of_the_table_and_gives_them_to_the_same_roles() -> None:
    assert {need: {str(role) for role in roles} for need, roles in NEEDS.items()} == ROLES
    assert {str(role) for role in ORGANISATION_WIDE} == WIDE
    used = {need for entry in TABLE.values() for need in (entry.get, entry.post)}
    words = {"public", "signed-in", "link", "admin", "coordinator", "office", ABSENT, *WORKERS}
    assert {need for need in used if ":" not in need} - words <= set(ROLES)


class AskedNeeds(dict[str, Any]):
    """The table of needs, telling which were asked for."""

    def __init__(self) -> None:
        super().__init__(NEEDS)
        self.asked: list[str] = []

    def __getitem__(self, need: str) -> Any:
        self.asked.append(need)
        return super().__getitem__(need)


@dataclass
class World:
    """Two organisations, a case of the first, and everybody's browser."""

    site: Site
    case: Case
    visitors: dict[tuple[str, str], Client] = field(default_factory=dict)
    """By place ('part', 'beside', 'other') and role; ('', '') is signed in nowhere."""

    people: dict[tuple[str, str], User] = field(default_factory=dict)

    def token(self, place: str, role: str) -> str:
        """Of a program that may do everything which the person may."""
        return make_token(self.people[place, role], "test", SCOPES, 1)[1] if role else ""

    def row(self, kind: str) -> object:
        """The id of a row of the case."""
        made: dict[str, Callable[[], object]] = {
            "participant": lambda: case_rows(self.case, Participant).values_list("pk").first(),
            "consent": lambda: case_rows(self.case, Consent).values_list("pk").first(),
            "colleague": lambda: (
                Membership.objects.filter(
                    organisation=self.case.organisation_id, role="medical_editor"
                )
                .values_list("pk")
                .first()
            ),
            "consent_wanted": self._consent_wanted,
            "own_upload": self._upload,
            "authenticator": lambda: (7,),
            "factor": lambda: None,
            "none": uuid.uuid4,
        }
        found = made[kind]()
        return found[0] if isinstance(found, tuple) else found

    def _consent_wanted(self) -> object:
        row = case_rows(self.case, ConsentWanted).first() or ConsentWanted.behind_door.create(
            case=self.case, purpose="publish_anonymous"
        )
        return row.pk

    def _upload(self) -> object:
        row = case_rows(self.case, Upload).first() or Upload.behind_door.create(
            case=self.case, sealed_name=self.case.seal(b"a.pdf"), size_bytes=3
        )
        return row.pk

    def address(self, name: str, case_id: uuid.UUID) -> str:
        """Where the address of a name is, for this case or another."""
        _, pattern = ADDRESSES[name]
        kinds = iter(TABLE[name].rows.split())
        told: dict[str, object] = {}
        for argument, converter in pattern.pattern.converters.items():
            if argument == "case_id":
                told[argument] = case_id
            elif kind := next(kinds, ""):
                told[argument] = self.row(kind)
            elif type(converter).__name__ == "UUIDConverter":
                told[argument] = uuid.uuid4()
            elif type(converter).__name__ == "IntConverter":
                told[argument] = 1
            else:
                told[argument] = {"specialty": "hpb"}.get(argument, "never-made")
        return reverse(name, kwargs=told)


@pytest.fixture
def world() -> World:
    site, other = make_site("one"), make_site("two")
    beside = make_site("beside")
    for role in beside.people:
        Membership.objects.filter(user=beside[role], organisation=beside.organisation).update(
            organisation=site.organisation
        )
    made = World(site, make_case(site))
    for place, people in (("part", site), ("beside", beside), ("other", other)):
        for role, user in people.people.items():
            user.set_password("correct horse battery")
            user.save(update_fields=["password"])
            made.visitors[place, role] = signed_in(user)
            made.people[place, role] = user
    made.visitors["", ""] = Client()
    return made


def is_let_in(rule: str, place: str, role: str) -> bool:
    """Whether somebody is to pass the rule."""
    if rule == "public":
        return True
    if rule == "signed-in":
        return role != ""
    if rule.startswith("token:"):
        need = rule.removeprefix("token:")
        return role != "" and (need == "any" or is_let_in(need, place, role))
    if rule in WORKERS:
        return role in WORKERS[rule]
    if rule == "office":
        return role in ("coordinator", "reviewing_clinician")
    if rule == "coordinator":
        return role == "coordinator"
    if rule in ("link", ABSENT) or role == "" or place == "other":
        return False
    reaches = place == "part" or role in WIDE
    return reaches and (role == "administrator" if rule == "admin" else role in ROLES[rule])


def tried_visitors(rule: str, world: World) -> list[tuple[str, str]]:
    """All of them; in a small run a sixth, by turns, of those who take no part in the case."""
    if rule == ABSENT:
        return [("", ""), ("part", "coordinator"), ("part", "patient")]
    turn, every = next(_TURNS), count(6, 1, 1)
    return [
        (place, role)
        for number, (place, role) in enumerate(world.visitors)
        if place in ("", "part") or number % every == turn % every
    ]


def states() -> Iterator[str]:
    """Those tried in this run: one more address, another state."""
    yield from itertools.cycle(STATES)


_STATES = states()
_TURNS = itertools.count()


@pytest.mark.sized
@pytest.mark.django_db
@pytest.mark.parametrize("area", left_of(AREAS))
def test_addresses_open_to_those_of_the_table_and_to_nobody_else(
    area: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = AskedNeeds()
    monkeypatch.setattr(access, "NEEDS", needs)
    wrong: list[str] = []
    for name in AREAS[area]:
        for _ in range(count(1, 3, len(STATES))):
            state = next(_STATES)
            Case.behind_door.filter(pk=world.case.pk).update(stage=state)
            wrong += wrong_answers(name, state, world, needs)
    assert wrong == []
    note(area)


def wrong_answers(name: str, state: str, world: World, needs: AskedNeeds) -> Iterator[str]:
    """What an address answers against the table, a line each."""
    entry = TABLE[name]
    here, nowhere = world.address(name, world.case.pk), world.address(name, uuid.uuid4())
    for method, rule in (("get", entry.get), ("post", entry.post)):
        for place, role in tried_visitors(rule, world):
            client = world.visitors[place, role]
            needs.asked.clear()
            token = world.token(place, role) if rule.startswith("token:") else ""
            if token and tried(client, method, here).status_code not in (401, 422):
                yield f"{method} {name} by {role} ({place}): let in without a token"
            answer = tried(client, method, here, token)
            is_in = is_let_in(rule, place, role)
            leads = answer.headers.get("Location", "")
            told = (
                f"{method} {name} by {role or 'nobody'} ({place}) in {state}: "
                f"{answer.status_code} {leads}"
            )
            if not is_as_told(entry, rule, answer, is_in):
                yield f"{told}: the table says {rule}"
            elif rule in ROLES and role and needs.asked[:1] != [rule]:
                yield f"{told}: the door was asked for {needs.asked[:1]}, not for {rule}"
            elif (
                rule in (*ROLES, "admin")
                and role
                and not is_in
                and plain(tried(client, method, nowhere)) != plain(answer)
            ):
                yield f"{told}: a missing case is answered otherwise"


def tried(client: Client, method: str, address: str, token: str = "") -> HttpResponse:
    """The answer; whatever it changed is taken back."""
    cookies: SimpleCookie = SimpleCookie()
    cookies.update(client.cookies)
    headers = {"tus-resumable": "1.0.0"} | ({"authorization": f"Bearer {token}"} if token else {})
    with transaction.atomic():
        # a program's file: requests of the wrong form are refused before any door
        told = {"file": SimpleUploadedFile("a.txt", b"a")} if token and method == "post" else {}
        answer: HttpResponse = getattr(client, method)(address, told, headers=headers)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def is_as_told(entry: Entry, rule: str, answer: HttpResponse, is_in: bool) -> bool:
    """Whether an answer is what the rule says."""
    status, leads = answer.status_code, answer.headers.get("Location", "")
    to_sign_in = status == 302 and leads.startswith("/account/login/?")
    if status >= 500:
        return False
    if rule == ABSENT:
        return status in (404, 405) or (status == 302 and leads.startswith("/account/"))
    if is_in:
        may_be_absent = bool(MAY_BE_ABSENT & set(entry.rows.split()))
        return not to_sign_in and status not in (401, 405) and (status != 404 or may_be_absent)
    if rule == "link":
        return status in (400, 403, 404, 405) or leads in ("/join/", "/send/")
    return to_sign_in or status in (401, 404)


def plain(answer: HttpResponse) -> tuple[int, str]:
    """An answer without what differs by chance: tokens and the asked address."""
    text = answer.content.decode(errors="replace")
    return answer.status_code, re.sub(r"[0-9a-f-]{36}|[A-Za-z0-9]{64}", "", text)
