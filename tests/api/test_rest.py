"""The interface for programs: tokens and their scopes, the case's door, errors, any request."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from huizhen.api.rest.tokens import TokenThrottle
from huizhen.ground.accounts.models import ApiToken, User
from huizhen.ground.accounts.token_actions import SCOPES, make_token, revoke_token
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import ReceivedFile
from sizes import count
from worlds import Site, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
SENDING = f"POST {ROOT}/cases/{{case_id}}/documents"


@pytest.fixture
def site() -> Site:
    return make_site("one")


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


def program(user: User, *scopes: str) -> Client:
    """A program with a token of the person; of every scope when none is named."""
    _, token = make_token(user, "test", scopes or SCOPES, 1)
    return Client(headers={"authorization": f"Bearer {token}"})


def send(client: Client, case: Case, data: bytes = b"a letter", name: str = "a.txt") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = {"file": SimpleUploadedFile(name, data)}
    return client.post(f"{ROOT}/cases/{case.pk}/documents", told)


def test_a_program_sees_the_cases_of_its_person_and_no_others(site: Site, case: Case) -> None:
    other = make_site("two")
    mine = program(site["coordinator"]).get(f"{ROOT}/cases").json()
    assert [one["number"] for one in mine["items"]] == [case.number]
    assert program(other["coordinator"]).get(f"{ROOT}/cases").json()["items"] == []
    told = program(site["specialist"]).get(f"{ROOT}/cases/{case.pk}")
    assert told.json()["stage"] == "enquiry"
    assert b"Probe" not in told.content


def test_missing_and_forbidden_are_one_answer(site: Site, case: Case) -> None:
    client = program(make_site("two")["coordinator"])
    for path in ("", "/documents", "/facts", "/findings"):
        forbidden = client.get(f"{ROOT}/cases/{case.pk}{path}")
        missing = client.get(f"{ROOT}/cases/{uuid.uuid4()}{path}")
        assert (forbidden.status_code, forbidden.content) == (404, missing.content)
        assert forbidden.headers["Content-Type"] == "application/problem+json"


def test_a_file_is_sent_listed_and_read_again(site: Site, case: Case) -> None:
    client = program(site["coordinator"])
    assert (send(client, case).status_code, send(client, case).status_code) == (201, 200)
    assert case_rows(case, ReceivedFile).count() == 1
    [line] = client.get(f"{ROOT}/cases/{case.pk}/documents").json()["items"]
    assert (line["name"], line["size_bytes"]) == ("a.txt", 8)
    answer = client.get(f"{ROOT}/cases/{case.pk}/documents/{line['id']}")
    assert answer.content == b"a letter"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.txt"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    told = AuditEvent.objects.filter(chain=f"case:{case.pk}", about=f"document:{line['id']}")
    assert told.count() == 1


def test_an_empty_file_is_a_file(site: Site, case: Case) -> None:
    assert send(program(site["coordinator"]), case, b"", "empty.txt").status_code == 201


def test_what_is_held_apart_is_not_given_out(site: Site, case: Case) -> None:
    client = program(site["coordinator"])
    send(client, case)
    row = case_rows(case, ReceivedFile).get()
    case_rows(case, ReceivedFile).update(state="quarantined")
    assert client.get(f"{ROOT}/cases/{case.pk}/documents/{row.pk}").status_code == 404


@pytest.mark.parametrize("role", ["specialist", "medical_editor", "auditor"])
def test_who_may_not_send_files_may_not_by_a_token(site: Site, case: Case, role: str) -> None:
    assert send(program(site[role]), case).status_code == 404
    assert not case_rows(case, ReceivedFile).exists()


def test_a_closed_case_takes_no_files(site: Site, case: Case) -> None:
    Case.behind_door.filter(pk=case.pk).update(stage="closed")
    answer = send(program(site["coordinator"]), case)
    assert (answer.status_code, answer.json()["code"]) == (409, "case_closed")


def test_facts_before_the_first_composition_are_none(site: Site, case: Case) -> None:
    for kind in ("facts", "findings"):
        told = program(site["coordinator"]).get(f"{ROOT}/cases/{case.pk}/{kind}").json()
        assert told == {"version": None, "items": [], "count": 0}


def test_a_token_reaches_as_far_as_its_scopes(site: Site, case: Case) -> None:
    client = program(site["coordinator"], "cases")
    assert client.get(f"{ROOT}/cases/{case.pk}").status_code == 200
    for path in ("/documents", "/facts", "/findings"):
        answer = client.get(f"{ROOT}/cases/{case.pk}{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert send(client, case).status_code == 403


def test_tokens_that_ended_or_were_taken_back_or_never_made_open_nothing(site: Site) -> None:
    user = site["coordinator"]
    row, token = make_token(user, "test", ["cases"], 1)
    client = Client(headers={"authorization": f"Bearer {token}"})
    assert client.get(f"{ROOT}/cases").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(f"{ROOT}/cases").status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert revoke_token(user, row.pk)
    answer = client.get(f"{ROOT}/cases")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert signed_in(user).get(f"{ROOT}/cases").status_code == 401
    assert token not in json.dumps(list(ApiToken.objects.values()), default=str)


def test_too_many_requests_are_told_to_wait(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(TokenThrottle, "most", 3)
    client = program(site["coordinator"])
    answers = [client.get(f"{ROOT}/cases") for _ in range(9)]
    assert answers[0].status_code == 200
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert 0 < int(refused[0].headers["Retry-After"]) <= 60


def test_tokens_are_made_and_taken_back_on_their_page(site: Site) -> None:
    user = site["coordinator"]
    user.set_password("correct horse battery")
    user.save()
    client = signed_in(user)
    assert client.get("/tokens/").headers["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": "correct horse battery"})
    assert client.get("/tokens/").status_code == 200
    told = {"name": "our archive", "scopes": ["cases", "upload"], "days": "30"}
    page = client.post("/tokens/", told).content.decode()
    row = ApiToken.objects.get()
    assert (row.scopes, row.user) == (["cases", "upload"], user)
    assert "hz_" in page
    assert "hz_" not in client.get("/tokens/").content.decode()
    assert client.post("/tokens/", {**told, "scopes": "everything"}).status_code == 400
    other = signed_in(make_site("two")["coordinator"])
    assert other.post(f"/tokens/{row.pk}/revoke").status_code == 404
    assert client.post(f"/tokens/{row.pk}/revoke").status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_the_document_is_openapi_3_1_and_names_every_error() -> None:
    document = Client().get(f"{ROOT}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for operations in document["paths"].values():
        for operation in operations.values():
            assert {"401", "404", "422", "429"} <= set(operation["responses"])
            assert "application/problem+json" in operation["responses"]["404"]["content"]


@pytest.fixture
def interface(
    site: Site, case: Case, monkeypatch: pytest.MonkeyPatch
) -> Iterator[schemathesis.BaseSchema]:
    """The interface as schemathesis tries it, in this process."""
    monkeypatch.setattr(TokenThrottle, "most", 10**9)
    schema = schemathesis.openapi.from_dict(
        json.loads(Client().get(f"{ROOT}/openapi.json").content)
    )
    schema.app = get_wsgi_application()
    _, token = make_token(site["coordinator"], "test", SCOPES, 1)
    schema.config.update(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
    schema.hook(known_case(case))
    # each answer would end the connection, and with it the transaction that the test stands in
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schema
    for signal in signals:
        signal.connect(close_old_connections)


def known_case(case: Case) -> Any:
    """Half of the requests are for the case that there is."""

    def map_path_parameters(_context: Any, parameters: dict[str, Any] | None) -> Any:
        if parameters and str(parameters.get("case_id", ""))[:1] in "01234567":
            return {**parameters, "case_id": str(case.pk)}
        return parameters

    return map_path_parameters


@pytest.mark.sized
def unfit_checks(operation: str) -> list[Any]:
    """A file's bytes may be encoded as a part that is no file: refusing it is right."""
    return [positive_data_acceptance] if operation == SENDING else []


def test_no_request_makes_the_interface_fail(interface: schemathesis.BaseSchema) -> None:
    tried: list[str] = []
    for found in interface.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # an error would have no ok()
        tried.append(operation.label)

        @settings(
            max_examples=count(15, 60, 300), suppress_health_check=list(HealthCheck), deadline=None
        )
        @given(case=operation.as_strategy())
        def answers_as_told(case: Any) -> None:
            case.call_and_validate(excluded_checks=unfit_checks(case.operation.label))

        answers_as_told()
    assert len(tried) == 7
    assert SENDING in tried
