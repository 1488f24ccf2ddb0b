"""What every answer carries, and that no name of a patient stands where it does not belong."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.models import Case
from huizhen.ground.files.actions import Small, receive_small
from huizhen.ground.files.senders import Sender
from huizhen.ground.jobs.ledger import ask, claim, perform, register
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.actions import ask_to_prepare
from huizhen.web.log_format import WithoutContent
from sizes import count
from worlds import Site, make_case, make_site, signed_in

SOURCE = Path(__file__).resolve().parents[2] / "src/huizhen"
PAGES = ("/", "/account/login/", "/account/", "/no-such-page", "/health", "/api/v1/openapi.json")


@pytest.fixture
def site() -> Site:
    return make_site("one")


def policy_of(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """The directives of an answer's content security policy."""
    parts = headers["Content-Security-Policy"].split(";")
    return {part.split()[0]: part.split()[1:] for part in parts if part.strip()}


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_answer_carries_strict_headers(site: Site, path: str) -> None:
    answer = signed_in(site["coordinator"]).get(path)
    policy = policy_of(answer.headers)
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] == ["'self'"]
    told = [word for words in policy.values() for word in words]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(told)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_templates_have_no_inline_script_or_style() -> None:
    wrong: list[str] = []
    for path in SOURCE.rglob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.S)
        inline = r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+="
        for found in re.finditer(inline, text):
            if "application/json" not in found.group(0):
                wrong.append(f"{path.name}: {found.group(0)}")
    assert wrong == []


@pytest.mark.django_db
def test_cookies_are_for_this_site_and_not_for_scripts(site: Site) -> None:
    user = site["patient"]
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": user.email, "password": "correct horse battery"})
    client.post("/language", {"language": "zh-hans"})
    assert set(client.cookies) == {"huizhen_session", "huizhen_csrf", "huizhen_language"}
    [session] = Session.objects.all()
    assert b"auth_user" not in urlsafe_b64decode(f"{session.session_data.split(':')[0]}===")
    assert SessionStore().decode(session.session_data)["_auth_user_id"] == str(user.pk)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in ("Lax", "Strict"), cookie.key


def test_forms_from_elsewhere_are_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language", {"language": "en"})
    assert (answer.status_code, "no longer valid" in answer.content.decode()) == (403, True)


def test_the_deployment_check_is_clean_under_https(tmp_path: Path) -> None:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("HUIZHEN", "DJANGO"))},
        "HUIZHEN_HOME": str(tmp_path / "home"),
        "HUIZHEN_ORIGIN": "https://desk.example",
        "DJANGO_SETTINGS_MODULE": "huizhen.project.settings",
    }
    show = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS >= 31536000, s.DEBUG, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    )
    check = ("-m", "django", "check", "--deploy", "--fail-level", "INFO")
    for words, expected in ((check, "0 silenced"), (("-c", show), "True True True True False")):
        done = subprocess.run(
            [sys.executable, *words], env=environment, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) in ((0, ""), (0, done.stderr)), done.stderr
        assert expected in done.stdout + done.stderr


CANARIES = (
    {"family": "Canariensis", "given": "Ludmilla", "birth_date": "1957-03-29", "mrn": "CNRY-55710"},
    {"family": "Zwölfvogel", "given": "Theodulf", "birth_date": "1949-11-08", "mrn": "ZWV-904417"},
    {"family": "Παπαγάλος", "given": "Αριάδνη", "birth_date": "1971-07-17", "mrn": "PPG-330921"},
)  # fmt: skip
"""Patients of three cases; nothing of them may stand in clear anywhere."""


class _Kept(logging.Handler):
    """Log lines as the desk would write them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(WithoutContent())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[_Kept]:
    handler = _Kept()
    for name in ("", "django", "django.request"):
        logging.getLogger(name).addHandler(handler)
    yield handler
    for name in ("", "django", "django.request"):
        logging.getLogger(name).removeHandler(handler)


def traces(canary: Mapping[str, str]) -> list[bytes]:
    """The words by which a patient could be recognised, as files would hold them."""
    words = [canary["family"], canary["given"], canary["mrn"], canary["birth_date"]]
    told = [word.encode() for word in words]
    return [*told, *(word.encode("utf-16-le") for word in words[:3])]


def make_canary(site: Site, canary: Mapping[str, str]) -> Case:
    """A case whose patient, letters and files' names all name the canary."""
    case = make_case(site)
    name_patient(case, site["coordinator"], canary)
    name = f"{canary['family']} {canary['given']}"
    letter = (
        f"Patient: {name}, born {canary['birth_date']}, MRN {canary['mrn']}.\n"
        "Diagnosis: pancreatic head mass. CA 19-9: 240 U/mL (0-37) on 2026-04-02.\n"
    )
    files = [
        Small(f"{name}.txt", letter.encode()),
        Small(f"{name} scan.pdf", b"%PDF-1.7\n" + letter.encode() * 3 + b"%%EOF"),
        Small(f"{name}.dcm", b"\0" * 128 + b"DICM" + letter.encode()),
    ]
    taken = receive_small(Sender(case, user=site["coordinator"]), files)
    assert [one.state for one in taken] == ["received"] * 3
    ask_to_prepare(case)
    return case


def walk_pages(site: Site, case: Case, canary: Mapping[str, str]) -> list[str]:
    """Look for the patient, open the case's pages, and make each kind of error; the addresses."""
    seen: list[str] = []
    for role in ("coordinator", "patient", "reviewing_clinician"):
        client = signed_in(site[role])
        seen += [answer.headers.get("Location", "") for answer in (client.get("/"),)]
        for name in ("case", "intake", "facts", "assessment", "people", "trail"):
            client.get(reverse(name, args=[case.pk]))
        client.get("/", {"q": canary["family"]})
        told = {"signer": canary["family"], "is_agreed": "on", "seen": "0"}
        seen.append(
            client.post(reverse("sign_main_consent", args=[case.pk]), told).headers.get(
                "Location", ""
            )
        )
        wrong = client.get(f"/cases/{case.pk}/no-such-page/")
        assert canary["family"] not in wrong.content.decode()
    return seen


def fails_with(text: str) -> None:
    """A job's fault whose message holds what it failed on."""

    def work(_running: object) -> None:
        raise ValueError(f"cannot read {text}")

    register("canary_fails", work)


@pytest.mark.sized
@pytest.mark.django_db(transaction=True)
def test_no_patient_is_named_in_logs_mail_addresses_or_files(
    site: Site, log: _Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(settings.HUIZHEN_HOME)
    addresses: list[str] = []
    canaries = CANARIES[: count(1, 3, 3)]
    for canary in canaries:
        case = make_canary(site, canary)
        fails_with(canary["family"])
        ask("canary_fails", f"canary_fails:{case.pk}", case.pk)
        addresses += walk_pages(site, case, canary)
        tell_roles(case, ["patient", "coordinator"], "waiting_for_you")
    states = []
    while (job := claim("test")) is not None:
        perform(job)
        job.refresh_from_db()
        states.append((job.kind, job.state))
    assert ("prepare_case", "done") in states
    assert ("canary_fails", "waiting") in states
    assert any("ValueError" in line for line in log.lines)
    places = {
        "log": "\n".join(log.lines).encode(),
        "mail": "\n".join(f"{m.subject}\n{m.body}" for m in mail.outbox).encode(),
        "addresses": "\n".join(addresses).encode(),
        "database": _dump(),
        **{str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()},
    }
    assert len(places) > 4 * len(canaries)
    found = [
        (place, trace)
        for canary in canaries
        for trace in traces(canary)
        for place, data in places.items()
        if trace in data
    ]
    assert found == []


def _dump() -> bytes:
    """Every value of the database."""
    from django.db import connection

    parts: list[bytes] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our tables
            for row in cursor.fetchall():
                parts += [
                    bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    for value in row
                ]
    return b"\n".join(parts)
