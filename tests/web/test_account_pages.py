"""Signing in with a second factor, lock-out, sessions: what the account pages do and look like."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.test import Client

from huizhen.ground.accounts.models import User
from worlds import Site, make_site, signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
PAGES = (
    "/account/login/",
    "/account/help/",
    "/account/",
    "/account/reauthenticate/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/password/change/",
    "/account/sessions/",
    "/account/logout/",
    "/tokens/",
)


@pytest.fixture
def site() -> Site:
    cache.clear()
    site = make_site("one")
    for user in site.people.values():
        user.set_password(PASSWORD)
        user.save()
    return site


def with_authenticator(user: User) -> str:
    """The secret of the person's authenticator app."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    counter = int(time.time()) // 30 + steps
    return str(format_hotp_value(hotp_value(secret, counter)))


def try_to_sign_in(client: Client, email: str, password: str = PASSWORD) -> str:
    """Where signing in leads, or what the page says."""
    told = {"login": email, "password": password}
    answer = client.post("/account/login/", told)
    return str(answer.headers.get("Location", "") or answer.content.decode())


def confirmed(user: User) -> Client:
    """A browser of somebody who has just given the password again."""
    client = signed_in(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_password_alone_is_not_enough_for_whoever_has_a_second_factor(site: Site) -> None:
    user, client = site["coordinator"], Client()
    secret = with_authenticator(user)
    assert secret not in str(Authenticator.objects.get().data)
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == secret
    assert try_to_sign_in(client, user.email) == "/account/2fa/authenticate/"
    assert client.get("/").headers["Location"].startswith("/account/login/")
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    right = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert right.headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_code_works_once(site: Site) -> None:
    user = site["coordinator"]
    secret = with_authenticator(user)
    code = code_of(secret)
    for expected in (302, 200):
        client = Client()
        try_to_sign_in(client, user.email)
        answer = client.post("/account/2fa/authenticate/", {"code": code})
        assert answer.status_code == expected


@pytest.mark.parametrize(
    ("steps", "expected"), [(-2, 200), (-1, 302), (0, 302), (1, 302), (2, 200)]
)
def test_a_code_that_ended_while_it_was_typed_is_taken_and_works_once_too(
    site: Site, steps: int, expected: int
) -> None:
    user = site["coordinator"]
    secret = with_authenticator(user)
    with time_machine.travel(datetime(2026, 5, 20, 7, 0, 1, tzinfo=UTC), tick=False):
        code = code_of(secret, steps)
        for answer in (expected, 200):
            client = Client()
            try_to_sign_in(client, user.email)
            assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == answer


def test_five_wrong_passwords_lock_the_door_for_the_right_one_too(site: Site) -> None:
    user, client = site["patient"], Client()
    for _ in range(5):
        assert "is not correct" in try_to_sign_in(client, user.email, "wrong horse battery")
    assert "Too many wrong passwords" in try_to_sign_in(client, user.email)
    assert client.get("/").status_code == 302
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert "Too many wrong passwords" in try_to_sign_in(other, user.email)
    assert try_to_sign_in(other, site["coordinator"].email) == "/"


def test_an_unknown_address_is_answered_as_a_wrong_password_is(site: Site) -> None:
    answers = [
        re.sub(r"[A-Za-z0-9]{64}|value=\"[^\"]*\"", "", try_to_sign_in(Client(), email, "wrong"))
        for email in (site["patient"].email, "nobody@home.example")
    ]
    assert answers[0] == answers[1]


def test_sessions_are_listed_and_ended(site: Site) -> None:
    user = site["patient"]
    here, there = Client(headers={"user-agent": "Here"}), Client(headers={"user-agent": "There"})
    for client in (here, there):
        assert try_to_sign_in(client, user.email) == "/"
        client.get("/")
    page = here.get("/account/sessions/").content.decode()
    assert ("There" in page, "Sign out everywhere else" in page) == (True, True)
    here.post("/account/sessions/")
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_a_changed_password_ends_no_session_of_ones_own_and_lets_the_new_one_in(
    site: Site,
) -> None:
    user = site["patient"]
    client = Client()
    try_to_sign_in(client, user.email)
    new = "quite another horse"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/change/", told).status_code == 302
    assert client.get("/").status_code == 200
    assert try_to_sign_in(Client(), user.email, new) == "/"
    short = {"oldpassword": new, "password1": "short", "password2": "short"}
    assert "12" in client.post("/account/password/change/", short).content.decode()


def test_there_is_no_sign_up_and_no_password_by_mail(site: Site) -> None:
    for path in ("/account/signup/", "/account/password/reset/", "/account/email/"):
        assert Client().post(path, {"email": "a@b.example"}).status_code == 404
    assert "Ask the coordinator" in Client().get("/account/help/join").content.decode()


def test_an_account_that_exists_is_not_opened_by_a_link(site: Site) -> None:
    from huizhen.ground.accounts.actions import invite_person

    user = site["coordinator"]
    _, token = invite_person(None, user.email, "interpreter", None)
    thief = Client()
    thief.get(f"/join/{token}")
    told = {"name": "Somebody", "password": "a password of mine", "language": "en"}
    answer = thief.post("/join/", told)
    assert answer.headers["Location"] == "/account/login/"
    assert thief.get("/").status_code == 302
    assert try_to_sign_in(Client(), user.email) == "/"


class _Words(HTMLParser):
    """The words that a page shows, its labels and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        told = dict(attrs)
        assert "style" not in told
        assert not [name for name in told if name.startswith("on")]
        self.words += [told[name] or "" for name in ("placeholder", "title") if name in told]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.strip())


@pytest.mark.parametrize("path", PAGES)
def test_account_pages_are_in_the_shell_and_wholly_in_chinese(site: Site, path: str) -> None:
    user = site["patient"]
    user.language = "zh-hans"
    user.save()
    client = Client() if path in PAGES[:2] else confirmed(user)
    if "recovery" in path:
        with_authenticator(user)
        client.post("/account/2fa/recovery-codes/generate/")
    answer = client.get(path, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 200, answer.headers.get("Location")
    page = answer.content.decode()
    assert "desk.css" in page
    parser = _Words()
    parser.feed(page.replace(user.name, "").replace(user.email, ""))
    known = r"Huizhen|English|PIN|TOTP|[Pp]asskey|JavaScript|IP|UTC"
    left = [re.sub(known, "", word) for word in parser.words]
    latin = [word for word in left if re.search(r"[A-Za-z]{3}", word) and len(word) != 32]
    assert latin == []


def test_who_has_no_account_finds_the_enquiry_from_the_first_page() -> None:
    shown = Client().get("/", follow=True).content.decode()
    assert 'href="/enquiry/"' in shown
