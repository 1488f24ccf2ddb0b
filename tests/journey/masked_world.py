"""A signed case whose patient agreed to a department, with images that were looked at."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import pyrage
from preparation_world import SPECIFIC, World, make_world

from ct_instances import Maker
from huizhen.core.preparation.sealing import SEALED
from huizhen.core.records.inventory import InventoryEntry
from huizhen.ground.accounts.models import Membership, Organisation
from huizhen.ground.cases.access import case_rows
from huizhen.ground.imaging.actions import INDEX
from huizhen.ground.imaging.masking_jobs import FIND, ask_to_search
from huizhen.journey.preparation.models import SealedPackage
from uploading import Line
from worlds import give_consent, settle_events, signed_in, work_off

DATES = "consent/2026.2"
"""The version of the consent's text since which it names the dates."""
SLICES = 3


def signed_world(
    *, images: int = SLICES, searched: bool = True, files: Sequence[tuple[str, bytes]] = ()
) -> World:
    """With so many slices of one series and other files, and the search for what has to be looked
    at done."""
    made = make_world()
    if files:
        send_files(made, files)
        assert set(work_off(INDEX)) == {"done"}
    if images:
        send_images(made, images)
    made.post("coordinator", "questions/", {"text": SPECIFIC, "language": "en"})
    made.recompose(entries=[slide_entry(path, data) for path, data in files])
    assert made.sign().status_code == 302
    if searched:
        search(made)
    return made


def slide_entry(path: str, data: bytes) -> InventoryEntry:
    """What the reader says of a slide."""
    source = hashlib.sha256(data).hexdigest()
    return InventoryEntry(path=path, source_id=source, kind="slide", status="part")


def send_images(world: World, count: int, **more: Any) -> None:
    """Slices of one CT series of the patient."""
    maker = Maker(**more)
    send_files(world, [(f"Probe_Anna/IM{n:04d}", maker.instance(n)) for n in range(count)])
    assert set(work_off(INDEX)) == {"done"}


def send_files(world: World, files: Sequence[tuple[str, bytes]]) -> None:
    """As the coordinator's page does."""
    line = Line(signed_in(world.site["coordinator"]), f"/cases/{world.case.pk}/uploads/")
    assert line.batch(list(files)).status_code == 200
    assert signed_in(world.site["coordinator"]).post(f"{line.base}done").status_code == 200
    settle_events()


def search(world: World) -> None:
    """What the worker does after a composition."""
    ask_to_search(world.now())
    assert work_off(FIND) == ["done"]


def department(world: World) -> Organisation:
    """The specialist's, who takes part."""
    made = Organisation.objects.create(kind="department", name="Sample 3A", country="CN")
    Membership.objects.filter(user=world.site["specialist"]).update(organisation=made)
    return made


def agree(world: World, to: Organisation, version: str = DATES) -> None:
    """The patient's consent to the department, in that version of its text."""
    give = give_consent(
        world.case, world.site["patient"], "consult", recipient=str(to.pk), country=to.country
    )
    type(give).behind_door.filter(pk=give.pk).update(text_version=version)


def seal_for(world: World, to: Organisation, series: list[str] | None = None) -> Any:
    """As the coordinator's form does."""
    told: dict[str, Any] = {"recipient": str(to.pk), "series": series or []}
    return world.post("coordinator", "packages/", told)


def the_package(world: World) -> SealedPackage:
    """The one that there is."""
    row: SealedPackage = case_rows(world.case, SealedPackage).filter(discarded_at=None).get()
    return row


def archive_of(world: World) -> bytes:
    """The zip as it is saved."""
    answer = world.get("coordinator", f"packages/{the_package(world).pk}/archive")
    assert answer.status_code == 200
    return bytes(answer.content)


def opened(world: World, archive: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Index and parts, with the passphrase."""
    row = the_package(world)
    assert row.sealed_passphrase is not None
    words = world.now().unseal(row.sealed_passphrase).decode()
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        data = files.read(f"{world.case.number}/{SEALED}")
    length = int.from_bytes(data[8:12], "big")
    index = json.loads(pyrage.passphrase.decrypt(data[12 : 12 + length], words))
    identity = pyrage.x25519.Identity.from_str(index["identity"])
    parts = {}
    for part in index["parts"]:
        start = 12 + length + part["offset"]
        parts[part["name"]] = pyrage.decrypt(data[start : start + part["length"]], [identity])
    return index, parts
