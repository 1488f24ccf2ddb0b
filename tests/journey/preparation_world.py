"""A case in preparation with a package that the pipeline made, and its home physician's practice.

The pipeline runs once; each test gets its files as a version, with facts as confirmed as it wants.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.utils import timezone

from huizhen.core.preparation.edits import edits_from_json
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.value import content_hash
from huizhen.ground.accounts.models import Membership, Organisation
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.actions import name_patient
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.jobs import inputs_hash
from huizhen.ground.records.models import PackageFile, PackageVersion
from huizhen.ground.records.queries import current_version, request_of
from huizhen.journey.assessment.models import FitDecision
from huizhen.project.pipeline import prepare
from kept_steps import kept
from made_once import made_once
from worlds import Site, compare_languages, give_consent, make_case, make_site, signed_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LETTER = b"""Discharge letter, 12 March 2026
Patient: Anna Probe, born 11.02.1968
Diagnosis: hepatocellular carcinoma, segment VIII, 5.2 cm.
Past history: hypertension.
Medication: Ramipril 5 mg once daily.
AFP 412 ng/mL (12.03.2026).
"""
SPECIFIC = (
    "For the 5.2 cm HCC in segment VIII with AFP 412 ng/mL and Child-Pugh A, should resection be"
    " done first, or TACE?"
)


@lru_cache(maxsize=32)
def composed(question: str = "", edits: str = "", answers: str = "") -> Mapping[str, bytes]:
    """The files of a package of the letter."""
    asked = content_hash([question, edits, answers])[:16] if question or edits or answers else ""
    folder = made_once(f"composed-{asked}", lambda to: _compose(to, question, edits, answers))
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".huizhen" not in path.parts
    }


def _compose(package: Path, question: str, edits: str, answers: str) -> None:
    """Run the pipeline; another question of the same letter does not read it again."""
    with TemporaryDirectory() as name:
        records = Path(name) / "records"
        records.mkdir()
        (records / "letter.txt").write_bytes(LETTER)
        if question or edits or answers:
            first = made_once("composed-", lambda to: _compose(to, "", "", ""))
            shutil.copytree(first / ".huizhen", package / ".huizhen")
        request = {
            "specialty": "hpb",
            "as_of": "2026-05-20",
            "question": question,
            "edits": edits,
            "answers": answers,
            "patient": "Probe, Anna; 1968-02-11; F",
            "number": "HZ-2026-0001",
        }
        prepare(records, package, {k: v for k, v in request.items() if v}, (), lambda _: None)


def changed(files: Mapping[str, bytes], *, confirmed: bool, blocking: str) -> dict[str, bytes]:
    """The package with facts confirmed, and with the blocking findings that a test wants:
    'all', 'free' (one, which may be let pass), 'fixed' (one, which may not), 'none'."""
    made = dict(files)
    if confirmed:
        told = json.loads(made["facts.json"])
        for fact in told["facts"]:
            fact["status"] = "confirmed"
        made["facts.json"] = json.dumps(told).encode()
    if blocking != "all":
        told = json.loads(made["findings.json"])
        blocks = [f for f in told["findings"] if f["effect"] == "block"]
        others = [f for f in told["findings"] if f["effect"] != "block"]
        wanted = {
            "free": [f for f in blocks if f["override_allowed"]][:1],
            "fixed": [f for f in blocks if not f["override_allowed"]][:1],
            "none": [],
        }[blocking]
        assert blocking == "none" or wanted
        made["findings.json"] = json.dumps({**told, "findings": [*wanted, *others]}).encode()
    return made


@dataclass
class World:
    """A site, a case in preparation, a practice."""

    site: Site
    case: Case
    practice: Organisation

    @property
    def path(self) -> str:
        """Where the pages of preparation begin."""
        return f"/cases/{self.case.pk}/preparation/"

    def now(self) -> Case:
        """The case as it stands."""
        return system_case(self.case.pk)

    def get(self, role: str, path: str = "", **more: Any) -> Any:
        """A page of preparation, or with a leading slash of the case."""
        return signed_in(self.site[role]).get(self._address(path), **more)

    def post(self, role: str, path: str, told: dict[str, Any] | None = None, **more: Any) -> Any:
        """A form as its page would send it."""
        data = {"seen": str(self.now().revision), **(told or {})}
        return signed_in(self.site[role]).post(self._address(path), data, **more)

    def _address(self, path: str) -> str:
        return f"/cases/{self.case.pk}{path}" if path.startswith("/") else self.path + path

    def give_package(
        self,
        *,
        confirmed: bool = True,
        blocking: str = "none",
        edits: str = "",
        question: str = "",
        answers: str = "",
        entries: Sequence[InventoryEntry] = (),
    ) -> PackageVersion:
        """A new version, as the worker leaves one, with more lines of the inventory."""
        files = changed(composed(question, edits, answers), confirmed=confirmed, blocking=blocking)
        if entries:
            told = json.loads(files["inventory.json"])
            told["files"] += [one.model_dump(mode="json") for one in entries]
            files = {**files, "inventory.json": json.dumps(told).encode()}
        dossier_hash = json.loads(files["manifest.json"])["dossier_sha256"]
        case = self.now()
        last = current_version(case)
        with changing(case, None, "compose_package") as change:
            version: PackageVersion = PackageVersion.behind_door.create(
                case=change.case,
                number=last.number + 1 if last else 1,
                dossier_hash=dossier_hash,
                content_hash=hashlib.sha256(b"".join(files.values())).hexdigest(),
                inputs_hash=inputs_hash(change.case, timezone.now().date()),
            )
            for name, data in files.items():
                blob = store_bytes(change.case, "package", data)
                PackageFile.behind_door.create(
                    case=change.case, version=version, name=name, blob=blob
                )
            change.case.dossier_hash = dossier_hash
            change.emit("package_composed", version=str(version.pk))
        compare_languages(self.now())
        return version

    def recompose(self, **more: Any) -> PackageVersion:
        """What the worker would make of the request as it stands now."""
        told = request_of(self.now())
        edits_from_json(told.get("edits", ""))
        return self.give_package(
            question=told.get("question", ""),
            edits=told.get("edits", ""),
            answers=told.get("answers", ""),
            **more,
        )

    def consent(self) -> None:
        """The patient agrees that the practice is written to."""
        give_consent(
            self.case,
            self.site["patient"],
            "home_team",
            recipient=str(self.practice.pk),
            country=self.practice.country,
        )

    def key(self) -> str:
        """The practice as a form names it."""
        return f"{self.practice.pk}:{self.site['home_physician'].pk}"

    def code(self, role: str = "reviewing_clinician") -> str:
        """A code of the person's authenticator app."""
        return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))

    def sign(self, role: str = "reviewing_clinician", **told: Any) -> Any:
        """Sign the newest version on its page."""
        version = current_version(self.now())
        given = {
            "dossier_hash": version.dossier_hash if version else "",
            "code": self.code(),
            **told,
        }
        return self.post(role, "sign/", given)


def make_world() -> World:
    """A case whose patient is known and whose fit was decided; no package and no question yet."""
    return kept("preparation", _made_world)


def _made_world() -> World:
    site = make_site("one")
    case = make_case(site, specialty="hpb")
    practice = Organisation.objects.create(kind="home_team", name="Sample Practice", country="DE")
    Membership.objects.filter(user=site["home_physician"]).update(organisation=practice)
    identity = {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"}
    name_patient(case, site["coordinator"], identity)
    Case.behind_door.filter(pk=case.pk).update(stage="preparation")
    FitDecision.behind_door.create(
        case=case,
        verdict="fit",
        specialty="hpb",
        reasons=["test"],
        sealed=case.seal_json({"by": "Dr Test", "note": ""}),
        by=site["reviewing_clinician"],
    )
    ReceivedFile.behind_door.create(
        case=case,
        blob=store_bytes(case, "original", LETTER),
        sha256=hashlib.sha256(LETTER).hexdigest(),
        sealed_name=case.seal(b"letter.txt"),
    )
    TOTP.activate(site["reviewing_clinician"], SECRET)
    return World(site, system_case(case.pk), practice)


__all__ = ["LETTER", "SPECIFIC", "World", "case_rows", "composed", "make_world"]
