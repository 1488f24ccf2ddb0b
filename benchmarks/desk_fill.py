"""Fills the desk of a home folder with cases, in bulk: `python desk_fill.py HOME CASES`.

Each case has a key of its own, 60 pages of records, 200 facts and 5 imaging studies sealed with
it, a consent, a patient, a home physician and a clinician who take part, and 60 events in its
trail. What the pages say is the hpb sample's, repeated.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from measured import ROOT, SEED

PAGES, FACTS, STUDIES, EVENTS, BATCH = 60, 200, 5, 60, 100
FAMILIES = (
    "Muster", "Probe", "Beispiel", "Sample", "Modelo", "Exemple", "Образцова", "Vzor", "Voorbeeld",
    "Esempio", "Prøve", "Näide", "Minta", "Przykład", "Exemplu", "Örnek", "Primjer", "Příklad",
)  # fmt: skip
GIVEN = ("Anna", "Erika", "Max", "Luca", "Marta", "Jean", "Olga", "Piotr", "Sanne", "Giulia")
_HOME_SIDE = ("patient", "home_physician", "reviewing_clinician")
_NOW = datetime.now(UTC)


def sample_files() -> dict[str, bytes]:
    """The desk's files of a case of that size, made from what the pipeline makes of the sample."""
    with tempfile.TemporaryDirectory() as name:
        folder, package = Path(name), Path(name) / "package"
        huizhen = [sys.executable, "-m", "huizhen.project.main"]
        subprocess.run([*huizhen, "samples", folder, "--only", "hpb"], check=True)
        package.mkdir()
        from huizhen.project.pipeline import prepare

        told = json.loads((folder / "hpb.json").read_text(encoding="utf-8"))
        request = {**told, "number": "HZ-2026-0001"}
        prepare(folder / "hpb", package, request, (), lambda _step: None)
        names = ("facts.json", "inventory.json", "findings.json", "desk/pages.json",
                 "desk/held.json", "desk/run.json")  # fmt: skip
        files = {name: (package / name).read_bytes() for name in names}
    return {**files, **_sized(files)}


def _sized(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Pages, facts and studies repeated or cut to the numbers above."""
    pages, facts = json.loads(files["desk/pages.json"]), json.loads(files["facts.json"])
    found = pages["pages"]
    pages["pages"] = [
        {**page, "page_id": f"{page['page_id']}{number // len(found) or ''}"}
        for number, page in zip(range(PAGES), itertools.cycle(found), strict=False)
    ]
    studies = [one for one in facts["facts"] if one["type"] == "ImagingStudy"]
    others = [one for one in facts["facts"] if one["type"] != "ImagingStudy"]
    facts["facts"] = [*_repeated(studies, STUDIES), *_repeated(others, FACTS - STUDIES)]
    return {
        "desk/pages.json": json.dumps(pages, ensure_ascii=False).encode(),
        "facts.json": json.dumps(facts, ensure_ascii=False).encode(),
    }


def _repeated(facts: list[dict[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    """So many facts; a repeated one has a key of its own."""
    for place, fact in zip(range(number), itertools.cycle(facts), strict=False):
        turn = place // len(facts)
        key = hashlib.sha256(f"{fact['fact_key']}{turn}".encode()).hexdigest()
        yield {**fact, "fact_key": key} if turn else fact


class Filler:
    """Cases of one site, a hundred in a transaction."""

    def __init__(self, site: Any, files: Mapping[str, bytes], seed: int) -> None:
        self._site, self._files, self._rng = site, files, random.Random(seed)
        self._digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        self._rows: dict[type[Any], list[Any]] = {}

    def fill(self, first: int, number: int) -> None:
        """Cases with these numbers."""
        from django.db import transaction

        for begin in range(first, first + number, BATCH):
            self._rows = {}
            for place in range(begin, min(begin + BATCH, first + number)):
                self._case(place)
            with transaction.atomic():
                for model, rows in self._rows.items():
                    manager = getattr(model, "behind_door", None) or model._default_manager
                    manager.bulk_create(rows, batch_size=500)

    def _add(self, row: Any) -> Any:
        self._rows.setdefault(type(row), []).append(row)
        return row

    def _case(self, number: int) -> None:
        from huizhen.core.states.stages import JOURNEY
        from huizhen.ground.cases.models import Case
        from huizhen.ground.files.keyring import new_case_key

        rng, (public, secret) = self._rng, new_case_key()
        case = self._add(
            Case(
                number=f"HZ-2026-{number:05d}",
                organisation=self._site.organisation,
                specialty=rng.choice(("hpb", "hem", "spn", "tho", "nsg")),
                # most cases of a site that is some years old have ended
                stage=rng.choice(JOURNEY) if rng.random() < 0.4 else "closed",
                waiting_role=rng.choice(("coordinator", "home_physician", "specialist")),
                waiting_for="complete_intake",
                due_at=_NOW + timedelta(hours=rng.randrange(-200, 800)),
                public_key=public,
                sealed_secret=secret,
            )
        )
        self._people(case)
        self._package(case)
        self._trail(case)

    def _people(self, case: Any) -> None:
        from huizhen.ground.cases.actions import identity_words
        from huizhen.ground.cases.models import CaseIdentity, Participant, SearchToken
        from huizhen.ground.consent.models import Consent
        from huizhen.ground.files.keyring import search_token

        rng = self._rng
        identity = {
            "family": f"{rng.choice(FAMILIES)}{rng.randrange(300)}",
            "given": rng.choice(GIVEN),
            "birth_date": f"19{rng.randrange(30, 99)}-0{rng.randrange(1, 9)}-1{rng.randrange(9)}",
            "identifiers": f"P{rng.randrange(10**7)}@Sample",
        }
        self._add(CaseIdentity(case=case, sealed=case.seal_json(identity), is_confirmed=True))
        for word in sorted(identity_words(identity)):
            self._add(SearchToken(case=case, token=search_token("case", word)))
        for role in _HOME_SIDE:
            self._add(Participant(case=case, user=self._site[role], role=role))
        self._add(
            Consent(
                case=case, purpose="prepare_case", text_version="bench/1", language="en",
                sealed_signer=case.seal_json({"name": "bench"}), signed_by=self._site["patient"],
                signed_at=_NOW,
            )
        )  # fmt: skip

    def _package(self, case: Any) -> None:
        from huizhen.ground.files.blobs import blob_path
        from huizhen.ground.files.models import Blob
        from huizhen.ground.records.models import PackageFile, PackageVersion

        hashes = {"content_hash": "0" * 64, "inputs_hash": "0" * 64}
        version = self._add(PackageVersion(case=case, number=1, **hashes))
        for name, data in self._files.items():
            digest = self._digests[name]
            blob = Blob(case=case, kind="package", sha256=digest, size_bytes=len(data))
            blob_path(blob.pk).write_bytes(case.seal(data))
            self._add(blob)
            self._add(PackageFile(case=case, version=version, name=name, blob=blob))

    def _trail(self, case: Any) -> None:
        from huizhen.ground.audit.actions import chain_of, event_hash
        from huizhen.ground.audit.models import AuditEvent, ChainHead

        head = ChainHead(chain=chain_of(case.pk))
        for number in range(1, EVENTS + 1):
            event = AuditEvent(
                chain=head.chain, number=number, at=_NOW - timedelta(hours=EVENTS - number),
                actor_id=str(self._site["coordinator"].pk), action="read",
                about=("case", "facts", "intake")[number % 3], previous=head.hash,
            )  # fmt: skip
            event.hash = event_hash(event)
            head.number, head.hash = number, event.hash
            self._add(event)
        self._add(head)


def open_home(home: Path) -> None:
    """Let Django work on the home."""
    os.environ["HUIZHEN_HOME"] = str(home)
    sys.path.insert(0, str(ROOT / "tests"))
    from huizhen.web.desk_tools import DeskTools

    DeskTools().set_up(home)


def main(home: Path, cases: int) -> None:
    """Fill a new home."""
    began = time.time()
    open_home(home)
    from worlds import make_site

    kept = home.parent / "files.json"
    if not kept.exists():
        files = {name: data.decode() for name, data in sample_files().items()}
        kept.write_text(json.dumps(files), encoding="utf-8")
    told = json.loads(kept.read_text(encoding="utf-8"))
    Filler(make_site("bench"), {name: text.encode() for name, text in told.items()}, SEED).fill(
        1, cases
    )
    (home / "filled").write_text(f"{cases} {time.time() - began:.0f}", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
