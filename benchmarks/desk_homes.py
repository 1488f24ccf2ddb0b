"""Programs that make, sign and read a desk's home folder, each in a process of its own.

Django works on one home a process; a benchmark has many.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from measured import ROOT

_OPEN = """
import json, sys
from pathlib import Path
home, root = Path(sys.argv[1]), Path(sys.argv[2])
sys.path.insert(0, str(root / "tests"))
from huizhen.web.desk_tools import DeskTools
DeskTools().set_up(home)
from huizhen.ground.accounts.models import Organisation, User
from huizhen.ground.cases.models import Case
from worlds import ROLES, give_consent, make_site, signed_in
"""

MAKE = (
    _OPEN
    + """
from django.middleware.csrf import _get_new_csrf_string
from huizhen.ground.cases.actions import add_participant, open_case
from huizhen.ground.records.actions import set_request
site = make_site("bench")
identity = {"family": "Musterfrau", "given": "Erika", "birth_date": "1968-02-11", "sex": "F"}
case = open_case(site.organisation, None, identity, specialty="hpb", is_sample=True)
add_participant(case, site["coordinator"], site["patient"], "patient")
give_consent(case, site["patient"])
set_request(case, None, {"question": "Is resection possible?", "as_of": "2026-05-20"})
session = signed_in(site["coordinator"]).cookies["huizhen_session"].value
token = _get_new_csrf_string()
from django.conf import settings
print(json.dumps({
    "case": str(case.pk), "cookie": f"huizhen_session={session}",
    "csrf_cookie": f"{settings.CSRF_COOKIE_NAME}={token}", "csrf": token,
}))
"""
)
"""A site with a case that takes files, and its coordinator's session."""

SIGN = (
    _OPEN
    + """
from django.utils import timezone
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.actions.sealing import _new_passphrase
from huizhen.journey.preparation.jobs import ask_to_seal
from huizhen.journey.preparation.models import SealedPackage, SignOffRow
case = Case.behind_door.get()
people = {role: User.objects.by_email(f"{role}@bench.example") for role in ROLES}
practice = Organisation.objects.create(kind="home_team", name="Practice", country="DE")
consent = give_consent(
    case, people["patient"], "home_team", recipient=str(practice.pk), country="DE"
)
version = current_version(case)
signed = SignOffRow.behind_door.create(
    case=case, version=version, dossier_hash=version.dossier_hash,
    by=people["reviewing_clinician"], role="reviewing_clinician", factor="totp",
    factor_at=timezone.now(),
)
package = SealedPackage.behind_door.create(
    case=case, version=version, sign_off=signed, dossier_hash=version.dossier_hash,
    recipient_kind="home_team", recipient=str(practice.pk), country="DE", purpose="home_team",
    consent_ids=[str(consent.pk)], inputs_hash="bench", sealed_passphrase=_new_passphrase(case),
    asked_by=people["coordinator"],
)
ask_to_seal(package)
print("{}")
"""
)
"""The case's newest dossier signed, and its sealing for the home practice asked for."""

READ = (
    _OPEN
    + """
import hashlib, io, zipfile
from collections import Counter
from datetime import timedelta
import pyrage, time_machine
from django.utils import timezone
from huizhen.core.preparation.sealing import MAGIC, SEALED
from huizhen.ground.files.actions import sweep_uploads
from huizhen.ground.files.blobs import blob_bytes, blob_path, sweep, sweep_unnoted
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.jobs.models import Job
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.models import SealedPackage
case = Case.behind_door.get()

def digest(data):
    return hashlib.sha256(data).hexdigest()

def parts_of(package):
    words = case.unseal(package.sealed_passphrase).decode()
    archive = zipfile.ZipFile(io.BytesIO(blob_bytes(case, package.blob)))
    [name] = [name for name in archive.namelist() if name.endswith(SEALED)]
    data = archive.read(name)
    assert data.startswith(MAGIC)
    begin = 12 + int.from_bytes(data[8:12], "big")
    index = json.loads(pyrage.passphrase.decrypt(data[12:begin], words))
    key = pyrage.x25519.Identity.from_str(index["identity"])
    found = {}
    for part in index["parts"]:
        start = begin + part["offset"]
        found[part["name"]] = digest(pyrage.decrypt(data[start:start + part["length"]], [key]))
    return found

blobs = list(Blob.behind_door.all())
unreadable = sum(digest(blob_bytes(case, one)) != one.sha256 for one in blobs)
packages = list(SealedPackage.behind_door.select_related("blob").exclude(blob=None))

def unnamed():
    # blobs that no row points at, and files that no blob names
    named = {
        pk
        for one in Blob._meta.get_fields(include_hidden=True)  # they have no name on the blob
        if one.auto_created and not one.concrete
        for pk in one.related_model.behind_door.values_list(one.field.name, flat=True)
    }
    rows = [one for one in Blob.behind_door.all() if one.pk not in named]
    files = sum(path.is_file() for path in (home / "blobs").rglob("*"))
    return sum(one.kind != "readings" for one in rows) + files - Blob.behind_door.count()

left = unnamed()
with time_machine.travel(timezone.now() + timedelta(days=3)):
    sweep()
    sweep_unnoted()
    sweep_uploads(case)
twice = [f"{kind} {sha}" for (kind, sha), n in Counter((b.kind, b.sha256) for b in blobs).items()
         if n > 1]
twice += ["readings"] * (sum(one.kind == "readings" for one in blobs) - 1)
twice += ["sealed"] * (len(packages) - 1)
version = current_version(case)
print(json.dumps({
    "originals": sorted(
        [case.unseal(row.sealed_name).decode(), digest(blob_bytes(case, row.blob))]
        for row in ReceivedFile.behind_door.select_related("blob")
    ),
    "content": version.content_hash if version else "",
    "sealed": [sorted(parts_of(one).items()) for one in packages],
    "twice": twice,
    "unreadable": unreadable + sum(not blob_path(one.pk).exists() for one in blobs),
    "unnamed": unnamed(),
    "left_until_swept": left,
    "breaks": len(DeskTools().verify(home)),
    "failed": [f"{one.kind} {one.code}" for one in Job.objects.filter(state="failed")],
}))
"""
)
"""What the desk holds: originals, newest content, sealed parts, and what should not be there."""


def in_desk(home: Path, program: str) -> Any:
    """Run one of the programs on a home; what it printed."""
    environment = {**os.environ, "HUIZHEN_HOME": str(home)}
    command = [sys.executable, "-c", program, str(home), str(ROOT)]
    done = subprocess.run(command, check=True, capture_output=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
