"""An open name of two cases is settled by a medical editor once, and printed so in both."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.utils import timezone

from huizhen.core.language.imported.term import ImportedPack, ImportedTerm, Name
from huizhen.core.reading.xml import parse_xml
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.actions import ask_to_prepare, set_request
from huizhen.ground.records.jobs import PREPARE
from huizhen.ground.records.queries import current_version, dossier_of
from huizhen.ground.terms.models import CaseTerm, SettledTerm
from huizhen.ground.terms.queries import term_key
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop
from worlds import Site, make_case, make_site, settle_events, signed_in, work_off

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Zorblax syndrome"
KEY_KIND = "Condition"
WORDING = {"zh": "佐氏综合征", "source": "专家共识2026", "reason": "国内通用", "is_clean": "on"}


def bundle(name: str) -> bytes:
    """A patient with one condition that no lexicon has."""
    patient = {
        "resourceType": "Patient", "id": "p", "birthDate": "1968-02-11", "gender": "female",
        "name": [{"family": "Probe", "given": ["Anna"]}],
    }  # fmt: skip
    condition = {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"},
        "code": {"text": name}, "recordedDate": "2026-03-01",
        "clinicalStatus": {"coding": [{"code": "active"}]},
    }  # fmt: skip
    entries = [{"fullUrl": f"urn:{one['id']}", "resource": one} for one in (patient, condition)]
    told = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return json.dumps(told).encode()


def prepared_case(site: Site, name: str = NAME) -> Case:
    """A case in preparation whose dossier has the name."""
    case = make_case(site, specialty="hpb")
    Case.behind_door.filter(pk=case.pk).update(stage="preparation")
    data = bundle(name)
    ReceivedFile.behind_door.create(
        case=case,
        blob=store_bytes(case, "original", data),
        sha256=hashlib.sha256(data).hexdigest(),
        sealed_name=case.seal(b"record.json"),
    )
    set_request(case, site["coordinator"], {"question": "Is resection possible?"})
    compose(case)
    return case


def compose(case: Case) -> None:
    ask_to_prepare(case)
    assert set(work_off(PREPARE)) <= {"done"}
    settle_events()


def printed(case: Case) -> str:
    version = current_version(case)
    assert version is not None
    record = [s.text for part in dossier_of(case, version).record for s in part.statements]
    return " ".join(record)


def compose_what_is_due(case: Case) -> None:
    """What the worker does once the pause after settling is over."""
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        settle_events()
        assert set(work_off(PREPARE)) <= {"done"}
        settle_events()


def stamps(case: Case) -> dict[str, str]:
    version = current_version(case)
    assert version is not None
    return {stamp.id: stamp.version for stamp in dossier_of(case, version).packs}


def test_settled_once_it_is_used_in_every_case_and_its_version_is_named() -> None:
    site = make_site("one")
    first, second = prepared_case(site), prepared_case(site)
    key = term_key(KEY_KIND, NAME)
    assert NAME in printed(first)
    assert "site-terms" not in stamps(first)
    assert CaseTerm.behind_door.filter(term_key=key).count() == 2
    editor = signed_in(site["medical_editor"])
    listed = editor.get("/terms/").content.decode()
    assert NAME in listed
    assert "Probe" not in listed
    page = editor.get(f"/terms/{key}/").content.decode()
    assert first.number in page
    assert second.number in page
    assert editor.post(f"/terms/{key}/", WORDING).status_code == 302
    assert Event.objects.filter(kind="terms_settled", done_at=None).count() == 2
    compose_what_is_due(first)
    for case in (first, second):
        assert "佐氏综合征" in printed(case)
        assert stamps(case)["site-terms"].endswith(".1")
    assert not CaseTerm.behind_door.filter(term_key=key).exists()
    third = prepared_case(site)
    assert "佐氏综合征" in printed(third)
    assert NAME not in editor.get("/terms/").content.decode()


def test_another_site_sees_and_uses_nothing_of_it() -> None:
    site, other = make_site("one"), make_site("two")
    case, foreign = prepared_case(site), prepared_case(other)
    key = term_key(KEY_KIND, NAME)
    signed_in(site["medical_editor"]).post(f"/terms/{key}/", WORDING)
    compose_what_is_due(case)
    compose(foreign)
    assert "佐氏综合征" not in printed(foreign)
    assert "佐氏" not in signed_in(other["medical_editor"]).get("/terms/settled/").content.decode()
    settled = SettledTerm.objects.get()
    stranger = signed_in(other["medical_editor"])
    assert stranger.post(f"/terms/settled/{settled.pk}/withdraw").status_code == 409
    assert SettledTerm.objects.get().ended_at is None


def test_an_editor_outside_the_case_finds_none_of_its_names() -> None:
    site, beside = make_site("one"), make_site("beside")
    prepared_case(site)
    for row in beside["medical_editor"].memberships.all():
        row.organisation = site.organisation
        row.save()
    client = signed_in(beside["medical_editor"])
    assert NAME not in client.get("/terms/").content.decode()
    assert client.get(f"/terms/{term_key(KEY_KIND, NAME)}/").status_code == 404
    assert client.post(f"/terms/{term_key(KEY_KIND, NAME)}/", WORDING).status_code == 404


def test_nobody_but_a_medical_editor_settles() -> None:
    site = make_site("one")
    prepared_case(site)
    address = f"/terms/{term_key(KEY_KIND, NAME)}/"
    for role in ("coordinator", "reviewing_clinician"):
        client = signed_in(site[role])
        assert client.get(address).status_code == 200
        assert client.post(address, WORDING).status_code == 404
    for role in ("patient", "specialist", "administrator", "auditor", "interpreter"):
        assert signed_in(site[role]).get(address).status_code == 404
    assert not SettledTerm.objects.exists()


def test_what_is_not_whole_or_not_seen_is_not_settled() -> None:
    site = make_site("one")
    prepared_case(site)
    address = f"/terms/{term_key(KEY_KIND, NAME)}/"
    editor = signed_in(site["medical_editor"])
    for gone in WORDING:
        assert editor.post(address, {**WORDING, gone: ""}).status_code == 400
    assert not SettledTerm.objects.exists()
    assert editor.post(address, WORDING).status_code == 302
    assert editor.post(address, {**WORDING, "zh": "佐病"}).status_code == 409
    held = SettledTerm.objects.get()
    again = {**WORDING, "zh": "佐病", "seen_term": str(held.pk)}
    assert editor.post(address, again).status_code == 302
    assert [row.zh for row in SettledTerm.objects.filter(ended_at=None)] == ["佐病"]
    assert [row.zh for row in SettledTerm.objects.exclude(ended_at=None)] == ["佐氏综合征"]


def test_another_side_or_amount_is_settled_only_by_whoever_says_that_it_is_none() -> None:
    site = make_site("one")
    name = "Zorblax carcinoma of the left kidney 5 cm"
    prepared_case(site, name)
    address = f"/terms/{term_key(KEY_KIND, name)}/"
    editor = signed_in(site["medical_editor"])
    for wrong in ("右肾佐氏癌5cm", "左肾佐氏癌50cm"):
        answer = editor.post(address, {**WORDING, "zh": wrong})
        assert answer.status_code == 400
        assert 'name="agrees"' in answer.content.decode()
    assert not SettledTerm.objects.exists()
    assert editor.post(address, {**WORDING, "zh": "左肾佐氏癌5cm"}).status_code == 302
    held = SettledTerm.objects.get()
    sure = {**WORDING, "zh": "肾佐氏癌5cm", "agrees": "on", "seen_term": str(held.pk)}
    assert editor.post(address, {**sure, "agrees": ""}).status_code == 400
    assert editor.post(address, sure).status_code == 302


def test_an_abbreviation_of_several_meanings_is_refused() -> None:
    site = make_site("one")
    prepared_case(site, "MS")
    answer = signed_in(site["medical_editor"]).post(f"/terms/{term_key(KEY_KIND, 'MS')}/", WORDING)
    assert answer.status_code == 400
    assert not SettledTerm.objects.exists()


def test_with_two_people_it_is_used_once_the_second_agrees(settings: Any) -> None:
    settings.HUIZHEN_TERMS_TWO_PEOPLE = True
    site = make_site("one")
    case = prepared_case(site)
    editor = signed_in(site["medical_editor"])
    editor.post(f"/terms/{term_key(KEY_KIND, NAME)}/", WORDING)
    compose_what_is_due(case)
    compose(case)
    assert NAME in printed(case)
    assert "approval" in editor.get("/terms/").content.decode()
    settled = SettledTerm.objects.get()
    assert editor.post(f"/terms/settled/{settled.pk}/approve").status_code == 400
    clinician = signed_in(site["reviewing_clinician"])
    assert clinician.post(f"/terms/settled/{settled.pk}/approve").status_code == 302
    compose_what_is_due(case)
    assert "佐氏综合征" in printed(case)


def test_taken_back_it_is_printed_as_before_and_the_trail_tells_all_of_it() -> None:
    site = make_site("one")
    case = prepared_case(site)
    editor = signed_in(site["medical_editor"])
    editor.post(f"/terms/{term_key(KEY_KIND, NAME)}/", WORDING)
    compose_what_is_due(case)
    settled = SettledTerm.objects.get()
    assert editor.post(f"/terms/settled/{settled.pk}/withdraw").status_code == 302
    compose(case)
    assert "佐氏综合征" not in printed(case)
    told = AuditEvent.objects.filter(chain="site", action__endswith="_term").order_by("number")
    assert [one.action for one in told] == ["settle_term", "withdraw_term"]
    assert all("佐" not in json.dumps(one.data, ensure_ascii=False) for one in told)


def test_settled_terms_are_given_back_as_table_and_memory() -> None:
    site = make_site("one")
    prepared_case(site)
    editor = signed_in(site["medical_editor"])
    editor.post(f"/terms/{term_key(KEY_KIND, NAME)}/", WORDING)
    table = editor.get("/terms/settled/terms.tsv").content.decode().splitlines()
    assert table[0].split("\t") == ["kind", "original", "zh", "source", "version"]
    assert table[1].split("\t")[:4] == [KEY_KIND, NAME, "佐氏综合征", "专家共识2026"]
    memory = parse_xml(editor.get("/terms/settled/terms.tmx").content)
    assert [seg.text for seg in memory.iter("seg")] == [NAME, "佐氏综合征"]


def test_names_are_not_kept_in_clear_with_the_cases() -> None:
    site = make_site("one")
    prepared_case(site)
    row = CaseTerm.behind_door.filter(term_key=term_key(KEY_KIND, NAME)).get()
    assert NAME.encode() not in bytes(row.sealed)
    assert row.case.unseal_json(row.sealed)["original"] == NAME


def test_what_an_imported_list_has_is_proposed_and_not_used() -> None:
    site = make_site("one")
    store = workshop(Settings()).open_terms(Path(django_settings.HUIZHEN_HOME))
    pack = {"id": "own", "title": "own", "version": "7", "source": "s", "licence": "own"}
    store.keep(
        ImportedPack.model_validate({**pack, "sha256": "0", "layout": "plain"}),
        [ImportedTerm("Z1", "佐氏综合征", (Name("Zorblax syndrom", "name", "en"),))],
    )
    case = prepared_case(site)
    assert "佐氏" not in printed(case)
    address = f"/terms/{term_key(KEY_KIND, NAME)}/"
    page = signed_in(site["medical_editor"]).get(address).content.decode()
    assert "佐氏综合征" in page
    assert "own 7" in page
    assert "佐氏综合征" not in signed_in(site["coordinator"]).get(address).content.decode()
    store.remove("own")
